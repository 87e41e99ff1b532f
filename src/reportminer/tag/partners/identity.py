"""Which names of a report are one organisation: long form and acronym, "the", case, country offices."""

from collections.abc import Iterable, Sequence

from reportminer.tag.partners.acronyms import initials
from reportminer.tag.partners.kinds import is_short_form, kind_of, name_key
from reportminer.tag.partners.names import is_acronym
from reportminer.tag.partners.records import Body, Named, Place
from reportminer.tag.partners.rules import countries, known, words

_LINKS = frozenset({"of", "for", "on", "to", "in", "and", "against"})


class _Joined:
    """Union-find over name keys; the smaller key names the set, so that order decides nothing."""

    def __init__(self) -> None:
        self.parent: dict[str, str] = {}

    def find(self, key: str) -> str:
        root = key
        while self.parent.setdefault(root, root) != root:
            root = self.parent[root]
        while self.parent[key] != root:
            self.parent[key], key = root, self.parent[key]
        return root

    def join(self, one: str, other: str) -> None:
        a, b = sorted((self.find(one), self.find(other)))
        self.parent[b] = a


def bodies(named: Sequence[Named], found: Sequence[Place], defined: Sequence[tuple[str, str]]) -> list[Body]:
    """Names gathered into bodies, in the order in which they first stand in the text."""
    named = _worth(named, found)
    joined = _join(_spellings(named), defined)
    acronyms = {joined.find(name_key(short)) for short, _ in defined}
    grouped: dict[str, Body] = {}
    for mention in _with_anaphora(named, joined):
        key, item = mention
        body = grouped.setdefault(key, Body(defined=key in acronyms))
        body.mentions.append(item)
    for body in grouped.values():
        body.known = next((known().kinds[known().number[n]] for n in body.names if n in known().number), "")
    return list(grouped.values())


def _worth(named: Sequence[Named], found: Sequence[Place]) -> list[Named]:
    """Without words that are capitals only because they begin a sentence or stand in capitals."""
    sure = {name_key(n.name.text) for n in named if not n.name.opening and not found[n.place].capitals}
    return [n for n in named if _keeps(n, found[n.place], sure)]


def _keeps(item: Named, place: Place, sure: set[str]) -> bool:
    text = item.name.text
    if len(text) < 2 or len(name_key(text)) < 2:
        return False
    if name_key(text) in sure:
        return True
    if place.capitals:
        return " " in text and not kind_of(text).startswith("not_") and kind_of(text) != ""
    return not item.name.opening or " " in text or is_acronym(text) or text in known().number


def _spellings(named: Iterable[Named]) -> dict[str, str]:
    """Key → its most telling spelling (one with small letters before one in capitals)."""
    best: dict[str, str] = {}
    for item in named:
        key, text = name_key(item.name.text), item.name.text
        if key not in best or (best[key].isupper() and not text.isupper()):
            best[key] = text
    return best


def _join(spellings: dict[str, str], defined: Sequence[tuple[str, str]]) -> _Joined:
    joined = _Joined()
    for short, long in defined:
        joined.join(name_key(short), name_key(long))
    for key, text in spellings.items():
        for other in _twins(key, text, spellings):
            joined.join(key, other)
    return joined


def _twins(key: str, text: str, spellings: dict[str, str]) -> Iterable[str]:
    """Keys of other names for the same body."""
    if text in known().number:
        yield name_key(known().names[known().number[text]][0])
    yield from _country_office(text, spellings)
    yield from (k for k in (key + "s", key.replace("organisation", "organization")) if k in spellings)
    if key not in spellings:
        return
    yield from _long_form(text, spellings)
    yield from _extended(key, text, spellings)


def _country_office(text: str, spellings: dict[str, str]) -> Iterable[str]:
    """As in "UNDP Liberia", "UNDP Country Office": the organisation itself."""
    parts = text.split()
    first = parts[0]
    if len(parts) == 1 or not (is_acronym(first) or first in known().number):
        return
    rest = " ".join(parts[1:])
    if rest in countries() or rest.lower() in {
        "country office",
        "country offices",
        "headquarters",
        "regional office",
    }:
        yield name_key(first)


def _long_form(text: str, spellings: dict[str, str]) -> Iterable[str]:
    """The one long name in the report whose capitals spell this acronym."""
    if not is_acronym(text) or len(text) < 3 or not text.isupper():
        return
    long = [
        k for k, name in spellings.items() if " " in name and not name.isupper() and initials(name) == text
    ]
    if len(long) == 1:
        yield long[0]


def _extended(key: str, text: str, spellings: dict[str, str]) -> Iterable[str]:
    """The one longer name that this one is the short form of."""
    if " " not in key or not _is_body(text):
        return
    longer = [k for k in spellings if _extends(key, k)]
    if len(longer) == 1:
        yield longer[0]


def _is_body(text: str) -> bool:
    kind = kind_of(text)
    return bool(kind) and kind != "country" and not kind.startswith("not_")


def _extends(key: str, longer: str) -> bool:
    if longer.startswith(key + " "):
        rest = longer[len(key) + 1 :].split()
        return rest[0] in _LINKS or rest[-1] in words().legal
    if longer.endswith(" " + key):
        ahead = longer[: -len(key) - 1]
        return ahead in _LEADS
    return False


_LEADS = frozenset({"un", "uk", "us", "u s", "national", "united nations", "hm", "royal"})


def _with_anaphora(named: Sequence[Named], joined: _Joined) -> Iterable[tuple[str, Named]]:
    """Each name with the key of its body; "the Ministry" goes to the last ministry named in full."""
    last: dict[str, str] = {}
    for item in named:
        text = item.name.text
        if is_short_form(text):
            if text.lower() in last:
                yield last[text.lower()], item
            continue
        key = joined.find(name_key(text))
        for word in (text.split()[0].lower(), text.split()[-1].lower()):
            if is_short_form(word):
                last[word] = key
        yield key, item
