"""How a folder of models judges the kept features of a report: as a run does, without its text.

First the arbiter, by rules and words; then, where there is an encoder, the last word over both.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reportminer.desk.reading import encoder_of
from reportminer.tag import joint
from reportminer.tag.arbiter import Arbiter, Floats, Judged, Weights, load
from reportminer.tag.encoder.model import BESIDE
from reportminer.tag.encoder.windows import runs_of
from reportminer.tag.features import Signals
from reportminer.tag.joint import Joint, denials

_CUES = ("cue:", "not:")
Odds = Mapping[str, Floats]
"""What encoders say of all segments of a report, by their digests."""


@dataclass(frozen=True, slots=True)
class Judge:
    """The weights of one folder of models."""

    weights: Weights
    joint: Joint | None = None
    """None: rules and words have the last word."""
    _arbiter: Arbiter = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_arbiter", Arbiter(self.weights))

    @classmethod
    def load(cls, models: Path) -> "Judge":
        """From a folder of models. Raises ModelError where it cannot be used."""
        findings = models / "findings"
        return cls(load(findings), joint.load(findings) if encoder_of(models) else None)

    @property
    def encoder(self) -> str:
        """Digest of its encoder; empty where there is none."""
        return self.joint.encoder if self.joint else ""

    @property
    def thresholds(self) -> Floats:
        """The probability from which on a label stands."""
        return self.joint.thresholds[0] if self.joint else self._arbiter.thresholds(recall=False)

    def alone(self) -> "Judge":
        """The same without its encoder: for a report that is not read yet."""
        return Judge(self.weights)

    def judge(self, rows: Sequence[Signals], odds: Odds) -> Judged:
        """All segments of one report. Raises KeyError where its encoder has not read it.

        As in a run, what the encoder says of segments counts only where the arbiter's sieve lets them
        through, and for their neighbours. (A run cuts long reports every 1024 segments, and there the
        encoder does not see across; here it does.)
        """
        judged = self._arbiter.judge(self._arbiter.scores(rows))
        if self.joint is None or not len(rows):
            return judged
        read = _within(self.joint.wanted(judged))
        said = np.where(read[:, None], odds[self.joint.encoder], np.float32(np.nan))
        return self.joint.judge(judged, said, denials(map(_fired, rows)))


def _within(wanted: Sequence[bool]) -> NDArray[np.bool_]:
    """Segments that a run reads: those that are wanted, and those beside them."""
    read = np.zeros(len(wanted), bool)
    for run in runs_of(wanted, BESIDE):
        read[run.start : run.stop] = True
    return read


def _fired(row: Signals) -> Iterator[tuple[str, bool]]:
    """The rules that fired, and whether each stood under a negation."""
    return ((name[4:], name.startswith("not:")) for name in row.names if name[:4] in _CUES)
