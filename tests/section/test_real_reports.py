"""Sections of real annotated text reports: headings found, declared sections carrying their label."""

import hashlib
import json
import re
from difflib import SequenceMatcher

import pytest

from reportminer.config import Limits
from reportminer.labels import DECLARED
from reportminer.parse.text import read_text
from reportminer.section import outline
from reportminer.types import Source

pytestmark = pytest.mark.shared


def bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", re.sub(r"^[\d.\s]+", "", text).casefold())


@pytest.fixture(scope="module")
def texts(shared):
    """Gold, report and outline of every annotated text report."""
    found = []
    for gold in sorted([*(shared / "gold").glob("*.json"), *(shared / "gold-train").glob("*.json")]):
        data = json.loads(gold.read_text(encoding="utf-8"))
        paths = list((shared / "reports").glob(f"*/{data['source']}"))
        if paths and paths[0].suffix == ".txt":
            raw = paths[0].read_bytes()
            source = Source(str(paths[0]), paths[0].name, hashlib.sha256(raw).hexdigest(), "text", len(raw))
            report = read_text(source, Limits())
            found.append((data, report, outline(report)))
    return found


def test_headings(texts):
    right = wrong = missed = 0
    for data, _, found in texts:
        wanted = [bare(s["text"]) for s in data["segments"] if s.get("heading")]
        got = [bare(s.heading) for s in found.sections if s.heading]
        hits = sum(any(g == w or SequenceMatcher(None, g, w).ratio() >= 0.85 for g in got) for w in wanted)
        right, missed, wrong = right + hits, missed + len(wanted) - hits, wrong + max(len(got) - hits, 0)
    assert right > 200
    assert 2 * right / (2 * right + wrong + missed) >= 0.80


def test_most_segments_of_declared_sections_carry_the_label(texts):
    agree = other = 0
    for data, report, found in texts:
        for segment in data["segments"]:
            at = report.text.find(segment["text"])
            label = DECLARED.get(found.at(at).role) if at >= 0 and not segment.get("heading") else None
            if label:
                agree += label in segment["labels"]
                other += label not in segment["labels"]
    assert agree > 150
    assert agree / (agree + other) >= 0.55
