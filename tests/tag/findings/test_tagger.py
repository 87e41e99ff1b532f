"""The finder of findings through its public entry, on documents written for these tests."""

import re

import pytest
import spacy

from reportminer.config import Limits, Settings
from reportminer.ingest.find import source_of
from reportminer.labels import Label, Method
from reportminer.parse import read
from reportminer.pipeline import Pipeline
from reportminer.section import outline
from reportminer.tag.features import SegmentContext
from reportminer.tag.findings import FindingTagger
from reportminer.tag.segment import segments
from reportminer.types import Source

LETTERS = {"C": Label.CHALLENGE, "L": Label.LESSON, "R": Label.RECOMMENDATION}

# A mark at the end of a line says what the line is: {C}, {L}, {R}, or {-} for nothing.
MARKED = """Coastal Clinics Joint Programme: end of term report

Background

The programme ran for three years in five coastal districts. {-}

Four workshops on record keeping took place in the second year. {-}

It was led by the Fishers' Health Union together with the district councils. {-}

Activities

Nurses held two hundred clinics on the landing beaches. {-}

However, the clinics faced serious shortages of drugs and the nurses were unable to treat everybody. {C}

Challenges

- The district councils lacked vehicles, so half of the visits were cancelled. {C}
- Staff turnover was high and new nurses had not been trained. {C}
- Fuel prices doubled in one year. {C}

Lessons learnt

- Fishers come to a clinic when it opens after the catch is sold. {L}
- Regular meetings with beach leaders build trust and keep the clinics safe. {L}

Recommendations

1. The Ministry of Health should appoint one clinical officer for each beach. {R}
2. Create a joint budget for fuel and share it every month. {R}
3. District councils must publish the dates of all clinics. {R}

Acknowledgements

We thank the beach leaders for their welcome. {-}
"""


@pytest.fixture(scope="module")
def tagger():
    return FindingTagger()


@pytest.fixture
def mine(tmp_path):
    def run(text, tagger):
        path = tmp_path / "report.txt"
        path.write_text(text, encoding="utf-8")
        report = read(Source(str(path), path.name, "1" * 64, "text", path.stat().st_size), Limits())
        sections = outline(report)
        units = segments(report, sections)
        return report, sections, units, tagger.tag(report, sections, units)

    return run


def _marks(marked):
    """The document without its marks, and what each marked line says it is."""
    wanted = re.findall(r"^(?:- |\d\. )?(.+) \{([CLR-])\}$", marked, flags=re.MULTILINE)
    return re.sub(r" \{[CLR-]\}$", "", marked, flags=re.MULTILINE), dict(wanted)


def test_plain_cases_are_found_and_plain_text_is_left_alone(mine, tagger):
    text, wanted = _marks(MARKED)
    report, _, _, found = mine(text, tagger)
    labels = {line: {f.label for f in found if report.text[f.start : f.end] == line} for line in wanted}
    assert {line for line, mark in wanted.items() if mark == "-" and labels[line]} == set()
    missed = {line for line, mark in wanted.items() if mark != "-" and LETTERS[mark] not in labels[line]}
    assert len(missed) <= 1, missed


def test_every_finding_stands_on_its_segment_and_names_its_cue(mine, tagger):
    report, sections, units, found = mine(_marks(MARKED)[0], tagger)
    assert found
    for finding in found:
        segment = units[finding.segment]
        assert (finding.start, finding.end, finding.section) == (segment.start, segment.end, segment.section)
        headings = [s.heading for s in sections.path(sections.sections[finding.section])]
        assert finding.cue
        assert finding.cue in report.text[finding.start : finding.end] or finding.cue in headings
        assert 0 < finding.confidence <= 1
        assert isinstance(finding.method, Method)
    keys = [(f.segment, list(Label).index(f.label)) for f in found]
    assert keys == sorted(set(keys))


def test_a_cue_tells_a_reader_something(mine, tagger):
    """No `was`, which stands in every report, and no comma before the words."""
    lines = (
        "The labour inspector had one motorcycle for four departments and, in the first two years, no fuel.",
        "All contracts were of six months' duration, and the water engineer's post was vacant for a year.",
        "Before that week, the science marks were low and the students didn't ask her anything.",
        "The Memorandum was of one page and a half and did not say who pays the fuel of the boats.",
        "No hours were set aside for branch staff, and each of my seven did the testing in her lunch.",
    )
    found = mine("Report\n\nFindings\n\n" + "\n\n".join(lines) + "\n", tagger)[3]
    assert len(found) >= 3
    for finding in found:
        assert finding.cue[:1].isalnum()
        assert finding.cue.lower() not in {
            "was",
            "were",
            "had",
            "of",
            "of a",
            "was of",
            "is",
            "each",
            "that the",
        }


def test_a_declared_section_is_named_as_the_cue_where_nothing_in_the_words_says_more(mine):
    text = "Report\n\nChallenges\n\n- Fuel prices doubled in one year.\n"
    _, _, _, found = mine(text, FindingTagger(trained=False))
    assert [(f.label, f.cue, f.method) for f in found] == [(Label.CHALLENGE, "Challenges", Method.RULE)]


def test_the_same_report_gives_the_same_findings(mine, tagger):
    text = _marks(MARKED)[0]
    assert mine(text, tagger)[3] == mine(text, FindingTagger())[3] == mine(text, tagger)[3]


def test_recall_finds_all_that_is_found_otherwise_and_more(mine, tagger):
    text = _marks(MARKED)[0]
    # the encoder reads more of the text then, so that a confidence may differ a little
    plain = {(f.segment, f.label) for f in mine(text, tagger)[3]}
    more = {(f.segment, f.label) for f in mine(text, FindingTagger(Settings(recall=True)))[3]}
    assert plain < more


ITEM = (
    "The ferry ran every day. {} The boat is blue. It has two decks and a crew of nine from the town. "
    "The pier was built in 1964. {} The boat carries goods in the morning and people in the afternoon."
)
TROUBLE = "However, the crews faced a serious shortage of life jackets, so two trips had to be cancelled."
NUMBERED = f"""Harbour Report

Findings

12. {ITEM.format("There were no delays.", TROUBLE)}

13. {ITEM.format("It is a ferry.", "It sails at noon.")}
"""


def test_a_numbered_paragraph_is_told_whole_by_its_strongest_sentence(tmp_path):
    (tmp_path / "report.txt").write_text(NUMBERED, encoding="utf-8")
    mined = Pipeline(Settings()).mine(source_of(tmp_path / "report.txt"))
    (finding,) = (f for f in mined.findings if f.label is Label.CHALLENGE)
    text = mined.report.text
    assert text[finding.start : finding.end] == ITEM.format("There were no delays.", TROUBLE)
    sentence = mined.segments[finding.segment]
    assert text[sentence.start : sentence.end] == TROUBLE
    assert finding.cue in TROUBLE
    assert not finding.negated
    assert not finding.denial


def test_without_the_encoder_rules_and_words_have_the_last_word(mine, tagger):
    text = _marks(MARKED)[0]
    fast = FindingTagger(Settings(fast=True))
    sure = {(f.segment, f.label): f.confidence for f in mine(text, tagger)[3]}
    quick = {(f.segment, f.label): f.confidence for f in mine(text, fast)[3]}
    assert sure.keys() & quick.keys()
    assert sure != quick


def test_a_report_without_sentences_has_no_findings(mine, tagger):
    assert mine("Harbour Report\n", tagger)[3] == ()


def test_neighbours_beyond_a_batch_are_seen(mine, tagger):
    """What a long report says of a segment does not hang on where a batch of segments ends."""
    text, lines = (
        _marks(MARKED)[0],
        "\n\n".join(f"The crew of boat {n} kept a log at sea." for n in range(300)),
    )
    text = text.replace("Activities\n\n", f"Activities\n\n{lines}\n\n")
    report, sections, units, found = mine(text, tagger)
    whole = [doc.cats for doc in _docs(tagger, report, sections, units, 10_000)]
    small = [doc.cats for doc in _docs(tagger, report, sections, units, 7)]
    for a, b in zip(whole, small, strict=True):
        assert a == pytest.approx(b, abs=1e-5)
    assert found


def _docs(tagger, report, sections, units, size):
    component = tagger.nlp.get_pipe("reportminer_findings")
    cues = tagger.nlp.get_pipe("reportminer_cues")
    return list(component.pipe((cues(doc) for doc in tagger.docs(report, sections, units)), batch_size=size))


def test_the_components_work_in_a_pipeline_of_someone_elses():
    nlp = spacy.blank("en")
    nlp.add_pipe("reportminer_findings")
    assert nlp.pipe_names == ["reportminer_cues", "reportminer_findings"]
    doc = nlp("The two councils should share one ledger and must publish it every year.")
    assert set(doc.cats) == {label.value for label in Label}
    assert doc.cats["RECOMMENDATION"] > doc.cats["CHALLENGE"]
    assert [v.label for v in doc._.findings] == [Label.RECOMMENDATION]
    assert "r.should" in {span.label_ for span in doc.spans["cues"]}


def test_context_counts():
    """The same words weigh more under a heading that declares them."""
    nlp = spacy.blank("en")
    nlp.add_pipe("reportminer_findings")
    chances = []
    for context in (None, SegmentContext(role="challenges", declared=True, kind="list_item")):
        doc = nlp.make_doc("Fuel prices doubled in one year.")
        doc._.reportminer = context
        chances.append(nlp(doc).cats["CHALLENGE"])
    assert chances[0] < chances[1]


@pytest.mark.parametrize(
    ("text", "label", "fired"),
    [
        ("The crews faced long delays in getting fuel.", "CHALLENGE", True),
        ("There were no delays.", "CHALLENGE", False),
        ("There were no conflicting interests between the crews.", "CHALLENGE", False),
        ("The crews met no obstacles.", "CHALLENGE", False),
        ("There were no trained mechanics.", "CHALLENGE", True),
        ("The Ministry accepts this recommendation.", "RECOMMENDATION", False),
        ("Should both sides keep a log?", "RECOMMENDATION", False),
        ("We learned that trust between crews is key to success and takes years to build.", "LESSON", True),
        ("The following lessons were learnt:", "LESSON", False),
        ("It is recommended that the ministry publish its accounts.", "RECOMMENDATION", True),
    ],
)
def test_grammar_of_difficulty_insight_and_advice(text, label, fired):
    nlp = spacy.blank("en")
    nlp.add_pipe("reportminer_findings")
    assert (label in {v.label for v in nlp(text)._.findings}) is fired


def test_a_segment_of_a_word_or_two_is_no_finding(mine, tagger):
    text = "Pier report\n\nRecommendations\n\n- Accepted.\n\n- Paint both piers before the rains.\n"
    report, _, _, found = mine(text, tagger)
    assert [report.text[f.start : f.end] for f in found] == ["Paint both piers before the rains."]


def test_a_sentence_that_only_leads_to_its_list_is_no_finding(mine, tagger):
    items = "- paint both piers before the rains;\n- buy two radios for every boat.\n"
    report, _, _, found = mine(f"Pier report\n\nRecommendations\n\nThe council should:\n\n{items}", tagger)
    told = [report.text[f.start : f.end] for f in found]
    assert told == ["paint both piers before the rains;", "buy two radios for every boat."]
