"""Themes over reports: every figure can be counted by hand."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from reportminer.gather.dataset import Dataset, answers


def report(name: str, words: int = 1000, year: int | None = 2011, status: str = "ok") -> dict[str, Any]:
    known = {"words": words, "year": year, "country": "Kenya", "organisation": "", "status": status}
    return {"report_id": name, **known}


def finding(number: int, themes: list[str], label: str = "CHALLENGE") -> dict[str, Any]:
    return {"finding_id": f"f{number}", "themes": themes, "label": label, "section_role": "results"}


def counted() -> Dataset:
    data = Dataset(["money", "staff", "uncoded"])
    data.add(report("a"), [finding(1, ["money"]), finding(2, ["staff", "money"]), finding(3, [], "LESSON")])
    data.add(report("b", 3000, 2012), [finding(4, ["money"], "LESSON")])
    data.add(report("c", 500, None), [])
    return data


def row(theme: str, by: str, value: str) -> dict[str, object]:
    return next(r for r in counted().counts() if (r["theme_id"], r["by"], r["value"]) == (theme, by, value))


def test_reports_and_findings_are_counted_apart() -> None:
    money = row("money", "all", "")
    assert (money["reports"], money["findings"]) == (2, 3)
    assert row("uncoded", "label", "LESSON")["findings"] == 1


def test_rates_are_by_the_words_of_the_reports_concerned() -> None:
    assert row("money", "year", "2011")["per_10000_words"] == 20.0
    assert row("money", "year", "2012")["per_10000_words"] == 3.3333
    assert row("money", "label", "CHALLENGE")["per_10000_words"] == 4.4444


def test_words_of_reports_that_were_not_mined_lower_no_rate() -> None:
    data = counted()
    data.add(report("d", 9000, 2011, "untagged"), [])
    data.add(report("e", 9000, 2011, "failed"), [])
    assert list(data.counts()) == list(counted().counts())
    data.add(report("f", 1000, 2011, "partial"), [])
    money = [row for row in data.counts() if (row["theme_id"], row["by"]) == ("money", "year")]
    rates = {row["per_10000_words"] for row in money}
    assert rates == {10.0, 3.3333}


def test_pairs_come_in_the_order_of_the_codebook() -> None:
    assert list(counted().pairs()) == [
        {"theme_id": "money", "with_theme_id": "staff", "reports": 1, "findings": 1, "jaccard": 0.5}
    ]


def test_a_challenge_is_listed_with_what_answers_it_under_each_of_its_themes() -> None:
    findings = [finding(1, ["money", "staff"]), finding(2, ["money"], "RECOMMENDATION"), finding(3, [])]
    relations = [
        {"kind": "answers", "source": "f2", "target": "f1", "report_id": "a"},
        {"kind": "answers", "source": "f2", "target": "f3", "report_id": "a"},
        {"kind": "from", "source": "f2", "target": "f1", "report_id": "a"},
    ]
    rows = list(answers(findings, relations))
    assert [(r["theme_id"], r["challenge_id"], r["recommendation_id"]) for r in rows] == [
        ("money", "f1", "f2"),
        ("staff", "f1", "f2"),
    ]


@given(st.lists(st.lists(st.sets(st.sampled_from(["money", "staff"])), max_size=5), max_size=5))
def test_values_of_every_kind_add_up_to_all(reports: list[list[set[str]]]) -> None:
    data = Dataset(["money", "staff", "uncoded"])
    for at, themes in enumerate(reports):
        data.add(report(f"r{at}", year=2000 + at), [finding(n, sorted(own)) for n, own in enumerate(themes)])
    totals: dict[tuple[object, object], int] = {}
    for found in data.counts():
        key = (found["theme_id"], found["by"])
        totals[key] = totals.get(key, 0) + int(str(found["findings"]))
    for (theme, _), total in totals.items():
        assert total == totals[theme, "all"]
