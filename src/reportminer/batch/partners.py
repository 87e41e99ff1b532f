"""Who the partners of all reports are, and the rows that tell of them.

Ids within a report are made from names (see `export.ids`). Who is who over all reports is told from the
beginnings of results on disk, where `export.rows` puts reports and partners; then rows get their final ids.
"""

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from reportminer.batch.given import read_given, with_kinds
from reportminer.batch.store import Store, write_whole
from reportminer.export.files import of_sqlite
from reportminer.ingest.find import MARK
from reportminer.labels import PartnerRole
from reportminer.link.identity import Known, Sighting
from reportminer.link.identity.decisions import Decisions, read_decisions
from reportminer.link.identity.organisations import Organisations, read_organisations
from reportminer.tag.partners.features import fullness

Row = dict[str, Any]
DECISIONS = "partner_decisions.csv"
"""Where decisions about partners lie in OUT, where no other file is named."""
_LIST = "organisations.csv"
_PLACE = "decisions.json"
_CHUNK = 65_536
_BEGINNING = ("reports", "partners")


def decisions_file(out: Path, named: Path | None) -> Path | None:
    """The file of decisions that counts for OUT; None where there is none."""
    if named:
        return named
    return out / DECISIONS if os.path.exists(out / DECISIONS) else None  # OUT may be closed to us


def known_of(organisations: Path | None, decisions: Path | None) -> Known:
    """What the user knows better. Raises SettingsError naming file, line and remedy."""
    return Known(
        with_kinds(organisations, read_given(organisations, read_organisations))
        if organisations
        else Organisations(),
        read_given(decisions, read_decisions) if decisions else Decisions(),
    )


def kept_list(out: Path) -> Path:
    """Where a run keeps the user's list of organisations for `reportminer partners`."""
    return out / MARK / _LIST


def keep_place(out: Path, named: Path | None) -> None:
    """Keep where the user's file of decisions lies: run.json tells its name as it was given somewhere."""
    if named:
        write_whole(out / MARK / _PLACE, json.dumps(os.path.abspath(named)))
    else:
        (out / MARK / _PLACE).unlink(missing_ok=True)


def kept_place(out: Path) -> Path | None:
    """The path so kept, absolute; None where there is none."""
    try:
        return Path(json.loads((out / MARK / _PLACE).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def beginning(path: Path) -> dict[str, list[Row]]:
    """The tables with which a result begins, without reading the rest of it."""
    with path.open(encoding="utf-8") as file:
        text = file.read(_CHUNK)
        while True:
            found = _decoded(text)
            if found is not None:
                return found
            more = file.read(len(text))
            if not more:
                told = json.loads(text)
                return {table: told[table] for table in _BEGINNING}
            text += more


def _decoded(text: str) -> dict[str, list[Row]] | None:
    """The tables, where they are whole in `text` and stand first."""
    decoder, at = json.JSONDecoder(), 1
    found: dict[str, list[Row]] = {}
    try:
        for table in _BEGINNING:
            name, at = decoder.raw_decode(text, at)
            if name != table:
                return None
            found[table], at = decoder.raw_decode(text, at + len(": "))
            at += len(", ")
    except (json.JSONDecodeError, IndexError):
        return None
    return found


def sightings(report_id: str, country: str, partners: Iterable[Row]) -> Iterator[Sighting]:
    """Rows of partners as the register takes them."""
    for row in partners:
        yield Sighting(report_id, row["partner_id"], row["name"], tuple(row["aliases"]), country)


class Identities:
    """Final ids, and rows that bear them."""

    def __init__(self, store: Store, known: Known) -> None:
        from reportminer.link.identity.register import Register  # noqa: PLC0415 - rapidfuzz

        self._store = store
        self._listed = {row.id: row for row in known.organisations.rows.values()}
        self.register = Register(store.out / MARK / "partners.sqlite", known)

    def gather(self, countries: Iterable[tuple[str, str, list[Row]]]) -> None:
        """Take in (report, country, rows of partners) of all reports, and decide."""
        for report_id, country, partners in countries:
            self.register.add(sightings(report_id, country, partners))
        self.register.settle()

    def apply(self, report_id: str, rows: dict[str, list[Row]]) -> None:
        """Put final ids into the rows of a report. Partners that prove to be one become one row."""
        ids = self.register.ids(report_id)
        rows["partners"] = self._partners(rows["partners"], ids)
        mentions = {_place(row): row for row in (_renamed(row, ids) for row in rows["partner_mentions"])}
        rows["partner_mentions"] = [mentions[place] for place in sorted(mentions)]
        for finding in rows["findings"]:
            finding["actor_id"] = ids.get(finding["actor_id"], finding["actor_id"])

    def links(self) -> list[Row]:
        """Rows of partner_links.csv, in order."""
        found = [asdict(merged) for merged in self.register.merged()]
        for row in found:
            if row["partner_id"] in self._listed:
                row["name"] = self._listed[row["partner_id"]].name
        return sorted(found, key=lambda row: (row["name"].casefold(), row["partner_id"], row["merged_id"]))

    def _partners(self, rows: Iterable[Row], ids: Mapping[str, str]) -> list[Row]:
        together: dict[str, list[Row]] = {}
        for row in rows:
            together.setdefault(ids[row["partner_id"]], []).append(row)
        made = [self._called(_joined(own, same)) for own, same in together.items()]
        return sorted(made, key=lambda row: (-row["mentions"], row["name"], row["partner_id"]))

    def _called(self, row: Row) -> Row:
        """By the name and kind of the user's list, where it is on it."""
        listed = self._listed.get(row["partner_id"])
        if not listed:
            return row
        aliases = sorted({*row["aliases"], row["name"]} - {listed.name})
        return row | {"name": listed.name, "aliases": aliases, "kind": listed.kind or row["kind"]}


@contextmanager
def identities(
    store: Store, known: Known, reports: Iterable[tuple[str, str, list[Row]]]
) -> Iterator[Identities]:
    """Final ids for partners, decided from (report, country, rows of partners) of all reports."""
    found = Identities(store, known)
    try:
        with found.register:
            found.gather(reports)
            yield found
    except sqlite3.OperationalError as error:  # a full disk, as a rule: told as for any other file
        raise of_sqlite(error, store.out) from error


def _renamed(row: Row, ids: Mapping[str, str]) -> Row:
    return row | {"partner_id": ids[row["partner_id"]]}


def _place(row: Row) -> tuple[int, int, str]:
    return row["char_start"], row["char_end"], row["partner_id"]


def _joined(own: str, same: list[Row]) -> Row:
    """One row for partners of a report that are one: named in full, else as the one named most often."""
    first = same[0]
    if len(same) == 1:
        return first | {"partner_id": own}
    known = [row["role"] for row in same if row["role"] != PartnerRole.UNKNOWN.value]
    names = {name for row in same for name in (row["name"], *row["aliases"])}
    full = max(same, key=lambda row: fullness(row["name"]))
    return first | {
        "partner_id": own,
        "name": full["name"],
        "kind": full["kind"] or first["kind"],
        "aliases": sorted(names - {full["name"]}),
        "role": known[0] if known else first["role"],
        "mentions": sum(row["mentions"] for row in same),
        "pages": sorted({page for row in same for page in row["pages"]}),
    }
