"""What was settled about the force of recommendations holds in the corpus, by the words of the guideline."""

import csv
import re
from pathlib import Path

from reportminer.annotations import load

ANNOTATIONS = Path(__file__).parents[2] / "annotations"
NEEDS = re.compile(r"\bneeds?\b")
BINDING = re.compile(r"\b(?:must|shall|ha(?:s|ve) to|required|essential|vital)\b", re.IGNORECASE)


def test_what_is_needed_is_should_everywhere_and_each_change_has_its_reason() -> None:
    with (ANNOTATIONS / "adjudication_modality.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    settled = {(row["report"], row["finding"]): row for row in rows}
    found = {(d.id, f.id): f for d in load(ANNOTATIONS / "corpus.jsonl") for f in d.findings if f.modality}
    assert len(settled) == len(rows) > 15
    for key, row in settled.items():
        assert found[key].modality == row["settled"] != row["writer"]
        assert " ".join(found[key].text.split()).startswith(row["sentence_start"].strip())
        assert row["reason"]
    left = [
        key
        for key, f in found.items()
        if f.modality == "must" and NEEDS.search(f.text) and not BINDING.search(f.text)
    ]
    assert left == []
