"""The places of a report that may name organisations, and the names in each."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from reportminer.labels import BlockKind
from reportminer.tag.partners.acronyms import Pair, pairs
from reportminer.tag.partners.names import Name, names
from reportminer.tag.partners.records import Named, Place
from reportminer.types import Block, Outline, Report, Section, Segment

BESIDE = frozenset({BlockKind.HEADING, BlockKind.CAPTION, BlockKind.FOOTNOTE})


def places(report: Report, outline: Outline, segments: Sequence[Segment]) -> list[Place]:
    """Segments, headings, captions and footnotes, in the order of the text."""
    found = [_of_segment(report, outline, segment) for segment in segments]
    starts = [section.start for section in outline.sections]
    for block in report.blocks:
        if block.kind in BESIDE:
            section = outline.sections[max(bisect_right(starts, block.start) - 1, 0)]
            found.append(_place(report, block, section, (block.start, block.end), -1))
    return sorted(found, key=lambda place: (place.start, place.end))


def _of_segment(report: Report, outline: Outline, segment: Segment) -> Place:
    section = outline.sections[segment.section]
    return _place(report, report.blocks[segment.block], section, (segment.start, segment.end), segment.index)


def _place(report: Report, block: Block, section: Section, span: tuple[int, int], segment: int) -> Place:
    text = report.text[span[0] : span[1]]
    return Place(
        start=span[0],
        end=span[1],
        kind=block.kind,
        role=section.role,
        heading=section.heading,
        page=report.page_of(span[0]),
        segment=segment,
        capitals=_in_capitals(text),
    )


def _in_capitals(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return len(letters) > 12 and sum(c.isupper() for c in letters) > 0.75 * len(letters)


def read_names(text: str, found: Sequence[Place]) -> tuple[list[Named], list[tuple[str, str]]]:
    """Every name with its place, and the definitions of acronyms as `(short, long)` texts."""
    named: list[Named] = []
    defined: list[tuple[str, str]] = []
    for number, place in enumerate(found):
        own = names(text, place.start, place.end)
        for pair in pairs(text, place.start, place.end):
            own = _with_long_form(text, own, pair)
            long = _name_that_ends(own, pair.long[1])
            if long:
                defined.append((text[slice(*pair.short)], long.text))
        named.extend(Named(name, number) for name in own)
    return named, defined


def _with_long_form(text: str, own: list[Name], pair: Pair) -> list[Name]:
    """Names with the long form of an acronym as one of them, where the grammar cut it."""
    start, end = pair.long
    while start < end and not text[start].isalnum():
        start += 1
    covering = _name_that_ends(own, end)
    if not text[start].isupper() or (covering and covering.start <= start):
        return own
    rest = [name for name in own if name.end <= start or name.start >= end]
    cut = [
        replace(n, text=text[n.start : start].rstrip(), end=n.start + len(text[n.start : start].rstrip()))
        for n in own
        if n.start < start < n.end
    ]
    kept = [name for name in cut if len(name.text) > 2]
    return sorted(
        [*rest, *kept, Name(text[start:end], start, end, opening=False)], key=lambda name: name.start
    )


def _name_that_ends(own: Sequence[Name], end: int) -> Name | None:
    return next((name for name in own if name.end == end), None)


def spans(found: Sequence[Place]) -> Iterator[tuple[int, int]]:
    """Start and end of each place."""
    return ((place.start, place.end) for place in found)
