"""Labelled segments as JSON, one file a report.

`segments` have `text`, `labels`, maybe `start`, `end`, `page`, `heading`, `furniture`, `optional`;
`partners` have `name`, `aliases`, `roles`; `source` is the report's file name.

The report itself is needed (`texts`: a folder that holds it, below it too). Where segments have no
offsets they are laid over the report's text in order, by letters and digits alone, on their page;
what is not found there is passed over and counted. The text is the file's own for plain text whose
segments have offsets, else what the parser reads.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from reportminer.annotate.inward import role_of, safe_id
from reportminer.annotate.lay import Letters
from reportminer.annotate.sheets import Intake, Read, Rename
from reportminer.annotate.values import Json, a_list, a_text, an_object, objects, read_json
from reportminer.annotations import Document, Finding, Mention, Partner, Unit, UnitKind, text_hash, verify
from reportminer.annotations.jsonl import read_text
from reportminer.config import Limits
from reportminer.errors import AnnotationError
from reportminer.ingest.find import kind_of
from reportminer.labels import Label, PartnerRole
from reportminer.parse import read as parse
from reportminer.types import Report, Source


def read(path: Path, rename: Rename, texts: Path | None = None) -> Read:
    """A file, or every `.json` of a folder that holds segments, in the order of names."""
    intake = Intake(rename)
    documents = []
    for file in sorted(path.glob("*.json")) if path.is_dir() else [path]:
        data = an_object(read_json(file), file.name)
        if "segments" in data:
            document = _document(data, file, texts or file.parent, intake)
            documents.append(intake.claim(document, file.name))
        else:
            intake.skip("files without segments")
    return Read(tuple(documents), intake.passed)


def _document(data: Json, file: Path, texts: Path, intake: Intake) -> Document:
    source = a_text(data, "source", file.name)
    text, pages = _text(data, source, file, texts)
    units, findings = _segments(data, text, pages, _Aims(file.name, intake, bytearray(len(text))))
    partners = tuple(
        _partner(at, p, file.name, intake) for at, p in enumerate(objects(data, "partners", file.name), 1)
    )
    numbers = [page for page in a_list(data, "pages", file.name) if type(page) is int]
    intake.skip("pages that are no number", len(a_list(data, "pages", file.name)) - len(numbers))
    document = Document(
        id=safe_id(file.stem),
        source=source,
        sha256=text_hash(text),
        text=text,
        annotator="settled" if data.get("annotators") != 1 else "",
        pages=tuple(numbers),
        segments=units,
        findings=findings,
        partners=partners,
        mentions=tuple(_mentions(text, partners, units)),
    )
    verify(document, file.name)
    return document


def _text(data: Json, source: str, file: Path, texts: Path) -> tuple[str, "_Pages"]:
    found = sorted(place for place in texts.rglob("*") if place.name == source and place.is_file())
    if not found:
        raise AnnotationError(
            f"{file.name}: no report {source} below {texts}", hint="give the folder of reports"
        )
    content = found[0].read_bytes()
    digest = sha256(content).hexdigest()
    if data.get("sha256") not in (None, digest):
        raise AnnotationError(
            f"{source} is not the file that was annotated", hint="restore the annotated file"
        )
    if any("start" in segment for segment in objects(data, "segments", file.name)):
        return read_text(found[0]), _Pages(None)
    report = parse(Source(str(found[0]), source, digest, kind_of(found[0]), len(content)), Limits())
    return report.text, _Pages(report)


@dataclass(frozen=True, slots=True)
class _Pages:
    """Where each page of a report begins and ends in its text."""

    report: Report | None

    def window(self, page: int | None) -> tuple[int, int] | None:
        """The span of a page; nothing where the pages are not known."""
        lines = self.report.lines if self.report and page else ()
        here = [line for line in lines if line.page == page]
        return (min(line.start for line in here), max(line.end for line in here)) if here else None


@dataclass(frozen=True, slots=True)
class _Aims:
    where: str
    intake: Intake
    taken: bytearray
    """1 at each character of the segments so far."""

    def skip(self, what: str, segment: Json) -> None:
        """Count a segment and its labels as passed over."""
        self.intake.skip(f"segments that {what}")
        self.intake.skip("labels of such segments", len(a_list(segment, "labels", self.where)))


def _segments(
    data: Json, text: str, pages: _Pages, aims: _Aims
) -> tuple[tuple[Unit, ...], tuple[Finding, ...]]:
    letters = Letters.of(text)
    units: list[Unit] = []
    findings: list[Finding] = []
    numbers: Counter[str] = Counter()
    near = 0
    for segment in objects(data, "segments", aims.where):
        place = _place(segment, text, letters, pages, near)
        if place is None:
            aims.skip("do not stand in the text", segment)
            continue
        if any(aims.taken[slice(*place)]):
            aims.skip("overlap another", segment)
            continue
        aims.taken[slice(*place)] = b"\1" * (place[1] - place[0])
        near = place[1]
        units.append(_unit(segment, text, place, aims))
        labels = _labels(segment, "labels", aims)
        if labels:
            numbers[labels[0]] += 1
            key = f"{labels[0][0].lower()}{numbers[labels[0]]}"
            findings.append(Finding(key, *place, text[slice(*place)], labels))
    return tuple(units), tuple(findings)


def _place(segment: Json, text: str, letters: Letters, pages: _Pages, near: int) -> tuple[int, int] | None:
    words = str(segment.get("text", ""))
    start, end = segment.get("start"), segment.get("end")
    if isinstance(start, int) and isinstance(end, int) and text[start:end] == words:
        return start, end
    return letters.find(words, near, pages.window(segment.get("page")))


def _unit(segment: Json, text: str, place: tuple[int, int], aims: _Aims) -> Unit:
    kind = UnitKind.SENTENCE
    for name in (UnitKind.FURNITURE, UnitKind.HEADING):
        kind = name if segment.get(name) else kind
    optional = _labels(segment, "optional", aims)
    page = segment.get("page")
    return Unit(*place, text[slice(*place)], kind, page if isinstance(page, int) else None, optional)


def _labels(segment: Json, key: str, aims: _Aims) -> tuple[Label, ...]:
    names = aims.intake.labels([str(name) for name in a_list(segment, key, aims.where)], "segments")
    return tuple(Label(name) for name in names if name in set(Label))


def _partner(number: int, partner: Json, where: str, intake: Intake) -> Partner:
    name = a_text(partner, "name", where)
    roles = [role_of(str(role), intake) for role in a_list(partner, "roles", where)]
    aliases = tuple(str(a) for a in a_list(partner, "aliases", where) if a != name)
    first, *others = roles or [PartnerRole.UNKNOWN]
    optional = bool(partner.get("optional"))
    return Partner(f"p{number}", name, aliases, first, tuple(others), optional=optional)


def _mentions(text: str, partners: Sequence[Partner], units: Sequence[Unit]) -> Iterator[Mention]:
    """Whole words of the annotated segments that are a partner's name or alias, the longest first."""
    owners: dict[str, str] = {}
    for partner in partners:
        for name in (partner.name, *partner.aliases):
            owners.setdefault(name, partner.id)
    names = sorted(owners, key=lambda name: (-len(name), name))
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in names)) if names else None
    for unit in units if pattern else ():
        yield from _named(pattern, text, unit, owners)


def _named(pattern: Any, text: str, unit: Unit, owners: Mapping[str, str]) -> Iterator[Mention]:
    for match in pattern.finditer(text, unit.start, unit.end):
        yield Mention(owners[match.group()], match.start(), match.end(), match.group())
