"""Whose words a report without a cover are: `we at the Riverside Trust`, `Riverside Trust's year`."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from reportminer.link.country import countries_in, shown_in
from reportminer.link.cover import plain_words, words

# Possessive: a word that may be cut in several places makes seven of them cost the seventh power.
_PART = r"[A-Z0-9](?=[\w&-]{0,30}[A-Za-z])[\w&-]{1,61}+"
_NAME = rf"(?:{_PART})(?:\s(?:(?:of|for|the|and|ni|de)\s){{0,2}}{_PART}){{0,6}}"
_SMALL = r"(?:of|for|the|and|in|on|to|de)"
_OWNED = re.compile(r"(.{4,80}?)(?:['’]s|(?<=s)['’])\s")


def own_voice(text: str, title: str) -> str:
    """The name that the writers tell most often as theirs, spelt out where the text does; or nothing."""
    told = Counter(name for name in _told(text) if not _is_else(name))
    if not told:
        return ""
    best = min(told, key=lambda name: (-told[name], -text.count(name), name))
    return _spelt_out(best, f"{title}\n{text}")


def owner(title: str) -> str:
    """Who stands in the possessive at the beginning of a title: `Riverside Council's year of open doors`."""
    found = _OWNED.match(title)
    return found[1].strip() if found else ""


def _told(text: str) -> Iterator[str]:
    for pattern in _patterns():
        for found in pattern.finditer(text):
            yield found["name"]


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """`we at X`, `we joined X`, `at X, we`, `I began as an X steward`."""
    before = "|".join(re.escape(phrase) for phrase in (*words("we_at"), *words("we_joined")))
    return (
        re.compile(rf"\b(?i:{before})\s(?:the\s)?(?P<name>{_NAME})"),
        re.compile(rf"\b(?:At|Here at|Here in)\s(?:the\s)?(?P<name>{_NAME}),\s(?:we|our)\b"),
        re.compile(rf"\bI\s[^.\n]{{0,30}}\bwork\w*\sas\s(?:an?|the)\s(?P<name>{_NAME})\s[a-z]"),
    )


def _is_else(name: str) -> bool:
    """A place, a gathering, a time: `they met us at the Fenland Summit`."""
    last = plain_words(name)[-1:]
    place = " " not in name and bool(countries_in(name) or shown_in(name))
    return place or not {*last}.isdisjoint((*words("events"), *words("months")))


def _spelt_out(name: str, text: str) -> str:
    """`Oldmoor State University` for `OSU`, where the text has it."""
    if not (name.isupper() and name.isalpha() and len(name) > 1):
        return name
    between = rf"\s(?:{_SMALL}\s)*"
    found = re.search(r"\b" + between.join(rf"{letter}[a-z][\w-]*" for letter in name) + r"\b", text)
    return " ".join(found[0].split()) if found else name
