"""What annotation tools have in common: marks on a text, links between marks, words about the text.

Each format writes and reads sheets; `outward` and `inward` tie them to the records of the house.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from reportminer.annotations import ENDS, Document, RelationKind
from reportminer.errors import AnnotationError
from reportminer.labels import Label

NEAR_MISS = "NEAR_MISS"
PARTNER = "PARTNER"
LABELS = (*(str(label) for label in Label), NEAR_MISS, PARTNER)
"""Labels of marks, in the order in which tools offer them."""

TEXTS = ("actor", "deadline", "speaker", "number", "note", "partner", "parent")
"""Values of a mark that are free text."""
CHOICES = ("codes", "modality", "negated", "role", "also", "optional")
"""Values of a mark that are chosen from a list; `codes` and `also` may be several."""
YES = "yes"


@dataclass(frozen=True, slots=True)
class Mark:
    """A span with its labels (of `LABELS`) and values (by the names of `TEXTS` and `CHOICES`)."""

    start: int
    end: int
    labels: tuple[str, ...]
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    id: str = ""
    """Empty where the tool has no ids."""

    def value(self, name: str) -> str:
        """The first value of that name, or nothing."""
        return next(iter(self.values.get(name, ())), "")


@dataclass(frozen=True, slots=True)
class Link:
    """A relation between two marks, by their places in the sheet."""

    kind: str
    source: int
    target: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One annotated text as a tool holds it."""

    text: str
    marks: tuple[Mark, ...]
    links: tuple[Link, ...] = ()
    head: Mapping[str, str] = field(default_factory=dict)
    """What is known of the text and its annotation: `id`, `source`, `annotator`, `title`, ..."""


@dataclass(frozen=True, slots=True)
class Read:
    """What an importer gives: the records, and what it passed over, counted by reason."""

    documents: tuple[Document, ...]
    passed_over: Counter[str] = field(default_factory=Counter)


Rename = Mapping[str, str]
"""Names of labels and relations elsewhere to ours."""


@dataclass(frozen=True, slots=True)
class Intake:
    """How a file is read: what its labels are called here; what is passed over; which ids are taken."""

    rename: Rename = field(default_factory=dict)
    passed: Counter[str] = field(default_factory=Counter)
    """What is not taken, counted by reason."""
    _places: dict[tuple[str, str], str] = field(default_factory=dict)

    def skip(self, reason: str, count: int = 1) -> None:
        """Count what is not taken."""
        if count:
            self.passed[reason] += count

    def labels(self, names: Sequence[str], what: str = "spans") -> tuple[str, ...]:
        """Our labels among `names`; names that are none of ours are counted."""
        known, unknown = labels_of(names, self.rename)
        self.passed.update(f"{what} labelled {name}" for name in unknown)
        return known

    def relation(self, name: str) -> RelationKind | None:
        """The kind of a relation; one that is none of ours is counted."""
        kind = self.rename.get(name, name).strip().lower()
        if kind in set(RelationKind):
            return RelationKind(kind)
        self.skip(f"relations of the kind {name}")
        return None

    def claim(self, document: Document, where: str) -> Document:
        """The document, whose id no other of its annotator has. Raises AnnotationError with both places."""
        key = document.id, document.annotator
        if key in self._places:
            raise AnnotationError(
                f"{where}: {document.id} by {document.annotator or 'no one named'} stands twice, "
                f"first at {self._places[key]}",
                hint="give each text an id of its own, and each record of it an annotator",
            )
        self._places[key] = where
        return document


def singles(sheet: Sheet) -> Sheet:
    """The same with one label a mark, for tools whose spans have but one; links end at the right one."""
    marks: list[Mark] = []
    places: dict[tuple[int, str], int] = {}
    for at, mark in enumerate(sheet.marks):
        for label in mark.labels:
            places[at, label] = len(marks)
            marks.append(replace(mark, labels=(label,)))
    links = (_single(link, sheet.marks, places) for link in sheet.links)
    return replace(sheet, marks=tuple(marks), links=tuple(links))


def _single(link: Link, marks: Sequence[Mark], places: Mapping[tuple[int, str], int]) -> Link:
    ends = zip((link.source, link.target), ENDS[RelationKind(link.kind)], strict=True)
    source, target = (places.get((at, label), places[at, marks[at].labels[0]]) for at, label in ends)
    return Link(link.kind, source, target)


def renamed(name: str, rename: Rename) -> str:
    """A label as we write labels."""
    return rename.get(name, name).strip().upper().replace(" ", "_").replace("-", "_")


def labels_of(names: Sequence[str], rename: Rename) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Our labels among `names`, and the names that are none of ours."""
    ours = [renamed(name, rename) for name in names]
    known = tuple(dict.fromkeys(label for label in ours if label in LABELS))
    return known, tuple(name for name, label in zip(names, ours, strict=True) if label not in LABELS)
