"""What kind of thing a name names, by its words alone."""

import re
import unicodedata
from functools import lru_cache

from reportminer.tag.partners.rules import common, countries, is_plain, known, role_rules, words
from reportminer.tag.partners.tokens import is_acronym

_PEERS = frozenset({"lord", "lady", "dame", "viscount", "earl", "judge", "ambassador"})
_NOT_WORD = re.compile(r"[^\w ]+")
_SPACE = re.compile(r"\s+")
_CENTRES = frozenset({"centre", "center", "centres", "centers"})
_LINKS = frozenset({"of", "for", "on", "to", "against"})
_LAWS = frozenset({"act", "bill", "regulations", "regulation", "directive"})
"""No body's name ends so, whatever body it begins with: "Coast Guard for Tidewater Act"."""
_NUMBER = re.compile(
    r"[A-Z]{1,6}\d{3,}[\w/.-]*$|[A-Z]{1,6}[./-]\d[\w/.-]*$|(?=[IVXL]{2})(?:X{0,3}|XL|LX{0,3})(?:IX|IV|V?I{0,3})$"
)
"""Numbers of documents, grades and chapters: "INQ000123", "P-5", "AC.51", "XIV"."""
_CODE = re.compile(r"[A-Z]{0,6}[/.-]?\d[\w/.-]*$")


@lru_cache(maxsize=20_000)
def name_key(name: str) -> str:
    """A name without case, punctuation, possessive and leading "the": equal for spellings of one name."""
    text = unicodedata.normalize("NFKC", name).casefold().replace("’", "'")
    text = _NOT_WORD.sub(" ", text.replace("&", " and ").removesuffix("'s"))
    return _SPACE.sub(" ", text).strip().removeprefix("the ")


@lru_cache(maxsize=20_000)
def kind_of(name: str) -> str:
    """`un`, `government`, `network` … for an organisation, `country`, or `not_…`; empty if unsure."""
    if name in known().number:
        return known().kinds[known().number[name]]
    if name.lower().startswith("government of ") or name.lower().endswith((" government", " governments")):
        return "state"
    if listed := _listed(name):
        return listed
    kind = _by_words([w.removesuffix("'s").removesuffix("’s") for w in name.lower().replace(",", "").split()])
    return "not_person" if not kind and _is_person(name.split()) else kind


def _listed(name: str) -> str:
    """What the lists of names, or its look alone, tell."""
    if name in countries():
        return "country"
    if name in common().abbreviations:
        return "not_abbreviation"
    if name in common().places:
        return "place"
    if _is_law(name.split()):
        return "not_law"
    return "not_code" if _NUMBER.match(name) else ""


def _is_law(parts: list[str]) -> bool:
    """Not "Coalition to Act", nor "Churches ACT"."""
    return len(parts) > 2 and parts[-1].lower() in _LAWS and parts[-2] != "to" and not is_acronym(parts[-1])


def _is_person(parts: list[str]) -> bool:
    """A title before a name; or a given name, perhaps initials, and a family name."""
    lower = [part.lower() for part in parts]
    if len(parts) > 1 and (lower[0] in words().honorifics or not _PEERS.isdisjoint(lower[:-1])):
        return True
    return 2 <= len(parts) <= 4 and parts[0] in common().given_names and not is_acronym(parts[-1])


def _by_words(parts: list[str]) -> str:
    if not parts:
        return "not_thing"
    organisation, other = words().organisation, words().other
    last, headed = parts[-1], _word_before_link(parts)
    if headed in organisation:
        return _stronger(organisation[headed], parts)
    if headed:
        return f"not_{other[headed]}" if headed in other else _any(parts)
    post = " ".join(parts[-2:])
    if post not in other and last in organisation:
        return _stronger(organisation[last], parts)
    ends = post if post in other else last
    return f"not_{other[ends]}" if ends in other and parts[0] not in organisation else _any(parts)


def _any(parts: list[str]) -> str:
    """By the first word that may say what it is; one that stands before such words is asked last."""
    found = [word for word in parts if word in words().organisation]
    found.sort(key=lambda word: word in words().attributive)
    return words().organisation[found[0]] if found else ""


def head_of(name: str) -> str:
    """The word that says what it is, in small letters: "commission" of "Commission on Rivers"."""
    parts = name_key(name).split()
    return _word_before_link(parts) or (parts[-1] if parts else "")


def _word_before_link(parts: list[str]) -> str:
    """As in "German Institute for Development Evaluation": what it is stands before "for"."""
    at = next((n for n, word in enumerate(parts) if word in _LINKS), 0)
    return parts[at - 1] if at else ""


def _stronger(kind: str, parts: list[str]) -> str:
    """A ministry's unit is government; a university's centre is research."""
    if parts[0] in {"ministry", "department", "government"}:
        return "government"
    return "research" if "university" in parts else kind


@lru_cache(maxsize=20_000)
def telling_kind(name: str) -> str:
    """`kind_of`; empty where the word that tells it is one that bodies of other kinds bear as well.

    "Quarrel Fishers' Centre" does no research, "Orrin Group" is a firm, "Climate Council" no government.
    """
    kind = kind_of(name)
    doubt = "" if name in known().number else _doubted(name)
    return "" if doubt and kind == words().organisation.get(doubt) else kind


def _doubted(name: str) -> str:
    """The word that says what it is, where nothing with it bears that out; empty where there is none."""
    parts = name_key(name).split()
    at = next((n for n, part in enumerate(parts) if n and part in _LINKS), len(parts))
    head = parts[at - 1] if parts else ""
    head = "centre" if head in _CENTRES else head
    if head in role_rules().firms and at == len(parts):
        return "" if any(map(is_plain, parts[:-1])) else head
    with_it = role_rules().doubted.get(head)
    small = parts[at : at + 1]
    if with_it is None or (small and ("for" in with_it or small[0] in with_it)):
        return ""
    lone = head == "council" and at == 2 and not is_plain(parts[0])
    rest = {form for part in parts[: at - 1] for form in (part, part.removesuffix("s"))}
    return "" if lone or rest & set(with_it) else head


def is_code(name: str) -> bool:
    """Document codes, sections and figures: "E/CN.6", "B2", "A/79/1"."""
    return bool(_CODE.match(name)) and not is_acronym(name)


def is_short_form(name: str) -> bool:
    """One word that stands for a body named before: "the Ministry"."""
    return name.lower() in words().short_forms
