"""Frozen, slotted records of the annotation format, in the order in which they are written.

Every span is `start`, `end` (code points of the text, half open) and `text`, which must be what
stands there. A field that is empty is not written.
"""

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any, ClassVar, Literal

from reportminer.labels import Label, PartnerRole, Role

FORMAT = "reportminer-annotations-1"
"""Version of the format; a file of another version is refused."""


class UnitKind(StrEnum):
    """What a unit of the text is. Headings and furniture never carry a label."""

    SENTENCE = "sentence"
    LIST_ITEM = "list_item"
    TABLE_ROW = "table_row"
    HEADING = "heading"
    FURNITURE = "furniture"


class RelationKind(StrEnum):
    """`answers`: a recommendation answers a challenge. `from`: a lesson came from a challenge."""

    ANSWERS = "answers"
    FROM = "from"


ENDS = {
    RelationKind.ANSWERS: (Label.RECOMMENDATION, Label.CHALLENGE),
    RelationKind.FROM: (Label.LESSON, Label.CHALLENGE),
}
"""Labels that the source and the target of a relation carry."""


class Split(StrEnum):
    """Which part of a corpus a report belongs to."""

    NONE = ""
    TRAIN = "train"
    DEVELOPMENT = "development"
    TEST = "test"


class _Strict:
    """Unknown keys and wrong types are refused where a record is read from JSON."""

    __slots__ = ()
    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid", "strict": True}


@dataclass(frozen=True, slots=True)
class About(_Strict):
    """What is known of a report from outside."""

    title: str = ""
    organisation: str = ""
    """Who publishes it."""
    year: int | None = None
    country: str = ""
    genre: str = ""
    variety: str = ""
    """Whose English, and how polished."""
    design: str = ""
    """How its pages are laid out."""
    split: Split = Split.NONE


@dataclass(frozen=True, slots=True)
class Unit(_Strict):
    """A segment of the text: what is labelled or left unlabelled. Agreement counts these."""

    start: int
    end: int
    text: str
    kind: UnitKind = UnitKind.SENTENCE
    page: int | None = None
    """Page of the file on which it begins, from 1."""
    optional: tuple[Label, ...] = ()
    """Labels on which annotators differed: neither asked for nor held against anyone."""


@dataclass(frozen=True, slots=True)
class Finding(_Strict):
    """A span that states a challenge, a lesson or a recommendation, and what it says more closely."""

    id: str
    """Unique among findings and near misses of the record."""
    start: int
    end: int
    text: str
    labels: tuple[Label, ...]
    """At least one, none twice."""
    codes: tuple[str, ...] = ()
    """Ids of the codebook."""
    actor: str = ""
    """Who should act, or who has the difficulty, in the words of the text."""
    modality: Literal["", "must", "should", "could"] = ""
    deadline: str = ""
    """In the words of the text."""
    negated: bool = False
    speaker: str = ""
    """Who says it, where it is quoted speech."""
    number: str = ""
    """The report's own number of it."""
    note: str = ""
    """A remark of the annotator's, such as the reason of a settled disagreement."""


@dataclass(frozen=True, slots=True)
class NearMiss(_Strict):
    """A span that a hasty reader would label and that carries no label."""

    id: str
    start: int
    end: int
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Partner(_Strict):
    """An organisation that takes part in the partnership."""

    id: str
    name: str
    """The longest full name that the text gives."""
    aliases: tuple[str, ...] = ()
    """Other forms as they stand in the text."""
    role: PartnerRole = PartnerRole.UNKNOWN
    also: tuple[PartnerRole, ...] = ()
    """Roles that another annotator gave it."""
    parent: str = ""
    """Name of the body that it is a department of."""
    optional: bool = False
    """Annotators differed on whether it is a partner."""


@dataclass(frozen=True, slots=True)
class Mention(_Strict):
    """A place where a partner is named."""

    partner: str
    """Id of the partner."""
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Relation(_Strict):
    """From a recommendation to the challenge it answers, or from a lesson to where it came from."""

    kind: RelationKind
    source: str
    """Id of the recommendation or the lesson."""
    target: str
    """Id of the challenge."""


@dataclass(frozen=True, slots=True)
class SectionRole(_Strict):
    """A section: its heading stands verbatim at `start`; `end` is after its last subsection."""

    start: int
    end: int
    heading: str
    role: Role = Role.OTHER
    level: int = 1
    """1 is the highest."""
    declared: bool = True
    """The role comes from this section's own heading, not from a section above it."""


@dataclass(frozen=True, slots=True)
class Document(_Strict):
    """What one annotator (or the settlement of several) says of one report."""

    id: str
    """Letters, digits, `_`, `-` and `.`: the text may stand beside in `ID.txt`."""
    source: str
    """File name of the report."""
    sha256: str
    """Of the text in UTF-8, hexadecimal: see `text_hash`."""
    format: str = FORMAT
    text: str = ""
    """The report's text, read from the record or from beside it; empty where neither has it."""
    about: About = About()
    annotator: str = ""
    guideline: str = ""
    """Version of the guideline."""
    time: str = ""
    """When it was annotated, ISO 8601."""
    pages: tuple[int, ...] = ()
    """Pages that were annotated; empty for all."""
    segments: tuple[Unit, ...] = ()
    findings: tuple[Finding, ...] = ()
    near_misses: tuple[NearMiss, ...] = ()
    partners: tuple[Partner, ...] = ()
    mentions: tuple[Mention, ...] = ()
    mentioned: tuple[str, ...] = ()
    """Organisations that are named and take no part: cited, interviewed, employers."""
    relations: tuple[Relation, ...] = ()
    sections: tuple[SectionRole, ...] = ()
    """In the order of the text."""


def text_hash(text: str) -> str:
    """The hash that a record carries of its text."""
    return sha256(text.encode("utf-8")).hexdigest()
