"""Vectors of texts made by an encoder beforehand, to be used in its place."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from reportminer.gather.learnt import text_key
from reportminer.gather.words import Floats, unit


@dataclass(frozen=True, slots=True)
class Vectors:
    """Vectors of texts, made by an encoder beforehand: npz with `name`, `keys` and `vectors`."""

    name: str
    rows: dict[str, Floats]

    def __call__(self, texts: Sequence[str], /) -> Floats:
        """Texts x dimensions. Raises `KeyError` for a text that was not encoded."""
        return unit(np.array([self.rows[text_key(text)] for text in texts], np.float32))


def vectors_from(path: Path) -> Vectors:
    """Read vectors made of the texts that `--list-texts` writes."""
    with np.load(path, allow_pickle=False) as stored:
        keys = [bytes(key).decode() for key in stored["keys"]]
        return Vectors(str(stored["name"]), dict(zip(keys, stored["vectors"], strict=True)))
