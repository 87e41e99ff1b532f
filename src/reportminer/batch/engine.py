"""Where reports are mined: hands them out, brings back what became of each."""

from collections.abc import Generator, Iterable
from dataclasses import dataclass
from functools import partial

from reportminer.batch.crew import each
from reportminer.batch.failures import Failure
from reportminer.batch.serve import Work
from reportminer.batch.store import Store
from reportminer.batch.worker import Miner
from reportminer.config import Settings
from reportminer.types import Source


@dataclass(frozen=True, slots=True)
class LocalEngine:
    """Processes on this machine."""

    settings: Settings
    store: Store
    jobs: int

    def mine(self, sources: Iterable[Source]) -> Generator[tuple[Source, Failure | None], None, None]:
        """Each source with its failure or None, as they finish. The order is not fixed."""
        return each(Work(partial(Miner, self.settings, self.store), self.jobs, self.settings.limits), sources)
