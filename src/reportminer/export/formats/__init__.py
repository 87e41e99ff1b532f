"""The tables of an output folder in further formats, made from its CSV files."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from reportminer.errors import UsageError
from reportminer.export.csvs import columns_of
from reportminer.export.tables import tables

_WRITERS = {
    "jsonl": "lines.write_lines",
    "parquet": "parquet.write_parquet",
    "xlsx": "workbook.write_workbook",
    "sqlite": "sqlite.write_sqlite",
    "refi": "refi.write_refi",
}
"""Module and function of each; imported when used, since most bring a heavy library along."""
_SINGLE = {
    "xlsx": ("reportminer.xlsx",),
    "sqlite": ("reportminer.sqlite",),
    "refi": ("reportminer.qdpx", "reportminer.qdc"),
}
"""Files of the formats that do not make one for each table."""

FORMATS = tuple(_WRITERS)


def write_format(out: Path, name: str) -> list[Path]:
    """Write the tables of OUT as `name`, one of `FORMATS`; gives the files that were written.

    jsonl, parquet: one `<table>.<name>` for each table. xlsx: `reportminer.xlsx`. sqlite:
    `reportminer.sqlite`. refi: `reportminer.qdpx` (texts, codes and coded selections) and
    `reportminer.qdc` (the codes alone). Raises `UsageError` for any other name, `OutputError` where
    a table is missing.
    """
    writer = _writer(name)
    columns_of(out, "reports")  # nothing is begun where there is no output
    return writer(out)


def files_of(name: str) -> tuple[str, ...]:
    """Names of the files that a format is made of."""
    return _SINGLE.get(name) or tuple(f"{table}.{name}" for table in tables())


def present(out: Path) -> tuple[str, ...]:
    """Formats of which OUT holds a file."""
    return tuple(name for name in FORMATS if any((out / file).exists() for file in files_of(name)))


def _writer(name: str) -> Callable[[Path], list[Path]]:
    if name not in _WRITERS:
        raise UsageError(f"no format {name}", hint=f"choose one of {', '.join(FORMATS)}")
    module, _, function = _WRITERS[name].partition(".")
    chosen: Callable[[Path], list[Path]] = getattr(import_module(f"{__name__}.{module}"), function)
    return chosen
