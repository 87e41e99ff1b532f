"""A report made ready for the desk: read once, cut into segments, and kept as the page wants it.

What is kept is enough to show the report, to weigh its segments anew with any model, and to write
annotations; the file itself is needed for pictures of its pages alone.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from reportminer.config import Settings
from reportminer.desk.features import Features
from reportminer.labels import BlockKind, Role
from reportminer.types import Block, Mined, Outline, Report, Section, Source


@dataclass(frozen=True, slots=True)
class Taken:
    """A report as it is kept."""

    record: str
    """JSON for the page, see `Record`."""
    boxes: str
    """JSON: for each segment its boxes."""
    features: Features
    title: str
    said: str
    size: tuple[int, int]
    """Segments, characters."""


@dataclass(frozen=True, slots=True)
class Record:
    """A report as the page gets it; lists in place of objects, for there are thousands."""

    text: str
    blocks: list[list[Any]]
    """kind, start, end, page, level, marker"""
    segments: list[list[Any]]
    """start, end, block, section, kind, page"""
    sections: list[list[Any]]
    """start, end, body, level, heading, role, parent, run_in"""
    pages: list[list[Any]]
    """number, width, height, status"""
    machine: dict[str, Any]
    """partners, relations, codes that the pipeline found"""


def take_in(source: Source, settings: Settings) -> Taken:
    """Read and mine a report. Raises InputError where it cannot be read."""
    from reportminer.pipeline import Pipeline  # noqa: PLC0415 - heavy, and for the worker alone

    pipeline = Pipeline(settings)
    mined = _cut(pipeline.mine(source))
    report = mined.report
    boxes = [report.boxes_of(s.start, s.end) for s in mined.segments]
    signals = tuple(pipeline.findings.signals(report, mined.outline, mined.segments))
    return Taken(
        json.dumps(asdict(record_of(mined)), ensure_ascii=False, separators=(",", ":")),
        json.dumps(boxes, separators=(",", ":")),
        Features.of(signals),
        mined.metadata.title,
        "; ".join(mined.warnings),
        (len(mined.segments), len(report.text)),
    )


def take_text(source: Source, text: str, headings: Sequence[dict[str, str]], settings: Settings) -> Taken:
    """The same where the file is gone: the text that a run kept, with the sections that it found."""
    from reportminer.pipeline import Pipeline  # noqa: PLC0415
    from reportminer.tag.segment import segments  # noqa: PLC0415
    from reportminer.types import Metadata  # noqa: PLC0415

    report, outline = rebuilt(source, text, headings)
    cut = segments(report, outline)
    mined = Mined(report, Metadata(), outline, cut, (), (), (), ())
    signals = tuple(Pipeline(settings).findings.signals(report, outline, cut))
    said = "the file was not found: read from the text that the run kept, no pictures of pages"
    record = json.dumps(asdict(record_of(mined)), ensure_ascii=False, separators=(",", ":"))
    return Taken(record, "[]", Features.of(signals), "", said, (len(cut), len(text)))


def _cut(mined: Mined) -> Mined:
    """With segments, also where the pipeline made none (a report that is not in English)."""
    from reportminer.tag.segment import segments  # noqa: PLC0415

    return mined if mined.segments else replace(mined, segments=segments(mined.report, mined.outline))


def record_of(mined: Mined) -> Record:
    """What the page wants of a report."""
    report = mined.report
    return Record(
        text=report.text,
        blocks=[[b.kind.value, b.start, b.end, b.page, b.level, b.marker] for b in report.blocks],
        segments=[
            [s.start, s.end, s.block, s.section, s.kind.value, report.page_of(s.start)]
            for s in mined.segments
        ],
        sections=[
            [s.start, s.end, s.body, s.level, s.heading, s.role.value, s.parent, s.run_in]
            for s in mined.outline.sections
        ],
        pages=[[p.number, p.width, p.height, p.status.value] for p in report.pages],
        machine=_machine(mined),
    )


def _machine(mined: Mined) -> dict[str, Any]:
    of_segment = [finding.segment for finding in mined.findings]
    codes: dict[int, list[str]] = {}
    for coding in mined.codings:
        known = codes.setdefault(of_segment[coding.finding], [])
        if coding.theme_id not in known:
            known.append(coding.theme_id)
    return {
        "partners": [[p.name, p.role.value] for p in mined.partners],
        "mentions": [[m.partner, m.start, m.end] for m in mined.mentions],
        "codes": sorted(codes.items()),
        "relations": [[r.kind, of_segment[r.source], of_segment[r.target]] for r in mined.relations],
    }


def rebuilt(source: Source, text: str, rows: Sequence[dict[str, str]]) -> tuple[Report, Outline]:
    """A report from its text and the rows of sections.csv: every line that is no heading is a paragraph."""
    sections = tuple(_section(at, row, rows) for at, row in enumerate(rows)) or (_whole(text),)
    heads = {s.start: s.start + len(s.heading) for s in sections if s.heading}
    blocks, begin = [], 0
    for line in text.splitlines(keepends=True):
        end = begin + len(line.rstrip())
        if end > begin:
            kind = BlockKind.HEADING if begin in heads and heads[begin] >= end else BlockKind.PARAGRAPH
            blocks.append(Block(kind, begin, end, 1))
        begin += len(line)
    return Report(source, text, (), tuple(blocks), ()), Outline(sections)


def _whole(text: str) -> Section:
    return Section(0, -1, 0, "", "", Role.OTHER, False, 0, len(text), 0)


def _section(at: int, row: dict[str, str], rows: Sequence[dict[str, str]]) -> Section:
    places = {other["section_id"]: number for number, other in enumerate(rows)}
    start, end, heading = int(row["char_start"]), int(row["char_end"]), row["heading"]
    parent = places.get(row["parent_id"], -1)
    inherited = parent >= 0 and rows[parent]["role"] == row["role"]
    return Section(
        at,
        parent,
        int(row["level"] or 0),
        heading,
        "",
        Role(row["role"]),
        not inherited,
        start,
        end,
        min(start + len(heading), end),
    )


def source_for(path: Path, name: str, sha256: str) -> Source:
    """A source by its hash; the kind by the ending of its name."""
    from reportminer.ingest.find import kind_of  # noqa: PLC0415

    return Source(str(path), name, sha256, kind_of(Path(name)) or "text", 0)
