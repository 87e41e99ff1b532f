"""Tables as one Excel workbook: a sheet for each, and one that says what is what."""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any

import xlsxwriter

from reportminer.export.csvs import columns_of, read_typed
from reportminer.export.files import temporary
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
_WIDE = frozenset({"text", "definition", "example", "evidence", "section_path", "error", "hint", "warnings"})
_FORMATS = {
    "head": {"bold": True, "bg_color": "#E7E5DF", "bottom": 1, "valign": "top"},
    "title": {"bold": True, "font_size": 14},
    "bold": {"bold": True, "valign": "top"},
    "wrap": {"text_wrap": True, "valign": "top"},
}


def write_workbook(out: Path) -> list[Path]:
    """Write `reportminer.xlsx` in OUT: typed cells, frozen headers, filters, nothing to be run."""
    path = out / "reportminer.xlsx"
    part = temporary(path)
    with xlsxwriter.Workbook(part, _OPTIONS) as book:
        book.set_properties({"title": "reportminer", "created": _CREATED})
        styles = {name: book.add_format(style) for name, style in _FORMATS.items()}
        _read_me(book.add_worksheet("read me"), styles)
        for table in tables().values():
            _add_table(book, out, table, styles)
    os.replace(part, path)
    return [path]


def _read_me(sheet: Any, styles: dict[str, Any]) -> None:
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 20)
    sheet.set_column(2, 2, 100)
    sheet.write_string(0, 0, "What stands in this workbook", styles["title"])
    sheet.write_string(1, 0, "One sheet for each table of the output folder. Texts are verbatim.")
    at = 3
    for table in tables().values():
        sheet.write_string(at, 0, table.name, styles["bold"])
        sheet.write_string(at, 2, table.description, styles["bold"])
        for at, column in enumerate(table.columns, start=at + 1):  # noqa: B020 - goes on from there
            sheet.write_string(at, 1, column.name)
            sheet.write_string(at, 2, column.description, styles["wrap"])
        at += 2


def _add_table(book: Any, out: Path, table: Table, styles: dict[str, Any]) -> None:
    columns = columns_of(out, table.name)
    rows = read_typed(out, table.name)
    number = 1
    for first in chain([next(rows, None)], rows):
        held = chain([first] if first else [], islice(rows, ROWS - 1))
        sheet = book.add_worksheet(table.name if number == 1 else f"{table.name} {number}")
        _head(sheet, columns, styles)
        last = _fill(sheet, columns, held)
        sheet.autofilter(0, 0, last, len(columns) - 1)
        number += 1


def _head(sheet: Any, columns: tuple[Column, ...], styles: dict[str, Any]) -> None:
    sheet.freeze_panes(1, 0)
    for at, column in enumerate(columns):
        sheet.set_column(at, at, 60 if column.name in _WIDE else 16)
        sheet.write_string(0, at, column.name, styles["head"])


def _fill(sheet: Any, columns: tuple[Column, ...], rows: Iterator[dict[str, object]]) -> int:
    at = 0
    for at, row in enumerate(rows, start=1):
        for place, column in enumerate(columns):
            _write(sheet, at, place, row[column.name])
    return at


def _write(sheet: Any, at: int, place: int, value: object) -> None:
    """Write by type: text is never looked at for formulas, numbers or links."""
    if isinstance(value, bool):
        sheet.write_boolean(at, place, value)
    elif isinstance(value, int | float):
        sheet.write_number(at, place, value)
    elif value not in (None, ""):
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        sheet.write_string(at, place, text if len(text) <= CELL else text[: CELL - len(CUT)] + CUT)
