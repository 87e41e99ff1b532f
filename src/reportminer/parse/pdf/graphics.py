"""Ruled lines, boxes and pictures of a page: what tables, notes and figures are told by."""

import ctypes
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium

from reportminer.parse.pdf import raw
from reportminer.parse.pdf.glyphs import PageBox, to_frame
from reportminer.parse.pdf.model import Floats, Ints

_PATH, _IMAGE, _FORM = 2, 3, 5
_MOST_OBJECTS = 6000
_MOST_STEPS = 400
_MOST_LOOKED = 300
"""Paths of a page that are taken apart; what comes after is art."""
_DEEPEST = 4
_THIN = 2.5
_LEVEL = 0.5
"""Points by which a lying or standing step may be off."""
_CURVE, _MOVE = 1, 2
_IDENTITY = np.array([1.0, 0.0, 0.0, 1.0, 0.0, 0.0])


@dataclass(frozen=True, slots=True)
class Graphics:
    """All `n x 4`: left, top, right, bottom, in the frame of reading."""

    rules: Floats
    """Thin lines, lying and standing, and the edges of boxes."""
    boxes: Floats
    """Filled or framed rectangles that are more than a line."""
    shapes: Floats
    """Drawings that are neither: curves, slanted lines, polygons."""
    images: Floats


@dataclass(slots=True)
class _Found:
    """Left, bottom, right, top as pdfium counts."""

    rules: list[Floats] = field(default_factory=list)
    boxes: list[Floats] = field(default_factory=list)
    shapes: list[Floats] = field(default_factory=list)
    images: list[Floats] = field(default_factory=list)
    left: int = _MOST_OBJECTS
    looked: int = 0


def read_graphics(page: Any, quarter: int, box: PageBox) -> Graphics:
    """Everything on the page that is not text."""
    found = _Found()
    count = min(max(pdfium.FPDFPage_CountObjects(page), 0), _MOST_OBJECTS)
    _collect(raw.page_objects(raw.handle(page), count), _IDENTITY, found, 0)
    return Graphics(
        *(_framed(parts, quarter, box) for parts in (found.rules, found.boxes, found.shapes, found.images))
    )


def _framed(parts: list[Floats], quarter: int, box: PageBox) -> Floats:
    """Into the frame of reading; what lies off the page is left out."""
    if not parts:
        return np.zeros((0, 4))
    all_parts = np.concatenate(parts)
    ax, ay = to_frame(all_parts[:, 0], all_parts[:, 1], quarter, box)
    bx, by = to_frame(all_parts[:, 2], all_parts[:, 3], quarter, box)
    out = np.stack((np.minimum(ax, bx), np.minimum(ay, by), np.maximum(ax, bx), np.maximum(ay, by)), axis=1)
    width, height = box.size(quarter)
    on = (out[:, 2] > 0) & (out[:, 3] > 0) & (out[:, 0] < width) & (out[:, 1] < height)
    clipped: Floats = np.clip(out[on], 0, [width, height, width, height])
    return clipped


def _collect(objects: list[raw.Handle], matrix: Floats, found: _Found, depth: int) -> None:
    found.left -= len(objects)
    if not objects or found.left < 0:
        return
    kinds = raw.object_kinds(objects)
    drawn = np.flatnonzero((kinds == _PATH) | (kinds == _IMAGE))
    if len(drawn):
        chosen = [objects[k] for k in drawn.tolist()]
        bounds = _moved(raw.object_bounds(chosen), matrix)
        paths = kinds[drawn] == _PATH
        found.images.append(bounds[~paths])
        _sort_paths(
            [item for item, path in zip(chosen, paths, strict=True) if path], bounds[paths], matrix, found
        )
    if depth < _DEEPEST:
        for k in np.flatnonzero(kinds == _FORM).tolist():
            form = objects[k]
            inner = raw.form_objects(form, max(min(_form_count(form), found.left), 0))
            _collect(inner, _products(raw.object_matrices([form]), matrix)[0], found, depth + 1)


def _form_count(form: raw.Handle) -> int:
    return int(pdfium.FPDFFormObj_CountObjects(ctypes.cast(form, pdfium.FPDF_PAGEOBJECT)))


def _sort_paths(paths: list[raw.Handle], bounds: Floats, matrix: Floats, found: _Found) -> None:
    """Thin ones are rules, rectangles are boxes, bundles of them are taken apart."""
    if not paths:
        return
    steps = raw.segment_counts(paths)
    thin = np.minimum(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1]) <= _THIN
    found.rules.append(bounds[thin & (steps <= 8)])
    rest = np.flatnonzero(~thin | (steps > 8))
    apart = (steps[rest] <= _MOST_STEPS) & (np.arange(len(rest)) < _MOST_LOOKED - found.looked)
    found.looked += len(rest)
    found.shapes.append(bounds[rest[~apart]])
    rest = rest[apart & (steps[rest] > 0)]
    rest = rest[raw.painting([paths[k] for k in rest.tolist()])]
    if len(rest):
        _take_apart([paths[k] for k in rest.tolist()], steps[rest], bounds[rest], matrix, found)


def _take_apart(paths: list[raw.Handle], steps: Ints, bounds: Floats, matrix: Floats, found: _Found) -> None:
    """Paths of lying and standing steps alone are rules and boxes, all others are shapes."""
    points, kinds = raw.path_points(paths, steps.tolist())
    first = np.cumsum(steps) - steps
    points = _turned(points, _products(raw.object_matrices(paths), matrix), steps)
    begin = kinds == _MOVE
    begin[first] = True
    step = np.abs(np.diff(points, axis=0)).min(axis=1)
    crooked = kinds == _CURVE
    crooked[1:] |= (step >= _LEVEL) & ~begin[1:]
    crooked[first] |= kinds[first] != _MOVE
    drawn = np.logical_or.reduceat(crooked, first)
    found.shapes.append(bounds[drawn])
    part = np.flatnonzero(begin)
    corners = np.minimum.reduceat(points, part), np.maximum.reduceat(points, part)
    _add_rectangles(np.concatenate(corners, axis=1)[~np.repeat(drawn, steps)[part]], found)


def _add_rectangles(rects: Floats, found: _Found) -> None:
    size = rects[:, 2:] - rects[:, :2]
    thin = size.min(axis=1) <= _THIN
    found.rules.append(rects[thin & (size.max(axis=1) > _THIN)])
    found.boxes.append(rects[~thin])


def _turned(points: Floats, matrices: Floats, steps: Ints) -> Floats:
    """The points of paths, `steps` of each, through the matrix of each."""
    a, b, c, d, e, f = np.repeat(matrices, steps, axis=0).T
    x, y = points[:, 0], points[:, 1]
    return np.stack((a * x + c * y + e, b * x + d * y + f), axis=1)


def _points(points: Floats, matrix: Floats) -> Floats:
    a, b, c, d, e, f = matrix
    x, y = points[:, 0], points[:, 1]
    return np.stack((a * x + c * y + e, b * x + d * y + f), axis=1)


def _moved(bounds: Floats, matrix: Floats) -> Floats:
    """Boxes through a matrix; upright boxes again."""
    if (matrix == _IDENTITY).all():
        return bounds
    one = _points(bounds[:, :2], matrix)
    two = _points(bounds[:, 2:], matrix)
    return np.concatenate((np.minimum(one, two), np.maximum(one, two)), axis=1)


def _products(inner: Floats, outer: Floats) -> Floats:
    """`n x 6`: matrices that do first one of `inner`, then the outer one."""
    a, b, c, d, e, f = inner.T
    g, h, i, j, k, m = outer
    turn = (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j)
    return np.stack((*turn, e * g + f * i + k, e * h + f * j + m), axis=1)
