"""The tail of a source: partners, organisations that are none, and what each mark means."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from builder.faults import SourceError
from builder.yamls import Data, refuse_unknown
from reportminer.labels import PartnerRole

ROLES = frozenset(str(role) for role in PartnerRole if role is not PartnerRole.UNKNOWN)
MODALITIES = ("must", "should", "could")
_PARTNER = ("name", "aliases", "role", "parent")
_TEXTS = ("actor", "modality", "deadline", "number", "speaker")
_LISTS = ("codes", "answers", "from")
_LINKS = {"answers": ("r", "c"), "from": ("l", "c")}
"""Relation: what it goes from and to."""


@dataclass(frozen=True, slots=True)
class Partner:
    """Who takes part, under which names, as what."""

    name: str
    aliases: tuple[str, ...]
    role: str
    parent: str
    line: int


@dataclass(frozen=True, slots=True)
class Note:
    """What the tail says of one mark."""

    name: str
    line: int
    codes: tuple[str, ...] = ()
    actor: str = ""
    modality: str = ""
    deadline: str = ""
    number: str = ""
    speaker: str = ""
    negated: bool = False
    answers: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    """`from`: the challenges that a lesson came from."""


@dataclass(frozen=True, slots=True)
class Tail:
    """The whole tail."""

    partners: tuple[Partner, ...]
    mentioned: tuple[tuple[str, int], ...]
    """(name, line)."""
    notes: Mapping[str, Note]


@cache
def known_codes() -> frozenset[str]:
    """Ids of the partnership codebook."""
    folder = files("reportminer.gather").joinpath("codebooks")
    book = yaml.safe_load(folder.joinpath("partnership.yaml").read_text(encoding="utf-8"))
    return frozenset(code["id"] for code in book["codes"])


def read_tail(data: Data) -> Tail:
    """Check and take over the tail."""
    refuse_unknown(data, (), data.value, ("partners", "mentioned", "findings"))
    partners = tuple(_partner(data, at) for at in range(len(_list(data, "partners"))))
    mentioned = tuple(
        (_text(data, "mentioned", at), data.at("mentioned", at).line)
        for at in range(len(_list(data, "mentioned")))
    )
    findings = data.value.get("findings") or {}
    if not isinstance(findings, dict):
        raise SourceError(data.at("findings"), "findings is no mapping")
    codes = known_codes()
    notes = {str(name): _note(data, str(name), codes) for name in findings}
    _check_names(data, partners, mentioned)
    _check_links(data, notes)
    return Tail(partners, mentioned, notes)


def _at(data: Data, path: tuple[str | int, ...]) -> object:
    held: object = data.value
    for step in path:
        held = held[step] if isinstance(held, list | dict) else None  # type: ignore[index]
    return held


def _list(data: Data, *path: str | int) -> list[object]:
    held = _at(data, path[:-1])
    value = held.get(path[-1]) if isinstance(held, dict) else None
    if value is None:
        return []
    if not isinstance(value, list):
        raise SourceError(data.at(*path), f"{path[-1]} is no list")
    return value


def _text(data: Data, *path: str | int) -> str:
    value = _at(data, path)
    if not isinstance(value, str) or not value.strip():
        raise SourceError(data.at(*path), f"{path[-1]} is no text (quotes may help): {value!r}")
    return value


def _partner(data: Data, at: int) -> Partner:
    path = ("partners", at)
    held = _at(data, path)
    if not isinstance(held, dict) or "name" not in held or "role" not in held:
        raise SourceError(data.at(*path), "a partner has a name and a role")
    refuse_unknown(data, path, held, _PARTNER)
    role = _text(data, *path, "role")
    if role not in ROLES:
        raise SourceError(data.at(*path, "role"), f"unknown role {role!r}")
    aliases = tuple(_text(data, *path, "aliases", n) for n in range(len(_list(data, *path, "aliases"))))
    parent = held.get("parent") or ""
    if not isinstance(parent, str):
        raise SourceError(data.at(*path, "parent"), "parent is no text")
    return Partner(_text(data, *path, "name"), aliases, role, parent, data.at(*path).line)


def _note(data: Data, name: str, codes: frozenset[str]) -> Note:
    path = ("findings", name)
    held = _at(data, path) or {}
    line = data.at(*path).line
    if not isinstance(held, dict):
        raise SourceError(data.at(*path), f"{name} is no mapping")
    refuse_unknown(data, path, held, (*_TEXTS, *_LISTS, "negated"))
    texts = {key: _text(data, *path, key) for key in _TEXTS if held.get(key) not in (None, "")}
    lists = {
        key: tuple(_text(data, *path, key, n) for n in range(len(_list(data, *path, key)))) for key in _LISTS
    }
    for code in lists["codes"]:
        if code not in codes:
            raise SourceError(data.at(*path, "codes"), f"{name}: unknown code {code!r}")
    if texts.get("modality", "should") not in MODALITIES:
        raise SourceError(data.at(*path, "modality"), f"{name}: modality is one of {', '.join(MODALITIES)}")
    negated = held.get("negated", False)
    if not isinstance(negated, bool):
        raise SourceError(data.at(*path, "negated"), f"{name}: negated is true or false")
    return Note(
        name,
        line,
        codes=lists["codes"],
        answers=lists["answers"],
        origins=lists["from"],
        negated=negated,
        **texts,
    )


def _check_names(data: Data, partners: tuple[Partner, ...], mentioned: tuple[tuple[str, int], ...]) -> None:
    """No name may stand for two organisations."""
    seen: dict[str, str] = {}
    named = [(name, p.name, p.line) for p in partners for name in (p.name, *p.aliases)]
    for name, owner, line in [*named, *((name, name, line) for name, line in mentioned)]:
        if name in seen:
            raise SourceError(data.place.at(line), f"{name!r} stands for {seen[name]!r} and for {owner!r}")
        seen[name] = owner


def _check_links(data: Data, notes: Mapping[str, Note]) -> None:
    for note in notes.values():
        for key, targets in (("answers", note.answers), ("from", note.origins)):
            here = data.at("findings", note.name, key)
            if targets and note.name[0] != _LINKS[key][0]:
                raise SourceError(here, f"{note.name}: only {_LINKS[key][0]}… has `{key}`")
            for target in targets:
                if target not in notes:
                    raise SourceError(here, f"{note.name}: {key} {target!r}, which is no mark")
                if target[0] != _LINKS[key][1]:
                    raise SourceError(here, f"{note.name}: {key} {target!r}, which is no challenge")
