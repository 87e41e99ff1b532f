"""What every fine-tuning here does: frozen layers reckoned once, rates up and down, a running mean."""

import copy
import random
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

import torch
from torch import Tensor, nn

from reportminer.train.encoder.network import Upper, bias, through

HALF = torch.bfloat16
LONG = 32
"""Windows that go through the frozen layers together."""
SORTED = 12
"""Steps whose windows are sorted by length together, so that little is padding."""


class Rates(Protocol):
    """What a descent follows from."""

    @property
    def rate(self) -> float:
        """Of the layers."""

    @property
    def head_rate(self) -> float:
        """Of the head."""

    @property
    def warmup(self) -> float:
        """Share of the steps in which they grow."""

    @property
    def decay(self) -> float:
        """Of the weights."""

    @property
    def average(self) -> float:
        """Decay of the running mean of the weights, which is what is kept."""


def reckoned(encoder: Any, frozen: int, ids: Sequence[tuple[int, ...]]) -> list[Tensor]:
    """States after the lowest `frozen` layers, a tensor for each row of ids."""
    layers = encoder.encoder.layer[:frozen]
    low: list[Tensor] = [torch.empty(0)] * len(ids)
    order = sorted(range(len(ids)), key=lambda at: len(ids[at]))
    with torch.no_grad(), torch.autocast("cpu", dtype=HALF):
        for at in range(0, len(order), LONG):
            chosen = order[at : at + LONG]
            rows, mask = padded([ids[n] for n in chosen])
            states = through(layers, encoder.embeddings(input_ids=rows), bias(mask).to(HALF))
            for row, number in enumerate(chosen):
                low[number] = states[row, : len(ids[number])].to(HALF).clone()
    return low


def padded(rows: Sequence[tuple[int, ...]]) -> tuple[Tensor, Tensor]:
    """Ids of unlike length as one tensor, and its mask."""
    ids = torch.zeros(len(rows), max(map(len, rows)), dtype=torch.long)
    mask = torch.zeros(ids.shape)
    for number, row in enumerate(rows):
        ids[number, : len(row)] = torch.tensor(row)
        mask[number, : len(row)] = 1
    return ids, mask


def set_rates(optimiser: torch.optim.Optimizer, done: float, settings: Rates) -> None:
    """Up over the warm-up, then down in a straight line."""
    share = min(done / settings.warmup, max(0.02, (1 - done) / (1 - settings.warmup)))
    for group, rate in zip(optimiser.param_groups, (settings.rate, settings.head_rate), strict=True):
        group["lr"] = rate * max(share, 1e-3)


def mixed(rows: list[int], lengths: Sequence[int], size: int, draw: random.Random) -> Iterator[list[int]]:
    """An epoch: `rows` by chance, `size` to a step, those of a step of like length."""
    draw.shuffle(rows)
    for at in range(0, len(rows), size * SORTED):
        part = sorted(rows[at : at + size * SORTED], key=lambda row: lengths[row])
        steps = [part[k : k + size] for k in range(0, len(part), size)]
        draw.shuffle(steps)
        yield from steps


def tuned(
    net: Upper,
    steps: Sequence[list[int]],
    loss_of: Callable[[list[int]], Tensor],
    settings: Rates,
    tell: Callable[[str], None],
) -> Upper:
    """Go down the loss of each step; gives the running mean of the weights."""
    kept = copy.deepcopy(net)
    parts = [{"params": net.layers.parameters()}, {"params": net.head.parameters()}]
    optimiser = torch.optim.AdamW(parts, lr=settings.rate, weight_decay=settings.decay)
    net.train()
    for number, rows in enumerate(steps):
        set_rates(optimiser, number / len(steps), settings)
        loss = down(loss_of(rows), net, optimiser)
        follow(kept, net, min(settings.average, (number + 1) / (number + 20)))
        if number % 50 == 0:
            tell(f"step {number} of {len(steps)}: loss {loss:.4f}")
    kept.eval()
    return kept


def down(loss: Tensor, net: nn.Module, optimiser: torch.optim.Optimizer) -> float:
    """One step; gives the loss."""
    optimiser.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(net.parameters(), 1.0)
    optimiser.step()
    return float(loss.detach())


def follow(kept: nn.Module, net: nn.Module, decay: float) -> None:
    """Move the running mean of the weights towards the weights (Polyak and Juditsky 1992)."""
    with torch.no_grad():
        for mean, own in zip(kept.parameters(), net.parameters(), strict=True):
            mean.lerp_(own, 1 - decay)
