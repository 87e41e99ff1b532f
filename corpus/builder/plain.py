"""The plain text of a report, and where its blocks stand in it."""

from collections.abc import Sequence
from dataclasses import dataclass

from builder.flow import Flowed

BETWEEN = "\n\n"


@dataclass(frozen=True, slots=True)
class Placed:
    """A printed block and where its text begins in the whole text."""

    block: Flowed
    start: int

    @property
    def end(self) -> int:
        """After its last character."""
        return self.start + len(self.block.text)


def place(blocks: Sequence[Flowed]) -> tuple[str, tuple[Placed, ...]]:
    """One block a line, an empty line between: what our own reader gives back unchanged."""
    placed: list[Placed] = []
    at = 0
    for block in blocks:
        placed.append(Placed(block, at))
        at += len(block.text) + len(BETWEEN)
    return BETWEEN.join(block.text for block in blocks) + "\n", tuple(placed)
