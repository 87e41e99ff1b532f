"""The figures of links, and what training makes of cases."""

from pathlib import Path

import pytest

from reportminer.annotations import load
from reportminer.evaluate.links import Figures, Tally, lines, measure
from reportminer.train.links import Case, accuracy, f1, fit

ROOT = Path(__file__).parents[2]


def test_a_tally_counts_answers_and_their_absence() -> None:
    tally = Tally()
    tally.add(right=True, wanted=False, given=False)
    tally.add(right=True, wanted=True, given=True)
    tally.add(right=False, wanted=True, given=False)
    assert tally.accuracy == pytest.approx(2 / 3)
    assert tally.f1 == pytest.approx(2 / 3)


def test_figures_of_an_annotated_report_are_written_out() -> None:
    texts = ROOT / "corpus" / "text"
    document = next(d for d in load(ROOT / "annotations" / "corpus.jsonl", texts) if d.about.split == "train")
    figures = measure([document], texts)
    assert figures.tally("actor").findings == sum(
        finding.labels[0] != "LESSON" for finding in document.findings
    )
    assert 0 <= figures.relation_f1() <= 1
    assert any(line.startswith("relations: all") for line in lines(figures))


def test_relations_found_wholly_are_one_and_none_is_nothing() -> None:
    figures = Figures()
    assert figures.relation_f1() == 0
    for what in ("wanted", "given", "right"):
        figures.relations["from", what] = 3
    assert figures.relation_f1() == figures.relation_f1("from") == 1


def cases() -> list[Case]:
    """In each report the near one is right, and nothing where there is only a far one."""
    good = [Case(f"r{n}", [{"near": 1.0}, {"far": 1.0}], [True, False], 1) for n in range(24)]
    return good + [Case(f"r{n}", [{"far": 1.0}], [False], 0) for n in range(24)]


@pytest.mark.parametrize(("name", "score"), [("actor_challenge", accuracy), ("answers", f1)])
def test_training_learns_what_is_plain_and_gives_the_same_twice(name: str, score) -> None:  # type: ignore[no-untyped-def]
    model, figure = fit(name, cases(), score)
    assert figure == 1
    assert model["weights"]["near"] > 0 > model["weights"]["far"]
    assert fit(name, cases(), score) == (model, figure)
