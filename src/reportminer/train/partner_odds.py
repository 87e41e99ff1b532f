"""What the reader of partners says of judged bodies that it did not learn from, kept between trainings."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reportminer.errors import SettingsError
from reportminer.manifest import DAMAGED
from reportminer.tag.partners.features import name_of
from reportminer.tag.partners.reader import ABOUT
from reportminer.train.partner_cases import Case, examples, match_key

Floats = NDArray[np.float32]
HINT = "train the reader again (python -m reportminer.train.reader)"


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Held-out log odds, case by case."""

    cases: tuple[Floats, ...]
    """Of each case: examples x (partner, roles)."""
    reader: str
    """SHA-256 of the reader that was trained in the same run."""


def save(path: Path, found: Sequence[Case], held_out: HeldOut) -> None:
    """Write them with the names of their cases."""
    parts = {f"odds/{number}": odds for number, odds in enumerate(held_out.cases)}
    marks = np.array([mark_of(case) for case in found])
    np.savez_compressed(path, reader=np.array(held_out.reader), marks=marks, allow_pickle=False, **parts)


def mark_of(case: Case) -> str:
    """Tells whether a case has the same bodies, in the same order, as another time."""
    bodies = [case.reading.bodies[example.body] for example in examples(case)]
    told = [(match_key(name_of(body)), body.mentions[0].name.start, len(body.mentions)) for body in bodies]
    return blake2b(repr((case.name, told)).encode(), digest_size=12).hexdigest()


def load(path: Path, found: Sequence[Case], models: Path | None = None) -> HeldOut:
    """Read what `save` wrote.

    Raises SettingsError where it does not belong to these cases, or to the reader in the folder `models`.
    """
    try:
        with np.load(path, allow_pickle=False) as file:
            odds = tuple(file[f"odds/{number}"] for number in range(len(found)))
            marks, reader = file["marks"].tolist(), str(file["reader"])
    except DAMAGED as error:
        raise SettingsError(f"{path} cannot be used: {error}", hint=HINT) from error
    if marks != [mark_of(case) for case in found]:
        raise SettingsError(f"{path} was made from other bodies than these", hint=HINT)
    if models and reader != _reader_in(models):
        raise SettingsError(f"{path} is not of the reader in {models}", hint=HINT)
    return HeldOut(odds, reader)


def _reader_in(models: Path) -> str:
    try:
        return str(json.loads((models / ABOUT).read_text(encoding="utf-8"))["sha256"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SettingsError(f"no reader in {models}: {error}", hint=HINT) from error
