"""Noun phrases that can act, found without a parser: `the district officers`, `heads of agency`."""

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from reportminer.link.data import grammar
from reportminer.link.nounphrase import IsName, is_actor, is_gerund, is_other, of_no_body
from reportminer.link.tokens import Token
from reportminer.link.wordlists import rules
from reportminer.types import Span

_MOST = 6
"""Words of a phrase without its complement."""
_MOST_OF_NAME = 10
_JOINED = 3
"""Tokens before the second half of a joined name: its first half, `and`, and what goes before."""
_COMPLEMENT = 4


def phrases(tokens: Sequence[Token], is_name: IsName) -> Iterator[Span]:
    """Spans in order, without article, verb or possessive; a complement (`of agency`) belongs to them."""
    begin = 0
    for at in range(len(tokens) + 1):
        if at < len(tokens) and _inside(tokens, begin, at, is_name):
            continue
        if last := _head(tokens, begin, at, is_name):
            yield tokens[_first(tokens, begin, is_name)].start, _end(tokens, last, is_name)
        begin = at if begin < at < len(tokens) and _begins(tokens[at]) else at + 1


def _first(tokens: Sequence[Token], begin: int, is_name: IsName) -> int:
    """Where a name begins that holds an `and`: `Lock and Sluice Board`."""
    if begin < _JOINED or tokens[begin - 1].low not in ("and", "&") or tokens[begin].text.islower():
        return begin
    first = begin - 1
    while first and tokens[first - 1].text[0].isupper() and not is_closed(tokens[first - 1]):
        first -= 1
    half = tokens[first : begin - 1]
    return first if half and first and not any(is_actor(token, is_name) for token in half) else begin


def _begins(token: Token) -> bool:
    """A word that ended the phrase before it and can begin one: a name behind a verb never is one."""
    return token.is_word and not is_closed(token)


def is_closed(token: Token) -> bool:
    """Words of the language, and numbers, stand in no noun phrase."""
    low = token.low
    if not low[0].isalpha():
        return True
    if len(low) > 1 and token.text.isupper():
        return False
    return low in _small_words() or low.endswith(_short_forms())


@cache
def _small_words() -> frozenset[str]:
    known = rules()
    listed = known.verbs | known.prepositions | known.adverbs | known.determiners
    return listed | (known.pronouns - known.quantifiers) | grammar("stops") | grammar("finite")


@cache
def _short_forms() -> tuple[str, ...]:
    return tuple(sorted(grammar("short_forms")))


def _inside(tokens: Sequence[Token], begin: int, at: int, is_name: IsName) -> bool:
    """Whether the token goes on with the phrase that began at `begin`."""
    token = tokens[at]
    most = _MOST_OF_NAME if token.text[0].isupper() else _MOST
    if not token.is_word or is_closed(token) or at - begin >= most:
        return False
    if at == begin:
        opens = token.low in rules().openings and token.low not in grammar("attributive")
        return is_name(token.text) or not (opens or _orders(tokens, at) or _does(tokens, at))
    possessive = tokens[at - 1].low.endswith(("'s", "s'"))
    return possessive or not (_like_verb(token) and is_actor(tokens[at - 1], is_name))


def _orders(tokens: Sequence[Token], at: int) -> bool:
    """`sign the lease`, not `the sign language teachers`."""
    named = at and tokens[at - 1].low in rules().determiners and tokens[at].low in rules().bare_or_noun
    return tokens[at].low in rules().bare and not named


def _does(tokens: Sequence[Token], at: int) -> bool:
    """`and training partners`, not `each sending body`: a verb has no article before it."""
    low, before = tokens[at].low, tokens[at - 1].low if at else ""
    if before in rules().determiners | grammar("quantifiers"):
        return False
    joined = before in ("and", "or", ",") and low.endswith("ing") and low not in grammar("attributive")
    return joined or is_gerund(low)


def _like_verb(token: Token) -> bool:
    """Behind a noun that acts: `phones`, `answered`, `lost`."""
    return token.text == token.low and is_verbal(token.low)


@lru_cache(maxsize=20_000)
def is_verbal(low: str) -> bool:
    """Whether a word may be a verb: in its bare form, as a participle, with an -s."""
    known = rules()
    third = {low.removesuffix("s"), low.removesuffix("es")} & known.bare if low.endswith("s") else set()
    return low.endswith("ed") or low in known.participles or low in known.bare or bool(third)


def is_noun_as_verb(tokens: Sequence[Token], at: int) -> bool:
    """`that the ministry review the rules`: a noun, unless an article follows."""
    after = tokens[at + 1].low if at + 1 < len(tokens) else ""
    return tokens[at].low in rules().bare_before_article and after in rules().determiners


def _head(tokens: Sequence[Token], begin: int, end: int, is_name: IsName) -> int:
    """Where the phrase ends: behind its last word that acts; 0 where none does."""
    for last in range(end, begin, -1):
        head = tokens[last - 1]
        if is_actor(head, is_name) and not of_no_body(tokens[begin:last], head):
            return last
    # `each larder`, `any school`: whoever is counted out so may act; `every contract` does not.
    counted = begin < end - 1 and tokens[begin].low in grammar("quantifiers")
    return end if counted and not is_other(tokens[end - 1].low) else 0


def _end(tokens: Sequence[Token], last: int, is_name: IsName) -> int:
    """Offset behind the phrase, its complement (`of the three agencies`) included."""
    own = tokens[last - 1]
    if last < len(tokens) and tokens[last].low in grammar("complements") and own.text == own.low:
        at = last + 1
        while at < len(tokens) and tokens[at].low in rules().determiners:
            at += 1
        first = at
        while at < min(len(tokens), first + _COMPLEMENT) and _inside(tokens, first, at, is_name):
            at += 1
        if at > first:
            own = tokens[at - 1]
    return own.end - 2 if own.low.endswith("'s") else own.end
