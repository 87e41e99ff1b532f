"""How a finding is qualified: by a denial, by a hedge, as a difficulty that is over."""

from collections.abc import Sequence
from functools import cache

from reportminer.link.data import grammar, read_words
from reportminer.link.tokens import Match, Phrases, Token

LISTS = (
    "denial", "not_denial", "hedge", "resolved", "unresolved", "speech", "speakers", "titles",
)  # fmt: skip
_BEFORE = 3


@cache
def words(key: str) -> tuple[str, ...]:
    """A list of `rules/said.yaml`."""
    return tuple(read_words("said.yaml", LISTS)[key])


@cache
def _denials() -> Phrases:
    return Phrases({"denial": words("denial"), "not": words("not_denial")})


@cache
def _phrases(key: str) -> Phrases:
    return Phrases({key: words(key)})


def denial_of(tokens: Sequence[Token]) -> Match | None:
    """The first word that denies (`never`, `nobody`, `didn't`)."""
    short = (
        Match("denial", token.low, at, at + 1) for at, token in enumerate(tokens) if token.low.endswith("n't")
    )
    found = [match for match in _denials().find(tokens) if match.key == "denial"]
    return min([*found, *short], key=lambda match: match.first, default=None)


def hedge_of(tokens: Sequence[Token]) -> Match | None:
    """The first words that make a statement less certain."""
    return next(iter(_phrases("hedge").find(tokens)), None)


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
