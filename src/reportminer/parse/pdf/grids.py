"""Ruled tables: lines that cross form a grid, and text falls into its cells.

The same idea as pdfplumber's and Camelot's lattice, worked out on the page's line boxes as arrays, so
that it can be tried on every page.
"""

from dataclasses import dataclass

import numpy as np

from reportminer.parse.pdf.fragments import Fragments
from reportminer.parse.pdf.graphics import Graphics
from reportminer.parse.pdf.model import Flags, Floats, Ints, Rect

_REACH = 3.0
"""Points by which lines may miss each other and still meet."""
_SHORTEST = 6.0
_MOST_LINES = 1500


@dataclass(frozen=True, slots=True)
class Table:
    """Where a table stands and which fragments stand in which of its cells."""

    rect: Rect
    cells: dict[tuple[int, int], list[int]]
    """Fragments by row and column."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Lying lines `x0 x1 y` and standing ones `top bottom x`, `n x 3` each."""

    lying: Floats
    standing: Floats


def lines_of(graphics: Graphics, width: float, height: float, *, edges: bool) -> Lines:
    """Rules and, with `edges`, the edges of boxes; frames around the whole page do not count."""
    rules = graphics.rules
    boxes = graphics.boxes if edges else graphics.boxes[:0]
    size = boxes[:, 2:] - boxes[:, :2]
    boxes = boxes[
        (size[:, 0] > 12) & (size[:, 1] > 7) & ~((size[:, 0] > 0.95 * width) & (size[:, 1] > 0.9 * height))
    ]
    flat = (rules[:, 2] - rules[:, 0]) >= (rules[:, 3] - rules[:, 1])
    lying, standing = rules[flat], rules[~flat]
    lying = np.stack((lying[:, 0], lying[:, 2], (lying[:, 1] + lying[:, 3]) / 2), axis=1)
    standing = np.stack((standing[:, 1], standing[:, 3], (standing[:, 0] + standing[:, 2]) / 2), axis=1)
    sides = [boxes[:, [0, 2, k]] for k in (1, 3)], [boxes[:, [1, 3, k]] for k in (0, 2)]
    return Lines(_joined(np.concatenate((lying, *sides[0]))), _joined(np.concatenate((standing, *sides[1]))))


def _joined(lines: Floats) -> Floats:
    """Pieces of one line put together; `from to at` each."""
    if not len(lines):
        return lines
    out: list[list[float]] = []
    order = np.lexsort((lines[:, 0], np.rint(lines[:, 2] / 1.5)))
    for start, stop, at in lines[order][:_MOST_LINES].tolist():
        if out and abs(out[-1][2] - at) < 1.8 and start <= out[-1][1] + _REACH:
            out[-1][1] = max(out[-1][1], stop)
        else:
            out.append([start, stop, at])
    found = np.array(out)
    long: Floats = found[found[:, 1] - found[:, 0] >= _SHORTEST]
    return long


def ruled_tables(lines: Lines, pieces: Fragments) -> list[Table]:
    """Tables with lines between their columns."""
    if len(lines.lying) < 2 or len(lines.standing) < 1:
        return []
    tables = []
    for lying, standing in _crossing_groups(lines):
        table = _table(lines.lying[lying], lines.standing[standing], pieces)
        if table is not None:
            tables.append(table)
    return tables


def _crossing_groups(lines: Lines) -> list[tuple[Ints, Ints]]:
    """Indices of lying and standing lines that hang together."""
    h, v = lines.lying, lines.standing
    meet = (
        (v[None, :, 2] >= h[:, None, 0] - _REACH)
        & (v[None, :, 2] <= h[:, None, 1] + _REACH)
        & (h[:, None, 2] >= v[None, :, 0] - _REACH)
        & (h[:, None, 2] <= v[None, :, 1] + _REACH)
    )
    label = np.arange(len(h))
    while True:
        column = np.where(meet, label[:, None], len(h)).min(axis=0)
        lower = np.minimum(label, np.where(meet, column[None, :], len(h)).min(axis=1))
        if (lower == label).all():
            break
        label = lower
    return [
        (np.flatnonzero(label == k), np.flatnonzero(column == k))
        for k in np.unique(label).tolist()
        if (label == k).sum() >= 2 and (column == k).any()
    ]


def _table(lying: Floats, standing: Floats, pieces: Fragments) -> Table | None:
    ys = _levels(lying[:, 2])
    xs = _levels(np.concatenate((standing[:, 2], [lying[:, 0].min(), lying[:, 1].max()])))
    if len(ys) < 3 or len(xs) < 3:
        return None
    rect = Rect(float(xs[0]), float(ys[0]), float(xs[-1]), float(ys[-1]))
    inside = inside_of(pieces, rect)
    if not len(inside):
        return None
    row_of, column_of = _spans(ys, xs, lying, standing)
    cells: dict[tuple[int, int], list[int]] = {}
    middle = (pieces.top[inside] + pieces.bottom[inside]) / 2
    rows = np.clip(np.searchsorted(ys, middle) - 1, 0, len(ys) - 2)
    columns = np.clip(np.searchsorted(xs, pieces.x0[inside] + 1.5) - 1, 0, len(xs) - 2)
    for k, row, column in zip(inside.tolist(), rows.tolist(), columns.tolist(), strict=True):
        place = int(row_of[row, column]), int(column_of[row, column])
        cells.setdefault((int(row_of[row, place[1]]), place[1]), []).append(k)
    fields = len(set(zip(row_of.ravel().tolist(), column_of.ravel().tolist(), strict=True)))
    return Table(rect, cells) if len(cells) >= 0.4 * fields and plausible(cells, len(ys) - 1) else None


def _levels(values: Floats) -> Floats:
    """Distinct positions, near ones taken together."""
    ordered = np.sort(values)
    groups = np.split(ordered, np.flatnonzero(np.diff(ordered) > _REACH) + 1)
    return np.array([group.mean() for group in groups])


def _spans(ys: Floats, xs: Floats, lying: Floats, standing: Floats) -> tuple[Ints, Ints]:
    """First row and first column of the (merged) cell that each field of the grid belongs to."""
    mid_x, mid_y = (xs[1:] + xs[:-1]) / 2, (ys[1:] + ys[:-1]) / 2
    roofed = _covered(ys, mid_x, lying)
    walled = _covered(xs, mid_y, standing)
    row_of = np.tile(np.arange(len(mid_y))[:, None], (1, len(mid_x)))
    for row in range(1, len(mid_y)):
        row_of[row] = np.where(roofed[row], row, row_of[row - 1])
    column_of = np.tile(np.arange(len(mid_x))[None, :], (len(mid_y), 1))
    for column in range(1, len(mid_x)):
        column_of[:, column] = np.where(walled[column], column, column_of[:, column - 1])
    return row_of, column_of


def _covered(levels: Floats, middles: Floats, lines: Floats) -> Flags:
    """`levels x middles`: whether some line at this level runs past this middle."""
    near = np.abs(levels[:, None] - lines[None, :, 2]) <= _REACH
    past = (lines[None, :, 0] <= middles[:, None]) & (lines[None, :, 1] >= middles[:, None])
    found: Flags = np.any(near[:, None, :] & past[None, :, :], axis=2)
    return found


def inside_of(pieces: Fragments, rect: Rect) -> Ints:
    """Fragments whose middle lies in a rectangle."""
    x, y = (pieces.x0 + pieces.x1) / 2, (pieces.top + pieces.bottom) / 2
    return np.flatnonzero((x > rect.x0 - 2) & (x < rect.x1 + 2) & (y > rect.top - 2) & (y < rect.bottom + 2))


def plausible(cells: dict[tuple[int, int], list[int]], rows: int) -> bool:
    """Whether this is a table and no frame, chart or box: rows with text in more than one cell."""
    filled: dict[int, int] = {}
    for row, _ in cells:
        filled[row] = filled.get(row, 0) + 1
    full = sum(count >= 2 for count in filled.values())
    return full >= 2 and full >= 0.4 * len(filled) and len(filled) >= 0.35 * rows
