"""The arbiter's last word: what rules and words say, weighed together with what the encoder read.

A logistic regression a label (stacking, Wolpert 1992) over the log odds of the first arbiter and
those of the encoder for the segment, the one before and the one after, and over what the cues say is
denied ("there were no delays"), which an encoder of this size hardly sees. It was fitted on log odds
of reports that neither had learnt from.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from reportminer.errors import ModelError
from reportminer.manifest import has_file, model_file
from reportminer.tag.arbiter import SIZE, Floats, Judged, sigmoid
from reportminer.tag.cues import LABELS, load_rules
from reportminer.tag.encoder.model import Encoder
from reportminer.tag.encoder.windows import Passage

FILE = "joint.json"
VERSION = 1
CERTAIN = 7.0
"""Log odds of rules and words beyond this say no more."""
UNREAD = -4.0
"""The encoder's log odds of a segment that it has not read."""
LOWEST, HIGHEST = -8.0, 5.0
BLOCKS = 6
"""Of the inputs, a column a label in each: rules and words, encoder, encoder before, encoder after,
denied, encoder where denied."""


@dataclass(frozen=True, slots=True)
class Joint:
    """What was learnt; columns are the labels in the order of `Label`."""

    weights: Floats
    """Inputs (BLOCKS of labels, see `inputs`) x labels."""
    bias: Floats
    thresholds: Floats
    """2 x labels: for the best F1, and for recall."""
    silent: Floats
    """What the encoder says on the whole: its mean log odds, a label each."""
    sieve: float
    """Segments whose log odds by rules and words are below this for every label are not read."""
    encoder: str
    """SHA-256 of the encoder's graph that this was fitted to."""

    def judge(self, judged: Judged, odds: Floats, denied: Floats) -> Judged:
        """Probabilities of consecutive segments.

        `odds` (segments x labels) is NaN where none was read; `denied` is as `denials` gives it.
        """
        silent = np.broadcast_to(self.silent, odds.shape)
        pairs = (
            (judged.probability, odds),
            (judged.by_rules, silent),
            (judged.by_words, odds),
        )
        rows = (inputs(_odds(p), read, denied) for p, read in pairs)
        return Judged(*(sigmoid(each @ self.weights + self.bias) for each in rows))

    def wanted(self, judged: Judged) -> list[bool]:
        """Whether each segment passes the sieve."""
        found: list[bool] = (_odds(judged.probability).max(axis=1, initial=-CERTAIN) >= self.sieve).tolist()
        return found


def inputs(base: Floats, odds: Floats, denied: Floats) -> Floats:
    """Rows x inputs, from what rules and words say and what the encoder says of consecutive segments."""
    known = np.where(np.isnan(odds), UNREAD, odds).astype(np.float32)
    read: Floats = np.clip(known, LOWEST, HIGHEST) - np.float32(UNREAD)
    edge = np.zeros((1, SIZE), np.float32)
    before, after = np.concatenate([edge, read])[:-1], np.concatenate([read, edge])[1:]
    own: Floats = np.clip(base, -CERTAIN, CERTAIN)
    parts: list[Floats] = [own, read, before, after, denied, denied * read]
    rows: Floats = np.concatenate(parts, axis=1)
    return rows.astype(np.float32)


@lru_cache(maxsize=1)
def _columns() -> dict[str, int]:
    """Rule → column of its label."""
    return {rule.id: LABELS.index(rule.label) for rule in load_rules() if rule.label in LABELS}


def denials(cues: Iterable[Iterable[tuple[str, bool]]]) -> Floats:
    """Segments x labels: 1 where every cue of the label stands under a negation.

    `cues` gives for each segment the rules that fired, and whether each was negated.
    """
    rows = []
    for fired in cues:
        seen = [(_columns()[rule], negated) for rule, negated in fired if rule in _columns()]
        plain = {column for column, negated in seen if not negated}
        rows.append([float((at, True) in seen and at not in plain) for at in range(SIZE)])
    return np.array(rows, np.float32).reshape(-1, SIZE)


def _odds(probability: Floats) -> Floats:
    near = np.clip(probability, 1e-6, 1 - 1e-6)
    odds: Floats = np.log(near / (1 - near))
    return odds


class Reader:
    """Has the encoder read what passes the sieve, and weighs it."""

    def __init__(self, joint: Joint, encoder: Encoder) -> None:
        self.joint = joint
        self._encoder = encoder

    def judge(
        self, passages: Sequence[Passage], judged: Judged, denied: Floats, *, all_read: bool = False
    ) -> Judged:
        """The last word on consecutive segments of one report; `all_read` passes the sieve by."""
        wanted = [True] * len(passages) if all_read else self.joint.wanted(judged)
        return self.joint.judge(judged, self._encoder.read(passages, wanted).odds, denied)


def save(joint: Joint, folder: Path, about: dict[str, object]) -> None:
    """Write `joint.json` into a folder."""
    data = {
        "version": VERSION,
        "labels": list(LABELS),
        "encoder_sha256": joint.encoder,
        "sieve": round(joint.sieve, 4),
        "silent": joint.silent.round(4).tolist(),
        "bias": joint.bias.round(5).tolist(),
        "thresholds": joint.thresholds.round(5).tolist(),
        "weights": joint.weights.round(5).tolist(),
        **about,
    }
    text = json.dumps(data, indent=1, ensure_ascii=False, default=float)
    (folder / FILE).write_text(text + "\n", encoding="utf-8")


def load(folder: Path) -> Joint | None:
    """What `save` wrote; None where there is none. Raises ModelError where it does not fit."""
    models, place = folder.parent, f"{folder.name}/{FILE}"
    if not has_file(models, place):
        return None
    try:
        joint = _joint(json.loads(model_file(models, place)))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{FILE} cannot be read: {error}", hint="install reportminer again") from error
    shapes = (joint.weights.shape, joint.bias.shape, joint.thresholds.shape, joint.silent.shape)
    if shapes != ((BLOCKS * SIZE, SIZE), (SIZE,), (2, SIZE), (SIZE,)):
        raise ModelError(f"{FILE} is of another version", hint="run `make models`")
    return joint


def _joint(data: dict[str, Any]) -> Joint:
    if data["version"] != VERSION or tuple(data["labels"]) != LABELS:
        raise ValueError("another version, or other labels")
    arrays = {name: np.array(data[name], np.float32) for name in ("weights", "bias", "thresholds", "silent")}
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
