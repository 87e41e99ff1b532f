"""What the reader of partners says of judged bodies that it did not learn from, kept between trainings."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reportminer.errors import SettingsError
from reportminer.manifest import DAMAGED
from reportminer.train.partner_cases import Case, examples

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
    names = np.array([case.name for case in found])
    np.savez_compressed(path, reader=np.array(held_out.reader), names=names, allow_pickle=False, **parts)


def load(path: Path, found: Sequence[Case]) -> HeldOut:
    """Read what `save` wrote. Raises SettingsError where it does not belong to these cases."""
    try:
        with np.load(path, allow_pickle=False) as file:
            odds = tuple(file[f"odds/{number}"] for number in range(len(found)))
            names, reader = file["names"].tolist(), str(file["reader"])
    except DAMAGED as error:
        raise SettingsError(f"{path} cannot be used: {error}", hint=HINT) from error
    sizes = [len(rows) for rows in odds]
    if names != [case.name for case in found] or sizes != [len(examples(case)) for case in found]:
        raise SettingsError(f"{path} was made from other bodies than these", hint=HINT)
    return HeldOut(odds, reader)
