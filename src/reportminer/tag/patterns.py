r"""A short, readable way to write spaCy Matcher patterns, and its compiler.

A pattern is words separated by blanks:

=============  ==================================================================
`word`         this word, in any case
`a|b|{list}`   any of these words; `{list}` is a list of `rules/words.yaml`
`!a|b`         any one word but these
`x?`           x or nothing (`\?` is a question mark)
`..3`          up to three (at most ten) words of the same clause
`*`            any one word
`<num>`        a number
`^` `$`        first: the segment begins here; last: it ends here
=============  ==================================================================
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

TokenPattern = dict[str, Any]

CLAUSE_ENDS = [";", ":", "?", "!", "."]
WIDEST_GAP = 10


class PatternError(ValueError):
    """A pattern that cannot be read."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern."""

    variants: tuple[tuple[TokenPattern, ...], ...]
    """Token lists, any of which may match: one for each width of a gap and each optional word."""
    start: bool
    end: bool
    search: frozenset[str]
    """Wherever the pattern matches, one of these words occurs: those rarest in English."""
    needs: tuple[frozenset[str], ...]
    """And one word of each of these sets."""
    before: int
    """At most so many tokens of a match stand before the word of `search`."""
    after: int
    """And so many after it."""


def compile_pattern(text: str, lists: Mapping[str, frozenset[str]], common: Sequence[str]) -> Pattern:
    """Compile; `common` are the most frequent words, by which to search only if no others will do."""
    parts = text.split()
    start, end = parts[:1] == ["^"], parts[-1:] == ["$"]
    pieces = parts[start : max(len(parts) - end, start)]
    options = [_alternatives(piece, lists) for piece in pieces]
    variants = tuple(tuple(token for part in choice for token in part) for choice in product(*options))
    needed = {at: frozenset(_words(p, lists)) for at, p in enumerate(pieces) if _must_occur(p)}
    if not needed:
        raise PatternError(f"no word that must occur in {text!r}")
    rank = {word: at for at, word in enumerate(common)}
    key = min(needed, key=lambda at: _frequency(needed[at], rank))
    widths = [max(len(option) for option in choice) for choice in options]
    return Pattern(
        variants=variants,
        start=start,
        end=end,
        search=needed[key],
        needs=tuple(words for at, words in needed.items() if at != key),
        before=sum(widths[:key]),
        after=sum(widths[key + 1 :]),
    )


def _must_occur(piece: str) -> bool:
    """Whether a piece is a choice of words, one of which is always there."""
    if "<num>" in piece or piece == "*" or piece[0] == "!" or piece.startswith(".."):
        return False
    return piece == "\\?" or not piece.endswith("?")


def _frequency(words: frozenset[str], rank: Mapping[str, int]) -> float:
    """How often any of the words is met, after Zipf: the n-th word of English once in ten n."""
    return sum(1 / (rank.get(word, 3000) + 1) for word in sorted(words))


def _alternatives(piece: str, lists: Mapping[str, frozenset[str]]) -> list[list[TokenPattern]]:
    """The token lists that a piece stands for.

    A gap becomes one list for each width, not optional tokens: the Matcher follows every way to
    skip those, which grows as a power of two.
    """
    if piece.startswith("..") and piece[2:].isdigit():
        if int(piece[2:]) > WIDEST_GAP:
            raise PatternError(f"gap {piece} is wider than {WIDEST_GAP}")
        return [[{"LOWER": {"NOT_IN": CLAUSE_ENDS}}] * width for width in range(int(piece[2:]) + 1)]
    if piece.endswith("?") and piece != "\\?":
        return [[], *_alternatives(piece[:-1], lists)]
    words = [word for word in piece.split("|") if word != "<num>"]
    if len(words) == len(piece.split("|")) or not words:
        return [[_one(piece, lists)]]
    return [[_one("<num>", lists)], [_one("|".join(words), lists)]]


def _one(body: str, lists: Mapping[str, frozenset[str]]) -> TokenPattern:
    if body == "*":
        return {}
    if body == "<num>":
        return {"LIKE_NUM": True}
    refused = body.startswith("!") and len(body) > 1
    words = _words(body[1:] if refused else body, lists)
    if refused:
        return {"LOWER": {"NOT_IN": words}}
    return {"LOWER": words[0]} if len(words) == 1 else {"LOWER": {"IN": words}}


def _words(body: str, lists: Mapping[str, frozenset[str]]) -> list[str]:
    found: set[str] = set()
    for word in body.split("|"):
        if word.startswith("{") and word.endswith("}"):
            if word[1:-1] not in lists:
                raise PatternError(f"no word list {word}")
            found |= lists[word[1:-1]]
        elif word:
            found.add("?" if word == "\\?" else word.lower())
    if not found:
        raise PatternError(f"no word in {body!r}")
    return sorted(found)
