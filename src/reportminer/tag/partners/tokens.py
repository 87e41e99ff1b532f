"""Words and marks of a text, known names of several words taken as one."""

import re
from dataclasses import dataclass
from functools import lru_cache

from reportminer.tag.partners.rules import countries, is_plain, known, regions, words

POSSESSIVE = re.compile(r"['’]s?$")
_TOKEN = re.compile(r"(?:\w\.){2,}|\b(?:St|Ste|Mt)\.(?=\s[A-ZÀ-ÖØ-Þ])|\w+(?:[-‐‑'’&.@+]\w+)*\+?|[^\w\s]")
_CAP = re.compile(r"(?:[dl]['’]|[a-z]{1,5}-?|\d+)?[A-ZÀ-ÖØ-Þ]")
_HUNG_ON = re.compile(
    r"(?<=[A-Z]{3})-(?=[A-Z]{3})|(?<=[a-z]{3})\.?\d{1,3}$|(?:(?<=\w{3})\.)?[¹²³⁰⁴-⁹]+$"
    r"|-(?:led|hosted|funded|supported|based|backed|wide|assisted|administered|chaired|managed|run|related"
    r"|specific|style)$"
)
_DIGITS = re.compile(r"\d+$")
_MARK_BEFORE = re.compile(r"(?:\d{2,3}|[¹²³⁰⁴-⁹]{1,3})(?=[A-ZÀ-ÖØ-Þ][a-zß-ÿ]{2})")
"""The number of a footnote before its first word: "16Harbour"."""
_CONTRACTED = re.compile(
    r"(?:i|you|we|they|he|she|it|that|there|what|who|here|let)['’](?:ve|ll|m|d|re|s)$|\w+n['’]t$", re.I
)
_LONGEST_CONTRACTION = 9


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
        return POSSESSIVE.sub("", self.low.split()[-1])


def tokens(text: str, offset: int = 0) -> list[Token]:
    """Words and marks of `text`, whose first character stands at `offset`."""
    return [token for m in _TOKEN.finditer(text) for token in _cut(m.group(), offset + m.start())]


def _cut(word: str, start: int) -> list[Token]:
    """A word, cut where something is hung on: "Liberia12", "16Liberia", "UNDP-hosted", "VSO-SANOP"."""
    found: list[Token] = []
    mark = _MARK_BEFORE.match(word)
    if mark and mark.group().isascii() and not _is_common(word[mark.end() :].lower()):
        mark = None
    last = mark.end() if mark else 0
    if mark:
        found.append(Token(mark.group(), start, start + last))
    while tail := _HUNG_ON.search(word, last):
        at = tail.start() + (word[tail.start()] == "-")
        found.append(Token(word[last : tail.start()], start + last, start + tail.start()))
        if at > tail.start():
            found.append(Token("-", start + at - 1, start + at))
        last = at
        if tail.group() and tail.group()[0] != "-":
            break
    found.append(Token(word[last:], start + last, start + len(word)))
    return [token for token in found if token.text]


def _is_common(word: str) -> bool:
    return is_plain(word) or word in words().opening


@lru_cache(maxsize=1)
def _ruler() -> dict[str, tuple[tuple[str, ...], ...]]:
    """First word → the further words of known names that begin with it, longest first."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for name in sorted(known().number.keys() | countries() | regions()):
        parts = tuple(token.text for token in tokens(name))
        if len(parts) > 1:
            found.setdefault(parts[0], set()).add(parts[1:])
    return {first: tuple(sorted(rests, key=lambda r: (-len(r), r))) for first, rests in found.items()}


def fuse(units: list[Token], text: str) -> list[Token]:
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
    return bool(_CAP.match(word)) and not _DIGITS.match(word) and not is_contraction(word)


def is_contraction(word: str) -> bool:
    """As in "I’ve", "Don’t"."""
    return len(word) <= _LONGEST_CONTRACTION and bool(_CONTRACTED.match(word))


def is_acronym(text: str) -> bool:
    """One word of mostly capitals: NAC, UNICEF, SAfAIDS, ZNNP+."""
    letters = [c for c in text if c.isalpha()]
    capitals = sum(c.isupper() for c in letters)
    return 2 <= len(letters) <= 12 and " " not in text and capitals >= 2 and capitals * 2 >= len(letters)
