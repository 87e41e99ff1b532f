"""Every annotated unit of every report as a row of arrays, with the score at which it counts as found.

A unit is found where segments that are given its label cover at least half of its letters. So it has
a score for each label: the highest threshold at which that holds. What is found at a threshold is
what scores at least as much, and every figure is a count over arrays.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reportminer.evaluate.predictions import LABELS, SIZE, WAYS, Judged, Unit, variants_of
from reportminer.labels import Label

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

NOWHERE = -1.0
"""Score of a unit that no segment covers: found at no threshold."""
LOST = "(not read as running text)"
"""Role of such a unit."""


@dataclass(frozen=True, slots=True)
class Board:
    """Rows are units; columns of matrices are the labels."""

    reports: tuple[str, ...]
    """Names, each once: two annotations of a report (of other pages) are one report."""
    report: Ints
    """Index of each unit's report."""
    genre: tuple[str, ...]
    role: tuple[str, ...]
    """Of the section in which most of the unit stands."""
    gold: Bools
    optional: Bools
    score: dict[str, Floats]
    """By variant."""
    thresholds: dict[str, tuple[Floats, Floats]]
    """By variant: what its score is held against, for best F1 and for recall."""

    def hits(self, variant: str, way: int) -> Bools:
        """Units found."""
        found: Bools = self.score[variant] >= self.thresholds[variant][way]
        return found


def board_of(judged: Sequence[Judged]) -> Board:
    """Raises AnnotationError where no variant was predicted for every report."""
    variants = variants_of(judged)
    reports = tuple(sorted({each.report for each in judged}))
    sizes = [len(each.units) for each in judged]
    units = [unit for each in judged for unit in each.units]
    return Board(
        reports,
        np.repeat([reports.index(each.report) for each in judged], sizes).astype(np.int64),
        tuple(each.genre for each in judged for _ in each.units),
        tuple(role for each in judged for role in _roles(each)),
        _marks([unit.labels for unit in units]),
        _marks([unit.optional for unit in units]),
        {name: np.concatenate([_scores(each, name) for each in judged]) for name in variants},
        {name: _thresholds(judged, sizes, name) for name in variants},
    )


def _marks(labels: Sequence[Sequence[Label]]) -> Bools:
    rows = [[label in own for label in LABELS] for own in labels]
    return np.array(rows, dtype=bool).reshape(-1, SIZE)


def _thresholds(judged: Sequence[Judged], sizes: Sequence[int], variant: str) -> tuple[Floats, Floats]:
    rows = [np.array([each.thresholds[variant][way] for each in judged]) for way in range(len(WAYS))]
    best, recall = (np.repeat(row.reshape(-1, SIZE), sizes, axis=0) for row in rows)
    return best, recall


def _scores(judged: Judged, variant: str) -> Floats:
    """Units x labels: the highest threshold at which half of a unit's letters are covered."""
    chance = np.full((_letters(judged.units), SIZE), NOWHERE)
    for prediction in judged.inside():
        for start, end in prediction.spans:
            said = (prediction.probability or {})[variant]
            chance[start:end] = np.maximum(chance[start:end], said)
    rows = [_middle(chance[unit.start : unit.end]) for unit in judged.units]
    return np.array(rows).reshape(-1, SIZE)


def _middle(chance: Floats) -> Floats:
    """The value that half of the rows reach, column by column."""
    if not len(chance):
        return np.full(SIZE, NOWHERE)
    needed = -(-len(chance) // 2)
    reached: Floats = np.sort(chance, axis=0)[len(chance) - needed]
    return reached


def _roles(judged: Judged) -> list[str]:
    own = list(judged.inside())
    owner = np.full(_letters(judged.units), -1, dtype=np.int64)
    for at, prediction in enumerate(own):
        for start, end in prediction.spans:
            owner[start:end] = at
    return [_role(owner[unit.start : unit.end], [p.role for p in own]) for unit in judged.units]


def _role(owner: Ints, roles: Sequence[str]) -> str:
    told = owner[owner >= 0]
    return roles[int(np.bincount(told).argmax())] if len(told) else LOST


def _letters(units: Sequence[Unit]) -> int:
    return max((unit.end for unit in units), default=0)
