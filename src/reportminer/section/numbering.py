"""The number at the head of a heading: what it is, how deep it stands, and the heading without it."""

import re
from dataclasses import dataclass

from reportminer.parse.roman import roman
from reportminer.section.words import any_of, words_of

_DECIMAL = re.compile(r"^\(?(\d{1,3}(?:\.\d{1,3}){0,5})(?:[.):]\)?|(?=\s))\s*(?=\S)")
_ROMAN = re.compile(r"^\(?([IVXLC]{1,7}|[ivxlc]{1,7})[.):]\)?\s+(?=\S)")
_BARE_ROMAN = re.compile(r"^([IVX]{2,5}|[IVX])\s+(?=[A-Z])")
_LETTER = re.compile(r"^\(?([A-Za-z])[.)]\)?\s+(?=\S)")
_MIXED = re.compile(r"^([A-Z]\.?\d{1,2}(?:\.\d{1,2}){0,3}|\d{1,2}[a-z])[.)]?\s+(?=\S)")
_KINDS = ("part", "chapter", "annex")
_DIVISION = re.compile(
    rf"^({any_of(*_KINDS)})\s+"
    r"(\d{1,3}|(?-i:[IVXLCivxlc]{1,6}|[A-Za-z]))\b\s*[.:)–—-]?\s*",
    re.IGNORECASE,
)
_LONE = frozenset("CLcl")
"""Letters, not a hundredth and a fiftieth section."""
_KIND_OF = {word: kind for kind in _KINDS for word in words_of(kind)}


@dataclass(frozen=True, slots=True)
class Number:
    """A heading's number. `scheme` names its kind; equal schemes stand at equal depth."""

    scheme: str
    """part, chapter, annex, 1, 1.1, 1.1.1 …, I, A, i, a; empty where there is no number."""
    printed: str = ""
    parts: tuple[int, ...] = ()
    """Decimal numbers part by part; of all others the place in their sequence."""
    length: int = 0
    """How many characters of the heading it takes up; 0 where it belongs to the name (`Annex 2`)."""

    bare: bool = False
    """A whole number without point or bracket (`4 Findings`): perhaps a quantity."""

    @property
    def is_decimal(self) -> bool:
        """One of 1, 1.1, 1.1.1 and so on."""
        return self.scheme[:1] == "1"


NONE = Number("")


def number_of(heading: str) -> Number:
    """The number that begins `heading`, `NONE` where there is none."""
    division = _DIVISION.match(heading)
    if division and not (len(division[2]) == 1 and division[2].islower()):
        scheme = _KIND_OF.get(division[1].casefold(), "chapter")
        return Number(scheme, division[2], (_value(division[2]),))
    decimal = _DECIMAL.match(heading)
    if decimal:
        return _decimal(heading, decimal)
    return _lettered(heading)


def _decimal(heading: str, found: re.Match[str]) -> Number:
    """A year, a quantity or a clock time at the start of a heading is no number of it."""
    rest = heading[found.end() :]
    bare = found.group().strip() == found[1]
    lone = bare and "." not in found[1]
    if lone and not rest[:1].isupper():
        return NONE
    if not any(c.isalpha() for c in rest):
        return NONE
    parts = tuple(int(part) for part in found[1].split("."))
    return Number(".".join("1" * len(parts)), found.group().strip(), parts, found.end(), bare=lone)


def _lettered(heading: str) -> Number:
    for pattern, schemes in ((_ROMAN, "Ii"), (_BARE_ROMAN, "Ii")):
        found = pattern.match(heading)
        if found and roman(found[1]) and found[1] not in _LONE:
            scheme = schemes[0] if found[1].isupper() else schemes[1]
            return Number(scheme, found.group().strip(), (roman(found[1]),), found.end())
    found = _LETTER.match(heading)
    if found:
        scheme = "A" if found[1].isupper() else "a"
        return Number(scheme, found.group().strip(), (_value(found[1]),), found.end())
    found = _MIXED.match(heading)
    if found:
        depth = found[1].count(".") + 2
        return Number(".".join("1" * depth), found.group().strip(), (), found.end())
    return NONE


def _value(text: str) -> int:
    if text.isdigit():
        return int(text)
    return roman(text.lower()) or ord(text[0].casefold()) - 96
