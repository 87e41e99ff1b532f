"""What is made from the tables of OUT, in one place: who changes tables leaves nothing that contradicts."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from reportminer.export.csvs import read_table
from reportminer.export.datapackage import write_datapackage
from reportminer.export.formats import FORMATS, present, write_format
from reportminer.export.network import write_network
from reportminer.export.page import write_page
from reportminer.export.runfile import write_run
from reportminer.export.themes import write_theme_tables


def make_from_tables(out: Path, formats: Iterable[str] = ()) -> None:
    """Write theme datasets, network, schema, and the tables in `formats` and all formats that OUT holds.

    `run.json` and the page, which tells of it, come after.
    """
    write_theme_tables(out)
    write_network(out)
    write_datapackage(out)
    wanted = {*formats, *present(out)}
    for name in FORMATS:
        if name in wanted:
            write_format(out, name)


def make_anew(out: Path, record: dict[str, Any], changed: Iterable[str]) -> None:
    """All that follows from tables that were `changed` after the run of which `record` tells, if any does."""
    make_from_tables(out)
    if record:
        counts = record.get("counts", {})
        for table in counts.keys() & set(changed):
            counts[table] = sum(1 for _ in read_table(out / f"{table}.csv"))
        write_run(out, record)
    write_page(out)
