"""Names of files for records: each its own, also where several annotators marked one report."""

from collections import Counter
from collections.abc import Sequence
from itertools import count

from reportminer.annotate.inward import safe_id
from reportminer.annotations import Document

UNNAMED = "unnamed"
"""Folder of records whose annotator is not known."""


def stems(documents: Sequence[Document]) -> list[str]:
    """The id of each record; where one stands twice, all lie in folders, one an annotator."""
    ids = Counter(document.id for document in documents)
    if all(times == 1 for times in ids.values()):
        return [document.id for document in documents]
    taken: set[str] = set()
    found = []
    for document in documents:
        folder = safe_id(document.annotator) if document.annotator else UNNAMED
        tries = (f"{folder}{'' if at == 1 else f'-{at}'}/{document.id}" for at in count(1))
        stem = next(name for name in tries if name.lower() not in taken)
        taken.add(stem.lower())  # some file systems know no capitals
        found.append(stem)
    return found
