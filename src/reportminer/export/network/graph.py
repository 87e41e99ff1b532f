"""The graph over all reports: organisations, and how often each two are named together."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from reportminer.export.csvs import read_typed
from reportminer.labels import PartnerRole

_PARTNER = ("report_id", "partner_id", "name", "role", "kind", "mentions")
_PAIR = ("report_id", "partner_id", "with_partner_id", "passages", "sentences", "weight")
_TABLES = """
CREATE TABLE told (partner TEXT, name TEXT, role TEXT, kind TEXT, mentions INTEGER);
CREATE TABLE edge (a TEXT, b TEXT, reports INTEGER, passages INTEGER, sentences INTEGER, weight REAL,
                   PRIMARY KEY (a, b)) WITHOUT ROWID;
"""
_ADD = """
INSERT INTO edge VALUES (?, ?, 1, ?, ?, ?)
ON CONFLICT (a, b) DO UPDATE SET reports = reports + 1, passages = passages + excluded.passages,
    sentences = sentences + excluded.sentences, weight = weight + excluded.weight
"""
_Told = tuple[str, str, str, str, int]
"""Partner, name, role, kind, mentions: what one report tells."""


@dataclass(frozen=True, slots=True)
class Node:
    """An organisation over all reports."""

    partner_id: str
    name: str
    """Its longest name."""
    role: str
    """The one it is given most often; `unknown` where no report tells one."""
    kind: str
    """What kind of organisation it is said to be most often; empty where nothing tells."""
    reports: int
    mentions: int


@dataclass(frozen=True, slots=True)
class Edge:
    """Two organisations that one passage names, over all reports; `a` is the lower id."""

    a: str
    b: str
    reports: int
    passages: int
    sentences: int
    weight: float


class Graph:
    """Nodes and edges, kept in a private file of SQLite's that is gone when it is closed.

    It stays in memory while it is small, and moves to disk when it is not.
    """

    def __init__(self) -> None:
        self._base = sqlite3.connect("")
        self._base.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_TABLES}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._base.close()

    def add(self, partners: Iterable[dict[str, Any]], pairs: Iterable[dict[str, Any]]) -> None:
        """Count rows of partners.csv and of partnerships.csv; each pair once for each report."""
        told = ((p["partner_id"], p["name"], p["role"], p.get("kind", ""), p["mentions"]) for p in partners)
        self._base.executemany("INSERT INTO told VALUES (?, ?, ?, ?, ?)", told)
        counts = (
            (p["partner_id"], p["with_partner_id"], p["passages"], p["sentences"], p["weight"]) for p in pairs
        )
        self._base.executemany(_ADD, counts)

    def read(self, out: Path) -> None:
        """Count the tables in OUT."""
        self.add(read_typed(out, "partners", _PARTNER), read_typed(out, "partnerships", _PAIR))
        self._base.execute("CREATE INDEX other_end ON edge (b)")

    def nodes(self) -> Iterator[Node]:
        """Organisations by id."""
        rows = self._base.execute("SELECT * FROM told ORDER BY partner, name, role, kind")
        with closing(rows):
            now: list[_Told] = []
            for row in rows:
                if now and row[0] != now[0][0]:
                    yield _node(now)
                    now = []
                now.append(row)
            if now:
                yield _node(now)

    def edges(self) -> Iterator[Edge]:
        """Pairs by their ids."""
        with closing(self._base.execute("SELECT * FROM edge ORDER BY a, b")) as rows:
            for a, b, reports, passages, told, weight in rows:
                yield Edge(a, b, reports, passages, told, round(weight, 4))

    def closest(self, most: int) -> list[str]:
        """Ids of the organisations with the weightiest ties taken together, at most so many."""
        ends = "SELECT a AS partner, weight FROM edge UNION ALL SELECT b, weight FROM edge"
        ranked = f"SELECT partner FROM ({ends}) GROUP BY partner ORDER BY ROUND(SUM(weight), 3) DESC, partner"
        return [partner for (partner,) in self._base.execute(f"{ranked} LIMIT ?", (most,))]

    def near(self, partner: str, most: int) -> list[str]:
        """Ids of those with whom an organisation has its weightiest ties, at most so many."""
        mine = "SELECT b AS near, weight FROM edge WHERE a = ?1"
        ends = f"{mine} UNION ALL SELECT a, weight FROM edge WHERE b = ?1"
        ranked = f"SELECT near FROM ({ends}) ORDER BY ROUND(weight, 3) DESC, near LIMIT ?2"
        return [near for (near,) in self._base.execute(ranked, (partner, most))]

    def counted(self) -> tuple[int, int]:
        """How many organisations have a tie, and how many ties there are."""
        tied = "SELECT COUNT(*) FROM (SELECT a FROM edge UNION SELECT b FROM edge)"
        return self._base.execute(f"SELECT ({tied}), (SELECT COUNT(*) FROM edge)").fetchone()  # type: ignore[no-any-return]


def _node(rows: list[_Told]) -> Node:
    """One organisation from what each of its reports tells."""
    role = _commonest(row[2] for row in rows if row[2] != PartnerRole.UNKNOWN) or PartnerRole.UNKNOWN.value
    name = max((row[1] for row in rows), key=lambda told: (len(told), told))
    kind = _commonest(row[3] for row in rows if row[3])
    return Node(rows[0][0], name, role, kind, len(rows), sum(row[4] for row in rows))


def _commonest(words: Iterable[str]) -> str:
    counts = Counter(words)
    return min(counts, key=lambda word: (-counts[word], word), default="")
