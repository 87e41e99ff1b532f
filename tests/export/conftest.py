"""A small report with everything in it, made by hand."""

from dataclasses import replace
from pathlib import Path

import pytest

from reportminer.export.csvs import TableWriter
from reportminer.export.datapackage import write_datapackage
from reportminer.export.network import write_network
from reportminer.export.rows import rows_of
from reportminer.export.themes import write_theme_tables
from reportminer.labels import BlockKind, Label, Method, PageStatus, PartnerRole, Role, SegmentKind
from reportminer.parse.compose import Draft, Piece, compose
from reportminer.types import (
    Box,
    Coding,
    Finding,
    Mention,
    Metadata,
    Mined,
    Outline,
    Page,
    Partner,
    Report,
    Section,
    Segment,
    Source,
)

INTRO = "Harbour Trust and the Tidewater Agency (TWA) ran the programme together."
CHALLENGE = "Funds from TWA arrived four months late."
LESSON = "Weekly calls kept 𝒯ide and 🐟 crews in step."
ADVICE = "The Harbour Trust should sign a data agreement before the next season."


def _draft(kind: BlockKind, text: str, page: int) -> Draft:
    edges = tuple(50.0 + 5 * i for i in range(len(text) + 1))
    return Draft(kind, (Piece(text, page, Box(page, 50.0, 100.0, edges[-1], 112.0), edges),))


def make_report(sha: str = "ab" * 32, name: str = "tidewater.pdf") -> Report:
    laid = compose(
        [
            _draft(BlockKind.PARAGRAPH, INTRO, 1),
            _draft(BlockKind.HEADING, "What was hard", 2),
            _draft(BlockKind.PARAGRAPH, f"{CHALLENGE} {LESSON}", 2),
            _draft(BlockKind.PARAGRAPH, CHALLENGE, 2),
            _draft(BlockKind.HEADING, "Next steps", 4),
            _draft(BlockKind.LIST_ITEM, ADVICE, 4),
        ]
    )
    pages = (
        Page(1, PageStatus.OK, 11, 595, 842),
        Page(2, PageStatus.OK, 24, 595, 842),
        Page(3, PageStatus.NO_TEXT, 0, 595, 842),
        Page(4, PageStatus.OK, 14, 595, 842),
    )
    source = Source(f"/somewhere/{name}", name, sha, "pdf", 1000)
    return Report(source, laid.text, pages, laid.blocks, laid.lines, warnings=("page 3 is a scan",))


def make_outline(report: Report) -> Outline:
    hard, steps, end = report.text.index("What was"), report.text.index("Next steps"), len(report.text)
    return Outline(
        (
            Section(0, -1, 0, "", "", Role.OTHER, False, 0, hard, 0),
            Section(1, -1, 1, "What was hard", "1", Role.CHALLENGES, True, hard, end, hard + 14),
            Section(2, 1, 2, "Next steps", "1.1", Role.RECOMMENDATIONS, True, steps, end, steps + 11),
        )
    )


def span(report: Report, words: str, nth: int = 0) -> tuple[int, int]:
    at = -1
    for _ in range(nth + 1):
        at = report.text.index(words, at + 1)
    return at, at + len(words)


def make_mined(sha: str = "ab" * 32, name: str = "tidewater.pdf") -> Mined:
    report = make_report(sha, name)
    spans = [span(report, CHALLENGE), span(report, LESSON), span(report, CHALLENGE, 1), span(report, ADVICE)]
    findings = (
        Finding(Label.CHALLENGE, *spans[0], 0, 1, 0.91234567, Method.BOTH, cue="late"),
        Finding(Label.LESSON, *spans[1], 1, 1, 0.6, Method.MODEL),
        Finding(Label.CHALLENGE, *spans[2], 2, 1, 0.7, Method.RULE, cue="What was hard", repeats=0),
        Finding(
            Label.RECOMMENDATION,
            *spans[3],
            3,
            2,
            0.99,
            Method.BOTH,
            cue="should",
            actor="Harbour Trust",
            actor_partner=1,
            deadline="before the next season",
        ),
        Finding(Label.CHALLENGE, *spans[3], 3, 2, 0.5, Method.MODEL, negated=True),
    )
    partners = (
        Partner("Tidewater Agency", ("TWA",), PartnerRole.FUNDER, 0.8, span(report, INTRO)),
        Partner("Harbour Trust", (), PartnerRole.LEAD, 0.9, span(report, INTRO)),
    )
    mentions = (
        Mention(1, *span(report, "Harbour Trust")),
        Mention(0, *span(report, "Tidewater Agency")),
        Mention(0, *span(report, "TWA")),
        Mention(0, *span(report, "TWA", 1)),
        Mention(1, *span(report, "Harbour Trust", 1)),
    )
    codings = (Coding(0, "funding", 0.8), Coding(0, "trust", 0.9), Coding(3, "agreements", 0.75))
    return Mined(
        report=report,
        metadata=Metadata("Tidewater: a year on", "Harbour Trust", "2019/20", "Ireland", "en"),
        outline=make_outline(report),
        segments=tuple(Segment(i, SegmentKind.SENTENCE, *s, 2, 1) for i, s in enumerate(spans)),
        findings=findings,
        partners=partners,
        mentions=mentions,
        codings=codings,
        seconds={"parse": 0.25, "tag": 0.5},
    )


THEMES = ["trust", "funding", "agreements"]


def theme_rows(themes: list[str]) -> list[dict[str, object]]:
    counts = {"reports": 1, "findings": 1, "challenges": 1, "lessons": 0, "recommendations": 0}
    told = {
        "definition": "What belongs.",
        "parent": "",
        "origin": "codebook",
        "top_terms": ["late", "weeks ... over"],
        "example": CHALLENGE,
    }
    rows = [{"theme_id": theme, "name": theme.title(), **told, **counts} for theme in themes]
    return [*rows, {"theme_id": "uncoded", "name": "Not coded", **told, **counts}]


def write_out(out: Path, mined: list[Mined], themes: list[str] = THEMES) -> Path:
    with TableWriter(out) as writer:
        writer.header("theme_matrix", ["report_id", *themes])
        for one in mined:
            for table, rows in rows_of(one).items():
                writer.write(table, rows)
            (out / "texts").mkdir(exist_ok=True)
            text = out / "texts" / f"{one.report.report_id}.txt"
            text.write_text(one.report.text, encoding="utf-8", newline="")
            writer.write(
                "theme_matrix",
                [{"report_id": one.report.report_id, **dict.fromkeys(themes, 1)}],
            )
        writer.write("themes", theme_rows(themes))
        writer.write(
            "failures",
            [
                {
                    "source": "x.pdf",
                    "stage": "parse",
                    "error": "needs a password",
                    "hint": "save it without one",
                }
            ],
        )
    write_theme_tables(out)
    write_network(out)
    write_datapackage(out)
    return out


@pytest.fixture(scope="session")
def make():
    """Makes a mined report: `make(sha256, name)`."""
    return make_mined


@pytest.fixture(scope="session")
def write():
    """Writes an output folder: `write(folder, mined_reports, ids_of_themes)`."""
    return write_out


@pytest.fixture
def mined() -> Mined:
    return make_mined()


@pytest.fixture
def changed(mined: Mined):
    """A copy of the mined report with some parts replaced."""
    return lambda **parts: replace(mined, **parts)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """An output folder with two reports in it."""
    return write_out(tmp_path / "out", [make_mined(), make_mined("cd" * 32, "second.pdf")])


@pytest.fixture
def nested(out: Path) -> Path:
    """The same, with the theme of agreements below that of trust."""
    path = out / "themes.csv"
    told = path.read_text("utf-8")
    path.write_text(told.replace("Agreements,What belongs.,,", "Agreements,What belongs.,trust,"), "utf-8")
    return out


EVIL = '</script><script>window.hurt=1</script><img src=x onerror="window.hurt=1"> {{ 7*7 }} <!-- ]]> & "\''


def evil_report(mined):
    report = replace(mined.report, source=replace(mined.report.source, name=f"{EVIL}.pdf"), warnings=(EVIL,))
    # The same length, so that every offset stays where it was.
    words, bad = "Funds from TWA arrived four months late.", "</script><img src=x onerror=alert(1)> <&"
    assert len(words) == len(bad)
    text = report.text.replace(words, bad, 1)
    partners = tuple(replace(p, name=EVIL + p.name, aliases=(EVIL,)) for p in mined.partners)
    findings = tuple(replace(f, cue=EVIL, actor=EVIL) for f in mined.findings)
    sections = tuple(replace(s, heading=s.heading and EVIL) for s in mined.outline.sections)
    return replace(
        mined,
        report=replace(report, text=text),
        metadata=Metadata(EVIL, EVIL, "2019", EVIL, "en"),
        outline=replace(mined.outline, sections=sections),
        findings=findings,
        partners=partners,
    )


@pytest.fixture
def evil(tmp_path, make, write):
    return write(tmp_path / "evil", [evil_report(make())])


@pytest.fixture
def evil_words() -> str:
    """What a hostile report calls itself."""
    return EVIL
