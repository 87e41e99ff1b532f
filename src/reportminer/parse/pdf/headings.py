"""Which blocks are headings, and of what level."""

import re
from collections import Counter
from dataclasses import dataclass

from reportminer.labels import BlockKind
from reportminer.parse.pdf.model import Area, PageLayout, Style
from reportminer.parse.pdf.notes import is_caption
from reportminer.parse.pdf.paragraphs import Block

NUMBERED = re.compile(
    r"^(?:(?:chapter|section|part|annex|appendix|anexo|annexe)\s+)?"
    r"(?:\d{1,2}(?:\.\d{1,2}){0,4}\.?|[A-Z]\.|[IVX]{1,5}\.)\s+(?=[^\W\d_])",
    re.IGNORECASE,
)
_CLOSED = (".", ",", ";")
_RIVAL = 0.4
"""Notes may outweigh the text that they belong to; text is what is larger."""
_PLAIN = frozenset({0x000000, 0xFFFFFF})
_LONGEST, _MOST_LINES, _DOTTED = 220, 4, 70
_SPARSE, _USUAL = 700, 11.5
"""A document of fewer characters than this tells nothing of the usual size of its text."""


@dataclass(frozen=True, slots=True)
class Normal:
    """What running text looks like in this document."""

    size: float
    style: int
    weight: int
    bold_share: float
    leading: float


def normal_of(layouts: list[PageLayout], styles: list[Style], leading: float) -> Normal:
    """Size and face that most characters are set in."""
    sizes: Counter[float] = Counter()
    faces: Counter[int] = Counter()
    bold = total = 0
    for layout in layouts:
        for line in layout.lines:
            if line.kind is None and line.area is not Area.FIGURE:
                sizes[round(line.size * 2) / 2] += len(line.text)
                faces[line.style] += len(line.text)
                bold += len(line.text) * line.bold
                total += len(line.text)
    if not total:
        return Normal(10.0, 0, 400, 0.0, leading)
    most = max(sizes.values())
    size = max(s for s, count in sizes.items() if count >= _RIVAL * most)
    if total < _SPARSE:
        size = min(size, _USUAL)
    style = max(faces, key=lambda s: (faces[s], -s))
    return Normal(size, style, styles[style].weight, bold / total, leading)


def mark_headings(blocks: list[Block], normal: Normal, styles: list[Style]) -> None:
    """Set kind and level of the blocks that are headings."""
    for block in blocks:
        plain = block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM) and block.lines[0].kind is None
        if plain and is_caption(block.text, block.size, normal.size):
            block.kind, block.marker = BlockKind.CAPTION, ""
    found = [block for block in blocks if _is_heading(block, normal, styles)]
    for block in found:
        block.kind = BlockKind.HEADING
    _set_levels(found, normal)


def _is_heading(block: Block, normal: Normal, styles: list[Style]) -> bool:
    text = block.text.strip()
    first = block.lines[0]
    if (
        block.kind is BlockKind.CAPTION
        or first.kind is not None
        or first.area is not Area.FLOW
        or not _short(block, text)
    ):
        return False
    if block.kind is BlockKind.LIST_ITEM and not NUMBERED.match(text):
        return False
    return _points(block, text, normal, styles) >= 3.0


def _short(block: Block, text: str) -> bool:
    letters = sum(character.isalpha() for character in text)
    return (
        len(block.lines) <= _MOST_LINES
        and letters >= 3
        and letters > 0.5 * len(text.replace(" ", ""))
        and len(text) <= _LONGEST
        and (not text.endswith(_CLOSED) or (text.endswith(".") and len(text) < _DOTTED))
        and not text[0].islower()
    )


def _points(block: Block, text: str, normal: Normal, styles: list[Style]) -> float:
    """Evidence added up: 3 and more is a heading."""
    ratio = block.size / normal.size
    style = styles[block.lines[0].style]
    points = -1.0 if text.endswith(".") else 0.0
    if ratio >= 1.12:
        points += 3.0 if ratio >= 1.25 else 2.0
    elif ratio < 0.93:
        points -= 1.5
    if block.bold and style.weight >= normal.weight + 200:
        points += 2.0
    if style.colour != styles[normal.style].colour:
        points += 1.0 if style.colour not in _PLAIN else 0.0
    if text.isupper() and len(text) > 4:
        points += 1.0
    if NUMBERED.match(text):
        points += 1.0
    room = (normal.leading - 1) * normal.size
    if block.above > room + 0.3 * normal.size:
        points += 0.5
    if block.below < 99 and block.below > block.above + 2:
        points -= 0.5
    if len(block.lines) == 1 and len(text) < 80:
        points += 0.5
    return points


def _set_levels(found: list[Block], normal: Normal) -> None:
    """Larger is higher; of the same size, bold is higher; a decimal number tells by its depth."""
    looks = sorted({_look(block) for block in found}, reverse=True)
    ranks = {look: rank + 1 for rank, look in enumerate(looks)}
    for block in found:
        block.level = min(ranks[_look(block)], 6)


def _look(block: Block) -> tuple[float, bool, bool]:
    return round(block.size), block.bold, block.text.isupper()
