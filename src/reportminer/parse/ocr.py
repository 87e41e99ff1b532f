"""The engine that reads pictures of text: is it there, and how is it called."""

import os
from typing import Any

from reportminer.errors import UsageError

PAGE_SECONDS = 90
"""Longest time for one page; it is given up after that."""
INSTALL = (
    "install the engine: `apt-get install tesseract-ocr` (Debian, Ubuntu) or `brew install tesseract` (macOS)"
)


def engine() -> str:
    """Version of the Tesseract that is installed. Raises UsageError where it is missing."""
    try:
        import pytesseract  # noqa: PLC0415 - an extra
    except ImportError:
        raise UsageError(
            "--ocr needs the package pytesseract", hint=f"pip install 'reportminer[ocr]'; then {INSTALL}"
        ) from None
    try:
        return str(pytesseract.get_tesseract_version())
    except (pytesseract.TesseractNotFoundError, SystemExit):
        raise UsageError("--ocr needs Tesseract, which is not installed", hint=INSTALL) from None


def timed(call: Any, *arguments: Any, **options: Any) -> Any:
    """One call of the engine, on one thread. Raises TimeoutError where it takes longer than PAGE_SECONDS."""
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    try:
        return call(*arguments, timeout=PAGE_SECONDS, **options)
    except RuntimeError as error:
        if "timeout" in str(error):
            raise TimeoutError(str(error)) from error
        raise
