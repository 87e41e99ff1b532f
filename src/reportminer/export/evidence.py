"""No row leaves the house unless its words stand where it says."""

from reportminer.errors import EvidenceError
from reportminer.export.cells import keepable
from reportminer.export.tables import Row
from reportminer.types import Report, Span

_HINT = "this is a fault of the program, not of the report: please send its file name and this message"


def quote(report: Report, span: Span) -> str:
    """The words at `span`. Raises `EvidenceError` where it is empty or lies outside the text."""
    start, end = span
    if not 0 <= start < end <= len(report.text):
        raise EvidenceError(
            f"{report.source.name}: no text at {start}:{end} of {len(report.text)} characters", hint=_HINT
        )
    return report.text[start:end]


def check_text(report: Report) -> None:
    """Refuse a text that a file would not give back as it was, for every offset would be wrong."""
    if not keepable(report.text):
        raise EvidenceError(
            f"{report.source.name}: the text holds NUL, CR or half characters that no file can keep",
            hint=_HINT,
        )


def check_row(report: Report, row: Row) -> None:
    """Refuse a row whose text is not the text at its offsets, or whose page is not theirs."""
    start, end, page = row["char_start"], row["char_end"], row["page"]
    assert isinstance(start, int)
    assert isinstance(end, int)
    if quote(report, (start, end)) != row["text"]:
        raise EvidenceError(f"{report.source.name}: the quote at {start}:{end} is not verbatim", hint=_HINT)
    if page != report.page_of(start) or all(page != known.number for known in report.pages):
        raise EvidenceError(f"{report.source.name}: the quote at {start} is not on page {page}", hint=_HINT)
