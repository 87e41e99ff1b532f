"""Which blocks are headings, and of what level.

The evidence of `evidence.py` is weighed by boosted decision trees, which stand as plain numbers in
`headings.json`. `reportminer.train.headings` fits them.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any, Protocol

from reportminer.labels import BlockKind
from reportminer.parse.pdf.contents import is_contents_title
from reportminer.parse.pdf.course import number_of
from reportminer.parse.pdf.evidence import Context, evidence, possible
from reportminer.parse.pdf.model import Flags
from reportminer.parse.pdf.notes import is_caption
from reportminer.parse.pdf.paragraphs import Block
from reportminer.parse.pdf.titles import key_of
from reportminer.parse.pdf.trees import Trees
from reportminer.parse.pdf.unfit import lone_dates, unfit

_ALONE = re.compile(
    r"^(?:(?:chapter|part|section|annex)\s)?(?:\d{1,2}|[IVX]{1,5}|[A-Z])[.:]?$", re.IGNORECASE
)
_NEAR, _ALIKE, _ENOUGH = 1.5, 0.15, 2
_OPENING = ("“", "„", "«", '"', "‘")
_SENTENCE_END = re.compile(r"[.!?…][”»\"’]?$")
_NAME, _SMALLER = 80, 0.95
_SET_APART = 0.25
"""Sizes of the face."""
_DEPTH = re.compile(r"^(?:annex\s|appendix\s)?[\dA-Z]{1,2}((?:\.\d{1,2}){1,4})\.?\s")


class Judge(Protocol):
    """Whoever says which of a document's candidates are headings."""

    def heads(
        self, blocks: Sequence[Block], values: Sequence[dict[str, float]], pages: "Pages"
    ) -> Sequence[bool] | Flags:
        """One answer for each candidate; `values` is its evidence."""


@dataclass(frozen=True, slots=True)
class Pages:
    """All blocks of the document and its context, for judges who want to see more."""

    blocks: Sequence[Block]
    context: Context


@dataclass(frozen=True, slots=True)
class Fitted:
    """The fitted trees. Log-odds above `threshold` make a heading."""

    trees: Trees
    threshold: float

    def heads(self, blocks: Sequence[Block], values: Sequence[dict[str, float]], pages: Pages) -> Flags:
        """See `Judge.heads`."""
        return self.trees.log_odds(values) > self.threshold


_JUDGE: ContextVar[Judge | None] = ContextVar("judge", default=None)


@contextmanager
def judged_by(judge: Judge) -> Iterator[None]:
    """Have another judge say what is a heading; training and its folds do."""
    token = _JUDGE.set(judge)
    try:
        yield
    finally:
        _JUDGE.reset(token)


def fitted(data: dict[str, Any]) -> Fitted:
    """The judge that a file like `headings.json` holds."""
    return Fitted(Trees.of(data), float(data["threshold"]))


@cache
def _shipped() -> Fitted:
    return fitted(json.loads(files(__package__).joinpath("headings.json").read_text("utf-8")))


def mark_captions(blocks: list[Block]) -> None:
    """Set the kind of the blocks that name a figure, table or box."""
    for block in blocks:
        plain = block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM) and block.lines[0].kind is None
        if plain and is_caption(block.text):
            block.kind, block.marker = BlockKind.CAPTION, ""


def mark_headings(blocks: list[Block], context: Context) -> None:
    """Set kind and level of the blocks that are headings."""
    judge = _JUDGE.get() or _shipped()
    held = [
        (b, evidence(b, before, after, context)) for b, before, after in neighbours(blocks) if possible(b)
    ]
    if not held:
        return
    candidates, values = [block for block, _ in held], [row for _, row in held]
    heads = judge.heads(candidates, values, Pages(blocks, context))
    certain, spoken = _certain(blocks, held, context), _quotes(blocks, context)
    answers = [
        (bool(head) or id(block) in certain) and id(block) not in spoken
        for block, head in zip(candidates, heads, strict=True)
    ]
    found = _fitting(_completed(candidates, answers))
    for block in found:
        block.kind = BlockKind.HEADING
    _set_levels(found, context)
    _with_numbers(blocks)


def _spoken(block: Block, after: Block, context: Context) -> bool:
    """A pull quote: a sentence in quotation marks or italics, with its speaker in smaller type below."""
    text, name = block.text.strip(), after.text.strip()
    quoted = text.startswith(_OPENING) or context.styles[block.style].italic
    short = len(name) < _NAME and not name.endswith((".", ":", "?"))
    return quoted and short and bool(_SENTENCE_END.search(text)) and after.size < _SMALLER * block.size


def _typed(block: Block, values: dict[str, float], context: Context) -> bool:
    """A heading of a typescript: brief, in capitals or next in a count, further from the text than others.

    With a single face there is nothing else to tell it by, and few such documents to learn from.
    """
    named = values["caps"] or (values["number_brief"] and values["counts"])
    apart = block.above - context.space > _SET_APART * block.size
    return bool(values["brief"] and named and apart and not values["last"])


def _certain(blocks: list[Block], held: list[tuple[Block, dict[str, float]]], context: Context) -> set[int]:
    """Headings that need no judge, by their identity."""
    opening = {id(block) for block, _, after in neighbours(blocks) if _opens_contents(block, after)}
    return opening | {id(b) for b, row in held if context.uniform and _typed(b, row, context)}


def _quotes(blocks: list[Block], context: Context) -> set[int]:
    """Pull quotes, by their identity."""
    return {id(block) for block, _, after in neighbours(blocks) if after and _spoken(block, after, context)}


def _opens_contents(block: Block, after: Block | None) -> bool:
    return after is not None and after.kind is BlockKind.CONTENTS and is_contents_title(block.text)


def _completed(candidates: list[Block], heads: list[bool]) -> list[Block]:
    """Headings, and those set alike whose numbers stand beside theirs: 1 where there are 2 and 3."""
    held: defaultdict[tuple[object, int], set[int]] = defaultdict(set)
    numbers = [number_of(block) for block in candidates]
    for block, number, head in zip(candidates, numbers, heads, strict=True):
        if head and number:
            held[number[0], block.style].add(number[1])
    return [
        block
        for block, number, head in zip(candidates, numbers, heads, strict=True)
        if head or (number and _counted(number[1], held[number[0], block.style]))
    ]


def _fitting(found: list[Block]) -> list[Block]:
    """Without those whose words no heading has; a title may be cut after a comma, in two blocks."""
    dates = lone_dates(found)
    cut = {id(a) for a, b in pairwise(found) if a.text.endswith(",") and _look(a) == _look(b) and _next(a, b)}
    return [b for b in found if id(b) not in dates and (id(b) in cut or not unfit(b))]


def _next(block: Block, other: Block) -> bool:
    return block.page == other.page and 0 < other.lines[0].top - block.lines[-1].bottom < block.size


def _counted(number: int, others: set[int]) -> bool:
    return len(others) >= _ENOUGH and number not in others and not {number - 1, number + 1}.isdisjoint(others)


def _with_numbers(blocks: list[Block]) -> None:
    """A number that stands above its title is the first line of it."""
    for number, title in pairwise(blocks):
        near = number.page == title.page and title.above < _NEAR * title.size
        alike = number.bold == title.bold and abs(number.size - title.size) < _ALIKE * title.size
        if near and alike and title.kind is BlockKind.HEADING and _ALONE.match(number.text):
            title.lines[:0] = number.lines
            title.above, number.lines = number.above, []
    blocks[:] = [block for block in blocks if block.lines]


def neighbours(blocks: list[Block]) -> list[tuple[Block, Block | None, Block | None]]:
    """Each block with those before and after it on its page, furniture and notes passed over."""
    skipped = (BlockKind.HEADER, BlockKind.FOOTER, BlockKind.FOOTNOTE)
    kept = [block for block in blocks if block.kind not in skipped]
    out: list[tuple[Block, Block | None, Block | None]] = []
    for k, block in enumerate(kept):
        before = kept[k - 1] if k and kept[k - 1].page == block.page else None
        after = kept[k + 1] if k + 1 < len(kept) and kept[k + 1].page == block.page else None
        out.append((block, before, after))
    return out


def _set_levels(found: list[Block], context: Context) -> None:
    """Larger is higher; of the same size, bold is higher; a decimal number tells by its depth.

    A bookmark tells the level of its own title. Looks that bookmarks lead to, or that the contents page
    indents, stand as deep as these say, and others below those that are larger.
    """
    ranks = _ranks(found, context)
    for block in found:
        depth = _DEPTH.match(block.text)
        rank = _marked(block, context) or ranks[_look(block)]
        block.level = min(max(rank, depth.group(1).count(".") + 1) if depth else rank, 6)


def _marked(block: Block, context: Context) -> int:
    return context.bookmarks.level(block) if context.bookmarks.nested else 0


def _ranks(found: list[Block], context: Context) -> dict[tuple[float, bool, bool], int]:
    told: defaultdict[tuple[float, bool, bool], list[int]] = defaultdict(list)
    for block in found:
        level = _marked(block, context) or context.depths.get(key_of(block.text))
        if level:
            told[_look(block)].append(level)
    ranks: dict[tuple[float, bool, bool], int] = {}
    for look in sorted({_look(block) for block in found}, reverse=True):
        if told[look]:
            ranks[look] = sorted(told[look])[len(told[look]) // 2]
        else:
            ranks[look] = max(ranks.values(), default=0) + 1
    return ranks


def _look(block: Block) -> tuple[float, bool, bool]:
    return round(block.size), block.bold, block.text.isupper()
