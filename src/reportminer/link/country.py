"""The country of a report: told by its title, its cover, or what its text speaks of most."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files

from reportminer.link.cover import CoverLine, Told
from reportminer.link.data import read_words
from reportminer.link.names import Names, read_names
from reportminer.ruledata import from_yaml

_DEMONYM = 0.5
_SHARE = 0.6
_LEAST = 4.0
_PLACE = 0.4
_OFTEN = 6
_PAIR = 2
_TWIN = 0.3
"""Share of each of two countries that a report is about alike."""
_BOTH = 0.75
_EVERY_WORDS = 1500
"""A country that a report is about is named at least once in so many words."""


@cache
def _countries() -> tuple[Names, frozenset[str]]:
    """Names of countries and peoples, and which of them are peoples."""
    meaning: dict[str, str] = {}
    peoples: dict[str, str] = {}
    for row in read_names("countries.csv"):
        for name in (row["name"], *filter(None, row["aliases"].split(";"))):
            meaning[name] = row["name"]
        for name in filter(None, row["demonyms"].split(";")):
            peoples.setdefault(name, row["name"])
    others = dict.fromkeys(_other_names(meaning), "")
    return Names(peoples | meaning | others), frozenset(name.upper() for name in peoples)


def _other_names(countries: Mapping[str, str]) -> set[str]:
    """Names that hold the name of a country and are something else: `Lake Chad`, `Jordan River`."""
    known = read_words("not_countries.yaml", ("phrases", "behind", "of_counties"))
    formed = {f"{name} {word}" for name in countries for word in known["behind"]}
    own = {f"{name} County" for name, country in countries.items() if country in known["of_counties"]}
    return (formed - own) | set(known["phrases"])


def countries_in(text: str) -> dict[str, float]:
    """Countries with how much the text speaks of each; the name of a people counts half."""
    names, peoples = _countries()
    found: defaultdict[str, float] = defaultdict(float)
    for name, country in names.find(text):
        if country:
            found[country] += _DEMONYM if name.upper() in peoples else 1.0
    return dict(found)


@cache
def _places() -> Names:
    """Towns, regions, monies by the country that they show."""
    data = from_yaml((files(__package__) / "rules" / "places.yaml").read_text("utf-8"))
    found = {str(place): country for country, places in data.items() for place in places}
    return Names(found, exact=True)


def shown_in(text: str) -> dict[str, float]:
    """Countries with what the places of a text are worth."""
    return _worth(_places(), text)


def _worth(places: Names, text: str) -> dict[str, float]:
    found: defaultdict[str, float] = defaultdict(float)
    often: Counter[str] = Counter()
    for place, country in places.find(text):
        often[place] += 1
        # One town named a hundred times is where an office stands.
        found[country] += _PLACE if often[place] <= _OFTEN else 0.0
    return dict(found)


@cache
def _namesakes() -> dict[str, tuple[str, Names]]:
    """Countries whose name is also that of a part of another: the other, and names that show that part."""
    data = from_yaml((files(__package__) / "rules" / "namesakes.yaml").read_text("utf-8"))
    return {
        name: (country, Names(dict.fromkeys(map(str, shown), country), exact=True))
        for name, others in data.items()
        for country, shown in others.items()
    }


def _settled(found: dict[str, float], text: str) -> dict[str, float]:
    """The countries, with Georgia that of Tbilisi or that of Atlanta, as the places of the text show."""
    settled = dict(found)
    for name, (country, shown) in _namesakes().items():
        if name in settled and _is_the_part(name, shown, text):
            settled[country] = settled.get(country, 0.0) + settled.pop(name)
    return settled


def _is_the_part(name: str, shown: Names, text: str) -> bool:
    """Two different names have to show the part: an office may stand in one of its towns."""
    several = len({place for place, _ in shown.find(text)}) > 1
    return several and sum(_worth(shown, text).values()) > shown_in(text).get(name, 0.0)


def country_of(text: str, cover: Sequence[CoverLine], title: str) -> Told:
    """One country, or two that share a report; nothing for a report on many.

    Told by the title, else by what the text names most: countries, and places and monies that show one.
    """
    titled = _settled(countries_in(title), text)
    if titled:
        return Told(_joined(titled), "cover") if len(titled) <= _PAIR else Told()
    first = "\n".join(line.text for line in cover if line.page == 1 and not line.long)
    named = _settled(countries_in(text), text)
    everywhere = _sum(named, shown_in(text))
    if not everywhere:
        return Told()
    ranked = sorted(everywhere.items(), key=lambda entry: (-entry[1], entry[0]))
    total = sum(everywhere.values())
    on_cover = set(_sum(_settled(countries_in(first), text), shown_in(first)))
    country, weight = ranked[0]
    share = _SHARE / 2 if on_cover == {country} else _SHARE
    enough = weight >= max(_LEAST / 2, len(text.split()) / _EVERY_WORDS / 2)
    if enough and weight >= share * total:
        return Told(country, "cover" if country in on_cover else "text")
    both = {name for name, own in ranked[:_PAIR] if own >= _TWIN * total}
    if enough and len(both) == _PAIR and sum(everywhere[name] for name in both) >= _BOTH * total:
        return Told(_joined(both), "text")
    return Told()


def _joined(countries: Iterable[str]) -> str:
    return " and ".join(sorted(countries))


def _sum(one: dict[str, float], other: dict[str, float]) -> dict[str, float]:
    return {name: one.get(name, 0.0) + other.get(name, 0.0) for name in {**one, **other}}
