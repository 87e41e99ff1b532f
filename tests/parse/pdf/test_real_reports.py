"""Faults of text counted over real reports (no part of the project)."""

import re
from collections import Counter
from pathlib import Path

import pytest

from .conftest import read

LIGATURES = re.compile(r"[\ufb00-\ufb06]")
BROKEN = re.compile(r"\b[A-Za-z]*(?:ffi|ffl|ff|fi|fl) (?=[a-z])[a-z]+\b")
"""A space behind what may be a ligature: part of a broken word where the two parts make one."""


@pytest.fixture(scope="module")
def texts(shared: Path) -> dict[str, str]:
    paths = sorted((shared / "reports" / "pdf").glob("*.pdf")) if (shared / "reports").is_dir() else []
    if not paths:
        pytest.skip("the folder of real reports is not at hand")
    return {path.name: read(path).text for path in paths}


@pytest.mark.shared
@pytest.mark.slow
def test_no_ligature_is_left(texts: dict[str, str]) -> None:
    assert {name: LIGATURES.findall(text) for name, text in texts.items() if LIGATURES.search(text)} == {}


@pytest.mark.shared
@pytest.mark.slow
def test_no_word_is_broken_behind_a_ligature(texts: dict[str, str]) -> None:
    words = Counter(word for text in texts.values() for word in re.findall(r"[a-z]+", text.lower()))
    found = Counter(
        broken
        for text in texts.values()
        for broken in BROKEN.findall(text)
        if words[broken.replace(" ", "").lower()] > words[broken.split(" ")[0].lower()]
    )
    assert found == {}
