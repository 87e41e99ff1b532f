"""The worst errors in their context: what was given most surely and is not there, and the reverse."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reportminer.evaluate.predictions import BEST, LABELS, Judged, Prediction
from reportminer.labels import Label

WRONG, MISSED = "wrong", "missed"


@dataclass(frozen=True, slots=True)
class Mistake:
    """A segment that was given a label it does not carry, or not given one that it does."""

    kind: str
    label: Label
    report: str
    group: str
    genre: str
    page: int
    role: str
    headings: str
    text: str
    before: str
    """The segment before it; empty where there is none."""
    after: str
    carries: tuple[Label, ...]
    given: tuple[Label, ...]
    probability: dict[str, float]
    """Of that label, by variant."""
    threshold: float


def mistakes(judged: Sequence[Judged], variant: str, most: int) -> list[Mistake]:
    """For each label the `most` surest of those wrongly given, then of those missed."""
    found = [mistake for each in judged for mistake in _mistakes(each, variant)]
    ordered = []
    for label in LABELS:
        for kind in (WRONG, MISSED):
            own = [m for m in found if m.label is label and m.kind == kind]
            own.sort(
                key=lambda m: (m.probability[variant] * (-1 if m.kind == WRONG else 1), m.report, m.text)
            )
            ordered.extend(own[:most])
    return ordered


def _mistakes(judged: Judged, variant: str) -> Iterator[Mistake]:
    by_index = {prediction.index: prediction for prediction in judged.predictions}
    limits = judged.thresholds[variant][BEST]
    for own in judged.inside():
        said = (own.probability or {})[variant]
        given = tuple(name for at, name in enumerate(LABELS) if said[at] >= limits[at])
        for at, label in enumerate(LABELS):
            kind = _kind(own, label, given=label in given)
            if kind:
                around = (by_index.get(own.index + step) for step in (-1, 1))
                before, after = (beside.text if beside else "" for beside in around)
                yield Mistake(
                    kind, label, judged.report, judged.group, judged.genre, own.page, own.role, own.headings,
                    own.text, before, after, own.labels, given,
                    {name: chances[at] for name, chances in (own.probability or {}).items()}, limits[at],
                )  # fmt: skip


def _kind(own: Prediction, label: Label, *, given: bool) -> str:
    carries = label in own.labels
    if given and not carries and label not in own.optional:
        return WRONG
    return MISSED if carries and not given else ""
