"""How far a run has come, told from what lies in OUT."""

from dataclasses import dataclass
from pathlib import Path

from reportminer.batch import inputs
from reportminer.batch.failures import FETCH, FIND
from reportminer.batch.store import Store, busy
from reportminer.errors import OutputError
from reportminer.export.csvs import read_typed
from reportminer.export.files import lacking
from reportminer.ingest.addresses import is_address
from reportminer.ingest.find import MARK, shown
from reportminer.labels import ReportStatus
from reportminer.types import Source

LISTED = 10


@dataclass(frozen=True, slots=True)
class Status:
    """Reports of the last run: each file with the same bytes counts once."""

    reports: int
    done: int
    failed: int
    left: int
    running: bool
    """Whether a run is at work in this folder now."""
    whole: bool
    """Whether the tables were written to the end."""
    failures: tuple[tuple[str, str], ...]
    """Name and reason of the first that could not be read."""
    unread: tuple[str, ...] = ()
    """Names of reports of which not one page could be read: scans, as a rule. Empty before the end."""


def status_of(out: Path, name: str = "") -> Status:
    """Count what is done, failed and left in OUT, shown as `name`.

    Raises OutputError where no run was begun there.
    """
    key, files = inputs.kept(out)
    if not key:
        raise lacking(out, f"{name or out} holds no run")
    store, seen, done, failed = Store(out, key), set[str](), 0, 0
    failures: list[tuple[str, str]] = []
    for path, digest in files:
        source = Source(path, path if is_address(path) else shown(Path(path)), digest, "", 0)
        if source.report_id in seen:
            continue
        seen.add(source.report_id)
        if store.has(source):
            done += 1
        elif failure := store.failed(source):
            failed += 1
            failures += [(source.name, failure.error)][: LISTED - len(failures)]
    whole = (out / MARK / "finished.json").exists()
    left = len(seen) - done - failed
    names, refused = (unread(out), _refused(out)) if whole else ((), [])
    failures += refused[: LISTED - len(failures)]
    reports, failed = len(seen) + len(refused), failed + len(refused)
    return Status(reports, done, failed, left, busy(out), whole, tuple(failures), names)


def _refused(out: Path) -> list[tuple[str, str]]:
    """Name and reason of what was refused before it was read: empty files, links that lead nowhere."""
    try:
        rows = read_typed(out, "failures", ("source", "stage", "error"))
        return [(str(row["source"]), str(row["error"])) for row in rows if row["stage"] in (FIND, FETCH)]
    except OutputError:  # an OUT at an address, whose tables did not come here
        return []


def unread(out: Path) -> tuple[str, ...]:
    """Reports of which not one page could be read, by name."""
    try:
        rows = read_typed(out, "reports", ("source", "status"))
        return tuple(str(row["source"]) for row in rows if row["status"] == ReportStatus.FAILED.value)
    except OutputError:  # an OUT at an address, whose tables did not come here
        return ()
