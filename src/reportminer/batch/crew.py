"""Worker processes that can die without harm.

Each worker has a pipe of its own and holds one report at a time. So it is always known which report
a death belongs to, no lock is shared that a dying process could take with it, and half a message is
the end of one worker only. A worker that hangs, crashes or is killed is replaced.
"""

import logging
import time
from collections.abc import Generator, Iterable, Iterator
from multiprocessing.connection import wait
from typing import Any, Generic

from reportminer.batch.failures import Failure, from_outside, of_death, too_slow
from reportminer.batch.serve import Sign, Word_co, Work
from reportminer.batch.workers import START_SECONDS, Worker
from reportminer.errors import ReportminerError, UsageError
from reportminer.types import Source

TICK = 1.0
"""Seconds that the parent waits at a time: a Ctrl-C that comes just before the system begins to wait is
seen only when it is back."""
FALSE_STARTS = 3
"""Workers that may die one after another before any of them was ready."""

log = logging.getLogger(__name__)


def each(
    work: Work[Word_co], sources: Iterable[Source]
) -> Generator[tuple[Source, Word_co | Failure], None, None]:
    """Do the work on each source; gives its word, or why there is none, as they finish.

    Sources are drawn when a worker is free for them. Close the iterator to stop the workers at once.
    Raises what is no fault of a report (OutputError, ModelError), and UsageError where no worker starts.
    """
    crew = Crew(work)
    try:
        yield from crew.each(sources)
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


class Crew(Generic[Word_co]):
    """Workers that stay for one call of `each` after another, until `stop`."""

    def __init__(self, work: Work[Word_co]) -> None:
        self.work = work
        self.workers: list[Worker] = []
        self.false_starts = 0
        self._drawn(iter(()))

    def each(self, sources: Iterable[Source]) -> Iterator[tuple[Source, Word_co | Failure]]:
        """As `each` above, one call at a time."""
        self._drawn(iter(sources))
        while self.next is not None or any(worker.source for worker in self.workers):
            self._staff()
            yield from self._listen()
            yield from self._overdue()

    def stop(self) -> None:
        """End all workers at once."""
        for worker in self.workers:
            worker.end()
        self.workers.clear()

    def _drawn(self, sources: Iterator[Source]) -> None:
        self.sources = sources
        self.next = next(sources, None)
        self.again: list[Source] = []
        self.twice: set[str] = set()

    def _draw(self) -> None:
        """What comes next: first what a worker was killed over."""
        self.next = self.again.pop() if self.again else next(self.sources, None)

    def _once_more(self, source: Source) -> None:
        self.twice.add(source.sha256)
        if self.next is not None:
            self.again.append(self.next)
        self.next = source

    def _staff(self) -> None:
        """Every free worker gets a report; where reports are left over, workers are added."""
        for worker in self.workers:
            free = worker.ready and not worker.leaving and worker.source is None
            if free and self.next is not None and worker.give(self.next, self.work.limits):
                self._draw()
        if self.next is not None:
            for _ in range(self._room()):
                self.workers.append(Worker(self.work))

    def _room(self) -> int:
        """How many workers to start; after one that died at birth, no two at a time."""
        room = self.work.jobs - len(self.workers)
        if not self.false_starts:
            return room
        return 0 if any(not worker.ready for worker in self.workers) else min(room, 1)

    def _listen(self) -> Iterator[tuple[Source, Word_co | Failure]]:
        """What workers say, until the first of them is out of time, or a moment has passed."""
        by_pipe = {worker.pipe: worker for worker in self.workers}
        until = min((worker.until for worker in self.workers if worker.timed), default=None)
        patience = TICK if until is None else min(max(until - time.monotonic(), 0.0), TICK)
        for pipe in wait(list(by_pipe), patience):
            worker = by_pipe[pipe]  # type: ignore[index]
            try:
                word = worker.hear()
            except (EOFError, OSError):
                yield from self._bury(worker)
                continue
            yield from self._take(worker, word)

    def _take(self, worker: Worker, word: Any) -> Iterator[tuple[Source, Word_co | Failure]]:
        if isinstance(word, ReportminerError):
            raise word
        if word is Sign.READY:
            worker.ready, self.false_starts = True, 0
        elif word is Sign.LEAVING:
            worker.leaving = True
        elif worker.source:
            source, worker.source = worker.source, None
            yield source, word

    def _bury(self, worker: Worker) -> Iterator[tuple[Source, Word_co | Failure]]:
        """A worker died: of its report, while idle, or before it was ready.

        Whoever stops a worker from outside may not have meant its report: that is tried once more.
        """
        self.workers.remove(worker)
        status, source = worker.status(), worker.source
        log.warning("a worker ended with status %s", status, extra={"report": source and source.name})
        if source and from_outside(status) and source.sha256 not in self.twice:
            self._once_more(source)
        elif source:
            yield source, of_death(source, status, self.work.limits)
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
