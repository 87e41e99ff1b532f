"""Codes of findings were given twice, by readers apart; the corpus holds what was settled."""

import csv
from pathlib import Path

import pytest

from reportminer.annotations import load
from reportminer.gather.codebook import load_codebook

ANNOTATIONS = Path(__file__).parents[2] / "annotations"


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with (ANNOTATIONS / "adjudication_codes.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def codes(told: str) -> set[str]:
    return set(told.split()) - {"-"}


def test_every_finding_of_the_corpus_holds_the_codes_that_were_settled(rows: list[dict[str, str]]) -> None:
    settled = {(row["report"], row["finding"]): row for row in rows}
    found = {(d.id, f.id): f for d in load(ANNOTATIONS / "corpus.jsonl") for f in d.findings}
    assert set(found) == set(settled)
    assert len(settled) == len(rows) > 1400
    wrong = [
        key
        for key, finding in found.items()
        if set(finding.codes) != codes(settled[key]["settled"])
        or not " ".join(finding.text.split()).startswith(settled[key]["sentence_start"].strip())
    ]
    assert wrong == []


def test_every_settlement_gives_its_reason_and_one_or_two_codes_of_the_codebook(
    rows: list[dict[str, str]],
) -> None:
    known = {code.id for code in load_codebook().codes}
    for row in rows:
        assert codes(row["writer"]) | codes(row["reader"]) | codes(row["settled"]) <= known
        assert len(codes(row["settled"])) <= 2
        differ = codes(row["writer"]) != codes(row["reader"])
        assert bool(row["reason"]) == differ, row


def test_the_agreement_is_the_one_that_the_readme_tells(rows: list[dict[str, str]]) -> None:
    same = sum(len(codes(row["writer"]) & codes(row["reader"])) for row in rows)
    given = sum(len(codes(row["writer"])) + len(codes(row["reader"])) for row in rows)
    told = (ANNOTATIONS / "README.md").read_text(encoding="utf-8")
    assert f"codes in F1 {2 * same / given:.2f}" in " ".join(told.split())
