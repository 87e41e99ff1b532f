"""The reader of themes: a small transformer that sees a finding under its heading.

It stands on the lower layers of the encoder (`reportminer.tag.encoder.lower`) and was fine-tuned on coded
findings (`reportminer.train.theme_reader`). It knows the codes that it was trained on and no others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from reportminer.config import models_dir, once_per_models
from reportminer.errors import ModelError
from reportminer.gather.features import Passage
from reportminer.gather.learnt import learnt
from reportminer.gather.words import Floats
from reportminer.manifest import DAMAGED, model_file
from reportminer.tag.encoder.lower import HINT, LOWER, Lower, load_lower, session_of
from reportminer.tag.encoder.windows import CLOSE, CLS, LONGEST, SEP

if TYPE_CHECKING:
    import onnxruntime
    from tokenizers import Tokenizer

GRAPH = "reader.onnx"
HEADING, TEXT = 16, 128
"""Tokens kept of a heading (its last) and of a finding (its first)."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A finding as tokens, and where its own words stand among them."""

    ids: tuple[int, ...]
    start: int
    end: int

    def pool(self) -> Floats:
        """The share that its own words have in every token: 1 x 1 x tokens."""
        pool = np.zeros((1, 1, len(self.ids)), np.float32)
        pool[0, 0, self.start : self.end] = 1.0 / max(self.end - self.start, 1)
        return pool


def lay(tokenizer: "Tokenizer", passage: Passage) -> Laid:
    """Heading and finding as tokens. What is far longer than those kept of it is cut before."""
    cut = (passage.heading[-LONGEST:], passage.text[:LONGEST])
    heading, text = (tokenizer.encode(words, add_special_tokens=False).ids for words in cut)
    before = [CLS, *heading[-HEADING:], CLOSE]
    ids = [*before, *text[:TEXT], SEP]
    return Laid(tuple(ids), len(before), len(ids) - 1)


class ThemeReader:
    """A loaded reader. Holds no state of reports between calls."""

    def __init__(self, lower: Lower, upper: "onnxruntime.InferenceSession") -> None:
        self._lower = lower
        self._upper = upper

    def read(self, passages: Sequence[Passage]) -> Floats:
        """Passages x codes of the model: log odds. One by one, so that none depends on what is beside it."""
        rows = [self._odds(lay(self._lower.tokenizer, passage)) for passage in passages]
        return np.array(rows, np.float32).reshape(len(rows), len(learnt().known))

    def _odds(self, laid: Laid) -> Floats:
        (odds,) = self._upper.run(["odds"], {**self._lower.states(laid.ids), "pool": laid.pool()})
        found: Floats = odds[0, 0]
        return found


@once_per_models
def load_reader() -> ThemeReader | None:
    """The reader of the models in use; None where they have none, or no encoder that it could stand on.

    Raises ModelError where it is damaged, or was trained on other lower layers than there are.
    """
    models, told = models_dir(), learnt().reader
    lower = load_lower(models / "encoder") if told else None
    if told is None or lower is None:
        return None
    if lower.about["sha256"][LOWER] != told["lower_sha256"]:
        raise ModelError(f"the reader in {models / 'themes'} was trained on other lower layers", hint=HINT)
    return ThemeReader(lower, session_of(_graph(models, told["sha256"])))


def _graph(models: Path, digest: str) -> bytes:
    path = models / "themes" / GRAPH
    try:
        content = model_file(models, f"themes/{GRAPH}")
    except DAMAGED as error:
        raise ModelError(f"{path} cannot be read: {error}", hint=HINT) from error
    if sha256(content).hexdigest() != digest:
        raise ModelError(f"{path} is not the file that was trained", hint=HINT)
    return content
