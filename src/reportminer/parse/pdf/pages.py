"""One page: characters to fragments, columns and lines, in reading order."""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium

from reportminer.labels import PageStatus
from reportminer.parse.pdf import raw
from reportminer.parse.pdf.arrange import arrange
from reportminer.parse.pdf.asides import find_asides, outside
from reportminer.parse.pdf.figures import find_figures
from reportminer.parse.pdf.fonts import Faces
from reportminer.parse.pdf.fragments import Fragments, fragments, visible
from reportminer.parse.pdf.glyphs import Inked, PageBox, framed, read_inked, to_frame, unmapped
from reportminer.parse.pdf.graphics import Graphics, read_graphics
from reportminer.parse.pdf.grids import Lines, lines_of
from reportminer.parse.pdf.initials import initials_set_back, set_in
from reportminer.parse.pdf.lines import Row, materialise
from reportminer.parse.pdf.middle import median
from reportminer.parse.pdf.model import (
    NO_EDGES,
    Area,
    Codes,
    Flags,
    Floats,
    Glyphs,
    Ints,
    PageLayout,
    Rect,
    TextLine,
)
from reportminer.parse.pdf.numerals import Places, numerals_set_back, set_items, with_reach
from reportminer.parse.pdf.tables import find_tables

BOLD = 600
_FILLED = 0.75
"""Share of the page that a scan takes, at least."""
_DRAWN = 6
"""Underscores."""
_APART = 2.5
"""In sizes of the face: how far the next character of slanted text stands from the last, at most."""


def lay_out(number: int, page: Any, text: Any, box: PageBox, faces: Faces) -> PageLayout:
    """Lines of a page in reading order, with its status."""
    width, height = box.size(box.quarter)
    layout = PageLayout(number, width, height)
    handle, count = raw.handle(text), pdfium.FPDFText_CountChars(text)
    layout.unmapped = unmapped(handle, count)
    ink = read_inked(handle, count, faces)
    shown = None if ink is None else _shown(ink)
    if ink is None or shown is None:
        layout.status = _without_text(page, layout)
        return layout
    ruling = int(np.bincount(ink.quarter[shown & (ink.quarter >= 0)], minlength=4).argmax())
    layout.turned = (box.quarter - ruling) % 4
    sheet = _Sheet(box, number, faces)
    graphics = read_graphics(page, ruling, box)
    layout.rules = [
        Rect(*rule) for rule in graphics.rules.tolist() if rule[2] - rule[0] > 20 and rule[3] - rule[1] < 3
    ]
    layout.lines = _lines(ink, shown & (ink.quarter == ruling), ruling, sheet, graphics)
    layout.asides = sheet.asides
    _set_rules_apart(layout)
    layout.lines += _side_lines(ink, shown, ruling, sheet)
    layout.lines += _slanted_lines(ink, shown, ruling, sheet)
    layout.scanned = bool(ink.hidden[shown].any()) or _pictured(graphics, layout)
    if not layout.lines:
        layout.status = _without_text(page, layout)
    return layout


def _set_rules_apart(layout: PageLayout) -> None:
    """Rows of underscores are rules, not text."""
    drawn = [line for line in layout.lines if len(line.text) >= _DRAWN and not line.text.strip("_ ")]
    if drawn:
        layout.rules += [Rect(line.x0, line.base, line.x1, line.base + 1) for line in drawn]
        gone = {id(line) for line in drawn}
        layout.lines = [line for line in layout.lines if id(line) not in gone]


def _without_text(page: Any, layout: PageLayout) -> PageStatus:
    return PageStatus.NO_TEXT if layout.unmapped or _has_picture(page) else PageStatus.BLANK


def _pictured(graphics: Graphics, layout: PageLayout) -> bool:
    """Whether a picture fills the page."""
    size = graphics.images[:, 2:] - graphics.images[:, :2]
    return bool((size[:, 0] * size[:, 1] > _FILLED * layout.wide * layout.tall).any())


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
    asides: list[Rect] = field(default_factory=list)
    """Where asides were found."""

    def emphasis(self) -> Ints:
        """Of each style, whether it is bold (1), italic (2) or both (3)."""
        return np.array([(style.weight >= BOLD) + 2 * style.italic for style in self.faces.styles])


def _lines(ink: Inked, keep: Flags, quarter: int, sheet: _Sheet, graphics: Graphics | None) -> list[TextLine]:
    """Lines of the text that runs in one direction, in reading order."""
    return _arranged(framed(ink, keep, quarter, sheet.box), *sheet.box.size(quarter), sheet, graphics)


def lines_of_glyphs(
    glyphs: Glyphs, box: PageBox, number: int, faces: Faces
) -> tuple[list[TextLine], list[Rect]]:
    """Lines, in reading order, of characters that stand on a page without anything else; and its asides."""
    none = np.zeros((0, 4))
    sheet = _Sheet(box, number, faces)
    lines = _arranged(glyphs, *box.size(box.quarter), sheet, Graphics(none, none, none, none))
    return lines, sheet.asides


def _arranged(
    glyphs: Glyphs, width: float, height: float, sheet: _Sheet, graphics: Graphics | None
) -> list[TextLine]:
    glyphs = visible(glyphs, width, height)
    if not len(glyphs):
        return []
    body = median(glyphs.size)
    initials: list[Rect] = []
    numerals: Places = []
    if graphics is None:
        pieces = fragments(glyphs)
        found = arrange(pieces, [], [], body)
    else:
        rules = lines_of(graphics, width, height, edges=False)
        lines = lines_of(graphics, width, height, edges=True)
        glyphs, numerals = numerals_set_back(glyphs, lines.standing, body)
        glyphs, pieces, initials = _fragments(glyphs, lines.standing, body)
        pieces = with_reach(pieces, numerals)
        found = _with_asides(glyphs, pieces, graphics, _Ruled(width, height, rules, lines, body), sheet)
    out = materialise(glyphs, pieces, found, sheet.number, sheet.emphasis())
    for line, row in zip(out, found, strict=True):
        line.aside = row.aside
    set_in(out, initials)
    set_items(out, numerals)
    return out


@dataclass(frozen=True, slots=True)
class _Ruled:
    """A page with its lines, without and with the edges of boxes."""

    width: float
    height: float
    rules: Lines
    lines: Lines
    body: float


def _with_asides(
    glyphs: Glyphs, pieces: Fragments, graphics: Graphics, ruled: _Ruled, sheet: _Sheet
) -> list[Row]:
    """Printed lines of a page in reading order; those of asides come last, each aside on its own."""
    asides = find_asides(pieces, glyphs.style[pieces.first], graphics.boxes, ruled.lines, ruled.body)
    if not asides:
        return _placed(pieces, graphics, ruled, glyphs.code)
    sheet.asides.extend(aside.rect for aside in asides)
    held = np.concatenate([aside.ids for aside in asides])
    out: list[Row] = []
    flow = np.setdiff1d(np.arange(len(pieces)), held)
    around = replace(ruled, rules=outside(ruled.rules, asides), lines=outside(ruled.lines, asides))
    for number, ids in enumerate((flow, *(aside.ids for aside in asides))):
        strips = 1 + max((row.strip for row in out), default=-1)
        kept = ids.tolist()
        lines = ruled if number else around
        for row in _placed(pieces.take(ids), graphics, lines, glyphs.code) if kept else ():
            own = [kept[k] for k in row.ids]
            out.append(replace(row, ids=own, strip=row.strip + strips, aside=number))
    return out


def _placed(pieces: Fragments, graphics: Graphics, ruled: _Ruled, codes: Codes) -> list[Row]:
    tables = find_tables(ruled.rules, ruled.lines, graphics.boxes, pieces, codes)
    figures = find_figures(graphics, tables, pieces, ruled.width, ruled.height)
    return arrange(pieces, tables, figures, ruled.body)


def _fragments(glyphs: Glyphs, standing: Floats, body: float) -> tuple[Glyphs, Fragments, list[Rect]]:
    """Characters and the runs that they form, drop capitals in their words, and where these were."""
    pieces = fragments(glyphs, standing)
    plain, initials = initials_set_back(glyphs, pieces, body)
    return plain, fragments(plain, standing) if initials else pieces, initials


def _slanted_lines(ink: Inked, shown: Flags, ruling: int, sheet: _Sheet) -> list[TextLine]:
    """Text at odd angles, stamps and watermarks: one line a run, out of the flow."""
    slanted = np.flatnonzero(shown & (ink.quarter < 0))
    if not len(slanted):
        return []
    x, y = ((ink.box[slanted, k] + ink.box[slanted, k + 2]) / 2 for k in (0, 1))
    far = np.hypot(np.diff(x), np.diff(y)) > _APART * ink.size[slanted][1:]
    runs = np.split(slanted, np.flatnonzero(far | (np.diff(slanted) > 1)) + 1)
    return [_slanted_line(ink, run, ruling, sheet) for run in runs]


def _slanted_line(ink: Inked, run: Ints, ruling: int, sheet: _Sheet) -> TextLine:
    codes, spaced = ink.code[run].tolist(), ink.spaced[run].tolist()
    text = "".join(" " * space + chr(code) for code, space in zip(codes, spaced, strict=True)).strip()
    box = ink.box[run]
    ax, ay = to_frame(box[:, 0], box[:, 1], ruling, sheet.box)
    bx, by = to_frame(box[:, 2], box[:, 3], ruling, sheet.box)
    x0, top = float(np.minimum(ax, bx).min()), float(np.minimum(ay, by).min())
    x1, bottom = float(np.maximum(ax, bx).max()), float(np.maximum(ay, by).max())
    return TextLine(
        page=sheet.number,
        text=text,
        edges=NO_EDGES,
        x0=x0,
        top=top,
        x1=x1,
        bottom=bottom,
        base=bottom,
        size=float(ink.size[run[0]]),
        style=int(ink.style[run[0]]),
        strip=-1,
        left=x0,
        right=x1,
        area=Area.FIGURE,
    )


def _side_lines(ink: Inked, shown: Flags, ruling: int, sheet: _Sheet) -> list[TextLine]:
    """Text that runs in another direction than most of the page: axis labels, stamps, watermarks."""
    out: list[TextLine] = []
    for quarter in range(4):
        keep = shown & (ink.quarter == quarter)
        if quarter == ruling or not keep.any():
            continue
        for line in _lines(ink, keep, quarter, sheet, None):
            line.area, line.strip, line.edges = Area.FIGURE, -1, NO_EDGES
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
            line.edges = NO_EDGES
