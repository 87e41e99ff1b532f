"""How deep headings stand: by their numbers, the bookmarks, the contents page, and their look."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from reportminer.parse.pdf.course import number_of
from reportminer.parse.pdf.evidence import Context
from reportminer.parse.pdf.model import Style
from reportminer.parse.pdf.paragraphs import Block
from reportminer.parse.pdf.titles import LABEL, key_of

_DEPTH = re.compile(r"^(?:annex\s|appendix\s)?[\dA-Z]{1,2}((?:\.\d{1,2}){1,4})\.?\s")
_DEEPEST = 6
_FAIR = 0.2
"""Share of the headings of a look that must be told of, for what they are told to hold for all of them."""
_SEVERAL = 2
_Look = tuple[int, bool, bool]


def set_levels(found: Sequence[Block], context: Context) -> None:
    """Larger is higher; of the same size, bold is higher; a decimal number tells by its depth.

    A bookmark tells the level of its own title. Looks that bookmarks lead to, or that the contents page
    sets apart, stand as deep as these say, and others below those that are larger.
    """
    marked = context.bookmarks.levels(found) if context.bookmarks.nested else {}
    listed = {at: depth for at, depth in _listed(found, context).items() if at not in marked}
    ranks, several = _ranks(found, marked | listed, context), _of_several(found, listed)
    for k, block in enumerate(found):
        depth = _DEPTH.match(block.text)
        rank = marked.get(k) or (listed.get(k) if face_of(block) in several else 0) or ranks[face_of(block)]
        block.level = min(max(rank, depth.group(1).count(".") + 1) if depth else rank, _DEEPEST)


def _listed(found: Sequence[Block], context: Context) -> dict[int, int]:
    """Depths on the contents page, by the places of headings.

    Titles come again further down, as `Scotland` does under each chapter; the contents page lists the
    largest of them.
    """
    places: defaultdict[str, list[int]] = defaultdict(list)
    for k, block in enumerate(found):
        key = next((key for key in _keys(block) if key in context.depths), "")
        if key:
            places[key].append(k)
    told: dict[int, int] = {}
    for key, held in places.items():
        depths = context.depths[key]
        largest = sorted(held, key=lambda k: -round(found[k].size))[: len(depths)]
        told.update(zip(sorted(largest), depths, strict=False))
    return _with_sisters(found, told)


def _with_sisters(found: Sequence[Block], told: dict[int, int]) -> dict[int, int]:
    """`Chapter 5` stands where `Chapter 4` does, though its entry runs over two lines and is not found."""
    named = {k: number[0] for k, block in enumerate(found) if (number := number_of(block)) and number[0][1]}
    depths = {named[k]: depth for k, depth in told.items() if k in named}
    return told | {k: depths[key] for k, key in named.items() if k not in told and key in depths}


def _keys(block: Block) -> Iterator[str]:
    """The key of its text, and without a label above it, which a contents page may set apart or leave out."""
    yield key_of(block.text)
    if LABEL.fullmatch(block.lines[0].text):
        yield key_of(" ".join(line.text for line in block.lines[1:]))


def _of_several(found: Sequence[Block], listed: dict[int, int]) -> set[_Look]:
    """Looks that the contents page lists at several depths: set alike are chapters and what is in them."""
    depths: defaultdict[_Look, Counter[int]] = defaultdict(Counter)
    for k, depth in listed.items():
        depths[face_of(found[k])][depth] += 1
    return {look for look, held in depths.items() if sum(n >= _SEVERAL for n in held.values()) > 1}


def _ranks(found: Sequence[Block], levels: dict[int, int], context: Context) -> dict[_Look, int]:
    told: defaultdict[_Look, list[int]] = defaultdict(list)
    counts = Counter(face_of(block) for block in found)
    for k, level in levels.items():
        told[face_of(found[k])].append(level)
    fair = {look: sorted(held) for look, held in told.items() if len(held) >= _FAIR * counts[look]}
    ranks: dict[_Look, int] = {}
    for look in sorted(counts, reverse=True):
        held = fair.get(look)
        ranks[look] = held[len(held) // 2] if held else max(ranks.values(), default=0) + 1
    return _in_order(ranks, {look: len(held) for look, held in fair.items()}, _faces(found, context))


def _in_order(ranks: dict[_Look, int], told: dict[_Look, int], faces: dict[_Look, Style]) -> dict[_Look, int]:
    """No look stands above a larger one of the same face and colour: that which is told of less gives way."""
    for large, small in combinations(sorted(ranks, reverse=True), 2):
        alike = faces[large] == faces[small] and large[1:] == small[1:]
        if alike and ranks[small] < ranks[large]:
            weaker, other = (large, small) if told.get(large, 0) < told.get(small, 0) else (small, large)
            ranks[weaker] = ranks[other]
    return ranks


def _faces(found: Sequence[Block], context: Context) -> dict[_Look, Style]:
    """The face that most headings of a look are set in."""
    held: defaultdict[_Look, Counter[int]] = defaultdict(Counter)
    for block in found:
        held[face_of(block)][block.style] += 1
    return {look: context.styles[max(n, key=lambda s: (n[s], -s))] for look, n in held.items()}


def face_of(block: Block) -> _Look:
    """What a heading looks like: its size, whether it is bold, whether it is in capitals."""
    return round(max(line.size for line in block.lines)), block.bold, block.text.isupper()
