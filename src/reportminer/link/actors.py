"""Who should act, and who has a problem: the noun phrase at the place where English puts it.

Rules over tokens, with word lists in `rules/actors.yaml`. Empty rather than wrong: what is found must
read as a noun phrase whose head is a noun that acts (ministry, partner, staff) or a name.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from reportminer.link.data import grammar
from reportminer.link.nounphrase import IsName, noun_phrase
from reportminer.link.phrases import is_noun_as_verb, is_verbal
from reportminer.link.tokens import Match, Phrases, Token
from reportminer.link.wordlists import rules

_LOOK_AHEAD = 20
_BY_REACH = 6
_NAME_GOES_ON = 6
"""Tokens to its verb from a word inside a name."""
_RELATIVE = frozenset(("who", "which", "that"))
_SUBORDINATE = frozenset(("since", "because", "while", "whereas", "although", "though", "if", "when"))
_JOINS = frozenset(("and", "but", "or"))
_NOUNS_TOO = frozenset(("need", "needs", "want"))
_HARD = frozenset(':;.?!()[]—–"“”|•')


@cache
def _acting() -> Phrases:
    known = rules()
    return Phrases(
        {"modal": known.modals, "told": known.told, "urge": known.urge, "that": known.that, "for": known.for_}
    )


@cache
def _having() -> Phrases:
    return Phrases({"problem": rules().problem})


def who_should_act(tokens: Sequence[Token], is_name: IsName) -> Sequence[Token]:
    """Tokens of the actor of a recommendation, without its article; empty where it is not plain."""
    # `That all boards publish it`: what is recommended, under a heading that says so.
    if tokens and tokens[0].low == "that" and (actor := noun_phrase(_until_verb(tokens, 1), is_name)):
        return actor
    for match in _acting().find(tokens):
        for candidate in _candidates(tokens, match):
            if actor := noun_phrase(candidate, is_name):
                return actor
    return ()


def who_has_it(tokens: Sequence[Token], is_name: IsName) -> Sequence[Token]:
    """Tokens of the one who has the problem that a challenge tells of; empty where it is not plain."""
    for match in _having().find(tokens):
        if actor := noun_phrase(subject(tokens, match.first), is_name):
            return actor
    return ()


def asked_subject(tokens: Sequence[Token]) -> Sequence[Token]:
    """What stands before the first `should`, with its article, whether it acts or not."""
    modal = next((match for match in _acting().find(tokens) if match.key == "modal"), None)
    return subject(tokens, modal.first) if modal else ()


def _candidates(tokens: Sequence[Token], match: Match) -> Iterator[Sequence[Token]]:
    if match.key == "told":
        yield subject(tokens, match.first)
    elif match.key == "modal":
        if _passive(tokens, match.last):
            yield _agent(tokens, match.last)
        elif not _in_relative_clause(tokens, match.first):
            yield _behind_time(subject(tokens, match.first))
    elif match.key == "that":
        yield _until_verb(tokens, match.last)
    else:
        yield _until_to(tokens, match.last)


def subject(tokens: Sequence[Token], verb: int) -> Sequence[Token]:
    """What stands before the verb at `verb`, back to the beginning of its clause."""
    known = rules()
    end = verb
    while end and tokens[end - 1].low in known.adverbs and not tokens[end - 1].text.isupper():
        end -= 1
    start = end
    while start and tokens[start - 1].text not in _HARD and not _clause_begins(tokens, start):
        if tokens[start - 1].low == "that" and _begins_statement(tokens, start, end):
            break
        start -= 1
    return _without_opening(tokens[_own_clause(tokens, start, end) : end])


def _own_clause(tokens: Sequence[Token], start: int, end: int) -> int:
    """Where the clause of the verb at `end` begins, if another one is joined to it by `and the`."""
    for place in range(end - 2, start, -1):
        if tokens[place].text == ",":
            break
        begun = tokens[place + 1].low in rules().determiners | grammar("quantifiers")
        if begun and tokens[place].low in _JOINS and _is_clause(tokens[start:place]):
            return place + 1
    return start


def _is_clause(chunk: Sequence[Token]) -> bool:
    """Whether what stands before `and` has a verb of its own; then it is no first half of the subject."""
    if any(token.low in _RELATIVE for token in chunk):
        return False
    return any(_is_verb(chunk, place) for place in range(1, len(chunk)))


def _is_verb(chunk: Sequence[Token], place: int) -> bool:
    """A finite verb; a word in -ed only where no noun phrase goes on so (`trained too late`)."""
    low, before = chunk[place].low, chunk[place - 1].low
    after = chunk[place + 1].low if place + 1 < len(chunk) else ""
    if chunk[place].text != low or before in rules().determiners | rules().prepositions:
        return False
    if low in grammar("finite") - _NOUNS_TOO:
        return True
    if low in rules().done_by_itself:
        return not after or (not before.endswith("ly") and _is_no_noun(after))
    governs = after in rules().determiners | grammar("quantifiers") | rules().how
    return governs and (low.endswith("ed") or low in rules().bare)


def _is_no_noun(low: str) -> bool:
    """What goes on with a verb that has no object: `in`, `too`, `again`, `sharply`, `20`."""
    known = rules()
    closed = known.prepositions | known.openings | known.adverbs | known.determiners | known.how
    return low in closed | grammar("quantifiers") or low.endswith("ly") or not low[0].isalpha()


def _behind_time(chunk: Sequence[Token]) -> Sequence[Token]:
    """`in future the council` is `the council`: what is asked often begins with when."""
    if not chunk or chunk[0].low not in rules().openings:
        return chunk
    for place, (before, token) in enumerate(pairwise(chunk)):
        if token.low in rules().determiners and before.low in rules().times:
            return chunk[place + 1 :]
    return chunk


def _begins_statement(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether `that` brings in what is said: not in `boards that have`, `given that costs rise, boards`."""
    before = tokens[start - 2].low if start > 1 else ""
    if start >= end or before in (rules().openings - _JOINS) | {"such", "now", "provided"}:
        return False
    first, pieces = tokens[start].low, _pieces(tokens[start:end])
    return not (first in grammar("finite") or is_verbal(first)) and (len(pieces) == 1 or _is_list(pieces))


def _in_relative_clause(tokens: Sequence[Token], verb: int) -> bool:
    """`... organisations that could help`: nothing is asked of them here."""
    if not verb or tokens[verb - 1].low not in _RELATIVE:
        return False
    return not _clause_begins(tokens, verb)


def _clause_begins(tokens: Sequence[Token], place: int) -> bool:
    """Whether a clause begins at `place`: after `recommend that`, `ensure that` and the like."""
    return place >= 2 and f"{tokens[place - 2].low} {tokens[place - 1].low}" in rules().that


def _without_opening(chunk: Sequence[Token]) -> Sequence[Token]:
    """Drop `In the coming year, ` and what stands between commas after the subject."""
    pieces = _pieces(chunk)
    while len(pieces) > 1 and pieces[0] and (pieces[0][0].low in rules().openings or len(pieces[0]) == 0):
        pieces = pieces[1:]
    if len(pieces) > 2 and not pieces[-1]:
        return pieces[0]
    if not pieces or (len(pieces) > 1 and not _is_list(pieces)):
        # What has a verb of its own is another clause: `It was late, but where possible, boards should`.
        finite = any(token.low in grammar("finite") for token in chunk)
        return _without_join(pieces[-1]) if finite and pieces else ()
    return chunk[len(chunk) - sum(len(piece) + 1 for piece in pieces) + 1 :]


def _without_join(piece: Sequence[Token]) -> Sequence[Token]:
    """`since the wardens` is `the wardens`."""
    return piece[1:] if piece and piece[0].low in _SUBORDINATE else piece


def _pieces(chunk: Sequence[Token]) -> list[Sequence[Token]]:
    commas = [-1, *(place for place, token in enumerate(chunk) if token.text == ","), len(chunk)]
    return [chunk[left + 1 : right] for left, right in pairwise(commas)]


def _is_list(pieces: Sequence[Sequence[Token]]) -> bool:
    """`donors, the ministry and its partners`: short pieces, the last of them joined by `and`."""
    return all(0 < len(piece) <= 8 for piece in pieces) and any(
        token.low in ("and", "or") for token in pieces[-1]
    )


def _passive(tokens: Sequence[Token], after: int) -> bool:
    """Whether `be done` follows: then the subject is not the one who acts."""
    known = rules()
    rest = [
        token.low
        for token in tokens[after : after + 7]
        if token.low not in known.adverbs and token.low != "not"
    ]
    if rest[:1] and rest[0] in grammar("undergoes"):
        return True
    if rest[:2] == ["have", "been"]:
        rest = rest[1:]
    if not rest or rest[0] not in ("be", "been"):
        return False
    words = [word for word in rest[1:] if not word.endswith("ly") and word not in ("well", "better", "more")]
    if not words or words[0] in known.active_after_be:
        return False
    return words[0].endswith("ed") or words[0] in known.participles


def _agent(tokens: Sequence[Token], after: int) -> Sequence[Token]:
    """`... be led jointly by the ministry`: who follows a `by` close behind the participle."""
    for place in range(after, min(after + _BY_REACH, len(tokens))):
        if tokens[place].low == "by":
            return _until_stop(tokens, place + 1)
        if tokens[place].text in _HARD or tokens[place].low in rules().prepositions:
            break
    return ()


def _until_stop(tokens: Sequence[Token], start: int) -> Sequence[Token]:
    end = start
    while end < len(tokens) and (tokens[end].is_word or tokens[end].text in "&/"):
        if tokens[end].low in ("to", "in", "by", "with", "on", "at", "through", "as", "who", "that", "which"):
            break
        end += 1
    return tokens[start:end]


def _until_verb(tokens: Sequence[Token], start: int) -> Sequence[Token]:
    """After `recommend that`: up to the verb, which is a modal or in its bare form."""
    for place in range(start, min(start + _LOOK_AHEAD, len(tokens))):
        match = _acting().at(tokens, place)
        if (match and match.key in ("modal", "told")) or _is_bare_verb(tokens, start, place):
            if (match and _passive(tokens, match.last)) or _bare_passive(tokens, place):
                return _agent(tokens, place + 1)
            return _without_opening(tokens[start:place])
        if tokens[place].text in _HARD:
            break
    return ()


def _is_bare_verb(tokens: Sequence[Token], start: int, place: int) -> bool:
    """A bare verb in small letters; right after an article such a word is a noun (`the lead agency`).

    Behind `who` it is the verb of another clause.
    """
    token = tokens[place]
    bare = token.low in rules().bare or token.low == "have" or is_noun_as_verb(tokens, place)
    if token.text != token.low or not bare or place == start or _in_name(tokens, place):
        return False
    return tokens[place - 1].low not in rules().determiners | _RELATIVE


def _in_name(tokens: Sequence[Token], place: int) -> bool:
    """`the water supply company publish its rates`: a noun, for the verb comes close behind it."""
    if tokens[place].low not in rules().bare_or_noun:
        return False
    behind = tokens[place + 1 : place + _NAME_GOES_ON]
    ends = rules().determiners | rules().prepositions | grammar("quantifiers") | {","} | _HARD
    for before, token in pairwise(behind):
        if before.low in ends:
            return False
        bare = token.low in rules().bare | {"have"} and before.low not in _JOINS
        if bare or token.low in grammar("asks"):
            return True
    return False


def _bare_passive(tokens: Sequence[Token], place: int) -> bool:
    """`recommend that funds be set aside`."""
    return tokens[place].low == "be" and _passive(tokens, place)


def _until_to(tokens: Sequence[Token], start: int) -> Sequence[Token]:
    """After `urge`: up to `to` with a verb behind it."""
    for place in range(start + 1, min(start + _LOOK_AHEAD, len(tokens) - 1)):
        if tokens[place].text in _HARD:
            break
        if tokens[place].low == "to" and _verb_follows(tokens, place + 1):
            return _without_opening(tokens[start:place])
    return ()


def _verb_follows(tokens: Sequence[Token], place: int) -> bool:
    """A bare verb; behind `urge X to` any small word that is none of a noun phrase."""
    words = [token.low for token in tokens[place : place + 2]]
    if any(word in rules().bare for word in (words[1:] if words[0].endswith("ly") else words[:1])):
        return True
    known = rules()
    closed = known.determiners | known.prepositions | known.pronouns | known.quantifiers
    plain = tokens[place].text == tokens[place].low and words[0].isalpha()
    return plain and words[0] not in closed and not words[0].endswith(("ing", "ed", "s"))
