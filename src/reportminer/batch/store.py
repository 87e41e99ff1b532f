"""Results on disk: one file a report, written once and whole, found again by what made it.

    OUT/.reportminer/results/<report_id>.<key>.json     rows of every table
    OUT/.reportminer/failed/<report_id>.<key>.json      or why there are none
    OUT/texts/<report_id>.txt                           the document text
    OUT/.reportminer/texts/<report_id>.txt              that of a report which is not in the tables now

The key is a hash of code, libraries, models, codebook and settings: a result is used again only where
the same input would give the same rows.
"""

import errno
import json
import os
import re
import shutil
import sys
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, TextIO

from reportminer.batch.failures import FETCH, WORKER, Failure
from reportminer.batch.shelf import put
from reportminer.config import Limits
from reportminer.errors import OutputError
from reportminer.export.files import refused
from reportminer.ingest.find import MARK, shown
from reportminer.types import Source

_TEXT = re.compile(r"\.?r[0-9a-f]{12}\.txt(?:\.\d+\.part)?")
"""A text of ours, or what a killed run left of one. Nothing else is ever taken away."""


_END = re.compile(rb'"text_bytes": (\d+)\}')
"""The very end of a result: how long the text is that goes with it."""
_PART = re.compile(r"\.(.+?)(?:\.\d+)?\.part")
"""What a file is called until it is whole: here, and in `export.files`."""


ELSEWHERE = ", or name another folder with --out"
PAUSES = (0.05, 0.1, 0.2)
"""Seconds between one try to lock OUT and the next."""
REFUSED = (errno.EACCES, errno.EPERM, errno.EROFS, errno.EIO)


def write_whole(path: Path, text: str) -> None:
    """Write a file so that it is there whole or not at all."""
    write_lines(path, (text,))


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Write a file piece by piece; it too is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{uuid.uuid4().int}.part")  # several machines may write here
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            file.writelines(lines)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


@contextmanager
def writing(out: Path, *, by_run: bool = False) -> Iterator[None]:
    """What the system refuses inside (disk full, read-only) becomes an OutputError with a hint.

    A run may go to another folder, and goes on where it stopped; what works on a dataset that is there does
    neither.
    """
    try:
        yield
    except OSError as error:
        more = ""
        if by_run:
            more = "; the same command then goes on where it stopped"
            more = ELSEWHERE + more if error.errno in REFUSED else more
        raise refused(error, str(_real(error.filename or out)), more) from error


def _real(at: object) -> object:
    """The file that was meant, where one is written under another name until it is whole."""
    path = Path(at) if isinstance(at, str | Path) else None
    part = _PART.fullmatch(path.name) if path else None
    return path.with_name(part[1]) if path and part else at


@contextmanager
def held(out: Path, *, by_run: bool = False) -> Iterator[None]:
    """Keep a second run out of the same folder. Raises OutputError where one is at work there.

    Who asks whether one is (`busy`) holds the lock for a moment, which is waited for.
    """
    with (out / MARK / "lock").open("w") as file:
        if not _lock(file) and not any(_lock(file) for _ in map(time.sleep, PAUSES)):
            hint = "wait for its end" + (", or name another folder with --out" if by_run else "")
            raise OutputError(f"another run is writing to {out}", hint=hint)
        yield


@contextmanager
def still(out: Path) -> Iterator[None]:
    """Keep runs out of a dataset while something is made of it; a copy of one may hold tables alone."""
    with held(out) if os.path.isdir(out / MARK) else nullcontext():
        yield


def sweep(out: Path) -> None:
    """Take away what killed runs left of the files that a run keeps for itself. OUT is held."""
    for path in (out / MARK).glob(".*.part"):
        path.unlink()


def busy(out: Path) -> bool:
    """Whether a run is at work in this folder. Nothing is written."""
    try:
        with (out / MARK / "lock").open() as file:
            return not _lock(file)
    except OSError:
        return False


def _lock(file: TextIO) -> bool:
    """Whether the file is ours alone now; the system lets go of it when this process ends."""
    if sys.platform == "win32":
        return True
    import fcntl  # noqa: PLC0415 - there is none on Windows

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks
        return True
    return True


@dataclass(frozen=True, slots=True)
class Store:
    """The results of one output folder made by one recipe."""

    out: Path
    key: str
    address: str = field(default="", repr=False)
    """Where results go instead, when OUT is an address; then `out` stands for it here (see `batch.away`)."""

    @property
    def results(self) -> Path:
        """Folder of the result files."""
        return self.out / MARK / "results"

    def path(self, report_id: str) -> Path:
        """Where the result of a report lies."""
        return self.results / f"{report_id}.{self.key}.json"

    def text_path(self, report_id: str) -> Path:
        """Where the text of a report lies."""
        return self.out / "texts" / f"{report_id}.txt"

    def put_by(self, report_id: str) -> Path:
        """Where the text of a report lies that is not in the tables now."""
        return self.out / MARK / "texts" / f"{report_id}.txt"

    def has(self, source: Source) -> bool:
        """Whether this report was mined by this recipe before, and its result is whole."""
        size = text_size(self.path(source.report_id))
        texts = (self.text_path(source.report_id), self.put_by(source.report_id))
        return size is not None and any(_size(path) == size for path in texts)

    def write(self, report_id: str, rows: dict[str, Any], text: str) -> None:
        """Keep what was found in a report; the text first, so that a result never lacks it.

        Raises OutputError where the folder cannot be written.
        """
        told = {**rows, "text_bytes": len(text.encode())}
        with writing(self.out, by_run=True):
            self._keep(self.text_path(report_id), text)
            self._keep(self.path(report_id), json.dumps(told, ensure_ascii=False))

    def _keep(self, path: Path, text: str) -> None:
        if self.address:
            put(self.address, path.relative_to(self.out).as_posix(), text.encode())
        else:
            write_whole(path, text)

    def read(self, report_id: str) -> dict[str, Any]:
        """Rows of every table for one report."""
        rows: dict[str, Any] = json.loads(self.path(report_id).read_text(encoding="utf-8"))
        del rows["text_bytes"]
        return rows

    def fail(self, source: Source, failure: Failure, limits: Limits) -> None:
        """Keep why a report could not be read. Raises OutputError where the folder cannot be written."""
        told = {"failure": asdict(failure), "limits": [limits.max_seconds, limits.max_memory_mb]}
        with writing(self.out, by_run=True):
            path, text = self._failed(source.report_id), json.dumps(told, ensure_ascii=False)
            write_whole(path, text)
            if self.address:
                self._keep(path, text)

    def failed(self, source: Source) -> Failure | None:
        """Why a report could not be read last time; None where it was not tried."""
        told = self._told(source)
        # The same bytes may have another name now.
        return replace(Failure(**told["failure"]), source=source.name) if told else None

    def lasting(self, source: Source, limits: Limits) -> Failure | None:
        """The same; None also where it is worth a try: it did not come, a limit is higher now."""
        told, failure = self._told(source), self.failed(source)
        if told is None or failure is None:
            return None
        seconds, memory = told["limits"]
        more = limits.max_seconds > seconds or limits.max_memory_mb > memory
        return None if failure.stage == FETCH or (more and failure.stage == WORKER) else failure

    def _told(self, source: Source) -> dict[str, Any] | None:
        try:
            told: dict[str, Any] = json.loads(self._failed(source.report_id).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return told

    def _failed(self, report_id: str) -> Path:
        return self.out / MARK / "failed" / f"{report_id}.{self.key}.json"

    def prune(self, keep: Iterable[str], failed: Iterable[str] = ()) -> None:
        """Make `texts` hold the reports of this run; drop what was made by other recipes, and old failures.

        A report that this run was not told of leaves the tables, but what was read of it is put by: who names
        it again need not wait for it. `texts` may have been the user's folder before: what is not named as
        ours stays.
        """
        ids = set(keep)
        self._drop(self.results, lambda _: True)
        self._drop(self.out / MARK / "failed", set(failed).__contains__)
        (self.out / MARK / "texts").mkdir(exist_ok=True)
        for path in list((self.out / "texts").iterdir()):
            if _TEXT.fullmatch(path.name) and path.name.removesuffix(".txt") not in ids:
                path.replace(self.put_by(path.name.removesuffix(".txt")))
        for path in list((self.out / MARK / "texts").iterdir()):
            self._sorted_text(path, ids)

    def _sorted_text(self, path: Path, ids: set[str]) -> None:
        """A text that was put by: back where it belongs now, or away where no result goes with it."""
        report_id = path.name.removesuffix(".txt")
        if report_id in ids and not self.text_path(report_id).exists():
            path.replace(self.text_path(report_id))
        elif report_id in ids or not self.path(report_id).exists():
            path.unlink()

    def _drop(self, folder: Path, wanted: Callable[[str], bool]) -> None:
        """Take away what another recipe made, and what is not wanted."""
        for path in list(folder.iterdir()):
            report_id, _, rest = path.name.partition(".")
            if rest != f"{self.key}.json" or not wanted(report_id):
                path.unlink()


def text_size(path: Path) -> int | None:
    """Bytes of the text that goes with a result; None where the result is not there to its last byte.

    A power cut may leave files behind that are empty or half there, a text as well as a result.
    """
    try:
        with path.open("rb") as file:
            file.seek(max(file.seek(0, os.SEEK_END) - 40, 0))
            found = _END.search(file.read())
    except OSError:
        return None
    return int(found[1]) if found and found.end() == len(found.string) else None


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1


def open_out(out: Path, *, force: bool) -> None:
    """Make the output folder ours. Raises OutputError where it holds something else."""
    if os.path.exists(out) and not os.path.isdir(out):
        raise OutputError(f"{out} is a file", hint="name a folder with --out")
    try:
        _refuse_strangers(out, force=force)
        for folder in ("results", "failed"):
            (out / MARK / folder).mkdir(parents=True, exist_ok=True)
        (out / "texts").mkdir(exist_ok=True)
        free = shutil.disk_usage(out).free
    except OSError as error:
        raise OutputError(
            f"{out} cannot be written ({error.strerror})", hint="name another folder with --out"
        ) from None
    if free < 64 * 2**20:
        raise OutputError(f"under 64 MiB free at {out}", hint="free some space, or name another folder")


def _refuse_strangers(out: Path, *, force: bool) -> None:
    """Raises OutputError where a folder holds what no run made."""
    # By os.path: a pathlib.Path raises PermissionError for what lies in a closed folder, or is none at all.
    if force or not os.path.isdir(out) or os.path.isdir(out / MARK):
        return
    if strangers := os.listdir(out):
        raise OutputError(
            f"{out} holds something else ({shown(Path(strangers[0]))})",
            hint="name another folder, or give --force",
        )
