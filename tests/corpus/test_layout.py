"""Our PDF reader on pages whose layout is known: no figure may fall below what it once was.

`pytest tests/corpus/test_layout.py -s` prints the figures of each design.
"""

import hashlib
from collections import defaultdict
from dataclasses import fields
from pathlib import Path

import pytest
from layout_scores import Score, score, truth_of

from reportminer.config import Limits
from reportminer.parse.pdf import read_pdf
from reportminer.types import Source

CORPUS = Path(__file__).parents[2] / "corpus"
FIGURES = [field.name for field in fields(Score) if field.name != "design"]


@pytest.fixture(scope="module")
def by_design() -> dict[str, list[Score]]:
    held: dict[str, list[Score]] = defaultdict(list)
    for path in sorted((CORPUS / "pdf").glob("*.pdf")):
        data = path.read_bytes()
        source = Source(str(path), path.name, hashlib.sha256(data).hexdigest(), "pdf", len(data))
        scored = score(truth_of(CORPUS / "layout" / f"{path.stem}.json"), read_pdf(source, Limits()))
        held[scored.design].append(scored)
    return held


def mean(scores: list[Score], figure: str) -> float:
    return sum(getattr(held, figure) for held in scores) / len(scores)


def test_floors_over_the_corpus(by_design: dict[str, list[Score]]) -> None:
    every = [held for scores in by_design.values() for held in scores]
    print(f"\n{'design':14}{'n':>3}  " + "  ".join(f"{figure:>9}" for figure in FIGURES))
    for design, scores in [*sorted(by_design.items()), ("all", every)]:
        figures = "  ".join(f"{mean(scores, figure):9.3f}" for figure in FIGURES)
        print(f"{design:14}{len(scores):3}  {figures}")
    assert len(every) == 48
    assert mean(every, "order") >= 0.995
    assert mean(every, "f1") >= 0.985
    assert mean(every, "leak") <= 0.005
    assert mean(every, "whole") >= 0.985
    assert mean(every, "words") >= 0.995


@pytest.mark.parametrize(
    ("figure", "least"), [("order", 0.99), ("f1", 0.90), ("whole", 0.96), ("words", 0.99)]
)
def test_no_design_falls_behind(by_design: dict[str, list[Score]], figure: str, least: float) -> None:
    reached = {design: round(mean(scores, figure), 3) for design, scores in by_design.items()}
    assert {design: value for design, value in reached.items() if value < least} == {}
