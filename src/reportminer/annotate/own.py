"""The format of the house as one among others; texts are kept in the records."""

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from reportminer.annotate.inward import fitted
from reportminer.annotate.sheets import Intake, Read, Rename, renamed
from reportminer.annotations import Document, read_documents, verify, write_documents
from reportminer.annotations.jsonl import objects_once


def write(path: Path, documents: Sequence[Document]) -> None:
    """One record a line, with its text."""
    write_documents(path, documents, inline=True)


def read(path: Path, rename: Rename, texts: Path | None = None) -> Read:
    """All records, checked; texts from the records, from beside the file or from `texts`.

    Renamed labels that now stand twice, and relations that no longer fit, are left out and counted.
    """
    if not rename:
        return Read(tuple(read_documents(path, texts)))
    intake = Intake(rename)
    prepare = partial(_line, rename)
    documents = tuple(
        fitted(document, intake) for document in read_documents(path, texts, checked=False, prepare=prepare)
    )
    for document in documents:
        verify(document, f"{path.name}: {document.id}")
    return Read(documents, intake.passed)


def _line(rename: Rename, line: str) -> str:
    """The line with its labels and kinds of relations renamed; as it was where it is no record."""
    try:
        record = json.loads(line, object_pairs_hook=objects_once)
    except (ValueError, RecursionError):
        return line  # whose reader says what is wrong with it
    for key, field in (("findings", "labels"), ("segments", "optional")):
        for item in _items(record, key):
            names = item.get(field)
            if isinstance(names, list) and all(isinstance(name, str) for name in names):
                item[field] = list(dict.fromkeys(_label(rename, name) for name in names))
    for item in _items(record, "relations"):
        kind = str(item.get("kind"))
        if kind in rename:
            item["kind"] = rename[kind].strip().lower()
    return json.dumps(record)


def _items(record: Any, key: str) -> list[dict[str, Any]]:
    held = record.get(key) if isinstance(record, dict) else None
    return [item for item in held if isinstance(item, dict)] if isinstance(held, list) else []


def _label(rename: Rename, name: str) -> str:
    return renamed(name, rename) if name in rename else name
