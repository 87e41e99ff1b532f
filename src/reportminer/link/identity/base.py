"""What a partner is by its own report alone: the id that it has in whatever company.

A name that can be one organisation only (well known, or with a word of its own) has one id everywhere.
A name that every country has (`Ministry of Health`) has one id in each country; a name that every town has
(`the Town Council`), and any such name where the country is not known, has one id in each report.
"""

from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise

from reportminer.link.country import countries_in
from reportminer.link.data import read_words
from reportminer.link.identity.keys import normal_name, partner_id
from reportminer.link.identity.organisations import Organisation
from reportminer.link.identity.records import Base, Known, Sighting
from reportminer.tag.partners.kinds import kind_of
from reportminer.tag.partners.rules import common, is_plain, known
from reportminer.tag.partners.tokens import is_acronym

_STATE = frozenset(("government", "governments", "of", "the", "republic", "state"))
_SAINTS = frozenset(("st", "saint", "san", "santa", "são", "saints", "our", "lady", "holy", "trinity"))
_WORLD = frozenset(("international", "global", "world", "worldwide"))
_WITH_ARTICLE = (
    "Republic",
    "Kingdom",
    "States",
    "Islands",
    "Emirates",
    "Netherlands",
    "Philippines",
    "Gambia",
)
_BRITISH = frozenset(("uk", "kingdom", "british", "britain"))
_MIXED = 5
"""Letters of an acronym with small ones among them (`MoSA`); a longer one is a name (`FrontlineSMS`)."""
_SHORT = 3
"""Letters of an acronym that another body of the country may well have too."""


def rules(name: str) -> frozenset[str]:
    """A list of `rules/identity.yaml`."""
    return _rules()[name]


@cache
def _rules() -> dict[str, frozenset[str]]:
    data = read_words("identity.yaml", ("bound", "local", "federal", "whole", "each_country"))
    return {name: frozenset(listed) for name, listed in data.items()}


@dataclass(frozen=True, slots=True)
class Words:
    """What the words of a name tell."""

    tokens: tuple[str, ...]
    proper: frozenset[str]
    """Words that tell it from others: none that says what a body is, what it is about, or a country."""
    country: str
    """The one country that it names."""

    @property
    def bound(self) -> bool:
        """It says that it is a body of one country or place, or says nothing of its own."""
        return bool(rules("bound") & set(self.tokens)) or not self.proper


@lru_cache(maxsize=20_000)
def words_of(name: str) -> Words:
    """What the words of a name tell."""
    tokens = tuple(normal_name(name).split())
    named = countries_in(name)
    of_countries = set(normal_name(" ".join(_country_words(name))).split()) if named else set()
    proper = {t for t in tokens if len(t) > 1 and not t.isdigit() and not is_plain(t)}
    saints = {word for before, word in pairwise(tokens) if before in _SAINTS}
    return Words(
        tokens, frozenset(proper - of_countries - saints), next(iter(named)) if len(named) == 1 else ""
    )


def without_country(name: str) -> str:
    """A name without the country that it names: `Malawi Ministry of Health`, `Ministry of Health of Malawi`.

    The nations of the United Kingdom stay: each has a government.
    """
    words = words_of(name)
    if not words.country or (words.country == "United Kingdom" and not _BRITISH & set(words.tokens)):
        return name
    of_country = {normal_name(word) for word in _country_words(name)}
    left = [word for word in name.split() if normal_name(word) not in of_country]
    while left and left[-1].lower() in ("of", "in", "the", "for"):
        left = left[:-1]
    return " ".join(left) or name


def _country_words(name: str) -> list[str]:
    """Words of a name that name a country by themselves or with the word beside them."""
    parts = name.replace("’", "'").split()
    pairs = {at for at in range(len(parts) - 1) if countries_in(" ".join(parts[at : at + 2]))}
    single = {at for at, part in enumerate(parts) if countries_in(part)}
    beside = {n for at in pairs if at not in single and at + 1 not in single for n in (at, at + 1)}
    return [parts[at] for at in sorted(single | beside)]


def base_of(sighting: Sighting, known_better: Known) -> Base:
    """The base of a partner. The user's list comes first, then well-known ones, then its name."""
    country, split = country_named(sighting.country), known_better.decisions
    listed = known_better.organisations.of(sighting.name, sighting.aliases, country)
    found = _listed(listed) if listed else None
    found = found or _well_known(sighting) or _state(sighting, country) or _by_name(sighting, country)
    if split.apart(found.id, sighting.own_id):
        found = replace(_by_name(sighting, country), alone=True)
    if split.apart(found.id, sighting.report_id):
        found = replace(_in_report(sighting), alone=True)
    return found


def _listed(row: Organisation) -> Base:
    return Base(row.id, row.name, "list", bound=bool(row.country), country=row.country)


@lru_cache(maxsize=4_000)
def country_named(text: str) -> str:
    """The country that metadata tell; empty where they tell of none or of several."""
    found = countries_in(text)
    return next(iter(found)) if len(found) == 1 else ""


def _well_known(sighting: Sighting) -> Base | None:
    """By the ruler of well-known organisations: its name, or another name in full, stands there."""
    names = (sighting.name, *(alias for alias in sighting.aliases if " " in alias))
    numbers = sorted({known().number[name] for name in names if name in known().number})
    for number in numbers:
        full = known().names[number][0]
        one = known().kinds[number] != "government" and not _in_each_country(full)
        if one and not _ambiguous(sighting, number):
            return Base(partner_id(full), full, "known")
    return None


def _in_each_country(name: str) -> bool:
    """As in `Humanitarian Country Team`, `Shelter Cluster`: a name that bodies of many countries bear."""
    lower = name.lower()
    return not lower.startswith("global ") and lower.endswith(tuple(rules("each_country")))


def _ambiguous(sighting: Sighting, number: int) -> bool:
    """A long name of its own beside a well-known one: the well-known one is but an alias taken for it."""
    return " " in sighting.name and known().number.get(sighting.name) != number


def _state(sighting: Sighting, country: str) -> Base | None:
    """As in `Government of Kenya`, `Kenyan Government`, `Kenya`; `the Government` in a report on Kenya."""
    words = words_of(sighting.name)
    rest = set(words.tokens) - set(normal_name(" ".join(_country_words(sighting.name))).split())
    own = words.country or country
    nation = kind_of(sighting.name) == "country"
    if not own or rest - _STATE or not (nation or {"government", "governments"} & set(words.tokens)):
        return None
    if words.country == "United Kingdom" and not _BRITISH & set(words.tokens):
        return None  # the governments of Scotland and Wales
    name = f"Government of {'the ' if own.endswith(_WITH_ARTICLE) else ''}{own}"
    return Base(partner_id(name), name, "state", bound=True, country=own)


def _by_name(sighting: Sighting, country: str) -> Base:
    name, words = sighting.name, words_of(sighting.name)
    letters = sum(c.isalpha() for c in name)
    if is_acronym(name) and (name.isupper() or letters <= _MIXED):
        common_one = name in common().abbreviations or letters <= _SHORT
        return _in_report(sighting, country) if common_one or not country else _in_country(name, country)
    if _in_each_country(name):
        own = words.country or country
        return _in_country(name, own) if own else _in_report(sighting)
    if words.country:
        return _in_country(name, words.country) if words.bound else Base(partner_id(name), name)
    if (not words.bound and not words.proper <= _SAINTS) or _of_the_world(name, words):
        return Base(partner_id(name), name)
    if not country or _of_report(words, country):
        return _in_report(sighting, country if words.proper - _SAINTS else "")
    return _in_country(name, country)


def _of_the_world(name: str, words: Words) -> bool:
    """As in `International Water Association`."""
    return bool(_WORLD & set(words.tokens)) and len(words.tokens) > 2 and kind_of(name) != "government"


def _of_report(words: Words, country: str) -> bool:
    """Whether other reports of the country may name another body so."""
    tokens = set(words.tokens)
    if words.proper:
        return words.proper <= _SAINTS
    federal = country in rules("federal") and not tokens & rules("whole")
    return bool(tokens & rules("local")) or len(words.tokens) == 1 or federal


def _in_country(name: str, country: str) -> Base:
    return Base(partner_id(name, country), name, bound=True, country=country)


def _in_report(sighting: Sighting, country: str = "") -> Base:
    """Of this report alone, unless its name has a word of its own by which others may know it."""
    alone = not words_of(sighting.name).proper - _SAINTS
    return Base(
        partner_id(sighting.name, sighting.report_id), sighting.name, bound=True, country=country, alone=alone
    )
