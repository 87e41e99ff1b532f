"""The headings of a report, each with what is known of it before the tree is built."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportminer.labels import DECLARED, BlockKind, Role
from reportminer.section.numbering import Number, number_of
from reportminer.section.roles import role_of
from reportminer.types import Block, Report

_TITLE_AT = 6
"""A title stands among the first so many blocks."""
_BODY = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.TABLE_ROW, BlockKind.CAPTION)
_MOST_WORDS_EXACT = 4


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading block, read."""

    start: int
    end: int
    page: int
    text: str
    """As printed, without its number."""
    number: Number
    level: int
    """As the reader gave it, 0 where it could not tell."""
    role: Role | None
    """What its own words say."""
    below: int
    """Characters of text between it and the next heading."""


def headings_of(report: Report) -> list[Heading]:
    """All headings, in order. Lines of one heading that a reader left apart are not put together here."""
    blocks = [block for block in report.blocks if block.kind is BlockKind.HEADING]
    below = _below(report.blocks)
    found = [_read(report, block, below[block.start]) for block in blocks]
    return _without_title_role(report, found)


def _below(blocks: Sequence[Block]) -> dict[int, int]:
    """For the start of each heading, how much text stands before the next one."""
    below: dict[int, int] = {}
    last = -1
    for block in blocks:
        if block.kind is BlockKind.HEADING:
            last = block.start
            below[last] = 0
        elif last >= 0 and block.kind in _BODY:
            below[last] += block.end - block.start
    return below


def _read(report: Report, block: Block, below: int) -> Heading:
    printed = report.text[block.start : block.end]
    number = number_of(printed)
    text = printed[number.length :].strip() or printed
    return Heading(block.start, block.end, block.page, text, number, block.level, role_of(text), below)


def _without_title_role(report: Report, found: list[Heading]) -> list[Heading]:
    """A title names the subject of the whole; it declares nothing unless it is a bare role name."""
    if len(found) < 2 or found[0].role not in DECLARED or not _is_title(report, found):
        return found
    first = found[0]
    bare = Heading(
        first.start, first.end, first.page, first.text, first.number, first.level, Role.OTHER, first.below
    )
    return [bare, *found[1:]]


def _is_title(report: Report, found: list[Heading]) -> bool:
    first = found[0]
    early = any(block.start == first.start for block in report.blocks[:_TITLE_AT])
    if not early or first.number.scheme:
        return False
    if first.level and all(h.level > first.level or not h.level for h in found[1:]):
        return True
    return not first.level and len(first.text.split()) > _MOST_WORDS_EXACT
