"""Annotated segments laid over our own: by characters, as agreement on findings is measured.

Letters and digits alone are compared, so that line breaks, hyphens and bullets don't matter. An
annotated file may cover a whole report or the pages and passages that its text shows.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from reportminer.tag.cues import LABELS
from reportminer.types import Report, Segment

STEP = 24
"""Characters of a quote that are looked for at once where it is not found whole."""
SHORTEST = 12

_NOT_LETTERS = re.compile(r"[\W_]+")


def letters(text: str) -> str:
    """Only what is compared: letters and digits in lower case, compatibility forms unified."""
    return _NOT_LETTERS.sub("", unicodedata.normalize("NFKC", text).lower())


@dataclass(frozen=True, slots=True)
class Gold:
    """An annotated file: its segments' letters end to end, and what each carries."""

    text: str
    starts: tuple[int, ...]
    """Where each segment's letters begin; one more at the end."""
    labels: tuple[frozenset[str], ...]
    optional: tuple[frozenset[str], ...]
    pages: frozenset[int]
    """Pages it covers; empty where it covers the text that it holds."""
    judged: tuple[bool, ...]
    """Whether somebody looked at each segment: one that nobody did says nothing, not that it has no label."""
    cut: bool = False
    """Segments without a label are whatever lies between findings: to be cut where ours begin."""

    @classmethod
    def of(cls, data: dict[str, Any]) -> "Gold":
        """From the decoded JSON of an annotation file."""
        parts = [letters(segment["text"]) for segment in data["segments"]]
        starts = [0]
        for part in parts:
            starts.append(starts[-1] + len(part))
        return cls(
            "".join(parts),
            tuple(starts),
            tuple(frozenset(s["labels"]) for s in data["segments"]),
            tuple(frozenset(s.get("optional", ())) for s in data["segments"]),
            frozenset(data.get("pages") or ()),
            tuple(bool(s.get("judged", True)) for s in data["segments"]),
            bool(data.get("cut")),
        )

    def spans(self, quote: str, near: int = 0) -> list[tuple[int, int]]:
        """Where the letters of a quote lie, looked for from `near` on first; maybe in pieces."""
        at = self.text.find(quote, near)
        at = self.text.find(quote) if at < 0 else at
        if not quote or at >= 0:
            return [(at, at + len(quote))] if quote else []
        return list(self._pieces(quote))

    def _pieces(self, quote: str) -> Iterator[tuple[int, int]]:
        done = 0
        while done < len(quote):
            piece = quote[done : done + STEP]
            at = self.text.find(piece) if len(piece) >= SHORTEST else -1
            if at < 0:
                done += 6
                continue
            end, done = at + len(piece), done + len(piece)
            while done < len(quote) and end < len(self.text) and quote[done] == self.text[end]:
                end, done = end + 1, done + 1
            yield at, end


@dataclass(frozen=True, slots=True)
class Laid:
    """One of our segments laid over an annotated file."""

    spans: tuple[tuple[int, int], ...]
    """Where it lies in the letters of the annotation; empty where it is no part of it."""
    labels: frozenset[str]
    """Labels that cover at least half of it."""
    unsure: frozenset[str]
    """Labels on which annotators differed there."""

    def says(self, label: str) -> float:
        """1 for a label that it has, a half where annotators differed, else 0."""
        return 1.0 if label in self.labels else 0.5 if label in self.unsure else 0.0


OUTSIDE = Laid((), frozenset(), frozenset())


def lay(gold: Gold, report: Report, segments: Sequence[Segment]) -> list[Laid]:
    """Lay segments over the annotation, in order."""
    marks = {label: _marked(gold, gold.labels, label) for label in LABELS}
    doubts = {label: _marked(gold, gold.optional, label) for label in LABELS}
    judged = _where(gold, gold.judged)
    found: list[Laid] = []
    near = 0
    for segment in segments:
        quote = letters(report.text[segment.start : segment.end])
        if gold.pages and report.page_of(segment.start) not in gold.pages:
            found.append(OUTSIDE)
            continue
        spans = gold.spans(quote, near)
        size = sum(end - start for start, end in spans)
        if not quote or size < 0.5 * len(quote):
            found.append(OUTSIDE)
            continue
        near = spans[-1][1]
        if not _half(judged, spans, size):
            found.append(OUTSIDE)
            continue
        covered = (frozenset(name for name in LABELS if _half(m[name], spans, size)) for m in (marks, doubts))
        found.append(Laid(tuple(spans), *covered))
    return found


def _marked(gold: Gold, which: Sequence[frozenset[str]], label: str) -> bytearray:
    return _where(gold, [label in labels for labels in which])


def _where(gold: Gold, which: Sequence[bool]) -> bytearray:
    marks = bytearray(len(gold.text))
    for at, marked in enumerate(which):
        if marked:
            start, end = gold.starts[at], gold.starts[at + 1]
            marks[start:end] = b"\1" * (end - start)
    return marks


def _half(marks: bytearray, spans: Sequence[tuple[int, int]], size: int) -> bool:
    return sum(sum(marks[start:end]) for start, end in spans) * 2 >= size


@dataclass(frozen=True, slots=True)
class Count:
    """Right, wrong and missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)

    @property
    def precision(self) -> float:
        """Share of what was found that is right."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 0.0

    @property
    def recall(self) -> float:
        """Share of what is there that was found."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def count(gold: Gold, laid: Sequence[Laid], found: Sequence[bool], label: str) -> Count:
    """Compare at the annotated segments: one is found where at least half of its letters are covered."""
    covered = bytearray(len(gold.text))
    for place, hit in zip(laid, found, strict=True):
        for start, end in place.spans if hit else ():
            covered[start:end] = b"\1" * (end - start)
    total = Count()
    for at, labels in enumerate(gold.labels):
        if not gold.judged[at]:
            continue
        start, end = gold.starts[at], gold.starts[at + 1]
        hit = end > start and sum(covered[start:end]) * 2 >= end - start
        if label in labels:
            total += Count(right=1) if hit else Count(missed=1)
        elif hit and label not in gold.optional[at]:
            total += Count(wrong=1)
    return total
