"""Which blocks are headings, and of what level.

The evidence of `evidence.py` is weighed by a logistic regression whose weights stand in
`headings.yaml`. It was fitted on the headings of annotated and of tagged reports.
"""

import re
from functools import cache
from importlib.resources import files

import yaml

from reportminer.labels import BlockKind
from reportminer.parse.pdf.evidence import Context, evidence, possible
from reportminer.parse.pdf.notes import is_caption
from reportminer.parse.pdf.paragraphs import Block

_DEPTH = re.compile(r"^\d{1,2}((?:\.\d{1,2}){0,4})\.?\s")


@cache
def _weights() -> tuple[float, dict[str, float]]:
    """Threshold on the log-odds, and the weight of each piece of evidence."""
    data = yaml.safe_load(files(__package__).joinpath("headings.yaml").read_text("utf-8"))
    weights = {str(name): float(weight) for name, weight in data["weights"].items()}
    return float(data["threshold"]) - float(data["intercept"]), weights


def mark_captions(blocks: list[Block]) -> None:
    """Set the kind of the blocks that name a figure, table or box."""
    for block in blocks:
        plain = block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM) and block.lines[0].kind is None
        if plain and is_caption(block.text):
            block.kind, block.marker = BlockKind.CAPTION, ""


def mark_headings(blocks: list[Block], context: Context) -> None:
    """Set kind and level of the blocks that are headings."""
    threshold, weights = _weights()
    found = []
    for block, before, after in neighbours(blocks):
        if possible(block):
            values = evidence(block, before, after, context)
            if sum(weights.get(name, 0.0) * value for name, value in values.items()) > threshold:
                found.append(block)
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
        block.level = min(ranks[_look(block)], 6)


def _look(block: Block) -> tuple[float, bool, bool]:
    return round(block.size), block.bold, block.text.isupper()

