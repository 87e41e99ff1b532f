"""Tables as one Excel workbook: a sheet for each, and one that says what is what."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from reportminer.export.csvs import columns_of, read_typed
from reportminer.export.files import whole
from reportminer.export.tables import Column, Table, tables

ROWS = 1_000_000
"""Rows of one sheet; Excel holds 1,048,576. A longer table goes on in a second sheet."""
CELL = 32_767
"""Characters that a cell of Excel holds."""
CUT = " […]"
"""Stands at the end of a text that was too long for a cell."""

_CREATED = datetime(2000, 1, 1, tzinfo=UTC).replace(
    tzinfo=None
)  # no time of its own: same tables, same bytes
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_FIRST = ("findings", "themes", "partners", "reports")
"""Sheets that people look for; the others follow in their order."""
_ORDER = {
    "findings": (
        ("report_title", "label", "text", "page", "section_path", "theme_names"),
        ("finding_id", "report_id", "actor_id", "themes", "related", "boxes", "char_start", "char_end"),
    )
}
"""Columns that people read, which come first, and those for programs, which come last."""
_LONG = frozenset({"text", "definition", "example", "evidence", "error", "hint", "warnings"})
_BROAD = frozenset({"section_path", "title", "report_title", "theme_names", "name", "source", "heading"})
_FORMATS = {
    "head": {"bold": True, "bg_color": "#E7E5DF", "bottom": 1, "valign": "top"},
    "title": {"bold": True, "font_size": 14},
    "bold": {"bold": True, "valign": "top", "text_wrap": True},
    "link": {"bold": True, "valign": "top", "font_color": "#1F4E79", "underline": 1},
    "wrap": {"text_wrap": True, "valign": "top"},
    "plain": {"valign": "top"},
    "number": {"valign": "top", "num_format": "0.00"},
    "integer": {"valign": "top", "num_format": "0"},
}
_SAID = (
    "Findings are the exact words of the reports; page counts from the first page of the file.",
    "confidence is the program's own estimate, from 0 to 1, that the label is right: read the quotes with "
    "low figures before you rely on them.",
    "Filters are set on every sheet: the arrows in its first row. Lists stand as JSON: [“a”, “b”].",
    f"A text of over {CELL:,} characters, which no cell holds, ends in {CUT.strip()}; the CSV has it all.",
)


def write_workbook(out: Path) -> list[Path]:
    """Write `reportminer.xlsx` in OUT: typed cells, frozen headers, filters, nothing to be run."""
    path = out / "reportminer.xlsx"
    counts = {name: sum(1 for _ in read_typed(out, name, ["_"])) for name in tables()}
    # A folder of its own: where the disk is full, xlsxwriter leaves its temporary files behind.
    with whole(path) as part, TemporaryDirectory(prefix="reportminer-", ignore_cleanup_errors=True) as folder:
        try:
            with xlsxwriter.Workbook(part, {**_OPTIONS, "tmpdir": folder}) as book:
                _fill_book(book, out, counts)
        except FileCreateError as error:  # told as for any other file
            raise error.args[0] from None
    return [path]


def _fill_book(book: Any, out: Path, counts: dict[str, int]) -> None:
    book.set_properties({"title": "reportminer", "created": _CREATED})
    styles = {name: book.add_format(style) for name, style in _FORMATS.items()}
    order = sorted(tables().values(), key=lambda table: _place(table.name))
    _ReadMe(book.add_worksheet("read me"), styles).write(order, counts)
    for table in order:
        if counts[table.name]:
            _add_table(book, out, table, styles)


def _ordered(table: str, columns: Sequence[Column]) -> list[Column]:
    first, last = _ORDER.get(table, ((), ()))
    places = {name: at for at, name in enumerate(first, -len(first))}
    places |= {name: at for at, name in enumerate(last, 1)}
    return sorted(columns, key=lambda column: places.get(column.name, 0))


def _place(table: str) -> int:
    return _FIRST.index(table) if table in _FIRST else len(_FIRST)


@dataclass
class _ReadMe:
    """The first sheet: what each table and column is, with a way to it."""

    sheet: Any
    styles: dict[str, Any]
    at: int = 0

    def write(self, order: list[Table], counts: dict[str, int]) -> None:
        for column, width in enumerate((20, 20, 100)):
            self.sheet.set_column(column, column, width)
        self.sheet.hide_gridlines(2)
        self.sheet.write_string(0, 0, "What stands in this workbook", self.styles["title"])
        for self.at, said in enumerate(_SAID, start=1):
            self.sheet.write_string(self.at, 0, said)
        self.at += 2
        for table in order:
            self._table(table, counts[table.name])

    def _table(self, table: Table, count: int) -> None:
        rows = f"{count:,} row{'' if count == 1 else 's'}" if count else "nothing: no sheet"
        if count:
            link = f"internal:'{table.name}'!A1"
            self.sheet.write_url(self.at, 0, link, self.styles["link"], string=table.name)
        else:
            self.sheet.write_string(self.at, 0, table.name, self.styles["bold"])
        self.sheet.write_string(self.at, 1, rows, self.styles["bold"])
        self.sheet.write_string(self.at, 2, table.description, self.styles["bold"])
        for column in _ordered(table.name, table.columns):
            self.at += 1
            self.sheet.write_string(self.at, 1, column.name, self.styles["plain"])
            self.sheet.write_string(self.at, 2, column.description, self.styles["wrap"])
        self.at += 2


def _add_table(book: Any, out: Path, table: Table, styles: dict[str, Any]) -> None:
    columns = _ordered(table.name, columns_of(out, table.name))
    rows = read_typed(out, table.name)
    number = 1
    for first in chain([next(rows, None)], rows):
        held = chain([first] if first else [], islice(rows, ROWS - 1))
        sheet = book.add_worksheet(table.name if number == 1 else f"{table.name} {number}")
        _head(sheet, columns, styles)
        last = _fill(sheet, [(column.name, _style(column, styles)) for column in columns], held)
        sheet.autofilter(0, 0, last, len(columns) - 1)
        number += 1


def _head(sheet: Any, columns: Sequence[Column], styles: dict[str, Any]) -> None:
    sheet.freeze_panes(1, 0)
    for at, column in enumerate(columns):
        sheet.set_column(at, at, 70 if column.name in _LONG else 32 if column.name in _BROAD else 16)
        sheet.write_string(0, at, column.name, styles["head"])


def _style(column: Column, styles: dict[str, Any]) -> Any:
    if column.name in _LONG | _BROAD:
        return styles["wrap"]
    return styles.get(column.type, styles["plain"])


def _fill(sheet: Any, columns: list[tuple[str, Any]], rows: Iterator[dict[str, object]]) -> int:
    at = 0
    for at, row in enumerate(rows, start=1):
        for place, (name, style) in enumerate(columns):
            _write(sheet, (at, place), row[name], style)
    return at


def _write(sheet: Any, cell: tuple[int, int], value: object, style: Any) -> None:
    """Write by type: text is never looked at for formulas, numbers or links."""
    if isinstance(value, bool):
        sheet.write_boolean(*cell, value, style)
    elif isinstance(value, int | float):
        sheet.write_number(*cell, value, style)
    elif value not in (None, ""):
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        sheet.write_string(*cell, text if len(text) <= CELL else text[: CELL - len(CUT)] + CUT, style)
