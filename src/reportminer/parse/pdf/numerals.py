"""Numbers of items set for show: big digits behind or beside the lines that they count."""

from dataclasses import dataclass, replace

import numpy as np

from reportminer.parse.pdf.fragments import Fragments, fragments
from reportminer.parse.pdf.model import Floats, Glyphs, Ints, TextLine

_LARGE = 2.5
"""Height of the digits in sizes of the text."""
_LONGEST = 2
_DIGIT_GAP = 0.15
"""In heights of the digits."""
_TOUCH, _ALIKE = 0.5, 0.6
"""In heights of the digits: how near other type stands, and how large it is, to be one with them."""
_LEFT, _RIGHT = 0.2, 1.6
"""How far the text may begin before the digits (in their heights) and after them (in its own sizes)."""
_HERE = 1.0
"""Points."""
_DIGIT, _ROOM = 0.6, 0.3
"""Width of a digit and of the space after it once set back, in sizes of the text."""


@dataclass(frozen=True, slots=True)
class _Numeral:
    ids: Ints
    value: int
    line: int
    """First character of the uppermost line beside it."""


Places = list[tuple[float, float, float, float]]
"""Where items begin: left edge and baseline, and how far up and down the number reached."""


def numerals_set_back(glyphs: Glyphs, standing: Floats, body: float) -> tuple[Glyphs, Places]:
    """The page with every such number at the head of its first line, and where these lines begin.

    They must count: a lone number for show is a figure that somebody is proud of.
    """
    height = glyphs.bottom - glyphs.top
    digit = (glyphs.code >= ord("0")) & (glyphs.code <= ord("9"))
    large = np.flatnonzero(digit & (height >= _LARGE * body))
    if len(large) < _LONGEST:
        return glyphs, []
    runs = [run for run in _runs(glyphs, large) if _alone(glyphs, run)]
    apart = np.ones(len(glyphs), bool)
    apart[large] = False
    rest, kept = glyphs.take(apart), np.flatnonzero(apart)
    pieces = fragments(rest, standing) if len(kept) and runs else None
    found = [_numeral(glyphs, run, pieces, kept) for run in runs] if pieces is not None else []
    counted = [item for item in found if item is not None]
    values = {item.value for item in counted}
    places: Places = []
    for item in counted:
        if {item.value - 1, item.value + 1} & values:
            k = int(item.ids[0])
            reach = float(glyphs.top[k]), float(glyphs.bottom[k])
            glyphs = _set_back(glyphs, item)
            places.append((float(glyphs.x0[k]), float(glyphs.base[k]), *reach))
    return glyphs, places


def _runs(glyphs: Glyphs, large: Ints) -> list[Ints]:
    """Digits that follow each other on one line, touching."""
    a, b = large[:-1], large[1:]
    gap = np.abs(glyphs.x0[b] - glyphs.x1[a]) > _DIGIT_GAP * (glyphs.bottom[a] - glyphs.top[a])
    cut = (b - a > 1) | gap | (np.abs(glyphs.base[b] - glyphs.base[a]) > 1)
    return np.split(large, np.flatnonzero(cut) + 1)


def _alone(glyphs: Glyphs, run: Ints) -> bool:
    """One or two digits with no other large type beside them, as in `50%` or `2025`."""
    tall = float(glyphs.bottom[run[0]] - glyphs.top[run[0]])
    other = np.ones(len(glyphs), bool)
    other[run] = False
    reach = _TOUCH * tall
    near = (glyphs.x0 < glyphs.x1[run].max() + reach) & (glyphs.x1 > glyphs.x0[run].min() - reach)
    near &= (glyphs.top < glyphs.bottom[run[0]]) & (glyphs.bottom > glyphs.top[run[0]])
    near &= glyphs.bottom - glyphs.top > _ALIKE * tall
    return len(run) <= _LONGEST and not (near & other).any()


def _numeral(glyphs: Glyphs, run: Ints, pieces: Fragments, kept: Ints) -> _Numeral | None:
    """The number with its line, if two lines or more begin beside it."""
    x0, x1 = float(glyphs.x0[run].min()), float(glyphs.x1[run].max())
    top, bottom = float(glyphs.top[run].min()), float(glyphs.bottom[run].max())
    middle = (pieces.top + pieces.bottom) / 2
    begins = (pieces.x0 > x0 - _LEFT * (bottom - top)) & (pieces.x0 < x1 + _RIGHT * pieces.size)
    beside = np.flatnonzero((middle > top) & (middle < bottom) & begins & (pieces.x1 > x1))
    if not len(beside):
        return None
    edge = float(pieces.x0[beside].min())
    beside = beside[pieces.x0[beside] < edge + pieces.size[beside]]
    beside = beside[np.argsort(pieces.base[beside], kind="stable")]
    size = float(pieces.size[beside[0]])
    lines = pieces.base[beside[-1]] - pieces.base[beside[0]] > 0.8 * size
    if not lines or np.ptp(pieces.size[beside]) > 0.2 * size:
        return None
    value = int("".join(map(chr, glyphs.code[run].tolist())))
    return _Numeral(run, value, int(kept[pieces.first[beside[0]]]))


def _set_back(glyphs: Glyphs, item: _Numeral) -> Glyphs:
    """The digits right before the line, with its face."""
    names = ("x0", "x1", "top", "bottom", "base", "size", "style")
    columns = {name: getattr(glyphs, name).copy() for name in names}
    for name in names[2:]:
        columns[name][item.ids] = columns[name][item.line]
    size = float(glyphs.size[item.line])
    right = float(glyphs.x0[item.line]) - _ROOM * size
    edges = right - _DIGIT * size * np.arange(len(item.ids), -1, -1)
    columns["x0"][item.ids], columns["x1"][item.ids] = edges[:-1], edges[1:]
    return replace(glyphs, **columns)


def with_reach(pieces: Fragments, places: Places) -> Fragments:
    """The same with the numbers as tall as they were printed: they part columns of a few lines."""
    if not places:
        return pieces
    top, bottom = pieces.top.copy(), pieces.bottom.copy()
    for x, base, up, down in places:
        at = (np.abs(pieces.x0 - x) < _HERE) & (np.abs(pieces.base - base) < _HERE)
        top[at], bottom[at] = up, down
    return replace(pieces, top=top, bottom=bottom)


def set_items(lines: list[TextLine], places: Places) -> None:
    """Tell the lines that begin with such a number that they begin an item."""
    for x, base, _, _ in places:
        for line in lines:
            line.item |= abs(line.x0 - x) < _HERE and abs(line.base - base) < _HERE
