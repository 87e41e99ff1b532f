"""Tables that the user gives to a run: read as spreadsheets save them, and held to what the run met."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from reportminer.errors import SettingsError
from reportminer.export.csvs import read_typed
from reportminer.ingest import Found
from reportminer.ingest.find import KINDS as ENDINGS
from reportminer.link.identity.organisations import Organisations
from reportminer.link.overrides import KEYS, Overrides
from reportminer.types import Source

Read = TypeVar("Read")
Key = tuple[str, str]
NAMED = 3
"""How many names a warning holds."""


def read_given(path: Path, read: Callable[[Path], Read]) -> Read:
    """What `read` makes of a table. Raises SettingsError naming file, line and remedy.

    Spreadsheets of many countries put semicolons where `read` knows commas: it then gets a copy by the same
    name, line for line, so that what it says of a line is true of the user's file.
    """
    text = comma_text(path)
    with TemporaryDirectory(prefix="reportminer-") as folder:
        copy = Path(folder, path.name)
        copy.write_text(text, encoding="utf-8", newline="")
        return read(copy)


def comma_text(path: Path) -> str:
    """The text of a table with commas between cells, whichever of comma, semicolon and tab it has."""
    text = _decoded(path)
    header = text.split("\n", 1)[0]
    mark = max(",;\t", key=header.count)
    if mark == ",":
        return text
    made = io.StringIO()
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
        csv.writer(made, lineterminator="\n").writerows(rows)
    except csv.Error as error:
        raise SettingsError(f"{path.name} cannot be read: {error}", hint="save it as CSV again") from None
    return made.getvalue()


def _decoded(path: Path) -> str:
    try:
        content = path.read_bytes()
        return content.decode("utf-8-sig")
    except OSError as error:
        raise SettingsError(
            f"{path} cannot be read: {error.strerror}", hint="check its name and its permissions"
        ) from None
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise SettingsError(
            f"{path.name}, line {line}: not UTF-8 text", hint="save it as “CSV UTF-8” and give that file"
        ) from None


def with_kinds(path: Path, listed: Organisations) -> Organisations:
    """The list with kinds as the tables have them. Raises SettingsError for a kind that there is not."""
    known = kinds() if any(row.kind for row in listed.rows.values()) else ()
    for row in listed.rows.values():
        if row.kind and row.kind.lower() not in known:
            raise SettingsError(
                f"{path.name}: {row.id} ({row.name}) is of the kind {row.kind!r}, which there is not",
                hint=f"kinds are {', '.join(known)}; or leave the cell empty",
            )
    return Organisations({key: replace(row, kind=row.kind.lower()) for key, row in listed.rows.items()})


def kinds() -> tuple[str, ...]:
    """The kinds of organisations that a name may tell."""
    from reportminer.tag.partners.rules import known, words  # noqa: PLC0415 - read when first needed

    return tuple(sorted({*words().organisation.values(), *known().kinds}))


def matched(overrides: Overrides, found: Found) -> Overrides:
    """The user's table with rows that name a report without its ending found by that."""
    more = {
        ("source", source.name): overrides.rows[key]
        for source in found.sources
        if not overrides.of(_row(source)) and (key := _by_stem(overrides, source.name))
    }
    return Overrides({**overrides.rows, **more}) if more else overrides


def _row(source: Source) -> dict[str, str]:
    return {"report_id": source.report_id, "sha256": source.sha256, "source": source.name}


def _by_stem(overrides: Overrides, name: str) -> Key | None:
    stem, dot, ending = name.rpartition(".")
    keys = (("source", tail) for tail in _tails(stem)) if dot + ending.lower() in ENDINGS else ()
    return next((key for key in keys if key in overrides.rows), None)


def _tails(name: str) -> Iterator[str]:
    """`2011/report` and `report` of a path that ends so."""
    parts = name.replace("\\", "/").split("/")
    return ("/".join(parts[at:]) for at in range(len(parts)))


def unmatched(path: Path, found: Found) -> str:
    """A warning of rows of the table of metadata that are about no report; empty where there are none."""
    met: set[Key] = set()
    for source in found.sources:
        met |= {("report_id", source.report_id), ("sha256", source.sha256)}
        met |= {("source", tail) for stem in _names(source.name) for tail in _tails(stem)}
    lost = [keys[-1][1] for keys in _keys(path) if met.isdisjoint(keys)]
    verb = "matches" if len(lost) == 1 else "match"
    return _warning(lost, "row", f"of {path.name} {verb} no report")


def _names(name: str) -> Iterator[str]:
    yield name
    stem, dot, ending = name.rpartition(".")
    if dot + ending.lower() in ENDINGS:
        yield stem


def _keys(path: Path) -> Iterator[list[Key]]:
    """What each row names its report by; the last is what people know it by."""
    rows = csv.reader(io.StringIO(comma_text(path), newline=""))
    header = [cell.strip().lower() for cell in next(rows, [])]
    for cells in rows:
        row = dict(zip(header, (" ".join(cell.split()) for cell in cells), strict=False))
        if keys := [(column, row[column].replace("\\", "/")) for column in KEYS if row.get(column)]:
            yield keys


def unmet(path: Path, listed: Organisations, out: Path) -> str:
    """A warning of organisations of the user's list that no report names; empty where all are met."""
    met = {row["partner_id"] for row in read_typed(out, "partners", ("partner_id",))}
    met |= {row["merged_id"] for row in read_typed(out, "partner_links", ("merged_id",))}
    lost = list({row.id: row.name for row in listed.rows.values() if row.id not in met}.values())
    verb = "is" if len(lost) == 1 else "are"
    return _warning(lost, "organisation", f"of {path.name} {verb} a partner in no report")


def _warning(names: Sequence[str], what: str, told: str) -> str:
    if not names:
        return ""
    some = f"{', '.join(names[:NAMED])}{' …' * (len(names) > NAMED)}"
    return f"{len(names):,} {what}{'s' * (len(names) > 1)} {told}: {some}"
