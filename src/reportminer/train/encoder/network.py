"""The network that is fine-tuned, and the graph that is exported: the same layers, the same head."""

from importlib.resources import files
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from reportminer.tag.cues import LABELS
from reportminer.train.encoder.settings import Tuning


def start(settings: Tuning) -> tuple[Any, Path]:
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
    """Log odds of the labels from the mean of a segment's token states and the window's first state."""

    def __init__(self, width: int, settings: Tuning) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Dropout(settings.dropout),
            nn.Linear(2 * width, settings.hidden),
            nn.GELU(),
            nn.Dropout(settings.dropout),
            nn.Linear(settings.hidden, len(LABELS)),
        )

    def forward(self, vectors: Tensor, first: Tensor) -> Tensor:
        """Segments x labels."""
        odds: Tensor = self.layers(torch.cat([vectors, first], -1))
        return odds


class Upper(nn.Module):
    """The layers that are trained, with the head: states of the frozen layers in, log odds out."""

    def __init__(self, layers: nn.ModuleList, width: int, settings: Tuning) -> None:
        super().__init__()
        self.layers = layers
        self.head = Head(width, settings)

    def forward(self, states: Tensor, mask: Tensor, pool: Tensor) -> Tensor:
        """Windows x segments x labels; `pool` gives each segment's share of every token."""
        states = through(self.layers, states, mask)
        vectors = pool.to(states.dtype) @ states
        return self.head(vectors, states[:, :1].expand(-1, vectors.shape[1], -1))


class Whole(nn.Module):
    """What is exported: ids in, log odds and vectors out."""

    def __init__(self, encoder: Any, upper: Upper, frozen: int) -> None:
        super().__init__()
        self.embeddings = encoder.embeddings
        self.layers = nn.ModuleList([*encoder.encoder.layer[:frozen], *upper.layers])
        self.head = upper.head

    def forward(self, ids: Tensor, mask: Tensor, pool: Tensor) -> tuple[Tensor, Tensor]:
        """Log odds (windows x segments x labels) and vectors (windows x segments x width)."""
        states = through(self.layers, self.embeddings(input_ids=ids), bias(mask))
        vectors = pool @ states
        return self.head(vectors, states[:, :1].expand(-1, vectors.shape[1], -1)), vectors
