"""Asides: boxes that running text flows around, and notes in the margin that are set on their own.

Both stand beside lines that belong to another text. They are lifted out before columns and tables are
sought, read on their own, and put after the paragraph that they stand beside.
"""

from collections import OrderedDict
from dataclasses import dataclass

import numpy as np

from reportminer.parse.pdf.fragments import Fragments, extent
from reportminer.parse.pdf.grids import Lines
from reportminer.parse.pdf.middle import quantile
from reportminer.parse.pdf.model import Flags, Floats, Ints, Rect

_SLACK = 2.0
"""Points by which text may reach over a frame, and frames over each other."""
_WIDEST, _TALLEST = 0.7, 0.6
"""Shares of the text area that a frame may take."""
_NARROWEST, _LOWEST = 6.0, 2.5
"""Width and height of a frame in sizes of the text, at least."""
_NEAR, _AWAY, _FLOWING = 4.0, 6.0, 0.9
"""In sizes of the text: how far the text beside a frame and that above or below stand off, and the widest
gap between its words."""
_LINES, _WIDE = 2, 6.0
"""How many lines the text beside has, at least, and their width in sizes."""
_MOST_FRAMES, _MOST_ASIDES = 60, 24
_FEWEST, _NARROW = 4, 9.0
"""Lines of a note in the margin, at least, and their width in sizes, at most."""
_LABEL, _SMALLER = 14.0, 0.95
"""Width of the lines of a shorter note in sizes, at most, and its size in sizes of the text beside it."""
_VICINITY, _APART = 12.0, 1.5
"""In its sizes: how far up and down its margin is looked at, and how far the next line in it stands off."""
_WORD = 3.0
"""Width of its lines in sizes, most often, at least."""
_PITCH = 0.9, 1.6
_FLUSH, _SAME_SIZE = 1.5, 0.1
"""Points."""
_PROSE, _TIMES, _TIMES_LABEL = 15.0, 2.0, 1.5
"""Width of the text beside it, in sizes, in widths of the note, and in widths of a shorter one."""
_LEVEL, _SHARED = 0.08, 0.4
"""Sizes by which two baselines may differ and be one; the share of lines on a baseline of the text beside."""


@dataclass(frozen=True, slots=True)
class Aside:
    """Where it stands, and the fragments in it."""

    rect: Rect
    ids: Ints


def find_asides(pieces: Fragments, looks: Ints, boxes: Floats, lines: Lines, body: float) -> list[Aside]:
    """The asides of a page, from the top down; the fullest of many. `looks` is the style of each fragment."""
    found = _framed(pieces, boxes, lines, body)
    free = np.ones(len(pieces), bool)
    for aside in found:
        free[aside.ids] = False
    found += _margin_notes(pieces, looks, np.flatnonzero(free), lines)
    found = sorted(found, key=lambda aside: -len(aside.ids))[:_MOST_ASIDES]
    return sorted(found, key=lambda aside: (aside.rect.top, aside.rect.x0))


def outside(lines: Lines, asides: list[Aside]) -> Lines:
    """The lines that do not stand in an aside or frame it: those of the page around it."""
    lying, standing = lines.lying, lines.standing
    for aside in asides:
        rect = aside.rect
        x0, top, x1, bottom = rect.x0 - _SLACK, rect.top - _SLACK, rect.x1 + _SLACK, rect.bottom + _SLACK
        lying = lying[~_within(lying, x0, x1, top, bottom)]
        standing = standing[~_within(standing, top, bottom, x0, x1)]
    return Lines(lying, standing)


def _within(lines: Floats, first: float, last: float, low: float, high: float) -> Flags:
    """Which of some lines `from to at` lie in a rectangle."""
    long = (lines[:, 0] >= first) & (lines[:, 1] <= last)
    found: Flags = long & (lines[:, 2] >= low) & (lines[:, 2] <= high)
    return found


def _framed(pieces: Fragments, boxes: Floats, lines: Lines, body: float) -> list[Aside]:
    """Frames with text that the text of the page narrows for."""
    frames = _frames(pieces, boxes, body)
    if not len(frames):
        return []
    inside = [_inside(pieces, frame) for frame in frames]
    boxed = np.any(inside, axis=0)
    return [
        Aside(Rect(*frame.tolist()), np.flatnonzero(own))
        for frame, own in zip(frames, inside, strict=True)
        if _levels(pieces, np.flatnonzero(own), body) >= _LINES
        and not _on_a_grid(frame, frames, lines)
        and _flows_around(pieces, frame, boxed, body)
    ]


def _frames(pieces: Fragments, boxes: Floats, body: float) -> Floats:
    """Boxes clearly smaller than the text area, none inside another."""
    size = boxes[:, 2:] - boxes[:, :2]
    width, height = pieces.x1.max() - pieces.x0.min(), pieces.bottom.max() - pieces.top.min()
    fits = (size > [_NARROWEST * body, _LOWEST * body]) & (size < [_WIDEST * width, _TALLEST * height])
    frames = boxes[fits.all(axis=1)]
    if not len(frames) or len(frames) > _MOST_FRAMES:
        return frames[:0]
    frames = frames[np.argsort(-np.prod(frames[:, 2:] - frames[:, :2], axis=1), kind="stable")]
    kept: list[Floats] = []
    for frame in frames:
        if not any(_holds(other, frame) for other in kept):
            kept.append(frame)
    return np.array(kept)


def _holds(outer: Floats, inner: Floats) -> bool:
    return bool((inner[:2] >= outer[:2] - _SLACK).all() and (inner[2:] <= outer[2:] + _SLACK).all())


def _inside(pieces: Fragments, frame: Floats) -> Flags:
    """Which fragments stand wholly in a frame; none where one crosses its edge."""
    middle = (pieces.top + pieces.bottom) / 2
    level = (middle > frame[1]) & (middle < frame[3])
    within = level & (pieces.x0 > frame[0] - _SLACK) & (pieces.x1 < frame[2] + _SLACK)
    crossing = level & ~within & (pieces.x0 < frame[2] - _SLACK) & (pieces.x1 > frame[0] + _SLACK)
    own: Flags = within & ~crossing.any()
    return own


def _on_a_grid(frame: Floats, frames: Floats, lines: Lines) -> bool:
    """Whether other boxes or rules meet it from outside, as they meet the cells of a table."""
    a, b = frame[:2] - _SLACK, frame[2:] + _SLACK
    meets = (frames[:, :2] < b).all(axis=1) & (frames[:, 2:] > a).all(axis=1)
    if np.count_nonzero(meets) > 1:
        return True
    lying, standing = lines.lying, lines.standing
    across = (lying[:, 2] > a[1]) & (lying[:, 2] < b[1]) & (lying[:, 0] < b[0]) & (lying[:, 1] > a[0])
    over = (lying[:, 0] < a[0] - _SLACK) | (lying[:, 1] > b[0] + _SLACK)
    along = (standing[:, 2] > a[0]) & (standing[:, 2] < b[0])
    along &= (standing[:, 0] < b[1]) & (standing[:, 1] > a[1])
    past = (standing[:, 0] < a[1] - _SLACK) | (standing[:, 1] > b[1] + _SLACK)
    return bool((across & over).any() or (along & past).any())


def _flows_around(pieces: Fragments, frame: Floats, boxed: Flags, body: float) -> bool:
    """Whether lines stand beside a frame, on one side, and a line above or below runs on over it."""
    middle = (pieces.top + pieces.bottom) / 2
    level = ~boxed & (middle > frame[1]) & (middle < frame[3])
    left = level & (pieces.x1 <= frame[0] + _SLACK) & (pieces.x1 > frame[0] - _NEAR * body)
    right = level & (pieces.x0 >= frame[2] - _SLACK) & (pieces.x0 < frame[2] + _NEAR * body)
    for side, other in ((left, right), (right, left)):
        beside = np.flatnonzero(side)
        if other.any() or _levels(pieces, beside, body) < _LINES:
            continue
        if quantile(pieces.x1[beside] - pieces.x0[beside], 0.75) >= _WIDE * body:
            return _runs_over(pieces, frame, ~boxed, body)
    return False


def _runs_over(pieces: Fragments, frame: Floats, free: Flags, body: float) -> bool:
    """Whether the nearest line above or below runs over the edge, and none begins a column of its own."""
    found = False
    width = frame[2] - frame[0]
    for below in (False, True):
        row = _nearest(pieces, frame, free, body, below=below)
        for x0, x1 in row:
            if x1 < frame[0] or x0 > frame[2]:
                continue
            over = min(x1, frame[2]) - max(x0, frame[0]) > 0.3 * width
            outside = x0 < frame[0] - _WIDE * body or x1 > frame[2] + _WIDE * body
            if over and not outside and x1 - x0 > 0.5 * width:
                return False
            found |= bool(over and outside)
    return found


def _nearest(
    pieces: Fragments, frame: Floats, free: Flags, body: float, *, below: bool
) -> list[tuple[float, float]]:
    """Extents of the runs of text on the nearest line above or below that stand over or under a frame."""
    away = pieces.base - frame[3] if below else frame[1] - pieces.base
    over = free & (away > -0.3 * body) & (away < _AWAY * body)
    over &= (pieces.x0 < frame[2]) & (pieces.x1 > frame[0])
    ids = np.flatnonzero(over)
    if not len(ids):
        return []
    base = pieces.base[ids[np.argmin(away[ids])]]
    row = np.flatnonzero(free & (np.abs(pieces.base - base) < 0.3 * body))
    runs: list[tuple[float, float]] = []
    for k in row[np.argsort(pieces.x0[row], kind="stable")].tolist():
        x0, x1 = float(pieces.x0[k]), float(pieces.x1[k])
        if runs and x0 - runs[-1][1] < _FLOWING * body:
            runs[-1] = runs[-1][0], max(x1, runs[-1][1])
        else:
            runs.append((x0, x1))
    return runs


def _levels(pieces: Fragments, ids: Ints, body: float) -> int:
    """How many lines these fragments make."""
    return len(np.unique(np.rint(pieces.base[ids] / (0.5 * body))))


def _margin_notes(pieces: Fragments, looks: Ints, free: Ints, lines: Lines) -> list[Aside]:
    """Stacks of narrow lines in a type of their own, outside the edges of the text that they stand beside."""
    wide = free[pieces.x1[free] - pieces.x0[free] >= _PROSE * pieces.size[free]]
    if len(wide) < _LINES:
        return []
    notes = [
        ids
        for ids in _stacked(pieces, looks, free, wide, _NARROW)
        if len(ids) >= _FEWEST and _in_the_margin(pieces, looks, ids, free, wide)
    ]
    left = np.setdiff1d(free, np.concatenate(notes)) if notes else free
    notes += _short_notes(pieces, looks, left, free, wide)
    return [Aside(extent(pieces, ids), ids) for ids in notes if not _ruled_through(pieces, ids, lines)]


def _short_notes(pieces: Fragments, looks: Ints, left: Ints, free: Ints, wide: Ints) -> list[Ints]:
    """Notes of a few lines. One may begin on the line of the text beside it; several are what it is about."""
    stacks = _stacked(pieces, looks, left, wide, _LABEL)
    labels = [ids for ids in stacks if _labels(pieces, ids, wide) and _alone(pieces, ids, free)]
    held = [ids for ids in labels if _beside_prose(pieces, looks, ids, free, wide)]
    level = [_on_its_lines(pieces, ids, free) for ids in held]
    return [ids for ids, shared in zip(held, level, strict=True) if not shared or sum(level) == 1]


def _stacked(pieces: Fragments, looks: Ints, free: Ints, wide: Ints, most: float) -> list[Ints]:
    """Stacks of worded lines, `most` sizes wide at most, outside the usual edges of the `wide` ones."""
    narrow = free[pieces.x1[free] - pieces.x0[free] <= most * pieces.size[free]]
    left, right = quantile(pieces.x0[wide], 0.5), quantile(pieces.x1[wide], 0.5)
    narrow = narrow[(pieces.x1[narrow] < left) | (pieces.x0[narrow] > right)]
    stacks = map(np.array, _stacks(pieces, looks, narrow)) if len(narrow) else ()
    return [ids for ids in stacks if _worded(pieces, ids)]


def _labels(pieces: Fragments, ids: Ints, wide: Ints) -> bool:
    """Whether a stack of a few lines stands in a margin that no line of text far and wide reaches into.

    It is smaller than the text: a heading in the margin is not.
    """
    rect, size = extent(pieces, ids), float(pieces.size[ids[0]])
    near = _level_with(pieces, _taller(rect, _VICINITY * size), wide)
    clear = (pieces.x1[near] < rect.x0 - size) | (pieces.x0[near] > rect.x1 + size)
    return bool(clear.all()) and size < _SMALLER * quantile(pieces.size[wide], 0.5)


def _alone(pieces: Fragments, ids: Ints, free: Ints) -> bool:
    """Whether no other line stands right over or under it, as the rest of a caption or list does."""
    rect, size = extent(pieces, ids), float(pieces.size[ids[0]])
    near = np.setdiff1d(_level_with(pieces, _taller(rect, _APART * size), free), ids)
    return not ((pieces.x0[near] < rect.x1) & (pieces.x1[near] > rect.x0)).any()


def _taller(rect: Rect, reach: float) -> Rect:
    return Rect(rect.x0, rect.top - reach, rect.x1, rect.bottom + reach)


def _stacks(pieces: Fragments, looks: Ints, narrow: Ints) -> list[list[int]]:
    """Lines of one look straight under each other, flush left or right; those too far up are done with."""
    order = narrow[np.lexsort((pieces.x0[narrow], pieces.base[narrow]))]
    values = (pieces.base, pieces.size, pieces.x0, pieces.x1, looks)
    rows = zip(*(value[order].tolist() for value in values), strict=True)
    out: list[list[int]] = []
    lasts: OrderedDict[int, tuple[float, ...]] = OrderedDict()
    for k, row in zip(order.tolist(), rows, strict=True):
        home = _home(lasts, row)
        if home is None:
            home = len(out)
            out.append([])
        out[home].append(k)
        lasts[home] = row
        lasts.move_to_end(home)
    return out


def _home(lasts: OrderedDict[int, tuple[float, ...]], row: tuple[float, ...]) -> int | None:
    """The latest stack that a line goes on; `lasts` are the last lines of stacks, from the top down."""
    while lasts and not _in_reach(lasts[next(iter(lasts))], row):
        lasts.popitem(last=False)
    found = None
    for n, last in lasts.items():
        if row[0] - last[0] <= _PITCH[0] * row[1]:
            break
        if _under(last, row):
            found = n if found is None else max(n, found)
    return found


def _in_reach(last: tuple[float, ...], row: tuple[float, ...]) -> bool:
    return row[0] - last[0] < _PITCH[1] * (last[1] + _SAME_SIZE)


def _under(last: tuple[float, ...], row: tuple[float, ...]) -> bool:
    """Whether one line goes on under another; baseline, size, left, right and look of each."""
    step, size = row[0] - last[0], row[1]
    if not _PITCH[0] * size < step < _PITCH[1] * size:
        return False
    alike = last[4] == row[4] and abs(last[1] - size) < _SAME_SIZE
    return alike and min(abs(last[2] - row[2]), abs(last[3] - row[3])) < _FLUSH


def _worded(pieces: Fragments, ids: Ints) -> bool:
    """Whether most lines are words: bullets and numbers stand in the margin of the items that they begin."""
    return quantile(pieces.x1[ids] - pieces.x0[ids], 0.5) >= _WORD * float(pieces.size[ids[0]])


def _in_the_margin(pieces: Fragments, looks: Ints, ids: Ints, free: Ints, wide: Ints) -> bool:
    """Whether all else at its height stands on one side, prose in another type and on other baselines.

    Cells of a table and headings in the margin begin on the baseline of the text beside them.
    """
    prose = _beside_prose(pieces, looks, ids, free, wide)
    return prose and not _on_its_lines(pieces, ids, free)


def _beside_prose(pieces: Fragments, looks: Ints, ids: Ints, free: Ints, wide: Ints) -> bool:
    """Whether all else at its height stands on one side, among it prose in another type."""
    rect, size = extent(pieces, ids), float(pieces.size[ids[0]])
    beside = np.setdiff1d(_level_with(pieces, rect, free), ids)
    left, right = pieces.x1[beside] < rect.x0, pieces.x0[beside] > rect.x1
    short = len(ids) < _FEWEST
    around, times = (_taller(rect, _LINES * size), _TIMES_LABEL) if short else (rect, _TIMES)
    prose = np.intersect1d(_level_with(pieces, around, free), wide)
    prose = prose[pieces.x1[prose] - pieces.x0[prose] >= times * rect.width]
    if len(prose) < _LINES or not (left.all() or right.all()):
        return False
    alike = (looks[prose] == looks[ids[0]]) & (np.abs(pieces.size[prose] - size) < _SAME_SIZE)
    return not alike.any()


def _on_its_lines(pieces: Fragments, ids: Ints, free: Ints) -> bool:
    """Whether most of its baselines are those of the text beside it."""
    beside = np.setdiff1d(_level_with(pieces, extent(pieces, ids), free), ids)
    if not len(beside):
        return False
    off = _distance(pieces.base[ids], pieces.base[beside])
    return bool((off < _LEVEL * pieces.size[ids[0]]).mean() > _SHARED)


def _distance(values: Floats, others: Floats) -> Floats:
    """How far the nearest of others is from each value."""
    ordered = np.sort(others)
    after = np.searchsorted(ordered, values)
    near = (ordered[np.clip(at, 0, len(ordered) - 1)] for at in (after - 1, after))
    found: Floats = np.minimum(*(np.abs(other - values) for other in near))
    return found


def _level_with(pieces: Fragments, rect: Rect, ids: Ints) -> Ints:
    middle = (pieces.top[ids] + pieces.bottom[ids]) / 2
    level: Ints = ids[(middle > rect.top) & (middle < rect.bottom)]
    return level


def _ruled_through(pieces: Fragments, ids: Ints, lines: Lines) -> bool:
    """Whether a rule runs over or under it and on over the text beside it, as between rows of a table."""
    rect, size = extent(pieces, ids), float(pieces.size[ids[0]])
    x0, x1, y = lines.lying.T
    near = (y > rect.top - 2.5 * size) & (y < rect.bottom + 2.5 * size)
    over = (x0 < rect.x1) & (x1 > rect.x0) & ((x0 < rect.x0 - 4 * size) | (x1 > rect.x1 + 4 * size))
    return bool((near & over).any())
