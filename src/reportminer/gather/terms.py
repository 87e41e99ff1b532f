"""The words of a codebook as patterns, and one matcher for all of them.

A term is one or more words. Each word matches its inflected forms (`delay`: delays, delayed,
delaying; `agency`: agencies), in any case and in British or American spelling; a hyphen may be
there, be a space or be missing; a word that ends in `*` matches everything that begins so; a word
with two capitals (`MoU`, `IT`) matches in these capitals alone; ` ... ` between words stands for up
to three words; a word behind `^` (`^Trust`) matches as part of a name alone: with its capital, and
neither at the beginning of a sentence nor in a heading that gives every word a capital.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from reportminer.ruledata import from_yaml

MAX_WORDS = 8
MIN_PREFIX = 3
MAX_GAP = 3
GAP = "..."
NAME = "^"
_HYPHEN = "\u2010\u2011\u00ad-"
_COMPOUND = re.compile(rf"[^\W_]+(?:['’&{_HYPHEN}][^\W_]+)*")
_SPLIT = re.compile(f"[{_HYPHEN}]")
_POSSESSIVE = re.compile(r"['’]s$")
_SENTENCE_END = re.compile(r"(?:^|[.!?:;•\n])[\s\"'“”‘’()\[\]*–—-]*$")
_SMALL = re.compile(r"\b[^\W\d_A-Z]{4}")
_IZE = re.compile(r"(.{3,})(i|y)[sz](e|es|ed|ing|er|ers|ation|ations|ational)$")
_CACHED_WORDS = 100_000


@cache
def _grammar() -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """Irregular groups by word, and endings of nouns."""
    data = from_yaml((files(__package__) / "inflections.yaml").read_text("utf-8"))
    groups: dict[str, tuple[str, ...]] = {}
    for group in data["groups"]:
        for word in group:
            groups[word] = (*groups.get(word, ()), *group)
    return groups, tuple(data["nominal"])


def singular(word: str) -> str:
    """A lower-case word without the ending of a plural."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return word[:-1]
    return word


def _plural(word: str) -> str:
    if re.search(r"[^aeiou]y$", word):
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "z", "ch", "sh")) else "s")


def _verbal(word: str) -> set[str]:
    if word.endswith("e"):
        return {word + "d", (word if word.endswith(("ee", "oe")) else word[:-1]) + "ing"}
    if re.search(r"[^aeiou]y$", word):
        return {word[:-1] + "ied", word + "ing"}
    stems = {word, word + word[-1]} if re.search(r"[aeiou][^aeiouwxy]$", word) else {word}
    return {stem + end for stem in stems for end in ("ed", "ing")}


@cache
def forms(word: str) -> frozenset[str]:
    """Inflected forms of a lower-case word, itself among them. Forms that no one uses do no harm."""
    groups, nominal = _grammar()
    if word in groups:
        return frozenset(groups[word])
    base = singular(word)
    found = {word, base, _plural(base)}
    if len(base) > 2 and not base.endswith(nominal):
        found |= _verbal(base)
    if base in groups:
        found.update(groups[base])
    for form in tuple(found):
        if spelt := _IZE.match(form):
            found.update(f"{spelt[1]}{spelt[2]}{letter}{spelt[3]}" for letter in "sz")
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Pattern:
    """What one word of a term matches: any of `words`, or what begins with `prefix`."""

    words: frozenset[str] = frozenset()
    prefix: str = ""
    cased: bool = False
    named: bool = False
    """As part of a name alone."""


_ANY = Pattern()
"""Stands for a gap of up to `MAX_GAP` words."""


def _pattern(word: str) -> Pattern:
    if word.startswith(NAME):
        return Pattern(frozenset({word, word + "s"}), named=True)
    if word.endswith("*"):
        return Pattern(prefix=word[:-1].lower())
    if sum(letter.isupper() for letter in word) > 1:
        return Pattern(frozenset({word, word + "s"}), cased=True)
    return Pattern(forms(word.lower()))


def parse_term(term: str) -> tuple[tuple[Pattern, ...], ...]:
    """The ways to match a term: its words apart and, where it has hyphens, joined.

    Raises `ValueError` with the reason where a term cannot be used.
    """
    pieces = term.replace("…", GAP).split()
    _check(term, pieces)
    apart = [word for piece in pieces for word in _SPLIT.split(piece)]
    joined = [_SPLIT.sub("", piece) for piece in pieces]
    ways = [apart] if apart == joined else [apart, joined]
    return tuple(tuple(_ANY if word == GAP else _pattern(_bare(word)) for word in way) for way in ways)


def _bare(word: str) -> str:
    return _POSSESSIVE.sub("", word).strip("'’")


def _check(term: str, pieces: Sequence[str]) -> None:
    words = [piece for piece in pieces if piece != GAP]
    if not words:
        raise ValueError("it has no words")
    if len(pieces) > MAX_WORDS:
        raise ValueError(f"it has more than {MAX_WORDS} words")
    if GAP in (pieces[0], pieces[-1]):
        raise ValueError("`...` stands between words, not at an end")
    for word in words:
        if not _COMPOUND.fullmatch(word.removeprefix(NAME).removesuffix("*").strip("'’")):
            raise ValueError(f"`{word}` is no word: use letters, digits, hyphens, and `*` at its end alone")
        if word.startswith(NAME) and not word[1:].isalpha():
            raise ValueError(f"`{word}`: a single word of letters stands behind `{NAME}`")
        if word.endswith("*") and len(_SPLIT.split(word)[-1]) <= MIN_PREFIX:
            raise ValueError(f"`{word}` would match too much: give at least {MIN_PREFIX} letters before `*`")


@dataclass(frozen=True, slots=True)
class Hit:
    """A term found: its number in the list given to the matcher, and the characters it covers."""

    term: int
    start: int
    end: int


@dataclass(slots=True)
class _Node:
    nexts: dict[int, "_Node"] = field(default_factory=dict)
    """By number of pattern."""
    gap: "_Node | None" = None
    terms: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Words:
    """A text cut into words, with a way past each hyphenated compound as one word."""

    words: list[str] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)
    joined: dict[int, tuple[str, int]] = field(default_factory=dict)


def _cut(text: str) -> _Words:
    cut = _Words()
    for match in _COMPOUND.finditer(text):
        compound, at = match[0], match.start()
        if compound.isalnum():
            cut.words.append(compound)
            cut.spans.append(match.span())
            continue
        parts = _SPLIT.split(compound)
        if len(parts) > 1:
            cut.joined[len(cut.words)] = ("".join(parts), len(cut.words) + len(parts))
        for part in parts:
            cut.words.append(part)
            cut.spans.append((at, at + len(part)))
            at += len(part) + 1
    return cut


def _mark_names(cut: _Words, text: str) -> None:
    """Put `^` before words that are part of a name."""
    if not _SMALL.search(text):
        return
    for at, ((start, _), word) in enumerate(zip(cut.spans, cut.words, strict=True)):
        if word[:1].isupper() and not _SENTENCE_END.search(text, max(0, start - 8), start):
            cut.words[at] = NAME + word


class TermMatcher:
    """Finds all terms of a list in a text: one walk over its words, whatever the number of terms."""

    def __init__(self, terms: Sequence[str]) -> None:
        self._root = _Node()
        self._patterns: dict[Pattern, int] = {}
        self._exact: dict[str, list[int]] = {}
        self._named = any(NAME in term for term in terms)
        self._cased: dict[str, list[int]] = {}
        self._prefixes: dict[str, list[int]] = {}
        self._seen: dict[str, tuple[int, ...]] = {}
        for number, term in enumerate(terms):
            for way in parse_term(term):
                self._add(way, number)

    def _add(self, way: Sequence[Pattern], number: int) -> None:
        node = self._root
        for pattern in way:
            if pattern is _ANY:
                node.gap = node.gap or _Node()
                node = node.gap
            else:
                node = node.nexts.setdefault(self._number(pattern), _Node())
        node.terms.append(number)

    def _number(self, pattern: Pattern) -> int:
        if pattern not in self._patterns:
            number = self._patterns[pattern] = len(self._patterns)
            table = self._cased if pattern.cased or pattern.named else self._exact
            for word in sorted(pattern.words):
                table.setdefault(word, []).append(number)
            if pattern.prefix:
                self._prefixes.setdefault(pattern.prefix, []).append(number)
        return self._patterns[pattern]

    def find(self, text: str) -> list[Hit]:
        """Every hit, by place, then by length, then by number of the term."""
        cut = _cut(text)
        if self._named:
            _mark_names(cut, text)
        hits: set[tuple[int, int, int]] = set()
        for at, word in enumerate(cut.words):
            if not self._numbers(word) and at not in cut.joined:
                continue
            for end, node in self._walk(cut, at, self._root):
                hits.update((cut.spans[at][0], cut.spans[end - 1][1], term) for term in node.terms)
        return [Hit(term, start, end) for start, end, term in sorted(hits)]

    def _walk(self, cut: _Words, at: int, node: _Node) -> Iterator[tuple[int, _Node]]:
        """Nodes with terms that can be reached from the word at `at`, and where each ends."""
        for word, end in self._steps(cut, at):
            for number in self._numbers(word):
                child = node.nexts.get(number)
                if child is None:
                    continue
                if child.terms:
                    yield end, child
                if child.nexts:
                    yield from self._walk(cut, end, child)
                if child.gap is not None:
                    for skipped in range(MAX_GAP + 1):
                        yield from self._walk(cut, end + skipped, child.gap)

    def _steps(self, cut: _Words, at: int) -> Iterator[tuple[str, int]]:
        if at < len(cut.words):
            yield cut.words[at], at + 1
        if at in cut.joined:
            yield cut.joined[at]

    def _numbers(self, word: str) -> tuple[int, ...]:
        """Numbers of the patterns that match a word; remembered for the words seen first."""
        known = self._seen.get(word)
        if known is None:
            known = self._look_up(_POSSESSIVE.sub("", word))
            if len(self._seen) < _CACHED_WORDS:
                self._seen[word] = known
        return known

    def _look_up(self, word: str) -> tuple[int, ...]:
        plain = word.removeprefix(NAME)
        low = plain.lower()
        found = {*self._exact.get(low, ()), *self._cased.get(plain, ()), *self._cased.get(word, ())}
        for length in range(MIN_PREFIX, len(low) + 1):
            found.update(self._prefixes.get(low[:length], ()))
        return tuple(sorted(found))
