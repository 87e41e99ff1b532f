"""Pictures of the pages that hold findings, with the findings outlined: OUT/pages/<report_id>/<page>.jpg.

Names are made of our own id and the number of the page, never of what a report says.
"""

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportminer.errors import UnreadableError
from reportminer.export.files import whole
from reportminer.labels import Label

if TYPE_CHECKING:
    from PIL.Image import Image

FOLDER = "pages"
COLOURS = {
    Label.CHALLENGE.value: (166, 61, 47),
    Label.LESSON.value: (43, 108, 163),
    Label.RECOMMENDATION.value: (169, 120, 0),
}
"""Those of the page."""
_REPORT = re.compile(r"r[0-9a-f]{12}")
_PICTURE = re.compile(r"([1-9][0-9]{0,5})\.jpg")
_WASH = 44
_TAG = 12

Mark = tuple[str, bool, Sequence[float]]
"""Label, whether a finding begins here, and [x0, top, x1, bottom] in points from the page's top left."""
Marks = Mapping[int, Sequence[Mark]]
"""By page."""


@dataclass(frozen=True, slots=True)
class PictureSettings:
    """How pictures are drawn, and how many at most."""

    dots: float = 1.5
    """Picture dots for a point."""
    most_dots: int = 3_000_000
    """Of a page; a larger one is drawn at a smaller scale."""
    quality: int = 62
    """Of the JPEG, up to 95."""
    pages: int = 200
    """Of one report: the first of those that hold findings."""
    bytes: int = 2 * 2**30
    """Of all pictures of an output; what comes later is not drawn."""


def marks_of(findings: Iterable[Mapping[str, Any]]) -> dict[int, list[Mark]]:
    """What is to be drawn for the rows of findings.csv of one report, by page."""
    found: dict[int, list[Mark]] = {}
    for row in findings:
        for number, (page, *box) in enumerate(row["boxes"]):
            found.setdefault(int(page), []).append((str(row["label"]), number == 0, box))
    return dict(sorted(found.items()))


def draw(data: bytes, marks: Marks, folder: Path, settings: PictureSettings) -> int:
    """Draw pages of the PDF in `data` into `folder`; gives the bytes that lie there afterwards.

    A picture that shows the same already stays; other pictures of ours are taken away. Raises
    `UnreadableError` where pdfium cannot open the file.
    """
    import pypdfium2  # noqa: PLC0415 - heavy, and needed where pictures are asked for

    folder.mkdir(parents=True, exist_ok=True)
    wanted = {f"{number}.jpg": number for number in list(marks)[: settings.pages]}
    _clear(folder, wanted)
    seen = sha256(data).hexdigest()
    try:
        with pypdfium2.PdfDocument(data) as document:
            total = 0
            for name, number in wanted.items():
                if number > len(document):
                    continue
                sign = _sign(seen, marks[number], settings)
                if _comment(folder / name) != sign:
                    _save(
                        _drawn(document[number - 1], marks[number], settings), folder / name, sign, settings
                    )
                total += (folder / name).stat().st_size
            return total
    except pypdfium2.PdfiumError as error:
        raise UnreadableError("its pages cannot be drawn", hint="") from error


def drawn(out: Path) -> dict[str, list[int]]:
    """Pages of which OUT holds a picture, by report."""
    found = {}
    for folder in _folders(out):
        pages = (_PICTURE.fullmatch(path.name) for path in folder.iterdir())
        found[folder.name] = sorted(int(page[1]) for page in pages if page)
    return {report: pages for report, pages in found.items() if pages}


def prune(out: Path, keep: Iterable[str]) -> None:
    """Take away the pictures of reports that are not in `keep`; what is not ours stays."""
    kept = set(keep)
    for folder in _folders(out):
        if folder.name not in kept:
            _clear(folder, ())
            if not any(folder.iterdir()):
                folder.rmdir()


def _folders(out: Path) -> list[Path]:
    """The folders that are called as reports are."""
    if not (out / FOLDER).is_dir():
        return []
    return sorted(p for p in (out / FOLDER).iterdir() if _REPORT.fullmatch(p.name) and p.is_dir())


def _clear(folder: Path, wanted: Iterable[str]) -> None:
    kept = set(wanted)
    for path in list(folder.iterdir()):
        if _PICTURE.fullmatch(path.name) and path.name not in kept:
            path.unlink()


def _sign(seen: str, marks: Sequence[Mark], settings: PictureSettings) -> str:
    """Tells from what a picture was made; it stands in its comment."""
    told = repr((seen, list(marks), settings.dots, settings.most_dots, settings.quality, 1))
    return sha256(told.encode()).hexdigest()


def _comment(path: Path) -> str:
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415

    try:
        with Image.open(path) as picture:
            told = picture.info.get("comment", b"")
    except (OSError, UnidentifiedImageError):
        return ""
    return told.decode("ascii", "replace") if isinstance(told, bytes) else str(told)


def _drawn(sheet: Any, marks: Sequence[Mark], settings: PictureSettings) -> "Image":
    """The page as a viewer shows it, with its findings washed and outlined in the colour of their label."""
    from PIL import Image, ImageDraw  # noqa: PLC0415

    width, height = sheet.get_size()
    scale = min(settings.dots, (settings.most_dots / max(width * height, 1.0)) ** 0.5)
    picture: Image.Image = sheet.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    over = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(over)
    across, down = picture.width / max(width, 1.0), picture.height / max(height, 1.0)
    for label, begins, box in marks:
        x0, top, x1, bottom = _within(box, (across, down), picture.size)
        colour = COLOURS[label]
        pen.rectangle((x0 - 2, top - 1, x1 + 2, bottom + 1), fill=(*colour, _WASH), outline=(*colour, 255))
        if begins:
            _tag(pen, label, (x0, top))
    return Image.alpha_composite(picture.convert("RGBA"), over).convert("RGB")


def _tag(pen: Any, label: str, corner: tuple[float, float]) -> None:
    """The first letter of the label where a finding begins, for those who cannot tell the colours."""
    from PIL import ImageFont  # noqa: PLC0415

    left, top = max(corner[0] - 2, 0), max(corner[1] - _TAG + 2, 0)
    pen.rectangle((left, top, left + _TAG - 2, top + _TAG - 1), fill=(*COLOURS[label], 255))
    pen.text((left + 3, top), label[0], fill=(255, 255, 255, 255), font=ImageFont.load_default(size=_TAG - 2))


def _within(
    box: Sequence[float], scale: tuple[float, float], size: tuple[int, int]
) -> tuple[float, float, float, float]:
    """A box in dots of the picture, inside it and the right way round."""
    x0, x1 = sorted(min(max(x * scale[0], 0.0), size[0] - 1.0) for x in (box[0], box[2]))
    top, bottom = sorted(min(max(y * scale[1], 0.0), size[1] - 1.0) for y in (box[1], box[3]))
    return x0, top, x1, bottom


def _save(picture: "Image", path: Path, sign: str, settings: PictureSettings) -> None:
    held = io.BytesIO()
    picture.save(held, "JPEG", quality=settings.quality, optimize=True, comment=sign.encode("ascii"))
    with whole(path) as part:
        part.write_bytes(held.getvalue())
