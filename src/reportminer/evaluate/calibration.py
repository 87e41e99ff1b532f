"""Whether probabilities can be taken at their word, over the program's own segments."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from reportminer.evaluate.board import Bools, Floats
from reportminer.evaluate.figures import MICRO
from reportminer.evaluate.predictions import BEST, LABELS, SIZE, Judged

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Segments whose probability lies in a range."""

    low: float
    high: float
    count: int
    said: float
    """Mean probability."""
    true: float
    """Share that carry the label."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """One label (or all of them, each segment counting once a label) of one variant.

    Expected calibration error: the mean gap between what is said and what is true, weighed by the
    segments of each bin (Guo and others 2017, On Calibration of Modern Neural Networks). Most segments
    carry no label and are told so, which keeps it low; so the same over bins that hold as many
    segments each, and what the probabilities of findings alone are worth, stand beside it.
    """

    variant: str
    label: str
    segments: int
    ece: float
    ece_equal_mass: float
    brier: float
    """Mean squared gap."""
    findings: int
    """Segments above the threshold for best F1."""
    findings_said: float | None
    findings_true: float | None
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class _Points:
    chance: Floats
    true: Bools
    found: Bools


def calibrations(judged: Sequence[Judged], variants: Sequence[str]) -> list[Calibration]:
    """Each label of each variant, then all labels; segments with an optional label are left out for it."""
    found: list[Calibration] = []
    for variant in variants:
        parts = [_points(judged, variant, at) for at in range(SIZE)]
        found.extend(_of(variant, str(label), p) for label, p in zip(LABELS, parts, strict=True))
        found.append(_of(variant, MICRO, _joined(parts)))
    return found


def _points(judged: Sequence[Judged], variant: str, at: int) -> _Points:
    rows = [
        ((p.probability or {})[variant][at], LABELS[at] in p.labels, each.thresholds[variant][BEST][at])
        for each in judged
        for p in each.inside()
        if LABELS[at] in p.labels or LABELS[at] not in p.optional
    ]
    table = np.array(rows, dtype=float).reshape(-1, 3)
    return _Points(table[:, 0], table[:, 1].astype(bool), table[:, 0] >= table[:, 2])


def _joined(parts: Sequence[_Points]) -> _Points:
    return _Points(
        np.concatenate([p.chance for p in parts]),
        np.concatenate([p.true for p in parts]),
        np.concatenate([p.found for p in parts]),
    )


def _of(variant: str, label: str, points: _Points) -> Calibration:
    chance, true, found = points.chance, points.true, points.found
    bins = tuple(equal_width(chance, true))
    return Calibration(
        variant,
        label,
        len(chance),
        error(bins),
        error(tuple(equal_mass(chance, true))),
        float(np.mean((chance - true) ** 2)) if len(chance) else 0.0,
        int(found.sum()),
        float(chance[found].mean()) if found.any() else None,
        float(true[found].mean()) if found.any() else None,
        bins,
    )


def error(bins: Sequence[Bin]) -> float:
    """Expected calibration error of bins."""
    total = sum(each.count for each in bins)
    return sum(each.count * abs(each.said - each.true) for each in bins) / total if total else 0.0


def equal_width(chance: Floats, true: Bools, count: int = BINS) -> Iterator[Bin]:
    """Bins of a tenth each; the last takes in 1. Empty ones are left out."""
    place = np.minimum((chance * count).astype(int), count - 1)
    for at in range(count):
        own = place == at
        if own.any():
            yield _bin(at / count, (at + 1) / count, chance[own], true[own])


def equal_mass(chance: Floats, true: Bools, count: int = BINS) -> Iterator[Bin]:
    """Bins of as many segments each, by rising probability."""
    order = np.argsort(chance, kind="stable")
    for own in np.array_split(order, count):
        if len(own):
            yield _bin(float(chance[own[0]]), float(chance[own[-1]]), chance[own], true[own])


def _bin(low: float, high: float, chance: Floats, true: Bools) -> Bin:
    return Bin(low, high, len(chance), float(chance.mean()), float(true.mean()))
