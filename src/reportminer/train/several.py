"""Reports that several people annotated, told from the annotation files alone."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from reportminer.annotations import Document, read_lines
from reportminer.train.corpus import Sources
from reportminer.types import Span

_WHOLE: Span = (0, 1 << 62)
"""What a record that lists no segments judges."""


@dataclass(frozen=True, slots=True)
class Several:
    """Reports of which more than one record judges the same words."""

    reports: int
    annotators: tuple[str, ...]


def by_several(sources: Iterable[Sources]) -> Several:
    """The reports of all sources; parts of one report that were given to one person each are none."""
    records: dict[str, list[Document]] = {}
    for document in _documents(sources):
        records.setdefault(document.sha256, []).append(document)
    found = [own for own in records.values() if _overlap(own)]
    names = {document.annotator for own in found for document in own}
    return Several(len(found), tuple(sorted(names - {""})))


def _documents(sources: Iterable[Sources]) -> Iterator[Document]:
    for each in sources:
        for document, _ in read_lines(each.written) if each.written else ():
            if not each.splits or document.about.split in each.splits:
                yield document


def _overlap(records: Sequence[Document]) -> bool:
    """Whether one word is judged twice: no record holds segments that overlap, so two records do."""
    judged = sorted(span for record in records for span in _judged(record))
    return any(one[1] > two[0] for one, two in pairwise(judged))


def _judged(record: Document) -> list[Span]:
    return [(unit.start, unit.end) for unit in record.segments] or [_WHOLE]
