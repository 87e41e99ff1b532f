"""Headings that count on: a title whose sisters in a series of numbers are headings is one too."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from reportminer.parse.pdf.course import look_of, number_of
from reportminer.parse.pdf.normal import Normal
from reportminer.parse.pdf.paragraphs import Block
from reportminer.parse.pdf.tallest import Tallest

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
    tallest: Tallest = field(init=False)
    """Sizes of the headings."""

    def __post_init__(self) -> None:
        rows = zip(self.blocks, self.heads, strict=True)
        self.tallest = Tallest([block.size if head else 0.0 for block, head in rows])

    def _raise(self, k: int) -> None:
        """Make it a heading."""
        self.heads[k] = True
        self.tallest.put(k, self.blocks[k].size)

    def completed(self, normal: Normal) -> list[Block]:
        """The headings, and those set alike that count on from them or up to them."""
        for series in self._numbered(normal, words=True):
            self._fill_gaps(series)
        for series in self._numbered(normal):
            self._open_anew(series)
            # Each heading that is found may be the neighbour that the next one lacked: on, and then back.
            self._count_on(list(pairwise(series)))
            self._count_on(list(pairwise(series))[::-1])
        return [block for block, head in zip(self.blocks, self.heads, strict=True) if head]

    def _fill_gaps(self, series: list[tuple[int, int]]) -> None:
        """1 where there are 2 and 3, whatever else is counted between them; items of a list are none."""
        held: defaultdict[int, list[int]] = defaultdict(list)
        for k, number in series:
            if self.heads[k]:
                held[number].append(k)
        if len(held) < _ENOUGH:
            return
        for k, number in series:
            lower, upper = (_around(k, held.get(number + step, [])) for step in (-1, 1))
            if number not in held and not self._in_a_list(k):
                sure = _named(self.blocks[k]) or bool(lower and upper)
                if any(self._sisters(k, other, sure=sure) for other in (*lower, *upper)):
                    self._raise(k)

    def _in_a_list(self, k: int) -> bool:
        """Whether it is counted with what stands right above or below, and that is no heading."""
        block, above = self.blocks[k], self.before[k]
        if above is not None and _next(above, block) and not self._heads(k - 1, above):
            return True
        below = self.blocks[k + 1] if k + 1 < len(self.blocks) and self.before[k + 1] is block else None
        return below is not None and _next(block, below) and not self.heads[k + 1]

    def _heads(self, k: int, block: Block) -> bool:
        """Whether a block is the candidate of that place, and a heading."""
        return k >= 0 and self.blocks[k] is block and self.heads[k]

    def _numbered(self, normal: Normal, *, words: bool = False) -> list[list[tuple[int, int]]]:
        """Places and numbers of the candidates by kind of label and face.

        In the face of the text a number may as well be that of a paragraph or of an item; with `words`, brief
        ones with a word before the number are taken there too.
        """
        usual = round(normal.size * 2), normal.style
        held: defaultdict[tuple[object, ...], list[tuple[int, int]]] = defaultdict(list)
        for k, block in enumerate(self.blocks):
            number = number_of(block)
            told = look_of(block) != usual or (words and _named(block) and _brief(block))
            if number and told and not _WORD.match(block.text):
                held[number[0], block.style, _SIGNS.sub("", block.marker)].append((k, number[1]))
        return list(held.values())

    def _open_anew(self, series: list[tuple[int, int]]) -> None:
        """A first one right under another heading, where some first ones are headings."""
        first = [k for k, number in series if number == 1]
        if sum(self.heads[k] for k in first) >= _ENOUGH:
            for k in first:
                if self._under_heading(k):
                    self._raise(k)

    def _count_on(self, pairs: Sequence[tuple[tuple[int, int], tuple[int, int]]]) -> None:
        """The next one or the one before a heading of the series."""
        for (a, first), (b, second) in pairs:
            if second == first + 1 and self.heads[a] != self.heads[b] and self._together(a, b):
                self._raise(b if self.heads[a] else a)

    def _together(self, a: int, b: int) -> bool:
        """Whether two stand alike, and under the same heading, so that one list of numbers goes over both."""
        one, two = self.blocks[a], self.blocks[b]
        parted = self.tallest.between(a + 1, b) > _LARGER * one.size
        return not parted and _brief(one) and _brief(two) and _aligned(one, two)

    def _sisters(self, a: int, b: int, *, sure: bool) -> bool:
        """Whether one number counts on to the other.

        It is sure of one like `Finding 4`, or with both its neighbours: over chapters, and as a sentence.
        """
        if sure:
            return _aligned(self.blocks[a], self.blocks[b])
        return self._together(min(a, b), max(a, b))

    def _under_heading(self, k: int) -> bool:
        """Whether a heading of another look stands right above."""
        above = self.before[k]
        if above is None or not self._heads(k - 1, above):
            return False
        return look_of(above) != look_of(self.blocks[k]) and _brief(self.blocks[k])


def _around(place: int, others: list[int]) -> list[int]:
    """The nearest of others before a place and the nearest after it; they are in order."""
    k = bisect_left(others, place)
    return others[max(k - 1, 0) : k + 1]


def _next(one: Block, two: Block) -> bool:
    """Whether a number counts on from another of its kind and face."""
    a, b = number_of(one), number_of(two)
    return a is not None and b is not None and (*a[0], a[1] + 1) == (*b[0], b[1]) and one.style == two.style


def _named(block: Block) -> bool:
    """Whether its number comes with a word."""
    found = number_of(block)
    return found is not None and bool(found[0][1])


def _brief(block: Block) -> bool:
    return not block.text.rstrip().endswith(_ENDS)


def _aligned(one: Block, two: Block) -> bool:
    """Whether both begin at the same edge, be it of the page or of the column."""
    a, b = one.lines[0], two.lines[0]
    return min(abs(a.x0 - b.x0), abs((a.x0 - a.left) - (b.x0 - b.left))) <= _SHIFT * one.size
