"""Which names of a report are one organisation: long form and acronym, "the", case, country offices."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reportminer.tag.partners.acronyms import initials
from reportminer.tag.partners.kinds import is_short_form, kind_of, name_key
from reportminer.tag.partners.records import Body, Named, Place
from reportminer.tag.partners.rules import countries, known, words
from reportminer.tag.partners.tokens import is_acronym

_REMEMBERED = 4000
"""Characters after which "the Ministry" is no longer the one named before."""
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
    joined = _join(_spellings(_worth(named, found)), defined)
    acronyms: dict[str, set[str]] = {}
    for _, long in defined:
        acronyms.setdefault(joined.find(name_key(long)), set()).add(long)
    stands_for = {
        short.lower(): joined.find(name_key(long)) for short, long in defined if is_short_form(short)
    }
    grouped: dict[str, Body] = {}
    for key, item in _with_anaphora(_worth(named, found), joined, stands_for):
        body = grouped.setdefault(key, Body(defined=key in acronyms, full=acronyms.get(key, set())))
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
    return (
        not item.name.opening
        or " " in text
        or is_acronym(text)
        or text in known().number
        or text in countries()
    )


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
        if not is_short_form(short):
            joined.join(name_key(short), name_key(long))
    index = _index(spellings)
    for key, text in spellings.items():
        for other in _twins(key, text, index):
            joined.join(key, other)
    return joined


@dataclass(frozen=True, slots=True)
class _Index:
    """Spellings of a report, found by key, by initials and by the name they are longer than."""

    spellings: dict[str, str]
    by_initials: dict[str, list[str]]
    longer: dict[str, list[str]]


def _index(spellings: dict[str, str]) -> _Index:
    by_initials: dict[str, list[str]] = {}
    longer: dict[str, list[str]] = {}
    for key, text in spellings.items():
        if " " in text and not text.isupper():
            by_initials.setdefault(initials(text), []).append(key)
        for shorter in _shortened(key):
            longer.setdefault(shorter, []).append(key)
    return _Index(spellings, by_initials, longer)


def _twins(key: str, text: str, index: _Index) -> Iterable[str]:
    """Keys of other names for the same body."""
    if text in known().number:
        yield name_key(known().names[known().number[text]][0])
    yield from _country_office(text)
    yield from (k for k in (key + "s", key.replace("organisation", "organization")) if k in index.spellings)
    long = index.by_initials.get(text, []) if text.isupper() and len(text) > 2 and is_acronym(text) else []
    if len(long) == 1:
        yield long[0]
    longer = index.longer.get(key, []) if " " in key and _is_body(text) else []
    if len(longer) == 1:
        yield longer[0]


def _country_office(text: str) -> Iterable[str]:
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


def _is_body(text: str) -> bool:
    kind = kind_of(text)
    return bool(kind) and kind != "country" and not kind.startswith("not_")


def _shortened(key: str) -> Iterable[str]:
    """What a longer name may be shortened to: up to "of" or "Ltd", or without "UN" before it."""
    parts = key.split()
    for at in range(2, len(parts)):
        if parts[at] in _LINKS or parts[-1] in words().legal:
            yield " ".join(parts[:at])
    for lead in _LEADS:
        if key.startswith(lead + " "):
            yield key[len(lead) + 1 :]


_LEADS = ("un", "uk", "us", "u s", "united nations", "hm", "royal")


def _with_anaphora(
    named: Sequence[Named], joined: _Joined, stands_for: dict[str, str]
) -> Iterable[tuple[str, Named]]:
    """Each name with the key of its body.

    "The Ministry" goes to the body that the report says it stands for, else to the last body of
    that word if it was named not long before.
    """
    last: dict[str, tuple[str, int]] = {}
    for item in named:
        text, start = item.name.text, item.name.start
        if is_short_form(text):
            key, at = (
                (stands_for.get(text.lower(), ""), start)
                if text.lower() in stands_for
                else last.get(text.lower(), ("", 0))
            )
            if key and (item.name.article or text.lower() in stands_for) and start - at < _REMEMBERED:
                last[text.lower()] = (key, start)
                yield key, item
            continue
        key = joined.find(name_key(text))
        for word in {text.split()[0].lower(), text.split()[-1].lower()}:
            if is_short_form(word):
                last[word] = (key, start)
        yield key, item
