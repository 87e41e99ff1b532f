"""Where sentences of reports end: examples of every kind that gives trouble, and how many are cut right."""

import re
from pathlib import Path

import pytest
import yaml

from reportminer.tag.segment import sentences

MARKED: dict[str, list[str]] = yaml.safe_load(
    Path(__file__).with_name("sentences.yaml").read_text(encoding="utf-8")
)
KNOWN_WRONG: set[str] = set()
"""Examples on which the splitter errs: those that are cut right one day must leave this list."""


def _cut(marked: str) -> tuple[list[str], list[str]]:
    text = re.sub(r" {2,}", " ", re.sub(r"\| ?", " ", marked)).strip()
    wanted = [part.strip() for part in marked.split("|")]
    return wanted, [text[start:end].strip() for start, end in sentences(text, 0, len(text))]


@pytest.mark.parametrize("marked", [one for kind in MARKED.values() for one in kind])
def test_a_sentence_of_a_report_ends_where_a_reader_would_say(marked):
    wanted, found = _cut(marked)
    assert (found == wanted) is (marked not in KNOWN_WRONG), found


def test_nearly_all_examples_are_cut_right():
    every = [one for kind in MARKED.values() for one in kind]
    assert len(every) >= 115
    assert 1 - len(KNOWN_WRONG) / len(every) >= 0.95
