"""What announces a place: its heading, the first row of its table, the lead-in of its list."""

import re
from collections.abc import Sequence
from functools import lru_cache

from reportminer.labels import BlockKind
from reportminer.tag.partners.rules import cues
from reportminer.types import Block, Report

_LISTED = frozenset({BlockKind.LIST_ITEM, BlockKind.TABLE_ROW})
_LEAD_IN = 300
"""Characters of a lead-in that are looked at, from its end."""


def frames(report: Report) -> list[frozenset[str]]:
    """For each block, the classes of the words that announce it."""
    found: list[frozenset[str]] = []
    heading = opener = ""
    last: Block | None = None
    for block in report.blocks:
        text = report.text[block.start : block.end]
        if block.kind is BlockKind.HEADING:
            heading, opener = text, ""
        elif last is None or block.kind is not last.kind or block.kind not in _LISTED:
            opener = _opener(report, block, last, text)
        found.append(_classes(heading) | _classes(opener))
        last = block
    return found


def _opener(report: Report, block: Block, last: Block | None, text: str) -> str:
    """A table's first row with the caption above it, or the lead-in that ends with a colon."""
    before = report.text[last.start : last.end][-_LEAD_IN:] if last else ""
    above = before if last and last.kind is BlockKind.CAPTION else ""
    if block.kind is BlockKind.TABLE_ROW:
        return f"{above} {text}"
    return before if block.kind is BlockKind.LIST_ITEM and before.rstrip().endswith(":") else above


@lru_cache(maxsize=4096)
def _classes(text: str) -> frozenset[str]:
    low = text.lower()
    return frozenset(name for name, pattern in _patterns() if pattern.search(low))


@lru_cache(maxsize=1)
def _patterns() -> Sequence[tuple[str, re.Pattern[str]]]:
    return [
        (name, re.compile(r"\b(?:" + "|".join(map(re.escape, phrases)) + r")\b"))
        for name, phrases in sorted(cues().frame.items())
    ]
