"""Where reports are mined: hands them out, brings back what became of each."""

from collections.abc import Generator, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from reportminer.batch.crew import each
from reportminer.batch.failures import Failure
from reportminer.batch.serve import Work
from reportminer.batch.store import Store
from reportminer.batch.worker import Miner
from reportminer.config import Settings
from reportminer.types import Source

Answers = Generator[tuple[Source, Failure | None], None, None]


class Engine(Protocol):
    """Somewhere to mine reports. Results go to the store; what comes back is short."""

    def mine(self, sources: Iterable[Source]) -> Answers:
        """Each source with its failure or None, as they finish; the order is not fixed.

        Sources are drawn as there is room for them, in their order. Closing the generator ends the work.
        Raises what is no fault of a report: OutputError, ModelError, UsageError.
        """
        ...


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be done with every report, wherever that is."""

    settings: Settings
    store: Store

    def work(self, jobs: int) -> Work[None]:
        """For a crew of so many workers."""
        make = partial(Miner, self.settings, self.store)
        return Work(make, jobs, self.settings.limits, ("reportminer.batch.warm",))


@dataclass(frozen=True, slots=True)
class LocalEngine:
    """Processes on this machine."""

    task: Task
    jobs: int

    def mine(self, sources: Iterable[Source]) -> Answers:
        """As `Engine` says."""
        return each(self.task.work(self.jobs), sources)
