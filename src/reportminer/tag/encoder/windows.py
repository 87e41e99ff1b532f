"""Runs of segments cut into windows of tokens, headings inline: what the encoder reads at once.

Reading neighbours in one window lets every segment see what stands before and after it, and costs
each token once. A window opens with the path of headings; a new heading stands where it comes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reportminer.labels import SegmentKind

if TYPE_CHECKING:
    from tokenizers import Tokenizer

SIZE = 160
"""Tokens of a window at most (a long segment may go beyond)."""
LONGEST = 1200
"""Characters of a segment that are read."""
HEAD, TAIL = 40, 16
"""Tokens kept of the beginning and the end of a long segment."""
HEADING, ABOVE = 16, 10
"""Tokens kept of the heading, and of each heading above it."""
CLS, SEP, EMPTY = 101, 102, 1012
OPEN, CLOSE, THEN = 1001, 1024, 1025
"""Tokens that set headings off."""
MARKS = {"[CLS]": CLS, "[SEP]": SEP, ".": EMPTY, "#": OPEN, ":": CLOSE, ";": THEN}
"""The vocabulary's words for these tokens: what a tokenizer must know them by."""
_KINDS = {SegmentKind.LIST_ITEM.value: "- ", SegmentKind.TABLE_ROW.value: "| "}
FIRST_LEAST = 8
"""A first window that is cut short (in training) still holds so many tokens."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A segment as the encoder sees it."""

    text: str
    kind: str = SegmentKind.SENTENCE.value
    headings: tuple[str, ...] = ()
    """From the outside in."""


@dataclass(frozen=True, slots=True)
class Window:
    """Token ids, and where each segment stands among them: (number of the passage, start, end)."""

    ids: tuple[int, ...]
    spans: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class _Unit:
    ids: tuple[int, ...]
    number: int
    """Of the passage; -1 for a heading."""
    headings: tuple[str, ...]


class Cutter:
    """Cuts passages into windows; keeps the tokens of headings, which come again and again."""

    def __init__(self, tokenizer: "Tokenizer") -> None:
        self._tokenizer = tokenizer
        self._headings: dict[str, tuple[int, ...]] = {}

    def cut(self, passages: Sequence[Passage], runs: Sequence[range], first: int = SIZE) -> Iterator[Window]:
        """Windows over runs of passages (index ranges); `first` is the size of the first window of a run."""
        wanted = [number for run in runs for number in run]
        tokens = dict(zip(wanted, self._tokens([_line(passages[n]) for n in wanted]), strict=True))
        for run in runs:
            yield from self._windows(list(self._units(passages, run, tokens)), first)

    def _tokens(self, texts: Sequence[str]) -> Iterator[tuple[int, ...]]:
        for found in self._tokenizer.encode_batch(list(texts), add_special_tokens=False):
            ids = tuple(found.ids) or (EMPTY,)
            yield ids if len(ids) <= HEAD + TAIL else ids[:HEAD] + ids[-TAIL:]

    def _units(
        self, passages: Sequence[Passage], run: range, tokens: dict[int, tuple[int, ...]]
    ) -> Iterator[_Unit]:
        last: tuple[str, ...] | None = None
        for number in run:
            headings = passages[number].headings
            if headings != last and headings:
                yield _Unit((OPEN, *self._heading(headings[-1])[:HEADING], CLOSE), -1, headings)
            last = headings
            yield _Unit(tokens[number], number, headings)

    def _heading(self, text: str) -> tuple[int, ...]:
        if text not in self._headings:
            if len(self._headings) > 5000:
                self._headings.clear()
            (found,) = self._tokenizer.encode_batch([text[:LONGEST]], add_special_tokens=False)
            self._headings[text] = tuple(found.ids[:HEADING])
        return self._headings[text]

    def _opening(self, headings: tuple[str, ...]) -> tuple[int, ...]:
        path: list[int] = [CLS]
        for heading in headings[-3:-1]:
            path += [*self._heading(heading)[:ABOVE], THEN]
        return (*path, *(self._heading(headings[-1]) if headings else ()), SEP)

    def _windows(self, units: Sequence[_Unit], first: int) -> Iterator[Window]:
        at = 0
        while at < len(units):
            ids = list(self._opening(units[at].headings))
            room = max(len(ids) + FIRST_LEAST, first if at == 0 else SIZE)
            spans: list[tuple[int, int, int]] = []
            begin = at
            while at < len(units) and (at == begin or len(ids) + len(units[at].ids) < room):
                unit = units[at]
                if unit.number >= 0:
                    spans.append((unit.number, len(ids), len(ids) + len(unit.ids)))
                ids += [*unit.ids, SEP]
                at += 1
            yield Window(tuple(ids), tuple(spans))


def _line(passage: Passage) -> str:
    return _KINDS.get(passage.kind, "") + " ".join(passage.text.split())[:LONGEST]


def runs_of(wanted: Sequence[bool], beside: int) -> list[range]:
    """Index ranges that hold every wanted place with `beside` neighbours on each side, joined."""
    found: list[range] = []
    for at, yes in enumerate(wanted):
        if not yes:
            continue
        start, stop = max(at - beside, 0), min(at + beside + 1, len(wanted))
        if found and start <= found[-1].stop:
            found[-1] = range(found[-1].start, stop)
        else:
            found.append(range(start, stop))
    return found
