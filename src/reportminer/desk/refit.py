"""Learning from corrections: the weights move from where they are, as far as the labels bear it.

A correction adds to the log odds of the model that came with the program: logistic regression with
that model's score as offset and an L2 penalty on every step away from it, which is the maximum a
posteriori estimate with the shipped weights as prior (Chelba and Acero 2006, Adaptation of maximum
entropy capitalizer, Computer Speech and Language 20(4)). A few hundred labels are enough to help and
too few to harm. How far it may go is chosen on folds of the part that is learnt from; figures are
taken on a part that is never learnt from.

Where there is an encoder, the log odds are those of the last word (`tag.joint`), to which rules and
words contribute linearly: a step in the last word is as well one of their weights, through the inverse
of the three by three weights that join them. (Where the last word clips what they say, it moves less;
there they are as good as certain. Figures are counted on what is judged in the end, clipped and all.)
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, hstack, vstack

from reportminer.desk.features import Features
from reportminer.desk.judge import Judge, Odds
from reportminer.desk.layers import LEAST
from reportminer.errors import AnnotationError, ModelError
from reportminer.tag.arbiter import SIZE, Weights, save, signal_matrix, strengths_of
from reportminer.tag.cues import LABELS
from reportminer.tag.features import COLUMNS, ngrams

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

CHUNK = 12
"""Segments that follow one another are learnt from, or held out, together."""
HELD_OUT = 3
"""One chunk in this many is held out."""
FOLDS = 4
STEPS = (0.0, 0.01, 0.03, 0.1, 0.3, 1.0)
"""Inverse strengths of the penalty that are tried; 0 leaves the model as it is."""
SIGNAL, WORD = 0.3, 2.0
STRENGTH = np.repeat(np.array([0.3, 0.15, 0.15, 0.3, 0.3], np.float32), SIZE)
"""Scales that weigh the kinds of evidence against each other: those of the trainer (`train.fit.Recipe`),
told here again so that the desk does without scikit-learn."""
BIAS = 30.0
"""How much harder than a weight the bias is held: how often a label stands on the pages that somebody
happened to judge says little of how often it stands on the others."""
WORST = 100.0
"""Condition of the weights that join rules and words; beyond this a step cannot be told back to them."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """The judged segments of one report."""

    report: str
    features: Features
    """Of all its segments: neighbours are looked at."""
    rows: NDArray[np.int64]
    """Indices of the segments that are judged, in order."""
    labels: Bools
    """rows x labels, in the order of `Label`."""
    odds: Odds = field(default_factory=dict)
    """What encoders say of all its segments, by digest; empty where no model has one."""

    @property
    def held_out(self) -> Bools:
        """Which rows are never learnt from: decided by report and place alone, so always the same."""
        return np.array([_lot(self.report, at) % HELD_OUT == 0 for at in self.rows], bool)

    @property
    def folds(self) -> NDArray[np.int64]:
        """The fold of each row."""
        return np.array([_lot(self.report, at) // HELD_OUT % FOLDS for at in self.rows], np.int64)


def _lot(report: str, at: int) -> int:
    return int.from_bytes(sha256(f"{report}:{at // CHUNK}".encode()).digest()[:8], "big")


@dataclass(frozen=True, slots=True)
class Figures:
    """What refitting did, measured on the held-out part."""

    learnt_from: int
    """Judged segments."""
    held_out: int
    positives: dict[str, int]
    """Labels in the held-out part."""
    before: dict[str, float | None]
    """F1 by label, and `ALL` (micro), of what the model that was in force says in the end."""
    after: dict[str, float | None]
    step: float
    """Inverse strength of the penalty that was chosen; 0: the corrections changed nothing."""


class Refit(Protocol):
    """Whatever learns from corrections: writes a model to `out`, says what it is worth."""

    def __call__(self, labelled: Sequence[Labelled], start: Judge, now: Judge, out: Path) -> Figures:
        """Learn from `labelled`, beginning at `start`; `now` is in force. Raises AnnotationError.

        `out` is for `weights.npz` and `findings.json`, what `tag.arbiter.load` reads.
        """


@dataclass(frozen=True, slots=True)
class _Data:
    design: csr_matrix
    offset: Floats
    """rows x labels: log odds of the model that is begun from, in the end."""
    now: Bools
    """rows x labels: what the model in force gives."""
    labels: Bools
    held_out: Bools
    folds: NDArray[np.int64]


def refit_heads(labelled: Sequence[Labelled], start: Judge, now: Judge, out: Path) -> Figures:
    """The `Refit` of the desk. Seconds for thousands of segments; the same labels give the same bytes."""
    parts = [part for part in labelled if len(part.rows)]
    data = _data(parts, start, now)
    learn = ~data.held_out
    if len(data.labels) < LEAST or not data.held_out.any() or not learn.any():
        raise AnnotationError(
            f"{len(data.labels)} judged segments are too few to learn from", hint=f"judge {LEAST} or more"
        )
    step = _step(data)
    made = replace(start, weights=_moved(start, [_fit(data, learn, label, step) for label in range(SIZE)]))
    held, after = data.held_out, _given(parts, made)
    figures = Figures(
        int(learn.sum()),
        int(held.sum()),
        {label: int(data.labels[held, at].sum()) for at, label in enumerate(LABELS)},
        f1_of(data.now[held], data.labels[held]),
        f1_of(after[held], data.labels[held]),
        step,
    )
    save(made.weights, out, _about(figures))
    return figures


def _about(figures: Figures) -> dict[str, object]:
    return {
        "made_by": "corrections at the annotator's desk",
        "learnt_from": figures.learnt_from,
        "held_out": figures.held_out,
        "step": figures.step,
        "f1_before": figures.before,
        "f1_after": figures.after,
    }


def _data(parts: Sequence[Labelled], start: Judge, now: Judge) -> _Data:
    if not parts:
        raise AnnotationError("nothing is judged yet", hint=f"judge {LEAST} segments or more")
    _all_read(parts, (start, now))
    chances = [_chances(part, start) for part in parts]
    begun = np.concatenate(chances)
    return _Data(
        vstack([_design(part, start.weights) for part in parts]).tocsr(),
        _log_odds(begun),
        begun >= start.thresholds if now is start else _given(parts, now),
        np.concatenate([part.labels for part in parts]),
        np.concatenate([part.held_out for part in parts]),
        np.concatenate([part.folds for part in parts]),
    )


def _all_read(parts: Sequence[Labelled], judges: Sequence[Judge]) -> None:
    for judge in judges:
        for part in parts:
            if judge.encoder and judge.encoder not in part.odds:
                raise AnnotationError(
                    f"the encoder has not read {part.report} yet", hint="wait a moment, and try again"
                )


def _chances(part: Labelled, judge: Judge) -> Any:
    return judge.judge(part.features.rows, part.odds).probability[part.rows]


def _given(parts: Sequence[Labelled], judge: Judge) -> Bools:
    """Rows x labels: what a model gives in the end."""
    found: Bools = np.concatenate([_chances(part, judge) >= judge.thresholds for part in parts])
    return found


def _design(part: Labelled, start: Weights) -> csr_matrix:
    """Rows x everything that the arbiter weighs, in the scales of the penalty."""
    rows, index = part.features.rows, {name: at for at, name in enumerate(start.signals)}
    signals = signal_matrix(rows, index)
    strengths = strengths_of(np.asarray(signals @ start.prior, np.float32))
    words = ngrams([rows[at] for at in part.rows])
    scaled = signals[part.rows] * SIGNAL, csr_matrix(strengths[part.rows] * STRENGTH), words * WORD
    return hstack(scaled).tocsr()


def _log_odds(chance: Any) -> Floats:
    p = np.clip(np.asarray(chance, np.float64), 1e-6, 1 - 1e-6)
    found: Floats = np.log(p / (1 - p))
    return found


def _step(data: _Data) -> float:
    """The step of the least log loss on folds that were left out; the shortest of the best."""
    losses = []
    for step in STEPS:
        loss = 0.0
        for fold in range(FOLDS):
            test = ~data.held_out & (data.folds == fold)
            learn = ~data.held_out & (data.folds != fold)
            if not test.any() or not learn.any():
                continue
            for label in range(SIZE):
                moved, shift = _fit(data, learn, label, step)
                scores = data.offset[test, label] + data.design[test] @ moved + shift
                loss += float(np.logaddexp(0, np.where(data.labels[test, label], -scores, scores)).sum())
        losses.append(loss)
    return STEPS[int(np.argmin(np.round(losses, 6)))]


def _fit(data: _Data, learn: Bools, label: int, step: float) -> tuple[Floats, float]:
    """How far each weight moves, and the bias."""
    width = data.design.shape[1]
    if step == 0:
        return np.zeros(width), 0.0
    design = data.design[learn]
    used = np.unique(design.indices)
    x, offset = design[:, used], data.offset[learn, label]
    sign = np.where(data.labels[learn, label], 1.0, -1.0)

    def loss(w: Floats) -> tuple[float, Floats]:
        margin = sign * (offset + x @ w[:-1] + w[-1])
        pull = -sign / (1 + np.exp(np.clip(margin, -500, 500)))
        held = np.append(np.ones(len(used)), BIAS) * w / step
        value = np.logaddexp(0, -margin).sum() + 0.5 * float(w @ held)
        return float(value), np.append(x.T @ pull, pull.sum()) + held

    found = minimize(loss, np.zeros(len(used) + 1), jac=True, method="L-BFGS-B", options={"maxiter": 200})
    moved = np.zeros(width)
    moved[used] = found.x[:-1]
    return moved, float(found.x[-1])


def _moved(judge: Judge, moved: Sequence[tuple[Floats, float]]) -> Weights:
    """The weights that are begun from, with the steps added in their own scales."""
    start = judge.weights
    steps = _told_back(np.stack([weights for weights, _ in moved], axis=1), judge)
    (bias,) = _told_back(np.array([[shift for _, shift in moved]]), judge)
    count = len(start.signals)
    ends = count + len(start.strengths)
    words = start.words + (steps[ends:] * WORD).reshape(COLUMNS, SIZE)
    return replace(
        start,
        rules=(start.rules + steps[:count] * SIGNAL).astype(np.float32),
        strengths=(start.strengths + steps[count:ends] * STRENGTH[:, None]).astype(np.float32),
        words=words.astype(np.float16).astype(np.float32),  # as they are kept: figures are of these
        bias=(start.bias + bias).astype(np.float32),
    )


def _told_back(steps: Floats, judge: Judge) -> Floats:
    """Steps (any x labels) in the last word's log odds as steps in those of rules and words."""
    if judge.joint is None:
        return steps
    joins = judge.joint.weights[:SIZE].astype(np.float64)
    if not np.linalg.cond(joins) < WORST:
        raise ModelError(
            "the last word hardly hears rules and words, which learn here",
            hint="train everything anew with `reportminer train --full`",
        )
    found: Floats = np.asarray(np.linalg.solve(joins.T, steps.T).T, np.float64)
    return found


def f1_of(found: Bools, wanted: Bools) -> dict[str, float | None]:
    """F1 over segments, label by label, and of all labels together; None where there is nothing."""
    figures = {label: _f1(found[:, at], wanted[:, at]) for at, label in enumerate(LABELS)}
    return {**figures, "ALL": _f1(found, wanted)}


def _f1(found: Bools, wanted: Bools) -> float | None:
    size = int(found.sum()) + int(wanted.sum())
    return round(2 * int((found & wanted).sum()) / size, 4) if size else None
