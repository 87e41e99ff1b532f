"""What a user knows of the reports better: a CSV table whose cells take precedence over what was read.

Columns: `report_id`, `sha256` or `source` (the file's name, or the end of its path) says which report is
meant; `title`, `organisation`, `year`, `country`, `kind` say what it is. An empty cell says nothing.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from reportminer.errors import SettingsError

FIELDS = ("title", "organisation", "year", "country", "kind")
KEYS = ("report_id", "sha256", "source")
USER = "user"
_YEAR = re.compile(r"(?:1[89]|20|21)\d\d")
_HINT = (
    f"give a CSV file in UTF-8 with a column {', '.join(KEYS[:2])} or {KEYS[2]}, "
    f"and any of {', '.join(FIELDS)}"
)


class _Reader(Protocol):
    """What `csv.reader` gives."""

    @property
    def line_num(self) -> int: ...
    def __iter__(self) -> Iterator[list[str]]: ...
    def __next__(self) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Overrides:
    """Values by report. `source` is compared from its end: `2011/report.pdf` is also `report.pdf`'s."""

    rows: Mapping[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)
    """By (key column, key)."""

    def of(self, report: Mapping[str, object]) -> Mapping[str, str]:
        """What the user says of a row of reports.csv; the surest key first, then the longest path."""
        for column in KEYS[:2]:
            if found := self.rows.get((column, str(report[column]))):
                return found
        parts = str(report["source"]).replace("\\", "/").split("/")
        tails = ("/".join(parts[at:]) for at in range(len(parts)))
        return next((found for tail in tails if (found := self.rows.get(("source", tail)))), {})

    def applied(self, report: Mapping[str, object]) -> dict[str, object]:
        """The row with what the user says in place, and `metadata_source` saying so."""
        told = self.of(report)
        row: dict[str, object] = dict(report)
        known = [entry.partition(": ") for entry in str(report["metadata_source"]).split("; ") if entry]
        places = {name: place for name, _, place in known} | dict.fromkeys(told, USER)
        for name, value in told.items():
            row[name] = int(value) if name == "year" else value
        row["metadata_source"] = "; ".join(f"{name}: {places[name]}" for name in FIELDS if name in places)
        return row


def read_overrides(path: Path) -> Overrides:
    """Read the user's table. Raises SettingsError naming file, line and remedy."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return Overrides(_rows(path.name, csv.reader(file, strict=True)))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SettingsError(f"{path.name} cannot be read: {error}", hint=_HINT) from error


def _rows(name: str, reader: "_Reader") -> dict[tuple[str, str], dict[str, str]]:
    header = [cell.strip().lower() for cell in next(reader, [])]
    _check_header(name, header)
    found: dict[tuple[str, str], dict[str, str]] = {}
    lines: dict[tuple[str, str], int] = {}
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        place = f"{name}, line {reader.line_num}"
        if len(cells) != len(header):
            raise SettingsError(
                f"{place}: {len(cells)} cells, not {len(header)}", hint="put commas inside a cell in quotes"
            )
        row = {key: " ".join(cell.split()) for key, cell in zip(header, cells, strict=True)}
        for key in _keys(place, row):
            if key in found:
                twice = f"{place}: {key[1]} stands in line {lines[key]} already"
                raise SettingsError(twice, hint="keep one of the two")
            found[key], lines[key] = _values(place, row), reader.line_num
    return found


def _check_header(name: str, header: list[str]) -> None:
    unknown = [cell for cell in header if cell not in FIELDS + KEYS]
    if unknown or len(set(header)) < len(header):
        told = f"column {unknown[0]!r} is not known" if unknown else "a column stands twice"
        raise SettingsError(f"{name}, line 1: {told}", hint=_HINT)
    if not set(header) & set(KEYS) or not set(header) & set(FIELDS):
        raise SettingsError(f"{name}, line 1: nothing says which report is meant, or what it is", hint=_HINT)


def _keys(place: str, row: Mapping[str, str]) -> list[tuple[str, str]]:
    keys = [(column, row[column].replace("\\", "/")) for column in KEYS if row.get(column)]
    if not keys:
        raise SettingsError(f"{place}: it does not say which report it is about", hint=_HINT)
    return keys


def _values(place: str, row: Mapping[str, str]) -> dict[str, str]:
    told = {name: row[name] for name in FIELDS if row.get(name)}
    if "year" in told and not _YEAR.fullmatch(told["year"]):
        raise SettingsError(
            f"{place}: {told['year']!r} is no year", hint="give four digits, such as 2011, or nothing"
        )
    return told
