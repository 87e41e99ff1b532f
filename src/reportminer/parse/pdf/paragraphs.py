"""Lines to blocks: which line goes on with the one before it, and which begins something new."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from reportminer.labels import BlockKind
from reportminer.parse.pdf.counting import counted_in, counts_on, follows
from reportminer.parse.pdf.model import Area, PageLayout, Rect, TextLine
from reportminer.parse.pdf.notes import begins_note, goes_on_to
from reportminer.parse.pdf.spacing import ENDS, Spacing

BULLET = re.compile(r"^([•●○◦▪▫■□◆❖➢➔→⇨✓✔✗✘☐☑❑❒★♦♣▸➤‣⁃∙·►▶*–—-]|[›»](?=\s)|o(?=\s+[A-Z\d“‘\"]))\s*(?=\S)")
NUMBER = re.compile(
    r"^(\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]|\((?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})\)|\d{1,2}(?:\.\d{1,3}){1,4}\.?)\s+(?=\S)"
)
_BARE_NUMBER = re.compile(r"^(?:[\dIVX]{1,5}|[A-Z])[.)]?\s*$")
_SHORT_LINE = 0.1
"""Share of the column that a paragraph's last line leaves free, at least, to be told by that alone."""
_DASHES = frozenset("–—-*o·∙")
_AFTER_BULLET, _TAB = 2, 0.45
"""Place of the first character after a bullet and a space; sizes of a gap that no word space has."""
_HEADED = 0.3
"""Share of the column that a heading right above its text leaves free, at least."""
_STEADY, _BRIM = 0.05, 0.03
"""Sizes by which distances of lines in a paragraph differ, at most; share of the column that a full line
of a text set even on both sides leaves free."""
_TITLE = 200
"""Characters; what is longer is no heading."""
_INITIALS = re.compile(r"[A-Z]\.\s(?:[A-Z]\.|&)")


_AREA_KINDS = {
    Area.FLOW: BlockKind.PARAGRAPH,
    Area.TABLE: BlockKind.TABLE_ROW,
    Area.FIGURE: BlockKind.FIGURE,
}


@dataclass(slots=True)
class Block:
    """Lines that belong together, before the document has had its say."""

    lines: list[TextLine]
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    marker: str = ""
    above: float = 0.0
    """White space before it in its column, in points; large at the head of a column."""
    below: float = 0.0
    glue: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its lines joined by spaces."""
        return " ".join(line.text for line in self.lines)

    @property
    def page(self) -> int:
        """The page on which it begins."""
        return self.lines[0].page

    @property
    def longest(self) -> TextLine:
        """The line with the most characters, the first of them."""
        if len(self.lines) == 1:
            return self.lines[0]
        length = [len(line.text) for line in self.lines]
        return self.lines[length.index(max(length))]

    @property
    def size(self) -> float:
        """Size of the face of its longest line."""
        return self.longest.size

    @property
    def style(self) -> int:
        """Style of its longest line."""
        return self.longest.style

    @property
    def bold(self) -> bool:
        """All of it in a bold face."""
        return all(line.bold for line in self.lines)


def marker_of(text: str) -> str:
    """The bullet or number that a text begins with, or nothing; initials of a name are none."""
    found = BULLET.match(text) or (NUMBER.match(text) if not _INITIALS.match(text) else None)
    return found.group(1) if found else ""


def blocks_of(layout: PageLayout, spacing: Spacing, following: Sequence[TextLine] = ()) -> list[Block]:
    """Blocks of a page in reading order; the edges of its columns must be known (`margins.py`).

    `following` are the lines of the next page. A line whose aside nobody knows the place of stays in the
    flow, so that none is lost.
    """
    known = range(1, len(layout.asides) + 1)
    found = _blocks([line for line in layout.lines if line.aside not in known], spacing, following)
    for number, rect in zip(known, layout.asides, strict=True):
        held = _blocks([line for line in layout.lines if line.aside == number], spacing, ())
        place = _place_of(rect, found)
        found[place:place] = held
    return found


def _blocks(lines: list[TextLine], spacing: Spacing, following: Sequence[TextLine]) -> list[Block]:
    found: list[Block] = []
    for k, line in enumerate(lines):
        inside = counts_on(lines, k, following)
        if found and _goes_on(found[-1], line, spacing, inside=inside):
            found[-1].lines.append(line)
        else:
            found.append(_begun(line, found[-1] if found else None))
    return found


def _place_of(rect: Rect, blocks: list[Block]) -> int:
    """After the block that stands beside most of an aside, and the list that goes on from it."""
    shared = [_beside(rect, block) for block in blocks]
    if not shared or max(shared) <= 0:
        above = [
            k for k, block in enumerate(blocks) if _flowing(block) and block.lines[-1].bottom < rect.bottom
        ]
        return above[-1] + 1 if above else len(blocks)
    place = shared.index(max(shared)) + 1
    before = blocks[place - 1]
    if place < len(blocks) and shared[place] > 0 and before.bold and len(before.text) < _TITLE:
        place += 1  # a heading keeps the paragraph under it
    while place < len(blocks) and shared[place] > 0 and blocks[place].kind is BlockKind.LIST_ITEM:
        place += 1
    return place


def _flowing(block: Block) -> bool:
    line = block.lines[0]
    return line.kind is None and line.area is Area.FLOW and not line.aside


def _beside(rect: Rect, block: Block) -> float:
    """The height of a block's lines beside an aside."""
    if not _flowing(block):
        return 0.0
    return sum(max(min(x.bottom, rect.bottom) - max(x.top, rect.top), 0.0) for x in block.lines)


def _begun(line: TextLine, last: Block | None) -> Block:
    block = Block([line], kind=line.kind or _AREA_KINDS[line.area], level=line.level)
    gap = 99.0
    if last is not None and last.lines[-1].strip == line.strip:
        gap = line.top - last.lines[-1].bottom
        last.below = gap
    elif last is not None:
        last.below = 99.0
    block.above = gap
    if line.kind is None and line.area is Area.FLOW:
        block.marker = line.text.split(" ", 1)[0] if line.item else _bullet(line) or marker_of(line.text)
        if block.marker:
            block.kind = BlockKind.LIST_ITEM
    elif line.kind is BlockKind.FOOTNOTE:
        block.marker = begins_note(line.text)
    return block


def _goes_on(block: Block, line: TextLine, spacing: Spacing, *, inside: bool) -> bool:
    last = block.lines[-1]
    if (last.area, last.kind) != (line.area, line.kind) or line.item or not _below(last, line):
        return False
    if line.area is not Area.FLOW:
        return line.area is Area.TABLE and line.row == last.row
    if line.kind is not None:
        return _same_note(block, line)
    step, size = line.base - last.base, max(last.size, line.size)
    if not 0 < step <= spacing.reach(size) * size or _changes(block, line, spacing):
        return False
    if _new_bullet(block, line) or _new_number(block, line, inside=inside):
        return False
    return not _indented(block, line) and not _ended(last, line) and not _headed(last, line)


def _below(last: TextLine, line: TextLine) -> bool:
    """In the same piece of a column, or straight under it."""
    if last.strip == line.strip:
        return True
    return line.x0 < last.x1 and line.x1 > last.x0 and line.area is Area.FLOW and line.page == last.page


def _bullet(line: TextLine) -> str:
    """The bullet that a line begins with; `o` before a small letter is one where a wide gap follows."""
    found = BULLET.match(line.text)
    if found:
        return found.group(1)
    return "o" if line.text.startswith("o ") and _tabbed(line) else ""


def _tabbed(line: TextLine) -> bool:
    """Whether a gap wider than between words follows the first character."""
    wide = len(line.edges) > _AFTER_BULLET and line.text[1:2] == " "
    return wide and line.edges[_AFTER_BULLET] - line.edges[1] > _TAB * line.size


def _new_bullet(block: Block, line: TextLine) -> bool:
    """A bullet at the start of a line; a dash there may also be one within a sentence."""
    found = _bullet(line)
    if found not in _DASHES or block.marker == found:
        return bool(found)
    return block.text.rstrip().endswith((*ENDS, ",")) or (
        _tabbed(line) and _room(block.lines[-1], line, _SHORT_LINE)
    )


def _same_note(block: Block, line: TextLine) -> bool:
    """Whether a line of a footnote, header or footer goes on with the one before it."""
    if line.kind is BlockKind.CONTENTS:
        return False
    if line.kind is BlockKind.FOOTNOTE and goes_on_to(block.marker, line.text):
        return False
    return abs(line.base - block.lines[-1].base) < 2.0 * line.size


def _changes(block: Block, line: TextLine, spacing: Spacing) -> bool:
    """Another size, or from a bold line to one that is not (or back)."""
    last = block.lines[-1]
    if abs(last.size - line.size) > 0.08 * max(last.size, line.size):
        return True
    if last.bold == line.bold or (line.lead and line.lead_bold) or last.text.endswith("-"):
        return False
    # Reports set what they recommend in bold inside a paragraph: the sentence runs on over the change.
    if _runs_on(last) and (not last.bold or not block.bold or line.text[:1].islower()):
        return False
    return not _same_block(block, line, spacing)


def _same_block(block: Block, line: TextLine, spacing: Spacing) -> bool:
    """Whether a sentence in another weight begins with a line: full ones, flush, no further apart.

    A heading would stand off, and would seldom fill its line.
    """
    last, step = block.lines[-1], spacing.leading * line.size
    if len(block.lines) > 1:
        step = last.base - block.lines[-2].base
    steady = abs(line.base - last.base - step) < _STEADY * line.size
    flush = abs(line.x0 - last.x0) < 1 and last.strip == line.strip
    return steady and flush and not block.bold and _brimful(last) and _brimful(line)


def _brimful(line: TextLine) -> bool:
    return line.right - line.x1 < _BRIM * (line.right - line.left)


def _new_number(block: Block, line: TextLine, *, inside: bool) -> bool:
    """A number at the start of a line begins an item, unless the sentence just runs on into it.

    So it does if the line is full and flush with the one before, and the numbers before or after stand
    within the text (`inside`).
    """
    found = NUMBER.match(line.text)
    if found and block.marker and follows(block.marker, found.group(1)):
        return True
    if not found or _INITIALS.match(line.text):
        return False
    last, small = block.lines[-1], line.text[found.end() :][:1].islower()
    if _runs_on(last) and (small or line.x0 >= block.lines[0].x0 - 2):
        return False
    if _full(last) and abs(line.x0 - last.x0) <= 1 and (inside or counted_in(block.text, found.group(1))):
        return False
    return block.text.rstrip().endswith(ENDS) or bool(block.marker) or line.x0 < block.lines[0].x0 - 2


def _indented(block: Block, line: TextLine) -> bool:
    """The first line of a paragraph by its indent."""
    last = block.lines[-1]
    shift = line.x0 - line.inset - (last.x0 - last.inset)
    if abs(shift) <= 0.6 * line.size or _centred(last, line) or _flush_right(last, line):
        return False
    if _wraps(last, line) or (_runs_on(last) and not (shift > 0 and _led(line) and not last.bold)):
        return False
    if block.marker and len(block.lines) == 1 and not _led(line):
        return shift < -0.5 * line.size or shift > 6 * line.size
    return shift > 0 or len(block.lines) > 1


def _led(line: TextLine) -> bool:
    """It begins with a bold lead-in; words in small letters are none, nor a figure without a stop."""
    if line.text[:1].isdecimal() and not line.text[: line.lead].rstrip().endswith(ENDS):
        return False
    return line.lead_bold and not line.text[:1].islower()


def _wraps(last: TextLine, line: TextLine) -> bool:
    """Words in small letters that had no room in the line before, which ends within a sentence."""
    ended = last.text.rstrip().endswith(ENDS)
    return line.text[:1].islower() and not ended and not _room(last, line, 0.0)


def _runs_on(last: TextLine) -> bool:
    """A full line that ends within a sentence: the next one goes on with it, however indented."""
    return _full(last) and not last.text.rstrip().endswith(ENDS)


def _full(last: TextLine) -> bool:
    return last.right - last.x1 < 0.15 * (last.right - last.left)


def _centred(last: TextLine, line: TextLine) -> bool:
    middle = (last.x0 + last.x1) / 2, (line.x0 + line.x1) / 2
    return abs(middle[0] - middle[1]) < 0.6 * line.size and abs(last.x0 - line.x0) > 0.5 * line.size


def _flush_right(last: TextLine, line: TextLine) -> bool:
    """A sentence set flush right, as beside a picture: it goes on in small letters, wherever it begins."""
    goes_on = line.text[:1].islower() and not last.text.rstrip().endswith(ENDS)
    return goes_on and last.style == line.style and abs(last.x1 - line.x1) < 1


def _ended(last: TextLine, line: TextLine) -> bool:
    """The line before ends early: the first word of this one would have had room there."""
    if not last.text.rstrip().endswith(ENDS) or _BARE_NUMBER.match(last.text):
        return False
    return _room(last, line, _SHORT_LINE)


def _headed(last: TextLine, line: TextLine) -> bool:
    """A line in another face than the one before it, or with a number, that had room there."""
    other = last.style != line.style or NUMBER.match(line.text)
    flush = abs(line.x0 - last.x0) <= 0.6 * line.size
    return bool(other and flush and not last.text.endswith(("-", ",")) and _room(last, line, _HEADED))


def _room(last: TextLine, line: TextLine, share: float) -> bool:
    """Whether the first word of a line would have fitted in the one before, with a share of it to spare."""
    return line.right - last.x1 > max(first_word(line), share * (line.right - line.left))


def first_word(line: TextLine) -> float:
    """The room that the first word of a line takes, and a little more."""
    first = line.text.split(" ", 1)[0]
    width = (line.x1 - line.x0) * (len(first) + 1) / max(len(line.text), 1)
    return width + 1.5 * line.size
