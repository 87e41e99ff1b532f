"""What the fine-tuning of the reader of themes is told."""

from dataclasses import dataclass

from reportminer.train.encoder.settings import FineTuning


@dataclass(frozen=True, slots=True)
class ThemeTuning(FineTuning):
    """Settings of its fine-tuning."""

    epochs: int = 5
    head_rate: float = 1e-2
    """Of the head, which begins at nothing: the higher, the sooner it says something."""
    findings: int = 32
    """Findings a step."""
    length: float = 4.0
    """Of the vectors that the head sees."""
    threads: int = 1
