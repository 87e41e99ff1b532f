"""What training gave the coder: read from `models/themes` (npz and JSON, no pickle)."""

import json
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

import numpy as np

from reportminer.config import models_dir
from reportminer.errors import ModelError
from reportminer.gather.codebook import Code
from reportminer.gather.words import COLUMNS, Floats, Meanings

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Blend:
    """A logistic regression over few features, one for all codes: log odds that a code is right."""

    weights: Floats
    bias: float
    threshold: float
    """Probability from which a code is given."""

    def odds(self, features: Floats) -> Floats:
        """Probabilities of `features` (anything x features)."""
        found: Floats = 1.0 / (1.0 + np.exp(-(features @ self.weights + self.bias)))
        return found


@dataclass(frozen=True, slots=True)
class Learnt:
    """The model of themes."""

    known: dict[str, str]
    """Codes that it was trained on, with the hash of what they mean."""
    linear: Floats
    """Features of `coding.design` x known codes."""
    bias: Floats
    idf: Floats
    meanings: Meanings
    full: tuple[float, float]
    """How long what a code says of itself is as a rule, in rare stems and letter runs: a code that says
    little is like no passage for one word in common."""
    usual: Floats
    """Mean vector of findings."""
    spread: Floats
    """Covariance of the vectors of findings."""
    trained: Blend
    """For codes that it was trained on."""
    plain: Blend
    """For a user's own codes: terms and similarity alone."""


def meaning_of(code: Code) -> str:
    """Hash of what makes a code this code: its name and definition. Terms may be added to."""
    return sha256(f"{code.name}\n{code.definition}".encode()).hexdigest()[:16]


@cache
def learnt() -> Learnt:
    """The model, read once. Raises `ModelError` where it is missing or of another version."""
    folder = models_dir() / "themes"
    try:
        told = json.loads((folder / "themes.json").read_text("utf-8"))
        with np.load(folder / "weights.npz", allow_pickle=False) as arrays:
            stored = {name: arrays[name] for name in arrays.files}
    except (OSError, ValueError) as error:
        raise ModelError(
            f"no model of themes in {folder}: {error}", hint="install reportminer again"
        ) from None
    if told.get("format") != FORMAT or stored["idf"].shape != (COLUMNS,):
        raise ModelError(f"{folder} is of another version", hint="install reportminer again")
    return _built(told, stored)


def _built(told: dict[str, object], stored: dict[str, np.ndarray]) -> Learnt:
    words = bytes(stored["words"]).decode().split("\n")
    vectors = stored["vectors"].astype(np.float32) * stored["scale"].astype(np.float32)[:, None]
    return Learnt(
        known=dict(told["known"]),  # type: ignore[call-overload]
        linear=stored["linear"].astype(np.float32),
        bias=stored["bias"].astype(np.float32),
        idf=stored["idf"].astype(np.float32),
        meanings=Meanings({word: at for at, word in enumerate(words)}, vectors),
        full=(float(stored["full"][0]), float(stored["full"][1])),
        usual=stored["usual"].astype(np.float32),
        spread=stored["spread"].astype(np.float32),
        trained=_blend(told["trained"]),
        plain=_blend(told["plain"]),
    )


def _blend(told: object) -> Blend:
    assert isinstance(told, dict)
    return Blend(np.array(told["weights"], np.float32), float(told["bias"]), float(told["threshold"]))
