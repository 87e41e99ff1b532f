"""Whether OUT is what this run would make: then there is nothing to do.

OUT/.reportminer/finished.json     hash of all that decides the tables, their sizes and times, and totals
"""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from reportminer.batch.assemble import MADE_FROM_TABLES, Totals
from reportminer.batch.store import write_whole
from reportminer.export.formats import files_of
from reportminer.export.tables import tables
from reportminer.ingest.find import MARK

COUNTS = ("counts", "labels", "statuses", "seconds")


def fingerprint(parts: Iterable[object]) -> str:
    """Hash of what decides the tables: plain values or dataclasses, one after the other."""
    digest = sha256()
    for part in parts:
        told = part if isinstance(part, str | list | dict | tuple) else asdict(part)  # type: ignore[call-overload]
        digest.update(json.dumps(told).encode() + b"\n")
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Finished:
    """The mark that a run leaves at its end, and takes away before it changes anything."""

    out: Path
    formats: tuple[str, ...]

    @property
    def path(self) -> Path:
        """Where the mark lies."""
        return self.out / MARK / "finished.json"

    def totals(self, of: str) -> Totals | None:
        """Counts of the run that made OUT, where its fingerprint was this and nobody touched it since."""
        try:
            told = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        if told["of"] != of or told["files"] != self._files():
            return None
        totals = Totals()
        for name in COUNTS:
            getattr(totals, name).update(told["totals"][name])
        return totals

    def leave(self, of: str, totals: Totals) -> None:
        """Say that OUT is whole."""
        counts: dict[str, Counter[str]] = {name: getattr(totals, name) for name in COUNTS}
        told: dict[str, Any] = {"of": of, "files": self._files(), "totals": counts}
        write_whole(self.path, json.dumps(told))

    def remove(self) -> None:
        """Say no longer that OUT is whole."""
        self.path.unlink(missing_ok=True)

    def _files(self) -> dict[str, list[int] | None]:
        """Size and time of each file that a run makes; None for one that is missing."""
        names = [f"{table}.csv" for table in tables()]
        names += [name for form in self.formats for name in files_of(form)]
        return {name: _stamp(self.out / name) for name in (*names, *MADE_FROM_TABLES)}


def _stamp(path: Path) -> list[int] | None:
    try:
        told = path.stat()
    except OSError:
        return None
    return [told.st_size, told.st_mtime_ns]
