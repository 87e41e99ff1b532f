"""Coding: which themes a finding carries, and with what score."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportminer.gather.codebook import Code, Codebook, load_codebook
from reportminer.gather.coding import Coder
from reportminer.labels import Label, Method, Role
from reportminer.types import Finding, Outline, Report, Section, Source

BOOK = Codebook(
    "test",
    (
        Code("money", "Money", "d", terms=("fund", "lack of money"), weak_terms=("resource", "cost", "pay")),
        Code("staff", "Staff", "d", terms=("turnover", "vacancy"), weak_terms=("team",)),
        Code("trust", "Trust", "d", terms=("trust",), not_terms=("trust fund",)),
    ),
)
CODER = Coder(BOOK)


def outlined(headings: Sequence[str], body: str) -> tuple[Report, Outline, Finding]:
    """A report of nested headings with one finding under the last."""
    text = "".join(f"{heading}\n\n" for heading in headings) + body
    sections = [Section(0, -1, 0, "", "", Role.OTHER, False, 0, 0, 0)]
    at = 0
    for level, heading in enumerate(headings, 1):
        sections.append(
            Section(
                level,
                level - 1 if level > 1 else -1,
                level,
                heading,
                "",
                Role.OTHER,
                False,
                at,
                len(text),
                at,
            )
        )
        at += len(heading) + 2
    report = Report(Source("r", "r", "0" * 64, "text", 1), text, (), (), ())
    finding = Finding(Label.CHALLENGE, at, len(text), 0, len(headings), 0.9, Method.RULE)
    return report, Outline(tuple(sections)), finding


def codes(headings: Sequence[str], body: str) -> dict[str, float]:
    report, outline, finding = outlined(headings, body)
    return {coding.theme_id: coding.score for coding in CODER.code(report, outline, [finding])}


def test_a_finding_carries_each_code_whose_terms_it_has() -> None:
    assert set(codes([], "High turnover and no funds.")) == {"money", "staff"}


def test_a_finding_without_terms_carries_none() -> None:
    assert codes([], "The road was closed.") == {}


def test_one_weak_term_does_not_code_three_do() -> None:
    assert codes([], "The team met.") == {}
    assert codes([], "Resources went into the cost of pay.") == {"money": pytest.approx(0.5781)}


def test_a_heading_supports_but_does_not_code_alone() -> None:
    assert codes(["Funding"], "Nothing came.") == {}
    assert codes(["Funds"], "Costs and resources were a worry.")["money"] > 0.5
    assert codes([], "Costs and resources were a worry.") == {}


def test_the_nearest_heading_counts_more_than_those_above() -> None:
    near = codes(["Report", "Funds"], "No funds came.")["money"]
    far = codes(["Funds", "Report"], "No funds came.")["money"]
    none = codes(["Report", "Notes"], "No funds came.")["money"]
    assert near > far > none


def test_a_phrase_weighs_more_than_a_word_and_terms_add_up() -> None:
    phrase, word = codes([], "There was a lack of money."), codes([], "There was a fund.")
    both = codes([], "There was a lack of money in the fund.")
    assert both["money"] > phrase["money"] > word["money"]


def test_a_term_counts_once_however_often_it_occurs() -> None:
    assert codes([], "Funds, funds and funds.") == codes([], "Funds.")


def test_an_excluded_phrase_takes_its_term_away() -> None:
    assert set(codes([], "A trust fund was set up.")) == {"money"}
    assert set(codes([], "They trust the trust fund.")) == {"money", "trust"}


def test_in_a_long_text_a_word_in_passing_codes_no_more() -> None:
    padding = "and then another thing was told at some length " * 8
    assert codes([], f"A fund was named {padding}.") == {}
    assert codes([], f"A lack of money was named {padding}.") == {"money": 0.75}


def test_codings_come_by_finding_then_by_score() -> None:
    report, outline, finding = outlined([], "A lack of money and a turnover.")
    codings = CODER.code(report, outline, [finding, finding])
    assert [(coding.finding, coding.theme_id) for coding in codings] == [
        (0, "money"),
        (0, "staff"),
        (1, "money"),
        (1, "staff"),
    ]


@given(st.text(max_size=300))
def test_scores_lie_between_the_threshold_and_one_and_do_not_change(text: str) -> None:
    scores = CODER.score(text + " funds")
    assert all(CODER.weights.threshold <= score <= 1 for score in scores.values())
    assert list(Coder(BOOK).score(text + " funds").items()) == list(scores.items())


PARTNERSHIP = {
    "Four coordinators left within a year and the vacancies were never filled.": "staffing_continuity",
    "Partners should sign a memorandum of understanding before any money changes hands.": "agreements_legal",
    "Trust between the two agencies broke down after the audit.": "trust_relationships",
    "The ministry's approval process took nine months.": "bureaucracy_politics",
    "Villagers had no say in where the wells were dug.": "community_participation",
    "Flooded roads made the northern camps inaccessible.": "access_security",
    "Every grant was for a single year, so nothing could be planned.": "funding_resources",
    "Use one referral pathway for all clinics.": "service_integration",
    "Wheelchair users and other people with disabilities were left out.": "equity_inclusion",
    "Lessons learned were not written up.": "learning_sharing",
    "Small charities could not compete when tenders were called.": "commissioning_competition",
    "The drop-in centre needs an exit strategy.": "sustainability_scale",
}


@pytest.mark.parametrize(("text", "code"), PARTNERSHIP.items())
def test_the_partnership_codebook_codes_plain_cases(text: str, code: str) -> None:
    assert code in Coder(load_codebook()).score(text)


@pytest.mark.parametrize(
    "text",
    [
        "The project has been supported by many people over time.",
        "This report was written for the programme.",
        "It works well.",
    ],
)
def test_words_that_every_report_uses_do_not_code(text: str) -> None:
    assert Coder(load_codebook()).score(text) == {}
