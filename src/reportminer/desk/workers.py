"""Work beside the page: reports are taken in, weighed, and read by the encoder, one after the other."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError
from concurrent.futures.process import BrokenProcessPool
from typing import Any

import numpy as np

from reportminer.desk.models import SHIPPED, Models
from reportminer.desk.processes import Beside
from reportminer.desk.project import Project, reason_of, work
from reportminer.desk.reading import PIECE, Floats, passages_of, read
from reportminer.errors import AnnotationError, InputError, ReportminerError

log = logging.getLogger(__name__)


class Workers:
    """One process that does what takes long, and the thread that tells it what."""

    def __init__(self, project: Project, models: Models) -> None:
        self._project = project
        self._models = models
        self._beside = Beside()
        self._stop = threading.Event()

    def start(self) -> None:
        """Begin with the reports that wait."""
        threading.Thread(target=self._all, daemon=True).start()

    def close(self) -> None:
        """End the process, whatever it is at; the report stays as it was."""
        self._stop.set()
        self._beside.close()

    def _all(self) -> None:
        try:
            self._each()
        except Exception:
            if not self._stop.is_set():  # else the store was closed under it, as it should be
                raise

    def _each(self) -> None:
        for row in self._project.reports():
            if self._stop.is_set():
                return
            if row["status"] == "waiting":
                self._take(row["id"])
            if row["status"] != "failed":
                self._weigh(row["id"])

    def _take(self, report: str) -> None:
        try:
            self._project.keep(report, self._done(work, self._project.waiting(report)))
        except Exception as error:  # whatever one report does, the others are not to wait for ever
            if not self._stop.is_set():
                self._project.keep(report, None, reason_of(error))

    def _weigh(self, report: str) -> None:
        """Before anybody opens it: by rules and words, which is soon done, and again when it is read."""
        try:
            self._models.scores(report, self._models.active())
            self.read(report)
            self._models.scores(report, self._models.active())
        except ReportminerError:  # the list of reports says why; or what is seen stays as it is
            return
        except Exception:
            if not self._stop.is_set():  # else the store was closed under it
                log.exception("report %s cannot be weighed", report)

    def read(self, report: str) -> None:
        """Have a report read by the encoders of the model in force and of the one that learning begins at.

        Does nothing where that is done. Raises ModelError where an encoder cannot be used.
        """
        for model in dict.fromkeys((self._models.active(), SHIPPED)):
            digest = self._models.encoder(model)
            if digest and not self._models.readings.has(report, digest):
                self._models.readings.keep(report, digest, self._odds(report, model))

    def _odds(self, report: str, model: int) -> Floats:
        passages = passages_of(self._project.record(report))
        pieces = [passages[at : at + PIECE] for at in range(0, len(passages), PIECE)]
        found = [self._done(read, piece, self._models.home(model)) for piece in pieces]
        return np.concatenate([np.zeros((0, 3), np.float32), *found])

    def _done(self, job: Callable[..., Any], *given: Any) -> Any:
        """What a job gives, from the process."""
        try:
            return self._beside.done(job, *given)
        except (BrokenProcessPool, CancelledError) as error:
            if self._stop.is_set():
                raise AnnotationError("stopped", hint="start again") from error
            raise InputError("reading it ended its process", hint="leave it out") from error
