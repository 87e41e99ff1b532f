"""How a noun phrase stands to the request of a recommendation: as the one asked, or as something else."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from reportminer.link.data import grammar
from reportminer.link.tokens import Token
from reportminer.link.wordlists import rules

_ASIDE = 16


def asked(tokens: Sequence[Token], first: int, last: int) -> Iterator[str]:
    """Features of the phrase `first:last`: `asked` with the construction that asks it, or nothing."""
    verb = _verb(tokens, last)
    word = tokens[verb].low if verb < len(tokens) else ""
    begins = begins_clause(tokens, first)
    passive = _passive(tokens, verb)
    if word in grammar("asks") and not _possessive(tokens, last):
        yield "passive_subject" if passive else ("asked:subject" if begins else "asked:inner_subject")
        yield f"verb:{word}:{'begins' if begins else 'inside'}"
    elif word in grammar("be") - {"be", "been"} and _to_within(tokens, verb):
        yield "asked:told" if begins else "asked:inner_told"
    elif word == "to" and begins:
        yield "passive_title" if passive else "asked:title"
    yield from _object(tokens, first)


def _possessive(tokens: Sequence[Token], last: int) -> bool:
    return last > 0 and tokens[last - 1].low.endswith(("'s", "s'"))


def _verb(tokens: Sequence[Token], at: int) -> int:
    """Where the verb stands, past adverbs and past what commas set aside."""
    if at < len(tokens) and tokens[at].text in ",(":
        close = "," if tokens[at].text == "," else ")"
        ends = [
            place for place in range(at + 1, min(at + _ASIDE, len(tokens))) if tokens[place].text == close
        ]
        at = ends[0] + 1 if ends else at
    while at < len(tokens) and (tokens[at].low in rules().adverbs or tokens[at].low.endswith("ly")):
        at += 1
    return at


def begins_clause(tokens: Sequence[Token], first: int) -> bool:
    """Whether the phrase begins the sentence or a clause: behind a mark, `and`, `that`, an opening."""
    at = first - 1
    while at >= 0 and tokens[at].low in rules().determiners:
        at -= 1
    return at < 0 or not tokens[at].is_word or tokens[at].low in grammar("sentence_openers")


def _passive(tokens: Sequence[Token], verb: int) -> bool:
    """`should be funded`, `to be repaid`; not `should be asked to`, which asks its subject."""
    words = [token.low for token in tokens[verb + 1 : verb + 6] if not token.low.endswith("ly")]
    if words[:1] and words[0] in grammar("undergoes"):
        return True
    done = [at + 1 for at, (word, after) in enumerate(pairwise(words)) if word == "be" and _participle(after)]
    return bool(done) and not (words[done[0]] in grammar("asked") and words[done[0] + 1 :][:1] == ["to"])


def _participle(word: str) -> bool:
    return word.endswith(("ed", "en", "t", "n")) or word.removeprefix("re") in rules().participles


def _to_within(tokens: Sequence[Token], verb: int) -> bool:
    """`is respectfully nudged to`."""
    return any(token.low == "to" for token in tokens[verb + 1 : verb + 5])


def _object(tokens: Sequence[Token], first: int) -> Iterator[str]:
    """`we urge X to`, `we say to X`, `it is for X to`, `let X`."""
    at = first - 1
    while at >= 0 and (tokens[at].low in rules().determiners or tokens[at].text in "“\"'"):
        at -= 1
    if at < 0:
        return
    low, before = tokens[at].low, tokens[at - 1].low if at else ""
    if low in rules().urge or low in grammar("urge"):
        yield "asked:urged"
    elif low in ("to", "of") and (
        before in grammar("to_whom") or at == 0 or (low == "of" and before in ("ask", "something"))
    ):
        yield "asked:to"
    elif low == "for" and (before in grammar("for_whom") or at == 0):
        yield "asked:for"
    elif low == "by" and any(token.low in ("be", "are", "is", "to") for token in tokens[max(0, at - 6) : at]):
        yield "asked:by"
    elif low == "that":
        yield "asked:that"
