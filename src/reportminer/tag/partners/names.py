"""Where proper names stand in a text: runs of capitalised words, cut into names by a small grammar.

"Ministry of Social Affairs, Veterans and Youth" is one name, "Oxfam, UNICEF and the World Bank"
three (see `grammar`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from reportminer.tag.partners.grammar import joins, listed, text_of
from reportminer.tag.partners.rules import countries, known, words
from reportminer.tag.partners.tokens import POSSESSIVE, Token, fuse, is_acronym, is_capital, tokens

_QUOTES = "“”\"‘’'"
_MONEY = ("$", "€", "£")
_PLURALS = ("women", "men", "children", "people")
"""Plurals whose possessive is inside a name: "Coast Women's Union"."""
_GOVERNMENT = frozenset({"government", "governments"})
_PLACED = re.compile(r"\b(?:in|at|near|from|to|around|outside|into|across|for|between|of) $")
_LONGEST = 60
"""Words of a run that are read together."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it stands in the text."""

    text: str
    start: int
    end: int
    opening: bool
    """It begins its sentence, so that its first capital proves nothing."""
    article: bool = False
    """The word "the" stands before it."""
    placed: bool = False
    """A word of place stands before it: "in Saltmere"."""


def names(text: str, start: int, end: int) -> list[Name]:
    """The names in `text[start:end]`, in order, not overlapping."""
    found: list[Name] = []
    units = fuse(tokens(text[start:end], start), text)
    for run in _runs(units):
        found.extend(_names_of(run, text, units))
    return found


def _runs(units: list[Token]) -> Iterator[list[Token]]:
    """Stretches of capitalised words with the small words, commas and `&` between them."""
    inside = words().inside
    run: list[Token] = []
    waiting: list[Token] = []
    for token in units:
        if len(run) > _LONGEST:
            yield run
            run, waiting = [], []
        if is_capital(token.text):
            run.extend(waiting)
            run.append(token)
            waiting = []
        elif run and len(waiting) < 3 and (token.low in inside or token.text == ","):
            waiting.append(token)
        elif run and not waiting and token.low in _GOVERNMENT and run[-1].text in _governed():
            run.append(token)
        elif run and not waiting and token.text == "." and run[-1].low in words().legal:
            continue
        else:
            if run:
                yield run
            run, waiting = [], []
    if run:
        yield run


@lru_cache(maxsize=1)
def _governed() -> frozenset[str]:
    return countries() | {"Scottish", "Welsh", "British", "Irish", "Federal", "Canadian", "Australian"}


def _names_of(run: list[Token], text: str, units: list[Token]) -> Iterator[Name]:
    """Cut one run into names."""
    opening = run[0].start == units[0].start or _after_stop(text, units[0].start, run[0].start)
    parts = list(_split(run))
    for number, part in enumerate(parts):
        first = number == 0 and opening
        trimmed = _trim(part, first)
        if trimmed and text[trimmed[-1].end : trimmed[-1].end + 1] not in _MONEY:
            yield _name(trimmed, text, opening=first and trimmed[0] is part[0])


def _after_stop(text: str, floor: int, at: int) -> bool:
    before = text[floor:at].rstrip(_QUOTES + " (")
    return not before or before[-1] in ".:!?"


def _name(part: list[Token], text: str, *, opening: bool) -> Name:
    start, end = part[0].start, part[-1].end
    owner = POSSESSIVE.search(part[-1].text)
    if owner and len(part[-1].text) > len(owner.group()):
        end -= len(owner.group())
    if part[-1].low in words().legal and text[end : end + 1] == ".":
        end += 1
    before = text[max(start - 9, 0) : start].lower()
    return Name(text[start:end], start, end, opening, before.endswith("the "), bool(_PLACED.search(before)))


def _trim(part: list[Token], opening: bool) -> list[Token]:
    """Without words at the beginning that are no part of a name ("However", "The", "In")."""
    at = 0
    stripped = words().opening if opening else words().articles
    if len(part) > 2 and part[0].low == "governments" and part[1].low == "of":
        return part[2:]
    while at < len(part) and (part[at].low in stripped or not is_capital(part[at].text)):
        at += 1
    rest = part[at:]
    while rest and not is_capital(rest[-1].text) and not rest[-1].low.startswith("government"):
        rest = rest[:-1]
    return rest


def _split(run: list[Token]) -> Iterator[list[Token]]:
    """Chunks of capitalised words, joined over the small words where the grammar allows."""
    chunks, links = _chunks(run)
    left = chunks[0]
    at = 1
    while at < len(chunks):
        span = listed(left, chunks, links, at)
        if span:
            for k in range(at, at + span):
                left = left + links[k - 1] + chunks[k]
            at += span
            continue
        if joins(left, links[at - 1], chunks[at]):
            left = left + links[at - 1] + chunks[at]
        else:
            yield left
            left = chunks[at]
        at += 1
    yield left


def _chunks(run: list[Token]) -> tuple[list[list[Token]], list[list[Token]]]:
    """Capitalised stretches and what stands between each and the next."""
    chunks: list[list[Token]] = [[]]
    links: list[list[Token]] = []
    for token in run:
        if is_capital(token.text) or token.low in _GOVERNMENT:
            if links and len(links) == len(chunks):
                chunks.append([])
            chunks[-1].append(token)
            if token is not run[-1] and _owner(chunks[-1]):
                links.append([])
        elif len(links) == len(chunks):
            links[-1].append(token)
        else:
            links.append([token])
    return chunks, links[: len(chunks) - 1]


def _owner(chunk: list[Token]) -> bool:
    """A possessive that ends a name ("UNDP's Regional Hub"), not one inside ("Women's Board")."""
    if not POSSESSIVE.search(chunk[-1].text):
        return False
    bare = POSSESSIVE.sub("", text_of(chunk))
    if (bare.endswith("s") or bare.lower().endswith(_PLURALS)) and bare not in known().number:
        return False
    return len(chunk) > 1 or is_acronym(bare) or bare in known().number or bare in countries()
