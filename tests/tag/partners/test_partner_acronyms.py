import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportminer.tag.partners.acronyms import best_long_form, pairs


def found(text: str) -> list[tuple[str, str]]:
    return [(text[slice(*p.short)], text[slice(*p.long)]) for p in pairs(text, 0, len(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the Harbour Safety Council (HSC) met", [("HSC", "Harbour Safety Council")]),
        ("the HSC (Harbour Safety Council) met", [("HSC", "Harbour Safety Council")]),
        (
            "the National Union of Boat Owners (NUBO or “the Union”) met",
            [("NUBO", "National Union of Boat Owners")],
        ),
        ("Harbour Safety Council (the “HSC”) met", [("HSC", "Harbour Safety Council")]),
        ("two boats (HSC) came", []),
        ("the Harbour Safety Council (see page 3) met", []),
        ("( ) () (A", []),
    ],
)
def test_pairs(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


def test_a_short_form_in_words_points_at_the_name_before_it() -> None:
    text = "the Department for Boats (“the Department”) said"
    (pair,) = pairs(text, 0, len(text))
    assert text[slice(*pair.short)] == "Department"
    assert text[: pair.long[1]].endswith("Department for Boats")


def test_every_letter_of_the_short_form_is_in_the_long_form() -> None:
    assert best_long_form("HSC", "a Harbour Safety Council") == 2
    assert best_long_form("HSX", "Harbour Safety Council") is None


@given(st.text(alphabet=st.sampled_from("ABCabc ()-’“”1"), max_size=80))
def test_spans_lie_in_the_text(text: str) -> None:
    for pair in pairs(text, 0, len(text)):
        assert 0 <= pair.short[0] < pair.short[1] <= len(text)
        assert 0 <= pair.long[0] <= pair.long[1] <= len(text)
