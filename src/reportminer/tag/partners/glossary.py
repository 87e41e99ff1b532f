"""Names that stand side by side without a mark between them, as in a list of abbreviations.

"QHC Quarrel Harbour Council" is an acronym and its long form; "UNICEF World Health Organization" are
two bodies; before "Dr" or "Professor" a new name begins.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from reportminer.tag.partners.acronyms import best_long_form, initials
from reportminer.tag.partners.records import Name
from reportminer.tag.partners.rules import known, words
from reportminer.tag.partners.tokens import Token, is_acronym, is_capital, tokens

_REACH = 14
"""Tokens after an acronym among which its long form is looked for."""
_SEPARATORS = frozenset({"|", "–", "—", "-", ":", "="})
_SHARE = 0.6
"""Letters of an acronym that must begin words of a long form beside it which no bracket ties to it."""
_LEAST = 3
"""Letters of an acronym whose long form is told by initials alone."""


def apart(run: Sequence[Token], at: int) -> bool:
    """Whether one name ends with token `at` and another one begins with the next."""
    token, following = run[at], run[at + 1]
    if following.low in words().honorifics and at + 2 < len(run):
        return True
    if _both_known(token, following):
        return True
    return any(_spelt_out(run, n) or _goes_on(run, n) for n in (at, at + 1))


def _goes_on(run: Sequence[Token], at: int) -> bool:
    """Whether the list of abbreviations goes on here: "… Council QDX Quarrel data exchange"."""
    if at + 1 >= len(run) or not (is_acronym(run[at].text) and is_capital(run[at + 1].text)):
        return False
    alike = run[at].low[0] == run[at + 1].low[0]
    return alike and any(_spelt_out(run, n) for n in range(at))


def _both_known(token: Token, following: Token) -> bool:
    one, other = (known().number.get(item.text, -1) for item in (token, following))
    if one < 0 or other < 0:
        return False
    return one == other or known().kinds[one] != "system"


def _spelt_out(run: Sequence[Token], at: int) -> bool:
    """Whether token `at` is an acronym and its long form follows at once."""
    short = run[at].text
    if at + 1 >= len(run) or len(short) < _LEAST or not is_acronym(short) or not is_capital(run[at + 1].text):
        return False
    number = known().number.get(short, -1)
    return 0 <= number == known().number.get(run[at + 1].text, -2) or _initials_match(short, run[at + 1 :])


def _initials_match(short: str, after: Sequence[Token]) -> bool:
    """Whether the capitals of a word's beginning, or all words', spell the acronym."""
    wanted = [c.lower() for c in short if c.isalnum()]
    parts = [word for token in after[:_REACH] for word in token.text.replace("-", " ").split()]
    large = [word[0].lower() for word in parts if word[0].isupper()]
    every = [word[0].lower() for word in parts if word[0].isalnum()]
    return wanted in (large[: len(wanted)], every[: len(wanted)])


def spelt_beside(text: str, own: Sequence[Name]) -> tuple[list[Name], list[tuple[str, str]]]:
    """Names with an acronym and its long form as two of them, and these pairs as `(short, long)`."""
    kept = [piece for name in own for piece in _pieces(name)]
    beside = [(one, other) for one, other in pairwise(kept) if _tied(text, one, other)]
    return kept, [(one.text, other.text) for one, other in beside]


def _pieces(name: Name) -> list[Name]:
    """As in "NTIA National Telecommunications and Information Administration"."""
    short, _, long = name.text.partition(" ")
    if not is_acronym(short) or " " not in long or not _stands_for(short, long):
        return [name]
    start = name.end - len(long)
    return [
        replace(name, text=short, end=name.start + len(short)),
        Name(long, start, name.end, opening=False),
    ]


def _tied(text: str, one: Name, other: Name) -> bool:
    """Whether an acronym stands right before its long form."""
    if not is_acronym(one.text) or " " not in other.text:
        return False
    between = text[one.end : other.start].strip()
    if between in _SEPARATORS:
        return _spells(one.text, other.text)
    return not between and _stands_for(one.text, other.text)


def _stands_for(short: str, long: str) -> bool:
    """Whether most letters of an acronym begin words of the long form that stands right after it."""
    if len(short) < _LEAST or best_long_form(short, long) != 0:
        return False
    if known().number.get(short, -1) != known().number.get(long, known().number.get(short, -1)):
        return False
    begun = iter(initials(long).lower())
    return sum(c in begun for c in short.lower()) >= _SHARE * len(short)


def _spells(short: str, long: str) -> bool:
    return len(short) >= _LEAST and _initials_match(short, tokens(long))
