"""The codebook: what the themes are, in the user's own words, checked when it is read."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, StrictStr, StringConstraints, ValidationError

from reportminer.errors import CodebookError
from reportminer.gather.codebook_file import KEYS, Entry, Fault, Read, read_csv, read_yaml, refusal
from reportminer.gather.terms import MAX_WORDS, parse_term

UNCODED = "uncoded"
"""Id of the row of themes.csv for findings that no code covers."""
_TAKEN = {
    UNCODED: "it stands for findings that no code covers",
    "report_id": "theme_matrix.csv has a column of that name",
}
"""Ids that no code may have, and why."""
MAX_BYTES = 4 * 2**20
_DEFAULT = "codebooks/partnership.yaml"


@dataclass(frozen=True, slots=True)
class Code:
    """A theme of the codebook, and the words that show it."""

    id: str
    name: str
    definition: str
    include: str = ""
    """When to give this code."""
    exclude: str = ""
    """When not to give it, and what to give instead."""
    terms: tuple[str, ...] = ()
    """Words and phrases each of which is enough (see `gather.terms` for what a term matches)."""
    weak_terms: tuple[str, ...] = ()
    """Words that only support: everyday words, each of which says little alone."""
    not_terms: tuple[str, ...] = ()
    """Phrases in which a term means something else."""
    examples: tuple[str, ...] = ()
    """Findings that carry it: what a passage is compared with."""
    parent: str = ""
    """Id of the code above it."""


@dataclass(frozen=True, slots=True)
class Codebook:
    """The codes, in the order of the file."""

    name: str
    codes: tuple[Code, ...]

    @property
    def sha256(self) -> str:
        """Hash of the content: the same codes have the same hash, however the file is laid out."""
        content = json.dumps([self.name, [asdict(code) for code in self.codes]], ensure_ascii=False)
        return hashlib.sha256(content.encode()).hexdigest()


_Id = Annotated[StrictStr, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
_Text = Annotated[StrictStr, StringConstraints(strip_whitespace=True, min_length=1)]
_Note = Annotated[StrictStr, StringConstraints(strip_whitespace=True)]


class _CodeFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    id: _Id
    name: _Text
    definition: _Text
    include: _Note = ""
    exclude: _Note = ""
    terms: tuple[_Text, ...] = ()
    weak_terms: tuple[_Text, ...] = ()
    not_terms: tuple[_Text, ...] = ()
    examples: tuple[_Text, ...] = ()
    parent: _Note = ""


class _Head(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name: _Text
    description: _Note = ""


def load_codebook(path: Path | None = None) -> Codebook:
    """Read a codebook (YAML; CSV or `.qdc` by its ending), or the partnership codebook of the program.

    Raises `CodebookError`, which tells every mistake with its line, code and field, and what to do.
    """
    if path is None:
        return parse_codebook("the partnership codebook", (files(__package__) / _DEFAULT).read_bytes())
    if path.suffix.lower() == ".qdc":
        return _checked(str(path), _qdc(path))
    try:
        if path.stat().st_size > MAX_BYTES:
            raise CodebookError(f"{path}: larger than {MAX_BYTES // 2**20} MiB", hint="is this a codebook?")
        content = path.read_bytes()
    except OSError as error:
        raise CodebookError.unread(path, error) from None
    return parse_codebook(str(path), content)


def parse_codebook(name: str, content: bytes) -> Codebook:
    """The codebook in `content`; `name` tells its kind (`.csv`) and stands in what is said of mistakes."""
    reads = read_csv if name.lower().endswith(".csv") else read_yaml
    return _checked(name, reads(name, content))


def _qdc(path: Path) -> Read:
    """The codes of another program's codebook. What they lack of ours is made from their names."""
    from reportminer.refi import as_rows, read_codebook  # noqa: PLC0415 - needed for this kind alone

    rows = as_rows(read_codebook(path))
    above = {row.get("parent") for row in rows}
    entries = [Entry(row if row["id"] in above or _findable(row) else _by_definition(row)) for row in rows]
    return Read(Entry({"name": path.stem}), tuple(entries))


def _findable(row: dict[str, Any]) -> bool:
    """Whether a code made of another program's has a term that can be looked for."""
    terms = [term for term in row.get("terms") or () if term.split()]
    return len(terms) > 1 or any(len(term.split()) <= MAX_WORDS for term in terms)


def _by_definition(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "terms": [], "examples": row.get("examples") or [row["definition"]]}


def _checked(name: str, raw: Read) -> Codebook:
    faults = [*_head(raw)]
    codes: list[Code] = []
    for number, entry in enumerate(raw.codes, 1):
        try:
            codes.append(Code(**_CodeFile.model_validate(entry.value).model_dump()))
        except ValidationError as error:
            faults.extend(refusal(f"code {_called(entry, number)}: ", entry, error))
    faults.extend(_between(raw.codes))
    for code, entry in zip(codes, raw.codes, strict=False) if len(codes) == len(raw.codes) else ():
        faults.extend(_terms(code, entry, {other.parent for other in codes}))
    if faults:
        raise _told(name, faults)
    return Codebook(str(raw.head.value["name"]).strip(), tuple(codes))


def _head(raw: Read) -> Iterator[Fault]:
    try:
        _Head.model_validate(raw.head.value)
    except ValidationError as error:
        yield from refusal("", raw.head, error)
    if not raw.codes:
        yield Fault(0, "codes: is empty", "add at least one code")


def _called(entry: Entry, number: int) -> str:
    known = entry.value.get("id") if isinstance(entry.value, dict) else None
    return known if isinstance(known, str) and known else str(number)


def _told(name: str, faults: list[Fault]) -> CodebookError:
    """One error for all mistakes, in the order of the file."""
    faults = sorted(faults, key=lambda fault: fault.line)
    said = [f"line {f.line}: {f.said}" if f.line else f.said for f in faults]
    hints = "; ".join(dict.fromkeys(fault.hint for fault in faults))
    if len(said) == 1:
        return CodebookError(f"{name}: {said[0]}", hint=hints)
    return CodebookError("\n  ".join([f"{name}: {len(said)} mistakes", *said]), hint=hints)


def _between(entries: tuple[Entry, ...]) -> Iterator[Fault]:
    """What codes get wrong together: ids given twice, parents that are not there or go in a circle."""
    parents: dict[str, str] = {}
    for entry in entries:
        own = entry.text("id")
        if own in _TAKEN or (own and own in parents):
            why = f"is taken: {_TAKEN[own]}" if own in _TAKEN else "is given twice"
            yield Fault(entry.line("id"), f"code {own}: id {why}", "give every code an id of its own")
        parents.setdefault(own, entry.text("parent"))
    for entry in entries:
        own, above = entry.text("id"), entry.text("parent")
        if above and above not in parents:
            hint = "give the id of a code of this file, or remove the line"
            yield Fault(entry.line("parent"), f"code {own}: parent: there is no code `{above}`", hint)
        elif own and _circles(own, parents):
            hint = "remove one `parent` of the circle"
            yield Fault(entry.line("parent"), f"code {own}: parent: it is above and below itself", hint)


def _circles(own: str, parents: dict[str, str]) -> bool:
    above = parents[own]
    for _ in parents:
        if above in ("", own) or above not in parents:
            break
        above = parents[above]
    return above == own


def _terms(code: Code, entry: Entry, parents: set[str]) -> Iterator[Fault]:
    if not (code.terms or code.weak_terms or code.examples or code.id in parents):
        hint = "give a word or phrase that shows it, or an example"
        yield Fault(entry.line("terms"), f"code {code.id}: terms: there are none", hint)
    for key in ("terms", "weak_terms", "not_terms"):
        for at, term in enumerate(getattr(code, key)):
            try:
                parse_term(term)
            except ValueError as error:
                said = f"code {code.id}: {key}: `{term}`: {error}"
                yield Fault(entry.line(key, at), said, "correct the term or remove it")


__all__ = ["KEYS", "MAX_BYTES", "UNCODED", "Code", "Codebook", "load_codebook", "parse_codebook"]


def as_own(book: Codebook) -> Codebook:
    """The same codebook as if a user had brought it: no code is one that was trained on."""
    codes = tuple(replace(code, definition=f"{code.definition} (own)") for code in book.codes)
    return Codebook(book.name, codes)
