"""Hands reports to worker processes that can die without harm, and brings back what they say."""

from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, TimeoutError, wait
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

from reportminer.batch import worker
from reportminer.batch.store import Store
from reportminer.batch.worker import Failure
from reportminer.config import Settings
from reportminer.types import Source

AHEAD = 4
"""Reports handed out per worker before one has come back: enough to keep all busy, no more in memory."""


@dataclass(frozen=True, slots=True)
class LocalEngine:
    """Processes on this machine."""

    settings: Settings
    store: Store
    jobs: int

    def mine(self, sources: Iterable[Source]) -> Iterator[tuple[Source, Failure | None]]:
        """Each source with its failure or None, as they finish. The order is not fixed."""
        from pebble import ProcessPool  # noqa: PLC0415

        waiting = iter(sources)
        begin = (self.settings, str(Path(self.store.out).resolve()), self.store.key)
        with ProcessPool(
            self.jobs, initializer=worker.start, initargs=begin, context=get_context("spawn")
        ) as pool:
            running: dict[Future[Failure | None], Source] = {}
            while True:
                for source in islice(waiting, self.jobs * AHEAD - len(running)):
                    future = pool.schedule(
                        worker.mine, args=(source,), timeout=self.settings.limits.max_seconds
                    )
                    running[future] = source
                if not running:
                    return
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    source = running.pop(future)
                    yield source, self._said(future, source)

    def _said(self, future: "Future[Failure | None]", source: Source) -> Failure | None:
        """What became of a report, its worker's death included."""
        try:
            return future.result()
        except TimeoutError:
            limit = f"{self.settings.limits.max_seconds:g} s"
            return Failure(source.name, "read", f"{source.name}: not done in {limit}", "raise --max-seconds")
        except Exception as error:
            said = f"{source.name}: its worker died ({error})"
            return Failure(source.name, "worker", said, "the file may be damaged; try it alone, or split it")
