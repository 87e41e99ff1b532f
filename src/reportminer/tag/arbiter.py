"""One arbiter joins rules and learnt words into a probability for each label.

A logistic regression a label, over three kinds of evidence that add up to log odds: named signals
(cues, section role, form), the strength of the cues by their authors' weights in the segment and in
its neighbourhood, and hashed word n-grams. Scores are calibrated (Platt 1999) on reports of
organisations that the weights were not fitted to, so that a probability can be taken at its word.
"""

import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from reportminer.errors import ModelError
from reportminer.labels import DECLARED, Method, SegmentKind
from reportminer.manifest import DAMAGED, model_file
from reportminer.tag.cues import ANY, LABELS, load_rules
from reportminer.tag.features import COLUMNS, Signals, ngrams

Floats = NDArray[np.float32]

MARGIN = 8
"""How many neighbours on each side are looked at."""
WINDOWS = (4, 8)
LIMIT = 6.0
"""However many cues fire, a segment is no stronger than this."""
BESIDE_LIMIT = 3.0
"""No stronger than this in the eyes of its neighbours."""
SIZE = len(LABELS)
BLOCKS = 3 + len(WINDOWS)
VERSION = 1
HEAD, WEIGHTS = "findings.json", "weights.npz"


@dataclass(frozen=True, slots=True)
class Weights:
    """All that was learnt. Columns are the labels in the order of `Label`; float32 throughout."""

    signals: tuple[str, ...]
    prior: Floats
    """signals x labels: what the authors of the rules think of each signal."""
    rules: Floats
    """signals x labels: what the annotated reports say beyond that."""
    strengths: Floats
    """5 blocks of labels (own, previous, next, near, wide) x labels, see `strengths_of`."""
    words: Floats
    """hashed columns x labels"""
    bias: Floats
    silent: Floats
    """2 x labels: the mean score of rules and of words: what they give when they say nothing."""
    thresholds: Floats
    """2 x labels: for the best F1, and for recall."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What the arbiter says of a run of segments; rows are segments, columns labels."""

    probability: Floats
    by_rules: Floats
    """Probability if the words had said nothing."""
    by_words: Floats
    """Probability if the rules had said nothing."""


def strengths_of(prior: Floats) -> Floats:
    """Cue strengths of a segment, the one before, the one after, and the means around it.

    `prior` is rows x labels, the rows neighbours in the order of the text. Where there is no
    neighbour there is no strength.
    """
    own, beside = (limit * np.tanh(prior / limit) for limit in (LIMIT, BESIDE_LIMIT))
    means = [sum(_shifted(beside, k) for k in range(-m, m + 1) if k) / (2 * m) for m in WINDOWS]
    parts = [own, _shifted(beside, 1), _shifted(beside, -1), *means]
    return np.concatenate(parts, axis=1).astype(np.float32)


def _shifted(scores: Floats, away: int) -> Floats:
    """Row i holds row i - away, or zeros where there is none."""
    shifted = np.zeros_like(scores)
    if away > 0:
        shifted[away:] = scores[:-away]
    else:
        shifted[:away] = scores[-away:]
    return shifted


def sigmoid(scores: Floats) -> Floats:
    """Log odds to probabilities."""
    odds: Floats = np.float32(1) / (np.float32(1) + np.exp(-np.clip(scores, -30, 30)))
    return odds


class Arbiter:
    """Weighs segments. Holds no state between calls."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self._index = {name: at for at, name in enumerate(weights.signals)}

    def scores(self, rows: Sequence[Signals]) -> Floats:
        """Rows x 9: score by signals, score by words, prior strength, each for the labels."""
        signals = signal_matrix(rows, self._index)
        parts = [
            signals @ self.weights.rules,
            ngrams(rows) @ self.weights.words,
            signals @ self.weights.prior,
        ]
        return np.concatenate(parts, axis=1).astype(np.float32)

    def judge(self, scores: Floats) -> Judged:
        """Probabilities for rows of `scores` that follow one another in the text."""
        w = self.weights
        rules = scores[:, :SIZE] + strengths_of(scores[:, 2 * SIZE :]) @ w.strengths
        words = scores[:, SIZE : 2 * SIZE]
        sums = (rules + words, rules + w.silent[1], words + w.silent[0])
        return Judged(*(sigmoid(part + w.bias) for part in sums))

    def thresholds(self, *, recall: bool) -> Floats:
        """The probability from which on a label stands."""
        row: Floats = self.weights.thresholds[1 if recall else 0]
        return row

    def strength(self, signal: str, label: int) -> float:
        """How much a signal of a segment adds to the log odds of a label."""
        at = self._index.get(signal)
        if at is None:
            return 0.0
        w = self.weights
        return float(w.rules[at, label] + w.prior[at] @ w.strengths[:SIZE, label])

    def word_weights(self, places: NDArray[np.int64], label: int) -> Floats:
        """How much the hashed n-grams in these columns add, before the segment's length is taken out."""
        found: Floats = self.weights.words[places, label]
        return found


def signal_matrix(rows: Sequence[Signals], index: dict[str, int]) -> csr_matrix:
    """Rows of ones where a signal that is in the index holds."""
    found = [[index[name] for name in row.names if name in index] for row in rows]
    ends = np.cumsum([0, *map(len, found)])
    places = np.array([at for row in found for at in row], dtype=np.int64)
    return csr_matrix((np.ones(len(places), np.float32), places, ends), shape=(len(rows), len(index)))


def method_of(rules_stand: bool, words_stand: bool) -> Method:
    """How a finding stands.

    `rule` where it stands without the words' say but not without the rules'; `model` the other way
    round; `both` where either alone would do, or only the two together.
    """
    if rules_stand is words_stand:
        return Method.BOTH
    return Method.RULE if rules_stand else Method.MODEL


def prior_of(signals: Iterable[str], declared: float) -> Floats:
    """The authors' weights of signals: cues as in the rule files, declared sections as given."""
    rules = {f"cue:{rule.id}": rule for rule in load_rules()}
    roles = {f"declared:{role}:": label for role, label in DECLARED.items()}
    rows = []
    for name in signals:
        label, weight = "", 0.0
        if name in rules:
            label, weight = rules[name].label, rules[name].weight
        elif name.startswith("declared:"):
            label, weight = next(roles[r] for r in roles if name.startswith(r)), declared
        rows.append([weight * (label in (other, ANY)) for other in LABELS])
    return np.array(rows, np.float32).reshape(-1, SIZE)


def known_signals() -> list[str]:
    """Signals that are known before any training: every cue and every declared section."""
    cues = [f"cue:{rule.id}" for rule in load_rules()]
    ways = [(how, kind) for how in ("own", "above") for kind in SegmentKind]
    return cues + [f"declared:{role}:{how}:{kind}" for role in DECLARED for how, kind in ways]


def untrained() -> Weights:
    """Weights from the rule files alone: each rule as its author weighs it, declared sections on top."""
    signals = tuple(known_signals())
    strengths = np.zeros((BLOCKS * SIZE, SIZE), np.float32)
    strengths[:SIZE] = np.eye(SIZE)
    return Weights(
        signals=signals,
        prior=prior_of(signals, declared=3.0),
        rules=np.zeros((len(signals), SIZE), np.float32),
        strengths=strengths,
        words=np.zeros((COLUMNS, SIZE), np.float32),
        bias=np.full(SIZE, -2.5, np.float32),
        silent=np.zeros((2, SIZE), np.float32),
        thresholds=np.array([[0.4] * SIZE, [0.15] * SIZE], np.float32),
    )


def save(weights: Weights, folder: Path, about: dict[str, object]) -> None:
    """Write `weights.npz` (words in half precision) and `findings.json` into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    arrays = {name: getattr(weights, name) for name in Weights.__slots__ if name != "signals"}
    arrays["words"] = arrays["words"].astype(np.float16)
    np.savez_compressed(folder / WEIGHTS, **arrays)
    head = {"version": VERSION, "labels": list(LABELS), **about, "signals": list(weights.signals)}
    text = json.dumps(head, indent=1, ensure_ascii=False)
    (folder / HEAD).write_text(text + "\n", encoding="utf-8")


def load(folder: Path) -> Weights:
    """Read what `save` wrote, a folder within a folder of models.

    Raises ModelError where the files are missing, do not fit together, or are not those of the manifest.
    """
    try:
        head = json.loads(model_file(folder.parent, f"{folder.name}/{HEAD}"))
        content = model_file(folder.parent, f"{folder.name}/{WEIGHTS}")
        with np.load(io.BytesIO(content), allow_pickle=False) as file:
            arrays = {name: file[name].astype(np.float32) for name in Weights.__slots__ if name != "signals"}
    except DAMAGED as error:
        raise ModelError(
            f"the model of findings cannot be read: {error}", hint="install reportminer again"
        ) from error
    weights = Weights(signals=tuple(head.get("signals", ())), **arrays)
    if head.get("version") != VERSION or tuple(head.get("labels", ())) != LABELS or not _fits(weights):
        raise ModelError("the model of findings is of another version", hint="run `make models`")
    return weights


def _fits(weights: Weights) -> bool:
    count = len(weights.signals)
    shapes = {
        "prior": (count, SIZE),
        "rules": (count, SIZE),
        "strengths": (BLOCKS * SIZE, SIZE),
        "words": (COLUMNS, SIZE),
        "bias": (SIZE,),
        "silent": (2, SIZE),
        "thresholds": (2, SIZE),
    }
    return all(getattr(weights, name).shape == shape for name, shape in shapes.items())
