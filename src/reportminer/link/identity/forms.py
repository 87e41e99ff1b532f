"""What of a partner's names may show that it is one with another: forms, and blocks that differ in a word."""

from collections.abc import Iterator

from reportminer.link.identity.base import country_named, without_country, words_of
from reportminer.link.identity.keys import normal_name
from reportminer.link.identity.records import Base, Sighting
from reportminer.tag.partners.joining import loose_key
from reportminer.tag.partners.rules import common, known, words
from reportminer.tag.partners.tokens import is_acronym

_FEWEST = 3
"""Letters of an acronym, and words of a name, that are worth comparing."""
_MOST = 12
"""Words of a name that is compared word by word."""


def forms_of(base: Base, sighting: Sighting) -> Iterator[tuple[str, str, int, str]]:
    """Rows (form, country, whether an acronym, base): names in full as they look, and acronyms."""
    if base.alone:
        return
    names = dict.fromkeys((base.name, sighting.name, *sorted(sighting.aliases)))
    full = not is_acronym(base.name)
    # an acronym that its own report spells out is not for another report's name to explain
    explained = not full and any(" " in name and not is_acronym(name) for name in names)
    for name in names:
        if is_acronym(name):
            if _telling(name) and not explained:
                yield normal_name(name), base.country or country_named(sighting.country), 1, base.id
        elif full and (name in (base.name, sighting.name) or _says_who(name)):
            yield _plain_form(without_country(name) if base.country else name), base.country, 0, base.id


def _telling(acronym: str) -> bool:
    letters = sum(c.isalpha() for c in acronym)
    return letters >= _FEWEST and acronym not in common().abbreviations and acronym not in known().number


def _says_who(alias: str) -> bool:
    """An alias that is a name in full: two words or more, one of them its own."""
    return " " in alias and bool(words_of(alias).proper)


def _plain_form(name: str) -> str:
    """A name as it looks, without its legal form."""
    parts = normal_name(name).split()
    while len(parts) > 1 and parts[-1] in words().legal:
        parts = parts[:-1]
    return loose_key(" ".join(parts))


def blocks_of(base: Base) -> Iterator[tuple[str, str, str]]:
    """Rows (what is left without a word, that word, base): those that share the first differ in one word."""
    told = words_of(base.name)
    parts = told.tokens
    if base.alone or base.how or not _FEWEST <= len(parts) <= _MOST:
        return
    for at, word in enumerate(parts):
        if told.proper - {word}:
            yield " ".join((*parts[:at], "*", *parts[at + 1 :])), word, base.id
