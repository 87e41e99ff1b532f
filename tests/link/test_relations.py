"""Which challenge a recommendation answers, and where a lesson came from."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from reportminer.labels import Label
from reportminer.link.pairs import AFTER, BEFORE, LIKE, Pairing
from reportminer.link.relations import relate, scene_of
from reportminer.types import Coding

FILLER = [
    f"The {word} of the valley was painted in the second year." for word in ("gate", "mill", "barn", "ford")
]
STORY = [
    "# The ferry",
    "C: The ferry had no engine between June and October, and the nurses could not cross.",
    "R: Keep a spare engine for the ferry in the nurses' store.",
    *FILLER,
    "# The school",
    "C: Desks for the school were delivered without legs.",
    "L: Whoever orders desks should sit on one first; legs had been a separate line of the order.",
    *FILLER,
]


def told(mined):
    text = mined.report.text
    words = [text[finding.start : finding.end].split(",")[0] for finding in mined.findings]
    return {(relation.kind, words[relation.source], words[relation.target]) for relation in mined.relations}


def test_what_stands_behind_a_challenge_and_speaks_of_it_answers_it(mined):
    report = mined(STORY)
    found = told(replace(report, relations=relate(report)))
    assert {kind for kind, _, _ in found} == {"answers", "from"}
    assert any(
        source.startswith("Keep a spare") and target.startswith("The ferry") for _, source, target in found
    )
    assert any(source.startswith("Whoever") and target.startswith("Desks") for _, source, target in found)
    assert len(found) == 2


def test_a_relation_says_why_and_how_surely(mined):
    for relation in relate(mined(STORY)):
        assert 0 < relation.score <= 1
        assert relation.reason


def test_a_sentence_that_is_both_does_not_answer_itself(mined):
    report = mined(["# The ferry", "C: The ferry needs an engine.", *FILLER])
    (challenge,) = report.findings
    both = replace(report, findings=(challenge, replace(challenge, label=Label.RECOMMENDATION)))
    assert not Pairing(scene_of(both)).pairs(1)


def test_a_report_without_challenges_has_no_relations(mined):
    assert relate(mined(["R: Keep a spare engine.", "L: Engines like care."])) == ()


def test_numbers_themes_and_partners_are_seen(mined):
    lines = [
        "C: 3.1 The sluice of the Fen Board stuck.",
        *FILLER,
        "R: The Fen Board should grease it, see finding 3.1.",
    ]
    report = mined(lines, ("Fen Board",))
    report = replace(report, codings=(Coding(0, "water", 0.9), Coding(1, "water", 0.8)))
    (pair,) = Pairing(scene_of(report)).pairs(1)
    assert {"partner", "codes:1", "most_alike"} <= set(pair.features)
    assert "number" not in pair.features
    numbered = replace(report.findings[0], number="3.1")
    scene = scene_of(replace(report, findings=(numbered, report.findings[1])))
    assert "number" in Pairing(scene).pairs(1)[0].features


def test_many_findings_are_compared_with_few(mined):
    lines = [f"C: Pump number {n} of ward {n % 7} broke in week {n}." for n in range(300)]
    report = mined([*lines, "R: Mend the pump of ward 3."])
    assert len(Pairing(scene_of(report)).pairs(300)) <= BEFORE + AFTER + LIKE


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.sampled_from(["C: A pump broke.", "R: Mend it.", "L: Pumps break.", "A sentence."]), min_size=1
    )
)
def test_relations_go_from_lesson_or_recommendation_to_challenge(lines):
    from tests.link.conftest import written

    report = written(lines)
    relations = relate(report)
    assert relations == relate(report)
    for relation in relations:
        ends = (report.findings[relation.source].label, report.findings[relation.target].label)
        assert ends in {("RECOMMENDATION", "CHALLENGE"), ("LESSON", "CHALLENGE")}
        assert relation.kind == ("answers" if ends[0] == "RECOMMENDATION" else "from")
