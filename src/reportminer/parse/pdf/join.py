"""Paragraphs that go on over a column or a page: made one block again."""

from reportminer.labels import BlockKind
from reportminer.parse.pdf.model import Area
from reportminer.parse.pdf.paragraphs import Block

_OPEN = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST_ITEM})
_STOPS = (".", "!", "?", ":", ";", "”", '"')
_FULL, _ALIKE = 0.06, 0.06
_FURTHEST = 14
"""Blocks (furniture, notes, figures) that may stand between the halves."""


def join_over_breaks(blocks: list[Block]) -> list[Block]:
    """Merge a paragraph into the one before it where a break cut a sentence in two."""
    out: list[Block] = []
    for block in blocks:
        head = _half(out, block)
        if head is None:
            out.append(block)
        else:
            head.lines.extend(block.lines)
    return out


def _half(out: list[Block], block: Block) -> Block | None:
    """The block that `block` goes on with, or nothing."""
    if block.kind is not BlockKind.PARAGRAPH or block.lines[0].area is not Area.FLOW or block.marker:
        return None
    aside = block.lines[0].aside
    for last in out[: -_FURTHEST - 1 : -1]:
        if (last.lines[0].aside, last.page if aside else 0) != (aside, block.page if aside else 0):
            continue
        if last.kind is BlockKind.HEADING:
            return None
        if last.kind in _OPEN and last.lines[0].area is Area.FLOW:
            if _fits(last, block):
                return last
            if _alike(last, block) or not block.text[:1].islower():
                return None
    return None


def _alike(last: Block, block: Block) -> bool:
    """Set alike; boxes and quotes in other type may stand between the halves of a paragraph."""
    a, b = last.lines[-1], block.lines[0]
    return abs(a.size - b.size) <= _ALIKE * a.size and a.bold == b.bold


def _fits(last: Block, block: Block) -> bool:
    a, b = last.lines[-1], block.lines[0]
    if (a.page, a.strip) == (b.page, b.strip) or not 0 <= b.page - a.page <= 1:
        return False
    if not _alike(last, block):
        return False
    text, following = a.text.rstrip(), b.text.lstrip()
    if text.endswith(_STOPS):
        return False
    if following[:1].islower() or text.endswith(("-", ",")) or following[:1] in "(“‘\"'":
        return True
    return _runs_on(last) and a.style == b.style


def _runs_on(block: Block) -> bool:
    """Whether the last of several lines is full and ends in a word in small letters: a name may follow."""
    line = block.lines[-1]
    word = line.text.rstrip().rpartition(" ")[2]
    full = line.right - line.x1 < _FULL * (line.right - line.left)
    return full and len(block.lines) > 1 and word.isalpha() and word.islower()
