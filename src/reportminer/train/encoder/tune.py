"""Fine-tuning: the lower layers reckoned once, the upper ones trained on windows of segments."""

import copy
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from reportminer.tag.encoder.windows import Cutter
from reportminer.train.encoder.data import Text, lessons
from reportminer.train.encoder.network import Upper, bias, start, through
from reportminer.train.encoder.settings import Tuning

Floats = NDArray[np.float32]
HALF = torch.bfloat16
LONG = 32
"""Windows that go through the frozen layers together."""
SORTED = 12
"""Steps whose windows are sorted by length together, so that little is padding."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some windows ready for the trained layers."""

    states: Tensor
    mask: Tensor
    pool: Tensor
    labels: Tensor
    weights: Tensor
    places: list[tuple[int, int, int, int]]
    """Row, place in the row, text and segment of every span."""


class Tuner:
    """Holds the windows and what the frozen layers say of them; fits and asks models."""

    def __init__(self, found: Sequence[Text], settings: Tuning, tell: Callable[[str], None] = print) -> None:
        torch.set_num_threads(settings.threads)
        self.texts = list(found)
        self.settings = settings
        self.encoder, self.folder = start(settings)
        self.tell = tell
        self.lessons = lessons(self.texts, Cutter(_tokenizer(self.folder)))
        self._low = self._reckon()

    def _reckon(self) -> list[Tensor]:
        """States after the frozen layers, a tensor a window."""
        layers = self.encoder.encoder.layer[: self.settings.frozen]
        low: list[Tensor] = [torch.empty(0)] * len(self.lessons)
        order = sorted(range(len(self.lessons)), key=lambda at: len(self.lessons[at].window.ids))
        with torch.no_grad(), torch.autocast("cpu", dtype=HALF):
            for at in range(0, len(order), LONG):
                chosen = order[at : at + LONG]
                ids, mask = _padded([self.lessons[n].window.ids for n in chosen])
                states = through(layers, self.encoder.embeddings(input_ids=ids), bias(mask).to(HALF))
                for row, number in enumerate(chosen):
                    low[number] = states[row, : len(self.lessons[number].window.ids)].to(HALF).clone()
        return low

    def fit(self, chosen: set[int]) -> Upper:
        """Train on the texts whose indices are `chosen`."""
        s = self.settings
        torch.manual_seed(s.seed)
        net = Upper(copy.deepcopy(self.encoder.encoder.layer[s.frozen :]), self.width, s)
        kept = copy.deepcopy(net)
        parts = [{"params": net.layers.parameters()}, {"params": net.head.parameters()}]
        optimiser = torch.optim.AdamW(parts, lr=s.rate, weight_decay=s.decay)
        steps = list(self._steps(chosen))
        net.train()
        for number, batch in enumerate(steps):
            _set_rates(optimiser, number / len(steps), s)
            loss = _step(net, optimiser, self._batch(batch))
            _follow(kept, net, min(s.average, (number + 1) / (number + 20)))
            if number % 50 == 0:
                self.tell(f"step {number} of {len(steps)}: loss {loss:.4f}")
        kept.eval()
        return kept

    @property
    def width(self) -> int:
        """Of a token's state."""
        return int(self.encoder.config.hidden_size)

    def _steps(self, chosen: set[int]) -> Iterator[list[int]]:
        """Numbers of the windows of each step, epoch by epoch."""
        s, draw = self.settings, random.Random(self.settings.seed)
        for epoch in range(s.epochs):
            own = [n for n, e in enumerate(self.lessons) if e.text in chosen and e.shifted is bool(epoch % 2)]
            draw.shuffle(own)
            for at in range(0, len(own), s.windows * SORTED):
                part = sorted(own[at : at + s.windows * SORTED], key=lambda n: len(self._low[n]))
                steps = [part[k : k + s.windows] for k in range(0, len(part), s.windows)]
                draw.shuffle(steps)
                yield from steps

    def _batch(self, chosen: Sequence[int]) -> Batch:
        windows = [self.lessons[n] for n in chosen]
        length = max(len(self._low[n]) for n in chosen)
        most = max(len(lesson.window.spans) for lesson in windows)
        states = torch.zeros(len(chosen), length, self.width, dtype=HALF)
        mask, pool = torch.zeros(len(chosen), length), torch.zeros(len(chosen), most, length)
        places = []
        for row, number in enumerate(chosen):
            states[row, : len(self._low[number])] = self._low[number]
            mask[row, : len(self._low[number])] = 1
            for place, (segment, begin, end) in enumerate(windows[row].window.spans):
                pool[row, place, begin:end] = 1 / (end - begin)
                places.append((row, place, windows[row].text, segment))
        labels, weights = self._answers(places)
        return Batch(states, bias(mask).to(HALF), pool, labels, weights, places)

    def _answers(self, places: Sequence[tuple[int, int, int, int]]) -> tuple[Tensor, Tensor]:
        rows = [(self.texts[text].labels[at], self.texts[text].weights[at]) for _, _, text, at in places]
        labels, weights = (np.array(part) for part in zip(*rows, strict=True))
        return torch.from_numpy(labels), torch.from_numpy(weights)

    def ask(self, net: Upper, text: int) -> Floats:
        """Log odds of the segments of a text that are judged or beside one that is; NaN for the others."""
        odds = np.full(self.texts[text].labels.shape, np.nan, np.float32)
        own = [n for n, e in enumerate(self.lessons) if e.text == text and not e.shifted]
        with torch.no_grad(), torch.autocast("cpu", dtype=HALF):
            for at in range(0, len(own), LONG):
                batch = self._batch(own[at : at + LONG])
                said = net(batch.states, batch.mask, batch.pool).float().numpy()
                for row, place, _, segment in batch.places:
                    odds[segment] = said[row, place]
        return odds


def _tokenizer(folder: Any) -> Any:
    from tokenizers import Tokenizer  # noqa: PLC0415

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _padded(rows: Sequence[tuple[int, ...]]) -> tuple[Tensor, Tensor]:
    ids = torch.zeros(len(rows), max(map(len, rows)), dtype=torch.long)
    mask = torch.zeros(ids.shape)
    for number, row in enumerate(rows):
        ids[number, : len(row)] = torch.tensor(row)
        mask[number, : len(row)] = 1
    return ids, mask


def _set_rates(optimiser: torch.optim.Optimizer, done: float, settings: Tuning) -> None:
    """Up over the warm-up, then down in a straight line."""
    share = min(done / settings.warmup, max(0.02, (1 - done) / (1 - settings.warmup)))
    for group, rate in zip(optimiser.param_groups, (settings.rate, settings.head_rate), strict=True):
        group["lr"] = rate * max(share, 1e-3)


def _step(net: Upper, optimiser: torch.optim.Optimizer, batch: Batch) -> float:
    """One step down the weighted binary cross entropy; gives the loss."""
    with torch.autocast("cpu", dtype=HALF):
        odds = net(batch.states, batch.mask, batch.pool).float()
    rows, spots = (torch.tensor(part) for part in list(zip(*batch.places, strict=True))[:2])
    each = nn.functional.binary_cross_entropy_with_logits(odds[rows, spots], batch.labels, reduction="none")
    loss = (each * batch.weights).sum() / batch.weights.sum().clamp(min=1)
    optimiser.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(net.parameters(), 1.0)
    optimiser.step()
    return float(loss.detach())


def _follow(kept: nn.Module, net: nn.Module, decay: float) -> None:
    """Move the running mean of the weights towards the weights (Polyak and Juditsky 1992)."""
    with torch.no_grad():
        for mean, own in zip(kept.parameters(), net.parameters(), strict=True):
            mean.lerp_(own, 1 - decay)
