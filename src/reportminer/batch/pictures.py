"""Page pictures for a run: drawn in worker processes, since a file may break what draws it."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path

from reportminer.batch.crew import each
from reportminer.batch.failures import Failure
from reportminer.batch.serve import Work
from reportminer.batch.store import Store
from reportminer.config import Limits
from reportminer.export.pictures import FOLDER, PictureSettings, draw, marks_of, prune
from reportminer.types import Source

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Drawn:
    """What became of the pictures."""

    reports: int
    """Reports of which there are pictures."""
    left_out: tuple[str, ...]
    """Names of PDF files of which there are none: gone, changed, broken, or there was no more room."""


class Painter:
    """What a worker does: draws the pages of one report that hold findings; gives the bytes they take."""

    def __init__(self, store: Store, settings: PictureSettings) -> None:
        self.store = Store(Path(store.out).resolve(), store.key)
        self.settings = settings

    def __call__(self, source: Source) -> int:
        """Draw one report. -1 where the file is not the one that was mined."""
        marks = marks_of(self.store.read(source.report_id)["findings"])
        folder = self.store.out / FOLDER / source.report_id
        if not marks:
            return 0
        try:
            data = Path(source.path).read_bytes()
        except OSError:
            return -1
        if sha256(data).hexdigest() != source.sha256:
            return -1
        return draw(data, marks, folder, self.settings)


def draw_pictures(
    store: Store,
    sources: Sequence[Source],
    limits: Limits,
    jobs: int = 1,
    settings: PictureSettings | None = None,
) -> Drawn:
    """Draw the pages of PDF reports that hold findings into OUT/pages; take away what is out of date.

    What cannot be drawn is left out: a page without a picture is no failure of a report.
    """
    settings = settings or PictureSettings()
    taken = 0
    missed: dict[str, str] = {}
    done: set[str] = set()

    def while_there_is_room() -> Iterator[Source]:
        for source in sources:
            if source.kind == "pdf" and taken < settings.bytes:
                yield source
            elif source.kind == "pdf":
                missed[source.sha256] = source.name

    work = Work(partial(Painter, store, settings), jobs, limits)
    with closing(each(work, while_there_is_room())) as answers:
        for source, answer in answers:
            if isinstance(answer, Failure) or answer < 0:
                missed[source.sha256] = source.name
            elif answer:
                done.add(source.report_id)
                taken += answer
    prune(store.out, done)
    if missed:
        log.warning("%d PDF files without page pictures", len(missed))
    return Drawn(len(done), tuple(sorted(missed.values())))
