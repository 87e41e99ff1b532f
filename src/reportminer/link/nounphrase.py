"""Noun phrases that can act: their head is a noun that acts (ministry, partner, staff) or a name."""

from collections.abc import Callable, Sequence
from functools import lru_cache

from reportminer.link.data import grammar
from reportminer.link.tokens import Token
from reportminer.link.wordlists import rules

MAX_WORDS = 14
_GLUE = frozenset({"and", "or", "&", "/", ",", "as", "well"})

IsName = Callable[[str], bool]
"""Whether a word written large is a name, by how the report writes it elsewhere."""


def noun_phrase(tokens: Sequence[Token], is_name: IsName) -> Sequence[Token]:
    """The tokens without article, if they read as a noun phrase that can act; otherwise nothing."""
    known = rules()
    chunk = list(tokens)
    while chunk and (chunk[0].low in ("and", "but", "so", "then", "that") or not chunk[0].is_word):
        chunk = chunk[1:]
    while chunk and not chunk[-1].is_word:
        chunk = chunk[:-1]
    chunk = _without_relative(_after_title(chunk))
    if chunk and chunk[0].low in known.determiners:
        chunk = chunk[1:]
    if not chunk or len(chunk) > MAX_WORDS:
        return ()
    barred = known.pronouns - (known.quantifiers if len(chunk) > 1 else frozenset())
    if chunk[0].low in barred | known.prepositions | known.openings:
        return ()
    if any(token.low in known.verbs for token in chunk) or not acts(chunk, is_name):
        return ()
    return chunk


def _after_title(chunk: list[Token]) -> list[Token]:
    """What begins with a large `The` inside the phrase: before it stands a heading that ran in."""
    large = [place for place, token in enumerate(chunk) if place and token.text == "The"]
    return chunk[large[-1] :] if large else chunk


def _without_relative(chunk: list[Token]) -> list[Token]:
    """`teams that work there` is `teams`."""
    for place, token in enumerate(chunk):
        if place and token.low in ("who", "which", "that", "whose", "where"):
            return chunk[:place]
    return chunk


def acts(chunk: Sequence[Token], is_name: IsName) -> bool:
    """Whether the head of one of the joined noun phrases is a noun that acts, or a name."""
    heads = _heads(chunk)
    if any(_is_other(head.low) for head in heads):
        return False
    return any(is_actor(head, is_name) and not of_no_body(chunk, head) for head in heads)


def of_no_body(chunk: Sequence[Token], head: Token) -> bool:
    """`risk management`: a noun that acts only as that of a body, behind one that is none."""
    at = next(place for place, token in enumerate(chunk) if token is head)
    if head.low not in grammar("of_bodies") or not at:
        return False
    before = chunk[at - 1]
    return before.text.islower() and not (_is_head(before.low) or before.low in grammar("organs"))


def is_actor(head: Token, is_name: IsName) -> bool:
    """Whether one word, the last of its noun phrase, acts or is a name."""
    if _is_other(head.low):
        return False
    return _is_head(head.low) or _is_proper(head, is_name)


@lru_cache(maxsize=20_000)
def _is_head(word: str) -> bool:
    return not _stem(word).isdisjoint(rules().heads)


@lru_cache(maxsize=20_000)
def _is_other(word: str) -> bool:
    return not _stem(word).isdisjoint(rules().not_heads)


def _heads(chunk: Sequence[Token]) -> list[Token]:
    """Last word before the first preposition, and before each `and` or comma ahead of it."""
    core: list[Token] = []
    for token in chunk:
        if token.low in rules().prepositions and core:
            break
        core.append(token)
    ends = [place for place, token in enumerate(core) if token.low in _GLUE] + [len(core)]
    return [core[end - 1] for end in ends if end and core[end - 1].is_word]


def _stem(word: str) -> set[str]:
    """The word and its singular, whichever rule makes it; and what follows its last hyphen."""
    word = word.removesuffix("'s")
    last = word.rsplit("-", 1)[-1]
    return {
        word,
        word.removesuffix("s"),
        word.removesuffix("es"),
        word.removesuffix("ies") + "y",
        last,
        last.removesuffix("s"),
    }


def _is_proper(token: Token, is_name: IsName) -> bool:
    letters = token.text.replace("-", "").replace(".", "")
    if sum(letter.isupper() for letter in letters) > 1:
        return True
    return token.text[0].isupper() and is_name(token.text)
