"""Small CSV tables that a user writes: read strictly, errors told by file and line."""

import csv
from collections.abc import Collection, Iterator
from pathlib import Path

from reportminer.errors import SettingsError

ERRORS = (OSError, UnicodeDecodeError, csv.Error)


def read_rows(
    path: Path, needed: Collection[str], more: Collection[str], hint: str
) -> Iterator[tuple[str, dict[str, str]]]:
    """Each row with its place (file and line); a column that is left out is empty.

    Raises SettingsError for a file that cannot be read, a column that is missing, unknown or twice there, and
    a row of another length.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            header = [cell.strip().lower() for cell in next(reader, [])]
            _check(path.name, header, (needed, more), hint)
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    place = f"{path.name}, line {reader.line_num}"
                    yield place, _row(place, header, cells, more)
    except ERRORS as error:
        raise SettingsError(f"{path.name} cannot be read: {error}", hint=hint) from error


def _check(name: str, header: list[str], known: tuple[Collection[str], Collection[str]], hint: str) -> None:
    needed, more = known
    told = ""
    if unknown := [cell for cell in header if cell not in needed and cell not in more]:
        told = f"column {unknown[0]!r} is not known"
    elif missing := [cell for cell in needed if cell not in header]:
        told = f"column {missing[0]!r} is missing"
    elif len(set(header)) < len(header):
        told = "a column stands twice"
    if told:
        raise SettingsError(f"{name}, line 1: {told}", hint=hint)


def _row(place: str, header: list[str], cells: list[str], more: Collection[str]) -> dict[str, str]:
    if len(cells) != len(header):
        raise SettingsError(
            f"{place}: {len(cells)} cells, not {len(header)}", hint="put commas inside a cell in quotes"
        )
    told = {key: " ".join(cell.split()) for key, cell in zip(header, cells, strict=True)}
    return dict.fromkeys(more, "") | told
