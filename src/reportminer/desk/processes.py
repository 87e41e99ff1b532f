"""One process beside the server, which is never left behind: it ends with the server, and when it is told."""

import os
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from signal import SIG_IGN, SIGINT, signal
from typing import Any


class Beside:
    """A process that does one job after another; after a death the next job starts another one."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._lock = threading.Lock()
        self._closed = False

    def done(self, job: Callable[..., Any], *given: Any, within: float | None = None) -> Any:
        """What a job gives, or raises itself.

        Raises BrokenProcessPool or CancelledError where the process ends over it, and TimeoutError where
        it takes longer than `within` seconds, for which its process is killed.
        """
        future, pool = self._begun(job, given)
        try:
            return future.result(within)
        except (BrokenProcessPool, TimeoutError) as error:
            if isinstance(error, BrokenProcessPool) or not future.done():
                self._end(pool)
            raise

    def _begun(
        self, job: Callable[..., Any], given: tuple[Any, ...]
    ) -> tuple[Future[Any], ProcessPoolExecutor]:
        """A job that is on its way, and what does it. Raises BrokenProcessPool once this is closed."""
        with self._lock:
            if self._closed:
                raise BrokenProcessPool("closed")
            if self._pool is not None:
                try:
                    return self._pool.submit(job, *given), self._pool
                except BrokenProcessPool:  # it died while nobody looked: that is not this job's fault
                    killed(self._pool)
            self._pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=watched)
            return self._pool.submit(job, *given), self._pool

    def _end(self, pool: ProcessPoolExecutor) -> None:
        """End a process that broke or takes too long; one that stands in its place by now stays."""
        with self._lock:
            if self._pool is pool:
                self._pool = None
        killed(pool)

    def close(self) -> None:
        """End the process at once, whatever it is at, and start no other."""
        with self._lock:
            self._closed, pool, self._pool = True, self._pool, None
        if pool is not None:
            killed(pool)


def killed(pool: ProcessPoolExecutor) -> None:
    """Kill a pool's processes; whoever waits for what they do is told that the pool is broken."""
    processes = list((pool._processes or {}).values())  # Python has no other way to them before 3.14
    for process in processes:
        process.kill()
    pool.shutdown(wait=False, cancel_futures=True)


def watched() -> None:
    """Begin a process: Ctrl-C is for the server alone; it ends when the server does, in whatever way."""
    signal(SIGINT, SIG_IGN)
    threading.Thread(target=_outlive_nobody, daemon=True).start()


def _outlive_nobody() -> None:
    parent = parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)
