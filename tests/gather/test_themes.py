"""Counting themes over reports."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportminer.gather.codebook import Code, Codebook
from reportminer.gather.themes import Tally

BOOK = Codebook(
    "test",
    (
        Code("money", "Money", "Funds.", terms=("fund", "budget")),
        Code("staff", "Staff", "People.", terms=("turnover",)),
    ),
)


def finding(number: int, label: str, text: str, confidence: float = 0.5) -> dict[str, Any]:
    return {"finding_id": f"f{number}", "label": label, "text": text, "confidence": confidence}


def coding(number: int, theme: str, score: float = 0.6) -> dict[str, Any]:
    return {"finding_id": f"f{number}", "theme_id": theme, "score": score}


def counted() -> Tally:
    tally = Tally(BOOK)
    tally.add(
        "r1",
        [
            finding(1, "CHALLENGE", "Funds and turnover."),
            finding(2, "LESSON", "The fund's budget."),
            finding(3, "CHALLENGE", "Rain."),
        ],
        [coding(1, "money"), coding(1, "staff"), coding(2, "money", 0.84)],
    )
    tally.add("r2", [finding(4, "RECOMMENDATION", "Raise funds.", 0.9)], [coding(4, "money", 0.84)])
    tally.add("r3", [], [])
    return tally


def test_reports_are_counted_apart_from_findings() -> None:
    money = counted().themes()[0]
    assert {key: money[key] for key in ("theme_id", "origin", "reports", "findings")} == {
        "theme_id": "money",
        "origin": "codebook",
        "reports": 2,
        "findings": 3,
    }
    assert [money[key] for key in ("challenges", "lessons", "recommendations")] == [1, 1, 1]


def test_the_theme_above_is_told() -> None:
    below = Code("late", "Late money", "Money that comes late.", terms=("arrears",), parent="money")
    rows = Tally(Codebook("Mine", (*BOOK.codes, below))).themes()
    assert [row["parent"] for row in rows] == ["", "", "money", ""]


def test_top_terms_are_those_found_most_often() -> None:
    assert counted().themes()[0]["top_terms"] == ["fund", "budget"]


def test_weak_terms_stand_behind_the_others() -> None:
    code = Code("money", "Money", "Funds.", terms=("levy",), weak_terms=("coin",))
    tally = Tally(Codebook("Mine", (code,)))
    texts = ["A levy of one coin was asked.", "The coin was lost.", "Each coin counts."]
    rows = [finding(number, "CHALLENGE", text) for number, text in enumerate(texts)]
    tally.add("r1", rows, [coding(number, "money") for number in range(3)])
    assert tally.themes()[0]["top_terms"] == ["levy", "coin"]


def test_the_example_has_the_highest_score_then_confidence() -> None:
    assert counted().themes()[0]["example"] == "Raise funds."


def test_the_last_row_tells_what_is_not_coded() -> None:
    last = counted().themes()[-1]
    assert (last["theme_id"], last["origin"], last["findings"], last["reports"]) == ("uncoded", "none", 1, 1)
    assert "1 of 4 findings (25.0%)" in str(last["definition"])
    assert last["example"] == "Rain."


def test_the_matrix_has_a_column_for_each_theme_and_a_row_for_any_report() -> None:
    tally = counted()
    assert tally.matrix_header() == ("report_id", "money", "staff", "uncoded")
    assert tally.matrix_row("r1") == {"report_id": "r1", "money": 2, "staff": 1, "uncoded": 1}
    assert tally.matrix_row("r3") == {"report_id": "r3", "money": 0, "staff": 0, "uncoded": 0}
    assert tally.matrix_row("never seen")["money"] == 0


def test_nothing_counted_gives_rows_of_zeros() -> None:
    rows = Tally(BOOK).themes()
    assert [row["findings"] for row in rows] == [0, 0, 0]
    assert "0 of 0 findings (0.0%)" in str(rows[-1]["definition"])


def test_a_report_is_counted_once() -> None:
    tally = counted()
    with pytest.raises(ValueError, match="r1"):
        tally.add("r1", [], [])


@given(st.permutations(range(6)))
def test_the_order_of_findings_does_not_change_a_theme(order: list[int]) -> None:
    findings = [finding(n, "LESSON", f"Fund {n % 3}.", 0.5) for n in range(6)]
    codings = [coding(n, "money") for n in range(6)]
    first, second = Tally(BOOK), Tally(BOOK)
    first.add("r", findings, codings)
    second.add("r", [findings[n] for n in order], [codings[n] for n in order])
    assert first.themes() == second.themes()


@given(st.lists(st.tuples(st.sampled_from(["", "money", "staff"]), st.integers(0, 3)), max_size=30))
def test_counts_add_up(rows: list[tuple[str, int]]) -> None:
    tally = Tally(BOOK)
    for report in range(4):
        mine = [(n, theme) for n, (theme, place) in enumerate(rows) if place == report]
        tally.add(
            f"r{report}",
            [finding(n, "CHALLENGE", "Fund.") for n, _ in mine],
            [coding(n, theme) for n, theme in mine if theme],
        )
    assert sum(int(str(row["findings"])) for row in tally.themes()) == len(rows)
    for theme in tally.themes():
        total = sum(int(str(tally.matrix_row(f"r{report}")[str(theme["theme_id"])])) for report in range(4))
        assert total == theme["findings"]
