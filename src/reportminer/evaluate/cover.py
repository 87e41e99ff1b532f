"""Which units of a text carry which labels, by the letters that an annotator's spans cover."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reportminer.annotations import Document, Unit, UnitKind
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
        letters = [character.isalnum() for character in document.text]
        counts = {label: _running(letters, _spans(document, label)) for label in Label}
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
    """The units on which records of one text are compared: those of the first that has any.

    Without any, the sentences of each line. Headings and furniture are no units.
    """
    given = next((d.segments for d in documents if d.segments), None)
    found = given if given is not None else tuple(_sentences(documents[0].text))
    return tuple(unit for unit in found if unit.kind not in UNLABELLED)


def _sentences(text: str) -> Iterable[Unit]:
    begin = 0
    for line in text.splitlines(keepends=True):
        for start, end in sentences(text, begin, begin + len(line)):
            words = text[start:end].strip()
            if any(character.isalnum() for character in words):
                first = text.index(words, start)
                yield Unit(first, first + len(words), words)
        begin += len(line)
