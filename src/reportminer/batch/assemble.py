"""From results on disk to the tables of OUT, as a stream: memory does not grow with the reports."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from reportminer.batch.store import Store
from reportminer.batch.worker import Failure
from reportminer.export.csvs import TableWriter
from reportminer.gather.codebook import Codebook
from reportminer.gather.themes import Tally
from reportminer.types import Source

PER_REPORT = (
    "reports",
    "pages",
    "sections",
    "findings",
    "partners",
    "partner_mentions",
    "theme_findings",
)


class Totals:
    """Counts over a run, and the seconds each stage took."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.labels: Counter[str] = Counter()
        self.statuses: Counter[str] = Counter()
        self.seconds: Counter[str] = Counter()

    def add(self, rows: dict[str, Any]) -> None:
        """Count the rows of one report."""
        self.counts.update({table: len(rows[table]) for table in PER_REPORT})
        self.labels.update(row["label"] for row in rows["findings"])
        self.statuses.update(row["status"] for row in rows["reports"])
        for stage, seconds in rows["stages"][0].items():
            self.seconds[stage] += seconds


def assemble(
    store: Store, sources: Sequence[Source], failures: Sequence[Failure], codebook: Codebook
) -> Totals:
    """Write every table of OUT from the results of `sources`, in their order."""
    totals, tally = Totals(), Tally(codebook)
    failed = {failure.source for failure in failures}
    with TableWriter(store.out) as tables:
        for source, rows in _results(store, sources, failed):
            rows["reports"][0]["source"] = source.name
            totals.add(rows)
            for table in PER_REPORT:
                tables.write(table, rows[table])
            tally.add(source.report_id, rows["findings"], rows["theme_findings"])
        tables.write("themes", tally.themes())
        _matrix(tables, tally, [s.report_id for s in sources if s.name not in failed])
        tables.write("failures", [asdict(failure) for failure in failures])
    totals.counts["failures"] = len(failures)
    return totals


def _results(
    store: Store, sources: Sequence[Source], failed: set[str]
) -> Iterator[tuple[Source, dict[str, Any]]]:
    for source in sources:
        if source.name not in failed:
            yield source, store.read(source.report_id)


def _matrix(tables: TableWriter, tally: Tally, ids: list[str]) -> None:
    tables.header("theme_matrix", tally.matrix_header())
    tables.write("theme_matrix", [tally.matrix_row(report_id) for report_id in ids])


def remove_tables(out: Path) -> None:
    """Take away the tables of an earlier run, so that none of them outlives a run that fails."""
    for path in out.glob("*.csv"):
        path.unlink()
