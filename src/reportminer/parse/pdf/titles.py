"""The titles that a document lists itself: in its bookmarks and on its contents page."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from reportminer.parse.pdf.document import LONGEST_ENTRY, Bookmark
from reportminer.parse.pdf.model import Style
from reportminer.parse.pdf.paragraphs import Block
from reportminer.parse.pdf.words import any_of

SHORTEST_KEY = 4
"""Shorter titles are told from each other by chance."""
LABEL = re.compile(
    rf"^(?:{any_of('divisions', 'annexes')})\s(?:\d{{1,2}}|[IVX]{{1,5}}|[A-Z])\b[.:]?", re.IGNORECASE
)
_ALNUM = re.compile(r"[\W_]+")
_PAGE_AT_END = re.compile(r"[\s.…]{0,200}\d{0,4}\s{0,3}$")
_INDENT, _MOST_DEPTHS = 5.0, 4
_BOLD, _GREY, _SEVERAL = 550, 48, 2
_Place = tuple[int, bool, bool]
"""Indent, whether not bold, whether not coloured: what rises first stands higher."""
_NEAR = 1
"""Pages that a bookmark may lead past its title."""


def key_of(text: str) -> str:
    """Letters and digits only, without a number at the start."""
    return _ALNUM.sub("", re.sub(r"^[\d.\s]+", "", text).casefold())


def entry_key(block: Block) -> str:
    """The title in a line of a contents page."""
    return key_of(_PAGE_AT_END.sub("", block.text[-LONGEST_ENTRY:]))


def depths_of(entries: list[Block], styles: Sequence[Style]) -> dict[str, list[int]]:
    """Depths of titles on the contents page, in its order; none where it has no or too many.

    Indents tell them, and within one indent weight or colour: bold or coloured ones stand above others.
    """
    edges: list[float] = []
    for x in sorted(block.lines[0].x0 for block in entries):
        if not edges or x > edges[-1] + _INDENT:
            edges.append(x)
    if len(edges) > _MOST_DEPTHS:
        return {}
    places = {k: _place(entry, edges, styles) for k, entry in enumerate(entries) if entry_key(entry)}
    ranks = _ranked(list(places.values()))
    depths: defaultdict[str, list[int]] = defaultdict(list)
    for k, place in places.items():
        depths[entry_key(entries[k])].append(ranks[place])
    return dict(depths) if len(set(ranks.values())) > 1 else {}


def _place(entry: Block, edges: Sequence[float], styles: Sequence[Style]) -> _Place:
    style, x = styles[entry.style], entry.lines[0].x0 + 1
    return sum(x >= edge for edge in edges), style.weight < _BOLD, not _coloured(style.colour)


def _ranked(places: Sequence[_Place]) -> dict[_Place, int]:
    """Depths by place; a few entries set apart within an indent stand with the others there."""
    counts = Counter(places)
    usual = {max((p for p in counts if p[0] == edge), key=lambda p: (counts[p], p)) for edge, _, _ in counts}
    apart = sorted(usual | {place for place, count in counts.items() if count >= _SEVERAL})
    order = apart if len(apart) <= _MOST_DEPTHS else sorted(usual)
    held = {place[0]: order.index(place) + 1 for place in usual}
    return {p: order.index(p) + 1 if p in order else held[p[0]] for p in counts}


def _coloured(colour: int) -> bool:
    """Neither black nor white nor a grey."""
    parts = colour >> 16, colour >> 8 & 0xFF, colour & 0xFF
    return max(parts) - min(parts) > _GREY


@dataclass(frozen=True, slots=True)
class Bookmarks:
    """The outline of a file, for finding the headings that it leads to."""

    held: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    """Page (0 where unknown) and level, by the key of the title."""
    nested: bool = False
    """A flat list tells nothing of levels."""
    lowest: dict[tuple[str, int], int] = field(default_factory=dict)
    """The first level by key and page."""

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
        lowest: dict[tuple[str, int], int] = {}
        for key, places in held.items():
            for page, level in places:
                lowest[key, page] = min(level, lowest.get((key, page), level))
        return cls(dict(held), max(counts, default=1) > top, lowest)

    def levels(self, blocks: Sequence[Block]) -> dict[int, int]:
        """Levels by the places of blocks; each bookmark leads to one, the nearest or else the largest."""
        places: defaultdict[str, list[int]] = defaultdict(list)
        for k, block in enumerate(blocks):
            key = key_of(block.text)
            if key in self.held:
                places[key].append(k)
        told: dict[int, int] = {}
        for key, held in places.items():
            titles = _Titles(blocks, held)
            for page, level in self.held[key]:
                at = titles.taken(page)
                if at is not None:
                    told[at] = level
        return told

    def level(self, block: Block) -> int:
        """Level of the bookmark that leads to a block, 0 where none does."""
        key = key_of(block.text) if self.held else ""
        if key not in self.held:
            return 0
        near = (0, *_beside(block.page))
        return self.lowest.get((key, block.page)) or min(
            (self.lowest[key, page] for page in near if (key, page) in self.lowest), default=0
        )


class _Titles:
    """The blocks of one title, for bookmarks to lead to."""

    def __init__(self, blocks: Sequence[Block], held: Sequence[int]) -> None:
        self._all = sorted(((-round(blocks[k].size), k) for k in held), reverse=True)
        self._on: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        for size, k in self._all:
            self._on[blocks[k].page].append((size, k))
        self._gone: set[int] = set()

    def taken(self, page: int) -> int | None:
        """The nearest that none has led to yet, or else the largest; a bookmark without a page means any."""
        first = self._first(self._on.get(page, [])) if page else self._first(self._all)
        if first is None and page:
            near = (self._first(self._on.get(other, [])) for other in _beside(page))
            first = min((found for found in near if found), default=None)
        if first is None:
            return None
        self._gone.add(first[1])
        return first[1]

    def _first(self, rising: list[tuple[int, int]]) -> tuple[int, int] | None:
        while rising and rising[-1][1] in self._gone:
            rising.pop()
        return rising[-1] if rising else None


def _beside(page: int) -> Iterator[int]:
    """The pages on either side, as far as a bookmark may lead past its title."""
    return (page + step for step in range(-_NEAR, _NEAR + 1) if step)
