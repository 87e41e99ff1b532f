"""Headings that count on: a title whose sisters in a series of numbers are headings is one too."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from reportminer.parse.pdf.course import look_of, number_of
from reportminer.parse.pdf.normal import Normal
from reportminer.parse.pdf.paragraphs import Block

_ENOUGH = 2
_SHIFT = 1.5
"""Sizes by which the numbers of a series may stand further in or out; roman ones end at one edge."""
_ENDS = (".", ",", ";", ":")
_LARGER = 1.06
_WORD = re.compile(r"^[A-Z]\s")
"""`A house`, `I agree`: words, no labels."""
_SIGNS = re.compile(r"\w+")


@dataclass(slots=True)
class Series:
    """The candidates of a document in order, and which of them are headings so far."""

    blocks: Sequence[Block]
    before: Sequence[Block | None]
    """The neighbour that stands above each of them on its page."""
    heads: list[bool]

    def completed(self, normal: Normal) -> list[Block]:
        """The headings, and those set alike that count on from them or up to them."""
        self._fill_gaps()
        for series in self._numbered(normal):
            self._open_anew(series)
            # Each heading that is found may be the neighbour that the next one lacked: on, and then back.
            self._count_on(list(pairwise(series)))
            self._count_on(list(pairwise(series))[::-1])
        return [block for block, head in zip(self.blocks, self.heads, strict=True) if head]

    def _fill_gaps(self) -> None:
        """1 where there are 2 and 3, however far apart in the document."""
        held: defaultdict[tuple[object, int], set[int]] = defaultdict(set)
        numbers = [number_of(block) for block in self.blocks]
        for block, number, head in zip(self.blocks, numbers, self.heads, strict=True):
            if head and number:
                held[number[0], block.style].add(number[1])
        for k, (block, number) in enumerate(zip(self.blocks, numbers, strict=True)):
            if number and not self.heads[k]:
                self.heads[k] = _counted(number[1], held[number[0], block.style])

    def _numbered(self, normal: Normal) -> list[list[tuple[int, int]]]:
        """Places and numbers of the candidates by kind of label and face.

        In the face of the text a number may as well be that of a paragraph or of an item.
        """
        usual = round(normal.size * 2), normal.style
        held: defaultdict[tuple[object, ...], list[tuple[int, int]]] = defaultdict(list)
        for k, block in enumerate(self.blocks):
            number = number_of(block)
            if number and look_of(block) != usual and not _WORD.match(block.text):
                held[number[0], block.style, _SIGNS.sub("", block.marker)].append((k, number[1]))
        return list(held.values())

    def _open_anew(self, series: list[tuple[int, int]]) -> None:
        """A first one right under another heading, where some first ones are headings."""
        first = [k for k, number in series if number == 1]
        if sum(self.heads[k] for k in first) >= _ENOUGH:
            for k in first:
                self.heads[k] = self.heads[k] or self._under_heading(k)

    def _count_on(self, pairs: Sequence[tuple[tuple[int, int], tuple[int, int]]]) -> None:
        """The next one or the one before a heading of the series."""
        for (a, first), (b, second) in pairs:
            if second == first + 1 and self.heads[a] != self.heads[b] and self._together(a, b):
                self.heads[a] = self.heads[b] = True

    def _together(self, a: int, b: int) -> bool:
        """Whether two stand alike, and under the same heading, so that one list of numbers goes over both."""
        one, two = self.blocks[a], self.blocks[b]
        between = zip(self.blocks[a + 1 : b], self.heads[a + 1 : b], strict=True)
        parted = any(head and block.size > _LARGER * one.size for block, head in between)
        return not parted and _brief(one) and _brief(two) and _aligned(one, two)

    def _under_heading(self, k: int) -> bool:
        """Whether a heading of another look stands right above."""
        above = self.before[k]
        right = k > 0 and self.blocks[k - 1] is above and self.heads[k - 1]
        other = above is not None and look_of(above) != look_of(self.blocks[k])
        return right and other and _brief(self.blocks[k])


def _counted(number: int, others: set[int]) -> bool:
    return len(others) >= _ENOUGH and number not in others and not {number - 1, number + 1}.isdisjoint(others)


def _brief(block: Block) -> bool:
    return not block.text.rstrip().endswith(_ENDS)


def _aligned(one: Block, two: Block) -> bool:
    """Whether both begin at the same edge, be it of the page or of the column."""
    a, b = one.lines[0], two.lines[0]
    return min(abs(a.x0 - b.x0), abs((a.x0 - a.left) - (b.x0 - b.left))) <= _SHIFT * one.size
