"""Which blocks are headings, and of what level.

The evidence of `evidence.py` is weighed by boosted decision trees (Friedman 2001), which stand as plain
numbers in `headings.json`. They were fitted on the headings of annotated and of tagged reports and book
pages, and checked on organisations left out.
"""

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from reportminer.labels import BlockKind
from reportminer.parse.pdf.evidence import Context, evidence, possible
from reportminer.parse.pdf.notes import is_caption
from reportminer.parse.pdf.paragraphs import Block

_DEPTH = re.compile(r"^(?:annex\s|appendix\s)?[\dA-Z]{1,2}((?:\.\d{1,2}){1,4})\.?\s")
_Node = tuple[int, float, int, int] | tuple[float]


@dataclass(frozen=True, slots=True)
class _Judge:
    """The fitted trees."""

    threshold: float
    start: float
    features: tuple[str, ...]
    trees: tuple[tuple[_Node, ...], ...]

    def says(self, values: dict[str, float]) -> bool:
        """Whether the evidence adds up to a heading."""
        row = [values.get(name, 0.0) for name in self.features]
        total = self.start
        for tree in self.trees:
            total += _leaf(tree, row)
        return total > self.threshold


def _leaf(tree: tuple[_Node, ...], row: list[float]) -> float:
    """The value that a row of features comes to in one tree."""
    node = tree[0]
    while len(node) == 4:
        node = tree[node[2] if row[node[0]] <= node[1] else node[3]]
    return node[0]


@cache
def _judge() -> _Judge:
    data = json.loads(files(__package__).joinpath("headings.json").read_text("utf-8"))
    trees = tuple(tuple(tuple(node) for node in tree) for tree in data["trees"])
    return _Judge(data["threshold"], data["start"], tuple(data["features"]), trees)


def mark_captions(blocks: list[Block]) -> None:
    """Set the kind of the blocks that name a figure, table or box."""
    for block in blocks:
        plain = block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM) and block.lines[0].kind is None
        if plain and is_caption(block.text):
            block.kind, block.marker = BlockKind.CAPTION, ""


def mark_headings(blocks: list[Block], context: Context) -> None:
    """Set kind and level of the blocks that are headings."""
    judge = _judge()
    found = [
        block
        for block, before, after in neighbours(blocks)
        if possible(block) and judge.says(evidence(block, before, after, context))
    ]
    for block in found:
        block.kind = BlockKind.HEADING
    _set_levels(found)


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


def _set_levels(found: list[Block]) -> None:
    """Larger is higher; of the same size, bold is higher; a decimal number tells by its depth."""
    looks = sorted({_look(block) for block in found}, reverse=True)
    ranks = {look: rank + 1 for rank, look in enumerate(looks)}
    for block in found:
        depth = _DEPTH.match(block.text)
        rank = ranks[_look(block)]
        block.level = min(max(rank, depth.group(1).count(".") + 1) if depth else rank, 6)


def _look(block: Block) -> tuple[float, bool, bool]:
    return round(block.size), block.bold, block.text.isupper()
