"""A text cut into tokens that never cross the edge of a mark, for tools that mark whole tokens."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from reportminer.types import Span

_TOKEN = re.compile(r"\w+|[^\w\s]|\s+")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text; `space`: a single blank follows it that is part of no token."""

    start: int
    end: int
    space: bool


def tokens(text: str, marks: Iterable[Span] = ()) -> list[Token]:
    """Words, signs, and white space other than single blanks, as spaCy counts them.

    Tokens and the blanks after them give back the text; each mark begins and ends with a token.
    """
    spans = set(marks)
    starts, ends = {start for start, _ in spans}, {end for _, end in spans}
    found: list[Token] = []
    for start, end in _pieces(text, sorted(starts | ends)):
        blank = text[start] == " " and start not in starts and start + 1 not in ends and _takes(text, found)
        if blank:
            found[-1] = Token(found[-1].start, start, True)
        if start + blank < end:
            found.append(Token(start + blank, end, False))
    return found


def _takes(text: str, found: Sequence[Token]) -> bool:
    """Whether the last token can have the blank that follows it."""
    return bool(found) and not found[-1].space and not text[found[-1].start].isspace()


def _pieces(text: str, edges: Sequence[int]) -> Iterator[Span]:
    for match in _TOKEN.finditer(text):
        begin = match.start()
        while begin < match.end():
            at = bisect_left(edges, begin + 1)
            stop = min(edges[at], match.end()) if at < len(edges) else match.end()
            yield begin, stop
            begin = stop


def places(found: Sequence[Token]) -> tuple[dict[int, int], dict[int, int]]:
    """Token by the offset at which it begins, and by the one at which it ends."""
    starts = {token.start: at for at, token in enumerate(found)}
    return starts, {token.end: at for at, token in enumerate(found)}
