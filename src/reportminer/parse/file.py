"""The bytes of a file, never more of them than a limit."""

from pathlib import Path

from reportminer.config import Limits
from reportminer.errors import LimitError, UnreadableError
from reportminer.types import Source


def read_bytes(source: Source, limits: Limits) -> bytes:
    """All of a file, whatever its size was when it was found. Raises UnreadableError or LimitError."""
    try:
        with Path(source.path).open("rb") as file:
            data = file.read(limits.max_bytes + 1)
    except OSError as error:
        reason = error.strerror or "cannot be opened"
        raise UnreadableError(
            f"{source.name}: {reason}", hint="check that it exists and may be read"
        ) from error
    if len(data) > limits.max_bytes:
        raise LimitError(f"{source.name} is over {limits.max_bytes:,} bytes", hint="raise --max-mb")
    return data
