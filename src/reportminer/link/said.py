"""How a finding is qualified: by a hedge, as a difficulty that is over; the word lists of speech."""

from collections.abc import Sequence
from functools import cache

from reportminer.link.data import grammar, read_words
from reportminer.link.tokens import Match, Phrases, Token

LISTS = (
    "denial", "not_denial", "hedge", "resolved", "unresolved", "speech", "speakers", "titles",
    "describing", "telling", "not_hedge",
)  # fmt: skip
_BEFORE = 3


@cache
def words(key: str) -> tuple[str, ...]:
    """A list of `rules/said.yaml`."""
    return tuple(read_words("said.yaml", LISTS)[key])


@cache
def _phrases(key: str) -> Phrases:
    return Phrases({key: words(key)})


@cache
def _hedges() -> Phrases:
    return Phrases({"hedge": words("hedge"), "not": words("not_hedge")})


def hedge_of(tokens: Sequence[Token]) -> Match | None:
    """The first words that make a statement less certain."""
    return next((match for match in _hedges().find(tokens) if match.key == "hedge"), None)


def resolved_of(tokens: Sequence[Token]) -> Match | None:
    """`is no longer`, `has since been put right`: not where it is denied or only wished."""
    for match in _phrases("resolved").find(tokens):
        before = tokens[max(0, match.first - _BEFORE) : match.first]
        if not _phrases("unresolved").find(before) and not _missing(tokens, match):
            return match
    return None


def _missing(tokens: Sequence[Token], match: Match) -> bool:
    """`could no longer pay`, `no longer have staff`: something good is over, not the difficulty."""
    if match.phrase != "no longer":
        return False
    after = [token.low for token in tokens[match.last : match.last + 3]]
    return not any(word in grammar("hardship") for word in after)
