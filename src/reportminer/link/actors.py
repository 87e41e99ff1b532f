"""Who should act, and who has a problem: the noun phrase at the place where English puts it.

Rules over tokens, with word lists in `rules/actors.yaml`. Empty rather than wrong: what is found must
read as a noun phrase whose head is a noun that acts (ministry, partner, staff) or a name.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cache, lru_cache
from itertools import pairwise

from reportminer.link.data import read_words
from reportminer.link.tokens import Match, Phrases, Token

MAX_WORDS = 14
_LOOK_AHEAD = 20
_BY_REACH = 6
_HARD = frozenset(':;.?!()[]—–"“”|•')
_GLUE = frozenset({"and", "or", "&", "/", ",", "as", "well"})


@dataclass(frozen=True, slots=True)
class Rules:
    """The word lists of `rules/actors.yaml`, in lower case."""

    modals: frozenset[str]
    told: frozenset[str]
    urge: frozenset[str]
    that: frozenset[str]
    # `for` is a word of the language and cannot be a field's name
    for_: frozenset[str]
    problem: frozenset[str]
    adverbs: frozenset[str]
    openings: frozenset[str]
    determiners: frozenset[str]
    pronouns: frozenset[str]
    quantifiers: frozenset[str]
    prepositions: frozenset[str]
    verbs: frozenset[str]
    heads: frozenset[str]
    not_heads: frozenset[str]
    bare: frozenset[str]
    active_after_be: frozenset[str]
    participles: frozenset[str]
    addressed: frozenset[str]


@cache
def rules() -> Rules:
    """The rules, read once."""
    names = [item.name.rstrip("_") for item in fields(Rules)]
    data = read_words("actors.yaml", names)
    return Rules(**{item.name: frozenset(data[item.name.rstrip("_")]) for item in fields(Rules)})


@cache
def _acting() -> Phrases:
    known = rules()
    return Phrases(
        {"modal": known.modals, "told": known.told, "urge": known.urge, "that": known.that, "for": known.for_}
    )


@cache
def _having() -> Phrases:
    return Phrases({"problem": rules().problem})


IsName = Callable[[str], bool]
"""Whether a word that opens a sentence is a name, by how the report writes it elsewhere."""


def who_should_act(tokens: Sequence[Token], is_name: IsName) -> Sequence[Token]:
    """Tokens of the actor of a recommendation, without its article; empty where it is not plain."""
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


def _candidates(tokens: Sequence[Token], match: Match) -> Iterator[Sequence[Token]]:
    if match.key == "told":
        yield subject(tokens, match.first)
    elif match.key == "modal":
        if _passive(tokens, match.last):
            yield _agent(tokens, match.last)
        elif not _in_relative_clause(tokens, match.first):
            yield subject(tokens, match.first)
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
        start -= 1
    return _without_opening(tokens[start:end])


def _in_relative_clause(tokens: Sequence[Token], verb: int) -> bool:
    """`... organisations that could help`: nothing is asked of them here."""
    if not verb or tokens[verb - 1].low not in ("who", "which", "that"):
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
        return ()
    return chunk[len(chunk) - sum(len(piece) + 1 for piece in pieces) + 1 :]


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
                return ()
            return _without_opening(tokens[start:place])
        if tokens[place].text in _HARD:
            break
    return ()


def _is_bare_verb(tokens: Sequence[Token], start: int, place: int) -> bool:
    """A bare verb in small letters; right after an article such a word is a noun (`the lead agency`)."""
    token = tokens[place]
    if token.text != token.low or token.low not in rules().bare or place == start:
        return False
    return tokens[place - 1].low not in rules().determiners


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
    words = [token.low for token in tokens[place : place + 2]]
    return any(word in rules().bare for word in (words[1:] if words[0].endswith("ly") else words[:1]))


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
    return any(is_actor(head, first=head is chunk[0], is_name=is_name) for head in heads)


def is_actor(head: Token, *, first: bool, is_name: IsName) -> bool:
    """Whether one word, the last of its noun phrase (and the `first` too), acts or is a name."""
    if _is_other(head.low):
        return False
    return _is_head(head.low) or _is_proper(head, first=first, is_name=is_name)


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


def _is_proper(token: Token, *, first: bool, is_name: IsName) -> bool:
    letters = token.text.replace("-", "").replace(".", "")
    if sum(letter.isupper() for letter in letters) > 1:
        return True
    return token.text[0].isupper() and (not first or is_name(token.text))
