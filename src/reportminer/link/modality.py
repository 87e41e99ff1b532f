"""How strongly a recommendation is put: must, should or could, and the words that tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from reportminer.link.data import grammar, read_words
from reportminer.link.tokens import Match, Phrases, Token
from reportminer.link.wordlists import rules

STRENGTHS = ("must", "should", "could")
_LIGHT = {"wish": "should", "weak": "could"}
"""What counts where no cue of a strength stands in the main statement."""
_LISTS = (*_LIGHT, "not_a_cue", "forbids", "exception", "subordinate", "describes", "noun_or_verb")
_BREAKS = frozenset(',;:.?!()[]—–"“”|')
_REACH = 12
"""Tokens that are looked back over for what makes a clause subordinate."""
_FORBID_REACH = 14
_RELATIVE = frozenset(("who", "which", "that"))
_ALSO_NOUNS = frozenset(("need", "needs"))
_AUXILIARIES = 2
"""Tokens right before a cue that may be of its own verb (`so that nobody will ever have to`)."""


@cache
def _words() -> dict[str, list[str]]:
    return read_words("modality.yaml", (*STRENGTHS, *_LISTS))


@cache
def _cues() -> Phrases:
    return Phrases({key: _words()[key] for key in (*STRENGTHS, *_LIGHT, "not_a_cue")})


@cache
def _set(key: str) -> frozenset[str]:
    return frozenset(_words()[key])


@dataclass(frozen=True, slots=True)
class Modality:
    """A strength and the tokens `first:last` that tell it; none for what is put without any."""

    strength: str
    first: int = 0
    last: int = 0
    told: bool = True
    """A word for it stands there; an imperative tells it by its form alone."""
    light: bool = False
    """A word of bare possibility: what leads in to a list tells more."""


def modality_of(tokens: Sequence[Token]) -> Modality:
    """The strength of a recommendation's main statement.

    The strongest of its cues tells, but what is reported goes before the report (`suggest that x
    should`); an imperative is `should`, and so is what is proposed without any cue. A ban with an
    exception (`no ... unless`) is `must`. Cues of subordinate clauses (`which could`) count where the
    statement has none.
    """
    if ban := _ban(tokens):
        return ban
    if (verb := imperative_at(tokens)) >= 0:
        return Modality("should", verb, verb + 1, told=False)
    found = _found(tokens)
    main = [match for match in found if not _subordinate(tokens, match.first)]
    # What only a subordinate clause holds possible (`people who can say no`) is not what is proposed.
    main = main or [match for match in found if match.key != "weak"]
    said = _reported(tokens, [match for match in main if match.key in STRENGTHS])
    if said:
        best = min(said, key=lambda match: STRENGTHS.index(match.key))
        return Modality(best.key, best.first, best.last)
    light = sorted(main, key=lambda match: match.key == "weak")
    for match in light:
        weak = match.key == "weak"
        if weak and _forbidden(tokens, match.first):
            return Modality("must", match.first, match.last)
        return Modality(_LIGHT[match.key], match.first, match.last, light=weak)
    return Modality("should", told=False)


def _found(tokens: Sequence[Token]) -> list[Match]:
    """Cues, without what does not ask and what a cue right before it governs (`should be required to`)."""
    found: list[Match] = []
    for match in _cues().find(tokens):
        month = tokens[match.first].text == "May" and match.first > 0
        asks = not (month or _is_noun(tokens, match) or _describes(tokens, match))
        if asks and match.key != "not_a_cue" and not (found and found[-1].last == match.first):
            found.append(match)
    return found


def _is_noun(tokens: Sequence[Token], match: Match) -> bool:
    """`needs` asks only as a verb, with what is needed behind it: not `their needs`, `needs grow`."""
    if match.phrase not in _set("noun_or_verb"):
        return False
    known = rules()
    before = tokens[match.first - 1].low if match.first else ""
    after = tokens[match.last].low if match.last < len(tokens) else ""
    begins = known.determiners | grammar("quantifiers") | known.quantifiers | {"no"}
    closed = known.prepositions | known.openings | known.adverbs | known.verbs
    governs = after in begins or (after.endswith(("ing", "er")) and after not in closed)
    held = before in known.determiners | known.prepositions or before.endswith(("'s", "s'", "'"))
    return held or not governs


def _describes(tokens: Sequence[Token], match: Match) -> bool:
    """`the skills that will be required`: what a thing is like, and nothing that is asked for."""
    at = match.first - 1
    while at > 0 and (tokens[at].low in rules().adverbs or tokens[at].low.endswith("ly")):
        at -= 1
    return match.phrase in _set("describes") and at >= 0 and tokens[at].low in _RELATIVE


def _reported(tokens: Sequence[Token], said: list[Match]) -> list[Match]:
    """What `suggest that` introduces, if it has a cue of its own."""
    after = [tokens[match.last].low if match.last < len(tokens) else "" for match in said]
    return said[1:] if len(said) > 1 and after[0] == "that" else said


def _subordinate(tokens: Sequence[Token], place: int) -> bool:
    """Whether a relative or adverbial clause begins between the last comma and this place."""
    for at in range(place - 1, max(place - _REACH, -1), -1):
        if tokens[at].text in _BREAKS:
            return False
        if tokens[at].low in _set("subordinate"):
            return not (_over(tokens, at, place) or (tokens[at].low == "that" and _introduces(tokens, at)))
    return False


def _over(tokens: Sequence[Token], start: int, place: int) -> bool:
    """Whether the subordinate clause had its verb before this place: `a force that wants a table can`."""
    if tokens[place - 1].low in ("and", "or"):
        return False
    verbs = grammar("finite") - _ALSO_NOUNS
    return any(token.low in verbs for token in tokens[start + 1 : place - _AUXILIARIES])


def _introduces(tokens: Sequence[Token], that: int) -> bool:
    """`recommend that`, `is essential that`, or a sentence that begins `That ...`: the main matter."""
    if that == 0:
        return True
    return f"{tokens[that - 1].low} that" in rules().that or any(
        match.last == that for match in _cues().find(tokens[:that])
    )


def _forbidden(tokens: Sequence[Token], place: int) -> bool:
    """`No plan may be approved`: the clause begins with a negative subject; not `a fee nobody can pay`."""
    for at in range(place - 1, max(place - _FORBID_REACH, -1), -1):
        if tokens[at].text in _BREAKS:
            return False
        if tokens[at].low in _set("forbids"):
            return not at or not tokens[at - 1].is_word or tokens[at - 1].low in grammar("sentence_openers")
    return False


def _ban(tokens: Sequence[Token]) -> Modality | None:
    """`Deploy no nurse without a contract`, `Nothing to leave the store unless signed`."""
    negative = [place for place, token in enumerate(tokens) if token.low in _set("forbids")]
    if not negative or not any(token.low in _set("exception") for token in tokens[negative[0] :]):
        return None
    told = any(match.key == "should" for match in _found(tokens[: negative[0]]))
    return None if told else Modality("must", negative[0], negative[0] + 1)


def imperative_at(tokens: Sequence[Token]) -> int:
    """Where the first word is a bare verb, after numbering and a label like `Recommendation 4:`; or -1."""
    begin = len(tokens) - len(opening(tokens))
    words = [token.low for token in tokens[begin : begin + 6]]
    while words and words[0] in ("please", "always", "also", "then"):
        begin, words = begin + 1, words[1:]
    negative = words[:2] == ["do", "not"] or words[:1] in (["never"], ["don't"])
    return begin if negative or any(word in rules().bare for word in words[:1]) else -1


def opening(tokens: Sequence[Token]) -> Sequence[Token]:
    """Tokens without numbering, bullets and a leading label with a colon."""
    at = 0
    while at < len(tokens) and (not tokens[at].is_word or _is_number(tokens[at].low)):
        at += 1
    if at < len(tokens) and tokens[at].low in (
        "recommendation",
        "recommendations",
        "lesson",
        "action",
        "tip",
    ):
        after = [place for place in range(at, min(at + 4, len(tokens))) if tokens[place].text in ":.–-"]
        at = after[0] + 1 if after else at
    return tokens[at:]


def _is_number(low: str) -> bool:
    """`4`, `3.2`, `4b`, and a letter with a number: `R2`, `L4`."""
    return low[0].isdigit() or (len(low) > 1 and low[1:].replace(".", "").isdigit())
