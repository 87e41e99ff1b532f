"""The network that is fine-tuned, and the graph that is exported: the same layers, the same head."""

from importlib.resources import files
from pathlib import Path
from typing import Any, Protocol

import torch
from torch import Tensor, nn


class Start(Protocol):
    """Where the network starts."""

    @property
    def package(self) -> str:
        """The installed package that holds the starting weights in its folder `model`."""

    @property
    def layers(self) -> int:
        """Layers that are kept, from below."""


class Shape(Protocol):
    """The size of a head."""

    @property
    def dropout(self) -> float:
        """In the head."""

    @property
    def hidden(self) -> int:
        """Width of the head."""


def start(settings: Start) -> tuple[Any, Path]:
    """The pretrained encoder cut to its lower layers, and the folder that it came from."""
    from transformers import AutoModel  # noqa: PLC0415

    folder = Path(str(files(settings.package))) / "model"
    encoder = AutoModel.from_pretrained(folder, attn_implementation="sdpa", add_pooling_layer=False)
    encoder.encoder.layer = encoder.encoder.layer[: settings.layers]
    return encoder.eval(), folder


def bias(mask: Tensor) -> Tensor:
    """What is added to attention scores so that padding is not looked at: windows x 1 x 1 x tokens."""
    return (1.0 - mask[:, None, None, :]) * -10000.0


def through(layers: nn.ModuleList, states: Tensor, mask: Tensor) -> Tensor:
    """States after the layers."""
    for layer in layers:
        out = layer(states, mask)
        states = out[0] if isinstance(out, tuple) else out
    return states


class Head(nn.Module):
    """Log odds from the mean of a segment's token states and the window's first state."""

    def __init__(self, width: int, settings: Shape, outputs: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Dropout(settings.dropout),
            nn.Linear(2 * width, settings.hidden),
            nn.GELU(),
            nn.Dropout(settings.dropout),
            nn.Linear(settings.hidden, outputs),
        )

    def forward(self, vectors: Tensor, first: Tensor) -> Tensor:
        """Segments x labels."""
        odds: Tensor = self.layers(torch.cat([vectors, first], -1))
        return odds


class CodeHead(nn.Module):
    """Log odds of codes from the mean of a finding's token states, at one length.

    It begins with how often each code is given, and knows nothing else: of thirty codes most are rare.
    """

    def __init__(self, usual: Tensor, width: int, dropout: float, length: float) -> None:
        super().__init__()
        self.dropout, self.length = nn.Dropout(dropout), length
        self.linear = nn.Linear(width, len(usual))
        nn.init.zeros_(self.linear.weight)
        self.linear.bias.data.copy_(torch.logit(usual, eps=1e-4))

    def forward(self, vectors: Tensor, _: Tensor) -> Tensor:
        """Findings x codes."""
        scaled = nn.functional.normalize(vectors, dim=-1) * self.length
        odds: Tensor = self.linear(self.dropout(scaled))
        return odds


class Upper(nn.Module):
    """The layers that are trained, with the head: states of the frozen layers in, log odds out."""

    def __init__(self, layers: nn.ModuleList, head: nn.Module) -> None:
        super().__init__()
        self.layers = layers
        self.head = head

    def forward(self, states: Tensor, mask: Tensor, pool: Tensor) -> Tensor:
        """Windows x segments x labels; `pool` gives each segment's share of every token."""
        states = through(self.layers, states, mask)
        vectors = pool.to(states.dtype) @ states
        odds: Tensor = self.head(vectors, states[:, :1].expand(-1, vectors.shape[1], -1))
        return odds


class Lower(nn.Module):
    """What is exported of the layers that are not trained: ids in, states out."""

    def __init__(self, encoder: Any, frozen: int) -> None:
        super().__init__()
        self.embeddings = encoder.embeddings
        self.layers = encoder.encoder.layer[:frozen]

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """States: windows x tokens x width."""
        return through(self.layers, self.embeddings(input_ids=ids), bias(mask))


class Upwards(nn.Module):
    """What is exported of those that are: states in, log odds out."""

    def __init__(self, upper: Upper) -> None:
        super().__init__()
        self.upper = upper

    def forward(self, states: Tensor, mask: Tensor, pool: Tensor) -> Tensor:
        """Log odds: windows x segments x labels."""
        odds: Tensor = self.upper(states, bias(mask), pool)
        return odds
