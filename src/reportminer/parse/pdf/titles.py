"""The titles that a document lists itself: in its bookmarks and on its contents page."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from reportminer.parse.pdf.document import Bookmark
from reportminer.parse.pdf.paragraphs import Block

SHORTEST_KEY = 4
"""Shorter titles are told from each other by chance."""
_ALNUM = re.compile(r"[\W_]+")
_PAGE_AT_END = re.compile(r"[\s.…]{0,200}\d{0,4}\s{0,3}$")
_LONGEST_ENTRY = 400
_INDENT, _MOST_DEPTHS = 5.0, 4
_NEAR = 1
"""Pages that a bookmark may lead past its title."""


def key_of(text: str) -> str:
    """Letters and digits only, without a number at the start."""
    return _ALNUM.sub("", re.sub(r"^[\d.\s]+", "", text).casefold())


def entry_key(block: Block) -> str:
    """The title in a line of a contents page."""
    return key_of(_PAGE_AT_END.sub("", block.text[-_LONGEST_ENTRY:]))


def depths_of(entries: list[Block]) -> dict[str, int]:
    """Depth of titles by the indents of the contents page; none where it has no or too many."""
    edges: list[float] = []
    for x in sorted(block.lines[0].x0 for block in entries):
        if not edges or x > edges[-1] + _INDENT:
            edges.append(x)
    if not 2 <= len(edges) <= _MOST_DEPTHS:
        return {}
    return {
        entry_key(block): sum(block.lines[0].x0 + 1 >= edge for edge in edges) for block in reversed(entries)
    }


@dataclass(frozen=True, slots=True)
class Bookmarks:
    """The outline of a file, for finding the headings that it leads to."""

    held: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    """Page (0 where unknown) and level, by the key of the title."""
    nested: bool = False
    """A flat list tells nothing of levels."""

    @classmethod
    def of(cls, marks: Sequence[Bookmark]) -> "Bookmarks":
        """Levels count from the uppermost that has more than one title: above it stands the document's."""
        counts = Counter(mark.level for mark in marks)
        top = min((level for level, count in counts.items() if count > 1), default=1)
        held: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        for mark in marks:
            key = key_of(mark.title)
            if len(key) >= SHORTEST_KEY:
                held[key].append((mark.page, max(mark.level - top + 1, 1)))
        return cls(dict(held), max(counts, default=1) > top)

    def level(self, block: Block) -> int:
        """Level of the bookmark that leads to a block, 0 where none does."""
        if not self.held:
            return 0
        held = self.held.get(key_of(block.text), [])
        near = [(abs(page - block.page) if page else _NEAR, level) for page, level in held]
        away, level = min(near, default=(_NEAR + 1, 0))
        return level if away <= _NEAR else 0
