"""What the fine-tuning of the reader is told, read from the `[reader]` part of a training config."""

from dataclasses import dataclass

from reportminer.train.encoder.settings import FineTuning


@dataclass(frozen=True, slots=True)
class ReaderTuning(FineTuning):
    """Settings of the reader's fine-tuning."""

    bodies: int = 32
    """Bodies a step."""
    hidden: int = 128
    """Width of the head."""
    written: float = 0.5
    """Weight of a body of a written report."""
    roles: float = 0.3
    """Weight of the roles beside the question whether it is a partner."""
    folds: int = 4
