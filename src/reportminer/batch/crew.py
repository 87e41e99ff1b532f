"""Worker processes that can die without harm.

Each worker has a pipe of its own and holds one report at a time. So it is always known which report
a death belongs to, no lock is shared that a dying process could take with it, and half a message is
the end of one worker only. A worker that hangs, crashes or is killed is replaced.
"""

import time
from collections.abc import Generator, Iterable, Iterator
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import Any, Generic

from reportminer.batch.failures import Failure, of_death, too_slow
from reportminer.batch.serve import Sign, Word_co, Work, serve
from reportminer.config import Limits
from reportminer.errors import ReportminerError, UsageError
from reportminer.types import Source

START_SECONDS = 300.0
"""How long a worker may take to start: a cold disk, a busy machine."""
FALSE_STARTS = 3
"""Workers that may die one after another before any of them was ready."""


def each(
    work: Work[Word_co], sources: Iterable[Source]
) -> Generator[tuple[Source, Word_co | Failure], None, None]:
    """Do the work on each source; gives its word, or why there is none, as they finish.

    Sources are drawn when a worker is free for them. Close the iterator to stop the workers at once.
    Raises what is no fault of a report (OutputError, ModelError), and UsageError where no worker starts.
    """
    crew = _Crew(work, iter(sources))
    try:
        yield from crew.answers()
    finally:
        crew.stop()


def in_order(
    sources: Iterable[Source], answers: Iterable[tuple[Source, Word_co | Failure]]
) -> Iterator[tuple[Source, Word_co | Failure]]:
    """The answers in the order of `sources`; what comes early is held back."""
    held: dict[str, Word_co | Failure] = {}
    coming = iter(answers)
    for source in sources:
        while source.sha256 not in held:
            done, answer = next(coming)
            held[done.sha256] = answer
        yield source, held.pop(source.sha256)


class _Worker:
    """A process, the pipe to it, and what it is doing."""

    def __init__(self, work: Work[Any]) -> None:
        context = get_context("spawn")
        self.pipe: Connection[Any, Any]
        self.pipe, far = context.Pipe()
        self.process = context.Process(target=serve, args=(far, work), daemon=True, name="reportminer worker")
        self.process.start()
        far.close()
        self.source: Source | None = None
        self.ready = False
        self.leaving = False
        self.until = time.monotonic() + START_SECONDS

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
        status = self.process.exitcode
        self.pipe.close()
        return status

    def status(self) -> int | None:
        """Exit status of a worker that closed its pipe: it is dead, or about to be."""
        self.process.join(timeout=5)
        return self.end()


class _Crew(Generic[Word_co]):
    """All workers of one call of `each`."""

    def __init__(self, work: Work[Word_co], sources: Iterator[Source]) -> None:
        self.work = work
        self.sources = sources
        self.workers: list[_Worker] = []
        self.next = next(sources, None)
        self.false_starts = 0

    def answers(self) -> Iterator[tuple[Source, Word_co | Failure]]:
        while self.next is not None or any(worker.source for worker in self.workers):
            self._staff()
            yield from self._listen()
            yield from self._overdue()

    def stop(self) -> None:
        for worker in self.workers:
            worker.end()
        self.workers.clear()

    def _staff(self) -> None:
        """Every free worker gets a report; where reports are left over, workers are added."""
        for worker in self.workers:
            free = worker.ready and not worker.leaving and worker.source is None
            if free and self.next is not None and worker.give(self.next, self.work.limits):
                self.next = next(self.sources, None)
        if self.next is not None:
            for _ in range(self._room()):
                self.workers.append(_Worker(self.work))

    def _room(self) -> int:
        """How many workers to start; after one that died at birth, no two at a time."""
        room = self.work.jobs - len(self.workers)
        if not self.false_starts:
            return room
        return 0 if any(not worker.ready for worker in self.workers) else min(room, 1)

    def _listen(self) -> Iterator[tuple[Source, Word_co | Failure]]:
        """What workers say, until the first of them is out of time."""
        by_pipe = {worker.pipe: worker for worker in self.workers}
        until = min((worker.until for worker in self.workers if worker.timed), default=None)
        patience = None if until is None else max(until - time.monotonic(), 0.0)
        for pipe in wait(list(by_pipe), patience):
            worker = by_pipe[pipe]  # type: ignore[index]
            try:
                word = worker.hear()
            except (EOFError, OSError):
                yield from self._bury(worker)
                continue
            yield from self._take(worker, word)

    def _take(self, worker: _Worker, word: Any) -> Iterator[tuple[Source, Word_co | Failure]]:
        if isinstance(word, ReportminerError):
            raise word
        if word is Sign.READY:
            worker.ready, self.false_starts = True, 0
        elif word is Sign.LEAVING:
            worker.leaving = True
        elif worker.source:
            source, worker.source = worker.source, None
            yield source, word

    def _bury(self, worker: _Worker) -> Iterator[tuple[Source, Word_co | Failure]]:
        """A worker died: of its report, while idle, or before it was ready."""
        self.workers.remove(worker)
        status = worker.status()
        if worker.source:
            yield worker.source, of_death(worker.source, status, self.work.limits)
        elif not worker.ready:
            self._false_start(f"it ended with status {status}")

    def _overdue(self) -> Iterator[tuple[Source, Word_co | Failure]]:
        for worker in [worker for worker in self.workers if worker.overdue()]:
            self.workers.remove(worker)
            worker.end()
            if worker.source:
                yield worker.source, too_slow(worker.source, self.work.limits)
            else:
                self._false_start(f"not ready in {START_SECONDS:g} s")

    def _false_start(self, why: str) -> None:
        self.false_starts += 1
        if self.false_starts >= FALSE_STARTS:
            raise UsageError(
                f"worker processes cannot start: {why}",
                hint="raise --max-memory-mb; in a script of your own, call this below"
                ' `if __name__ == "__main__":`',
            )
