"""What a reader of themes says of findings that it had not seen: kept from its training to the coder's."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from reportminer.errors import SettingsError
from reportminer.gather.reader import GRAPH
from reportminer.gather.words import Floats
from reportminer.manifest import DAMAGED
from reportminer.train.theme_data import FOLDS, Coded, Lessons, folds_of

HINT = "make them anew: python -m reportminer.train.theme_reader"


@dataclass(frozen=True, slots=True)
class ThemeOdds:
    """Log odds of findings by readers that had seen nothing of their groups."""

    odds: Floats
    """Coded findings x codes."""
    reader: Mapping[str, Any]
    """Of the reader that was then trained on all: `sha256`, `lower_sha256`, and how it was trained."""


class Learner(Protocol):
    """Something that learns from findings, told by their numbers, and can be asked of others."""

    def fit(self, chosen: Sequence[int], /) -> Any:
        """A model of them."""

    def ask(self, net: Any, chosen: Sequence[int], /) -> Floats:
        """What the model says: findings x codes."""


def held_out(learner: Learner, lessons: Lessons, tell: Callable[[str], None] = print) -> Floats:
    """Log odds of each coded finding by a model that saw nothing of its group. What is extra teaches all."""
    count, folds = len(lessons.coded.groups), folds_of(lessons.coded.groups)
    odds = np.zeros(lessons.coded.codes.shape, np.float32)
    always = range(count, count + len(lessons.extra.groups))
    for fold in range(FOLDS):
        own = np.flatnonzero(folds == fold).tolist()
        net = learner.fit([*np.flatnonzero(folds != fold).tolist(), *always])
        odds[own] = learner.ask(net, own)
        tell(f"fold {fold}: best micro F1 {_best(odds[own], lessons.coded, own):.3f}")
    return odds


def _best(said: Floats, coded: Coded, own: Sequence[int]) -> float:
    """The best F1 over thresholds: to watch the training by, no result."""
    decided = coded.decided[own]
    right = coded.codes[own][decided]
    hits = np.cumsum(right[np.argsort(-said[decided], kind="stable")])
    return float((2 * hits / (np.arange(1, len(hits) + 1) + right.sum())).max()) if len(hits) else 0.0


def check_path(path: Path) -> None:
    """Refuse, before hours of training, a place where they could not be written."""
    if path.suffix != ".npz" or not path.absolute().parent.is_dir():
        raise SettingsError(f"{path} cannot be written", hint="name an .npz file in a folder that is there")


def save_odds(path: Path, lessons: Lessons, found: ThemeOdds) -> None:
    """Write them, with the key of what they were made from."""
    reader = json.dumps(dict(found.reader))
    np.savez_compressed(path, odds=found.odds, key=np.array(lessons.key), reader=np.array(reader))


def load_odds(path: Path, lessons: Lessons, models: Path) -> ThemeOdds:
    """Read them.

    Raises SettingsError where they are of other findings, or of another reader than lies in `models`.
    """
    try:
        with np.load(path, allow_pickle=False) as stored:
            key, odds, reader = str(stored["key"]), stored["odds"], json.loads(str(stored["reader"]))
    except DAMAGED as error:
        raise SettingsError(f"{path} cannot be read: {error}", hint=HINT) from error
    if key != lessons.key:
        raise SettingsError(f"{path} is of other findings than these", hint=HINT)
    graph = models / GRAPH
    if not graph.is_file() or sha256(graph.read_bytes()).hexdigest() != reader["sha256"]:
        raise SettingsError(f"{path} is not of the reader in {models}", hint=HINT)
    return ThemeOdds(odds, reader)
