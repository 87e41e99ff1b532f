"""Fits readers on bodies and asks them."""

import copy
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from reportminer.tag.partners.reader import ROLES
from reportminer.train.encoder.network import Upper, bias
from reportminer.train.encoder.steps import HALF, LONG, mixed, reckoned, tuned
from reportminer.train.reader.data import Shown
from reportminer.train.reader.settings import ReaderTuning

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Batch:
    """Some bodies ready for the trained layers."""

    states: Tensor
    mask: Tensor
    pool: Tensor


class ReaderTuner:
    """Holds the bodies and what the frozen layers say of them."""

    def __init__(
        self,
        encoder: Any,
        found: Sequence[Shown],
        settings: ReaderTuning,
        tell: Callable[[str], None] = print,
    ) -> None:
        torch.set_num_threads(settings.threads)
        self.encoder, self.found, self.settings, self.tell = encoder, list(found), settings, tell
        self.width = int(encoder.config.hidden_size)
        self._low = reckoned(encoder, settings.frozen, [each.laid.ids for each in self.found])
        self._lengths = [len(states) for states in self._low]

    def fit(self, chosen: Sequence[int]) -> Upper:
        """Train on the bodies whose indices are `chosen`."""
        s = self.settings
        torch.manual_seed(s.seed)
        layers = copy.deepcopy(self.encoder.encoder.layer[s.frozen :])
        net = Upper(layers, self.width, s, 1 + len(ROLES))
        return tuned(net, list(self._steps(chosen)), lambda rows: self._loss(net, rows), s, self.tell)

    def _steps(self, chosen: Sequence[int]) -> Iterator[list[int]]:
        """Indices of the bodies of each step, epoch by epoch."""
        s, draw = self.settings, random.Random(self.settings.seed)
        for _ in range(s.epochs):
            yield from mixed(list(chosen), self._lengths, s.bodies, draw)

    def _batch(self, chosen: Sequence[int]) -> Batch:
        length = max(len(self._low[n]) for n in chosen)
        states = torch.zeros(len(chosen), length, self.width, dtype=HALF)
        mask, pool = torch.zeros(len(chosen), length), torch.zeros(len(chosen), 1, length)
        for row, number in enumerate(chosen):
            own = len(self._low[number])
            states[row, :own] = self._low[number]
            mask[row, :own] = 1
            pool[row, :, :own] = torch.from_numpy(self.found[number].laid.pool()[0])
        return Batch(states, bias(mask).to(HALF), pool)

    def _loss(self, net: Upper, chosen: Sequence[int]) -> Tensor:
        """Weighted binary cross entropy: is it a partner, and, of those that are, which roles."""
        batch, own = self._batch(chosen), [self.found[n] for n in chosen]
        with torch.autocast("cpu", dtype=HALF):
            odds = net(batch.states, batch.mask, batch.pool).float()[:, 0]
        weight = torch.tensor([self.settings.written if each.written else 1.0 for each in own])
        right = torch.tensor([float(each.right) for each in own])
        roles = torch.tensor([[float(role in each.roles) for role in ROLES] for each in own])
        told = weight * torch.tensor([float(each.right and bool(each.roles)) for each in own])
        entropy = nn.functional.binary_cross_entropy_with_logits
        partner = (entropy(odds[:, 0], right, reduction="none") * weight).sum() / weight.sum()
        each_role = entropy(odds[:, 1:], roles, reduction="none").sum(dim=1)
        return partner + self.settings.roles * (each_role * told).sum() / told.sum().clamp(min=1)

    def ask(self, net: Upper, chosen: Sequence[int]) -> Floats:
        """Bodies x (partner, roles): log odds."""
        odds = np.zeros((len(chosen), 1 + len(ROLES)), np.float32)
        order = sorted(range(len(chosen)), key=lambda at: len(self._low[chosen[at]]))
        with torch.no_grad(), torch.autocast("cpu", dtype=HALF):
            for at in range(0, len(order), LONG):
                own = order[at : at + LONG]
                batch = self._batch([chosen[n] for n in own])
                odds[own] = net(batch.states, batch.mask, batch.pool).float().numpy()[:, 0]
        return odds
