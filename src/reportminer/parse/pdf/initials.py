"""Drop capitals: the big first letter of a text set back to the size and the line of its word."""

from dataclasses import replace

import numpy as np

from reportminer.parse.pdf.fragments import Fragments
from reportminer.parse.pdf.model import Glyphs, Ints, Rect, TextLine

_LARGE, _HUGE = 1.8, 9.0
"""In sizes of the text beside it."""
_LONGEST = 2
"""Characters: the letter, and a quotation mark before it."""
_NEAR, _OVER = 1.6, 0.6
"""In sizes of the text: how far the text stands off, and how far the letter may lean over it."""
_WORDS = frozenset("AIOYEUÀÉÓ")
"""Letters that are words in some language."""
_CAP = 0.75
"""Height of capitals in sizes of the face."""


def initials_set_back(glyphs: Glyphs, pieces: Fragments, body: float) -> tuple[Glyphs, list[Rect]]:
    """The page with every drop capital as the first letter of its line, and where they stand.

    A drop capital is a single large letter with the beginnings of two lines or more beside it.
    """
    large = (pieces.size >= _LARGE * body) & (pieces.size <= _HUGE * body)
    alone = pieces.last - pieces.first <= _LONGEST
    found: list[Rect] = []
    for k in np.flatnonzero(large & alone).tolist():
        letters = "".join(map(chr, glyphs.code[pieces.first[k] : pieces.last[k]].tolist()))
        beside = _beside(pieces, k) if letters[-1].isupper() else np.zeros(0, np.int64)
        if len(beside):
            glyphs = _set_back(glyphs, pieces, k, int(beside[0]))
            found.append(_place(pieces, k, beside))
    return glyphs, found


def _place(pieces: Fragments, k: int, beside: Ints) -> Rect:
    """From the letter's left edge to the text beside it, from its first line's base to its last's."""
    base = pieces.base[beside]
    right = float(pieces.x0[beside].min()) - 1
    return Rect(float(pieces.x0[k]), float(base.min()) + 1, right, float(base.max()) + 1)


def set_in(lines: list[TextLine], initials: list[Rect]) -> None:
    """Tell the lines beside drop capitals how far these push them in."""
    for place in initials:
        for line in lines:
            if place.top < line.base < place.bottom and 0 < line.x0 - place.x1 < line.size:
                line.inset = line.x0 - place.x0


def _beside(pieces: Fragments, k: int) -> Ints:
    """The beginnings of the lines to the right of a letter, from the top down; two at least or none."""
    size = pieces.size
    gap = pieces.x0 - pieces.x1[k]
    high = pieces.base[k] - _CAP * size[k]
    level = (pieces.base > high + 0.3 * size) & (pieces.base < pieces.base[k] + 0.4 * size)
    small = size <= size[k] / _LARGE
    ids = np.flatnonzero(level & small & (gap < _NEAR * size) & (gap > -_OVER * size))
    ids = ids[np.argsort(pieces.base[ids], kind="stable")]
    if len(ids) < 2 or pieces.base[ids[-1]] - pieces.base[ids[0]] < 0.8 * size[ids[0]]:
        return ids[:0]
    aligned = np.ptp(pieces.x0[ids]) < size[ids[0]] and np.ptp(size[ids]) < 0.2 * size[ids[0]]
    return ids if aligned else ids[:0]


def _set_back(glyphs: Glyphs, pieces: Fragments, k: int, line: int) -> Glyphs:
    """The letter of fragment `k` at the head of another fragment, with the face of that one."""
    mine, first = slice(pieces.first[k], pieces.last[k]), int(pieces.first[line])
    columns = {
        name: getattr(glyphs, name).copy() for name in ("x1", "top", "bottom", "base", "size", "style")
    }
    for name in ("top", "bottom", "base", "size", "style"):
        columns[name][mine] = columns[name][first]
    room = 0.3 * float(pieces.size[line]) if _is_word(glyphs, mine.stop - 1, first) else 0.0
    columns["x1"][mine.stop - 1] = max(float(pieces.x0[line]) - room, float(glyphs.x0[mine.stop - 1]))
    return replace(glyphs, **columns)


def _is_word(glyphs: Glyphs, letter: int, first: int) -> bool:
    """Whether the letter is a word of its own: what stands beside it is one elsewhere on the page."""
    if chr(glyphs.code.item(letter)) not in _WORDS:
        return False
    spaced = zip(glyphs.spaced.tolist(), glyphs.code.tolist(), strict=True)
    words = "".join(" " * space + chr(code) for space, code in spaced).split()
    before = int(np.count_nonzero(glyphs.spaced[1 : first + 1]))
    return words.count(words[min(before, len(words) - 1)]) > 1
