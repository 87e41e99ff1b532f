"""Why an input could not be read: its name stands in its own column alone."""

from pathlib import Path

import pytest

from reportminer.batch.failures import Failure, failure_of, of_death, of_refused, too_slow
from reportminer.config import Limits
from reportminer.errors import RemoteError, UnreadableError
from reportminer.types import Source

SOURCE = Source("in/quay.pdf", "in/quay.pdf", "ab" * 32, "pdf", 9)
LIMITS = Limits()


@pytest.mark.parametrize(
    "failure",
    [
        of_refused(SOURCE.name, UnreadableError(f"{SOURCE.name}: is empty (0 bytes)")),
        failure_of(SOURCE, UnreadableError(f"{SOURCE.name}: the PDF is cut off"), LIMITS),
        failure_of(SOURCE, UnreadableError(f"{SOURCE.name} is not a text file"), LIMITS),
        failure_of(SOURCE, RemoteError(f"{SOURCE.name}: gone"), LIMITS),
        failure_of(SOURCE, MemoryError(), LIMITS),
        failure_of(SOURCE, KeyError("quay"), LIMITS),
        too_slow(SOURCE, LIMITS),
        of_death(SOURCE, -9, LIMITS),
        of_death(SOURCE, -11, LIMITS),
    ],
)
def test_the_name_stands_in_its_column_alone(failure: Failure) -> None:
    assert failure.source == SOURCE.name
    assert SOURCE.name not in failure.error
    assert failure.error
    assert Path(failure.told.partition(": ")[0]).name == "quay.pdf"


def test_what_a_file_puts_into_a_message_moves_no_terminal_and_begins_no_line() -> None:
    error = UnreadableError(f"{SOURCE.name}: word/\x1b]0;x\x07\r\nERROR all lost\u202e.xml is damaged")
    for failure in (of_refused(SOURCE.name, error), failure_of(SOURCE, error, LIMITS)):
        assert failure.error.isprintable()
        assert "ERROR all lost" in failure.error
    assert failure_of(SOURCE, ValueError("\x1b[2J"), LIMITS).error.isprintable()
