"""The one error of the builder: what is wrong, in which file, on which line."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file, for messages."""

    path: Path
    line: int

    def at(self, line: int) -> "Place":
        """The same file at another line."""
        return Place(self.path, line)


class SourceError(Exception):
    """A source that breaks the rules of FORMAT.md; the message begins with `file:line:`."""

    def __init__(self, place: Place, message: str) -> None:
        super().__init__(f"{place.path}:{place.line}: {message}")
        self.place = place
