"""Tables as CSV: written row by row, whole or not at all, and read back."""

import csv
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO

from reportminer.errors import OutputError
from reportminer.export.cells import READ, WRITE, arm
from reportminer.export.files import begin, commit, discard, lacking, refused
from reportminer.export.tables import Column, Row, Table, tables


class TableWriter:
    """Writes every table of an output folder, or those named in `only`; rows go to disk as they come.

    Files appear in OUT when the block ends well, each whole; a table without rows is a header.
    Where the block ends in an exception, OUT stays as it was.
    """

    def __init__(self, out_dir: Path, only: Sequence[str] = ()) -> None:
        self.out_dir = out_dir
        self._only = only
        self._open: dict[str, _OpenTable] = {}

    def __enter__(self) -> Self:
        try:
            self.out_dir.mkdir(parents=True, exist_ok=True)
            for name, table in tables().items():
                if self._only and name not in self._only:
                    continue
                self._open[name] = _OpenTable(self.out_dir, table)
        except OSError as error:
            self._discard()
            raise refused(error, f"to {self.out_dir}") from error
        return self

    def header(self, table: str, columns: Sequence[str]) -> None:
        """Say which columns an open table has (those of the schema first), before its first row."""
        self._open[table].set_columns(columns)

    def write(self, table: str, rows: Iterable[Row]) -> None:
        """Add rows. A row holds every column of the table by name and no other."""
        self._open[table].write(rows)

    def flush(self) -> None:
        """Put on disk all that was written: a full disk shows here, before any table takes its name."""
        for held in self._open.values():
            held.write(())
            held.file.flush()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._discard()
            return
        try:
            self.flush()
            for held in self._open.values():
                commit(held.file, held.path)
        except OSError:
            self._discard()
            raise

    def _discard(self) -> None:
        for held in self._open.values():
            discard(held.file)


class _OpenTable:
    """A table being written: its columns, and the temporary file that will take its name."""

    def __init__(self, out_dir: Path, table: Table) -> None:
        self._table = table
        self.path = out_dir / table.file_name
        self.file: TextIO = begin(self.path)
        self._writer = csv.writer(self.file, lineterminator="\n")
        self._started = False
        self.set_columns(table.header)

    def set_columns(self, columns: Sequence[str]) -> None:
        if self._started:
            raise ValueError(f"{self.path.name} has rows already: its columns cannot change")
        self._cells = [(column.name, WRITE[column.type]) for column in self._table.widened(list(columns))]

    def write(self, rows: Iterable[Row]) -> None:
        if not self._started:
            self._writer.writerow([name for name, _ in self._cells])
            self._started = True
        for row in rows:
            if len(row) != len(self._cells):
                wanted = {name for name, _ in self._cells}
                raise ValueError(f"{self.path.name}: columns that do not fit: {sorted(wanted ^ row.keys())}")
            self._writer.writerow([convert(row[name]) for name, convert in self._cells])


def read_table(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a CSV table as text, formulas armed again."""
    for header, cells in _records(path):
        yield dict(zip(header, map(arm, cells), strict=True))


def read_typed(out: Path, name: str, only: Sequence[str] = ()) -> Iterator[dict[str, object]]:
    """The rows of table `name` in OUT as numbers, truth values, lists and text (see `cells.READ`).

    `only` names the columns that are wanted, where not all of them are. Raises OutputError for a table
    that is not as this version writes it.
    """
    columns = columns_of(out, name)
    wanted = [(at, column) for at, column in enumerate(columns) if not only or column.name in only]
    converts = [(at, column.name, READ[column.type]) for at, column in wanted]
    path = out / tables()[name].file_name
    for _, cells in _records(path):
        try:
            row = {key: convert(cells[at]) for at, key, convert in converts}
        except (ValueError, IndexError) as error:
            raise _strange(path, error) from error
        yield row


class ByReport:
    """Rows of a table that stands in the order of the reports, taken report by report."""

    def __init__(self, rows: Iterable[dict[str, Any]]) -> None:
        self._groups = groupby(rows, key=itemgetter("report_id"))
        self._next = next(self._groups, None)

    def of(self, report: object) -> list[dict[str, Any]]:
        """Those of one report; none where it has none."""
        if self._next is None or self._next[0] != report:
            return []
        rows = list(self._next[1])
        self._next = next(self._groups, None)
        return rows


def columns_of(out: Path, name: str) -> tuple[Column, ...]:
    """The columns of table `name` as it stands in OUT, those of themes included."""
    table = tables()[name]
    path = out / table.file_name
    with _opened(path) as file:
        try:
            return table.widened(next(csv.reader(file), []))
        except (ValueError, csv.Error) as error:
            raise _strange(path, error) from error


def _strange(path: Path, error: Exception) -> OutputError:
    """A table that is not as this version writes it."""
    return OutputError(
        f"{os.fspath(path)} was changed, or written by another version: {error}",
        hint="run the same `reportminer run` into the folder again",
    )


def _records(path: Path) -> Iterator[tuple[list[str], list[str]]]:
    with _opened(path) as file:
        reader = csv.reader(file)
        try:
            header = next(reader, [])
            for cells in reader:
                yield header, cells
        except (UnicodeDecodeError, csv.Error) as error:  # saved anew by a spreadsheet, as a rule
            raise _strange(path, error) from error


def _opened(path: Path) -> TextIO:
    # The boxes of a long table row may pass Python's default of 128 KiB a cell.
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    try:
        return open(path, encoding="utf-8", newline="")
    except (FileNotFoundError, NotADirectoryError) as error:
        raise lacking(path.parent, f"{os.fspath(path)} is missing") from error
    except OSError as error:
        raise OutputError(
            f"{os.fspath(path)} cannot be read: {error.strerror}", hint="check who may read there"
        ) from error
