"""Which units of a text carry which labels, by the letters that an annotator's spans cover."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from reportminer.annotations import Document, Unit, UnitKind
from reportminer.errors import AnnotationError
from reportminer.labels import Label
from reportminer.tag.segment import sentences
from reportminer.types import Span

UNLABELLED = frozenset({UnitKind.HEADING, UnitKind.FURNITURE})
HALF = 2
"""A span counts as covered from one in this many of its letters on."""


@dataclass(frozen=True, slots=True)
class Cover:
    """The letters of a text that the findings of one record cover, label by label."""

    counts: dict[Label, tuple[int, ...]]
    """Letters covered before each offset; one more at the end."""
    letters: tuple[int, ...]
    """Letters before each offset."""

    @classmethod
    def of(cls, document: Document) -> "Cover":
        """Letters and digits alone are counted, so that signs and white space don't matter."""
        return cls.over(document.text, {label: _spans(document, label) for label in Label})

    @classmethod
    def over(cls, text: str, spans: Mapping[Label, Iterable[Span]]) -> "Cover":
        """The same of any spans by label."""
        letters = [character.isalnum() for character in text]
        counts = {label: _running(letters, spans.get(label, ())) for label in Label}
        return cls(counts, _running(letters, [(0, len(letters))]))

    def holds(self, span: Span, label: Label) -> bool:
        """Whether at least half of the letters of a span are covered by that label."""
        size = self.letters[span[1]] - self.letters[span[0]]
        counts = self.counts[label]
        return size > 0 and HALF * (counts[span[1]] - counts[span[0]]) >= size


def _spans(document: Document, label: Label) -> list[Span]:
    return [(f.start, f.end) for f in document.findings if label in f.labels]


def _running(letters: Sequence[bool], spans: Iterable[Span]) -> tuple[int, ...]:
    inside = bytearray(len(letters))
    for start, end in spans:
        inside[start:end] = b"\1" * (end - start)
    counts = [0]
    for letter, covered in zip(letters, inside, strict=True):
        counts.append(counts[-1] + (letter and covered))
    return tuple(counts)


def units_of(documents: Sequence[Document]) -> tuple[Unit, ...]:
    """The units on which records of one text are compared: the segments of those that have any.

    A label is optional at a unit, and a unit is a heading or furniture (and no unit), where one record
    says so. Without segments, the sentences of each line. Segments that one of them has not judged are left
    out. Raises AnnotationError where records cut the text differently, or share no segment.
    """
    given = [{(u.start, u.end): u for u in document.segments} for document in documents if document.segments]
    if not given:
        return tuple(_sentences(documents[0].text))
    shared = set(given[0]).intersection(*given[1:])
    _check_cut(documents[0].id, given, shared)
    together = ([units[span] for units in given] for span in sorted(shared))
    return tuple(
        replace(same[0], optional=_all(unit.optional for unit in same))
        for same in together
        if not any(unit.kind in UNLABELLED for unit in same)
    )


def _check_cut(name: str, given: Sequence[Mapping[Span, Unit]], shared: set[Span]) -> None:
    """Refuse records of which one has a segment where another has cut the same words otherwise."""
    spans = sorted(set().union(*given))
    crossing = [second for first, second in pairwise(spans) if second[0] < first[1]]
    if crossing or not shared:
        what = f"cut the text differently, first at {crossing[0][0]}" if crossing else "share no segment"
        raise AnnotationError(
            f"{name}: the records {what}",
            hint="annotate the same segments, or leave them out of all records but one",
        )


def _all(told: Iterable[tuple[Label, ...]]) -> tuple[Label, ...]:
    given = {label for labels in told for label in labels}
    return tuple(label for label in Label if label in given)


def _sentences(text: str) -> Iterable[Unit]:
    begin = 0
    for line in text.splitlines(keepends=True):
        for start, end in sentences(text, begin, begin + len(line)):
            words = text[start:end].strip()
            if any(character.isalnum() for character in words):
                first = text.index(words, start)
                yield Unit(first, first + len(words), words)
        begin += len(line)
