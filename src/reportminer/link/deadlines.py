"""By when a recommendation is to be carried out, in its own words."""

from collections.abc import Sequence
from functools import cache

from reportminer.link.data import grammar, read_words
from reportminer.link.tokens import Match, Phrases, Token
from reportminer.link.wordlists import rules

_LISTS = (
    "times",
    "alone",
    "strong",
    "weak",
    "ages",
    "papers",
    "about",
    "nearing",
    "clauses",
    "steps",
    "past",
    "these",
    "units",
    "edges",
)
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


def deadline_of(tokens: Sequence[Token], since: int = 0) -> tuple[int, int]:
    """The tokens `first:last` of the time told, or (0, 0): a clause with `before`, a date, a time.

    Not what is over (`introduced in 2023`, or all that lies before the year `since` of the report), not a
    stretch of time (`from May to July`), and not a step that the same actor takes first (`before signing`).
    """
    found = [_time(tokens, match) for match in _openers().find(tokens)]
    told = [
        span
        for span in found
        if span and not (_is_past(tokens, span[1], span[2]) or _is_over(tokens[span[1] : span[2]], since))
    ]
    rank = {"dated": 0, "alone": 1, "clause": 2}
    best = min(told, key=lambda entry: (rank[entry[0]], entry[1]), default=("", 0, 0))
    return best[1], best[2]


def _is_past(tokens: Sequence[Token], first: int, last: int) -> bool:
    """`signed in May 2003`, `did in 1983`: a year behind a verb of the past, and nothing that is to come."""
    if first < 2 or tokens[first].low in _words("clauses") or not any(map(_is_year, tokens[first:last])):
        return False
    verb = tokens[first - 1].low
    if verb in _words("past"):
        return True
    ahead = {token.low for token in tokens[max(0, first - 4) : first - 1]}
    return verb.endswith("ed") and not ahead & ({"be", "to"} | grammar("asks"))


def _is_over(inside: Sequence[Token], since: int) -> bool:
    """Whether all years that a time names lie before the report's own."""
    years = [int(token.low[:4]) for token in inside if _is_year(token)]
    return bool(years) and max(years) < since


def _time(tokens: Sequence[Token], match: Match) -> tuple[str, int, int] | None:
    """How surely it is a time, and its tokens."""
    if match.key == "alone":
        return "alone", match.first, match.last
    last = match.last
    while last < min(len(tokens), match.last + _CLAUSE) and tokens[last].is_word:
        if last > match.last and tokens[last].low in grammar("time_ends") | _words("strong"):
            break
        last += 1
    inside = tokens[match.last : last]
    if not inside:
        return None
    return _strong(match, inside) if match.key == "strong" else _dated(tokens, match, inside[:_MOST])


def _strong(match: Match, inside: Sequence[Token]) -> tuple[str, int, int] | None:
    """`before March`, `before the next audit`, `before any more cards are printed`."""
    if dated := next((at + 1 for at, token in enumerate(inside[:5]) if _is_time(token)), 0):
        dated += dated < len(inside) and inside[dated].low.isdigit()
        if match.phrase in _words("clauses") and inside[dated : dated + 1] and _finite(inside[dated]):
            return "clause", match.first, match.last + len(inside)
        return "dated", match.first, match.last + dated + _complement(inside[dated:])
    if inside[0].low in _words("steps") or inside[0].low.endswith("ing"):
        return None
    begins = {token.low for token in inside[:2]}
    if match.phrase in _words("clauses") and _has_verb(inside[1:]):
        return "clause", match.first, match.last + len(inside)
    return ("clause", match.first, match.last + min(len(inside), 3)) if begins & _words("nearing") else None


def _finite(token: Token) -> bool:
    return token.low in grammar("be") | grammar("have")


def _has_verb(words: Sequence[Token]) -> bool:
    return any(token.low in grammar("finite") or token.low.endswith(("ed", "s")) for token in words)


def _complement(rest: Sequence[Token]) -> int:
    """Words of `of the year`, `of its publication` behind a time."""
    if not rest or rest[0].low != "of":
        return 0
    closed = (
        rules().prepositions | grammar("finite") | grammar("joins") | (rules().pronouns - {"this", "each"})
    )
    ends = [at for at, token in enumerate(rest[1:], 1) if token.low in closed or not token.is_word]
    return min(ends[0] if ends else len(rest), 4)


def _dated(tokens: Sequence[Token], match: Match, inside: Sequence[Token]) -> tuple[str, int, int] | None:
    """`by July 2004`, `in the dry season`: the phrase ends behind its last word of time."""
    places = [at for at, token in enumerate(inside) if _is_time(token)]
    if not places or any(token.low in _words("ages") for token in inside):
        return None
    paper = inside[places[0]].low in _words("papers")
    nearing = _words("nearing") - (_words("these") if paper else frozenset())
    near = any(token.low in nearing for token in inside[: places[0]])
    if match.phrase in _words("about") and paper and not near and len(places) == 1:
        return None
    if match.phrase == "by" and _is_amount(inside, places[0]):
        return None
    head = _noun_end(inside)
    if places[0] > head or any(token.low in ("each", "every") for token in inside[1 : places[0]]):
        return None
    last = max(at for at in places if at <= max(head, places[0]) + 3)
    end = match.last + last + 1
    end += _complement(tokens[end : end + 5]) if match.phrase in ("by", "within", "at") else 0
    if match.phrase == "from" and end < len(tokens) and tokens[end].low in ("to", "until", "through"):
        return None
    dated = any(_is_year(inside[at]) or inside[at].text[0].isupper() for at in places)
    near = near or _edge(inside)
    # `in the week of`, `every year`: a time, but no date by which something is due.
    sure = dated or near or match.phrase in ("by", "within", "from")
    return ("dated", match.first, end) if sure else None


def _edge(inside: Sequence[Token]) -> bool:
    """`at the end of the quarter`; not `at the top end of`, nor the idiom of the day."""
    first = [token.low for token in inside[:3]]
    idiom = [token.low for token in inside[3:5]] == ["the", "day"]
    edge = first[:1] == ["the"] and first[1:2] != [] and first[1] in _words("edges") and first[2:] == ["of"]
    return edge and not idiom


def _is_amount(inside: Sequence[Token], place: int) -> bool:
    """`by six months`, `paid by the month`, `by meeting`: by how much, or how."""
    first, after = inside[0].low, inside[place + 1 : place + 2]
    if place != 1 or inside[place].low not in _words("units"):
        return first.endswith("ing")
    ends = not after or after[0].low in (rules().prepositions | grammar("joins")) - {"of"}
    return first != "the" or ends


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
