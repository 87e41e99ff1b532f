"""Reading other tools' JSON: files, lines, and values of the kind that is expected there."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from reportminer.errors import AnnotationError

Json = Mapping[str, Any]


def read_json(path: Path) -> Any:
    """A JSON file. Raises AnnotationError."""
    try:
        return json.loads(path.read_bytes().decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise AnnotationError(
            f"{path.name} is no JSON file: {error}", hint="give the file as exported"
        ) from error


def json_lines(path: Path) -> Iterator[tuple[Json, str]]:
    """The objects of a JSON Lines file, each with `FILE line N`. Raises AnnotationError."""
    try:
        lines = path.read_bytes().decode("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise AnnotationError(f"cannot read {path.name}: {error}", hint="give a UTF-8 file") from error
    for number, line in enumerate(lines, 1):
        where = f"{path.name} line {number}"
        if line.strip():
            try:
                value = json.loads(line)
            except (ValueError, RecursionError) as error:
                raise AnnotationError(f"{where} is no JSON: {error}", hint="one object a line") from error
            yield an_object(value, where), where


def an_object(value: Any, where: str) -> Json:
    """The value if it is an object. Raises AnnotationError."""
    if not isinstance(value, dict):
        raise AnnotationError(f"{where}: an object was expected", hint="is it a file of this format?")
    return value


def a_text(item: Json, key: str, where: str) -> str:
    """A string under a key that must be there. Raises AnnotationError."""
    value = item.get(key)
    if not isinstance(value, str):
        raise AnnotationError(f"{where}: no text under {key!r}", hint="is it a file of this format?")
    return value


def a_number(item: Json, key: str, where: str) -> int:
    """A whole number under a key that must be there. Raises AnnotationError."""
    value = item.get(key)
    if not isinstance(value, int) or isinstance(value, bool):
        raise AnnotationError(f"{where}: no whole number under {key!r}", hint="is it a file of this format?")
    return value


def a_list(item: Json, key: str, where: str) -> list[Any]:
    """A list under a key; empty where there is none. Raises AnnotationError."""
    value = item.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        raise AnnotationError(f"{where}: no list under {key!r}", hint="is it a file of this format?")
    return value


def objects(item: Json, key: str, where: str) -> list[Json]:
    """A list of objects under a key; empty where there is none. Raises AnnotationError."""
    return [an_object(value, f"{where}: {key}[{at}]") for at, value in enumerate(a_list(item, key, where))]


def words(item: Json) -> dict[str, str]:
    """The values of an object as words, those that are not plain as JSON; empty ones left out."""
    plain = {key: value for key, value in item.items() if value not in (None, "", [], {})}
    return {key: value if isinstance(value, str) else dumped(value) for key, value in plain.items()}


def dumped(value: Any) -> str:
    """JSON on one line, as Unicode."""
    return json.dumps(value, ensure_ascii=False)
