"""By when a recommendation is to be carried out, in its own words."""

from collections.abc import Sequence
from functools import cache

from reportminer.link.data import grammar, read_words
from reportminer.link.tokens import Match, Phrases, Token
from reportminer.link.wordlists import rules

_LISTS = ("times", "alone", "strong", "weak", "ages", "papers", "about")
_MOST = 7
"""Words of a time behind its preposition."""
_CLAUSE = 9
"""Words of a clause behind `before`."""


@cache
def _words(key: str) -> frozenset[str]:
    return frozenset(read_words("times.yaml", _LISTS)[key])


@cache
def _openers() -> Phrases:
    return Phrases({key: _words(key) for key in ("alone", "strong", "weak")})


def deadline_of(tokens: Sequence[Token]) -> tuple[int, int]:
    """The tokens `first:last` of the time told, or (0, 0): a clause with `before`, a date, a time."""
    found = [_time(tokens, match) for match in _openers().find(tokens)]
    told = [span for span in found if span is not None]
    rank = {"dated": 0, "alone": 1, "clause": 2}
    best = min(told, key=lambda entry: (rank[entry[0]], entry[1]), default=("", 0, 0))
    return best[1], best[2]


def _time(tokens: Sequence[Token], match: Match) -> tuple[str, int, int] | None:
    """How surely it is a time, and its tokens."""
    if match.key == "alone":
        return "alone", match.first, match.last
    most = _CLAUSE if match.key == "strong" else _MOST
    last = match.last
    while last < min(len(tokens), match.last + most) and tokens[last].is_word:
        if last > match.last and tokens[last].low in grammar("time_ends"):
            break
        last += 1
    inside = tokens[match.last : last]
    if not inside:
        return None
    if match.key == "strong":
        dated = next((at + 1 for at, token in enumerate(inside[:5]) if _is_time(token)), 0)
        return ("dated", match.first, match.last + dated) if dated else ("clause", match.first, last)
    return _dated(tokens, match, inside)


def _dated(tokens: Sequence[Token], match: Match, inside: Sequence[Token]) -> tuple[str, int, int] | None:
    """`by July 2004`, `in the dry season`: the phrase ends behind its last word of time."""
    places = [at for at, token in enumerate(inside) if _is_time(token)]
    if not places or any(token.low in _words("ages") for token in inside):
        return None
    if match.phrase in _words("about") and inside[places[0]].low in _words("papers"):
        return None
    head = _noun_end(inside)
    if places[0] > head:
        return None
    last = max(at for at in places if at <= max(head, places[0]) + 3)
    dated = any(_is_year(inside[at]) or inside[at].text[0].isupper() for at in places)
    # `in the week of`, `every year`: a time, but no date by which something is due.
    sure = dated or match.phrase in ("by", "within", "from")
    return ("dated", match.first, match.last + last + 1) if sure else None


def _noun_end(inside: Sequence[Token]) -> int:
    """The last word before a further preposition: the time has to be the thing that `in` governs."""
    for at, token in enumerate(inside):
        if at and token.low in rules().prepositions | {"of"}:
            return at - 1
    return len(inside) - 1


def _is_time(token: Token) -> bool:
    if token.low in ("may", "march") and token.text == token.low:
        return False
    return token.low in _words("times") or _is_year(token)


def _is_year(token: Token) -> bool:
    return len(token.low) >= 4 and token.low[:4].isdigit() and token.low[:2] in ("19", "20")
