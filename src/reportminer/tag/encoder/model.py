"""The encoder at work: windows in, log odds of the labels a segment out."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from reportminer.errors import ModelError
from reportminer.tag.cues import LABELS
from reportminer.tag.encoder.lower import HINT, Lower, load_lower, part, session_of
from reportminer.tag.encoder.windows import Cutter, Passage, Window, runs_of

if TYPE_CHECKING:
    import onnxruntime

Floats = NDArray[np.float32]

GRAPH = "encoder.onnx"
BESIDE = 2
"""Neighbours on each side that are read along with a segment, as its context."""


@dataclass(frozen=True, slots=True)
class Read:
    """What the encoder says of passages."""

    odds: Floats
    """passages x labels: log odds; rows of passages that were not read are NaN."""


class Encoder:
    """A loaded encoder. Holds no state of reports between calls."""

    def __init__(self, lower: Lower, upper: "onnxruntime.InferenceSession") -> None:
        self._lower = lower
        self._upper = upper
        self._cutter = Cutter(lower.tokenizer)
        self.about = lower.about
        self.digest = str(lower.about["sha256"][GRAPH])

    def read(self, passages: Sequence[Passage], wanted: Sequence[bool]) -> Read:
        """Read the wanted passages, each among its neighbours, which are read along with it.

        Window by window: the graphs scale their 8-bit numbers to whatever goes through them together, so what
        they say of a window would otherwise depend on windows elsewhere in the report. It is no slower.
        """
        read = Read(np.full((len(passages), len(LABELS)), np.nan, np.float32))
        for window in self._cutter.cut(passages, runs_of(wanted, BESIDE)):
            if window.spans:  # a window may hold nothing but headings
                fed = {**self._lower.states(window.ids), "pool": pool_of(window)}
                (odds,) = self._upper.run(["odds"], fed)
                read.odds[[number for number, _, _ in window.spans]] = odds[0]
        return read


def pool_of(window: Window) -> Floats:
    """The share that each segment has in every token: 1 x segments x tokens."""
    pool = np.zeros((1, len(window.spans), len(window.ids)), np.float32)
    for place, (_, start, end) in enumerate(window.spans):
        pool[0, place, start:end] = 1 / (end - start)
    return pool


@lru_cache(maxsize=2)
def load(folder: Path) -> Encoder | None:
    """The encoder that lies in a folder, read once a process; None where there is none.

    Raises ModelError where files are missing, changed or of another version.
    """
    lower = load_lower(folder)
    if lower is None:
        return None
    if tuple(lower.about.get("labels", ())) != LABELS:
        raise ModelError(f"the encoder in {folder} is of another version", hint=HINT)
    return Encoder(lower, session_of(part(folder, lower.about, GRAPH)))
