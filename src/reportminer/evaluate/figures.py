"""Precision, recall and F1, with bootstrap intervals over reports."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reportminer.evaluate.board import Board, Bools, Floats, Ints
from reportminer.evaluate.predictions import BEST, LABELS, SIZE, WAYS

MICRO = "ALL"
"""Name of the row that counts all labels together."""

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Resampling:
    """Reports drawn with replacement (Efron 1979), and the middle share of the figures."""

    resamples: int = 2000
    level: float = 0.95
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Figure:
    """Counts, and shares that are None where there is nothing to take a share of."""

    right: int
    wrong: int
    missed: int
    precision: float | None
    recall: float | None
    f1: float | None
    precision_interval: Interval | None = None
    """None where fewer than two reports bear on it."""
    recall_interval: Interval | None = None
    f1_interval: Interval | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A figure and what it is of."""

    scope: str
    """all, role, genre or report"""
    name: str
    """Which role, genre or report; empty for all."""
    variant: str
    way: str
    """Thresholds: best or recall."""
    label: str
    reports: int
    """That bear on it: that hold the label or were given it."""
    figure: Figure


@dataclass(frozen=True, slots=True)
class Difference:
    """How much better one variant is than another on the same resamples: F1 of all labels."""

    better: str
    worse: str
    f1: float
    interval: Interval | None


Counts = Ints
"""Reports x (right, wrong, missed)."""


def counts(board: Board, variant: str, way: int, rows: Bools | None = None) -> NDArray[np.int64]:
    """Reports x labels x (right, wrong, missed), over the units that `rows` chooses."""
    hits = board.hits(variant, way)
    wrong = hits & ~board.gold & ~board.optional
    parts = np.stack([board.gold & hits, wrong, board.gold & ~hits], axis=2)
    chosen = np.ones(len(hits), bool) if rows is None else rows
    total = np.zeros((len(board.reports), SIZE, 3), np.int64)
    np.add.at(total, board.report[chosen], parts[chosen])
    return total


def figure(by_report: Counts, how: Resampling) -> Figure:
    """The figure of counts by report, with its intervals."""
    right, wrong, missed = (int(n) for n in by_report.sum(axis=0))
    precision, recall, f1 = (_told(share) for share in shares(by_report.sum(axis=0, keepdims=True)))
    bearing = int(by_report.any(axis=1).sum())
    intervals = _intervals(by_report, how) if bearing > 1 else (None, None, None)
    return Figure(right, wrong, missed, precision, recall, f1, *intervals)


def _told(share: Floats) -> float | None:
    return None if np.isnan(share[0]) else float(share[0])


def shares(sums: NDArray[np.int64]) -> tuple[Floats, Floats, Floats]:
    """Precision, recall and F1 of rows of (right, wrong, missed); NaN where undefined."""
    right, wrong, missed = (sums[:, at].astype(float) for at in range(3))
    with np.errstate(invalid="ignore"):
        return right / (right + wrong), right / (right + missed), 2 * right / (2 * right + wrong + missed)


def _intervals(
    by_report: Counts, how: Resampling
) -> tuple[Interval | None, Interval | None, Interval | None]:
    sums = drawn(len(by_report), how) @ by_report
    precision, recall, f1 = (_interval(share, how.level) for share in shares(sums))
    return precision, recall, f1


def drawn(reports: int, how: Resampling) -> NDArray[np.int64]:
    """Resamples x reports: how often each is drawn."""
    generator = np.random.default_rng(how.seed)
    return generator.multinomial(reports, np.full(reports, 1 / reports), size=how.resamples)


def _interval(values: Floats, level: float) -> Interval | None:
    known = values[~np.isnan(values)]
    if not len(known):
        return None
    low, high = np.quantile(known, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def rows(board: Board, variants: Sequence[str], how: Resampling) -> list[Row]:
    """All figures: every variant and both thresholds over all; the last variant by role, genre and report."""
    found = [
        row
        for variant in variants
        for way in range(len(WAYS))
        for row in _rows(board, ("all", "", variant, way), None, how)
    ]
    for scope, names in _scopes(board):
        for name in sorted(set(names)):
            chosen = np.array([other == name for other in names])
            found.extend(_rows(board, (scope, name, variants[-1], BEST), chosen, how))
    return found


def _scopes(board: Board) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "role", board.role
    if any(board.genre):
        yield "genre", tuple(name or "(not told)" for name in board.genre)
    yield "report", tuple(board.reports[at] for at in board.report)


def _rows(
    board: Board, what: tuple[str, str, str, int], chosen: Bools | None, how: Resampling
) -> Iterable[Row]:
    scope, name, variant, way = what
    by_label = counts(board, variant, way, chosen)
    told = [(str(label), by_label[:, at]) for at, label in enumerate(LABELS)]
    for label, own in [*told, (MICRO, by_label.sum(axis=1))]:
        bearing = int(own.any(axis=1).sum())
        yield Row(scope, name, variant, WAYS[way], label, bearing, figure(own, how))


def differences(board: Board, variants: Sequence[str], how: Resampling) -> list[Difference]:
    """The last variant against each other one, report by report drawn alike for both."""
    best = counts(board, variants[-1], BEST).sum(axis=1)
    return [
        _difference(variants[-1], name, best, counts(board, name, BEST).sum(axis=1), how)
        for name in variants[:-1]
    ]


def _difference(better: str, worse: str, ours: Counts, theirs: Counts, how: Resampling) -> Difference:
    def gap(one: NDArray[np.int64], other: NDArray[np.int64]) -> Floats:
        left, right = (np.nan_to_num(shares(sums)[2]) for sums in (one, other))
        found: Floats = left - right
        return found

    whole = gap(ours.sum(axis=0, keepdims=True), theirs.sum(axis=0, keepdims=True))
    draws = drawn(len(ours), how)
    interval = _interval(gap(draws @ ours, draws @ theirs), how.level) if len(ours) > 1 else None
    return Difference(better, worse, float(whole[0]), interval)
