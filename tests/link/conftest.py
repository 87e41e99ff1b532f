"""Small reports written line by line, with findings among them."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from reportminer.labels import BlockKind, Label, Method, PartnerRole, Role, SegmentKind
from reportminer.link.attributes import attribute
from reportminer.parse.compose import Draft, Piece, compose
from reportminer.types import (
    Finding,
    Mention,
    Metadata,
    Mined,
    Outline,
    Partner,
    Report,
    Section,
    Segment,
    Source,
)

KINDS = {
    "#": (BlockKind.HEADING, None),
    "-": (BlockKind.LIST_ITEM, SegmentKind.LIST_ITEM),
    "": (BlockKind.PARAGRAPH, SegmentKind.SENTENCE),
}
LABELS = {"C": Label.CHALLENGE, "L": Label.LESSON, "R": Label.RECOMMENDATION}


def _mark(line: str) -> str:
    return line[0] if line[0] in "#-" else ""


def written(lines: Sequence[str], partners: Sequence[str] = ()) -> Mined:
    """A report of headings (#), points (-) and sentences; `C: `, `L: `, `R: ` before one make it a finding.

    Each heading begins a section; it is one of recommendations if it says so.
    """
    marks = [_mark(line) for line in lines]
    bare = [line.lstrip("#- ") for line in lines]
    told = [LABELS.get(text[:1]) if text[1:3] == ": " else None for text in bare]
    texts = [text[3:] if label else text for text, label in zip(bare, told, strict=True)]
    drafts = [Draft(KINDS[mark][0], (Piece(text),)) for mark, text in zip(marks, texts, strict=True)]
    laid = compose(drafts)
    source = Source("r.txt", "r.txt", "ab" * 32, "text", 1)
    report = Report(source, laid.text, (), laid.blocks, laid.lines)
    sections = [Section(0, -1, 0, "", "", Role.OTHER, False, 0, len(laid.text), 0)]
    segments: list[Segment] = []
    findings: list[Finding] = []
    for number, (mark, block) in enumerate(zip(marks, laid.blocks, strict=True)):
        kind = KINDS[mark][1]
        if kind is None:
            sections.append(_section(len(sections), texts[number], block.start, block.end, len(laid.text)))
            continue
        segments.append(Segment(len(segments), kind, block.start, block.end, number, len(sections) - 1))
        if label := told[number]:
            findings.append(
                Finding(
                    label, block.start, block.end, segments[-1].index, len(sections) - 1, 0.9, Method.RULE
                )
            )
    known = tuple(Partner(name, (), PartnerRole.UNKNOWN, 1.0, (0, 1)) for name in partners)
    named = tuple(
        Mention(at, start, start + len(name))
        for at, name in enumerate(partners)
        for start in range(len(laid.text))
        if laid.text.startswith(name, start)
    )
    outline = Outline(tuple(sections))
    return Mined(report, Metadata(), outline, tuple(segments), tuple(findings), known, named, ())


def _section(index: int, heading: str, start: int, body: int, end: int) -> Section:
    role = Role.RECOMMENDATIONS if "ecommendation" in heading else Role.OTHER
    return Section(index, -1, 1, heading, "", role, role is Role.RECOMMENDATIONS, start, end, body)


@pytest.fixture
def attributed() -> Callable[..., Finding]:
    """The last finding of a report with what is said of it."""

    def last(lines: Sequence[str], partners: Sequence[str] = ()) -> Finding:
        mined = written(lines, partners)
        parties = (mined.partners, mined.mentions)
        return attribute(mined.report, mined.segments, mined.findings, mined.outline, parties)[-1]

    return last


@pytest.fixture
def mined() -> Callable[..., Mined]:
    """A report with attributes filled in."""

    def whole(lines: Sequence[str], partners: Sequence[str] = ()) -> Mined:
        bare = written(lines, partners)
        parties = (bare.partners, bare.mentions)
        return replace(
            bare, findings=attribute(bare.report, bare.segments, bare.findings, bare.outline, parties)
        )

    return whole
