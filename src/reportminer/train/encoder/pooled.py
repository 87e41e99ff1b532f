"""Rows of tokens, some of which are pooled, on their way through frozen and trained layers."""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from reportminer.errors import SettingsError
from reportminer.tag.encoder.lower import ABOUT
from reportminer.train.encoder.network import Upper, bias
from reportminer.train.encoder.steps import HALF, LONG, mixed, reckoned

Floats = NDArray[np.float32]


class Laid(Protocol):
    """Something as tokens."""

    @property
    def ids(self) -> tuple[int, ...]:
        """The tokens."""

    def pool(self) -> Floats:
        """The share of every token in the mean that the head sees: 1 x 1 x tokens."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows ready for the trained layers."""

    states: Tensor
    mask: Tensor
    pool: Tensor


class Standing(Protocol):
    """What a reader is trained on."""

    @property
    def package(self) -> str:
        """The installed package of the starting weights."""

    @property
    def frozen(self) -> int:
        """Layers that are not trained."""


def check_lower(folder: Path, settings: Standing) -> None:
    """Refuse to train on other frozen layers than the reader will stand on."""
    try:
        told = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(f"no encoder in {folder}: {error}", hint="train the encoder first") from error
    if (told.get("started_from"), told.get("frozen")) != (settings.package, settings.frozen):
        raise SettingsError(
            f"the reader would be trained on other lower layers than those in {folder}",
            hint="give the reader the `package` and `frozen` of the encoder",
        )


class Rows:
    """What the frozen layers say of rows, reckoned once."""

    def __init__(self, encoder: Any, frozen: int, laid: Sequence[Laid]) -> None:
        self._laid = laid
        self.width = int(encoder.config.hidden_size)
        self._low = reckoned(encoder, frozen, [each.ids for each in laid])
        self._lengths = [len(states) for states in self._low]

    def steps(self, chosen: Sequence[int], epochs: int, size: int, seed: int) -> Iterator[list[int]]:
        """Indices of the rows of each step, `size` to a step, epoch by epoch."""
        draw = random.Random(seed)
        for _ in range(epochs):
            yield from mixed(list(chosen), self._lengths, size, draw)

    def batch(self, chosen: Sequence[int]) -> Batch:
        """Rows padded to one length."""
        length = max(self._lengths[n] for n in chosen)
        states = torch.zeros(len(chosen), length, self.width, dtype=HALF)
        mask, pool = torch.zeros(len(chosen), length), torch.zeros(len(chosen), 1, length)
        for row, number in enumerate(chosen):
            own = self._lengths[number]
            states[row, :own] = self._low[number]
            mask[row, :own] = 1
            pool[row, :, :own] = torch.from_numpy(self._laid[number].pool()[0])
        return Batch(states, bias(mask).to(HALF), pool)

    def odds(self, net: Upper, chosen: Sequence[int]) -> Tensor:
        """Log odds while training: rows x outputs."""
        batch = self.batch(chosen)
        with torch.autocast("cpu", dtype=HALF):
            return net(batch.states, batch.mask, batch.pool).float()[:, 0]

    def ask(self, net: Upper, chosen: Sequence[int], outputs: int) -> Floats:
        """Log odds of a trained network: rows x outputs."""
        found = np.zeros((len(chosen), outputs), np.float32)
        order = sorted(range(len(chosen)), key=lambda at: self._lengths[chosen[at]])
        with torch.no_grad():
            for at in range(0, len(order), LONG):
                own = order[at : at + LONG]
                found[own] = self.odds(net, [chosen[n] for n in own]).numpy()
        return found
