"""The course of a document: how much text stands where, in what sizes, and which numbers go on counting."""

import math
import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from reportminer.labels import BlockKind
from reportminer.parse.pdf.model import Area
from reportminer.parse.pdf.paragraphs import Block
from reportminer.parse.pdf.words import words_of
from reportminer.parse.roman import roman

_NUMBER = re.compile(
    r"^(?:(?P<word>[A-Z][a-z]{3,14})\s+)?(?P<head>(?:\d{1,2}\.){0,3})(?P<last>\d{1,3}|[IVX]{1,5}|[A-Z])(?:[.):]|\s)"
)
_FAR = 4000
_Key = tuple[str, str, str, int]


def look_of(block: Block) -> tuple[int, int]:
    """Size in half points and face of a block."""
    return round(block.size * 2), block.style


@dataclass(slots=True)
class Course:
    """Where each block stands in the flow of text."""

    offset: dict[int, int] = field(default_factory=dict)
    """Characters of running text before a block, by the block's identity."""
    total: int = 0
    sizes: list[tuple[int, int]] = field(default_factory=list)
    """Size in half points and the characters set in it or smaller, rising."""
    page_size: dict[int, int] = field(default_factory=dict)
    """The size in half points that most of a page is set in."""
    counts: dict[_Key, dict[int, list[int]]] = field(default_factory=dict)
    """Where numbered blocks stand, rising, by kind of number and look and by number."""
    many: Counter[_Key] = field(default_factory=Counter)
    """How many there are of each kind."""
    looks: dict[tuple[int, int], list[int]] = field(default_factory=dict)
    """Where blocks of each look stand."""

    @classmethod
    def of(cls, blocks: list[Block]) -> "Course":
        """Gather it from all blocks in reading order."""
        made = cls()
        sizes: Counter[int] = Counter()
        pages: defaultdict[int, Counter[int]] = defaultdict(Counter)
        for block in blocks:
            made.offset[id(block)] = made.total
            if block.lines[0].kind is not None or block.lines[0].area is not Area.FLOW:
                continue
            look, length = look_of(block), len(block.text)
            made.looks.setdefault(look, []).append(made.total)
            sizes[look[0]] += length
            pages[block.page][look[0]] += length
            number = number_of(block)
            if number:
                made.counts.setdefault(number[0], {}).setdefault(number[1], []).append(made.total)
                made.many[number[0]] += 1
            made.total += length
        running = 0
        for size in sorted(sizes):
            running += sizes[size]
            made.sizes.append((size, running))
        made.page_size = {page: max(held, key=lambda s: (held[s], s)) for page, held in pages.items()}
        return made

    def evidence(self, block: Block, before: Block | None, after: Block | None) -> dict[str, float]:
        """What the flow of the text tells of a block."""
        here, length = self.offset[id(block)], len(block.text)
        found = self._of_size(block) | self._of_number(block, here, length)
        stands = self.looks.get(look_of(block), [])
        k = bisect_right(stands, here)
        ahead = (stands[k] if k < len(stands) else self.total) - here - length
        back = here - (stands[bisect_left(stands, here) - 1] if bisect_left(stands, here) else 0)
        words = block.text.casefold().split()
        return found | {
            "text_ahead": _much(ahead),
            "text_back": _much(back),
            "first_here": float(before is None),
            "ended_before": float(before is not None and before.text.rstrip()[-1:] in ".!?:;"),
            "other_look_before": float(before is not None and look_of(before) != look_of(block)),
            "other_look_after": float(after is not None and look_of(after) != look_of(block)),
            "smaller_after": float(after is not None and after.size < 0.96 * block.size),
            "verb": float(not words_of("verbs").isdisjoint(words)),
            "word_count": min(len(words), 30) / 30,
            "height": min(max(block.lines[0].top / 800, 0.0), 1.0),
            "width": min((block.lines[-1].x1 - block.lines[-1].x0) / 500, 1.2),
            "is_item": float(block.kind is BlockKind.LIST_ITEM),
            "after_length": _much(len(after.text)) if after is not None else -1.0,
            "before_length": _much(len(before.text)) if before is not None else -1.0,
        }

    def _of_size(self, block: Block) -> dict[str, float]:
        size = look_of(block)[0]
        k = bisect_left(self.sizes, (size, 0))
        smaller = self.sizes[k - 1][1] if k else 0
        here = self.page_size.get(block.page, size)
        return {
            "share_smaller": smaller / max(self.total, 1),
            "page_ratio": min(max(size / max(here, 1) - 1.0, -0.5), 1.5),
        }

    def _of_number(self, block: Block, here: int, length: int) -> dict[str, float]:
        """Whether its number goes on counting, and how much text stands between it and its neighbours."""
        number = number_of(block)
        held = self.counts.get(number[0], {}) if number else {}
        beside = [held.get(number[1] + step, []) for step in (-1, 1)] if number else []
        nearest = [abs(at - here) - length for places in beside for at in _around(here, places)]
        closest = min(nearest, default=-1)
        return {
            "numbered": float(number is not None),
            "counts": float(closest >= 0),
            "counts_apart": _much(closest) if closest >= 0 else -1.0,
            "count_many": min(self.many[number[0]], 20) / 20 if number else 0.0,
        }


def _around(here: int, places: list[int]) -> list[int]:
    """The nearest place before one and the nearest after it."""
    before, after = bisect_left(places, here), bisect_right(places, here)
    return [*places[max(before - 1, 0) : before], *places[after : after + 1]]


def _much(characters: int) -> float:
    """A number of characters on a scale from 0 to 1 that tells little from more, not much from most."""
    return math.log1p(min(max(characters, 0), _FAR)) / math.log1p(_FAR)


def number_of(block: Block) -> tuple[_Key, int] | None:
    """Kind and value of the number at the start of a block; blocks of one kind and size count together."""
    found = _NUMBER.match(block.text + " ")
    if not found:
        return None
    last = found["last"]
    size = round(block.size)
    if last.isdigit():
        return ("1", found["word"] or "", found["head"], size), int(last)
    if len(last) > 1 or last in "IVX":
        value = roman(last)
        return (("I", found["word"] or "", "", size), value) if value else None
    return ("A", found["word"] or "", "", size), ord(last) - 64
