"""The formats by name, and which one a file is in. Each is imported when it is used."""

import json
import os.path
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from inspect import signature
from pathlib import Path
from typing import Any

from reportminer.annotate.sheets import Read, Rename
from reportminer.annotations import Document
from reportminer.errors import AnnotationError

_DOCCANO = frozenset({"label", "labels", "entities"})


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its module in this folder has `read(path, rename)` and mostly `write(path, documents)`."""

    name: str
    module: str
    suffix: str
    """What a file of it is called; empty for a folder."""
    about: str

    def read(self, path: Path, rename: Rename, texts: Path | None = None) -> Read:
        """The records of a file or folder. Raises AnnotationError, also where there is none."""
        if not os.path.exists(path):  # a name that is too long is no file either
            raise AnnotationError(f"no such file or folder: {path}", hint="check the spelling")
        reader: Callable[..., Read] = self._function("read")
        more = {"texts": texts} if "texts" in signature(reader).parameters else {}
        found: Read = reader(path, rename, **more)
        if not found.documents:
            raise _empty(self, path, found)
        return found

    def write(self, path: Path, documents: Sequence[Document]) -> None:
        """Write records. Raises AnnotationError for a format that is only read."""
        self._function("write")(path, documents)

    def _function(self, name: str) -> Any:
        module = import_module(f"reportminer.annotate.{self.module}")
        if not hasattr(module, name):
            raise AnnotationError(f"{self.name} is only read", hint=f"write {', '.join(WRITTEN)}")
        return getattr(module, name)


FORMATS = {
    form.name: form
    for form in (
        Format("reportminer", "own", ".jsonl", "the format of the house"),
        Format("prodigy", "prodigy", ".jsonl", "Prodigy, spans.manual and rel.manual"),
        Format("doccano", "doccano", ".jsonl", "doccano, sequence labelling with or without relations"),
        Format("label-studio", "label_studio", ".json", "Label Studio, labels, choices, relations"),
        Format("brat", "brat", "", "brat stand-off, a folder of .txt and .ann"),
        Format("spacy", "docbin", ".spacy", "spaCy DocBin"),
        Format("refi", "refi", ".qdpx", "REFI-QDA project: NVivo, ATLAS.ti, MAXQDA, QualCoder and others"),
        Format("segments", "gold", ".json", "labelled segments, a file a report (read only)"),
    )
}
WRITTEN = tuple(name for name in FORMATS if name != "segments")


def named(name: str) -> Format:
    """The format of that name. Raises AnnotationError."""
    if name not in FORMATS:
        raise AnnotationError(f"no format {name!r}", hint=f"formats are {', '.join(FORMATS)}")
    return FORMATS[name]


def guess(path: Path) -> Format:
    """The format of what is to be read, by its name and its first words. Raises AnnotationError."""
    if os.path.isdir(path):  # a name that is too long is no folder either
        brat = any(path.glob("*.ann")) or any(path.glob("*/*.ann"))
        return named("brat" if brat else "segments")
    match path.suffix.lower():
        case ".ann":
            return named("brat")
        case ".spacy":
            return named("spacy")
        case ".qdpx":
            return named("refi")
        case ".json":
            return named("label-studio" if _begins(path).startswith("[") else "segments")
        case ".jsonl":
            return named(_of_line(_begins(path)))
    raise AnnotationError(f"cannot tell the format of {path.name}", hint=f"give --from: {', '.join(FORMATS)}")


def _empty(form: Format, path: Path, found: Read) -> AnnotationError:
    passed = ", ".join(f"{count:,} {what}" for what, count in sorted(found.passed_over.items()))
    said = f" (passed over: {passed})" if passed else ""
    return AnnotationError(
        f"no record of {form.name} in {path}{said}",
        hint="give what holds annotations; --from is its format",
    )


def target(path: Path) -> Format:
    """The format of what is to be written, by its name alone. Raises AnnotationError."""
    names = ("reportminer", "label-studio", "spacy", "refi", "brat")
    by_suffix = {FORMATS[name].suffix: name for name in names}
    name = by_suffix.get(path.suffix.lower())
    if name is None:
        raise AnnotationError(
            f"cannot tell the format of {path.name}", hint=f"give --to: {', '.join(WRITTEN)}"
        )
    return named(name)


def read_any(path: Path, texts: Path | None = None) -> tuple[Document, ...]:
    """The records of a file or folder in any format. Raises AnnotationError."""
    return guess(path).read(path, {}, texts).documents


def _begins(path: Path) -> str:
    """The first line that holds anything."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            return next((line.strip() for line in file if line.strip()), "")
    except (OSError, UnicodeDecodeError) as error:
        raise AnnotationError(f"cannot read {path}: {error}", hint="give a file of annotations") from error


def _of_line(line: str) -> str:
    try:
        keys = set(json.loads(line))
    except (ValueError, TypeError, RecursionError):
        return "reportminer"  # whose reader says what is wrong with it
    if {"answer", "spans", "tokens"} & keys and "format" not in keys:
        return "prodigy"
    return "doccano" if _DOCCANO & keys else "reportminer"
