"""Paragraphs that go on over a column or a page: made one block again."""

from dataclasses import dataclass
from itertools import pairwise

from reportminer.labels import BlockKind
from reportminer.parse.pdf.model import Area, TextLine
from reportminer.parse.pdf.paragraphs import Block, first_word
from reportminer.parse.pdf.unfit import is_amount

_OPEN = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST_ITEM})
_STOPS = (".", "!", "?", ":", ";", "”", '"')
_OPENING = ("(", "“", "‘", '"', "'")
_MARKS = " ⁰¹²³⁴⁵⁶⁷⁸⁹"
"""What may follow the full stop: the mark of a note."""
_FULL, _ALIKE = 0.06, 0.06
_RUNNING, _LONG = 3, 60
"""Lines by which running text is told from names and titles, at least, and characters from which on two
will do."""
_FURTHEST = 14
"""Blocks (furniture, notes, figures) that may stand between the halves."""


@dataclass(slots=True)
class _Half:
    """A block that may grow, and what is known of its lines so far: none is looked at again."""

    block: Block
    seen: int = 0
    full: bool = True
    """Each line but the last reaches the edge."""
    bold: bool = True
    brackets: int = 0
    """Those that are open."""

    def known(self) -> "_Half":
        """The same, when its newest lines have been looked at."""
        lines = self.block.lines
        for a, b in pairwise(lines[max(self.seen - 1, 0) :] if self.full else ()):
            self.full = self.full and _full(a, b)
        for line in lines[self.seen :]:
            self.bold = self.bold and line.bold
            self.brackets += line.text.count("(") - line.text.count(")")
        self.seen = len(lines)
        return self


def join_over_breaks(blocks: list[Block]) -> list[Block]:
    """Merge a paragraph into the one before it where a break cut a sentence in two."""
    out: list[_Half] = []
    for block in blocks:
        head = _half(out, block)
        if head is None:
            out.append(_Half(block))
        else:
            head.lines.extend(block.lines)
    return [half.block for half in out]


def _half(out: list[_Half], block: Block) -> Block | None:
    """The block that `block` goes on with, or nothing."""
    if block.kind is not BlockKind.PARAGRAPH or block.lines[0].area is not Area.FLOW or block.marker:
        return None
    aside = block.lines[0].aside
    for half in out[: -_FURTHEST - 1 : -1]:
        last = half.block
        if (last.lines[0].aside, last.page if aside else 0) != (aside, block.page if aside else 0):
            continue
        if last.kind is BlockKind.HEADING:
            return None
        if last.kind in _OPEN and last.lines[0].area is Area.FLOW:
            if len(last.lines) == 1 and is_amount(last.text):
                return None
            if _fits(half, block):
                return last
            if _alike(last, block) or not block.text[:1].islower():
                return None
    return None


def _alike(last: Block, block: Block) -> bool:
    """Set alike; boxes and quotes in other type may stand between the halves of a paragraph."""
    a, b = last.lines[-1], block.lines[0]
    return _same_size(a, b) and a.bold == b.bold


def _same_size(a: TextLine, b: TextLine) -> bool:
    return abs(a.size - b.size) <= _ALIKE * a.size


def _fits(half: _Half, block: Block) -> bool:
    a, b = half.block.lines[-1], block.lines[0]
    if (a.page, a.strip) == (b.page, b.strip) or not 0 <= b.page - a.page <= 1:
        return False
    text, following = a.text.rstrip(_MARKS), b.text.lstrip()
    if not _same_size(a, b) or text.endswith(_STOPS):
        return False
    if a.bold != b.bold:
        small = following[:1].islower() and not half.known().bold
        return _full(a, b) and (small or (b.bold and _goes_on(half, block)))
    if following[:1].islower() or text.endswith(("-", ",")) or following.startswith(_OPENING):
        return True
    return a.style == b.style and (_within(half.block) or (_full(a, b) and _goes_on(half, block)))


def _full(a: TextLine, b: TextLine) -> bool:
    """The line reaches the edge, or leaves less free than the first word of the other takes."""
    free = a.right - a.x1
    return free < max(_FULL * (a.right - a.left), first_word(b))


def _within(block: Block) -> bool:
    """Whether the last of several lines is full and ends in a word in small letters: a name may follow."""
    line = block.lines[-1]
    word = line.text.rstrip().rpartition(" ")[2]
    full = line.right - line.x1 < _FULL * (line.right - line.left)
    return full and len(block.lines) > 1 and word.isalpha() and word.islower()


def _goes_on(half: _Half, block: Block) -> bool:
    """Whether two halves of running text, or what a bracket holds, keep to one margin over a break."""
    a, b = half.block.lines[-1], block.lines[0]
    running = len(half.block.lines) >= (_RUNNING if len(a.text) < _LONG else 2)
    if not running or not (len(block.lines) > 1 or half.known().brackets > 0):
        return False
    flush = abs((a.x0 - a.left) - (b.x0 - b.left)) < 1 or abs(a.x0 - b.x0) < 1
    broken = (b.page, a.base) > (a.page, b.base) and not b.lead_bold
    return flush and broken and half.known().full
