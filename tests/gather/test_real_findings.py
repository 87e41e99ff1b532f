"""How much of real findings the partnership codebook covers."""

import json
import os
from pathlib import Path

import pytest

from reportminer.gather.codebook import load_codebook
from reportminer.gather.coding import Coder

SHARED = Path(os.environ.get("REPORTMINER_SHARED", Path(__file__).parents[2].parent / "shared"))


@pytest.mark.shared
def test_two_findings_in_three_carry_a_code_and_few_carry_many() -> None:
    files = [*sorted((SHARED / "gold").glob("*.json")), *sorted((SHARED / "gold-train").glob("*.json"))]
    if not files:
        pytest.skip("no annotated reports: set REPORTMINER_SHARED to their folder")
    coder = Coder(load_codebook())
    coded = [
        len(coder.score(segment["text"]))
        for file in files
        for segment in json.loads(file.read_text("utf-8"))["segments"]
        if segment["labels"]
    ]
    assert sum(number > 0 for number in coded) >= 0.65 * len(coded)
    assert sum(number > 4 for number in coded) <= 0.03 * len(coded)
