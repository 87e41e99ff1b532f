"""Tables without lines: rows of short pieces whose columns line up."""

import numpy as np

from reportminer.parse.pdf.fragments import Fragments, extent
from reportminer.parse.pdf.grids import Table
from reportminer.parse.pdf.middle import median
from reportminer.parse.pdf.model import Flags, Ints, Rect

_LEAST_ROWS = 3
_APART = 2.6
"""In sizes of the face: the furthest that two rows of a table stand from each other."""
_LEAST_CELLS = 3
_DISPLAY = 1.8
"""In sizes of the text: from here on type is for show (titles, drop capitals), not for cells."""


def loose_areas(pieces: Fragments, free: Flags) -> list[Rect]:
    """Where three or more lines of text near each other fall into three or more pieces."""
    ids = np.flatnonzero(free)
    if len(ids):
        ids = ids[pieces.size[ids] < _DISPLAY * median(pieces.size[ids])]
    if len(ids) < _LEAST_ROWS * _LEAST_CELLS:
        return []
    out: list[Rect] = []
    run: list[list[int]] = []
    for row in [*_rows(pieces, ids), []]:
        if run and (not row or not _near(pieces, run[-1], row)):
            out += _area(pieces, run)
            run = []
        if row:
            run.append(row)
    return out


def _rows(pieces: Fragments, ids: Ints) -> list[list[int]]:
    """Lines of text across the whole page, from the top down."""
    order = ids[np.argsort(pieces.base[ids], kind="stable")].tolist()
    rows: list[list[int]] = []
    for k in order:
        if rows and pieces.base[k] - pieces.base[rows[-1][-1]] < 0.35 * pieces.size[k]:
            rows[-1].append(k)
        else:
            rows.append([k])
    return [sorted(row, key=lambda k: float(pieces.x0[k])) for row in rows]


def _near(pieces: Fragments, above: list[int], row: list[int]) -> bool:
    size = float(max(pieces.size[above[0]], pieces.size[row[0]]))
    return float(pieces.base[row[0]] - pieces.base[above[0]]) < _APART * size


def _area(pieces: Fragments, run: list[list[int]]) -> list[Rect]:
    """The part of a run of lines from its first broken line to its last, if there are enough."""
    broken = [k for k, row in enumerate(run) if len(row) >= _LEAST_CELLS]
    if len(broken) < _LEAST_ROWS:
        return []
    groups: list[list[int]] = [[broken[0]]]
    for k in broken[1:]:
        if k - groups[-1][-1] <= 3:
            groups[-1].append(k)
        else:
            groups.append([k])
    out = []
    for group in groups:
        rows = run[group[0] : group[-1] + 1]
        if len(group) >= _LEAST_ROWS and len(group) >= 0.5 * len(rows):
            ids = [k for row in rows for k in row]
            out.append(extent(pieces, np.array(ids)))
    return out


def with_edge_rows(table: Table, pieces: Fragments, free: Flags) -> Table:
    """The table with a header or total line that stands just above or below it in its columns."""
    cells = dict(table.cells)
    rect = table.rect
    starts = _column_starts(table, pieces)
    for below in (False, True):
        for _ in range(3):
            row = _edge_row(rect, pieces, free, below=below)
            if len(row) < 2 or len({_column(starts, float(pieces.x0[k])) for k in row}) < 2:
                break
            number = (max if below else min)(r for r, _ in cells) + (1 if below else -1)
            for k in row:
                cells.setdefault((number, _column(starts, float(pieces.x0[k]))), []).append(k)
            free[row] = False
            edge = extent(pieces, np.array(row))
            rect = Rect(rect.x0, min(rect.top, edge.top), rect.x1, max(rect.bottom, edge.bottom))
    return Table(rect, cells)


def _column_starts(table: Table, pieces: Fragments) -> list[tuple[float, int]]:
    """Left edge of the text of each column, from the left."""
    starts: dict[int, float] = {}
    for (_, column), ids in table.cells.items():
        starts[column] = min([starts.get(column, 1e9), *(float(pieces.x0[k]) for k in ids)])
    return sorted((start, column) for column, start in starts.items())


def _column(starts: list[tuple[float, int]], x: float) -> int:
    found = starts[0][1]
    for start, column in starts:
        if x >= start - 6:
            found = column
    return found


def _edge_row(rect: Rect, pieces: Fragments, free: Flags, *, below: bool) -> list[int]:
    """The free line of text nearest to the upper or lower edge, if it is near and within the width."""
    middle = (pieces.top + pieces.bottom) / 2
    away = middle - rect.bottom if below else rect.top - middle
    reach = 1.6 * pieces.size
    near = free & (away > -3) & (away < reach) & (pieces.x1 > rect.x0) & (pieces.x0 < rect.x1)
    ids = np.flatnonzero(near)
    if not len(ids):
        return []
    first = ids[np.argmin(away[ids])]
    row = ids[np.abs(pieces.base[ids] - pieces.base[first]) < 0.35 * pieces.size[first]]
    inside = (pieces.x0[row] >= rect.x0 - 4).all() and (pieces.x1[row] <= rect.x1 + 4).all()
    return sorted(row.tolist()) if inside else []
