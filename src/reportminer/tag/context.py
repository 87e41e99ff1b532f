"""Where each segment stands in its report, as the components want to know it."""

from collections import Counter
from collections.abc import Iterator, Sequence

from reportminer.labels import BlockKind, SegmentKind
from reportminer.tag.features import SegmentContext
from reportminer.types import Outline, Report, Section, Segment

LONGEST_LEAD = 400
MOST_BETWEEN = 40
"""A list with more segments than this is taken to have lost its lead."""


def contexts(report: Report, outline: Outline, segments: Sequence[Segment]) -> Iterator[SegmentContext]:
    """One context a segment, in their order."""
    counts = Counter(segment.section for segment in segments)
    seen: Counter[int] = Counter()
    sections = [_section_context(report, outline, section) for section in outline.sections]
    leads = _leads(report, segments)
    for segment, lead in zip(segments, leads, strict=True):
        base = sections[segment.section]
        yield SegmentContext(
            sequence=base.sequence,
            role=base.role,
            declared=base.declared,
            headings=base.headings,
            declaring=base.declaring,
            kind=segment.kind.value,
            index=seen[segment.section],
            count=counts[segment.section],
            numbered=report.blocks[segment.block].marker[:1].isdigit(),
            run_in=base.run_in,
            lead=lead,
        )
        seen[segment.section] += 1


def _section_context(report: Report, outline: Outline, section: Section) -> SegmentContext:
    path = outline.path(section)
    return SegmentContext(
        sequence=report.report_id,
        role=section.role,
        declared=section.declared,
        headings=tuple(s.heading for s in path if s.heading),
        declaring=next((s.heading for s in reversed(path) if s.declared and s.role == section.role), ""),
        run_in=section.run_in,
    )


def _leads(report: Report, segments: Sequence[Segment]) -> Iterator[str]:
    """For items of a list: the sentence before it that ends with a colon, in the same section."""
    lead, since, section = "", 0, -1
    for segment in segments:
        if segment.section != section:
            lead, section = "", segment.section
        text = report.text[segment.start : segment.end]
        item = segment.kind is SegmentKind.LIST_ITEM
        in_table = report.blocks[segment.block].kind is BlockKind.TABLE_ROW
        yield lead if item and since < MOST_BETWEEN else ""
        since += 1
        if text.rstrip("*_ ").endswith(":") and len(text) <= LONGEST_LEAD and not in_table:
            lead, since = text, 0
        elif not item:
            lead = ""
