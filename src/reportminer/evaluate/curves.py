"""Precision against recall over every threshold."""

from dataclasses import dataclass

import numpy as np

from reportminer.evaluate.board import NOWHERE, Board, Bools, Floats
from reportminer.evaluate.figures import MICRO
from reportminer.evaluate.predictions import LABELS

POINTS = 120
"""Most points of a curve that are kept."""


@dataclass(frozen=True, slots=True)
class Point:
    """What is reached at a threshold."""

    threshold: float
    precision: float
    recall: float


@dataclass(frozen=True, slots=True)
class Curve:
    """One label (or all) of one variant, one threshold for all reports."""

    variant: str
    label: str
    average_precision: float
    """Area under the steps of the curve; what no segment covers is never found."""
    best_f1: float
    """The highest F1 of any threshold, chosen with these very reports in sight: a bound, no result."""
    best_threshold: float
    points: tuple[Point, ...]
    """By falling threshold, thinned."""


def curves(board: Board, variants: tuple[str, ...]) -> list[Curve]:
    """Each label of each variant, then all labels."""
    counted = board.gold | ~board.optional
    found = []
    for variant in variants:
        score = board.score[variant]
        for at, label in enumerate(LABELS):
            own = counted[:, at]
            found.append(curve(variant, str(label), score[own, at], board.gold[own, at]))
        found.append(curve(variant, MICRO, score[counted], board.gold[counted]))
    return found


def curve(variant: str, label: str, score: Floats, gold: Bools) -> Curve:
    """Walk down the scores; equal scores are one step."""
    order = np.argsort(-score, kind="stable")
    order = order[score[order] > NOWHERE]
    ends = np.flatnonzero(np.diff(score[order], append=NOWHERE - 1))
    right = np.cumsum(gold[order])[ends]
    wanted = int(gold.sum())
    if not wanted or not len(ends):
        return Curve(variant, label, 0.0, 0.0, 1.0, ())
    recall, precision = right / wanted, right / (ends + 1)
    f1 = 2 * right / (ends + 1 + wanted)
    top = int(np.argmax(f1))
    steps = score[order][ends]
    return Curve(
        variant,
        label,
        float(np.sum(np.diff(recall, prepend=0.0) * precision)),
        float(f1[top]),
        float(steps[top]),
        tuple(Point(*map(float, (steps[at], precision[at], recall[at]))) for at in _kept(recall)),
    )


def _kept(recall: Floats) -> list[int]:
    """The last step at each of `POINTS` levels of recall."""
    if len(recall) <= POINTS:
        return list(range(len(recall)))
    levels = np.floor(recall * POINTS).astype(int)
    return [*np.flatnonzero(np.diff(levels)).tolist(), len(recall) - 1]
