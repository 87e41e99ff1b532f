"""The rule files of the partner tagger, read once: words, known organisations, countries, cues."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from reportminer.errors import ModelError
from reportminer.ruledata import from_yaml

_LEADS = {"United Nations ": "UN ", "UN ": "United Nations "}


@dataclass(frozen=True, slots=True)
class Words:
    """`rules/words.yaml`, in lower case."""

    organisation: dict[str, str]
    """Word of an organisation's name → the kind it speaks for."""
    other: dict[str, str]
    """Last word of what is no organisation → what it is instead."""
    opening: frozenset[str]
    titles: frozenset[str]
    inside: frozenset[str]
    legal: frozenset[str]
    short_forms: frozenset[str]
    foreign: frozenset[str]
    weak: frozenset[str]
    articles: frozenset[str]
    closed: frozenset[str]
    clause: frozenset[str]
    honorifics: frozenset[str]
    deeds: frozenset[str]
    posted: frozenset[str]
    ordinary: frozenset[str]
    trailing: frozenset[str]
    attributive: frozenset[str]
    dotted: frozenset[str]
    units: frozenset[str]
    matters: frozenset[str]
    organs: frozenset[str]
    boards: frozenset[str]
    purposes: frozenset[str]
    plurals: frozenset[str]
    heads: frozenset[str]


@dataclass(frozen=True, slots=True)
class Known:
    """Well-known organisations: each spelling → its number; names and kinds by number."""

    number: dict[str, int]
    kinds: tuple[str, ...]
    names: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Common:
    """`rules/common.yaml`: names that are no organisation, as written."""

    given_names: frozenset[str]
    places: frozenset[str]
    abbreviations: frozenset[str]


@dataclass(frozen=True, slots=True)
class Cues:
    """`rules/cues.yaml`: class → phrases, before and after a name."""

    reach: int
    before: dict[str, tuple[str, ...]]
    after: dict[str, tuple[str, ...]]
    frame: dict[str, tuple[str, ...]]
    """Class → words that announce a list."""
    row: tuple[str, ...]
    """Phrases right before a list whose members all work together."""


@dataclass(frozen=True, slots=True)
class RoleRules:
    """`rules/roles.yaml`: roles by kind, by cue, and what makes a lead."""

    by_kind: dict[str, str]
    by_cue: dict[str, dict[str, Any]]
    heads: dict[str, str]
    """What a name says that the body is → kind, where roles are told."""
    doubted: dict[str, list[str]]
    """Word of a name → words of which one must stand with it to tell its kind."""
    firms: list[str]
    """Words of bodies that firms bear too, with a name of their own alone."""
    leading: dict[str, tuple[str, ...]]
    """`before` and `after` a name: words that say that it leads."""
    led: float
    """Share of mentions beside which such words stand, from which on a body leads."""
    lead_mentions: int
    lead_through: int
    """Mentions from which on a body is named all through a report."""
    least: float
    """Probability from which on the likeliest role is given where no rule tells one."""
    reader: float
    """Weight of the reader's word beside the regressions."""


@lru_cache(maxsize=1)
def words() -> Words:
    """The words by which names are built and judged."""
    data = _read("words.yaml", Words.__slots__)
    plain = {
        name: frozenset(map(str, data[name]))
        for name in Words.__slots__
        if name not in ("organisation", "other")
    }
    return Words(organisation=_invert(data["organisation"]), other=_invert(data["other"]), **plain)


@lru_cache(maxsize=1)
def known() -> Known:
    """The ruler of well-known organisations."""
    data = _read("known.yaml", None)
    rows = [(kind, tuple(map(str, names))) for kind, group in data.items() for names in group]
    number = {name: n for n, (_, names) in enumerate(rows) for name in names}
    for name, n in list(number.items()):
        for spelling in _respelt(name):
            number.setdefault(spelling, n)
    return Known(number, tuple(kind for kind, _ in rows), tuple(names for _, names in rows))


def _respelt(name: str) -> Iterator[str]:
    """The name with its lead short or in full, and with the other apostrophe."""
    lead = next((one for one in _LEADS if name.startswith(one) and " " in name[len(one) :]), "")
    if lead:
        other = _LEADS[lead] + name[len(lead) :]
        yield from (other, *_respelt_apostrophe(other))
    yield from _respelt_apostrophe(name)


def _respelt_apostrophe(name: str) -> Iterator[str]:
    if "'" in name or "’" in name:
        yield name.translate({ord("'"): "’", ord("’"): "'"})


@lru_cache(maxsize=1)
def _subjects() -> frozenset[str]:
    return frozenset(map(str, _read("plain.yaml", ("qualities", "subjects"))["subjects"]))


def is_subject(word: str) -> bool:
    """Whether a word (lower case), or what it is a plural of, says what a body is about."""
    return bool({word, word.removesuffix("s"), word.removesuffix("ies") + "y"} & _subjects())


@lru_cache(maxsize=1)
def plain() -> frozenset[str]:
    """Words that tell no organisation from another: subjects, qualities, what a body is, small words."""
    data = _read("plain.yaml", ("qualities", "subjects"))
    listed = {*data["qualities"], *data["subjects"], *words().organisation, *words().inside, *words().legal}
    return frozenset(word for entry in listed for word in str(entry).split())


def is_plain(word: str) -> bool:
    """Whether a word (lower case) tells no organisation from another: it, or what it is a plural of."""
    forms = {word, word.removesuffix("s"), word.removesuffix("es"), word.removesuffix("ies") + "y"}
    return not word.strip("s") or bool(forms & plain())


def countries() -> frozenset[str]:
    """Names of states and territories, as written."""
    return _lands()["names"]


def regions() -> frozenset[str]:
    """Names of regions that hold an "and"."""
    return _lands()["regions"]


def peoples() -> frozenset[str]:
    """Adjectives of countries, as written."""
    return _lands()["peoples"]


def nations() -> frozenset[str]:
    """Parts of states that have bodies of their own."""
    return _lands()["nations"]


@lru_cache(maxsize=1)
def _lands() -> dict[str, frozenset[str]]:
    data = _read("countries.yaml", ("names", "regions", "peoples", "nations"))
    return {name: frozenset(listed) for name, listed in data.items()}


@lru_cache(maxsize=1)
def common() -> Common:
    """Given names, towns and abbreviations."""
    data = _read("common.yaml", Common.__slots__)
    return Common(**{name: frozenset(map(str, data[name])) for name in Common.__slots__})


@lru_cache(maxsize=1)
def cues() -> Cues:
    """Context cues."""
    data = _read("cues.yaml", Cues.__slots__)
    sides = {side: {k: tuple(v) for k, v in data[side].items()} for side in ("before", "after", "frame")}
    return Cues(int(data["reach"]), row=tuple(data["row"]), **sides)


@lru_cache(maxsize=1)
def role_rules() -> RoleRules:
    """How a partner's role is told."""
    data = _read(
        "roles.yaml",
        ("by_kind", "by_cue", "heads", "doubted", "firms", "leading", "lead", "led", "least", "reader"),
    )
    lead = data.pop("lead")
    leading = {side: tuple(told) for side, told in data.pop("leading").items()}
    return RoleRules(lead_mentions=lead["mentions"], lead_through=lead["through"], leading=leading, **data)


def _invert(groups: dict[str, list[str]]) -> dict[str, str]:
    return {word: kind for kind, members in groups.items() for word in members}


def _read(name: str, allowed: tuple[str, ...] | None) -> dict[str, Any]:
    try:
        text = files("reportminer.tag.partners").joinpath("rules", name).read_text(encoding="utf-8")
    except OSError as error:
        raise ModelError(f"rule file {name} cannot be read", hint="install reportminer again") from error
    data = from_yaml(text)
    if not isinstance(data, dict) or (allowed is not None and set(data) != set(allowed)):
        raise ModelError(f"{name}: unknown or missing keys", hint="compare it with a fresh install")
    return data
