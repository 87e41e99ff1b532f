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

from reportminer.tag.cues import LABELS
from reportminer.tag.encoder.windows import Cutter
from reportminer.train.encoder.data import Text, lessons
from reportminer.train.encoder.network import Head, Upper, bias, start
from reportminer.train.encoder.settings import Tuning
from reportminer.train.encoder.steps import HALF, LONG, mixed, reckoned, tuned

Floats = NDArray[np.float32]


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
        self.lessons = lessons(self.texts, Cutter(tokenizer_of(self.folder)))
        self._low = reckoned(self.encoder, settings.frozen, [each.window.ids for each in self.lessons])
        self._lengths = [len(states) for states in self._low]

    def fit(self, chosen: set[int]) -> Upper:
        """Train on the texts whose indices are `chosen`."""
        s = self.settings
        torch.manual_seed(s.seed)
        layers = copy.deepcopy(self.encoder.encoder.layer[s.frozen :])
        net = Upper(layers, Head(self.width, s, len(LABELS)))
        return tuned(net, list(self._steps(chosen)), lambda rows: _loss(net, self._batch(rows)), s, self.tell)

    @property
    def width(self) -> int:
        """Of a token's state."""
        return int(self.encoder.config.hidden_size)

    def _steps(self, chosen: set[int]) -> Iterator[list[int]]:
        """Numbers of the windows of each step, epoch by epoch."""
        s, draw = self.settings, random.Random(self.settings.seed)
        for epoch in range(s.epochs):
            own = [n for n, e in enumerate(self.lessons) if e.text in chosen and e.shifted is bool(epoch % 2)]
            yield from mixed(own, self._lengths, s.windows, draw)

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


def tokenizer_of(folder: Any) -> Any:
    """The tokenizer of the starting weights, cutting and padding nothing."""
    from tokenizers import Tokenizer  # noqa: PLC0415

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _loss(net: Upper, batch: Batch) -> Tensor:
    """Weighted binary cross entropy."""
    with torch.autocast("cpu", dtype=HALF):
        odds = net(batch.states, batch.mask, batch.pool).float()
    rows, spots = (torch.tensor(part) for part in list(zip(*batch.places, strict=True))[:2])
    each = nn.functional.binary_cross_entropy_with_logits(odds[rows, spots], batch.labels, reduction="none")
    loss: Tensor = (each * batch.weights).sum() / batch.weights.sum().clamp(min=1)
    return loss
