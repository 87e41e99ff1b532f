"""The project's database: an append-only history, and the state that it adds up to.

SQLite in WAL mode with full synchronisation: what was answered for is on disk, whatever happens to
the process. Several servers may have one project open; each action is one transaction.
"""

import json
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any, Protocol

from reportminer.errors import OutputError

VERSION = "1"
Value = str | int | bool | None
State = Mapping[str, Value]
"""What a layer says of a report: key to value (see `commands`)."""
Change = tuple[str, Value, Value]
"""Key, value before (None: there was none), value after (None: taken away)."""


def now() -> str:
    """The time, to the millisecond, in UTC."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


_APPEND = (
    "INSERT INTO actions (nonce, time, who, layer, report, kind, told, changes, undoes, guideline, model)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


@dataclass(frozen=True, slots=True)
class Author:
    """Who does something, in which layer, with what before the eyes."""

    who: str
    layer: str
    nonce: str
    model: int = 0
    """Whose suggestions are shown; -1 where they are hidden."""


@dataclass(frozen=True, slots=True)
class Action:
    """A row of the history."""

    id: int
    time: str
    who: str
    layer: str
    report: str
    kind: str
    told: dict[str, Any]
    changes: tuple[Change, ...]
    undoes: int | None
    guideline: int
    model: int


class Store:
    """One open database. Safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        try:
            self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=30)
            self._db.row_factory = sqlite3.Row
            for line in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
                self._db.execute(f"PRAGMA {line}")
            self._db.executescript((files(__package__) / "schema.sql").read_text(encoding="utf-8"))
            self._check()
        except sqlite3.DatabaseError as error:
            raise OutputError(
                f"{path} cannot be used as a project: {error}", hint="name another folder with --project"
            ) from error

    def _check(self) -> None:
        with self.writing():
            self._db.execute("INSERT OR IGNORE INTO meta VALUES ('version', ?)", (VERSION,))
        found = self.one("SELECT value FROM meta WHERE name = 'version'")
        if found is None or found["value"] != VERSION:
            raise OutputError(f"{self.path} is of another version", hint="use the program that made it")

    def close(self) -> None:
        """Close the file; what the log holds goes into it."""
        with self._lock:
            self._db.close()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that is taken back where the block ends in an exception."""
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def all(self, query: str, *values: object) -> list[sqlite3.Row]:
        """Rows of a query."""
        with self._lock:
            return self._db.execute(query, values).fetchall()

    def one(self, query: str, *values: object) -> sqlite3.Row | None:
        """The first row of a query."""
        rows = self.all(query, *values)
        return rows[0] if rows else None

    def meta(self, name: str, default: str = "") -> str:
        """A value that is kept of the project."""
        row = self.one("SELECT value FROM meta WHERE name = ?", name)
        return str(row["value"]) if row else default

    def state(self, layer: str, report: str) -> dict[str, Value]:
        """What a layer says of a report now."""
        rows = self.all("SELECT key, value FROM state WHERE layer = ? AND report = ?", layer, report)
        return {row["key"]: json.loads(row["value"]) for row in rows}

    def layers(self) -> list[str]:
        """Names of all layers that anything was done in."""
        return [row["layer"] for row in self.all("SELECT DISTINCT layer FROM actions ORDER BY layer")]

    def act(self, author: Author, report: str, told: dict[str, Any], plan: "Plan") -> Action:
        """Do something in one transaction, or give what was done before with the same nonce.

        `plan` makes the changes from the state and the history as they are inside the transaction.
        """
        with self.writing() as db:
            done = self.one("SELECT * FROM actions WHERE nonce = ?", author.nonce)
            if done is not None:
                return action_of(done)
            state = self.state(author.layer, report)
            wanted, undoes = plan(state, _Past(self, report, author.layer))
            changes = tuple(
                (key, state.get(key), value) for key, value in wanted.items() if state.get(key) != value
            )
            self._apply(db, author.layer, report, changes)
            row = self._append(author, report, told, changes, undoes)
        return action_of(row)

    def _apply(self, db: sqlite3.Connection, layer: str, report: str, changes: Sequence[Change]) -> None:
        for key, _, value in changes:
            if value is None:
                db.execute(
                    "DELETE FROM state WHERE layer = ? AND report = ? AND key = ?", (layer, report, key)
                )
            else:
                row = (layer, report, key, json.dumps(value, ensure_ascii=False))
                db.execute("INSERT OR REPLACE INTO state VALUES (?, ?, ?, ?)", row)

    def _append(
        self,
        author: Author,
        report: str,
        told: dict[str, Any],
        changes: Sequence[Change],
        undoes: int | None,
    ) -> sqlite3.Row:
        values = (
            author.nonce,
            now(),
            author.who,
            author.layer,
            report,
            str(told.get("kind", "")),
            json.dumps(told, ensure_ascii=False),
            json.dumps(changes, ensure_ascii=False),
            undoes,
            self.guideline(),
            author.model,
        )
        made = self._db.execute(_APPEND, values)
        row = self.one("SELECT * FROM actions WHERE id = ?", made.lastrowid)
        assert row is not None
        return row

    def guideline(self) -> int:
        """The version of the guideline that holds now."""
        row = self.one("SELECT max(version) AS version FROM guidelines")
        return int(row["version"] or 0) if row else 0

    def history(self, report: str = "", layer: str = "", since: int = 0) -> list[Action]:
        """Actions after `since` in their order: of one report and layer, or of all."""
        rows = self.all(
            "SELECT * FROM actions WHERE id > ? AND (? = '' OR report = ?) AND (? = '' OR layer = ?)"
            " ORDER BY id",
            *(since, report, report, layer, layer),
        )
        return [action_of(row) for row in rows]

    def marks(self, report: str, layer: str) -> list["Mark"]:
        """The same of one layer and report, in short: there may be thousands."""
        rows = self.all(
            "SELECT id, kind, undoes, changes <> '[]' AS changed FROM actions"
            " WHERE report = ? AND layer = ? ORDER BY id",
            *(report, layer),
        )
        return [Mark(row["id"], row["kind"], row["undoes"], bool(row["changed"])) for row in rows]

    def progress(self, layer: str) -> dict[str, dict[str, int]]:
        """For each report how many segments a layer has judged: `yes`, `skip`, `unsure`."""
        rows = self.all(
            "SELECT report, value, count(*) AS count FROM state"
            " WHERE layer = ? AND key GLOB 's/*/done' AND key NOT GLOB 's/*/*/*' GROUP BY report, value",
            layer,
        )
        found: dict[str, dict[str, int]] = {}
        for row in rows:
            found.setdefault(row["report"], {})[json.loads(row["value"])] = row["count"]
        return found

    def last(self) -> int:
        """Id of the last action."""
        row = self.one("SELECT max(id) AS id FROM actions")
        return int(row["id"] or 0) if row else 0


@dataclass(frozen=True, slots=True)
class Mark:
    """What of an action decides what can be undone."""

    id: int
    kind: str
    undoes: int | None
    changed: bool


class Past(Protocol):
    """The history of one layer of one report, as it is when something is done."""

    def marks(self) -> Sequence[Mark]:
        """Its actions, in short, in their order."""

    def changes(self, action: int) -> Sequence[Change]:
        """What one of them changed."""


Plan = Callable[[State, Past], tuple[Mapping[str, Value], int | None]]
"""State and history to: wanted values by key, and the action that is undone or done again."""


@dataclass(frozen=True, slots=True)
class _Past:
    store: Store
    report: str
    layer: str

    def marks(self) -> Sequence[Mark]:
        return self.store.marks(self.report, self.layer)

    def changes(self, action: int) -> Sequence[Change]:
        row = self.store.one("SELECT * FROM actions WHERE id = ?", action)
        return action_of(row).changes if row else ()


def action_of(row: sqlite3.Row) -> Action:
    """A row of the history as a record."""
    return Action(
        row["id"],
        row["time"],
        row["who"],
        row["layer"],
        row["report"],
        row["kind"],
        json.loads(row["told"]),
        tuple((key, before, after) for key, before, after in json.loads(row["changes"])),
        row["undoes"],
        row["guideline"],
        row["model"],
    )


def fold(actions: Sequence[Action]) -> dict[str, Value]:
    """What actions of one layer and report add up to."""
    state: dict[str, Value] = {}
    for action in actions:
        for key, _, value in action.changes:
            if value is None:
                state.pop(key, None)
            else:
                state[key] = value
    return state
