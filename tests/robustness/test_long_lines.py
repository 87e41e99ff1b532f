"""Lines without end, of one sign or word: read in a time that grows as they do."""

import time
from pathlib import Path

import pytest

from reportminer.config import Limits
from reportminer.ingest.find import source_of
from reportminer.link.metadata import metadata_of
from reportminer.parse import read
from reportminer.section import outline

SAID = "The council was late by a year, which was a serious challenge.\n"
LENGTH = 40_000


@pytest.mark.parametrize("unit", ["a", "&", "(", "a/", "a b-"])
def test_a_line_without_end_costs_no_more_than_it_is_long(tmp_path: Path, unit: str) -> None:
    def seconds(length: int) -> float:
        path = tmp_path / "long.txt"
        path.write_text(SAID + unit * (length // len(unit)) + "\n\n" + SAID, encoding="utf-8")
        before = time.process_time()
        report = read(source_of(path), Limits())
        metadata_of(report, outline(report), "en")
        return time.process_time() - before

    seconds(100)  # what is loaded when it is first needed
    assert seconds(LENGTH) < 2
