"""Frozen, slotted records that flow through the house, from `parse` to `export`.

Offsets are always counted in code points of `Report.text`, half open. Boxes are in PDF points
from the top left of the page as it is shown. Pages count from 1 in file order.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import overload

from reportminer.labels import (
    BlockKind,
    Label,
    Method,
    PageStatus,
    PartnerRole,
    Role,
    SegmentKind,
)

Span = tuple[int, int]
"""Half-open range of code points of the document text."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be read: `path` as given (for reading), `name` as shown, its hash and kind."""

    path: str
    name: str
    sha256: str
    kind: str
    """Which reader takes it: pdf, docx, html, text, markdown."""
    size: int
    """Bytes."""
    root: str = field(default="", repr=False)
    """The address in whose store `path` lies, credentials included; empty for a file here."""

    @property
    def report_id(self) -> str:
        """The same bytes have the same id everywhere, whatever the file is called."""
        return f"r{self.sha256[:12]}"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in points from its top left."""

    page: int
    x0: float
    top: float
    x1: float
    bottom: float

    def rounded(self) -> list[float]:
        """`[page, x0, top, x1, bottom]` with one decimal, as the tables carry it."""
        return [self.page, *(round(v, 1) for v in (self.x0, self.top, self.x1, self.bottom))]


@dataclass(frozen=True, slots=True)
class Edges(Sequence[float]):
    """Where characters begin and end, in points to a tenth: two bytes each, for there are millions.

    A place beyond 6553.5 points (90 inches) counts as there.
    """

    tenths: bytes
    """Unsigned numbers of two bytes, the lower one first."""

    def __len__(self) -> int:
        return len(self.tenths) // 2

    @overload
    def __getitem__(self, at: int) -> float: ...
    @overload
    def __getitem__(self, at: slice) -> "Edges": ...
    def __getitem__(self, at: int | slice) -> "float | Edges":
        if isinstance(at, slice):
            start, stop, step = at.indices(len(self))
            if step != 1:
                raise ValueError("edges are cut in one piece")
            return Edges(self.tenths[2 * start : 2 * stop])
        at = range(len(self))[at]
        return int.from_bytes(self.tenths[2 * at : 2 * at + 2], "little") / 10


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line: the part of the text it holds and, for PDF, where it stands."""

    start: int
    end: int
    page: int
    box: Box | None = None
    edges: Sequence[float] = ()
    """Left edge of each character of the line and the right edge of the last: `end - start + 1`
    numbers; empty where the reader knows no characters' places."""

    def clip(self, start: int, end: int) -> Box | None:
        """The box of the part of this line that lies in `start:end`."""
        if self.box is None or not self.edges:
            return self.box
        x0 = self.edges[max(start, self.start) - self.start]
        x1 = self.edges[min(end, self.end) - self.start]
        return Box(self.page, min(x0, x1), self.box.top, max(x0, x1), self.box.bottom)


@dataclass(frozen=True, slots=True)
class Block:
    """A stand-off block of the text, in reading order."""

    kind: BlockKind
    start: int
    end: int
    page: int
    """The page on which it begins."""
    level: int = 0
    """Headings: 1 is the highest, 0 unknown. List items: depth of nesting from 1."""
    marker: str = ""
    """A list item's bullet or number, a heading's number, a footnote's mark. It is part of the
    text (it begins at `start`) except where the reader could not keep it."""
    cells: tuple[Span, ...] = ()
    """Table rows: the span of each cell, in column order."""
    bold: bool = False
    """Set wholly in a bold face: evidence for run-in and unnumbered headings."""
    lead: int = 0
    """How many characters at its beginning, marker included, are set off (bold, italic) from the
    rest: evidence for a run-in heading. 0 where nothing is, or the reader cannot tell."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the file, whether it could be read or not."""

    number: int
    status: PageStatus
    words: int = 0
    width: float = 0.0
    height: float = 0.0


@dataclass(frozen=True, slots=True)
class Report:
    """What `parse` makes of a file. Never changed afterwards: all later layers are stand-off."""

    source: Source
    text: str
    pages: tuple[Page, ...]
    blocks: tuple[Block, ...]
    lines: tuple[Line, ...]
    """In the order of the text, not overlapping, covering every block."""
    properties: dict[str, str] = field(default_factory=dict)
    """What the file says of itself (title, author, dates), as found."""
    warnings: tuple[str, ...] = ()

    @property
    def report_id(self) -> str:
        """Id of the report, made from its bytes."""
        return self.source.report_id

    def lines_of(self, start: int, end: int) -> tuple[Line, ...]:
        """The printed lines that hold any character of `start:end`."""
        first = max(bisect_right(self.lines, start, key=lambda line: line.start) - 1, 0)
        last = bisect_right(self.lines, max(end - 1, start), key=lambda line: line.start)
        return tuple(line for line in self.lines[first:last] if line.end > start)

    def page_of(self, offset: int) -> int:
        """The page on which the character at `offset` stands (1 for a text without lines)."""
        at = bisect_right(self.lines, offset, key=lambda line: line.start) - 1
        return self.lines[at].page if at >= 0 else 1

    def boxes_of(self, start: int, end: int) -> list[list[float]]:
        """`[page, x0, top, x1, bottom]` for each line of the quote; empty for text input."""
        clipped = (line.clip(start, end) for line in self.lines_of(start, end))
        return [box.rounded() for box in clipped if box is not None]


@dataclass(frozen=True, slots=True)
class Section:
    """A node of the section tree. Index 0 is the text before the first heading (level 0)."""

    index: int
    parent: int
    """Index of the parent, -1 for a section at the top."""
    level: int
    heading: str
    """As printed, without its number; empty for the text before the first heading."""
    number: str
    role: Role
    declared: bool
    """The role comes from this section's own heading, not from a parent."""
    start: int
    end: int
    """Span of the whole section, heading and subsections included."""
    body: int
    """Where its text begins (after the heading)."""
    run_in: bool = False
    """The heading stands at the beginning of a paragraph and rules that paragraph alone."""


@dataclass(frozen=True, slots=True)
class Outline:
    """The sections of a report, in the order of the text."""

    sections: tuple[Section, ...]

    def at(self, offset: int) -> Section:
        """The deepest section that holds `offset`."""
        place = bisect_right(self.sections, offset, key=lambda section: section.start) - 1
        while place > 0 and offset >= self.sections[place].end:
            place = self.sections[place].parent
        return self.sections[max(place, 0)]

    def path(self, section: Section) -> tuple[Section, ...]:
        """The section and those above it, outermost first."""
        chain = [section]
        while chain[-1].parent >= 0:
            chain.append(self.sections[chain[-1].parent])
        return tuple(reversed(chain))

    def heading_path(self, section: Section) -> str:
        """Headings from the outside in, joined by ` > `."""
        return " > ".join(s.heading for s in self.path(section) if s.heading)


@dataclass(frozen=True, slots=True)
class Segment:
    """The unit that is labelled: a sentence, a list item or a table row (or cell)."""

    index: int
    kind: SegmentKind
    start: int
    end: int
    block: int
    """Index of its block in `Report.blocks`."""
    section: int
    """Index of its section in `Outline.sections`."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A segment with a label, and why."""

    label: Label
    start: int
    end: int
    segment: int
    section: int
    confidence: float
    method: Method
    cue: str = ""
    """The words that fired, as they stand in the text, or the declared section's heading."""
    negated: bool = False
    actor: str = ""
    """Who should act, or who has the difficulty, in the words of the report."""
    actor_partner: int = -1
    """Index into the partners of the report, where the actor is one of them."""
    modality: str = ""
    """must, should or could; empty for what is no recommendation."""
    modality_cue: str = ""
    denial: str = ""
    """The words that deny: `never`, `no`."""
    hedge: str = ""
    """The words that make it less certain: `appears to`, `in some cases`."""
    resolved: str = ""
    """The words that say a difficulty is over: `no longer`, `since solved`."""
    deadline: str = ""
    """By when or at what time, in the words of the report."""
    quoted: bool = False
    """It is quoted speech: a good part of it stands in quotation marks, or within a quotation."""
    speaker: str = ""
    """Whose words they are, where it is quoted speech and the text names one."""
    number: str = ""
    """The report's own number of a recommendation."""
    repeats: int = -1
    """Index into the findings of the report: the first one of its label that says the same in these words."""
    related: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where a partner is named."""

    partner: int
    """Index into the partners of the report."""
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Partner:
    """An organisation that takes part in the partnership a report tells of."""

    name: str
    aliases: tuple[str, ...]
    role: PartnerRole
    confidence: float
    evidence: Span
    """Span of the segment that shows best that it takes part, and as what."""


@dataclass(frozen=True, slots=True)
class Coding:
    """A theme that a finding carries."""

    finding: int
    """Index into the findings of the report."""
    theme_id: str
    score: float


@dataclass(frozen=True, slots=True)
class Relation:
    """Two findings that belong together: `answers` or `from`, always towards a challenge."""

    kind: str
    source: int
    """Index into the findings of the report: a recommendation (`answers`) or a lesson (`from`)."""
    target: int
    """Index of the challenge."""
    score: float
    reason: str
    """What spoke for it most, in words."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a report is: told by its cover, its properties and its text."""

    title: str = ""
    organisation: str = ""
    year: str = ""
    country: str = ""
    """A country or a region."""
    language: str = ""
    kind: str = ""
    """Kind of report: evaluation, annual report, case study …"""
    sources: tuple[tuple[str, str], ...] = ()
    """Where each field was found: (field, place)."""


@dataclass(frozen=True, slots=True)
class Mined:
    """Everything found in one report: what the pipeline hands to export."""

    report: Report
    metadata: Metadata
    outline: Outline
    segments: tuple[Segment, ...]
    findings: tuple[Finding, ...]
    partners: tuple[Partner, ...]
    mentions: tuple[Mention, ...]
    codings: tuple[Coding, ...]
    warnings: tuple[str, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)
    """Wall time by stage."""
    relations: tuple[Relation, ...] = ()
