"""From ordered fragments to printed lines with their text and the edges of each character."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from reportminer.parse.pdf.fragments import Fragments
from reportminer.parse.pdf.leads import set_off
from reportminer.parse.pdf.middle import median
from reportminer.parse.pdf.model import Area, Flags, Floats, Glyphs, Ints, TextLine
from reportminer.parse.pdf.symbols import EXPANDED, RAISED, expand, spelt_places
from reportminer.parse.pdf.wordgaps import opened_up
from reportminer.types import Edges

_WORD_GAP = 0.2
"""In sizes of the face: a gap from here on parts two words where the file has no space."""

_FEWEST_SPACED, _WIDER = 4, 1.5
"""Letter-spaced words: how many letters, at least, and how much wider the gaps between words are."""
_SLANTED, _OVERLAP = 2, -0.3
_FURTHEST = 0xFFFF
_NO_GAP = 0.02
"""Likewise: under this a space in the file does not show; it stands inside a word that was set in parts."""


def tenths(values: Floats) -> bytes:
    """Places as `Edges` keeps them."""
    return np.clip(np.rint(values * 10), 0, _FURTHEST).astype("<u2").tobytes()


@dataclass(frozen=True, slots=True)
class _Laid:
    """The characters of a page in the order of reading, line by line."""

    own: Glyphs
    start: Ints
    """First character of each line, and the number of characters at the end."""
    text: str
    """Text of the page, spaces in place."""
    edges: bytes
    place: Ints
    """Where in the text each character went."""
    emphasis: Ints
    """Of each character: 1 bold, 2 italic, 3 both."""
    unsure: Ints
    """Where in the text spaces stand that do not show."""


@dataclass(frozen=True, slots=True)
class Row:
    """Fragments that make up one printed line, and where it belongs."""

    ids: list[int]
    strip: int
    area: Area = Area.FLOW
    row: int = -1
    cell: int = 0
    aside: int = 0


def materialise(
    glyphs: Glyphs, pieces: Fragments, rows: list[Row], page: int, emphasis: Ints
) -> list[TextLine]:
    """Lines of a page, in the order of the rows given.

    `emphasis` says of each style whether it is bold (1), italic (2) or both (3).
    """
    if not rows:
        return []
    laid = _lay(glyphs, pieces, rows, emphasis)
    return [_line(laid, k, page, rows[k], extent) for k, extent in enumerate(_extents(laid))]


def _lay(glyphs: Glyphs, pieces: Fragments, rows: list[Row], emphasis: Ints) -> _Laid:
    """Text of the page, left edges of its characters, and where each character went."""
    first, last = pieces.first.tolist(), pieces.last.tolist()
    order = np.concatenate([np.arange(first[k], last[k]) for row in rows for k in row.ids])
    length = np.array([sum(last[k] - first[k] for k in row.ids) for row in rows])
    start = np.append(0, np.cumsum(length))
    own = glyphs.take(order)
    space = _spaces(own, order, start, emphasis[own.style] & _SLANTED > 0)
    raised = _raised(own, start)
    code = own.code.copy()
    code[raised] = RAISED[own.code[raised] - ord("0")]
    place = np.arange(len(code)) + np.cumsum(space)
    text = np.full(len(code) + int(space.sum()), ord(" "), np.uint32)
    text[place] = code
    left = np.zeros(len(text))
    left[place] = own.x0
    left[place[space] - 1] = own.x1[np.flatnonzero(space) - 1]
    letters = text.astype("<u4").tobytes().decode("utf-32-le", "replace")
    unsure = place[space & (own.x0 - np.append(0.0, own.x1[:-1]) <= _NO_GAP * own.size)] - 1
    return _Laid(own, start, letters, tenths(left), place, emphasis[own.style], unsure)


def _spaces(own: Glyphs, order: Ints, start: Ints, slanted: Flags) -> Flags:
    """Before which characters a space is printed.

    Where slanted letters lean over their neighbours, the file is believed even if no gap shows.
    """
    gap = np.append(0.0, own.x0[1:] - own.x1[:-1])
    size = np.append(1.0, np.minimum(own.size[1:], own.size[:-1]))
    follows = np.append(False, np.diff(order) == 1)
    twin = np.append(False, (own.x0[1:] == own.x0[:-1]) & (own.code[1:] != ord("f")))  # end of a ligature
    leans = (np.append(False, slanted[:-1]) | slanted) & ~np.append(False, twin[:-1])
    least = np.where(leans, _OVERLAP, _NO_GAP)
    space: Flags = np.where(follows, own.spaced & (gap > least * size), gap > _WORD_GAP * size)
    space |= gap > 0.6 * size
    space[start[:-1]] = False
    return opened_up(_closed_up(space, own, gap), gap / size, start, own.code)


def _closed_up(space: Flags, own: Glyphs, gap: Floats) -> Flags:
    """Without the spaces inside letter-spaced words: runs of single letters, evenly apart."""
    lone = space[1:] & space[:-1]
    if not lone.any():
        return space
    edge = np.flatnonzero(np.diff(np.concatenate(([0], lone.astype(np.int8), [0]))))
    for first, last in zip(edge[::2].tolist(), (edge[1::2] + 1).tolist(), strict=True):
        run = slice(first, last)  # each of these characters has a space before it
        code = own.code[max(first - 1, 0) : last].astype(np.int64)
        letters = "".join(map(chr, code.tolist()))
        if last - first < _FEWEST_SPACED or not letters.isalpha() or (np.diff(code) == 1).mean() > 0.5:
            continue
        space[run] = gap[run] > _WIDER * median(gap[run])
    return space


def _raised(own: Glyphs, start: Ints) -> Flags:
    """Digits set high and, most often, small: footnote marks and powers."""
    length = np.diff(start)
    size = np.repeat(np.maximum.reduceat(own.size, start[:-1]), length)
    full = own.size >= 0.9 * size
    base = np.add.reduceat(own.base * full, start[:-1]) / np.add.reduceat(full.astype(float), start[:-1])
    rise = (np.repeat(base, length) - own.base) / size
    digit = (own.code >= ord("0")) & (own.code <= ord("9"))
    high: Flags = digit & (rise > np.where(own.size < 0.8 * size, 0.2, 0.26)) & (rise < 0.8)
    return high


def _extents(laid: _Laid) -> Iterator[tuple[float, ...]]:
    """Left, top, right, bottom, size, baseline, style, share of bold, and whether more is to be settled."""
    own, begin = laid.own, laid.start[:-1]
    bold = np.add.reduceat((laid.emphasis & 1).astype(float), begin) / np.diff(laid.start)
    size, style = np.maximum.reduceat(own.size, begin), own.style[begin]
    mixed = (np.minimum.reduceat(own.size, begin) != size) | (own.style[laid.start[1:] - 1] != style)
    columns = (
        np.minimum.reduceat(own.x0, begin),
        np.minimum.reduceat(own.top, begin),
        np.maximum.reduceat(own.x1, begin),
        np.maximum.reduceat(own.bottom, begin),
        size,
        own.base[begin],
        style,
        bold,
        mixed,
        np.maximum.reduceat(laid.emphasis, begin) > 0,
    )
    return zip(*(column.tolist() for column in columns), strict=True)


def _line(laid: _Laid, k: int, page: int, row: Row, extent: tuple[float, ...]) -> TextLine:
    x0, top, x1, bottom, size, base, style, bold, mixed, emphatic = extent
    part = slice(laid.start.item(k), laid.start.item(k + 1))
    first, last = laid.place.item(part.start), laid.place.item(part.stop - 1) + 1
    right = min(max(round(x1 * 10), 0), _FURTHEST).to_bytes(2, "little")
    line = TextLine(
        page=page,
        text=laid.text[first:last],
        edges=Edges(laid.edges[2 * first : 2 * last] + right),
        x0=x0,
        top=top,
        x1=x1,
        bottom=bottom,
        base=base,
        size=size,
        style=int(style),
        strip=row.strip,
        left=x0,
        right=x1,
        bold=bold > 0.95 or (bold > 0.85 and bool(laid.emphasis[part.stop - 1] & 1)),
        area=row.area,
        row=row.row,
        cell=row.cell,
    )
    if len(laid.unsure):
        line.unsure = tuple(
            (laid.unsure[slice(*np.searchsorted(laid.unsure, (first, last)))] - first).tolist()
        )
    if mixed:
        _settle(line, laid, part)
    if emphatic and not line.bold:
        emphasis = laid.emphasis[part]
        line.slanted = bool((emphasis == emphasis[0]).all())
        if not line.slanted:
            line.lead, line.lead_bold = set_off(line.text, laid.place[part], emphasis)
    if not (line.text.isascii() or EXPANDED.isdisjoint(line.text)):
        _spell_out(line)
    return line


def _settle(line: TextLine, laid: _Laid, part: slice) -> None:
    """Ruling size and style of a line of several."""
    size, style = laid.own.size[part], laid.own.style[part]
    line.style = int(np.bincount(style).argmax())
    ruling = style == line.style
    line.size = float(np.sort(size[ruling])[int(ruling.sum()) // 2])
    line.base = float(laid.own.base[part][ruling][0])


def _spell_out(line: TextLine) -> None:
    """Ligatures and soft hyphens."""
    places = spelt_places(line.text)
    line.lead = places[line.lead]
    line.unsure = tuple(places[k] for k in line.unsure)
    line.text, line.edges = expand(line.text, line.edges)
