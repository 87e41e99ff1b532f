"""Why an input could not be read, in words for the user: the rows of failures.csv."""

import errno
import signal
import traceback
from dataclasses import dataclass
from pathlib import Path

from reportminer.config import Limits
from reportminer.errors import InputError, OutputError, RemoteError, ReportminerError
from reportminer.ingest.addresses import printable
from reportminer.types import Source

MACHINE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG, errno.EMFILE, errno.ENFILE})
ROOMS = frozenset({"parse", "section", "tag", "link", "gather", "export"})
WORKER = "worker"
"""Stage of what a worker process ran into: its time, its memory, a crash."""
FIND = "find"
"""Stage of what was refused before it was read: an empty file, a link that leads nowhere."""
FETCH = "fetch"
"""Stage of what a shared or object store did not hand over."""
UNKNOWN = 255
"""Exit status of a worker where the process that knew it, of which workers are copies, was killed too."""
FAULT = "a fault of reportminer, not of yours: please report it with this message"
REPAIR = "open it in a PDF viewer and save or print it to a new file"


@dataclass(frozen=True, slots=True)
class Failure:
    """An input that could not be read: a row of failures.csv."""

    source: str
    stage: str
    error: str
    """Without the name of the source, which stands beside it."""
    hint: str

    @property
    def told(self) -> str:
        """What a line says that has no column for the source."""
        return f"{self.source}: {self.error}"


def _without(name: str, message: str) -> str:
    """A message that begins with the name of its source, as an exception does, without it.

    It may quote the file, which may hold what moves the cursor of a terminal or begins a line of a log.
    """
    named = message.startswith((f"{name}: ", f"{name} "))
    said = message[len(name) :].removeprefix(":") if named else message
    return printable(" ".join(said.split()))


def of_refused(name: str, error: ReportminerError) -> Failure:
    """An input that did not come as far as a worker."""
    return Failure(
        name, FETCH if isinstance(error, RemoteError) else FIND, _without(name, error.message), error.hint
    )


def failure_of(source: Source, error: BaseException, limits: Limits) -> Failure:
    """A report that ended in an exception; its stage is the room in which it came up."""
    if isinstance(error, RemoteError):
        return Failure(source.name, FETCH, _without(source.name, error.message), error.hint)
    if isinstance(error, InputError):
        return Failure(source.name, "parse", _without(source.name, error.message), error.hint)
    if isinstance(error, MemoryError):
        return _memory(source, limits)
    said = error.message if isinstance(error, ReportminerError) else f"{type(error).__name__}: {error}"
    place = _place(error)
    return Failure(
        source.name,
        room if (room := place.partition("/")[0]) in ROOMS else WORKER,
        f"{_without(source.name, said)}{f' (at {place})' if place else ''}",
        FAULT,
    )


def of_machine(error: OSError) -> OutputError | None:
    """What would befall every report alike: a full disk, a limit of the system. Else nothing."""
    if error.errno not in MACHINE:
        return None
    return OutputError(
        f"cannot write {error.filename or 'a file'}: {error.strerror}",
        hint="free some space, where temporary files go as well (TMPDIR names that folder);"
        " the same command then goes on where it stopped",
    )


def _place(error: BaseException) -> str:
    """The innermost line of this program that the exception went through."""
    package = Path(__file__).parents[1]
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if path.is_relative_to(package):
            return f"{path.relative_to(package).as_posix()}:{frame.lineno}"
    return ""


def too_slow(source: Source, limits: Limits) -> Failure:
    """A report that was not done in time."""
    said = f"not done in {limits.max_seconds:g} s"
    return Failure(source.name, WORKER, said, "raise --max-seconds, or split the file")


def _memory(source: Source, limits: Limits) -> Failure:
    said = f"needs more than {limits.max_memory_mb:,} MiB of memory"
    return Failure(source.name, WORKER, said, "raise --max-memory-mb, or split the file")


def from_outside(status: int | None) -> bool:
    """Whether somebody else ended a worker: the system for want of memory, a person, a shutdown."""
    names = ("SIGKILL", "SIGTERM", "SIGHUP")
    return status in {UNKNOWN, *(-getattr(signal, name) for name in names if hasattr(signal, name))}


def of_death(source: Source, status: int | None, limits: Limits) -> Failure:
    """A report whose worker process died of it. `status` as `multiprocessing` gives it."""
    if status == -getattr(signal, "SIGALRM", 0):
        return too_slow(source, limits)
    if status in (UNKNOWN, -getattr(signal, "SIGKILL", 0)):
        return Failure(
            source.name,
            WORKER,
            "the system stopped its worker process twice, as it does when memory runs out",
            "run again with fewer --jobs and --retry-failed",
        )
    return Failure(
        source.name,
        WORKER,
        f"crashed the reader ({_manner(status)}): damaged,"
        f" or in need of more than {limits.max_memory_mb:,} MiB of memory",
        f"{REPAIR}; or raise --max-memory-mb",
    )


def _manner(status: int | None) -> str:
    try:
        return signal.Signals(-(status or 0)).name
    except ValueError:
        return f"exit status {status}"
