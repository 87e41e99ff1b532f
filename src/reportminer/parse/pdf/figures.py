"""Figures: where drawings and pictures cluster, and the labels that stand in them."""

import numpy as np

from reportminer.parse.pdf.fragments import Fragments
from reportminer.parse.pdf.graphics import Graphics
from reportminer.parse.pdf.grids import Table, inside_of
from reportminer.parse.pdf.middle import median
from reportminer.parse.pdf.model import Floats, Ints, Rect

_MOST_PARTS = 300
_REACH = 5.0
_SMALLEST = 40.0
_MANY = 6
_SHOW = 2.2
"""Times the smallest type: titles, not labels."""
_AROUND, _SHORT, _TICK = 24.0, 24, 4
_LONG = 28
"""Characters on one line, word spaces apart, from which on it is no label."""
_PROSE = 0.55
"""Share of a figure's width from which on a line of text in it is prose, not a label."""


def find_figures(
    graphics: Graphics, tables: list[Table], pieces: Fragments, width: float, height: float
) -> list[tuple[Rect, Ints]]:
    """Areas of figures with the fragments that are their labels."""
    out = []
    for rect, parts in _clusters(_parts(graphics, width, height)):
        if min(rect.width, rect.height) < _SMALLEST or parts < _MANY:
            continue
        if any(_meets(rect, table.rect) for table in tables):
            continue
        inside = inside_of(pieces, rect)
        if not len(inside) or _labels(pieces, inside, rect):
            inside = _with_outer(pieces, inside, rect)
            if len(inside):
                out.append((rect, inside))
    return out


def _meets(a: Rect, b: Rect) -> bool:
    return min(a.x1, b.x1) > max(a.x0, b.x0) and min(a.bottom, b.bottom) > max(a.top, b.top)


def _parts(graphics: Graphics, width: float, height: float) -> Floats:
    """Shapes and boxes that may be parts of a drawing; backgrounds are too large for that."""
    parts = np.concatenate((graphics.shapes, graphics.boxes, graphics.rules))
    size = parts[:, 2:] - parts[:, :2]
    drawn = (size[:, 0] < 0.6 * width) & (size[:, 1] < 0.5 * height) & (size.max(axis=1) > 2)
    lying = (size[:, 1] < 2.5) & (size[:, 0] > 0.45 * width)
    kept: Floats = parts[drawn & ~lying][:_MOST_PARTS]
    return kept


def _clusters(parts: Floats) -> list[tuple[Rect, int]]:
    """Parts that touch, taken together: extent and number."""
    if len(parts) < _MANY:
        return []
    x0, y0, x1, y1 = (parts[:, k] for k in range(4))
    touch = (
        (x0[:, None] <= x1[None, :] + _REACH)
        & (x0[None, :] <= x1[:, None] + _REACH)
        & (y0[:, None] <= y1[None, :] + _REACH)
        & (y0[None, :] <= y1[:, None] + _REACH)
    )
    label = np.arange(len(parts))
    while True:
        lower = np.where(touch, label[None, :], len(parts)).min(axis=1)
        if (lower == label).all():
            break
        label = lower
    out = []
    for k in np.unique(label).tolist():
        own = parts[label == k]
        rect = Rect(*own[:, :2].min(axis=0).tolist(), *own[:, 2:].max(axis=0).tolist())
        out.append((rect, len(own)))
    return out


def _labels(pieces: Fragments, inside: Ints, rect: Rect) -> bool:
    """Whether the text in an area is short bits, as labels are."""
    wide = pieces.x1[inside] - pieces.x0[inside] > _PROSE * rect.width
    count = pieces.last[inside] - pieces.first[inside]
    if int(np.count_nonzero(pieces.size[inside] > _SHOW * pieces.size[inside].min())) > 0.2 * len(inside):
        return False
    return float(wide.mean()) < 0.25 and int(count[count >= _LONG].sum()) <= 0.5 * int(count.sum())


def _with_outer(pieces: Fragments, inside: Ints, rect: Rect) -> Ints:
    """Labels of axes and legends just outside the drawing: short and, if words, small."""
    around = Rect(rect.x0 - _AROUND, rect.top - _AROUND / 2, rect.x1 + _AROUND, rect.bottom + _AROUND)
    near = np.setdiff1d(inside_of(pieces, around), inside)
    size = median(pieces.size[inside]) if len(inside) else 8.0
    count = pieces.last[near] - pieces.first[near]
    label = (count <= _SHORT) & (pieces.size[near] <= 1.05 * size)
    tick = (count <= _TICK) & (pieces.size[near] <= 1.4 * size)
    return np.concatenate((inside, near[label | tick]))
