"""Reading order: cut the page at its widest gutters, again and again.

A variant of the recursive XY cut (Nagy and Seth 1984). Instead of whitespace in projections, which one
wide heading spoils, it looks for the tallest upright strip free of text that has text on both sides;
what lies above and below such a strip is cut on its own, so that full-width headings over columns,
figures in columns and sidebars come out in the order of reading.
"""

from dataclasses import dataclass, replace

import numpy as np

from reportminer.parse.pdf.fragments import Fragments
from reportminer.parse.pdf.middle import quantile
from reportminer.parse.pdf.model import Flags, Floats, Ints

_X, _Y = 2.0, 3.0
"""Width and height of a cell of the grid, points."""
_SHORTEST = 4
"""Rows of the grid; a gutter that is shorter parts no columns."""
_LEAST = 1.6
"""Height of a gutter in sizes of the text."""
_NEARLY = 0.9
_DEEPEST = 6
_NUMBER, _ENTRIES = 1.9, 4
"""Width of a page number, in sizes; how many make a list of contents."""
_TRIES = 4


@dataclass(frozen=True, slots=True)
class _Gutter:
    x: float
    top: float
    bottom: float


def reading_order(pieces: Fragments, ids: Ints, body: float) -> list[Ints]:
    """Groups of these fragments, one for each piece of a column, in reading order.

    `body` is the size of the text that most of the page is set in.
    """
    return _cut(_tied(pieces, ids), ids, body, 0) if len(ids) else []


def _tied(pieces: Fragments, ids: Ints) -> Fragments:
    """Entries of a list of contents reach as far as their page numbers: no gutter runs between them.

    Page numbers are told by form alone: short, flush right, one beside each of several entries.
    """
    size = pieces.size[ids]
    short = ids[pieces.x1[ids] - pieces.x0[ids] < _NUMBER * size]
    reach: dict[int, float] = {}
    for edge in np.unique(np.rint(pieces.x1[short])).tolist() if len(short) >= _ENTRIES else ():
        numbers = short[np.abs(pieces.x1[short] - edge) < 1.5]
        if len(numbers) >= _ENTRIES:
            found = {entry: float(pieces.x0[k]) for k in numbers.tolist() for entry in _entry(pieces, ids, k)}
            reach |= found if len(found) >= max(_ENTRIES, 0.6 * len(numbers)) else {}
    if not reach:
        return pieces
    x1 = pieces.x1.copy()
    for entry, edge in reach.items():
        x1[entry] = edge
    return replace(pieces, x1=x1)


def _entry(pieces: Fragments, ids: Ints, k: int) -> list[int]:
    """What stands left of a page number on its line, if it is longer and set in the same size."""
    gap = pieces.x0[k] - pieces.x1[ids]
    level = np.abs(pieces.base[ids] - pieces.base[k]) < 0.2 * pieces.size[k]
    near = ids[level & (gap > 0)]
    if not len(near):
        return []
    last = int(near[np.argmax(pieces.x1[near])])
    alike = abs(pieces.size[last] - pieces.size[k]) < 0.1 * pieces.size[k]
    wide = pieces.x1[last] - pieces.x0[last] > 3 * pieces.size[k]
    return [last] if alike and wide else []


def _cut(pieces: Fragments, ids: Ints, body: float, depth: int) -> list[Ints]:
    gutter = _best_gutter(pieces, ids, body) if depth < _DEEPEST and len(ids) > 3 else None
    if gutter is None:
        return [ids]
    middle = (pieces.top[ids] + pieces.bottom[ids]) / 2
    above, below = middle < gutter.top, middle > gutter.bottom
    inside = ~above & ~below
    left = inside & ((pieces.x0[ids] + pieces.x1[ids]) / 2 < gutter.x)
    parts = [ids[part] for part in (above, left, inside & ~left, below)]
    return [group for part in parts if len(part) for group in _cut(pieces, part, body, depth + 1)]


def _best_gutter(pieces: Fragments, ids: Ints, body: float) -> _Gutter | None:
    """The upright strip with the most lines on both sides, if both sides read like columns."""
    x0, y0 = float(pieces.x0[ids].min()), float(pieces.top[ids].min())
    taken = _grid(pieces, ids, x0, y0, body)
    height, width = taken.shape
    if width < 8 or height < 4:
        return None
    score, top, bottom = _runs(taken, _LEAST * body / _Y)
    for _ in range(_TRIES):
        k = int(score.argmax())
        if score[k] * _Y < _LEAST * body:
            return None
        wide = np.flatnonzero(
            (score >= _NEARLY * score[k]) & (np.abs(top - top[k]) < 4) & (np.abs(bottom - bottom[k]) < 4)
        )
        wide = _touching(wide, k)
        at = int(wide[len(wide) // 2])
        x, low = x0 + (at + 0.5) * _X, y0 + (int(bottom[at]) + 1) * _Y
        gutter = _Gutter(x, y0 + int(top[at]) * _Y - 0.5, low + 0.5)
        if _columns(pieces, ids, gutter, body):
            return gutter
        score[wide] = 0
    return None


def _touching(columns: Ints, k: int) -> Ints:
    """Those of the grid columns that form one strip with column `k`."""
    groups = np.split(columns, np.flatnonzero(np.diff(columns) > 1) + 1)
    return next(group for group in groups if k in group)


def _grid(pieces: Fragments, ids: Ints, x0: float, y0: float, body: float) -> Flags:
    """Which cells hold text. Boxes are drawn a little wider, so that word gaps are no gutters."""
    pad = 0.1 * body
    left = np.maximum(np.floor((pieces.x0[ids] - x0 - pad) / _X), 0).astype(int)
    right = np.ceil((pieces.x1[ids] - x0 + pad) / _X).astype(int)
    trim = 0.15 * (pieces.bottom[ids] - pieces.top[ids])
    top = np.floor((pieces.top[ids] + trim - y0) / _Y).astype(int)
    bottom = np.maximum(np.ceil((pieces.bottom[ids] - trim - y0) / _Y).astype(int), top + 1)
    taken = np.zeros((int(bottom.max()), int(right.max())), bool)
    for a, b, c, d in zip(top.tolist(), bottom.tolist(), left.tolist(), right.tolist(), strict=True):
        taken[a:b, c:d] = True
    return taken


def _runs(taken: Flags, least: float) -> tuple[Floats, Ints, Ints]:
    """For each grid column its best free run: cells with text on both sides, first and last row.

    Columns that have fewer such cells than could make a gutter (`least`) are not looked at: most.
    """
    height, width = taken.shape
    score = np.zeros(width)
    top, bottom = np.zeros(width, np.int64), np.zeros(width, np.int64)
    between = _between(taken)
    count = np.count_nonzero(between, axis=0)
    open_ = np.flatnonzero(count >= _NEARLY * least)
    if int(count.max()) < _SHORTEST or not len(open_):
        return score, top, bottom
    taken, between = np.ascontiguousarray(taken[:, open_].T), between[:, open_].T
    rows = np.arange(height, dtype=np.int16)
    before = np.maximum.accumulate(np.where(taken, rows, np.int16(-1)), axis=1)
    after = np.minimum.accumulate(np.where(taken, rows, np.int16(height))[:, ::-1], axis=1)[:, ::-1]
    both = np.zeros((len(open_), height + 1), np.int16)
    np.cumsum(between, axis=1, out=both[:, 1:])
    at = np.arange(len(open_))
    run = np.where(taken, 0, both[at[:, None], after] - both[at[:, None], before + 1])
    best = run.argmax(axis=1)
    score[open_] = run[at, best]
    top[open_], bottom[open_] = before[at, best] + 1, after[at, best] - 1
    return score, top, bottom


def _between(taken: Flags) -> Flags:
    """Free cells with text on both sides."""
    width = taken.shape[1]
    columns = np.arange(width, dtype=np.int16)
    first = np.where(taken.any(axis=1), taken.argmax(axis=1), width)[:, None]
    last = (width - 1 - taken[:, ::-1].argmax(axis=1))[:, None]
    found: Flags = (columns > first) & (columns < last) & ~taken
    return found


def _columns(pieces: Fragments, ids: Ints, gutter: _Gutter, body: float) -> bool:
    """Whether what stands left and right of a strip reads like columns of prose, not like cells."""
    middle = (pieces.top[ids] + pieces.bottom[ids]) / 2
    inside = ids[(middle >= gutter.top) & (middle <= gutter.bottom)]
    left = (pieces.x0[inside] + pieces.x1[inside]) / 2 < gutter.x
    sides = inside[left], inside[~left]
    return all(_reads(pieces, side, body) for side in sides)


def _reads(pieces: Fragments, side: Ints, body: float) -> bool:
    """Lines of some width, more than one of them."""
    if not len(side):
        return False
    width = pieces.x1[side] - pieces.x0[side]
    levels = np.unique(np.rint(pieces.base[side] / (0.5 * body)))
    return len(levels) >= 2 and quantile(width, 0.75) >= 6 * body
