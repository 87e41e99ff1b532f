"""What a model says of the segments of a report, kept on disk: read back without the machinery."""

from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reportminer.desk import atomic

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Scores:
    """Rows are segments, columns labels in the order of `Label`."""

    probability: Floats
    by_rules: Floats
    """If the words had said nothing."""
    by_words: Floats
    """If the rules had said nothing."""
    thresholds: Floats
    """The probability from which on a label stands, label by label."""
    whole: NDArray[np.bool_]
    """Segments of more than a word or two: no other is ever suggested or put before anybody."""

    @property
    def stands(self) -> NDArray[np.bool_]:
        """Segments x labels: the label is suggested."""
        return (self.probability >= self.thresholds) & self.whole[:, None]

    def save(self, path: Path) -> None:
        """Write whole or not at all."""
        held = {f.name: getattr(self, f.name) for f in fields(self)}
        atomic.write(path, lambda file: np.savez(file, allow_pickle=False, **held))

    @classmethod
    def load(cls, path: Path) -> "Scores":
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as file:
            return cls(**{f.name: file[f.name] for f in fields(cls)})
