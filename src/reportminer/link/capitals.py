"""Titles and names that are set in capitals, in the letters that the report's own text has for the words."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from itertools import groupby

from reportminer.link.cover import words

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_ROMAN = re.compile(r"[IVX]{1,4}")
_SHARE = 4
"""A word that stands in capitals at least once for so many times that it stands in small letters is an
acronym that is spelt like a word: WHO, AIDS, IT."""
_LONG = 5
"""Letters from which on a word is an acronym only if the text has it so more often than in small letters."""
_PHRASE = 3
"""Words in capitals, one after the other, that are a phrase."""


def in_small_letters(title: str, text: str) -> str:
    """A title all in capitals as a reference list would print it; any other as it is.

    Capitals on a cover are a matter of design, and a list of forty reports of which ten shout is hard to
    read. Acronyms and names are told by the running text: what it has in capitals stays so.
    """
    own = _WORD.findall(title)
    if len(own) < 2 or title != title.upper() or max(map(len, own)) < 2:
        return title
    forms = _forms(text, {word.lower() for word in own})
    return _WORD.sub(lambda found: _written(found, forms), title)


def _forms(text: str, wanted: set[str]) -> Mapping[str, Counter[str]]:
    """How often the words stand in the text in which letters."""
    forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for word in _running(text):
        if word.lower() in wanted:
            forms[word.lower()][word] += 1
    return forms


def _running(text: str) -> Iterator[str]:
    """Its words, without headings and phrases in capitals, which tell nothing."""
    for line in text.splitlines():
        for large, run in groupby(_WORD.findall(line), key=str.isupper):
            stretch = list(run)
            yield from () if large and len(stretch) >= _PHRASE else stretch


def _written(found: re.Match[str], forms: Mapping[str, Counter[str]]) -> str:
    word, known = found.group(), forms.get(found.group().lower(), Counter())
    low = word.lower()
    if _ROMAN.fullmatch(word) or _is_acronym(word, known):
        return word
    if low in words("small_in_title") and not _begins_or_ends(found):
        return low
    others = [form for form in known if form not in (word, low)]
    if others and not known[low]:
        return max(others, key=lambda form: (known[form], form))
    return word if not known and len(word) < _LONG else _capital(low)


def _is_acronym(word: str, known: Counter[str]) -> bool:
    usual = known[word.lower()] + known[word.capitalize()]
    return len(word) > 1 and known[word] * (1 if len(word) >= _LONG and usual else _SHARE) > usual


def _begins_or_ends(found: re.Match[str]) -> bool:
    before, after = found.string[: found.start()].rstrip(" \"'“‘("), found.string[found.end() :].strip()
    return not before or before[-1] in ":?!–—" or not after or after[0] in ":?!"


def _capital(word: str) -> str:
    return word[0].upper() + word[1:]
