"""Where proper names stand in a text: runs of capitalised words, cut into names by a small grammar.

"Ministry of Social Affairs, Veterans and Youth" is one name, "Oxfam, UNICEF and the World Bank"
three: a small word or a comma joins two parts where the left part is open for more (it begins with a
word such as "Ministry of" or "Committee on") and the right part is no name by itself.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from reportminer.tag.partners.rules import countries, known, regions, words

_TOKEN = re.compile(r"(?:\w\.){2,}|\w+(?:[-‐‑'’&.@+]\w+)*\+?|[^\w\s]")
_CAP = re.compile(r"(?:[dl]['’]|[a-z]{1,5}-?|\d+)?[A-ZÀ-ÖØ-Þ]")
_HUNG_ON = re.compile(
    r"(?<=[A-Z]{3})-(?=[A-Z]{3})|(?<=[a-z]{3})\d{1,3}$|[¹²³⁰⁴-⁹]+$|-(?:led|hosted|funded|supported|based|backed|wide|assisted|administered|chaired|managed|run|related|specific|style)$"
)
_DIGITS = re.compile(r"\d+$")
_POSSESSIVE = re.compile(r"['’]s?$")
_OPEN = frozenset({"on", "to", "against", "with", "under", "living", "by", "from"})
_QUOTES = "“”\"‘’'"


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a mark, with its span."""

    text: str
    start: int
    end: int

    @property
    def low(self) -> str:
        """In lower case."""
        return self.text.lower()

    @property
    def first(self) -> str:
        """First word of a known name of several words, in lower case."""
        return self.low.split()[0]

    @property
    def last(self) -> str:
        """Its last word, without a possessive ending."""
        return _POSSESSIVE.sub("", self.low.split()[-1])


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


def tokens(text: str, offset: int = 0) -> list[Token]:
    """Words and marks of `text`, whose first character stands at `offset`."""
    return [token for m in _TOKEN.finditer(text) for token in _cut(m.group(), offset + m.start())]


def _cut(word: str, start: int) -> list[Token]:
    """A word, cut where something is hung on: "Liberia12", "UNDP-hosted", "VSO-SANOP"."""
    tail = _HUNG_ON.search(word)
    at = tail.start() if tail else 0
    if not at:
        return [Token(word, start, start + len(word))]
    return [Token(word[:at], start, start + at), Token(word[at:], start + at, start + len(word))]


def names(text: str, start: int, end: int) -> list[Name]:
    """The names in `text[start:end]`, in order, not overlapping."""
    found: list[Name] = []
    units = _fuse(tokens(text[start:end], start), text)
    for run in _runs(units):
        found.extend(_names_of(run, text, units))
    return found


@lru_cache(maxsize=1)
def _ruler() -> dict[str, tuple[tuple[str, ...], ...]]:
    """First word → the further words of known names that begin with it, longest first."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for name in sorted(known().number.keys() | countries() | regions()):
        parts = tuple(token.text for token in tokens(name))
        if len(parts) > 1:
            found.setdefault(parts[0], set()).add(parts[1:])
    return {first: tuple(sorted(rests, key=lambda r: (-len(r), r))) for first, rests in found.items()}


def _fuse(units: list[Token], text: str) -> list[Token]:
    """Known names of several words as one token each."""
    fused: list[Token] = []
    at = 0
    while at < len(units):
        taken = _known_at(units, at)
        start, end = units[at].start, units[at + taken].end
        fused.append(Token(text[start:end], start, end) if taken else units[at])
        at += taken + 1
    return fused


def _known_at(units: list[Token], at: int) -> int:
    """How many further words the longest known name that begins at `at` takes."""
    for rest in _ruler().get(units[at].text, ()):
        if tuple(token.text for token in units[at + 1 : at + 1 + len(rest)]) == rest:
            return len(rest)
    return 0


def is_capital(word: str) -> bool:
    """Whether a word may begin or carry a name."""
    return bool(_CAP.match(word)) and not _DIGITS.match(word)


def _runs(units: list[Token]) -> Iterator[list[Token]]:
    """Stretches of capitalised words with the small words, commas and `&` between them."""
    inside = words().inside
    run: list[Token] = []
    waiting: list[Token] = []
    for token in units:
        if is_capital(token.text):
            run.extend(waiting)
            run.append(token)
            waiting = []
        elif run and len(waiting) < 3 and (token.low in inside or token.text == ","):
            waiting.append(token)
        elif (
            run and not waiting and token.low in {"government", "governments"} and run[-1].text in _governed()
        ):
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
        if trimmed:
            yield _name(trimmed, text, opening=first and trimmed[0] is part[0])


def _after_stop(text: str, floor: int, at: int) -> bool:
    before = text[floor:at].rstrip(_QUOTES + " (")
    return not before or before[-1] in ".:!?"


def _name(part: list[Token], text: str, *, opening: bool) -> Name:
    start, end = part[0].start, part[-1].end
    owner = _POSSESSIVE.search(part[-1].text)
    if owner and len(part[-1].text) > len(owner.group()):
        end -= len(owner.group())
    if part[-1].low in words().legal and text[end : end + 1] == ".":
        end += 1
    return Name(text[start:end], start, end, opening, text[max(start - 4, 0) : start].lower() == "the ")


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
        span = _listed(left, chunks, links, at)
        if span:
            for k in range(at, at + span):
                left = left + links[k - 1] + chunks[k]
            at += span
            continue
        if _joins(left, links[at - 1], chunks[at]):
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
        if is_capital(token.text) or token.low in {"government", "governments"}:
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
    if not _POSSESSIVE.search(chunk[-1].text):
        return False
    bare = _POSSESSIVE.sub("", _text(chunk))
    if bare.endswith("s") and bare not in known().number:
        return False
    return len(chunk) > 1 or is_acronym(bare) or bare in known().number or bare in countries()


def _listed(left: list[Token], chunks: list[list[Token]], links: list[list[Token]], at: int) -> int:
    """How many chunks a list inside a name takes: "Ministry of A, B and C", "A, B and C Organization"."""
    if _plain(links[at - 1]) != ",":
        return 0
    last = at
    while last < len(chunks) and _plain(links[last - 1]) == ",":
        last += 1
    if last >= len(chunks) or _plain(links[last - 1]) not in {"and", "&", ", and", ", &"}:
        return 0
    middle = chunks[at:last]
    if any(_complete(chunk) or len(chunk) > 3 for chunk in middle):
        return 0
    opened = _opened(left) and not _complete(chunks[last]) and len(chunks[last]) <= 4
    ended = (
        not _complete(left)
        and len(left) <= 3
        and _ends_as_body(chunks[last])
        and not _begins_as_body(chunks[last])
    )
    return last - at + 1 if opened or ended else 0


def _plain(link: list[Token]) -> str:
    return " ".join(token.low for token in link)


def _joins(left: list[Token], link: list[Token], right: list[Token]) -> bool:
    """Whether a name goes on over `link`."""
    between = _plain(link)
    if not between:
        return False
    if "," in between:
        return _comma_joins(between, right)
    if between in {"and", "&"}:
        return _and_joins(left, between, right)
    if _whole(left):
        return False
    return _small_joins(left, between, right)


def _comma_joins(between: str, right: list[Token]) -> bool:
    return between == "," and right[0].low in words().legal


def _and_joins(left: list[Token], between: str, right: list[Token]) -> bool:
    if between == "&":
        return not _whole(right) or len(left) == 1
    if _opened(left):
        return not _whole(right) and not _begins_as_body(right) and (not _complete(right) or len(right) == 1)
    if _complete(right) and (_begins_as_body(right) or not _ends_as_body(right)):
        return False
    short = len(left) <= 2 or (len(left) <= 5 and len(right) <= 2)
    return short and not _complete(left) and _complete(right) and not _whole(right)


def _small_joins(left: list[Token], between: str, right: list[Token]) -> bool:
    first = between.split(maxsplit=1)[0]
    if first in words().foreign:
        return True
    if first == "of":
        return not _title(left) and (_holds_body(left) or not _complete(right) or _whole(right))
    if between.endswith(" the") and (first == "to" or len(left) > 4 or not is_capital(left[-1].text)):
        return False
    if first == "for":
        return not _title(left) and (not _is_acronym(left) or len(left) > 1)
    if first == "the":
        return left[-1].last.endswith("ing") and _opened(left) and not _complete(right)
    if first == "in" and _text(right) in regions():
        return _opened(left)
    if first == "in":
        return not _holds_body(left) and _ends_as_body(right) and not _whole(right)
    return first in _OPEN and _holds_body(left) and (not _complete(right) or _unknown_acronym(right))


def _text(part: list[Token]) -> str:
    return " ".join(token.text for token in part)


def _whole(part: list[Token]) -> bool:
    """A name that is known as it stands, an acronym or a country."""
    text = _text(part)
    return text in known().number or text in countries() or _is_acronym(part)


def _is_acronym(part: list[Token]) -> bool:
    return len(part) == 1 and is_acronym(part[0].text)


def is_acronym(text: str) -> bool:
    """One word of mostly capitals: NAC, UNICEF, SAfAIDS, ZNNP+."""
    letters = [c for c in text if c.isalpha()]
    capitals = sum(c.isupper() for c in letters)
    return 2 <= len(letters) <= 12 and " " not in text and capitals >= 2 and capitals * 2 >= len(letters)


def _unknown_acronym(part: list[Token]) -> bool:
    """A matter rather than a body: "Living with HIV"."""
    return _is_acronym(part) and part[0].text not in known().number


def _complete(part: list[Token]) -> bool:
    """It could stand as a name of its own."""
    return (
        _whole(part) or _begins_as_body(part) or (_ends_as_body(part) and part[-1].last not in words().weak)
    )


def _ends_as_body(part: list[Token]) -> bool:
    return part[-1].last in words().organisation


def _begins_as_body(part: list[Token]) -> bool:
    return part[0].first in words().organisation and part[0].first not in words().weak


def _holds_body(part: list[Token]) -> bool:
    return any(token.first in words().organisation or token.last in words().organisation for token in part)


def _opened(left: list[Token]) -> bool:
    """As in "Ministry of Health": a body's word, then a small word, then what it is about."""
    small = [
        n for n, token in enumerate(left) if token.low in {"of", "for", "on", "to", "against", "with", "from"}
    ]
    return (
        bool(small)
        and any(token.low in words().organisation for token in left[: small[0]])
        and not _closed(left)
    )


def _closed(left: list[Token]) -> bool:
    """As in "University of X", "Government of X": what follows "of" is a place, and the name ends there."""
    return (
        left[0].low in words().closed
        or (left[-1].low in words().organisation and len(left) > 3)
        or _text(left) in known().number
        or left[-1].text in countries()
    )


def _title(left: list[Token]) -> bool:
    return left[-1].low in words().titles or _text(left).lower() in words().titles
