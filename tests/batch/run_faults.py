"""Runs that are cut off at a chosen moment: by a signal, or by a disk that is full at the n-th write.

A run here mines in its own process (`InProcess`) with models loaded before, so that it takes a fraction of
a second and a hundred of them can be cut off. All else is the run as users know it.
"""

import builtins
import errno
import hashlib
import io
import os
import random
import signal
import sys
import time
from collections.abc import Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reportminer.batch import run
from reportminer.batch.engine import Answers, Task
from reportminer.batch.failures import failure_of
from reportminer.batch.run import Job
from reportminer.batch.worker import Miner
from reportminer.config import Settings
from reportminer.errors import InputError, OutputError
from reportminer.ingest.find import MARK
from reportminer.ingest.remote import at_hand
from reportminer.pipeline import Pipeline
from reportminer.types import Source

PIPELINE = Pipeline(Settings())
FIRST = 2
"""Writes to a file that count, beside opening, flushing, closing and naming it: the others are like them."""


@dataclass(frozen=True)
class InProcess:
    """An engine without processes."""

    task: Task

    def mine(self, sources: Iterable[Source]) -> Answers:
        miner = Miner(self.task.settings, self.task.store)
        miner.pipeline = PIPELINE
        for source in sources:
            try:
                with at_hand(source) as here:
                    miner(here)
            except InputError as error:
                yield source, failure_of(source, error, self.task.settings.limits)
            else:
                yield source, None


@contextmanager
def in_process() -> Any:
    """Runs mine in this process."""
    module = sys.modules["reportminer.batch.run"]
    real = module.LocalEngine  # type: ignore[attr-defined]
    module.LocalEngine = lambda task, jobs: InProcess(task)  # type: ignore[attr-defined]
    try:
        yield
    finally:
        module.LocalEngine = real  # type: ignore[attr-defined]


def killed_after(seconds: float, job: Job) -> bool:
    """Run in a copy of this process that is killed after so many seconds; whether it was still at work."""
    child = os.fork()
    if not child:
        os.setpgid(0, 0)
        try:
            with in_process():
                run(job)
        finally:
            os._exit(0)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def moments(seed: int, count: int, within: float) -> list[float]:
    """Random moments of a run that takes `within` seconds."""
    dice = random.Random(seed)
    return [dice.uniform(0, within) for _ in range(count)]


@dataclass
class FullDisk:
    """Counts what is written below a folder; the n-th time there is no space left, and ever after."""

    folder: Path
    at: int = 1 << 60
    count: int = 0
    where: list[str] = field(default_factory=list)

    def tick(self, name: object) -> None:
        self.count += 1
        if self.count >= self.at:
            self.where.append(str(name))
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(name))

    def ours(self, path: object) -> bool:
        return isinstance(path, str | os.PathLike) and Path(path).is_relative_to(self.folder)


class _File:
    """A file open for writing on a disk that may be full."""

    def __init__(self, file: Any, disk: FullDisk) -> None:
        self._file, self._disk = file, disk
        self._written = 0

    def write(self, data: Any) -> Any:
        self._written += 1
        if self._written <= FIRST:
            self._disk.tick(self._file.name)
        return self._file.write(data)

    def writelines(self, lines: Iterable[Any]) -> None:
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        self._disk.tick(self._file.name)
        self._file.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __enter__(self) -> "_File":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        try:
            if not self._file.closed:  # what is left in memory is written now
                self._disk.tick(self._file.name)
        finally:
            self._file.close()


@contextmanager
def on(disk: FullDisk) -> Any:
    """Whoever opens, writes, flushes or renames below the folder of the disk is told by it."""
    opened, replaced = io.open, os.replace

    def open_(path: Any, mode: str = "r", *words: Any, **more: Any) -> Any:
        if not set(mode) & set("wax+") or not disk.ours(path):
            return opened(path, mode, *words, **more)
        disk.tick(path)
        return _File(opened(path, mode, *words, **more), disk)

    def replace(here: Any, there: Any, **more: Any) -> None:
        if disk.ours(there):
            disk.tick(there)
        replaced(here, there, **more)

    io.open = builtins.open = open_  # type: ignore[assignment]
    os.replace = replace  # type: ignore[assignment]
    try:
        yield
    finally:
        io.open = builtins.open = opened
        os.replace = replaced


def run_on(disk: FullDisk, job: Job) -> OutputError | None:
    """What ended the run before its time, if anything did. Nothing but an OutputError should."""
    try:
        with in_process(), on(disk):
            run(job)
    except OutputError as error:
        return error
    return None


def half_files(out: Path) -> list[str]:
    """Tables that are there although the run did not come to its end: only whole ones may be."""
    return [path.name for path in out.glob("*.csv") if not path.read_bytes().endswith(b"\n")]


def digest_of(out: Path) -> dict[str, str]:
    """Hash of each file of a dataset, without what may differ: times."""
    found = {}
    for path in sorted(p for p in out.rglob("*") if p.is_file() and MARK not in p.parts):
        data = path.read_bytes()
        if path.name in ("run.json", "reports.jsonl"):
            continue
        if path.name == "reports.csv":
            data = b"\n".join(line.rpartition(b",")[0] for line in data.splitlines())
        found[path.relative_to(out).as_posix()] = hashlib.sha256(data).hexdigest()
    return found
