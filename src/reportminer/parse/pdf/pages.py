"""One page: characters to fragments, columns and lines, in reading order."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium

from reportminer.labels import PageStatus
from reportminer.parse.pdf import raw
from reportminer.parse.pdf.columns import reading_order
from reportminer.parse.pdf.fonts import Faces
from reportminer.parse.pdf.fragments import fragments, rows, visible
from reportminer.parse.pdf.glyphs import Inked, PageBox, framed, read_inked
from reportminer.parse.pdf.lines import materialise
from reportminer.parse.pdf.model import Area, Flags, PageLayout, TextLine

BOLD = 600


def lay_out(number: int, page: Any, text: Any, box: PageBox, faces: Faces) -> PageLayout:
    """Lines of a page in reading order, with its status."""
    width, height = box.size(box.quarter)
    layout = PageLayout(number, width, height)
    handle = raw.handle(text)
    ink = read_inked(handle, pdfium.FPDFText_CountChars(text), faces)
    shown = None if ink is None else _shown(ink)
    if ink is None or shown is None:
        layout.status = PageStatus.NO_TEXT if _has_picture(page) else PageStatus.BLANK
        return layout
    ruling = int(np.bincount(ink.quarter[shown & (ink.quarter >= 0)], minlength=4).argmax())
    layout.turned = (box.quarter - ruling) % 4
    layout.lines = _lines(ink, shown & (ink.quarter == ruling), ruling, _Sheet(box, number, faces))
    layout.lines += _side_lines(ink, shown, ruling, _Sheet(box, number, faces))
    if not layout.lines:
        layout.status = PageStatus.NO_TEXT if _has_picture(page) else PageStatus.BLANK
    return layout


def _shown(ink: Inked) -> Flags | None:
    """What is not hidden, or the hidden text itself where there is hardly anything else.

    Character recognition lays the text that it read, unseen, under the picture of a page.
    """
    shown = ~ink.hidden
    if shown.sum() < 0.1 * len(shown):
        shown = ink.hidden
    return shown if shown.any() else None


def _has_picture(page: Any) -> bool:
    """Whether there is anything on the page that could be a picture of text."""
    count = min(pdfium.FPDFPage_CountObjects(page), 200)
    kinds = {pdfium.FPDFPageObj_GetType(pdfium.FPDFPage_GetObject(page, k)) for k in range(count)}
    return bool(kinds & {pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM, pdfium.FPDF_PAGEOBJ_PATH})


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What is known of a page before its text is read."""

    box: PageBox
    number: int
    faces: Faces


def _lines(ink: Inked, keep: Flags, quarter: int, sheet: _Sheet) -> list[TextLine]:
    """Lines of the text that runs in one direction, in reading order."""
    glyphs = visible(framed(ink, keep, quarter, sheet.box), *sheet.box.size(quarter))
    if not len(glyphs):
        return []
    pieces = fragments(glyphs)
    heavy = np.array([style.weight >= BOLD for style in sheet.faces.styles])
    body = float(np.median(glyphs.size))
    strips = [rows(pieces, ids) for ids in reading_order(pieces, body)]
    return materialise(glyphs, pieces, strips, sheet.number, heavy)


def _side_lines(ink: Inked, shown: Flags, ruling: int, sheet: _Sheet) -> list[TextLine]:
    """Text that runs in another direction than most of the page: axis labels, stamps, watermarks."""
    out: list[TextLine] = []
    for quarter in range(4):
        keep = shown & (ink.quarter == quarter)
        if quarter == ruling or not keep.any():
            continue
        for line in _lines(ink, keep, quarter, sheet):
            line.area, line.strip, line.edges = Area.FIGURE, -1, ()
            turn(line, quarter, ruling, *sheet.box.size(quarter))
            out.append(line)
    return out


def turn(line: TextLine, quarter: int, other: int, width: float, height: float) -> None:
    """Put a line's box from the frame of one direction into that of another.

    `width` and `height` are those of the first frame.
    """
    for _ in range((other - quarter) % 4):
        line.x0, line.top, line.x1, line.bottom = (
            height - line.bottom,
            line.x0,
            height - line.top,
            line.x1,
        )
        width, height = height, width
    line.left, line.right = line.x0, line.x1


def turned_back(layouts: list[PageLayout]) -> None:
    """Boxes of pages that were read sideways, back to the page as shown; such lines lose their edges."""
    for layout in layouts:
        turns = layout.turned % 4
        odd = turns % 2
        size = (layout.height, layout.width) if odd else (layout.width, layout.height)
        for line in layout.lines if turns else ():
            turn(line, 0, turns, *size)
            line.edges = ()
