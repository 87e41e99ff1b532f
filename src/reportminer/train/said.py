"""What a model says of the annotated segments of a report; here, the model that this installation ships."""

from dataclasses import dataclass

import numpy as np

from reportminer.config import Settings
from reportminer.link.cover import cover_of
from reportminer.link.kind import kind_of
from reportminer.link.title import title_of
from reportminer.tag.arbiter import SIZE, Floats
from reportminer.tag.cues import LABELS
from reportminer.tag.findings import BATCH, FindingTagger, arbiter, reader
from reportminer.train.corpus import Annotated
from reportminer.types import Report


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of one example."""

    fold: int
    probability: dict[str, Floats]
    """By variant: annotated segments x labels."""
    thresholds: dict[str, Floats]
    """By variant: (best F1, recall) x labels."""
    groups: int = 0
    """Organisations that taught."""
    segments: int = 0
    """Annotated segments that taught."""


def limits(trained: bool) -> Floats:
    """Thresholds that the tagger uses: for the best F1, and for recall."""
    read = reader() if trained else None
    if read:
        return read.joint.thresholds
    return np.stack([arbiter(trained).thresholds(recall=recall) for recall in (False, True)])


class Shipped:
    """The shipped model, and beside it the rules as their authors weigh them."""

    def __init__(self) -> None:
        self._taggers: dict[str, FindingTagger] = {}
        self._limits: dict[str, Floats] = {}
        for name, trained in (("rules as written", False), ("shipped model", True)):
            self._taggers[name] = FindingTagger(Settings(), trained=trained)
            self._limits[name] = limits(trained)

    def judge(self, found: Annotated) -> Said:
        """What it says of the annotated segments of a report."""
        chances = {name: _chances(tagger, found) for name, tagger in self._taggers.items()}
        return Said(0, chances, self._limits)


def _chances(tagger: FindingTagger, found: Annotated) -> Floats:
    docs = tagger.docs(found.report, found.outline, found.segments)
    rows = [[doc.cats[label] for label in LABELS] for doc in tagger.nlp.pipe(docs, batch_size=BATCH)]
    chances: Floats = np.array(rows, np.float32).reshape(-1, SIZE)[found.example.inside]
    return found.example.told(chances)


def genre_of(found: Annotated) -> str:
    """As the annotation tells it, else the kind of report that its cover tells."""
    return found.genre or _kind(found.report)


def _kind(report: Report) -> str:
    cover = cover_of(report)
    return kind_of(report, cover, title_of(report, cover).value).value
