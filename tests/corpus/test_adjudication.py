"""What was settled between writer and reader holds in the corpus: no label was settled on paper alone."""

import csv
import re
from pathlib import Path

import pytest

from reportminer.annotations import Document, load
from reportminer.labels import Label, PartnerRole

ANNOTATIONS = Path(__file__).parents[2] / "annotations"
LETTERS = {"C": Label.CHALLENGE, "L": Label.LESSON, "R": Label.RECOMMENDATION}


def rows(name: str) -> list[dict[str, str]]:
    with (ANNOTATIONS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def records() -> dict[str, Document]:
    return {document.id: document for document in load(ANNOTATIONS / "corpus.jsonl")}


def labels_at(document: Document, words: str) -> list[set[Label]]:
    """The labels of each place where the words stand, white space aside."""
    pattern = r"\s+".join(map(re.escape, words.split()))
    return [
        {label for f in document.findings if f.start < m.end() and m.start() < f.end for label in f.labels}
        for m in re.finditer(pattern, document.text)
    ]


def test_every_label_that_was_settled_holds(records: dict[str, Document]) -> None:
    settled = rows("adjudication.csv")
    assert len(settled) > 100
    wrong = []
    for row in settled:
        wanted = {LETTERS[letter] for letter in row["settled"].strip("-")}
        if wanted not in labels_at(records[row["report"]], row["sentence_start"]):
            wrong.append((row["report"], row["sentence_start"], row["settled"]))
    assert wrong == []


def test_every_settlement_gives_its_reason() -> None:
    assert [
        row for row in [*rows("adjudication.csv"), *rows("adjudication_partners.csv")] if not row["reason"]
    ] == []


def test_every_partner_that_was_settled_holds(records: dict[str, Document]) -> None:
    settled = rows("adjudication_partners.csv")
    assert len(settled) > 150
    assert [row for row in settled if not holds(records[row["report"]], row)] == []


def holds(document: Document, row: dict[str, str]) -> bool:
    partners = {name: p for p in document.partners for name in (p.name, *p.aliases)}
    found, settled = partners.get(row["name"]), row["settled"]
    if settled == "-":
        return found is None
    if settled.startswith("alias of "):
        return found is not None and found.name == settled.removeprefix("alias of ")
    if settled.startswith("alias "):
        return found is not None and settled.removeprefix("alias ") in found.aliases
    return found is not None and found.role == PartnerRole(settled)
