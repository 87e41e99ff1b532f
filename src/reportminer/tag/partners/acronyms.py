"""Acronyms tied to their long forms: "National Aids Council (NAC)", "NAC (National Aids Council)".

The matching is that of A. Schwartz and M. Hearst, "A simple algorithm for identifying abbreviation
definitions in biomedical text", Pacific Symposium on Biocomputing 8 (2003), 451-462: from the right,
each character of the short form is looked for in the long form, the first one at a word's beginning.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reportminer.tag.partners.rules import words
from reportminer.tag.partners.tokens import is_acronym
from reportminer.types import Span

_BRACKET = re.compile(r"[(\[]([^()\[\]\n]{2,120})[)\]]")
_WORDS_BEFORE = re.compile(r"\S+\s*")
_SHORT = re.compile(
    r"[\"'“‘]?(?:the |or |hereafter |hereinafter |henceforth )*[\"'“‘]?"
    r"([^\W_][\w&+./-]{1,11})[\"'”’]?(?=$|[,;:]| or )",
    re.I,
)
_THE = re.compile(r"[\"'“‘]?[Tt]he [\"'“‘]?(\w+)[\"'”’]*$")
_WORD_AT_END = re.compile(r"([\w&+-]{2,12})\s*$")
_CLOSING = " \t\n\"'“”‘’,;:"
_POSSESSIVE = re.compile(r"['’]s$")
_NEAR = 150
"""Characters before a bracket in which the long form may stand."""


@dataclass(frozen=True, slots=True)
class Pair:
    """An acronym and its long form, each with its span."""

    short: Span
    long: Span


def pairs(text: str, start: int, end: int) -> Iterator[Pair]:
    """The definitions in `text[start:end]`."""
    for bracket in _BRACKET.finditer(text, start, end):
        found = (
            _long_before(text, start, bracket)
            or _long_inside(text, start, bracket)
            or _short(text, start, bracket)
        )
        if found:
            yield found


def lone(text: str, start: int, end: int) -> Iterator[tuple[Span, int]]:
    """Acronyms alone in a bracket, and where the bracket opens: "Red Cross of Mozambique (CVM)"."""
    for bracket in _BRACKET.finditer(text, start, end):
        word = bracket.group(1).strip("\"'“”‘’ ")
        if len(word) > 2 and is_acronym(word):
            at = text.index(word, bracket.start())
            yield (at, at + len(word)), bracket.start()


def _long_before(text: str, floor: int, bracket: re.Match[str]) -> Pair | None:
    short = _SHORT.match(bracket.group(1))
    if not short or not is_acronym(short.group(1)):
        return None
    at = bracket.start(1) + short.start(1)
    span = (at, at + len(short.group(1)))
    begin = _window(text, max(floor, bracket.start() - _NEAR), bracket.start(), short.group(1))
    stop = begin + len(_without_close(text[begin : bracket.start()]))
    found = best_long_form(short.group(1), text[begin:stop])
    if found is None or not _in_one_breath(text[begin + found : stop]):
        return None
    return Pair(span, (begin + found, stop))


def _without_close(long: str) -> str:
    """Without a quotation mark, a comma or a possessive at its end."""
    return _POSSESSIVE.sub("", long.rstrip(_CLOSING))


def _in_one_breath(long: str) -> bool:
    """Whether it runs over no bracket and no word such as "is" or "also", which no name holds."""
    if any(mark in long for mark in "()[]"):
        return False
    return words().clause.isdisjoint(word for word in long.split() if word.islower())


def _window(text: str, floor: int, stop: int, short: str) -> int:
    """Where the last `min(|short| + 5, 2 |short|)` words before the bracket begin."""
    words = list(_WORDS_BEFORE.finditer(text, floor, stop))
    most = min(len(short) + 5, len(short) * 2)
    return words[-most:][0].start() if words else stop


def _long_inside(text: str, floor: int, bracket: re.Match[str]) -> Pair | None:
    word = _WORD_AT_END.search(text, max(floor, bracket.start() - 15), bracket.start())
    if not word or not is_acronym(word.group(1)) or " " not in bracket.group(1):
        return None
    found = best_long_form(word.group(1), bracket.group(1))
    if found is None or found > 4:
        return None
    end = bracket.start(1) + len(_without_close(bracket.group(1)))
    return Pair(word.span(1), (bracket.start(1) + found, end)) if " " in bracket.group(1)[found:] else None


def _short(text: str, floor: int, bracket: re.Match[str]) -> Pair | None:
    """As in "Department for Trade (the Department)"."""
    short = _THE.match(bracket.group(1))
    if not short or short.group(1).lower() not in words().short_forms:
        return None
    at = bracket.start(1) + short.start(1)
    stop = len(text[floor : bracket.start()].rstrip()) + floor
    return Pair((at, at + len(short.group(1))), (stop, stop))


def best_long_form(short: str, long: str) -> int | None:
    """Where in `long` the shortest long form of `short` begins; None where it is none."""
    at = len(long)
    for number in range(len(short) - 1, -1, -1):
        letter = short[number].lower()
        if not letter.isalnum():
            continue
        at -= 1
        while at >= 0 and (long[at].lower() != letter or (number == 0 and at > 0 and long[at - 1].isalnum())):
            at -= 1
        if at < 0:
            return None
    begin = at
    return begin if _plausible(short, long[begin:]) else None


def _plausible(short: str, long: str) -> bool:
    """The long form is longer, holds a second word and not the short form itself."""
    return len(long) > len(short) + 2 and " " in long and short not in re.findall(r"[\w+]+", long)


def initials(name: str) -> str:
    """First letters of the capitalised words: "National Aids Council" gives "NAC"."""
    return "".join(word[0] for word in re.findall(r"[^\W\d_][\w'’]*", name) if word[0].isupper())
