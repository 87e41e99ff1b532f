"""From results on disk to the tables of OUT, as a stream: memory does not grow with the reports."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from reportminer.batch.failures import Failure
from reportminer.batch.partners import beginning, identities
from reportminer.batch.store import Store
from reportminer.export.csvs import TableWriter
from reportminer.export.formats import FORMATS, files_of
from reportminer.export.network import GRAPHML
from reportminer.export.rows import name_themes, title_of
from reportminer.export.tables import tables as schema
from reportminer.gather.codebook import Codebook
from reportminer.gather.themes import Tally
from reportminer.link.identity import Known
from reportminer.link.overrides import Overrides
from reportminer.types import Source

NOTHING = Overrides()
NOBODY = Known()

PER_REPORT = (
    "reports",
    "pages",
    "sections",
    "findings",
    "partners",
    "partner_mentions",
    "theme_findings",
    "relations",
)

MADE_FROM_TABLES = ("datapackage.json", "run.json", "report.html", GRAPHML)


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
    store: Store,
    sources: Sequence[Source],
    failures: Sequence[Failure],
    codebook: Codebook,
    metadata: Overrides = NOTHING,
    *,
    known: Known = NOBODY,
) -> Totals:
    """Write every table of OUT from the results of `sources` (those that were read), in their order.

    What the user says in `metadata` and `known` takes precedence over what was read: kept results stay as
    they are.
    """
    totals, tally = Totals(), Tally(codebook)
    names = {code.id: code.name for code in codebook.codes}
    partners = identities(store, known, _partners(store, sources, metadata))
    with partners as who, TableWriter(store.out) as tables:
        tables.header("theme_matrix", tally.matrix_header())
        for source in sources:
            rows = store.read(source.report_id)
            _called(rows, source, names, metadata)
            who.apply(source.report_id, rows)
            totals.add(rows)
            for table in PER_REPORT:
                tables.write(table, rows[table])
            tally.add(source.report_id, rows["findings"], rows["theme_findings"])
            tables.write("theme_matrix", [tally.take_row(source.report_id)])
        tables.write("themes", tally.themes())
        links = who.links()
        tables.write("partner_links", links)
        totals.counts["partner_links"] = len(links)
        tables.write("failures", [asdict(failure) for failure in failures])
    totals.counts["failures"] = len(failures)
    return totals


def _partners(
    store: Store, sources: Sequence[Source], metadata: Overrides
) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
    """Report, country and rows of partners of each."""
    for source in sources:
        begun = beginning(store.path(source.report_id))
        report = metadata.applied(begun["reports"][0] | {"source": source.name})
        yield source.report_id, str(report["country"]), begun["partners"]


def _called(rows: dict[str, Any], source: Source, names: dict[str, str], metadata: Overrides) -> None:
    """What a report and its themes are called now: a kept result may know older names."""
    report = rows["reports"][0] = metadata.applied(rows["reports"][0] | {"source": source.name})
    title = title_of(report["title"], source.name)
    for row in (*rows["findings"], *rows["partners"]):
        row["report_title"] = title
    for finding in rows["findings"]:
        finding["theme_names"] = name_themes(finding["themes"], names)


def remove_tables(out: Path) -> None:
    """Take away the tables of an earlier run and what was made from them: none outlives a run that fails.

    Only ours: OUT may hold other tables of the user's, where --force was given.
    """
    formats = [name for kind in FORMATS for name in files_of(kind)]
    for name in (*(f"{table}.csv" for table in schema()), *formats, *MADE_FROM_TABLES):
        (out / name).unlink(missing_ok=True)
