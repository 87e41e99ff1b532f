"""Reading and writing annotation files, strictly and to the byte."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from reportminer.annotations.check import verify
from reportminer.annotations.records import Document
from reportminer.errors import AnnotationError

_SAID = {
    "unexpected_keyword_argument": "unknown key",
    "missing": "missing",
    "missing_argument": "missing",
}


def load(path: Path, texts: Path | None = None) -> list[Document]:
    """All records of a file, each with its text and checked. Raises AnnotationError."""
    return list(read_documents(path, texts))


def read_documents(
    path: Path,
    texts: Path | None = None,
    *,
    need_text: bool = True,
    checked: bool = True,
    prepare: Callable[[str], str] = str,
) -> Iterator[Document]:
    """The records of a file in order, with their texts.

    Texts stand in the records or in `ID.txt` in the folder `texts`; without one, beside the file,
    in `text/` or `NAME/text/` there, or in `../NAME/text/` (NAME.jsonl is the file). Raises
    AnnotationError with file and line: at a record that cannot be read, is out of place, comes
    twice from one annotator, or has no text although `need_text`. With `checked=False` spans and
    ids are taken as they are (for a tool that shows all `problems`); `prepare` changes a line before
    it is read.
    """
    folders = _folders(path, texts)
    seen: set[tuple[str, str]] = set()
    for document, where in read_lines(path, prepare):
        found = document if document.text else _with_text(document, folders, where)
        if need_text and not found.text:
            raise AnnotationError(
                f"{where}: no text of {document.id}", hint=f"give the folder that holds {document.id}.txt"
            )
        if checked:
            verify(found, where)
        if (found.id, found.annotator) in seen:
            raise AnnotationError(
                f"{where}: {found.id} by {found.annotator or 'no one named'} stands twice",
                hint="keep one record of a report and annotator",
            )
        seen.add((found.id, found.annotator))
        yield found


def read_lines(path: Path, prepare: Callable[[str], str] = str) -> Iterator[tuple[Document, str]]:
    """The records as they stand in the file, each with `FILE line N`; nothing looked up or checked."""
    try:
        with path.open(encoding="utf-8-sig", newline="\n") as file:  # some editors begin with a mark
            for number, line in enumerate(file, 1):
                if line.strip():
                    where = f"{path.name} line {number}"
                    yield parse_record(prepare(line), where), where
    except UnicodeDecodeError as error:
        raise AnnotationError(f"{path.name} is not UTF-8: {error.reason}", hint="save it as UTF-8") from error
    except OSError as error:
        raise AnnotationError(f"cannot read {path}: {error.strerror}", hint="check the path") from error


def parse_record(line: str, where: str) -> Document:
    """One record from its JSON. Raises AnnotationError at the first thing that is not as it should be."""
    try:
        document: Document = _reader().validate_json(line)
        json.loads(line, object_pairs_hook=objects_once)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in first["loc"]).lstrip(".")
        said = _SAID.get(first["type"], first["msg"])
        raise AnnotationError(
            f"{where}: {place + ': ' if place else ''}{said}",
            hint="the record's fields are described in annotations/README.md",
        ) from error
    except ValueError as error:
        raise AnnotationError(f"{where}: {error}", hint="keep one of them") from error
    return document


def objects_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON. Raises ValueError where one of its keys stands twice."""
    keys = [key for key, _ in pairs]
    for key in keys:
        if keys.count(key) > 1:
            raise ValueError(f"key {key!r} stands twice in one object")
    return dict(pairs)


@cache
def _reader() -> TypeAdapter[Document]:
    return TypeAdapter(Document)


def _folders(path: Path, texts: Path | None) -> tuple[Path, ...]:
    if texts is not None:
        if not texts.is_dir():
            raise AnnotationError(f"no folder {texts}", hint="give the folder that holds the texts")
        return (texts,)
    here, name = path.parent, path.stem
    return here, here / "text", here / name / "text", here.absolute().parent / name / "text"


def _with_text(document: Document, folders: tuple[Path, ...], where: str) -> Document:
    name = f"{document.id}.txt"
    if Path(name).name != name:  # an id never leads out of the folder
        raise AnnotationError(
            f"{where}: {document.id!r} is no id", hint="use letters, digits, _ - and . only"
        )
    for path in (folder / name for folder in folders):
        if path.is_file():
            return replace(document, text=read_text(path))
    return document


def read_text(path: Path) -> str:
    """A text as it stands in the file, line ends and all: offsets count them."""
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise AnnotationError(f"cannot read the text {path.name}", hint="save it as UTF-8") from error


def write_documents(path: Path, documents: Iterable[Document], *, inline: bool = False) -> int:
    """Write records, checked, in the order given; says how many.

    `inline` keeps each text in its record; without it the caller keeps it beside (`ID.txt`).
    Raises AnnotationError before anything is written where a record does not hold.
    """
    lines = []
    for document in documents:
        verify(document)
        lines.append(to_json(document, inline=inline) + "\n")
    path.write_text("".join(lines), encoding="utf-8", newline="\n")
    return len(lines)


def to_json(document: Document, *, inline: bool = False) -> str:
    """One line: fields in the order of the record, empty ones left out, `format` kept."""
    values = _values(document if inline else replace(document, text=""))
    return json.dumps(values, ensure_ascii=False)


def _values(value: Any) -> Any:
    if is_dataclass(value):
        return {f.name: _values(getattr(value, f.name)) for f in fields(value) if _told(value, f)}
    return [_values(item) for item in value] if isinstance(value, tuple) else value


def _told(record: Any, field: Field[Any]) -> bool:
    return field.name == "format" or field.default is MISSING or getattr(record, field.name) != field.default
