"""Bytes to a `Report`: each kind of file has a reader, and all of them end in `compose`."""

from reportminer.config import Limits
from reportminer.errors import UnreadableError
from reportminer.types import Report, Source

__all__ = ["read"]


def read(source: Source, limits: Limits, *, ocr: bool = False) -> Report:
    """Read a file with the reader of its kind. With `ocr`, scanned pages of PDFs are read as well.

    Raises `UnreadableError`, `EncryptedError` or `LimitError`, each with a hint for the user.
    """
    if source.kind == "pdf":
        from reportminer.parse.pdf import read_pdf  # noqa: PLC0415 - a reader loads only where it is used

        return read_pdf(source, limits, ocr=ocr)
    if source.kind in ("text", "markdown"):
        from reportminer.parse.text import read_text  # noqa: PLC0415

        return read_text(source, limits)
    if source.kind == "html":
        from reportminer.parse.html import read_html  # noqa: PLC0415

        return read_html(source, limits)
    if source.kind == "docx":
        from reportminer.parse.docx import read_docx  # noqa: PLC0415

        return read_docx(source, limits)
    raise UnreadableError(
        f"{source.name}: no reader for files of kind {source.kind!r}",
        hint="give a .pdf, .docx, .html, .txt or .md file",
    )
