"""Where proper names stand in a text: runs of capitalised words, cut into names by a small grammar.

"Ministry of Social Affairs, Veterans and Youth" is one name, "Oxfam, UNICEF and the World Bank"
three (see `grammar`).
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from reportminer.tag.partners.edges import is_majesty, trimmed
from reportminer.tag.partners.glossary import apart
from reportminer.tag.partners.grammar import joins, leads_on, listed, paired, text_of
from reportminer.tag.partners.records import Name
from reportminer.tag.partners.rules import countries, known, nations, words
from reportminer.tag.partners.tokens import POSSESSIVE, Token, fuse, is_acronym, is_capital, tokens

_QUOTES = "“”\"‘’'"
_MONEY = ("$", "€", "£")
_RAISED = "¹²³⁰⁴⁵⁶⁷⁸⁹"
_NUMBERED = re.compile(r"(?:/[A-Za-z][\w.-]{0,9}){0,3}/[A-Za-z.]{0,5}\d")
"""What follows the first letters of a document's number."""
_PLURALS = ("women", "men", "children", "people")
"""Plurals whose possessive is inside a name: "Coast Women's Union"."""
_GOVERNMENT = frozenset({"government", "governments"})
_PLACED = re.compile(r"\b(?:in|at|near|from|to|around|outside|into|across|for|between|of) $")
_BEFORE = 30
"""Characters before a name in which its nation is looked for."""
_LONGEST = 60
"""Words of a run that are read together."""


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
        rest = trimmed(part, opening=first)
        if rest and not _is_symbol(rest, text):
            yield _name(rest, text, opening=first and rest[0] is part[0])


def _is_symbol(part: list[Token], text: str) -> bool:
    """Money ("US$") or a document's number ("DP/2031/4")."""
    end = part[-1].end
    if text[end : end + 1] in _MONEY:
        return True
    return len(part) == 1 and bool(_NUMBERED.match(text, end))


def _after_stop(text: str, floor: int, at: int) -> bool:
    before = text[floor:at].rstrip(_QUOTES + " (")
    if before and before[-1] in _RAISED:
        before = before.rstrip(_RAISED)
    return not before or before[-1] in ".:!?•▪●" or before.isdigit()


def _name(part: list[Token], text: str, *, opening: bool) -> Name:
    start, end = part[0].start, part[-1].end
    owner = POSSESSIVE.search(part[-1].text)
    if owner and len(part[-1].text) > len(owner.group()):
        end -= len(owner.group())
    if part[-1].low in words().dotted and text[end : end + 1] == ".":
        end += 1
    before = text[max(start - 9, 0) : start].lower()
    article, placed = before.endswith("the "), bool(_PLACED.search(before))
    return Name(text[start:end], start, end, opening, article, placed, _nation(text, start))


def _nation(text: str, start: int) -> str:
    """As in "In Wales, the Department of Ports", "Scotland’s Department of Ports"."""
    found = _of_nation().search(text, max(start - _BEFORE, 0), start)
    return found[1] or found[2] if found else ""


@lru_cache(maxsize=1)
def _of_nation() -> re.Pattern[str]:
    listed = "|".join(sorted(nations()))
    return re.compile(rf"(?:\b[Ii]n ({listed}), (?:the )?|\b({listed})['’]s )$")


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
        last = at + 1 == len(chunks) or not leads_on(links[at])
        if joins(left, links[at - 1], chunks[at]) or (last and paired(left, links[at - 1], chunks[at])):
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
    for at, token in enumerate(run):
        if is_capital(token.text) or token.low in _GOVERNMENT:
            if links and len(links) == len(chunks):
                chunks.append([])
            chunks[-1].append(token)
            if token is not run[-1] and (_owner(chunks[-1]) or apart(run, at)):
                links.append([])
        elif len(links) == len(chunks):
            links[-1].append(token)
        else:
            links.append([token])
    return chunks, links[: len(chunks) - 1]


def _owner(chunk: list[Token]) -> bool:
    """A possessive that ends a name ("UNDP's Regional Hub"), not one inside ("Women's Board")."""
    if not POSSESSIVE.search(chunk[-1].text) or is_majesty(chunk[-2:]):
        return False
    bare = POSSESSIVE.sub("", text_of(chunk))
    if (bare.endswith("s") or bare.lower().endswith(_PLURALS)) and bare not in known().number:
        return False
    return len(chunk) > 1 or is_acronym(bare) or bare in known().number or bare in countries()
