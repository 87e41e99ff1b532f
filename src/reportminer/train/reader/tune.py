"""Fits readers on bodies and asks them."""

import copy
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from reportminer.tag.partners.reader import ROLES
from reportminer.train.encoder.network import Head, Upper
from reportminer.train.encoder.pooled import Floats, Rows
from reportminer.train.encoder.steps import tuned
from reportminer.train.reader.data import Shown
from reportminer.train.reader.settings import ReaderTuning


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
        self._rows = Rows(encoder, settings.frozen, [each.laid for each in self.found])
        self.width = self._rows.width

    def fit(self, chosen: Sequence[int]) -> Upper:
        """Train on the bodies whose indices are `chosen`."""
        s = self.settings
        torch.manual_seed(s.seed)
        layers = copy.deepcopy(self.encoder.encoder.layer[s.frozen :])
        net = Upper(layers, Head(self.width, s, 1 + len(ROLES)))
        steps = list(self._rows.steps(chosen, s.epochs, s.bodies, s.seed))
        return tuned(net, steps, lambda rows: self._loss(net, rows), s, self.tell)

    def _loss(self, net: Upper, chosen: Sequence[int]) -> Tensor:
        """Weighted binary cross entropy: is it a partner, and, of those that are, which roles."""
        odds, own = self._rows.odds(net, chosen), [self.found[n] for n in chosen]
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
        return self._rows.ask(net, chosen, 1 + len(ROLES))
