"""How much of real findings the partnership codebook covers."""

import json
from pathlib import Path

import pytest

from reportminer.gather.codebook import load_codebook
from reportminer.gather.coding import Coder


@pytest.mark.shared
def test_two_findings_in_three_carry_a_code_and_few_carry_many(shared: Path) -> None:
    files = [*sorted((shared / "gold").glob("*.json")), *sorted((shared / "gold-train").glob("*.json"))]
    coder = Coder(load_codebook())
    coded = [
        len(coder.score(segment["text"]))
        for file in files
        for segment in json.loads(file.read_text("utf-8"))["segments"]
        if segment["labels"]
    ]
    assert sum(number > 0 for number in coded) >= 0.65 * len(coded)
    assert sum(number > 4 for number in coded) <= 0.03 * len(coded)
