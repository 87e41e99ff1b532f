"""Everything that is told of predictions, gathered once for the page, the tables and the terminal."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from reportminer.evaluate.board import LOST, Board, board_of
from reportminer.evaluate.calibration import Calibration, calibrations
from reportminer.evaluate.confusion import confusion
from reportminer.evaluate.curves import Curve, curves
from reportminer.evaluate.figures import (
    Counts,
    Difference,
    Figure,
    Resampling,
    Row,
    differences,
    figure,
    rows,
)
from reportminer.evaluate.mistakes import Mistake, mistakes
from reportminer.evaluate.predictions import BEST, LABELS, WAYS, Judged, variants_of


@dataclass(frozen=True, slots=True)
class About:
    """How the predictions came about, in words for the reader of the figures."""

    split: str
    """Who judged whom: folds, leave-one-out, the shipped model."""
    data: tuple[str, ...] = ()
    """What was measured on."""
    learnt: tuple[str, ...] = ()
    """What was learnt from."""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """How much is told."""

    how: Resampling = field(default_factory=Resampling)
    mistakes: int = 25
    """Worst errors of each kind and label."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """The thresholds that the folds chose."""

    variant: str
    way: str
    label: str
    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True)
class Lesson:
    """A point of the learning curve: what is reached when only a share of the organisations teaches."""

    share: float
    groups: float
    """Organisations that taught, mean over folds."""
    segments: float
    """Annotated segments that taught, mean over folds."""
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class PartnerCount:
    """Partners of one report: found, wrongly taken for partners, missed."""

    report: str
    right: int
    wrong: int
    missed: int


@dataclass(frozen=True, slots=True)
class Partners:
    """Partners of reports whose organisation the models had not seen."""

    split: str
    threshold: float
    figure: Figure
    role_accuracy: float
    """Share of the partners found that have a role an annotator gave."""
    reports: tuple[PartnerCount, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All figures. The last of `variants` is the one that the program uses."""

    about: About
    variants: tuple[str, ...]
    reports: int
    groups: int
    segments: int
    """Of the program's own, that are annotated."""
    units: int
    """That annotators judged."""
    labelled: dict[str, int]
    """Units that carry each label."""
    lost: int
    """Units with a label that no segment covers: missed whatever the model says."""
    rows: tuple[Row, ...]
    differences: tuple[Difference, ...]
    thresholds: tuple[Threshold, ...]
    calibrations: tuple[Calibration, ...]
    confusion: tuple[tuple[int, ...], ...]
    curves: tuple[Curve, ...]
    mistakes: tuple[Mistake, ...]
    learning: tuple[Lesson, ...] = ()
    partners: Partners | None = None

    def row(self, variant: str, way: int, label: str) -> Row:
        """The figure of a label over all reports."""
        wanted = ("all", variant, WAYS[way], label)
        return next(r for r in self.rows if (r.scope, r.variant, r.way, r.label) == wanted)


def evaluate(judged: Sequence[Judged], about: About, asked: Asked) -> Evaluation:
    """Every figure of findings. Raises AnnotationError where there is nothing to judge."""
    variants = variants_of(judged)
    board = board_of(judged)
    return Evaluation(
        about=about,
        variants=variants,
        reports=len(board.reports),
        groups=len({each.group for each in judged}),
        segments=sum(1 for each in judged for _ in each.inside()),
        units=len(board.gold),
        labelled={str(label): int(board.gold[:, at].sum()) for at, label in enumerate(LABELS)},
        lost=_lost(board),
        rows=tuple(rows(board, variants, asked.how)),
        differences=tuple(differences(board, variants, asked.how)),
        thresholds=tuple(_thresholds(judged, variants)),
        calibrations=tuple(calibrations(judged, variants)),
        confusion=tuple(map(tuple, confusion(board, variants[-1], BEST).tolist())),
        curves=tuple(curves(board, variants)),
        mistakes=tuple(mistakes(judged, variants[-1], asked.mistakes)),
    )


def _lost(board: Board) -> int:
    return sum(role == LOST and bool(gold.any()) for role, gold in zip(board.role, board.gold, strict=True))


def _thresholds(judged: Sequence[Judged], variants: Sequence[str]) -> list[Threshold]:
    found = []
    for variant in variants:
        for way, name in enumerate(WAYS):
            for at, label in enumerate(LABELS):
                values = sorted({each.thresholds[variant][way][at] for each in judged})
                found.append(
                    Threshold(variant, name, str(label), values[0], values[len(values) // 2], values[-1])
                )
    return found


def lesson(
    judged: Sequence[Judged], variant: str, share: float, taught: tuple[float, float], how: Resampling
) -> Lesson:
    """A variant where a share of the organisations taught; `taught`: how many, and segments."""
    board = board_of(judged)
    told = [row for row in rows(board, (variant,), how) if row.scope == "all" and row.way == WAYS[BEST]]
    return Lesson(share, *taught, tuple(told))


def partners(
    found: Sequence[PartnerCount], split: str, threshold: float, role_accuracy: float, how: Resampling
) -> Partners:
    """The figure of partners with its intervals over reports."""
    table: Counts = np.array([(c.right, c.wrong, c.missed) for c in found], np.int64).reshape(-1, 3)
    return Partners(split, threshold, figure(table, how), role_accuracy, tuple(found))
