"""The arbiter's last word: what rules and words say, weighed together with what the encoder read.

A logistic regression a label (stacking, Wolpert 1992) over the log odds of the first arbiter and
those of the encoder for the segment, the one before and the one after. It was fitted on log odds of
reports that neither had learnt from.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from reportminer.errors import ModelError
from reportminer.tag.arbiter import SIZE, Floats, Judged, sigmoid
from reportminer.tag.cues import LABELS
from reportminer.tag.encoder.model import Encoder
from reportminer.tag.encoder.windows import Passage

FILE = "joint.json"
VERSION = 1
CERTAIN = 7.0
"""Log odds of rules and words beyond this say no more."""
UNREAD = -4.0
"""The encoder's log odds of a segment that it has not read."""
LOWEST, HIGHEST = -8.0, 5.0
BLOCKS = 4
"""Of the inputs, a column a label in each: rules and words, encoder, encoder before, encoder after."""


@dataclass(frozen=True, slots=True)
class Joint:
    """What was learnt; columns are the labels in the order of `Label`."""

    weights: Floats
    """12 inputs (see `inputs`) x labels."""
    bias: Floats
    thresholds: Floats
    """2 x labels: for the best F1, and for recall."""
    sieve: float
    """Segments whose log odds by rules and words are below this for every label are not read."""
    encoder: str
    """SHA-256 of the encoder's graph that this was fitted to."""

    def judge(self, judged: Judged, odds: Floats) -> Judged:
        """Probabilities of consecutive segments; `odds` (segments x labels) is NaN where none was read."""
        silent = np.full_like(odds, UNREAD)
        pairs = (
            (judged.probability, odds),
            (judged.by_rules, silent),
            (judged.by_words, odds),
        )
        return Judged(*(sigmoid(inputs(_odds(p), read) @ self.weights + self.bias) for p, read in pairs))

    def wanted(self, judged: Judged) -> list[bool]:
        """Whether each segment passes the sieve."""
        found: list[bool] = (_odds(judged.probability).max(axis=1, initial=-CERTAIN) >= self.sieve).tolist()
        return found


def inputs(base: Floats, odds: Floats) -> Floats:
    """Rows x 12, from the log odds of rules and words and those of the encoder for consecutive segments."""
    read = np.clip(np.where(np.isnan(odds), UNREAD, odds), LOWEST, HIGHEST) - UNREAD
    edge = np.zeros((1, SIZE), np.float32)
    before, after = np.concatenate([edge, read[:-1]]), np.concatenate([read[1:], edge])
    rows: Floats = np.concatenate([np.clip(base, -CERTAIN, CERTAIN), read, before, after], axis=1)
    return rows.astype(np.float32)


def _odds(probability: Floats) -> Floats:
    near = np.clip(probability, 1e-6, 1 - 1e-6)
    odds: Floats = np.log(near / (1 - near))
    return odds


class Reader:
    """Has the encoder read what passes the sieve, and weighs it."""

    def __init__(self, joint: Joint, encoder: Encoder) -> None:
        self.joint = joint
        self._encoder = encoder

    def judge(self, passages: Sequence[Passage], judged: Judged) -> Judged:
        """The last word on consecutive segments of one report."""
        return self.joint.judge(judged, self._encoder.read(passages, self.joint.wanted(judged)).odds)


def save(joint: Joint, folder: Path, about: dict[str, object]) -> None:
    """Write `joint.json` into a folder."""
    data = {
        "version": VERSION,
        "labels": list(LABELS),
        "encoder_sha256": joint.encoder,
        "sieve": round(joint.sieve, 4),
        "bias": joint.bias.round(5).tolist(),
        "thresholds": joint.thresholds.round(5).tolist(),
        "weights": joint.weights.round(5).tolist(),
        **about,
    }
    text = json.dumps(data, indent=1, ensure_ascii=False, default=float)
    (folder / FILE).write_text(text + "\n", encoding="utf-8")


def load(folder: Path) -> Joint | None:
    """What `save` wrote; None where there is none. Raises ModelError where it does not fit."""
    path = folder / FILE
    if not path.is_file():
        return None
    try:
        joint = _joint(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{FILE} cannot be read: {error}", hint="install reportminer again") from error
    shapes = (joint.weights.shape, joint.bias.shape, joint.thresholds.shape)
    if shapes != ((BLOCKS * SIZE, SIZE), (SIZE,), (2, SIZE)):
        raise ModelError(f"{FILE} is of another version", hint="run `make models`")
    return joint


def _joint(data: dict[str, Any]) -> Joint:
    if data["version"] != VERSION or tuple(data["labels"]) != LABELS:
        raise ValueError("another version, or other labels")
    arrays = {name: np.array(data[name], np.float32) for name in ("weights", "bias", "thresholds")}
    return Joint(sieve=float(data["sieve"]), encoder=str(data["encoder_sha256"]), **arrays)


def fitting(joint: Joint | None, encoder: Encoder | None) -> Reader | None:
    """A reader of both, where both are there. Raises ModelError where one was not made for the other."""
    if joint is None or encoder is None:
        return None
    if encoder.digest != joint.encoder:
        raise ModelError(
            "the encoder is not the one that the arbiter was fitted to", hint="run `make models` again"
        )
    return Reader(joint, encoder)
