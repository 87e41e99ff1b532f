"""The codebook: what the themes are, in the user's own words, checked when it is read."""

import hashlib
import json
from collections.abc import Hashable, Iterable
from dataclasses import asdict, dataclass
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, StrictStr, StringConstraints, ValidationError

from reportminer.errors import CodebookError
from reportminer.gather.terms import parse_term

UNCODED = "uncoded"
"""Id of the row of themes.csv for findings that no code covers."""
_TAKEN = {
    UNCODED: "it stands for findings that no code covers",
    "report_id": "theme_matrix.csv has a column of that name",
}
"""Ids that no code may have, and why."""
MAX_BYTES = 4 * 2**20
_DEFAULT = "codebooks/partnership.yaml"
_KEYS = "id, name, definition, include, exclude, terms, weak_terms, not_terms, examples, parent"


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
    """Words that only support: two of them, or one and the heading, are needed."""
    not_terms: tuple[str, ...] = ()
    """Phrases in which a term means something else."""
    examples: tuple[str, ...] = ()
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


class _BookFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name: _Text
    description: _Note = ""
    codes: tuple[_CodeFile, ...] = Field(min_length=1)


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


def load_codebook(path: Path | None = None) -> Codebook:
    """Read a codebook, or the partnership codebook that comes with the program.

    Raises `CodebookError`, which names the file, the code and the field, and says what to do.
    """
    if path is None:
        return _checked("the partnership codebook", (files(__package__) / _DEFAULT).read_bytes())
    try:
        if path.stat().st_size > MAX_BYTES:
            raise CodebookError(f"{path}: larger than {MAX_BYTES // 2**20} MiB", hint="is this a codebook?")
        content = path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise CodebookError(
            f"{path}: {reason}", hint="give --codebook a YAML file that can be read"
        ) from None
    return _checked(str(path), content)


def _checked(name: str, content: bytes) -> Codebook:
    raw = _parse(name, content)
    try:
        book = _BookFile.model_validate(raw)
    except ValidationError as error:
        raise _refusal(name, raw, error) from None
    codes = tuple(Code(**{**code.model_dump(), "id": code.id}) for code in book.codes)
    _check_ids(name, codes)
    _check_parents(name, codes)
    for code in codes:
        _check_terms(name, code, {other.parent for other in codes})
    return Codebook(book.name, codes)


def _parse(name: str, content: bytes) -> object:
    try:
        raw = yaml.load(content.decode("utf-8-sig"), Loader=_Loader)
    except UnicodeDecodeError:
        raise CodebookError(f"{name}: not UTF-8 text", hint="save the file with encoding UTF-8") from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise CodebookError(
            f"{name}: {_place(error)}", hint="correct the YAML there: check indents, colons and quotes"
        ) from None
    if isinstance(raw, list):
        raw = {"name": Path(name).stem, "codes": raw}
    if not isinstance(raw, dict):
        raise CodebookError(
            f"{name}: no codebook in it",
            hint=f"begin with `name:` and `codes:`; a code has {_KEYS}",
        )
    return raw


def _place(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "not YAML"
    return f"line {mark.line + 1}: {problem}" if mark is not None else str(problem)


_REASONS = {
    "missing": "is missing",
    "extra_forbidden": "is no field of a codebook",
    "string_type": "is not text",
    "tuple_type": "is not a list",
    "string_too_short": "is empty",
    "too_short": "is empty",
    "string_pattern_mismatch": "is not usable as an id",
}
_REMEDIES = {
    "missing": "add it",
    "extra_forbidden": f"remove it, or correct its spelling; a code has {_KEYS}",
    "string_type": "write it as text, in quotes if it looks like a number, a date, yes or no",
    "tuple_type": "write it as a list: one line each, beginning with `- `",
    "string_too_short": "fill it in, or remove the line",
    "too_short": "add at least one code",
    "string_pattern_mismatch": "use small letters, digits, - and _ (64 at most): `trust_relationships`",
    "model_type": "write it as lines of `key: value`",
    "model_attributes_type": "write it as lines of `key: value`",
}


def _refusal(name: str, raw: object, error: ValidationError) -> CodebookError:
    """One error out of pydantic's, told in the words of the file: a misspelt key before a missing one."""
    errors = error.errors(include_url=False, include_context=False, include_input=False)
    first = min(errors, key=lambda found: found["type"] != "extra_forbidden")
    where = [str(part) for part in first["loc"] if not isinstance(part, int)]
    said = _REASONS.get(first["type"], first["msg"])
    hint = _REMEDIES.get(first["type"], "see the partnership codebook for the form")
    return CodebookError(
        f"{name}: {_which(raw, first['loc'])}{'.'.join(where[-1:]) or 'codebook'}: {said}", hint=hint
    )


def _which(raw: object, loc: tuple[int | str, ...]) -> str:
    """`code funding: ` or `code 3: `, for an error inside a code."""
    if len(loc) < 2 or loc[0] != "codes" or not isinstance(raw, dict) or not isinstance(loc[1], int):
        return ""
    code = raw["codes"][loc[1]]
    known = code.get("id") if isinstance(code, dict) else None
    return f"code {known if isinstance(known, str) and known else loc[1] + 1}: "


def _check_ids(name: str, codes: Iterable[Code]) -> None:
    seen: set[str] = set()
    for code in codes:
        if code.id in seen or code.id in _TAKEN:
            why = "is given twice" if code.id in seen else f"is taken: {_TAKEN[code.id]}"
            raise CodebookError(f"{name}: code {code.id}: id {why}", hint="give every code an id of its own")
        seen.add(code.id)


def _check_parents(name: str, codes: tuple[Code, ...]) -> None:
    parents = {code.id: code.parent for code in codes}
    for code in codes:
        if code.parent and code.parent not in parents:
            raise CodebookError(
                f"{name}: code {code.id}: parent: there is no code `{code.parent}`",
                hint="give the id of a code of this file, or remove the line",
            )
    for code in codes:
        above, steps = code.parent, 0
        while above and steps <= len(codes):
            above, steps = parents[above], steps + 1
        if above:
            raise CodebookError(
                f"{name}: code {code.id}: parent: it is above and below itself",
                hint="remove one `parent` of the circle",
            )


def _check_terms(name: str, code: Code, parents: set[str]) -> None:
    if not code.terms and not code.weak_terms and code.id not in parents:
        raise CodebookError(
            f"{name}: code {code.id}: terms: there are none",
            hint="give a word or phrase that shows it",
        )
    for key in ("terms", "weak_terms", "not_terms"):
        for term in getattr(code, key):
            try:
                parse_term(term)
            except ValueError as error:
                raise CodebookError(
                    f"{name}: code {code.id}: {key}: `{term}`: {error}", hint="correct the term or remove it"
                ) from None
