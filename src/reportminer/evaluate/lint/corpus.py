"""A corpus as lint sees it: every unit of every report with its words, labels and section."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reportminer.annotations import Document, SectionRole
from reportminer.evaluate.cover import Cover, units_of
from reportminer.labels import DECLARED, Label, Role

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A unit of a report."""

    report: str
    text: str
    words: tuple[str, ...]
    """In lower case; every number is `0`, so that it does not make two sentences differ."""
    labels: frozenset[Label]
    start: int


@dataclass(frozen=True, slots=True)
class Corpus:
    """Records, one a report, with their sentences."""

    documents: tuple[Document, ...]
    sentences: tuple[Sentence, ...]

    @classmethod
    def of(cls, documents: Sequence[Document]) -> "Corpus":
        """The first record of each report counts; other annotators of it are left out."""
        first = {document.id: document for document in reversed(documents)}
        kept = tuple(first[name] for name in sorted(first))
        return cls(kept, tuple(sentence for document in kept for sentence in _sentences(document)))


def words_of(text: str) -> tuple[str, ...]:
    """Words in lower case, numbers as `0`."""
    found = (match.group() for match in _WORD.finditer(text.lower().replace("’", "'")))
    return tuple("0" if word.isdecimal() else word for word in found)


def _sentences(document: Document) -> Iterator[Sentence]:
    cover = Cover.of(document)
    for unit in units_of([document]):
        labels = frozenset(label for label in Label if cover.holds((unit.start, unit.end), label))
        yield Sentence(document.id, unit.text, words_of(unit.text), labels, unit.start)


def role_at(document: Document, offset: int) -> Role:
    """Role of the deepest section that holds a place."""
    around: list[SectionRole] = [s for s in document.sections if s.start <= offset < s.end]
    return max(around, key=lambda section: (section.level, section.start)).role if around else Role.OTHER


def outside(document: Document) -> tuple[int, int]:
    """Labels given outside a section that declares them, and labels given at all."""
    given = [(f.start, label) for f in document.findings for label in f.labels]
    out = sum(DECLARED.get(role_at(document, start)) != label for start, label in given)
    return out, len(given)
