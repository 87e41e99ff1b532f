"""Which blocks are headings, and of what level.

The evidence of `evidence.py` is weighed by boosted decision trees, which stand as plain numbers in
`headings.json`. `reportminer.train.headings` fits them.
"""

import json
import re
from collections import Counter
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
from reportminer.parse.pdf.evidence import NAMED, Context, evidence, possible
from reportminer.parse.pdf.levels import face_of, set_levels
from reportminer.parse.pdf.model import Flags
from reportminer.parse.pdf.notes import is_caption
from reportminer.parse.pdf.paragraphs import Block
from reportminer.parse.pdf.series import Series
from reportminer.parse.pdf.titles import LABEL, key_of
from reportminer.parse.pdf.trees import Trees
from reportminer.parse.pdf.unfit import lone_dates, unfit
from reportminer.parse.pdf.words import any_of

_ALONE = re.compile(
    rf"^(?:(?:{any_of('divisions')})\s)?(?:\d{{1,2}}|[IVX]{{1,5}}|[A-Z])[.:]?$", re.IGNORECASE
)
_NEAR, _LABELLED, _ALIKE = 1.5, 2.5, 0.15
_LEAST = 0.8
"""Times the size of a label that its title has at least; smaller headings are in the chapter."""
_OPENING = ("“", "„", "«", '"', "‘")
_SENTENCE_END = re.compile(r"[.!?…][”»\"’]?$")
_NAME, _SMALLER = 80, 0.95
_SET_APART = 0.25
"""Sizes of the face."""


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
    near = [(b, before, after) for b, before, after in neighbours(blocks) if possible(b)]
    held = [(b, evidence(b, before, after, context)) for b, before, after in near]
    if not held:
        return
    candidates, values = [block for block, _ in held], [row for _, row in held]
    heads = judge.heads(candidates, values, Pages(blocks, context))
    certain, spoken = _certain(blocks, held, context), _quotes(blocks, context)
    answers = [
        (bool(head) or id(block) in certain) and id(block) not in spoken
        for block, head in zip(candidates, heads, strict=True)
    ]
    series = Series(candidates, [before for _, before, _ in near], answers)
    found = _fitting(series.completed(context.normal), context)
    for block in found:
        block.kind = BlockKind.HEADING
    _with_numbers(blocks)
    set_levels([block for block in found if block.lines], context)


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


def _fitting(found: list[Block], context: Context) -> list[Block]:
    """Without those whose words no heading has, unless the document lists them once.

    A title may be cut after a comma, in two blocks.
    """
    dates = lone_dates(found)
    cut = {id(a) for a, b in pairwise(found) if a.text.endswith(",") and _next(a, b)}
    odd = [b for b in found if id(b) in dates or (id(b) not in cut and unfit(b))]
    often = Counter(key_of(b.text) for b in odd)
    out = {id(b) for b in odd if often[key_of(b.text)] > 1 or not _listed(b, context)}
    return [b for b in found if id(b) not in out]


def _listed(block: Block, context: Context) -> bool:
    """Whether a bookmark leads to it, or the contents page lists it."""
    return context.bookmarks.level(block) > 0 or key_of(block.text) in context.entries


def _next(block: Block, other: Block) -> bool:
    if face_of(block) != face_of(other):
        return False
    return block.page == other.page and 0 < other.lines[0].top - block.lines[-1].bottom < block.size


def _with_numbers(blocks: list[Block]) -> None:
    """A number or a label that stands above its title is the first line of it."""
    for number, title in pairwise(blocks):
        together = number.page == title.page and title.kind is BlockKind.HEADING and _of_text(number)
        if together and (_numbers(number, title) or _labels(number, title)):
            title.lines[:0] = number.lines
            title.above, number.lines = number.above, []
    blocks[:] = [block for block in blocks if block.lines]


def _of_text(number: Block) -> bool:
    """Neither the number of a page or a note nor that of a table or figure."""
    kinds = BlockKind.HEADING, BlockKind.PARAGRAPH
    return bool(number.lines) and number.kind in kinds and number.lines[0].kind is None


def _numbers(number: Block, title: Block) -> bool:
    """`2` above a title in type of the same weight and size."""
    near = title.above < _NEAR * title.size
    alike = number.bold == title.bold and abs(number.size - title.size) < _ALIKE * title.size
    return near and alike and bool(_ALONE.match(number.text))


def _labels(label: Block, title: Block) -> bool:
    """`Chapter 2` above a title without one; they are often set in another size."""
    return (
        title.above < _LABELLED * title.size
        and bool(LABEL.fullmatch(label.text))
        and not NAMED.match(title.text)
        and title.size > _LEAST * label.size
    )


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
