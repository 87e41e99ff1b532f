"""Noun phrases that can act: their head is a noun that acts (ministry, partner, staff) or a name."""

from collections.abc import Callable, Sequence
from functools import lru_cache

from reportminer.link.data import grammar
from reportminer.link.tokens import Token
from reportminer.link.wordlists import rules

MAX_WORDS = 14
_LEAST = 6
"""Letters that the name of people by what they do has at the least, and one more."""
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
    chunk = _without_relative(_after_label(_after_title(chunk)))
    if chunk and chunk[0].low in known.determiners:
        chunk = chunk[1:]
    if not chunk or len(chunk) > MAX_WORDS or chunk[-1].low in known.determiners:
        return ()  # behind an article stands a noun: `concern over the lack of`
    barred = known.pronouns - (known.quantifiers if len(chunk) > 1 else frozenset())
    if chunk[0].low in barred | known.prepositions | known.openings or is_gerund(chunk[0].low):
        return ()
    if any(token.low in known.verbs for token in chunk) or _governs(chunk) or not acts(chunk, is_name):
        return ()
    return chunk


def _after_title(chunk: list[Token]) -> list[Token]:
    """What begins with `the` inside the phrase: before it stands the end of something else.

    Of a heading that ran in, before a large one; of another phrase before a small one (`under the Harbours
    Act the council must`, `by Q3 2013 the council must`).
    """
    begun = [
        place
        for place, token in enumerate(chunk)
        if place and (token.text == "The" or (token.text == "the" and _ends_name(chunk[place - 1])))
    ]
    return chunk[begun[-1] :] if begun else chunk


def _ends_name(token: Token) -> bool:
    large = token.text[:1].isupper() and token.low not in rules().prepositions | _GLUE
    return token.is_word and (large or token.low[0].isdigit())


@lru_cache(maxsize=20_000)
def is_gerund(word: str) -> bool:
    """`encouraging`, `setting`: a verb, unless it describes a body as in `implementing partners`."""
    if not word.endswith("ing") or word in grammar("attributive"):
        return False
    stem = word.removesuffix("ing")
    single = stem[:-1] if stem[-1:] == stem[-2:-1] else stem
    return not {stem, f"{stem}e", single}.isdisjoint(rules().bare)


def _governs(chunk: Sequence[Token]) -> bool:
    """`resourcing these teams`: a verb with what it is done to."""
    return len(chunk) > 1 and chunk[0].low.endswith("ing") and chunk[1].low in rules().determiners


def _after_label(chunk: list[Token]) -> list[Token]:
    """`Principle 3 Boards` is `Boards`: a label and its number ran in."""
    numbered = len(chunk) > 2 and chunk[1].low.isdigit() and is_other(chunk[0].low)
    return chunk[2:] if numbered and chunk[2].text[0].isupper() else chunk


def _without_relative(chunk: list[Token]) -> list[Token]:
    """`teams that work there` is `teams`."""
    for place, token in enumerate(chunk):
        if place and token.low in ("who", "which", "that", "whose", "where"):
            return chunk[:place]
    return chunk


def acts(chunk: Sequence[Token], is_name: IsName) -> bool:
    """Whether the head of one of the joined noun phrases is a noun that acts, or a name."""
    heads = _heads(chunk)
    if any(is_other(head.low) for head in heads):
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
    if is_other(head.low):
        return False
    return _is_head(head.low) or _is_proper(head, is_name)


@lru_cache(maxsize=20_000)
def _is_head(word: str) -> bool:
    if word.startswith(tuple(grammar("describing"))) or "-to-" in word or "-of-" in word:
        return False  # a word that only describes
    return not _stem(word).isdisjoint(rules().heads) or _is_agent(word)


def _is_agent(word: str) -> bool:
    """`profilers`, `enumerators`: people by what they do."""
    known = rules()
    return len(word) > _LEAST and word.endswith(tuple(known.agents)) and word not in known.not_agents


@lru_cache(maxsize=20_000)
def is_other(word: str) -> bool:
    """Whether a noun names no one: `plan`, `strategies`."""
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
    if "/" in token.text and any(letter.isdigit() for letter in token.text):
        return False  # a document's symbol
    letters = token.text.replace("-", "").replace(".", "")
    if sum(letter.isupper() for letter in letters) > 1:
        return True
    return token.text[0].isupper() and is_name(token.text)
