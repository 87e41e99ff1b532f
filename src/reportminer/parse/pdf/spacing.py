"""How far the lines of a paragraph stand from each other, and from where on a gap parts two paragraphs.

Where a document sets its paragraphs apart by a little space, the distances of its baselines fall into two
heaps: those within paragraphs, and those after a line that ends a sentence. The cut between them is the
document's own. Elsewhere a fixed share of the usual distance must do.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from reportminer.parse.pdf.model import Area, Flags, Floats, PageLayout, TextLine
from reportminer.parse.pdf.normal import Normal

ENDS = (".", "!", "?", ":", ";", ".”", ".’", '."', ".)", "?”")
_WIDER, _LEAST = 1.28, 1.2
"""Usual distances, and sizes, up to which a line goes on with the one before where nothing else is known."""
_ALIKE = 0.04
_SHORT = 0.3
"""Share of the column that a line leaves free where it ends a paragraph, full stop or not."""
_NEAREST, _FURTHEST, _STEP = 1.03, 1.42, 0.01
"""Usual distances between which the cut is looked for, and how finely."""
_CLEAR, _STRAY, _BROADEST = 0.015, 0.03, 1.75
"""Around the cut there are no more than a few stray distances; the second heap ends somewhere."""
_FEWEST, _FEWEST_APART = 20, 5
_ENDED, _WITHIN = 0.65, 0.5
"""Shares of lines that end a sentence: before the wide gaps at least, before the others at most."""


@dataclass(frozen=True, slots=True)
class Spacing:
    """Distances of baselines in sizes of the face."""

    leading: float
    """The usual one."""
    size: float = 0.0
    """Size of running text, in points."""
    cut: float = 0.0
    """From here on a gap parts two paragraphs of running text; 0 where the document does not tell."""

    @classmethod
    def of(cls, layouts: list[PageLayout], normal: Normal) -> "Spacing":
        """What the lines of running text tell; the edges of their columns must be known."""
        pairs = [pair for layout in layouts for pair in _pairs(layout, normal.size)]
        if len(pairs) < _FEWEST:
            return cls(normal.leading)
        steps = np.array([(b.base - a.base) / normal.size for a, b in pairs])
        ended = np.array([_ends(a, b) for a, b in pairs])
        return cls(normal.leading, normal.size, _cut(steps, ended))

    def reach(self, size: float) -> float:
        """Sizes that a line of this size may stand under the one before and still go on with it."""
        if self.cut and abs(size - self.size) <= _ALIKE * size:
            return self.cut
        return max(self.leading * _WIDER, _LEAST)


def _pairs(layout: PageLayout, size: float) -> Iterator[tuple[TextLine, TextLine]]:
    """Lines of running text in one face straight under each other."""
    for a, b in pairwise(layout.lines):
        plain = (
            (a.strip, a.style) == (b.strip, b.style)
            and a.kind is b.kind is None
            and a.area is b.area is Area.FLOW
        )
        if plain and max(abs(a.size - size), abs(b.size - size)) <= _ALIKE * size and b.base > a.base:
            yield a, b


def _ends(a: TextLine, b: TextLine) -> bool:
    """Whether a paragraph may end with the first of two lines: at the end of a sentence, or cut short."""
    ended = a.text.rstrip().endswith(ENDS) or a.right - a.x1 > _SHORT * (a.right - a.left)
    return ended and not b.text[:1].islower()


def _cut(steps: Floats, ended: Flags) -> float:
    """The middle of the widest empty stretch above the usual distance, if it tells paragraphs apart."""
    usual = _usual(steps)
    most = usual * np.arange(_NEAREST, _FURTHEST, _STEP)
    near = np.array([np.count_nonzero(np.abs(steps - at) < _CLEAR * usual) for at in most])
    apart = np.array([np.count_nonzero((steps > at) & (steps < _BROADEST * usual)) for at in most])
    free = (near <= _STRAY * apart) & (apart >= _FEWEST_APART)
    edge = np.flatnonzero(np.diff(np.concatenate(([0], free.astype(np.int8), [0]))))
    runs = sorted(zip(edge[::2].tolist(), edge[1::2].tolist(), strict=True), key=lambda r: (r[0] - r[1], r))
    for first, last in runs:
        at = float(most[(first + last - 1) // 2])
        wide = (steps > at) & (steps < _BROADEST * usual)
        within = (steps <= at) & (steps > 0.5 * usual)
        if ended[wide].mean() >= _ENDED and ended[within].mean() <= _WITHIN:
            return at
    return 0.0


def _usual(steps: Floats) -> float:
    """The distance with the most others near it."""
    ordered = np.sort(steps)
    count = np.searchsorted(ordered, ordered * 1.02) - np.searchsorted(ordered, ordered * 0.98)
    return float(ordered[int(count.argmax())])
