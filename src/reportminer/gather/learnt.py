"""What training gave the coder: read from `models/themes` (npz and JSON, no pickle)."""

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import numpy as np

from reportminer.config import models_dir, once_per_models
from reportminer.errors import ModelError
from reportminer.gather.codebook import Code
from reportminer.gather.words import COLUMNS, Floats, Meanings
from reportminer.manifest import DAMAGED, model_file

FORMAT = 3
READER = {"sha256", "lower_sha256"}
ANOTHER = "take the folder `themes` from the installed models, or, if it is theirs, install reportminer again"


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
    """Features of `features.design` x known codes."""
    bias: Floats
    """By known code: how often it is given."""
    idf: Floats
    meanings: Meanings
    full: tuple[float, float]
    """How long what a code says of itself is as a rule, in rare stems and letter runs: a code that says
    little is like no passage for one word in common."""
    usual: Floats
    """Mean vector of findings."""
    spread: Floats
    """Covariance of the vectors of findings."""
    blends: dict[str, Blend]
    """By name: `plain` for a user's own codes (terms and likeness alone), `trained` for codes that it was
    trained on, `read` for these where the reader has its say."""
    reader: Mapping[str, Any] | None = None
    """Of the reader that the rest was learnt with: its `sha256`, `lower_sha256` of what it stands on, and how
    it was trained."""


def meaning_of(code: Code) -> str:
    """Hash of what makes a code this code: its name and definition. Terms may be added to."""
    return sha256(f"{code.name}\n{code.definition}".encode()).hexdigest()[:16]


@once_per_models
def learnt() -> Learnt:
    """The model, read once. Raises `ModelError` where it is missing or of another version."""
    folder = models_dir() / "themes"
    try:
        told = json.loads(model_file(folder.parent, "themes/themes.json"))
        content = model_file(folder.parent, "themes/weights.npz")
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            stored = {name: arrays[name] for name in arrays.files}
    except DAMAGED as error:
        raise ModelError(
            f"no model of themes in {folder}: {error}", hint="install reportminer again"
        ) from None
    if told.get("format") != FORMAT or stored["idf"].shape != (COLUMNS,):
        raise ModelError(f"{folder} is of another version", hint=ANOTHER)
    reader = told.get("reader")
    if reader and not (isinstance(reader, dict) and reader.keys() >= READER and "read" in told["blends"]):
        raise ModelError(f"{folder / 'themes.json'} does not tell of its reader what is needed", hint=ANOTHER)
    return _built(told, stored)


def _built(told: dict[str, object], stored: dict[str, np.ndarray]) -> Learnt:
    words = bytes(stored["words"]).decode().split("\n")
    vectors = restored(stored, "vectors")
    return Learnt(
        known=dict(told["known"]),  # type: ignore[call-overload]
        linear=stored["linear"].astype(np.float32),
        bias=stored["bias"].astype(np.float32),
        idf=stored["idf"].astype(np.float32),
        meanings=Meanings({word: at for at, word in enumerate(words)}, vectors),
        full=(float(stored["full"][0]), float(stored["full"][1])),
        usual=stored["usual"].astype(np.float32),
        spread=stored["spread"].astype(np.float32),
        blends={name: _blend(blend) for name, blend in told["blends"].items()},  # type: ignore[attr-defined]
        reader=told.get("reader"),  # type: ignore[arg-type]
    )


def restored(stored: dict[str, np.ndarray], name: str) -> Floats:
    """Vectors that were kept as a byte a number and a scale a vector."""
    found: Floats = stored[name].astype(np.float32) * stored[f"{name}_scale"].astype(np.float32)[:, None]
    return found


def _blend(told: object) -> Blend:
    assert isinstance(told, dict)
    return Blend(np.array(told["weights"], np.float32), float(told["bias"]), float(told["threshold"]))
