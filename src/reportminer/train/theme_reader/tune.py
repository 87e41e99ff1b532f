"""Fits readers of themes on coded findings and asks them."""

import copy
from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn

from reportminer.gather.reader import lay
from reportminer.train.encoder.network import CodeHead, Upper, start
from reportminer.train.encoder.pooled import Floats, Rows
from reportminer.train.encoder.steps import tuned
from reportminer.train.encoder.tune import tokenizer_of
from reportminer.train.theme_data import Coded
from reportminer.train.theme_reader.settings import ThemeTuning


class ThemeTuner:
    """Holds coded findings and what the frozen layers say of them."""

    def __init__(self, coded: Coded, settings: ThemeTuning, tell: Callable[[str], None] = print) -> None:
        torch.set_num_threads(settings.threads)
        self.settings, self.tell = settings, tell
        self._encoder, self.folder = start(settings)
        tokenizer = tokenizer_of(self.folder)
        self._rows = Rows(self._encoder, settings.frozen, [lay(tokenizer, p) for p in coded.passages])
        self._shares = torch.from_numpy(coded.shares)
        self.width = self._rows.width

    def fit(self, chosen: Sequence[int]) -> Upper:
        """Train on the findings whose indices are `chosen`."""
        s = self.settings
        torch.manual_seed(s.seed)
        layers = copy.deepcopy(self._encoder.encoder.layer[s.frozen :])
        usual = self._shares[list(chosen)].mean(0)
        net = Upper(layers, CodeHead(usual, self.width, s.dropout, s.length))
        steps = list(self._rows.steps(chosen, s.epochs, s.findings, s.seed))
        return tuned(net, steps, lambda rows: self._loss(net, rows), s, self.tell)

    def _loss(self, net: Upper, chosen: Sequence[int]) -> Tensor:
        """Binary cross entropy, added up over the codes: each finding counts the same."""
        entropy = nn.functional.binary_cross_entropy_with_logits
        loss: Tensor = entropy(self._rows.odds(net, chosen), self._shares[list(chosen)], reduction="none")
        return loss.sum(dim=1).mean()

    def ask(self, net: Upper, chosen: Sequence[int]) -> Floats:
        """Findings x codes: log odds."""
        return self._rows.ask(net, chosen, self._shares.shape[1])
