"""List items: how deep they stand, and which numbered blocks are paragraphs rather than items."""

import re

from reportminer.labels import BlockKind
from reportminer.parse.pdf.model import Area
from reportminer.parse.pdf.paragraphs import Block

_STEP = 5.0
"""Points that tell one depth from the next."""
_DEEPEST = 4
_LONG = 200
_NO_LIST = 21
"""Lists are shorter than that."""
_PARAGRAPH_NUMBER = re.compile(r"^(?:\d{1,3}[.)]?|\d{1,2}(?:\.\d{1,3})+\.?)$")


def settle_lists(blocks: list[Block]) -> None:
    """Numbered paragraphs become paragraphs again; what is left gets its depth, from 1."""
    stack: list[float] = []
    page = 0
    for block in blocks:
        if block.kind is BlockKind.LIST_ITEM and _numbered_paragraph(block):
            block.kind = BlockKind.PARAGRAPH
        if block.kind is BlockKind.LIST_ITEM:
            if block.page != page and len(stack) > 1:
                stack = stack[:1]
            block.level, page = _depth(stack, block.lines[0].x0), block.page
        elif block.kind in (BlockKind.HEADING, BlockKind.PARAGRAPH) and block.lines[0].area is Area.FLOW:
            stack = []


def _numbered_paragraph(block: Block) -> bool:
    """Several sentences under a plain number, or one that no list counts to: a report's paragraphs."""
    text, number = block.text, block.marker.rstrip(".)")
    if number.isdecimal() and int(number) >= _NO_LIST:
        return True
    return bool(_PARAGRAPH_NUMBER.match(block.marker)) and len(text) > _LONG and ". " in text[6:-2]


def _depth(stack: list[float], x: float) -> int:
    while stack and x < stack[-1] - _STEP:
        stack.pop()
    if not stack or x > stack[-1] + _STEP:
        stack.append(x)
    return min(len(stack), _DEEPEST)
