"""Reports mined by the workers of a Dask cluster, each in a process of its own as on one machine.

A worker of the cluster keeps a crew of one for each of its threads. So limits, crashes and reasons are
those of the local engine, and no report can take a worker of the cluster with it. Where the cluster
loses a worker, Dask gives its reports to another; results are written whole, and the same bytes again.
"""

import logging
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from itertools import islice
from typing import Any

from reportminer.batch.crew import Crew
from reportminer.batch.engine import Answers, Task
from reportminer.batch.failures import Failure
from reportminer.batch.recipe import recipe_of
from reportminer.errors import ModelError, UsageError
from reportminer.gather.codebook import load_codebook
from reportminer.types import Source

AHEAD = 2
"""Reports handed out for each thread of the cluster: one at work, one waiting."""
CONNECT_SECONDS = 30
LOST = ("lost", "cancelled")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DaskEngine:
    """The workers of an existing Dask cluster. They must see inputs and OUT under the same names."""

    task: Task
    scheduler: str

    def mine(self, sources: Iterable[Source]) -> Answers:
        """As `Engine` says. Raises UsageError where the scheduler cannot be reached, or goes away."""
        with _connected(self.scheduler) as client:
            try:
                yield from _answers(client, self.task, iter(sources))
            finally:
                _dismiss(client)


def _distributed() -> Any:
    try:
        return import_module("distributed")
    except ImportError:
        raise UsageError(
            "--engine dask needs Dask's `distributed`", hint="pip install 'reportminer[dask]'"
        ) from None


def _connected(scheduler: str) -> Any:
    try:
        return _distributed().Client(scheduler, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise UsageError(
            f"no Dask scheduler at {scheduler} ({error})", hint="is it running, and its port open?"
        ) from None


def _answers(client: Any, task: Task, sources: Iterator[Source]) -> Answers:
    """Keep the cluster busy, and no more than that: memory here does not grow with the reports."""
    room = AHEAD * max(sum(client.nthreads().values()), 1)
    at_work = {
        future.key: (future, source) for future, source in _submit(client, task, islice(sources, room))
    }
    coming = _distributed().as_completed([future for future, _ in at_work.values()], loop=client.loop)
    for future in coming:
        _, source = at_work.pop(future.key)
        yield source, _answer(future)
        for following, given in _submit(client, task, islice(sources, 1)):
            at_work[following.key] = (following, given)
            coming.add(following)


def _submit(client: Any, task: Task, sources: Iterable[Source]) -> Iterator[tuple[Any, Source]]:
    for source in sources:
        yield client.submit(_mine_one, task, source, pure=False, key=f"{source.report_id}-{id(task)}"), source


def _answer(future: Any) -> Failure | None:
    """What became of a report. Raises what was no fault of it."""
    if future.status in LOST:
        raise UsageError(
            "the Dask scheduler went away", hint="start it again; the same command goes on where it stopped"
        )
    failure: Failure | None = future.result()
    return failure


def _dismiss(client: Any) -> None:
    """End the crews of the cluster: it belongs to others as well."""
    if client.status != "running":
        return
    try:
        client.run(_stop_crews)
    except Exception as error:  # the cluster is gone, and its crews with it
        log.warning("the cluster was left as it is: %s", error)


_CREWS: dict[tuple[int, Task], Crew[None]] = {}
"""Of this process: a crew for each of its threads and tasks."""


def _mine_one(task: Task, source: Source) -> Failure | None:
    """Mine one report on a worker of the cluster. Raises what is no fault of the report."""
    _check(task)
    crew = _CREWS.setdefault((threading.get_ident(), task), Crew(task.work(1)))
    try:
        ((_, failure),) = crew.each([source])
    except BaseException:
        crew.stop()
        raise
    return failure


@cache
def _check(task: Task) -> None:
    """Refuse to work where the results would not be those of the machine that asks for them."""
    own = recipe_of(task.settings, load_codebook(task.settings.codebook))
    if own.key != task.store.key:
        raise ModelError(
            "a worker of the cluster has another version of reportminer, its models or its libraries",
            hint="install the same version on every machine",
        )


def _stop_crews() -> None:
    for key in list(_CREWS):
        _CREWS.pop(key).stop()
