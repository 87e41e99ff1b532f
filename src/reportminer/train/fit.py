"""Fitting the arbiter: logistic regressions, calibration and thresholds on grouped folds."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack, vstack
from sklearn.linear_model import LogisticRegression

from reportminer.errors import SettingsError
from reportminer.tag.arbiter import (
    SIZE,
    Floats,
    Weights,
    known_signals,
    prior_of,
    sigmoid,
    signal_matrix,
    strengths_of,
)
from reportminer.tag.cues import LABELS
from reportminer.tag.features import COLUMNS, ngrams
from reportminer.train.corpus import Example

Bools = NDArray[np.bool_]

LEAST_GROUPS = 2
"""Organisations that training needs: thresholds are chosen on those that a fold leaves out."""
MORE = "annotate reports of more organisations, each with findings of every label"


@dataclass(frozen=True, slots=True)
class Recipe:
    """What is fitted, and how hard it is held back. Scales weigh the kinds of evidence against each other."""

    signals: bool = True
    words: bool = True
    cost: float = 1.0
    """Inverse strength of the L2 penalty."""
    signal_scale: float = 0.3
    strength_scale: tuple[float, float, float] = (0.3, 0.15, 0.3)
    """Of the segment itself, of the two neighbours, of the windows."""
    word_scale: float = 2.0
    declared: float = 1.0
    """Weight of a declared section in the strength of cues."""
    least: int = 5
    """Signals seen fewer times than this are left out."""
    folds: int = 5
    recall: float = 0.94
    """Share of the true findings that the low thresholds keep."""


@dataclass(frozen=True, slots=True)
class Table:
    """One example as matrices; rows are its segments that are annotated."""

    signals: csr_matrix
    strengths: Floats
    words: csr_matrix
    labels: Bools


def tables(examples: Sequence[Example], recipe: Recipe) -> tuple[tuple[str, ...], Floats, list[Table]]:
    """Signal names, their prior weights, and a table for each example."""
    seen = Counter(n for e in examples for at in e.inside for n in e.signals[at].names)
    often = sorted(name for name, count in seen.items() if count >= recipe.least)
    names = tuple(dict.fromkeys([*known_signals(), *often]))
    index = {name: at for at, name in enumerate(names)}
    prior = prior_of(names, recipe.declared)
    return names, prior, [_table(example, index, prior) for example in examples]


def _table(example: Example, index: dict[str, int], prior: Floats) -> Table:
    signals = signal_matrix(example.signals, index)
    strengths = strengths_of(np.asarray(signals @ prior, np.float32))
    inside = example.inside
    words = ngrams([example.signals[at] for at in inside])
    return Table(signals[inside], strengths[inside], words, example.taught())


def _scales(recipe: Recipe) -> Floats:
    own, beside, around = recipe.strength_scale
    return np.repeat([own, beside, beside, around, around], SIZE).astype(np.float32)


def _design(parts: Sequence[Table], recipe: Recipe) -> csr_matrix:
    blocks = []
    if recipe.signals:
        blocks.append(vstack([t.signals for t in parts]) * recipe.signal_scale)
        blocks.append(csr_matrix(np.concatenate([t.strengths for t in parts]) * _scales(recipe)))
    if recipe.words:
        blocks.append(vstack([t.words for t in parts]) * recipe.word_scale)
    return hstack(blocks).tocsr()


@dataclass(frozen=True, slots=True)
class Linear:
    """Coefficients (features x labels) and intercepts, in the scales of a recipe."""

    coefficients: Floats
    bias: Floats

    def scores(self, parts: Sequence[Table], recipe: Recipe) -> Floats:
        """Log odds for the rows of `parts`."""
        found: Floats = np.asarray(_design(parts, recipe) @ self.coefficients + self.bias, np.float32)
        return found


def linear(parts: Sequence[Table], recipe: Recipe) -> Linear:
    """One logistic regression a label."""
    design = _design(parts, recipe)
    labels = np.concatenate([t.labels for t in parts])
    models = [
        LogisticRegression(C=recipe.cost, solver="liblinear", random_state=0).fit(design, labels[:, at])
        for at in range(SIZE)
    ]
    return Linear(
        np.stack([m.coef_[0] for m in models], axis=1).astype(np.float32),
        np.array([m.intercept_[0] for m in models], np.float32),
    )


@dataclass(frozen=True, slots=True)
class Fitted:
    """A model with its calibration (slope and shift a label) and thresholds."""

    linear: Linear
    slope: Floats
    shift: Floats
    thresholds: Floats

    def odds(self, parts: Sequence[Table], recipe: Recipe) -> Floats:
        """Calibrated log odds for the rows of `parts`."""
        found: Floats = (self.linear.scores(parts, recipe) * self.slope + self.shift).astype(np.float32)
        return found

    def probabilities(self, parts: Sequence[Table], recipe: Recipe) -> Floats:
        """Calibrated probabilities for the rows of `parts`."""
        return sigmoid(self.odds(parts, recipe))


@dataclass(frozen=True, slots=True)
class HeldOut:
    """A model fitted on all, and what models that saw nothing of its group say of each example."""

    fitted: Fitted
    scores: tuple[Floats, ...]

    def odds(self) -> list[Floats]:
        """Calibrated log odds, a table for each example."""
        return [(each * self.fitted.slope + self.fitted.shift).astype(np.float32) for each in self.scores]


def fit(parts: Sequence[Table], groups: Sequence[str], recipe: Recipe) -> Fitted:
    """Fit on all, calibrate and choose thresholds on folds of groups that were held out."""
    return held_out(parts, groups, recipe).fitted


def held_out(parts: Sequence[Table], groups: Sequence[str], recipe: Recipe) -> HeldOut:
    """As `fit`, with the scores that calibration and thresholds were taken from."""
    scores = _scores(parts, groups, recipe)
    joined, labels = np.concatenate(scores), np.concatenate([t.labels for t in parts])
    slope, shift = np.ones(SIZE, np.float32), np.zeros(SIZE, np.float32)
    limits = np.zeros((2, SIZE), np.float32)
    for at in range(SIZE):
        platt = LogisticRegression(C=1e6).fit(joined[:, [at]], labels[:, at])
        slope[at], shift[at] = platt.coef_[0, 0], platt.intercept_[0]
        chance = platt.predict_proba(joined[:, [at]])[:, 1]
        limits[:, at] = thresholds(chance, labels[:, at], recipe.recall)
    return HeldOut(Fitted(linear(parts, recipe), slope, shift, limits), tuple(scores))


def _scores(parts: Sequence[Table], groups: Sequence[str], recipe: Recipe) -> list[Floats]:
    """Scores of each example by a model that saw no report of its group."""
    fold = folds(groups, [len(t.labels) for t in parts], recipe.folds)
    scores = [np.zeros((0, SIZE), np.float32)] * len(parts)
    for number in range(recipe.folds):
        chosen = [at for at, group in enumerate(groups) if fold[group] == number]
        rest = [parts[at] for at, group in enumerate(groups) if fold[group] != number]
        if not chosen or not rest:
            continue
        model = linear(rest, recipe)
        for at in chosen:
            scores[at] = model.scores([parts[at]], recipe)
    return scores


def folds(groups: Sequence[str], sizes: Sequence[int], count: int) -> dict[str, int]:
    """Groups spread over folds of about the same size: the largest first, each to the smallest fold."""
    total: Counter[str] = Counter()
    for group, size in zip(groups, sizes, strict=True):
        total[group] += size
    load, fold = [0] * count, {}
    for group, size in sorted(total.items(), key=lambda item: (-item[1], item[0])):
        fold[group] = load.index(min(load))
        load[fold[group]] += size
    return fold


def check_teaches(parts: Sequence[Table], groups: Sequence[str], counts: Sequence[int]) -> None:
    """Whether every fold, for each number of them, leaves something to learn each label from.

    Raises SettingsError where it does not: better at once than after an hour of training.
    """
    if len(set(groups)) < LEAST_GROUPS:
        raise SettingsError(
            f"annotated reports of {len(set(groups))} organisation: two are needed at least", hint=MORE
        )
    sizes = [len(part.labels) for part in parts]
    for count in sorted(set(counts)):
        fold = folds(groups, sizes, count)
        for number in sorted(set(fold.values())):
            _check_fold(parts, groups, {group for group, own in fold.items() if own == number})


def _check_fold(parts: Sequence[Table], groups: Sequence[str], left_out: set[str]) -> None:
    rest = [part.labels for part, group in zip(parts, groups, strict=True) if group not in left_out]
    labels = np.concatenate(rest)
    for at, label in enumerate(LABELS):
        if labels[:, at].all() or not labels[:, at].any():
            raise SettingsError(
                f"without {', '.join(sorted(left_out))} there is nothing to learn {label} from", hint=MORE
            )


def thresholds(chance: Floats, labels: Bools, recall: float) -> tuple[float, float]:
    """The probability that promises the best F1, and the highest one that gives the recall.

    The first goes by the probabilities themselves (Lipton, Elkan and Naryanaswamy 2014), which are
    calibrated: the best F1 that was found moves with single reports, its threshold by a half.
    """
    order = np.argsort(-chance, kind="stable")
    found = np.cumsum(chance[order], dtype=np.float64)
    f1 = 2 * found / (np.arange(1, len(order) + 1) + chance.sum(dtype=np.float64))
    low = int(np.searchsorted(np.cumsum(labels[order]), recall * labels.sum()))
    best = float(chance[order][int(np.argmax(f1))])
    return best, min(best, float(chance[order][min(low, len(order) - 1)]))


def weights_of(
    fitted: Fitted, names: tuple[str, ...], prior: Floats, parts: Sequence[Table], recipe: Recipe
) -> Weights:
    """Scales and calibration folded into the weights that are shipped."""
    c = fitted.linear.coefficients * fitted.slope
    count = len(names)
    rules = c[:count] * recipe.signal_scale
    ends = count + len(_scales(recipe))
    strengths = c[count:ends] * _scales(recipe)[:, None]
    words = c[ends:] * recipe.word_scale
    silent = [
        np.mean(np.concatenate([t.signals @ rules + t.strengths @ strengths for t in parts]), axis=0),
        np.mean(np.concatenate([t.words @ words for t in parts]), axis=0),
    ]
    return Weights(
        signals=names,
        prior=prior,
        rules=rules.astype(np.float32),
        strengths=strengths.astype(np.float32),
        words=words.astype(np.float32).reshape(COLUMNS, SIZE),
        bias=(fitted.linear.bias * fitted.slope + fitted.shift).astype(np.float32),
        silent=np.array(silent, np.float32),
        thresholds=fitted.thresholds,
    )
