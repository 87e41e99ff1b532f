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
    needs: tuple[frozenset[str], ...]
    """Wherever the pattern matches, one word of each of these sets occurs; the set that is rarest
    in English comes first. Empty where no word must occur."""


def compile_pattern(text: str, lists: Mapping[str, frozenset[str]], common: Sequence[str]) -> Pattern:
    """Compile; `common` are the most frequent words, by which to search only if no others will do."""
    parts = text.split()
    start, end = parts[:1] == ["^"], parts[-1:] == ["$"]
    pieces = parts[start : len(parts) - end]
    if not pieces:
        raise PatternError(f"empty pattern: {text!r}")
    choices = product(*(_alternatives(piece, lists) for piece in pieces))
    variants = tuple(tuple(token for part in choice for token in part) for choice in choices)
    return Pattern(variants, start, end, _needs(pieces, lists, common))


def _needs(
    pieces: list[str], lists: Mapping[str, frozenset[str]], common: Sequence[str]
) -> tuple[frozenset[str], ...]:
    """The word sets of the pieces that must be there, the rarest first."""
    needed = [
        frozenset(_words(piece, lists))
        for piece in pieces
        if "<num>" not in piece and piece != "*" and piece[0] != "!" and not piece.startswith("..")
        if piece == "\\?" or not piece.endswith("?")
    ]
    rank = {word: at for at, word in enumerate(common)}
    # Zipf: the n-th word of English makes up about a tenth of one n-th of a text.
    return tuple(sorted(needed, key=lambda words: sum(1 / (rank.get(word, 3000) + 1) for word in words)))


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
