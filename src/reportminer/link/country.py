"""The country of a report: told by its title, its cover, or what its text speaks of most."""

from collections import defaultdict
from collections.abc import Sequence
from functools import cache

from reportminer.link.cover import CoverLine
from reportminer.link.data import read_words
from reportminer.link.names import Names, read_names

_DEMONYM = 0.5
_SHARE = 0.6
_LEAST = 4.0
_EVERY_WORDS = 1500
"""A country that a report is about is named at least once in so many words."""


@cache
def _countries() -> tuple[Names, frozenset[str]]:
    """Names of countries and peoples, and which of them are peoples."""
    meaning: dict[str, str] = {}
    peoples: set[str] = set()
    for row in read_names("countries.csv"):
        for name in (row["name"], *filter(None, row["aliases"].split(";"))):
            meaning[name] = row["name"]
        for name in filter(None, row["demonyms"].split(";")):
            meaning.setdefault(name, row["name"])
            peoples.add(name.upper())
    others = read_words("not_countries.yaml", ("phrases",))["phrases"]
    return Names(meaning | dict.fromkeys(others, "")), frozenset(peoples)


def countries_in(text: str) -> dict[str, float]:
    """Countries with how much the text speaks of each; the name of a people counts half."""
    names, peoples = _countries()
    found: defaultdict[str, float] = defaultdict(float)
    for name, country in names.find(text):
        if country:
            found[country] += _DEMONYM if name.upper() in peoples else 1.0
    return dict(found)


def country_of(text: str, cover: Sequence[CoverLine], title: str) -> str:
    """One country, or nothing: several in the title, or a report on many, has none."""
    titled = countries_in(title)
    if titled:
        return next(iter(titled)) if len(titled) == 1 else ""
    everywhere = countries_in(text)
    if not everywhere:
        return ""
    if len(everywhere) == 1 and max(everywhere.values()) >= 1:
        return next(iter(everywhere))
    country, weight = max(sorted(everywhere.items()), key=lambda entry: entry[1])
    first = countries_in("\n".join(line.text for line in cover if line.page == 1 and not line.long))
    share = _SHARE / 2 if set(first) == {country} else _SHARE
    enough = weight >= max(_LEAST, len(text.split()) / _EVERY_WORDS)
    return country if enough and weight >= share * sum(everywhere.values()) else ""
