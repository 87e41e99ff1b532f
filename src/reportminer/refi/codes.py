"""Codebooks (`.qdc`), and how a code's description tells what the codebook of the house says.

A description is the definition, then lines such as `Include: ...`, `Terms: a; b`, `Id: trust`: people
read them in any program, and they are read back. Codes of other programs have none of these lines.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from reportminer.errors import CodebookError
from reportminer.refi.records import Code, guid
from reportminer.refi.xml import CODEBOOK, ORIGIN, Maker, children, dump, load, local, read_codes

MAX_BYTES = 16 * 2**20
_LINES = {
    "Include": "include",
    "Exclude": "exclude",
    "Terms": "terms",
    "Weak terms": "weak_terms",
    "Not terms": "not_terms",
    "Example": "examples",
    "Id": "id",
}
"""How a description calls a field of a code."""
_FIELDS = {field: line for line, field in _LINES.items()}
_LISTS = ("terms", "weak_terms", "not_terms")
_NOT_ID = re.compile(r"[^a-z0-9]+")
_WORD = re.compile(r"[^\W_]+")


def write_codebook(path: Path, codes: Sequence[Code]) -> None:
    """Write a `.qdc`. Raises ValueError without codes: the standard wants one at least."""
    if not codes:
        raise ValueError("a codebook has at least one code")
    make = Maker(CODEBOOK)
    root = make.root("CodeBook", origin=ORIGIN)
    make.codes(make.add(root, "Codes"), codes)
    path.write_bytes(dump(root))


def read_codebook(path: Path) -> tuple[Code, ...]:
    """The codes of a `.qdc`. Raises CodebookError where it is none."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise CodebookError.unread(path, error) from None
    if len(data) > MAX_BYTES:
        raise _refuse(f"{path}: larger than {MAX_BYTES // 2**20} MiB", "is this a codebook?")
    root = load(data, str(path), _refuse)
    if local(root) != "CodeBook":
        raise _refuse(f"{path}: begins with {local(root)}, not CodeBook", "export it as REFI-QDA codebook")
    found = tuple(code for codes in children(root, "Codes") for code in read_codes(codes, Counter()))
    if not found:
        raise _refuse(f"{path}: no codes in it", "export it as REFI-QDA codebook (.qdc)")
    return found


def _refuse(message: str, hint: str) -> CodebookError:
    return CodebookError(message, hint=hint)


def as_codes(rows: Sequence[Mapping[str, Any]], parent: str = "") -> tuple[Code, ...]:
    """Codes from rows with the fields of a codebook (`id`, `name`, `definition`, `terms`, `parent` ...)."""
    own = [row for row in rows if (row.get("parent") or "") == parent]
    return tuple(
        Code(
            guid("code", str(row["id"])),
            str(row["name"]),
            describe(row),
            children=as_codes(rows, str(row["id"])),
        )
        for row in own
    )


def as_rows(codes: Sequence[Code], parent: str = "", taken: set[str] | None = None) -> list[dict[str, Any]]:
    """Rows of a codebook from codes, those above first.

    A code without an id gets one of its name, one without a definition its name; a code that says no
    terms, and has none below it, is found by its name.
    """
    taken = set() if taken is None else taken
    rows: list[dict[str, Any]] = []
    for code in codes:
        row: dict[str, Any] = {"id": "", "name": code.name, **told(code.description)}
        row["id"] = _own_id(row["id"] or code.name, taken)
        row["definition"] = row["definition"] or code.name
        if not code.children and not any(row.get(field) for field in _LISTS):
            row["terms"] = [" ".join(_WORD.findall(code.name.casefold()))]
        if parent:
            row["parent"] = parent
        rows += [row, *as_rows(code.children, row["id"], taken)]
    return rows


def describe(row: Mapping[str, Any]) -> str:
    """The description of a code: its definition, and a line for each field that says something."""
    return "\n".join([str(row.get("definition") or ""), *_described(row)]).strip()


def _described(row: Mapping[str, Any]) -> Iterator[str]:
    for field, line in _FIELDS.items():
        value = row.get(field)
        if field == "examples":
            yield from (f"{line}: {_one_line(example)}" for example in value or ())
        elif value:
            yield f"{line}: {'; '.join(value) if field in _LISTS else _one_line(value)}"


def told(description: str) -> dict[str, Any]:
    """The fields that a description tells; `definition` is all before the first such line."""
    found: dict[str, Any] = {}
    definition: list[str] = []
    for line in description.splitlines():
        name, colon, value = line.partition(": ")
        field = _LINES.get(name) if colon else None
        if field is None and not found:
            definition.append(line)
        elif field == "examples":
            found.setdefault(field, []).append(value.strip())
        elif field in _LISTS:
            found[field] = [term.strip() for term in value.split(";") if term.strip()]
        elif field:
            found[field] = value.strip()
    return {"definition": "\n".join(definition).strip(), **found}


def _own_id(name: str, taken: set[str]) -> str:
    """An id of small letters and digits that no other code has."""
    base = name if re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,63}", name) else ""
    base = base or _NOT_ID.sub("_", name.casefold()).strip("_")[:56] or "code"
    ids = (base if at == 1 else f"{base}_{at}" for at in range(1, len(taken) + 2))
    own = next(one for one in ids if one not in taken)
    taken.add(own)
    return own


def _one_line(value: object) -> str:
    return " ".join(str(value).split())


def without(codes: Iterable[Code], guids: frozenset[str]) -> tuple[Code, ...]:
    """Codes but for those of these GUIDs; what stands below a folder that goes moves up."""
    kept: list[Code] = []
    for code in codes:
        if code.guid not in guids:
            kept.append(code)
        elif not code.codable:
            kept += without(code.children, guids)
    return tuple(kept)
