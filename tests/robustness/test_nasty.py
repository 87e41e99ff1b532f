"""Broken, locked, odd and scanned PDFs from the world outside (no part of the project)."""

from functools import partial
from pathlib import Path

import pytest

from reportminer.batch.crew import each
from reportminer.batch.failures import FAULT, Failure
from reportminer.batch.serve import Work
from reportminer.cli.views import Order, View, Viewer
from reportminer.config import Limits
from reportminer.ingest import find

LIMITS = Limits(max_seconds=60, max_memory_mb=2048)


@pytest.fixture(scope="module")
def ends(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Failure | None]:
    if not (shared / "nasty").is_dir():
        pytest.skip("the folder of broken PDFs is not at hand")
    order = Order(tmp_path_factory.mktemp("kept"), LIMITS, View.JSONL)
    sources = find([str(shared / "nasty")]).sources
    assert len(sources) > 50
    return {Path(s.name).name: end for s, end in each(Work(partial(Viewer, order), 2, LIMITS), sources)}


@pytest.mark.shared
def test_each_is_read_or_refused_with_a_hint(ends: dict[str, Failure | None]) -> None:
    for name, failure in ends.items():
        if failure:
            assert failure.stage == "parse", f"{name}: {failure.error}"
            assert failure.hint not in ("", FAULT), f"{name}: {failure.error}"
            assert name in failure.source
            assert name not in failure.error


@pytest.mark.shared
def test_locked_ones_are_told_from_broken_ones(ends: dict[str, Failure | None]) -> None:
    for name, failure in ends.items():
        if "needs-password" in name:
            assert failure is not None, name
            assert "password" in failure.error, name
        elif "encrypted-open" in name or "rotated" in name or "scanned" in name:
            assert failure is None, name
        elif "unloadable" in name:
            assert failure is not None, name
            assert "password" not in failure.error, name
