"""What stands on a page beside its text and adds nothing to it: pull quotes, and the labels of a figure."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from reportminer.labels import BlockKind
from reportminer.parse.pdf.model import Area
from reportminer.parse.pdf.normal import Normal
from reportminer.parse.pdf.paragraphs import Block
from reportminer.parse.pdf.words import any_of

_WORD = re.compile(r"[^\W\d_]{4,}")
_STEM = 5
_FEWEST, _LONGEST = 5, 400
"""Words of four letters in a pull quote, at least; its characters, at most."""
_SHARE, _SMALLER = 0.8, 0.95
"""How many of its words a paragraph has, at least; size of the labels of a figure in sizes of the text."""
_FIGURE = re.compile(rf"^(?:{any_of('drawn')})\s+(?:\d|[IVX]+\b|[A-Z]\b)", re.IGNORECASE)
_SOURCE = re.compile(r"^(?:sources?|notes?)\s*:", re.IGNORECASE)
_MOST_LABELS, _LABEL = 60, 90


def mark_echoes(blocks: Sequence[Block]) -> None:
    """Set the kind of pull quotes: alone in a box or in the margin, they say once more what the text says."""
    for _, found in groupby(blocks, key=lambda block: block.page):
        on_page = list(found)
        held = [block for block in on_page if block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)]
        boxes = Counter(block.lines[0].aside for block in on_page)
        told = [_stems(block) for block in held if not block.lines[0].aside] if len(boxes) > 1 else []
        for block in held:
            if block.lines[0].aside and boxes[block.lines[0].aside] == 1 and _echoes(block, told):
                block.kind, block.marker = BlockKind.CAPTION, ""


def _echoes(block: Block, told: Sequence[frozenset[str]]) -> bool:
    stems = _stems(block)
    few = len(block.text) <= _LONGEST and len(stems) >= _FEWEST
    return few and any(len(stems & other) >= _SHARE * len(stems) for other in told)


def _stems(block: Block) -> frozenset[str]:
    return frozenset(word[:_STEM] for word in _WORD.findall(block.text.casefold()))


def mark_labels(blocks: Sequence[Block], normal: Normal) -> None:
    """Set the kind of the labels between the caption of a figure and its source, smaller than the text."""
    for k, block in enumerate(blocks):
        if block.kind is BlockKind.CAPTION and _FIGURE.match(block.text):
            for label in _labels(blocks[k + 1 : k + 1 + _MOST_LABELS], block.page, normal):
                label.kind, label.marker = BlockKind.FIGURE, ""
                for line in label.lines:
                    line.area = Area.FIGURE


def _labels(below: Sequence[Block], page: int, normal: Normal) -> Iterator[Block]:
    """The small, brief blocks before the source of a figure; none where there is no source on the page."""
    ends = (k for k, block in enumerate(below) if _SOURCE.match(block.text) and block.page == page)
    for block in below[: next(ends, 0)]:
        plain = block.lines[0].kind is None and block.lines[0].area is Area.FLOW
        small = block.size < _SMALLER * normal.size and len(block.text) < _LABEL
        if plain and small and not block.text.rstrip().endswith("."):
            yield block
