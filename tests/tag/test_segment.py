import json
import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportminer.config import Limits
from reportminer.labels import MINEABLE, BlockKind, Role, SegmentKind
from reportminer.parse import read
from reportminer.parse.compose import Draft, Piece, compose
from reportminer.section import outline
from reportminer.tag.segment import items, segments, sentences
from reportminer.types import Outline, Report, Section, Source

# A bar marks where a segment ends.
SPLITS = [
    "The boats came late.| Nobody had told the crews.",
    "Dr. Amadi and Mrs. Okello met in St. Lucia.| They agreed on a fee.",
    "It is set out in para. 12 and in No. 5 of the series.| It was read widely.",
    "Fees rose by 3.5 per cent, i.e. more than in Fig. 2.| Nobody left.",
    "Crews signed on in May.12| The harbour closed in June.",
    "The fee was paid.³| It was small.",
    "J. P. Moreau led the crew.| She left in 2016.",
    "“We waited.”| The clerk agreed.",
    "‘Who pays?’ asked the clerk.| Nobody knew.",
    "Tools, nets, ropes, etc. were lent out.| All came back.",
    "They work in the U.S. and in Chad.| The U.S. office is small.",
    "The plan (see Annex 2. It is long) was dropped.| A new one came.",
    "We hoped … and waited.| Then it rained.",
    "The rules are:| • keep a log| • share the log",
    "Was it worth it?| It was!| We would do it again.",
    "Visit No. 3 took place at 9 a.m. and ended at noon.",
    "The tide turned at 6 p.m.| The crew went home.",
]


@pytest.mark.parametrize("marked", SPLITS)
def test_a_sentence_ends_where_a_reader_would_say(marked):
    text = re.sub(r"\| ?", " ", marked).strip()
    text = re.sub(r" {2,}", " ", text)
    wanted = [part.strip() for part in marked.split("|")]
    assert [text[start:end].strip() for start, end in sentences(text, 0, len(text))] == wanted


def _report(*drafts: Draft) -> Report:
    made = compose(drafts)
    return Report(Source("x.txt", "x.txt", "0" * 64, "text", 1), made.text, (), made.blocks, made.lines)


def _draft(kind: BlockKind, *texts: str, marker: str = "") -> Draft:
    return Draft(kind, tuple(Piece(text, cell=at) for at, text in enumerate(texts)), marker=marker)


def _flat(report: Report, role: Role = Role.OTHER) -> Outline:
    return Outline((Section(0, -1, 0, "", "", role, False, 0, len(report.text), 0),))


def _texts(report: Report, sections: Outline) -> list[str]:
    return [report.text[s.start : s.end] for s in segments(report, sections)]


def test_only_blocks_that_can_carry_a_finding_give_segments():
    report = _report(*(_draft(kind, f"Words of a {kind.value} stand here.") for kind in BlockKind))
    blocks = {report.blocks[s.block].kind for s in segments(report, _flat(report))}
    assert blocks == set(MINEABLE)


@pytest.mark.parametrize("role", [Role.CONTENTS, Role.REFERENCES])
def test_contents_and_references_give_none(role):
    report = _report(_draft(BlockKind.PARAGRAPH, "Moreau, J. Nets of the north. Port Press."))
    assert segments(report, _flat(report, role)) == ()


def test_a_bulleted_item_is_one_segment_and_a_long_numbered_one_is_sentences():
    item = "Keep a log. Share it every week."
    long = " ".join(f"The crew of boat {n} kept a log of all that it met at sea." for n in "abcde")
    report = _report(
        _draft(BlockKind.LIST_ITEM, f"• {item}", marker="•"),
        _draft(BlockKind.LIST_ITEM, f"12. {long}", marker="12."),
    )
    found = segments(report, _flat(report))
    assert [s.kind for s in found] == [SegmentKind.LIST_ITEM] * 6
    assert report.text[found[0].start : found[0].end] == item
    assert report.text[found[1].start : found[1].end].startswith("The crew of boat a")


def test_the_sentences_of_an_item_or_numbered_paragraph_are_told_as_one_unless_it_is_long():
    short = "The crew of the first boat kept a log of all that it met at sea. Nobody read it. " * 3
    drafts = [
        _draft(BlockKind.LIST_ITEM, f"12. {short}", marker="12."),
        _draft(BlockKind.PARAGRAPH, f"13. {short}", marker="13."),
        _draft(BlockKind.PARAGRAPH, short),
        _draft(BlockKind.LIST_ITEM, f"14. {short * 3}", marker="14."),
        _draft(BlockKind.TABLE_ROW, "15. The crew kept a log.\tThe clerk read it."),
    ]
    report = _report(*drafts)
    found = segments(report, _flat(report))
    dealt = items(report, found)
    assert [len(item) for item in dealt] == [6, 6, *[1] * (len(found) - 12)]
    assert [at for item in dealt for at in item] == list(range(len(found)))


@pytest.mark.parametrize("lead", ["= ", "+", "- ", "@", "• ", "(a) ", "iv) ", "3.2. ", "12. ", "– ", "o "])
def test_leading_marks_are_no_part_of_a_segment(lead):
    report = _report(_draft(BlockKind.PARAGRAPH, f"{lead}Boats were late."))
    assert _texts(report, _flat(report)) == ["Boats were late."]


def test_a_year_or_an_amount_at_the_beginning_stays():
    report = _report(
        _draft(BlockKind.PARAGRAPH, "2016 was a dry year."), _draft(BlockKind.PARAGRAPH, "5.5 tons came.")
    )
    assert _texts(report, _flat(report)) == ["2016 was a dry year.", "5.5 tons came."]


def test_cells_of_a_table_row_are_segments_and_figures_are_not():
    report = _report(_draft(BlockKind.TABLE_ROW, "Too few boats", "Buy more boats", "3,500"))
    assert _texts(report, _flat(report)) == ["Too few boats", "Buy more boats"]


def test_a_run_in_heading_is_no_segment_and_its_section_holds_what_follows():
    report = _report(_draft(BlockKind.PARAGRAPH, "Challenges: Boats were late. Nets tore."))
    top = _flat(report).sections[0]
    section = Section(1, 0, 1, "Challenges", "", Role.CHALLENGES, True, 0, len(report.text), 12, run_in=True)
    found = segments(report, Outline((top, section)))
    assert [report.text[s.start : s.end] for s in found] == ["Boats were late.", "Nets tore."]
    assert {s.section for s in found} == {1}


def test_each_segment_lies_in_its_own_section():
    report = _report(
        _draft(BlockKind.HEADING, "Nets"),
        _draft(BlockKind.PARAGRAPH, "Nets tore."),
        _draft(BlockKind.HEADING, "Boats"),
        _draft(BlockKind.PARAGRAPH, "Boats sank."),
    )
    sections = outline(report)
    names = [sections.sections[s.section].heading for s in segments(report, sections)]
    assert names == ["Nets", "Boats"]


TEXT = st.text(alphabet=st.sampled_from("aB1 .?!…:;()[]“”'’•-=+@\t\n½é中"), max_size=60)


@given(st.lists(st.tuples(st.sampled_from(sorted(BlockKind)), TEXT, TEXT), max_size=8))
def test_segments_are_trimmed_ordered_and_inside_their_blocks(drafts):
    report = _report(*(_draft(BlockKind(kind), *(t for t in texts if t)) for kind, *texts in drafts))
    found = segments(report, outline(report))
    assert [s.index for s in found] == list(range(len(found)))
    for before, after in pairwise(found):
        assert before.end <= after.start
    for segment in found:
        quote, block = report.text[segment.start : segment.end], report.blocks[segment.block]
        assert block.start <= segment.start < segment.end <= block.end
        assert quote == quote.strip()
        assert quote[0] not in "=+-@•"
        assert any(c.isalpha() for c in quote)


@given(TEXT)
def test_sentences_leave_no_letter_out(text):
    covered = {i for start, end in sentences(text, 0, len(text)) for i in range(start, end)}
    assert {i for i, c in enumerate(text) if c.isalnum()} <= covered


def test_a_hostile_paragraph_takes_time_in_proportion():
    text = "a. " * 100_000 + "(" * 50_000 + "." * 50_000
    assert sum(1 for _ in sentences(text, 0, len(text))) > 0


@pytest.mark.shared
def test_boundaries_are_those_of_the_annotators(shared):
    name = "partnership_prisons_zambia"
    path = shared / f"reports/text/{name}.txt"
    report = read(Source(str(path), path.name, "0" * 64, "text", path.stat().st_size), Limits())
    ours = {re.sub(r"\W+", "", text) for text in _texts(report, outline(report))}
    gold = json.loads((shared / f"gold/{name}.json").read_text(encoding="utf-8"))["segments"]
    theirs = {re.sub(r"\W+", "", s["text"]) for s in gold if not s.get("heading") and len(s["text"]) > 60}
    assert len(ours & theirs) / len(theirs) > 0.97
