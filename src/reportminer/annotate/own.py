"""The format of the house as one among others; texts are kept in the records."""

from collections.abc import Sequence
from pathlib import Path

from reportminer.annotate.sheets import Read, Rename
from reportminer.annotations import Document, load, write_documents


def write(path: Path, documents: Sequence[Document]) -> None:
    """One record a line, with its text."""
    write_documents(path, documents, inline=True)


def read(path: Path, _rename: Rename, texts: Path | None = None) -> Read:
    """All records, checked; texts from the records, from beside the file or from `texts`."""
    return Read(tuple(load(path, texts)))
