"""What annotation tools have in common: marks on a text, links between marks, words about the text.

Each format writes and reads sheets; `outward` and `inward` tie them to the records of the house.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from reportminer.annotations import ENDS, Document, RelationKind
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
"""Names of labels elsewhere to ours."""


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


def labels_of(names: Sequence[str], rename: Rename) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Our labels among `names`, and the names that are none of ours."""
    ours = [rename.get(name, name).strip().upper().replace(" ", "_").replace("-", "_") for name in names]
    known = tuple(dict.fromkeys(label for label in ours if label in LABELS))
    return known, tuple(name for name, label in zip(names, ours, strict=True) if label not in LABELS)
