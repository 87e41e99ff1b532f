"""Damaged PDFs: each is read, or refused with a reason. None hangs, crashes or shows a fault of ours."""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from reportminer.batch.crew import each
from reportminer.batch.failures import FAULT
from reportminer.batch.serve import Work
from reportminer.cli.views import Order, View, Viewer
from reportminer.config import Limits
from reportminer.ingest.find import source_of
from reportminer.types import Source

VARIANTS = int(os.environ.get("REPORTMINER_FUZZ", "500"))
SEED = int(os.environ.get("REPORTMINER_FUZZ_SEED", "20240501"))
LIMITS = Limits(max_seconds=60, max_memory_mb=2048)


def test_damaged_files_are_read_or_refused(tmp_path: Path, damaged: Callable[[int], bytes]) -> None:
    def sources() -> Iterator[Source]:
        for number in range(SEED, SEED + VARIANTS):
            path = tmp_path / f"{number}.pdf"
            path.write_bytes(damaged(number))
            yield source_of(path)

    order = Order(tmp_path, LIMITS, View.JSONL)
    ends: Counter[str] = Counter()
    faults = []
    for source, failure in each(Work(partial(Viewer, order), 2, LIMITS), sources()):
        ends["refused" if failure else "read"] += 1
        if failure and (failure.stage != "parse" or failure.hint in ("", FAULT)):
            faults.append(f"seed {Path(source.name).stem}: {failure.stage}: {failure.error}")
        Path(source.path).unlink()
    assert not faults, "\n".join(faults)
    assert ends.total() == VARIANTS
    # Damage must be neither so light nor so heavy that the test shows nothing.
    assert min(ends["read"], ends["refused"]) > 0.1 * VARIANTS
