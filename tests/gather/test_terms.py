"""What a term of a codebook matches."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportminer.gather.terms import TermMatcher, forms, parse_term


def found(term: str, text: str) -> list[str]:
    return [text[hit.start : hit.end] for hit in TermMatcher([term]).find(text)]


@pytest.mark.parametrize(
    ("term", "text", "expected"),
    [
        ("delay", "Delays were common; it was delayed again.", ["Delays", "delayed"]),
        ("agency", "Two agencies and the agency's head", ["agencies", "agency's"]),
        ("plan", "They planned; planning took long.", ["planned", "planning"]),
        ("share", "Sharing was rare, nothing was shared.", ["Sharing", "shared"]),
        ("child", "children", ["children"]),
        ("leave", "Two nurses left.", ["left"]),
        ("training", "Training, trainings, train", ["Training", "trainings"]),
        ("organisation", "an organization of organisations", ["organization", "organisations"]),
        ("programme", "the program", ["program"]),
        ("trust", "entrusted to a trustee", []),
        ("law", "lawn", []),
        (
            "co-ordination",
            "coordination, co-ordination, co ordination",
            ["coordination", "co-ordination", "co ordination"],
        ),
        ("coordination", "better co-ordination", ["co-ordination"]),
        ("buy-in", "there was no buy in", ["buy in"]),
        ("long term", "a long-term plan", ["long-term"]),
        ("sustainab*", "sustainably", ["sustainably"]),
        ("sustainab*", "sustain", []),
        ("MoU", "The MoU and other MoUs; mou", ["MoU", "MoUs"]),
        ("IT", "It was hard. IT was slow.", ["IT"]),
        ("lack ... staff", "a lack of trained nursing staff", ["lack of trained nursing staff"]),
        ("lack ... staff", "lack of very well trained nursing staff", []),
        ("lack ... staff", "Lacking staff", ["Lacking staff"]),
        ("M&E", "an M&E officer", ["M&E"]),
        ("roles and responsibilities", "the role and responsibility of each", ["role and responsibility"]),
    ],
)
def test_a_term_matches_its_forms_and_no_other_word(term: str, text: str, expected: list[str]) -> None:
    assert found(term, text) == expected


@pytest.mark.parametrize(
    ("term", "reason"),
    [
        ("...", "no words"),
        ("... staff", "not at an end"),
        ("ab*", "at least 3 letters"),
        ("st*ff", "no word"),
        ("(staff)", "no word"),
        ("one two three four five six seven eight nine", "more than 8 words"),
    ],
)
def test_a_term_that_cannot_be_matched_says_why(term: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_term(term)


def test_all_terms_are_found_in_one_walk_by_place_then_length() -> None:
    text = "A trust fund needs trust."
    hits = TermMatcher(["trust", "trust fund", "fund"]).find(text)
    assert [(hit.term, text[hit.start : hit.end]) for hit in hits] == [
        (0, "trust"),
        (1, "trust fund"),
        (2, "fund"),
        (0, "trust"),
    ]


@given(st.text(alphabet=string.ascii_lowercase, min_size=1, max_size=12))
def test_a_word_is_among_its_own_forms(word: str) -> None:
    assert word in forms(word)


@given(st.text(max_size=120), st.text(max_size=120))
def test_a_term_is_found_wherever_it_stands_apart(before: str, after: str) -> None:
    text = f"{before} \n weak governance \n {after}"
    assert any(
        text[hit.start : hit.end] == "weak governance" for hit in TermMatcher(["weak governance"]).find(text)
    )


@given(st.text(max_size=200))
def test_hits_lie_inside_the_text_and_come_in_order(text: str) -> None:
    hits = TermMatcher(["the", "nor*", "a ... b"]).find(text)
    places = [(hit.start, hit.end, hit.term) for hit in hits]
    assert places == sorted(set(places))
    assert all(0 <= hit.start < hit.end <= len(text) for hit in hits)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The Harbour Trust paid for the lamps.", True),
        ("They asked the Trust's treasurer twice.", True),
        ("Two Trusts merged in the spring.", True),
        ("Trust was slow to come.", False),
        ("We ask for trust and time.", False),
        ("It came late. Trust was gone by then.", False),
        ("What we missed: Trust among the crews.", False),
        ("Building Trust And Respect", False),
    ],
)
def test_a_word_behind_the_sign_of_names_matches_in_a_name_alone(text: str, found: bool) -> None:
    assert bool(TermMatcher(["^Trust"]).find(text)) == found
    assert TermMatcher(["trust", "^Trust"]).find(text)  # names are found by other terms as before


def test_the_sign_of_names_stands_before_one_word() -> None:
    for wrong in ("^", "^co-op", "^^Trust"):
        with pytest.raises(ValueError, match="word"):
            parse_term(wrong)
