"""One arbiter joins rules and learnt words into a probability for each label.

Three linear models, after stacked generalisation (Wolpert 1992): `rules` weighs named signals (cues,
section role, form), `words` weighs hashed n-grams, and `joint` weighs what these two say of the
segment and of its neighbours. Each is a logistic regression, so their sums are log odds; `joint` was
fitted on scores of reports that the other two had not seen and therefore gives probabilities that
can be taken at their word.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from reportminer.errors import ModelError
from reportminer.labels import DECLARED, Label, Method
from reportminer.tag.cues import LABELS, load_rules
from reportminer.tag.features import COLUMNS, Signals, ngrams

Floats = NDArray[np.float32]

MARGIN = 2
"""How many neighbours on each side the joint model looks at."""
VERSION = 1


@dataclass(frozen=True, slots=True)
class Weights:
    """All that was learnt. Columns are the labels in the order of `Label`."""

    signals: tuple[str, ...]
    rules: Floats
    """signals x labels"""
    rules_bias: Floats
    words: Floats
    """hashed columns x labels"""
    words_bias: Floats
    joint: Floats
    """joint features x labels, see `joint_features`"""
    joint_bias: Floats
    silent: Floats
    """2 x labels: the mean score of `rules` and of `words`, what they give when they say nothing."""
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


def joint_features(rules: Floats, words: Floats) -> Floats:
    """Scores of a segment and its neighbours side by side: rows x (2 + 2 x MARGIN blocks of labels)."""
    both = np.concatenate([rules, words], axis=1)
    mixed = rules + words
    blocks = [both]
    for away in range(1, MARGIN + 1):
        blocks += [_shifted(mixed, away), _shifted(mixed, -away)]
    return np.concatenate(blocks, axis=1)


def _shifted(scores: Floats, away: int) -> Floats:
    """Row i holds row i - away; where there is none, its own, which is the best guess."""
    index = np.clip(np.arange(len(scores)) - away, 0, max(len(scores) - 1, 0))
    return scores[index] if len(scores) else scores


def sigmoid(scores: Floats) -> Floats:
    """Log odds to probabilities."""
    return 1 / (1 + np.exp(-np.clip(scores, -30, 30)))


class Arbiter:
    """Weighs segments. Holds no state between calls."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self._index = {name: at for at, name in enumerate(weights.signals)}

    def scores(self, rows: Sequence[Signals]) -> tuple[Floats, Floats]:
        """Log odds by rules and by words, before the neighbours are looked at."""
        by_rules = self.signal_matrix(rows) @ self.weights.rules + self.weights.rules_bias
        by_words = ngrams(rows) @ self.weights.words + self.weights.words_bias
        return by_rules.astype(np.float32), by_words.astype(np.float32)

    def signal_matrix(self, rows: Sequence[Signals]) -> csr_matrix:
        """Rows of ones where a signal that the model knows holds."""
        places = [(at, self._index[n]) for at, row in enumerate(rows) for n in row.names if n in self._index]
        index = np.array(places, dtype=np.int64).reshape(-1, 2)
        shape = (len(rows), len(self._index))
        return csr_matrix((np.ones(len(index), np.float32), (index[:, 0], index[:, 1])), shape=shape)

    def judge(self, rules: Floats, words: Floats) -> Judged:
        """Probabilities for neighbouring segments in the order of the text."""
        w = self.weights
        full = joint_features(rules, words)
        size = len(LABELS)
        no_words, no_rules = full.copy(), full.copy()
        no_words[:, size : 2 * size] = w.silent[1]
        no_rules[:, :size] = w.silent[0]
        return Judged(*(sigmoid(part @ w.joint + w.joint_bias) for part in (full, no_words, no_rules)))

    def thresholds(self, *, recall: bool) -> Floats:
        """The probability from which on a label stands."""
        row: Floats = self.weights.thresholds[1 if recall else 0]
        return row

    def strength(self, signal: str, label: int) -> float:
        """How much a signal adds to the log odds of a label."""
        at = self._index.get(signal)
        return float(self.weights.rules[at, label]) if at is not None else 0.0


def method_of(rules_stand: bool, words_stand: bool) -> Method:
    """How a finding stands.

    `rule` where it stands without the words' say but not without the rules'; `model` the other way
    round; `both` where either alone would do, or only the two together.
    """
    if rules_stand is words_stand:
        return Method.BOTH
    return Method.RULE if rules_stand else Method.MODEL


def untrained() -> Weights:
    """Weights from the rule files alone: each rule as its author weighs it, declared sections on top."""
    rules = load_rules()
    table: dict[str, list[float]] = {}
    for rule in rules:
        row = [rule.weight * (rule.label in (label, "ANY")) for label in LABELS]
        table[f"cue:{rule.id}"] = row
    for role, label in DECLARED.items():
        for kind in ("sentence", "list_item", "table_row"):
            for how in ("own", "above"):
                table[f"declared:{role}:{how}:{kind}"] = [3.0 * (label == other) for other in LABELS]
    size = len(LABELS)
    joint = np.zeros(((2 + 2 * MARGIN) * size, size), np.float32)
    joint[:size] = np.eye(size)
    return Weights(
        signals=tuple(table),
        rules=np.array(list(table.values()), np.float32),
        rules_bias=np.full(size, -3.0, np.float32),
        words=np.zeros((COLUMNS, size), np.float32),
        words_bias=np.zeros(size, np.float32),
        joint=joint,
        joint_bias=np.zeros(size, np.float32),
        silent=np.array([[-3.0] * size, [0.0] * size], np.float32),
        thresholds=np.array([[0.4] * size, [0.15] * size], np.float32),
    )


def save(weights: Weights, folder: Path, about: dict[str, object]) -> None:
    """Write `weights.npz` (half precision) and `findings.json` into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    arrays = {name: getattr(weights, name) for name in Weights.__slots__ if name != "signals"}
    halves = {
        name: value.astype(np.float16 if name == "words" else np.float32) for name, value in arrays.items()
    }
    np.savez_compressed(folder / "weights.npz", **halves)
    head = {"version": VERSION, "labels": list(LABELS), "signals": list(weights.signals), **about}
    (folder / "findings.json").write_text(
        json.dumps(head, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )


def load(folder: Path) -> Weights:
    """Read what `save` wrote; refuses files that do not fit together."""
    try:
        head = json.loads((folder / "findings.json").read_text(encoding="utf-8"))
        with np.load(folder / "weights.npz", allow_pickle=False) as file:
            arrays = {name: file[name].astype(np.float32) for name in Weights.__slots__ if name != "signals"}
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(
            f"model of findings cannot be read: {error}", hint="install reportminer again"
        ) from error
    weights = Weights(signals=tuple(head.get("signals", ())), **arrays)
    if head.get("version") != VERSION or tuple(head.get("labels", ())) != LABELS or not _fits(weights):
        raise ModelError("model of findings is of another version", hint="run `make models`")
    return weights


def _fits(weights: Weights) -> bool:
    size = len(Label)
    shapes = {
        "rules": (len(weights.signals), size),
        "words": (COLUMNS, size),
        "joint": ((2 + 2 * MARGIN) * size, size),
        "silent": (2, size),
        "thresholds": (2, size),
    }
    return all(getattr(weights, name).shape == shape for name, shape in shapes.items())
