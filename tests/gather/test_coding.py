"""Coding: which themes a finding carries, and with what score."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportminer.gather.codebook import Code, Codebook, load_codebook
from reportminer.gather.coding import BATCH, Coder, CodingSettings, Passage
from reportminer.gather.features import BESIDE
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


def chance(text: str, heading: str = "") -> dict[str, float]:
    """The probability of every code, given or not."""
    row = CODER.chances([Passage(text, heading)])[0]
    return {code.id: float(p) for code, p in zip(BOOK.codes, row, strict=True)}


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


def test_a_heading_supports_what_stands_under_it() -> None:
    with_it, without = chance("Nothing came.", "Funds"), chance("Nothing came.", "Notes")
    assert with_it["money"] > without["money"]
    assert with_it["trust"] == pytest.approx(without["trust"])


def test_the_nearest_heading_is_the_one_that_counts() -> None:
    assert codes(["Report", "Funds"], "No funds came.") == CODER.score("No funds came.", "Funds")


def test_terms_say_more_than_weak_terms_and_add_up() -> None:
    weak, word = chance("There was a cost."), chance("There was a fund.")
    both = chance("There was a lack of money in the fund.")
    assert both["money"] > word["money"] > weak["money"]


def test_an_excluded_phrase_takes_its_term_away() -> None:
    assert chance("They trust the trust fund.")["trust"] > chance("A trust fund was set up.")["trust"]
    assert "trust" not in codes([], "A trust fund was set up.")


def test_in_a_long_text_a_word_in_passing_says_less() -> None:
    padding = "and then another thing was told at some length " * 8
    assert chance(f"A fund was named {padding}.")["money"] < chance("A fund was named.")["money"]


def test_a_code_is_found_by_its_examples_alone() -> None:
    book = Codebook(
        "b",
        (
            Code("boats", "Boats", "Boats and ferries.", examples=("The ferry broke down in the strait.",)),
            Code("tax", "Taxes", "Taxes and levies.", examples=("The treasury raised the levy on salt.",)),
        ),
    )
    rows = Coder(book).chances([Passage("Both ferries broke down before the strait was crossed.")])
    assert rows[0, 0] > 2 * rows[0, 1]


def test_codings_come_by_finding_then_by_score() -> None:
    report, outline, finding = outlined([], "A lack of money and a turnover.")
    codings = CODER.code(report, outline, [finding, finding])
    assert [coding.finding for coding in codings] == [0, 0, 1, 1]
    assert codings[0].score >= codings[1].score


def test_no_finding_carries_more_codes_than_the_settings_say() -> None:
    text = "Trust, turnover, vacancies, funds and a lack of money."
    assert len(Coder(BOOK, CodingSettings(most=1)).score(text)) == 1
    assert len(Coder(BOOK, CodingSettings(threshold=0.01, most=3)).score(text)) == 3


def test_passages_are_taken_one_batch_at_a_time_and_order_is_kept() -> None:
    taken = []

    def passages() -> Iterator[Passage]:
        for number in range(3 * BATCH):
            taken.append(number)
            yield Passage("No funds." if number % 2 else "The road was closed.")

    coded = CODER.stream(passages())
    assert next(coded) == {}
    assert len(taken) <= BATCH + BESIDE
    assert "money" in next(coded)
    assert sum(1 for _ in coded) == 3 * BATCH - 2


def test_a_passage_has_the_same_codes_alone_and_among_others() -> None:
    passages = [Passage(text, "Funds") for text in PARTNERSHIP]
    coder = Coder(load_codebook())
    alone = [coder.score(p.text, p.heading) for p in passages]
    for one, other in zip(alone, coder.stream(passages), strict=True):
        assert one == pytest.approx(other, abs=2e-4)


def test_what_stands_beside_a_finding_speaks_for_its_codes() -> None:
    told, vague = "Nurses left and their posts stayed vacant.", "It took until spring."
    coder = Coder(load_codebook())
    at = [code.id for code in coder.codebook.codes].index("staffing_continuity")
    together = coder.chances([Passage(told, near="a"), Passage(vague, near="a")])
    apart = coder.chances([Passage(told, near="a"), Passage(vague, near="b")])
    assert together[1, at] > apart[1, at]
    assert apart[1] == pytest.approx(coder.chances([Passage(vague)])[0], abs=1e-5)


def test_findings_at_the_end_of_a_batch_see_those_at_the_begin_of_the_next() -> None:
    texts = list(PARTNERSHIP)
    passages = [Passage(texts[at % len(texts)], near=str(at // 7)) for at in range(BATCH + 9)]
    coder = Coder(load_codebook())
    whole = coder.chances(passages[BATCH - 8 :])
    streamed = list(coder.stream(passages))
    for row, scores in zip(whole[4:], streamed[BATCH - 4 :], strict=True):
        chances = dict(zip((c.id for c in coder.codebook.codes), row.tolist(), strict=True))
        assert scores == pytest.approx({code: chances[code] for code in scores}, abs=2e-4)
    assert len(streamed) == len(passages)


def test_what_was_learnt_is_used_for_the_codes_that_it_was_learnt_of_alone() -> None:
    shipped = load_codebook()
    renamed = Codebook("own", tuple(replace(c, definition=c.definition + " Own.") for c in shipped.codes))
    halved = Codebook("half", shipped.codes[::2])
    text = [Passage("Nobody paid the drivers after June.")]
    whole = Coder(shipped).chances(text)
    assert not np.allclose(Coder(renamed).chances(text), whole, atol=1e-3)
    assert Coder(halved).chances(text).shape == (1, len(halved.codes))


@given(st.text(max_size=300))
def test_scores_lie_between_the_threshold_and_one_and_do_not_change(text: str) -> None:
    scores = CODER.score(text + " funds")
    assert all(0 < score <= 1 for score in scores.values())
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


def test_a_text_that_says_nothing_is_not_coded() -> None:
    coder = Coder(load_codebook())
    for text in ("", "It works well.", "12 345", "…"):
        assert coder.score(text) == {}
