"""Where reports differ about a theme."""

from reportminer.gather.differences import Differences, stances


def finding(name, *themes, label="CHALLENGE", over="", sure=0.5):
    return {"finding_id": name, "label": label, "themes": list(themes), "resolved": over, "confidence": sure}


ONE = [finding("a", "money"), finding("b", "money", "trust", sure=0.9)]
TWO = [finding("c", "money", over="no longer"), finding("d", "trust", label="LESSON", over="no longer")]
MIXED = [finding("e", "roads", over="was solved"), finding("f", "roads")]


def told(*reports):
    differences = Differences()
    for report in reports:
        differences.add(report)
    return differences.themes()


def test_a_theme_is_disputed_where_one_report_says_over_and_another_not():
    assert told(ONE, TWO) == {"money"}
    assert told(TWO, ONE) == {"money"}


def test_one_report_alone_is_no_dispute():
    assert told(MIXED) == frozenset()
    assert told(MIXED, [finding("g", "roads")]) == {"roads"}


def test_lessons_and_agreement_are_none():
    assert told(ONE, ONE) == frozenset()
    assert told(TWO, TWO) == frozenset()


def test_each_report_takes_a_side_with_its_surest_words():
    themes = frozenset({"money", "roads"})
    assert list(stances("r1", ONE, themes)) == [
        {
            "theme_id": "money",
            "report_id": "r1",
            "stance": "stands",
            "challenges": 2,
            "over": 0,
            "finding_id": "b",
        }
    ]
    assert [(row["stance"], row["finding_id"]) for row in stances("r2", TWO, themes)] == [("over", "c")]
    assert [(row["stance"], row["over"], row["finding_id"]) for row in stances("r3", MIXED, themes)] == [
        ("both", 1, "e")
    ]


def test_a_challenge_told_by_a_denial_stands_like_any_other():
    """`Nobody paid the crews`: the denial is of what was needed, not of the difficulty."""
    nobody = [{**finding("h", "money"), "negated": True}]
    assert told(nobody, TWO) == {"money"}
    (row,) = stances("r4", nobody, frozenset({"money"}))
    assert row["stance"] == "stands"
