"""One worker process, as its parent sees it."""

import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import current_process, get_context
from multiprocessing.connection import Connection
from tempfile import gettempdir, mkdtemp
from typing import Any

from reportminer.batch.serve import Work, serve
from reportminer.config import Limits
from reportminer.errors import UsageError
from reportminer.types import Source

START_SECONDS = 300.0
"""How long a worker may take to start: a cold disk, a busy machine."""
TRIES, PAUSE = 20, 0.1
"""How often, and after how many seconds, a worker is started again where the process to copy was killed."""
THREADS = {
    name: "1"
    for name in (
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "VECLIB_MAXIMUM_THREADS",
        "NUMEXPR_NUM_THREADS",
        "RAYON_NUM_THREADS",
        "OMP_THREAD_LIMIT",
    )
}
"""One thread a worker: there are as many workers as cores."""


class Worker:
    """A process, the pipe to it, and what it is doing."""

    def __init__(self, work: Work[Any]) -> None:
        context = _context(work.preload)
        self.folder = mkdtemp(prefix="reportminer-")
        self.pipe: Connection[Any, Any]
        self.pipe, far = context.Pipe()
        told = (far, work, self.folder)
        self.process = context.Process(target=serve, args=told, daemon=True, name="reportminer worker")
        try:
            with _one_thread(), _allowed(), _no_script():
                self._start()
        except BaseException:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise
        far.close()
        self.source: Source | None = None
        self.ready = False
        self.leaving = False
        self.until = time.monotonic() + START_SECONDS

    def _start(self) -> None:
        """Start it; the process that it is a copy of may just have been killed, and is then not yet gone."""
        for left in reversed(range(TRIES)):
            _ready_to_fork()
            try:
                self.process.start()
                return
            except ConnectionRefusedError:
                if not left:
                    raise
                time.sleep(PAUSE)

    @property
    def timed(self) -> bool:
        """Whether a clock runs: it works, or it is starting."""
        return self.source is not None or not self.ready

    def overdue(self) -> bool:
        """Out of time, and not because nobody listened to what it has said long since."""
        return self.timed and time.monotonic() >= self.until and not self.pipe.poll()

    def give(self, source: Source, limits: Limits) -> bool:
        """Hand over a report; the clock runs from here. False where the worker is dead already."""
        try:
            self.pipe.send(source)
        except OSError:
            return False
        self.source = source
        self.until = time.monotonic() + limits.max_seconds
        return True

    def hear(self) -> Any:
        """Its word; EOFError or OSError where it died, in the middle of a word or without one."""
        return self.pipe.recv()

    def end(self) -> int | None:
        """Make an end of it; the exit status."""
        self.process.kill()
        self.process.join()
        status: int | None = self.process.exitcode
        self.pipe.close()
        shutil.rmtree(self.folder, ignore_errors=True)
        return status

    def status(self) -> int | None:
        """Exit status of a worker that closed its pipe: it is dead, or about to be."""
        self.process.join(timeout=5)
        return self.end()


def _context(preload: tuple[str, ...]) -> Any:
    """How processes begin: on Linux as copies of one that has imported what all of them need.

    So they start at once, and share its memory. Elsewhere a copy of a process is not to be trusted.
    """
    if sys.platform != "linux":
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload(["reportminer.batch.serve", *preload])
    return context


def _ready_to_fork() -> None:
    """Start the process that workers are copies of, deaf to Ctrl-C: it would die of it while it imports.

    A signal that is blocked stays so in whatever is started; here it is waiting when the block ends.
    """
    if sys.platform != "linux":
        return
    from multiprocessing import forkserver, resource_tracker  # noqa: PLC0415 - there is none on Windows

    resource_tracker.ensure_running()  # first, for it ends such a block when it starts
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()
    except OSError as error:
        raise _long_name(error) or error from None
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _long_name(error: OSError) -> UsageError | None:
    """The socket of that process lies in the temporary folder, and its path may have some 100 bytes."""
    if "AF_UNIX" not in str(error):
        return None
    return UsageError(
        f"the path of the temporary folder is too long: {gettempdir()}",
        hint="set TMPDIR to a folder with a shorter one (TMPDIR=/tmp, for example)",
    )


@contextmanager
def _one_thread() -> Iterator[None]:
    """Variables that the numerical libraries read when they are loaded, which is before `serve` begins."""
    before = {name: os.environ.get(name) for name in THREADS}
    os.environ.update(THREADS)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextmanager
def _no_script() -> Iterator[None]:
    """Keep `multiprocessing` from running the caller's script in the worker, which needs nothing of it.

    Otherwise a script without `if __name__ == "__main__":` would start the run again in each worker.
    """
    main = vars(sys.modules["__main__"])
    told: dict[str, Any] = {name: main[name] for name in ("__file__", "__spec__") if name in main}
    main.pop("__file__", None)
    main["__spec__"] = None
    try:
        yield
    finally:
        main.update(told)


@contextmanager
def _allowed() -> Iterator[None]:
    """A worker of a cluster is itself a daemon, which `multiprocessing` lets have no children.

    Ours end by themselves when the pipe to their parent closes, so the reason for that does not hold.
    """
    config: dict[str, Any] = current_process()._config  # type: ignore[attr-defined]
    daemon = config.pop("daemon", None)
    try:
        yield
    finally:
        if daemon is not None:
            config["daemon"] = daemon
