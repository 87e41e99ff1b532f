"""What running text looks like in a document."""

from collections import Counter
from dataclasses import dataclass

from reportminer.parse.pdf.model import Area, PageLayout, Style, TextLine

_RIVAL = 0.4
"""Notes may outweigh the text that they belong to; text is what is larger …"""
_FURTHEST = 1.6
"""… but not by more than this: such type is for show."""
_SPARSE, _USUAL = 700, 11.5
"""A document of fewer characters than this tells nothing of the usual size of its text."""
_LITTLE = 150
"""With fewer characters of running text than this, tables tell what is usual."""


@dataclass(frozen=True, slots=True)
class Normal:
    """The usual face."""

    size: float
    style: int
    weight: int
    leading: float
    """Distance of baselines in sizes."""


def leading_of(layouts: list[PageLayout]) -> float:
    """Distance of baselines in running text, in sizes of the face."""
    steps: Counter[float] = Counter()
    for layout in layouts:
        for a, b in zip(layout.lines, layout.lines[1:], strict=False):
            if a.strip == b.strip and abs(a.size - b.size) < 0.2 and a.style == b.style and a.size > 1:
                steps[round((b.base - a.base) / a.size, 1)] += len(b.text)
    plain = {step: count for step, count in steps.items() if 0.9 <= step <= 2.2}
    return max(plain, key=lambda step: (plain[step], -step)) if plain else 1.25


def _telling(layouts: list[PageLayout]) -> list[TextLine]:
    """Running text; tables with it only where there is next to none."""
    plain = [line for layout in layouts for line in layout.lines if line.kind is None]
    flow = [line for line in plain if line.area is Area.FLOW]
    if sum(len(line.text) for line in flow) >= _LITTLE:
        return flow
    return [line for line in plain if line.area is not Area.FIGURE]


def normal_of(layouts: list[PageLayout], styles: list[Style], leading: float) -> Normal:
    """Size and face that most characters are set in."""
    sizes: Counter[float] = Counter()
    faces: Counter[int] = Counter()
    for line in _telling(layouts):
        sizes[round(line.size * 2) / 2] += len(line.text)
        faces[line.style] += len(line.text)
    total = sum(sizes.values())
    if not total:
        return Normal(10.0, 0, 400, leading)
    most = max(sizes, key=lambda s: (sizes[s], -s))
    size = max(s for s, n in sizes.items() if n >= _RIVAL * sizes[most] and s <= _FURTHEST * most)
    if total < _SPARSE:
        size = min(size, _USUAL)
    style = max(faces, key=lambda s: (faces[s], -s))
    return Normal(max(size, 1.0), style, styles[style].weight, leading)
