"""Annotated reports as the encoder learns from them: passages in order, labels, weights."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reportminer.errors import SettingsError
from reportminer.tag.context import contexts
from reportminer.tag.cues import LABELS
from reportminer.tag.encoder.model import BESIDE
from reportminer.tag.encoder.windows import SIZE, Cutter, Passage, Window, runs_of
from reportminer.train.corpus import UNSURE, Annotated
from reportminer.train.encoder.settings import Tuning
from reportminer.train.fit import LEAST_GROUPS, MORE, folds

Floats = NDArray[np.float32]
WRITTEN = "written: "
"""What the groups of written reports begin with."""


@dataclass(frozen=True, slots=True)
class Text:
    """One report with everything that annotators said of its segments."""

    report_id: str
    spans: NDArray[np.int64]
    """segments x 2: where each stands in the report's text."""
    group: str
    """Reports of one group are never on both sides of a fold."""
    passages: tuple[Passage, ...]
    """One a segment of the report."""
    labels: Floats
    """segments x labels: 0 to 1, the mean of what annotators say."""
    weights: Floats
    """segments x labels: 0 where nobody looked or annotators differ."""

    @property
    def is_written(self) -> bool:
        """Made for training: it teaches, and is never held out."""
        return self.group.startswith(WRITTEN)

    @property
    def judged(self) -> NDArray[np.bool_]:
        """Segments that an annotation covers."""
        found: NDArray[np.bool_] = np.any(self.weights, axis=1)
        return found


def texts(found: Iterable[Annotated], settings: Tuning) -> list[Text]:
    """One text a report; where two annotations cover a segment, the first counts."""
    by_report: dict[str, Text] = {}
    for each in found:
        report_id = each.report.report_id
        if report_id not in by_report:
            by_report[report_id] = _empty(each)
        _lay(by_report[report_id], each, _weight(each, settings))
    return list(by_report.values())


def _weight(each: Annotated, settings: Tuning) -> float:
    if each.example.group.startswith(WRITTEN):
        return settings.written
    return settings.keyed if each.keyed else 1.0


def _empty(each: Annotated) -> Text:
    zeros = np.zeros((len(each.segments), len(LABELS)), np.float32)
    passages = tuple(
        Passage(each.report.text[segment.start : segment.end], context.kind, context.headings)
        for segment, context in zip(
            each.segments, contexts(each.report, each.outline, each.segments), strict=True
        )
    )
    spans = np.array([(s.start, s.end) for s in each.segments], np.int64).reshape(-1, 2)
    return Text(each.report.report_id, spans, each.example.group, passages, zeros, zeros.copy())


def _lay(text: Text, each: Annotated, weight: float) -> None:
    for at in each.example.inside:
        if text.weights[at].any():
            continue
        text.labels[at] = each.example.opinions(at)
        told = text.labels[at] != UNSURE
        text.weights[at] = weight * (told | (at in each.example.again))


def dealt(found: Sequence[Text], count: int) -> tuple[int, dict[str, int]]:
    """How many folds, no more than there are organisations, and the fold of each; none of written reports.

    Raises SettingsError where there are fewer than two organisations.
    """
    real = [text for text in found if not text.is_written]
    groups = [text.group for text in real]
    if len(set(groups)) < LEAST_GROUPS:
        raise SettingsError("real reports of one organisation alone: two are needed at least", hint=MORE)
    count = min(count, len(set(groups)))
    return count, folds(groups, [int(text.judged.sum()) for text in real], count)


@dataclass(frozen=True, slots=True)
class Lesson:
    """A window of a text, to learn from or to be asked about."""

    text: int
    window: Window
    shifted: bool
    """Cut half a window later than at run time: every other epoch sees these."""


def lessons(found: Sequence[Text], cutter: Cutter) -> list[Lesson]:
    """Every window that holds a judged segment, cut in two ways."""
    return [lesson for number, text in enumerate(found) for lesson in _of(number, text, cutter)]


def _of(number: int, text: Text, cutter: Cutter) -> Iterator[Lesson]:
    judged = text.judged
    runs = runs_of(judged.tolist(), BESIDE)
    for first, shifted in ((SIZE, False), (SIZE // 2, True)):
        for window in cutter.cut(text.passages, runs, first):
            if any(judged[at] for at, _, _ in window.spans):
                yield Lesson(number, window, shifted)
