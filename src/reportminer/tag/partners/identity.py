"""Which names of a report are one organisation: long form and acronym, "the", case, country offices."""

from collections.abc import Iterable, Sequence

from reportminer.tag.partners.echoes import Echoes
from reportminer.tag.partners.joining import Joined, join
from reportminer.tag.partners.kinds import is_short_form, kind_of, name_key
from reportminer.tag.partners.records import Body, Named, Place
from reportminer.tag.partners.rules import countries, known
from reportminer.tag.partners.tokens import is_acronym


def bodies(named: Sequence[Named], found: Sequence[Place], defined: Sequence[tuple[str, str]]) -> list[Body]:
    """Names gathered into bodies, in the order in which they first stand in the text."""
    worth = _worth(named, found)
    joined = join(_spellings(worth), defined, _places(worth), _of_nations(worth))
    acronyms: dict[str, set[str]] = {}
    for _, long in defined:
        acronyms.setdefault(joined.find(name_key(long)), set()).add(long)
    stands_for = {
        short.lower(): joined.find(name_key(long)) for short, long in defined if is_short_form(short)
    }
    grouped: dict[str, Body] = {}
    for key, item in _with_echoes(worth, joined, stands_for):
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


def _places(named: Sequence[Named]) -> set[str]:
    """Keys of names that a word of place stands before somewhere: "in Saltmere"."""
    return {name_key(item.name.text) for item in named if item.name.placed}


def _of_nations(named: Sequence[Named]) -> set[str]:
    """Keys of names that are said to be of a part of a state: "In Wales, the Department of Ports"."""
    return {name_key(item.name.text) for item in named if item.name.nation}


def _with_echoes(
    named: Sequence[Named], joined: Joined, stands_for: dict[str, str]
) -> Iterable[tuple[str, Named]]:
    """Each name with the key of its body: its own, or that of the body which it echoes ("the Ministry").

    A lone word such as "Ministry" that echoes nothing is no body.
    """
    echoes = Echoes([item.name for item in named], joined, stands_for)
    for item in named:
        key = echoes.of(item.name)
        if not key and not is_short_form(item.name.text):
            key = joined.find(name_key(item.name.text))
        if key:
            echoes.heard(item.name, key)
            yield key, item
