"""Runs of characters on one baseline without a wide gap: what columns and lines are made of."""

from dataclasses import dataclass

import numpy as np

from reportminer.parse.pdf.model import Flags, Floats, Glyphs, Ints, Rect

WIDE_GAP = 0.9
"""In sizes of the face: from here on a gap may be one between columns or cells."""
_SAME_LEVEL = 0.15
_DOUBLED = [ord("f"), ord("t")]
"""Letters that a ligature spelt out gives twice in one place."""
_RAISED = 0.6
_SMALLER = 0.87
_HANGING = 2.5
"""In sizes of the line: how far before it the mark of a note may stand."""
_LIFTED = 1.0
"""Sizes of its own by which a raised mark stands off the line; what is further belongs to a drop capital."""


@dataclass(frozen=True, slots=True)
class Fragments:
    """Runs of glyphs `first:last` and their extent, one array for each property."""

    first: Ints
    last: Ints
    x0: Floats
    x1: Floats
    top: Floats
    bottom: Floats
    base: Floats
    size: Floats

    def __len__(self) -> int:
        return len(self.first)

    def take(self, ids: Ints) -> "Fragments":
        """The same for some of the runs."""
        return Fragments(
            self.first[ids],
            self.last[ids],
            self.x0[ids],
            self.x1[ids],
            self.top[ids],
            self.bottom[ids],
            self.base[ids],
            self.size[ids],
        )


def extent(pieces: Fragments, ids: Ints) -> Rect:
    """The rectangle around some of the runs; there must be one at least."""
    return Rect(
        float(pieces.x0[ids].min()),
        float(pieces.top[ids].min()),
        float(pieces.x1[ids].max()),
        float(pieces.bottom[ids].max()),
    )


def visible(glyphs: Glyphs, width: float, height: float) -> Glyphs:
    """Without what lies off the page, and without second prints of the same character."""
    middle_x, middle_y = (glyphs.x0 + glyphs.x1) / 2, (glyphs.top + glyphs.bottom) / 2
    on = (middle_x >= -1) & (middle_x <= width + 1) & (middle_y >= -1) & (middle_y <= height + 1)
    on &= glyphs.size > 0.5
    if not on.all():
        glyphs = glyphs.take(on)
    second = _second_prints(glyphs)
    return glyphs.take(~second) if second.any() else glyphs


def _second_prints(glyphs: Glyphs) -> Flags:
    """Characters printed again over themselves, as shadows and poor man's bold are made."""
    second = np.zeros(len(glyphs), bool)
    if len(glyphs) < 2:
        return second
    key = glyphs.code * 1e9 + np.rint(glyphs.base / 4) * 1e5 + glyphs.x0
    order = np.argsort(key, kind="stable")
    a, b = order[:-1], order[1:]
    near = (glyphs.code[a] == glyphs.code[b]) & (np.abs(glyphs.x0[a] - glyphs.x0[b]) < 0.15 * glyphs.size[a])
    near &= (np.abs(glyphs.base[a] - glyphs.base[b]) < 0.15 * glyphs.size[a]) & (
        glyphs.x1[a] - glyphs.x0[a] > 0.16 * glyphs.size[a]
    )
    near &= np.abs(glyphs.size[a] - glyphs.size[b]) < 0.1 * glyphs.size[a]
    width = glyphs.x1 - glyphs.x0  # a letter of a ligature has the width of the whole, its twin has not
    near &= np.abs(width[a] - width[b]) < 0.06 * glyphs.size[a]
    spelt = (b - a == 1) & np.isin(glyphs.code[a], _DOUBLED) & (glyphs.x0[a] == glyphs.x0[b])
    second[np.maximum(a, b)[near & ~spelt]] = True
    return second


def fragments(glyphs: Glyphs, standing: Floats | None = None) -> Fragments:
    """Cut the stream of characters where the next one does not go on in the same line.

    `standing`: upright rules (`n x 3`: top, bottom, x) at which a run is cut as well.
    """
    breaks = _breaks(glyphs)
    if standing is not None and len(standing):
        breaks |= _crossed(glyphs, standing)
    first = np.append(0, np.flatnonzero(breaks) + 1)
    last = np.append(first[1:], len(glyphs))
    size = np.maximum.reduceat(glyphs.size, first)
    full = glyphs.size >= 0.9 * np.repeat(size, last - first)
    base = np.add.reduceat(glyphs.base * full, first) / np.add.reduceat(full.astype(float), first)
    return Fragments(
        first=first,
        last=last,
        x0=np.minimum.reduceat(glyphs.x0, first),
        x1=np.maximum.reduceat(glyphs.x1, first),
        top=np.minimum.reduceat(glyphs.top, first),
        bottom=np.maximum.reduceat(glyphs.bottom, first),
        base=base,
        size=size,
    )


def _breaks(glyphs: Glyphs) -> Flags:
    """Between which neighbours a run ends."""
    a, b = glyphs.take(slice(None, -1)), glyphs.take(slice(1, None))  # type: ignore[arg-type]
    size = np.maximum(a.size, b.size)
    shift = np.abs(a.base - b.base)
    small = np.minimum(a.size, b.size)
    smaller = small < _SMALLER * size
    level = (shift <= _SAME_LEVEL * size) | (smaller & (shift <= np.minimum(_RAISED * size, _LIFTED * small)))
    step = b.x0 - a.x1
    forward = (step < WIDE_GAP * np.where(smaller, 0.5, 1.0) * size) & (b.x0 > a.x0 - 0.3 * size)
    return ~(level & forward)


def _crossed(glyphs: Glyphs, standing: Floats) -> Flags:
    """Between which neighbours an upright rule runs."""
    middle_x = (glyphs.x0 + glyphs.x1) / 2
    middle_y = (glyphs.top + glyphs.bottom) / 2
    out = np.zeros(len(glyphs) - 1, bool)
    for top, bottom, x in standing.tolist():
        out |= (middle_x[:-1] < x) & (middle_x[1:] > x) & (middle_y[1:] > top) & (middle_y[1:] < bottom)
    return out


def with_areas(pieces: Fragments, areas: list[Rect]) -> Fragments:
    """The same with an empty fragment for each area, to hold its place in the reading order."""
    if not areas:
        return pieces
    edges = np.array([(a.x0, a.top, a.x1, a.bottom) for a in areas])
    none = np.zeros(len(areas), np.int64)
    return Fragments(
        first=np.append(pieces.first, none),
        last=np.append(pieces.last, none),
        x0=np.append(pieces.x0, edges[:, 0]),
        x1=np.append(pieces.x1, edges[:, 2]),
        top=np.append(pieces.top, edges[:, 1]),
        bottom=np.append(pieces.bottom, edges[:, 3]),
        base=np.append(pieces.base, edges[:, 1]),
        size=np.append(pieces.size, np.full(len(areas), 10.0)),
    )


def rows(pieces: Fragments, ids: Ints) -> list[list[int]]:
    """Fragments of one column put into printed lines: top to bottom, left to right."""
    order = ids[np.lexsort((pieces.x0[ids], pieces.base[ids]))]
    bits = _Bits(pieces, order)
    found: list[list[int]] = []
    base, size = 0.0, 0.0
    for k, own_base, own_size in zip(order.tolist(), bits.base.values(), bits.size.values(), strict=True):
        if found and abs(own_base - base) <= 0.3 * min(own_size, size):
            found[-1].append(k)
            if own_size > size:
                base, size = own_base, own_size
        else:
            found.append([k])
            base, size = own_base, own_size
    for row in found:
        if len(row) > 1:
            row.sort(key=bits.x0.__getitem__)
    return _raised_joined(found, bits)


class _Bits:
    """Extents of some fragments as plain numbers: quicker to ask one by one than arrays."""

    def __init__(self, pieces: Fragments, ids: Ints) -> None:
        keys = ids.tolist()
        self.x0, self.x1, self.base, self.size = (
            dict(zip(keys, values[ids].tolist(), strict=True))
            for values in (pieces.x0, pieces.x1, pieces.base, pieces.size)
        )


def _raised_joined(found: list[list[int]], bits: _Bits) -> list[list[int]]:
    """Footnote marks and other raised or lowered bits back to the line that they belong to."""
    out: list[list[int]] = []
    for k, row in enumerate(found):
        if k + 1 < len(found) and _belongs(row, found[k + 1], bits):
            found[k + 1] = sorted(row + found[k + 1], key=bits.x0.__getitem__)
        elif out and _belongs(row, out[-1], bits):
            out[-1] = sorted(out[-1] + row, key=bits.x0.__getitem__)
        else:
            out.append(row)
    return out


def _belongs(small: list[int], large: list[int], bits: _Bits) -> bool:
    """Whether all of `small` are set smaller, shifted by less than a line, and touch `large`.

    Those as large as the rest must be short and stand higher.
    """
    size = max([bits.size[p] for p in large])
    base = bits.base[large[0]]
    if abs(bits.base[small[0]] - base) > _RAISED * size:
        return False
    return all(
        abs(bits.base[p] - base) <= _RAISED * size
        and (bits.size[p] < _SMALLER * size or _is_mark(bits, p, base))
        and bits.x1[p] - bits.x0[p] < 3 * size
        and (_touches(bits, p, large, size) or _hangs(bits, p, large, size))
        for p in small
    )


def _touches(bits: _Bits, p: int, large: list[int], size: float) -> bool:
    apart = [min(abs(bits.x0[p] - bits.x1[q]), abs(bits.x1[p] - bits.x0[q])) for q in large]
    return bool(min(apart) < 0.5 * size)


def _hangs(bits: _Bits, p: int, large: list[int], size: float) -> bool:
    """A raised mark in the margin before a note."""
    left = min(bits.x0[q] for q in large)
    return bool(0 < left - bits.x1[p] < _HANGING * size and bits.base[p] < bits.base[large[0]])


def _is_mark(bits: _Bits, p: int, base: float) -> bool:
    """Two digits or so above the line, not much larger than it."""
    size: float = bits.size[p]
    return bool(base - bits.base[p] > 0.2 * size and bits.x1[p] - bits.x0[p] < 1.3 * size)
