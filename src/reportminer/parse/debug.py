"""Pictures of pages with their blocks drawn: what the reader saw, to look at."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportminer.errors import OutputError
from reportminer.labels import BlockKind
from reportminer.types import Box, Line, Page, Report

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

COLOURS = {
    BlockKind.HEADING: "#c0182b",
    BlockKind.PARAGRAPH: "#1f5fbf",
    BlockKind.LIST_ITEM: "#0a8754",
    BlockKind.TABLE_ROW: "#b8620b",
    BlockKind.CAPTION: "#8a2be2",
    BlockKind.FOOTNOTE: "#00838f",
    BlockKind.HEADER: "#8c8c8c",
    BlockKind.FOOTER: "#5f5f5f",
    BlockKind.CONTENTS: "#a08000",
    BlockKind.FIGURE: "#d6379c",
}
DOTS = 1.6
"""Picture dots for a point."""
MOST_DOTS = 6_000_000
"""Of a page; a larger one is drawn at a smaller scale."""
LEGEND = 24
TAG = 13


@dataclass(frozen=True, slots=True)
class Outline:
    """One outline: a block, or the part of it that stands in one column of one page."""

    number: int
    """Place of the block in reading order on its page, from 1."""
    kind: BlockKind
    box: Box
    goes_on: bool
    """It is not the first part of its block."""


def draw_pages(report: Report, folder: Path, pages: range | None = None) -> Iterator[Path]:
    """Draw the pages of a PDF report (those of `pages`, or all) into `folder`, one PNG each.

    Files are called `<report_id>-p<number>.png`. Gives their paths as they are written; nothing for
    a report that is no PDF. Raises OutputError where the folder cannot be written.
    """
    if report.source.kind != "pdf":
        return
    import pypdfium2  # noqa: PLC0415 - heavy, and needed here only

    by_page = outlines(report)
    with pypdfium2.PdfDocument(report.source.path) as document:
        for page in report.pages:
            if pages is None or page.number in pages:
                picture = _render(document, page)
                _draw(picture, page, by_page.get(page.number, []))
                yield _save(picture, folder, f"{report.report_id}-p{page.number:04d}.png")


def outlines(report: Report) -> dict[int, list[Outline]]:
    """Outlines of all blocks by page, numbered in reading order."""
    found: dict[int, list[Outline]] = {}
    counts: dict[int, int] = {}
    for block in report.blocks:
        seen: set[int] = set()
        for k, box in enumerate(parts(report.lines_of(block.start, block.end))):
            if box.page not in seen:
                counts[box.page] = counts.get(box.page, 0) + 1
                seen.add(box.page)
            found.setdefault(box.page, []).append(Outline(counts[box.page], block.kind, box, k > 0))
    return found


def parts(lines: Iterable[Line]) -> list[Box]:
    """Lines to rectangles: a new one at each page, and where the text goes back up (a new column)."""
    out: list[Box] = []
    for line in lines:
        if line.box is None:
            continue
        if out and out[-1].page == line.page and line.box.bottom > out[-1].bottom - _height(line.box):
            out[-1] = _around(out[-1], line.box)
        else:
            out.append(line.box)
    return out


def _height(box: Box) -> float:
    return max(box.bottom - box.top, 1.0)


def _around(a: Box, b: Box) -> Box:
    return Box(a.page, min(a.x0, b.x0), min(a.top, b.top), max(a.x1, b.x1), max(a.bottom, b.bottom))


def _render(document: Any, page: Page) -> "Image":
    """The page as a viewer shows it; an empty sheet where pdfium cannot."""
    from PIL import Image  # noqa: PLC0415
    from pypdfium2 import PdfiumError  # noqa: PLC0415

    try:
        sheet = document[page.number - 1]
        width, height = sheet.get_size()
        picture: Image.Image = sheet.render(scale=_scale(width, height), may_draw_forms=False).to_pil()
    except (PdfiumError, ValueError, ZeroDivisionError):
        return Image.new("RGB", (int(612 * DOTS), int(792 * DOTS)), "#eeeeee")
    return picture.convert("RGB")


def _scale(width: float, height: float) -> float:
    area = max(width, 1.0) * max(height, 1.0)
    return float(min(DOTS, (MOST_DOTS / area) ** 0.5))


def _draw(picture: "Image", page: Page, marks: list[Outline]) -> None:
    from PIL import ImageDraw  # noqa: PLC0415

    pen = ImageDraw.Draw(picture)
    across = picture.width / page.width if page.width > 0 else DOTS
    down = picture.height / page.height if page.height > 0 else DOTS
    for mark in marks:
        box = mark.box
        _outline(pen, mark, (box.x0 * across, box.top * down, box.x1 * across, box.bottom * down))


def _outline(pen: "ImageDraw", mark: Outline, box: tuple[float, float, float, float]) -> None:
    """A frame, and its number on a tag that hangs over its left edge."""
    x0, top, x1, bottom = box
    colour = COLOURS[mark.kind]
    pen.rectangle((x0 - 1, top - 1, max(x1, x0) + 1, max(bottom, top) + 1), outline=colour, width=2)
    text = f"{mark.number}…" if mark.goes_on else str(mark.number)
    wide = pen.textlength(text, font=_font()) + 4
    left = max(x0 - wide - 1, 0)
    pen.rectangle((left, top, left + wide, top + TAG), fill=colour)
    pen.text((left + 2, top), text, fill="white", font=_font())


def _font() -> Any:
    from PIL import ImageFont  # noqa: PLC0415

    return ImageFont.load_default(size=TAG - 2)


def _save(picture: "Image", folder: Path, name: str) -> Path:
    path = folder / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _with_legend(picture).save(path)
    except OSError as error:
        raise OutputError(
            f"cannot write {path}: {error.strerror or error}",
            hint="give --debug-images a folder that you may write to",
        ) from error
    return path


def _with_legend(picture: "Image") -> "Image":
    """The picture with a strip below that says which colour is what."""
    from PIL import Image, ImageDraw  # noqa: PLC0415

    sheet = Image.new("RGB", (max(picture.width, 760), picture.height + LEGEND), "white")
    sheet.paste(picture, (0, 0))
    pen, left = ImageDraw.Draw(sheet), 6.0
    for kind, colour in COLOURS.items():
        pen.rectangle((left, picture.height + 6, left + 12, picture.height + 18), fill=colour)
        pen.text((left + 16, picture.height + 6), str(kind), fill="black", font=_font())
        left += 26 + pen.textlength(str(kind), font=_font())
    return sheet
