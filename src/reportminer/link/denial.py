"""Whether a statement is made by denying something: `there was never a plan`, not `those who never came`."""

from collections.abc import Sequence
from functools import cache

from reportminer.link.cover import words as cover_words
from reportminer.link.data import grammar
from reportminer.link.said import words
from reportminer.link.tokens import Match, Phrases, Token
from reportminer.link.wordlists import rules

_BREAKS = frozenset(";:.?!()[]—–“”|")
_REACH = 14
"""Tokens that are looked back over for what makes a clause subordinate."""
_AUXILIARY_REACH = 3
_CONTRAST_REACH = 14


@cache
def _denials() -> Phrases:
    return Phrases({"denial": words("denial"), "not": words("not_denial")})


def denial_of(tokens: Sequence[Token]) -> Match | None:
    """The first word by which the main statement denies (`never`, `nobody`, `didn't`)."""
    short = (
        Match("denial", token.low, at, at + 1) for at, token in enumerate(tokens) if token.low.endswith("n't")
    )
    found = [match for match in _denials().find(tokens) if match.key == "denial"]
    every = sorted([*found, *short], key=lambda match: match.first)
    return next((match for match in every if _states(tokens, match)), None)


def _states(tokens: Sequence[Token], match: Match) -> bool:
    """Not in a clause that only describes or gives a reason, nor where the other half says what is so."""
    before = tokens[match.first - 1].low if match.first else ""
    if before in ("with", "being") or _described(tokens, match.first):
        return False
    return match.phrase != "not" or (_of_verb(tokens, match.first) and not _outweighed(tokens, match.last))


def _described(tokens: Sequence[Token], place: int) -> bool:
    """Whether `who`, `because`, `so that` or the like begins the clause of this place."""
    for at in range(place - 1, max(place - _REACH, -1), -1):
        if tokens[at].text in _BREAKS:
            return False
        if tokens[at].text == "," and place - at > 1:
            return False
        low = tokens[at].low
        if low in words("describing") and not _of_time(tokens, at):
            return not _over(tokens, at, place)
        if low == "that":
            return at > 0 and not (_tells(tokens, at) or _over(tokens, at, place))
    return False


def _of_time(tokens: Sequence[Token], at: int) -> bool:
    """`since 2009`, `until March`: no clause."""
    behind = tokens[at + 1].low
    return behind.isdigit() or behind == "then" or behind in cover_words("months") or behind == "per"


def _over(tokens: Sequence[Token], start: int, place: int) -> bool:
    """`whoever does not walk cannot count`: the describing clause had its verb before this place."""
    verbs = grammar("finite") - {"need", "needs"}
    inside = [token.low for token in tokens[start + 1 : place - 1]]
    return any(word in verbs for word in inside[:-1]) and tokens[place - 1].low not in ("and", "or")


def _tells(tokens: Sequence[Token], that: int) -> bool:
    """`found that`, `the fact that`: what is told and not described."""
    before = tokens[that - 1].low
    known = rules()
    return f"{before} that" in known.that or before in grammar("recommends") or before in words("telling")


def _of_verb(tokens: Sequence[Token], place: int) -> bool:
    """`did not come`, `not all came`; not `this year and not next June`."""
    if place == 0 or not tokens[place - 1].is_word:
        return place == 0 or tokens[place - 1].text in _BREAKS
    before = [token.low for token in tokens[max(0, place - _AUXILIARY_REACH) : place]]
    verbs = grammar("finite") | grammar("do") | grammar("be") | grammar("have")
    return any(word in verbs for word in before)


def _outweighed(tokens: Sequence[Token], at: int) -> bool:
    """`is not the pump but the pipe`: the other half states the finding."""
    rest = tokens[at : at + _CONTRAST_REACH]
    for place, token in enumerate(rest):
        if token.text in _BREAKS:
            return False
        if token.low == "but":
            return place > 0 and rest[place - 1].is_word
    return False
