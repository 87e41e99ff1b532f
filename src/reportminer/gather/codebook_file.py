"""Codebook files: YAML and CSV to plain values, each with the line it stands on."""

import csv
import io
import re
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from reportminer.errors import CodebookError

KEYS = "id, name, definition, include, exclude, terms, weak_terms, not_terms, examples, parent"
LISTS = ("terms", "weak_terms", "not_terms", "examples")
Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """A mistake of the user's: where (0 where no line can be named), what, and what to do."""

    line: int
    said: str
    hint: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A value of the file and the lines of what is in it."""

    value: Any
    lines: dict[Place, int] = field(default_factory=dict)

    def line(self, *place: str | int) -> int:
        """The line of a field, or of the nearest thing around it that has one."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 0)

    def text(self, key: str) -> str:
        """A field that is text; empty where it is not."""
        found = self.value.get(key) if isinstance(self.value, dict) else None
        return found.strip() if isinstance(found, str) else ""


@dataclass(frozen=True, slots=True)
class Read:
    """A codebook as its file has it, unchecked."""

    head: Entry
    codes: tuple[Entry, ...]


class _Loader(yaml.SafeLoader):
    """YAML without surprises: a key given twice is an error, and there are no aliases."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.MarkedYAMLError(
                problem="aliases (*name) are not read here: write the text out, or put it in quotes",
                problem_mark=self.get_mark(),
            )
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [key.value for key, _ in node.value]
        if twice := sorted({str(key) for key in keys if keys.count(key) > 1}):
            raise yaml.MarkedYAMLError(
                problem=f"`{twice[0]}` is given twice in one place", problem_mark=node.start_mark
            )
        return super().construct_mapping(node, deep)


def text_of(name: str, content: bytes) -> str:
    """The text of a file. Raises `CodebookError` where it is none."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CodebookError(f"{name}: not UTF-8 text", hint="save the file with encoding UTF-8") from None


def read_yaml(name: str, content: bytes) -> Read:
    """A mapping with `name` and `codes`, or a bare list of codes."""
    try:
        loader = _Loader(text_of(name, content))
        node = loader.get_single_node()
        raw: object = loader.construct_document(node) if node is not None else None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise CodebookError(
            f"{name}: {_place(error)}", hint="correct the YAML there: check indents, colons and quotes"
        ) from None
    lines = dict(_lines(node)) if node is not None else {}
    if isinstance(raw, list):
        return Read(Entry({"name": Path(name).stem}), _codes(raw, lines, ()))
    if not isinstance(raw, dict):
        hint = f"begin with `name:` and `codes:`; a code has {KEYS}"
        raise CodebookError(f"{name}: no codebook in it", hint=hint)
    codes = raw.pop("codes", [])
    if not isinstance(codes, list):
        hint = "write the codes as a list: each begins with `- id: `"
        raise CodebookError(f"{name}: line {lines.get(('codes',), 1)}: codes: is not a list", hint=hint)
    return Read(Entry(raw, {**lines, (): 1}), _codes(codes, lines, ("codes",)))


def _place(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "not YAML"
    return f"line {mark.line + 1}: {problem}" if mark is not None else str(problem)


def _lines(node: yaml.Node, at: Place = ()) -> Iterator[tuple[Place, int]]:
    yield at, node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _lines(value, (*at, str(key.value)))
            yield (*at, str(key.value)), key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            yield from _lines(value, (*at, number))


def _codes(raw: list[Any], lines: dict[Place, int], at: Place) -> tuple[Entry, ...]:
    own: list[dict[Place, int]] = [{} for _ in raw]
    for place, line in lines.items():
        if len(place) > len(at) and place[: len(at)] == at and isinstance(place[len(at)], int):
            own[int(place[len(at)])][place[len(at) + 1 :]] = line
    return tuple(Entry(value, found) for value, found in zip(raw, own, strict=True))


def read_csv(name: str, content: bytes) -> Read:
    """A row a code. Lists are cells with `;` or lines between items; an id that is not given is made.

    Separated by commas, semicolons or tabs, whichever the header has most of.
    """
    text = text_of(name, content)
    header = text.split("\n", 1)[0]
    mark = max(",;\t", key=header.count)
    reader = csv.reader(io.StringIO(text), delimiter=mark)
    try:
        columns = [cell.strip().lower() for cell in next(reader, [])]
        begin, entries = reader.line_num + 1, []
        for cells in reader:
            if any(cell.strip() for cell in cells):
                entries.append(_row(columns, cells, begin))
            begin = reader.line_num + 1
    except csv.Error as error:
        raise CodebookError(
            f"{name}: line {reader.line_num}: {error}", hint="save it as CSV (UTF-8) again"
        ) from None
    _check_columns(name, columns)
    return Read(Entry({"name": Path(name).stem}, {(): 1}), _parents_by_name(entries))


def _check_columns(name: str, columns: list[str]) -> None:
    known = KEYS.split(", ")
    wrong = [f"`{c}` is no column of a codebook" for c in columns if c not in known]
    wrong += [f"`{c}` stands twice" for c in sorted({c for c in columns if columns.count(c) > 1})]
    wrong += [f"column `{c}` is missing" for c in ("name", "definition") if c not in columns]
    if wrong:
        hint = f"the first line names the columns: {KEYS}; separate items within a cell by `;`"
        raise CodebookError(f"{name}: line 1: {'; '.join(wrong)}", hint=hint)


def _row(columns: list[str], cells: list[str], line: int) -> Entry:
    value: dict[str, Any] = {}
    for key, cell in zip(columns, cells, strict=False):
        told = cell.strip()
        if key in LISTS:
            parts = re.split(r"\n" if key == "examples" and "\n" in told else r"[;\n]", told)
            value[key] = [part.strip() for part in parts if part.strip()]
        elif told:
            value[key] = told
    if len(cells) > len(columns):
        value[f"cell {len(columns) + 1}"] = cells[len(columns)]
    if not value.get("id") and value.get("name"):
        value["id"] = id_of(str(value["name"]))
    return Entry(value, {(): line})


def id_of(name: str) -> str:
    """An id made from a name: small letters and digits with `_` between."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:64].strip("_")


def _parents_by_name(entries: list[Entry]) -> tuple[Entry, ...]:
    """In a table people name the parent; its id stands in the codebook."""
    ids = {entry.value.get("name"): entry.value.get("id") for entry in entries}
    found = []
    for entry in entries:
        above = entry.value.get("parent")
        found.append(Entry({**entry.value, "parent": ids[above]}, entry.lines) if above in ids else entry)
    return tuple(found)


_REASONS = {
    "missing": "is missing",
    "extra_forbidden": "is no field of a codebook",
    "string_type": "is not text",
    "tuple_type": "is not a list",
    "string_too_short": "is empty",
    "string_pattern_mismatch": "is not usable as an id",
    "model_type": "is no code",
    "model_attributes_type": "is no code",
}
_REMEDIES = {
    "missing": "add it",
    "extra_forbidden": f"remove it, or correct its spelling; a code has {KEYS}",
    "string_type": "write it as text, in quotes if it looks like a number, a date, yes or no",
    "tuple_type": "write it as a list: one line each, beginning with `- `",
    "string_too_short": "fill it in, or remove the line",
    "string_pattern_mismatch": "use small letters, digits, - and _ (64 at most): `trust_relationships`",
    "model_type": "write it as lines of `key: value`",
    "model_attributes_type": "write it as lines of `key: value`",
}


def refusal(which: str, entry: Entry, error: ValidationError) -> Iterator[Fault]:
    """Pydantic's errors, told in the words of the file."""
    for found in error.errors(include_url=False, include_context=False, include_input=False):
        place = found["loc"]
        where = ".".join(str(part) for part in place if not isinstance(part, int)) or "codebook"
        said = _REASONS.get(found["type"], found["msg"])
        hint = _REMEDIES.get(found["type"], "see the partnership codebook for the form")
        yield Fault(entry.line(*place), f"{which}{where}: {said}", hint)
