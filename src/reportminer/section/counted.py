"""Reports that number their paragraphs, and the boxes that stand between them.

`12. The ports …` is followed by `13. The crews …`, whatever headings stand between; what a box or the panel
of a figure holds is not counted. So a heading over uncounted text rules it only up to the next counted
paragraph, which goes on with the section before.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from reportminer.labels import DECLARED, BlockKind
from reportminer.section.headings import Heading
from reportminer.types import Block, Report

_NUMBER = re.compile(r"^(\d{1,3}(?:\.\d{1,3})?)\.?\s+(?=\S)")
_KINDS = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)
_HELD = (*_KINDS, BlockKind.TABLE_ROW, BlockKind.CAPTION)
_LEAST = 15
"""Counted paragraphs, from which on a report counts them."""
_MISSED = 2
"""Numbers that the reader of the page may have lost, in a row."""
_USUAL = 0.6
"""Share of the headings over text whose text begins with a counted paragraph: the others are boxes."""


@dataclass(frozen=True, slots=True)
class _Span:
    """The body blocks of a heading: the first and last among the blocks, and the first that is counted."""

    first: int
    last: int
    counted: int | None


def with_boxes_marked(report: Report, headings: Sequence[Heading]) -> list[Heading]:
    """The same headings; those of boxes reach no further than the next counted paragraph."""
    counted = _counted(report)
    if len(counted) < _LEAST:
        return list(headings)
    spans = _spans(report.blocks, headings, counted)
    least = min(counted)
    held = [span for span in spans if span is not None and span.first >= least]
    usual = sum(span.first == span.counted for span in held)
    if usual < _USUAL * len(held):
        return list(headings)
    begun = report.blocks[least].start
    found: list[Heading] = []
    for heading, span in zip(reversed(headings), reversed(spans), strict=True):
        boxes = found and found[-1].box
        plain = not heading.number.scheme and heading.role not in DECLARED
        fit = span and (plain or _is_counted(report, heading, span)) and heading.reach is None
        late = fit and heading.start > begun
        found.append(_boxed(report.blocks, heading, span, among=bool(boxes)) if span and late else heading)
    return found[::-1]


def _is_counted(report: Report, heading: Heading, span: _Span) -> bool:
    """`78. Current challenges:` before paragraph 79 is a counted paragraph that is set off, no chapter."""
    if span.counted is None or len(heading.number.parts) != 1 or not heading.text.endswith(":"):
        return False
    return _number(report, report.blocks[span.counted]) == (heading.number.parts[0] + 1,)


def _boxed(blocks: Sequence[Block], heading: Heading, span: _Span, *, among: bool) -> Heading:
    """A box ends before the next counted paragraph; one right before another box, with its text."""
    if span.counted is not None and span.counted != span.first:
        return replace(heading, reach=blocks[span.counted - 1].end, box=True)
    alone = among and span.counted is None
    return replace(heading, reach=blocks[span.last].end, box=True) if alone else heading


def _counted(report: Report) -> frozenset[int]:
    """Indices of the blocks whose number comes next: `13.` after `12.`, `4.1` after `3.27`."""
    found: list[int] = []
    last: tuple[int, ...] = ()
    for at, block in enumerate(report.blocks):
        number = _number(report, block)
        if number and (number in _next(last) if last else number[-1] == 1):
            found.append(at)
            last = number
    return frozenset(found)


def _number(report: Report, block: Block) -> tuple[int, ...]:
    match = _NUMBER.match(report.text[block.start : block.start + 12]) if block.kind in _KINDS else None
    return tuple(map(int, match[1].split("."))) if match else ()


def _next(last: tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
    following = tuple((*last[:-1], last[-1] + step) for step in range(1, _MISSED + 2))
    return (*following, (last[0] + 1, 1)) if len(last) > 1 else following


def _spans(
    blocks: Sequence[Block], headings: Sequence[Heading], counted: frozenset[int]
) -> list[_Span | None]:
    """For each heading what stands between it and the next; None where that is nothing."""
    starts = {block.start: at for at, block in enumerate(blocks)}
    places = [*(starts[heading.start] for heading in headings), len(blocks)]
    found: list[_Span | None] = []
    for at, after in pairwise(places):
        held = [n for n in range(at + 1, after) if blocks[n].kind in _HELD]
        first = next((n for n in held if n in counted), None)
        found.append(_Span(held[0], held[-1], first) if held else None)
    return found
