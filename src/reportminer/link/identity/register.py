"""Partners of all reports, gathered on disk so that memory does not grow with them, and who they are.

    with Register(path, known) as register:
        register.add(sightings)            # once per report, in any order
        register.settle()
        register.ids(report_id)            # {own id: final id}

What comes out does not depend on the order in which reports were added.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from reportminer.link.identity.base import base_of
from reportminer.link.identity.candidates import candidates, lone_acronyms
from reportminer.link.identity.forms import blocks_of, forms_of
from reportminer.link.identity.groups import Groups
from reportminer.link.identity.keys import normal_name
from reportminer.link.identity.records import Base, Known, Link, MergedName, Sighting

_SCHEMA = """
CREATE TABLE sighting (report TEXT, own TEXT, base TEXT, name TEXT, PRIMARY KEY (report, own)) WITHOUT ROWID;
CREATE INDEX sighting_of ON sighting (base, own);
CREATE TABLE base (id TEXT PRIMARY KEY, name TEXT, how TEXT, bound INT, country TEXT, alone INT)
    WITHOUT ROWID;
CREATE TABLE form (form TEXT, country TEXT, short INT, base TEXT, PRIMARY KEY (short, form, country, base))
    WITHOUT ROWID;
CREATE TABLE block (block TEXT, word TEXT, base TEXT, PRIMARY KEY (block, base, word)) WITHOUT ROWID;
"""
_ADD = """INSERT INTO base VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET
    name = max(name, excluded.name), how = max(how, excluded.how)"""
_MERGED = """SELECT s.base, s.own, min(s.name), count(*), b.name, b.how
FROM sighting s JOIN base b ON b.id = s.base
GROUP BY s.base, s.own ORDER BY s.base, s.own"""
HOW = {
    "list": "on your list of organisations",
    "known": "a well-known organisation",
    "state": "the government of a country",
}


class Register:
    """Sightings and bases in a database of its own, which is gone when the block ends."""

    def __init__(self, path: Path, known: Known) -> None:
        self._path = path
        self._known = known
        self._groups = Groups(known.decisions)

    def __enter__(self) -> Self:
        self._path.unlink(missing_ok=True)
        self._db = sqlite3.connect(self._path, isolation_level=None)
        for setting in (
            "journal_mode = OFF",
            "synchronous = OFF",
            "cache_size = -16000",
            "temp_store = FILE",
        ):
            self._db.execute(f"PRAGMA {setting}")
        self._db.executescript(_SCHEMA)
        self._db.execute("BEGIN")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()
        self._path.unlink(missing_ok=True)

    def add(self, sightings: Iterable[Sighting]) -> None:
        """Take in the partners of a report."""
        for sighting in sightings:
            base = base_of(sighting, self._known)
            told = (sighting.report_id, sighting.own_id, base.id, sighting.name)
            self._db.execute("INSERT OR REPLACE INTO sighting VALUES (?, ?, ?, ?)", told)
            row = (base.id, base.name, base.how, base.bound, base.country, base.alone)
            self._db.execute(_ADD, row)
            self._db.executemany("INSERT OR IGNORE INTO form VALUES (?, ?, ?, ?)", forms_of(base, sighting))
            self._db.executemany("INSERT OR IGNORE INTO block VALUES (?, ?, ?)", blocks_of(base))

    def settle(self) -> None:
        """Decide who is who. Decisions first, then the surest links, then what hangs on these."""
        self._db.execute("COMMIT")
        self._groups.decide(self._bases)
        links = sorted(
            candidates(self._db), key=lambda link: (-link.score, link.one, link.other, link.reason)
        )
        for link in links:
            self._groups.join(link, self._bases)
        for short, long in lone_acronyms(self._db):
            roots = {self._groups.root(base) for base in long}
            if len(roots) == 1:
                told = "its acronym, in the same country"
                self._groups.join(Link(short, min(long), told, 0.85), self._bases)
        self._groups.settle()

    def _bases(self, ids: Iterable[str]) -> dict[str, Base]:
        found = {}
        for own in ids:
            row = self._db.execute("SELECT * FROM base WHERE id = ?", (own,)).fetchone()
            if row:
                _, name, how, bound, country, alone = row
                found[own] = Base(own, name, how, bool(bound), country, bool(alone))
        return found

    def ids(self, report_id: str) -> dict[str, str]:
        """Final id of each partner of a report, by its own id."""
        return {own: self._groups.kept(base) for own, base in self.bases(report_id).items()}

    def bases(self, report_id: str) -> dict[str, str]:
        """Base of each partner of a report, by its own id."""
        return dict(self._db.execute("SELECT own, base FROM sighting WHERE report = ?", (report_id,)))

    def names(self, report_id: str) -> dict[str, str]:
        """Name of each partner of a report, by its own id."""
        return dict(self._db.execute("SELECT own, name FROM sighting WHERE report = ?", (report_id,)))

    def merged(self) -> Iterator[MergedName]:
        """Names that were made one with another, each with the reason: rows of partner_links.csv."""
        found: dict[tuple[str, str], MergedName] = {}
        for row in self._db.execute(_MERGED):
            one = self._merged(row)
            if one:
                key = one.partner_id, one.merged_id
                reports = one.reports + (found[key].reports if key in found else 0)
                found[key] = replace(found.get(key, one), reports=reports)
        yield from found.values()

    def _merged(self, row: tuple[str, str, str, int, str, str]) -> MergedName | None:
        base, own, name, reports, full, how = row
        kept = self._groups.kept(base)
        if kept != base:
            link = self._groups.link(base)
            return MergedName(kept, base, self._groups.name(kept), name, link.reason, link.score, reports)
        if normal_name(full) != normal_name(name):
            return MergedName(kept, own, full, name, HOW.get(how, how), 1.0, reports)
        return None
