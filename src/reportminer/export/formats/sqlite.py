"""Tables as one SQLite file: typed, with keys, indexes and full-text search.

Opens in Datasette as it is: it finds the search tables by their `content=` and offers a search box.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from reportminer.export.csvs import columns_of, read_typed
from reportminer.export.files import of_sqlite, whole
from reportminer.export.tables import Column, Table, tables

_READ = """
CREATE VIEW "findings_read" AS
SELECT f.label, f.text, r.title AS report, r.organisation, r.year, r.country, f.page, f.section_path,
       f.theme_names AS themes, f.confidence, f.finding_id, f.report_id
FROM findings f JOIN reports r ON r.report_id = f.report_id
ORDER BY f.confidence DESC, f.finding_id
"""
_TYPES = {"string": "TEXT", "integer": "INTEGER", "number": "REAL", "boolean": "INTEGER", "array": "TEXT"}


def write_sqlite(out: Path) -> list[Path]:
    """Write `reportminer.sqlite` in OUT. Lists are JSON text, truth values 0 and 1.

    `<table>_search` (FTS5, words without accents and endings) searches the columns that tables.yaml
    names: `SELECT f.* FROM findings_search JOIN findings f ON f.rowid = findings_search.rowid WHERE
    findings_search MATCH 'late funds'`. `findings_read` is a view of what people read.
    The same tables give the same bytes, as long as the SQLite library is the same.
    """
    path = out / "reportminer.sqlite"
    with whole(path) as part:
        part.unlink(missing_ok=True)
        try:
            _write(part, out)
        except sqlite3.OperationalError as error:
            raise of_sqlite(error, part) from error
    return [path]


def _write(part: Path, out: Path) -> None:
    with closing(sqlite3.connect(part)) as base:
        base.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA page_size = 4096;")
        for table in tables().values():
            _fill(base, out, table)
            _make_searchable(base, table)
        base.execute(_READ)
        base.commit()


def _fill(base: sqlite3.Connection, out: Path, table: Table) -> None:
    columns = columns_of(out, table.name)
    base.execute(_create(table, columns))
    marks = ", ".join("?" * len(columns))
    base.executemany(f"INSERT INTO {_name(table.name)} VALUES ({marks})", _rows(out, table.name))
    for index in table.indexes:
        title = _name("_".join((table.name, *index)))
        base.execute(f"CREATE INDEX {title} ON {_name(table.name)} ({_names(index)})")


def _make_searchable(base: sqlite3.Connection, table: Table) -> None:
    """An index of the words of a table; its rows stay in the table alone."""
    if not table.search:
        return
    name = _name(f"{table.name}_search")
    base.execute(
        f"CREATE VIRTUAL TABLE {name} USING FTS5 ({_names(table.search)}, content={_name(table.name)}, "
        "tokenize='porter unicode61 remove_diacritics 2')"
    )
    base.execute(f"INSERT INTO {name} ({name}) VALUES ('rebuild')")


def _create(table: Table, columns: tuple[Column, ...]) -> str:
    parts = [f"{_name(column.name)} {_TYPES[column.type]}" for column in columns]
    if table.primary_key:
        parts.append(f"PRIMARY KEY ({_names(table.primary_key)})")
    parts += [
        f"FOREIGN KEY ({_names(key.columns)}) REFERENCES {_name(key.table)} ({_names(key.to)})"
        for key in table.foreign_keys
    ]
    body = ",\n  ".join(parts)
    return f"CREATE TABLE {_name(table.name)} (\n  {body}\n)"


def _rows(out: Path, name: str) -> Iterator[list[object]]:
    # An empty key (a section at the top has no parent) is no key at all.
    keys = {column for key in tables()[name].foreign_keys for column in key.columns}
    for row in read_typed(out, name):
        yield [None if value == "" and key in keys else _value(value) for key, value in row.items()]


def _value(value: object) -> object:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(_name(name) for name in names)
