"""Page numbers: where Word last broke the pages, or where the author asked for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from reportminer.config import Limits
from reportminer.errors import LimitError


@dataclass(slots=True)
class Pages:
    """Counts pages while the text is walked."""

    name: str
    limits: Limits
    laid_out: bool
    """The file holds the page breaks of its last layout; those asked for are among them."""
    now: int = 1
    _held: bool = False

    def rendered(self) -> None:
        """A break of the last layout."""
        if self.laid_out:
            self._turn()

    def explicit(self) -> None:
        """A break that the author asked for."""
        if not self.laid_out:
            self._turn()

    @contextmanager
    def held(self) -> Iterator[None]:
        """While it lasts no break counts: in text boxes and notes."""
        before, self._held = self._held, True
        try:
            yield
        finally:
            self._held = before

    def _turn(self) -> None:
        if self._held:
            return
        self.now += 1
        if self.now > self.limits.max_pages:
            raise LimitError(
                f"{self.name} has over {self.limits.max_pages:,} pages",
                hint="raise the limit with --max-pages, or split the file",
            )
