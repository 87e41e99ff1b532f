"""From a sheet to a record of the house."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, cast

from reportminer.annotate.judged import are_units, units_of
from reportminer.annotate.sheets import NEAR_MISS, PARTNER, YES, Intake, Link, Mark, Sheet
from reportminer.annotations import (
    ENDS,
    About,
    Document,
    Finding,
    Mention,
    NearMiss,
    Partner,
    Relation,
    Split,
    is_time,
    text_hash,
    verify,
)
from reportminer.errors import AnnotationError
from reportminer.labels import Label, PartnerRole

_WORDS = ("title", "organisation", "country", "genre", "variety", "design")
_MODALITIES = frozenset({"must", "should", "could"})
_KNOWN = frozenset(
    {*_WORDS, "id", "source", "annotator", "guideline", "time", "year", "split", "pages", "judged"}
)
_NOT_ID = re.compile(r"[^A-Za-z0-9_.-]+")


@dataclass(frozen=True, slots=True)
class _Spot:
    """The marks of one finding or near miss: several where a tool has a span for each label."""

    marks: tuple[Mark, ...]
    id: str

    @property
    def labels(self) -> tuple[str, ...]:
        """Each label of a finding once, in the order of the marks; none for a near miss."""
        return tuple(dict.fromkeys(label for mark in self.marks for label in _states(mark)))

    def values(self, name: str) -> tuple[str, ...]:
        """Values of that name of all marks, each once."""
        return tuple(dict.fromkeys(v for mark in self.marks for v in mark.values.get(name, ())))

    def value(self, name: str) -> str:
        """The first value of that name, or nothing."""
        return next(iter(self.values(name)), "")


def to_document(sheet: Sheet, where: str, name: str, intake: Intake) -> Document:
    """The record of a sheet. Raises AnnotationError (`where` names the place) if it does not hold.

    Marks of one span and id become one finding with all their labels. `name` is the id of a text that
    has none. Mentions without a partner's name make a partner of their words. What a record cannot
    hold (a year that is none, a relation of an unknown kind ...) is counted in `intake.passed`.
    """
    text = sheet.text
    marks = _worded(sheet, where, intake)
    spots = _spots(marks)
    partners, mentions = _partners(text, [mark for mark in marks if PARTNER in mark.labels], intake)
    document = Document(
        text=text,
        sha256=text_hash(text),
        segments=units_of(text, _held(sheet.head, "judged", partial(are_units, text), intake)),
        findings=tuple(_finding(text, spot, intake) for spot in spots if spot.labels),
        near_misses=tuple(_near_miss(text, spot) for spot in spots if not spot.labels),
        partners=partners,
        mentions=mentions,
        relations=_relations(sheet, spots, intake),
        **_head(sheet, name, intake),
    )
    fitting = fitted(document, intake)
    verify(fitting, where)
    return fitting


def fitted(document: Document, intake: Intake) -> Document:
    """Without what stands twice and without relations whose ends carry other labels; both counted."""
    findings: list[Finding] = []
    owners: dict[tuple[int, int, Label], str] = {}
    same: dict[str, str] = {}
    for finding in document.findings:
        keys = {label: (finding.start, finding.end, label) for label in finding.labels}
        left = tuple(label for label, key in keys.items() if key not in owners)
        if len(left) < len(finding.labels):
            intake.skip("labels given twice to one span", len(finding.labels) - len(left))
        if left:
            findings.append(replace(finding, labels=left))
        else:
            same[finding.id] = owners[keys[finding.labels[0]]]
        owners.update((keys[label], finding.id) for label in left)
    relations = _fitting(document.relations, {f.id: f.labels for f in findings}, same, intake)
    mentions = tuple(dict.fromkeys(document.mentions))
    if len(mentions) < len(document.mentions):
        intake.skip("mentions marked twice", len(document.mentions) - len(mentions))
    return replace(document, findings=tuple(findings), mentions=mentions, relations=relations)


def _fitting(
    relations: Iterable[Relation],
    labels: Mapping[str, tuple[Label, ...]],
    same: Mapping[str, str],
    intake: Intake,
) -> tuple[Relation, ...]:
    found: dict[Relation, None] = {}
    for relation in relations:
        ends = same.get(relation.source, relation.source), same.get(relation.target, relation.target)
        wanted = zip(ends, ENDS[relation.kind], strict=True)
        if ends[0] == ends[1] or any(label not in labels.get(end, ()) for end, label in wanted):
            intake.skip(f"relations `{relation.kind}` between spans of other labels")
        else:
            found[Relation(relation.kind, *ends)] = None
    return tuple(found)


def _worded(sheet: Sheet, where: str, intake: Intake) -> list[Mark]:
    """The marks that hold words. Raises AnnotationError for one that is no span of the text."""
    text = sheet.text
    for mark in sheet.marks:
        if not 0 <= mark.start < mark.end <= len(text):
            raise AnnotationError(
                f"{where}: {mark.start}:{mark.end} is no span of a text of {len(text)} characters",
                hint="count code points, the end not included",
            )
    kept = [mark for mark in sheet.marks if text[mark.start : mark.end].strip()]
    if len(kept) < len(sheet.marks):
        intake.skip("spans without words", len(sheet.marks) - len(kept))
    return kept


def safe_id(name: str) -> str:
    """An id made of any name."""
    return _NOT_ID.sub("_", name).strip("_.")[:200] or "document"


def _head(sheet: Sheet, name: str, intake: Intake) -> dict[str, Any]:
    head = sheet.head
    known = safe_id(head.get("id", "") or name)
    intake.passed.update(f"metadata {word}" for word in head if word not in _KNOWN)
    year = _held(head, "year", _is_year, intake)
    about = About(
        **{word: head.get(word, "") for word in _WORDS},
        year=int(year) if year else None,
        split=Split(_held(head, "split", set(Split).__contains__, intake)),
    )
    pages = _held(head, "pages", _are_pages, intake)
    return {
        "id": known,
        "source": head.get("source") or f"{known}.txt",
        "about": about,
        "pages": tuple(int(page) for page in pages.split(",") if page),
        "annotator": head.get("annotator", ""),
        "guideline": head.get("guideline", ""),
        "time": _held(head, "time", is_time, intake),
    }


def _held(values: Mapping[str, str], name: str, holds: Callable[[str], bool], intake: Intake) -> str:
    """A value; nothing, and that counted, where it is none of its kind."""
    value = values.get(name, "")
    if not value or holds(value):
        return value
    intake.skip(f"values of `{name}` that are none")
    return ""


def _is_year(value: str) -> bool:
    return bool(re.fullmatch(r"[0-9]{4}", value))


def _are_pages(value: str) -> bool:
    return bool(re.fullmatch(r"[0-9]{1,6}(,[0-9]{1,6})*", value))


def _spots(marks: Sequence[Mark]) -> list[_Spot]:
    """Marks of findings and near misses in order, with ids; marks of one span and id are one."""
    groups: dict[tuple[int, int, str], list[Mark]] = {}
    for at, mark in enumerate(marks):
        if _states(mark) or NEAR_MISS in mark.labels:
            groups.setdefault((mark.start, mark.end, mark.id or f" {at}"), []).append(mark)
    given = [group[0].id for group in groups.values()]
    spots: list[_Spot] = []
    for group in groups.values():
        own = group[0].id
        spot = _Spot(tuple(group), own)
        taken = {s.id for s in spots} | set(given)
        spots.append(spot if own and given.count(own) == 1 else _Spot(spot.marks, _number(spot, taken)))
    return spots


def _states(mark: Mark) -> tuple[str, ...]:
    """The labels of a mark that are findings'."""
    return tuple(label for label in mark.labels if label not in (NEAR_MISS, PARTNER))


def _number(spot: _Spot, taken: set[str]) -> str:
    letter = spot.labels[0][0].lower() if spot.labels else "n"
    return next(name for at in range(1, len(taken) + 2) if (name := f"{letter}{at}") not in taken)


def _span(text: str, mark: Mark) -> dict[str, Any]:
    return {"start": mark.start, "end": mark.end, "text": text[mark.start : mark.end]}


def _finding(text: str, spot: _Spot, intake: Intake) -> Finding:
    told = {"modality": spot.value("modality").lower()}
    modality = _held(told, "modality", _MODALITIES.__contains__, intake)
    words: dict[str, Any] = {
        name: spot.value(name) for name in ("actor", "deadline", "speaker", "number", "note")
    }
    return Finding(
        id=spot.id,
        **_span(text, spot.marks[0]),
        labels=tuple(Label(label) for label in spot.labels),
        codes=spot.values("codes"),
        modality=cast(Any, modality),
        negated=spot.value("negated") == YES,
        **words,
    )


def _near_miss(text: str, spot: _Spot) -> NearMiss:
    return NearMiss(id=spot.id, **_span(text, spot.marks[0]), note=spot.value("note"))


def _partners(
    text: str, marks: Iterable[Mark], intake: Intake
) -> tuple[tuple[Partner, ...], tuple[Mention, ...]]:
    """One partner for each name; its aliases are the other words by which it is mentioned."""
    named: dict[str, list[Mark]] = {}
    for mark in marks:
        named.setdefault(mark.value("partner") or text[mark.start : mark.end], []).append(mark)
    partners, mentions = [], []
    for at, (name, group) in enumerate(named.items(), 1):
        partners.append(_partner(f"p{at}", name, _Spot(tuple(group), ""), text, intake))
        mentions += [Mention(f"p{at}", **_span(text, mark)) for mark in group]
    return tuple(partners), tuple(sorted(mentions, key=lambda m: (m.start, m.end)))


def _partner(key: str, name: str, spot: _Spot, text: str, intake: Intake) -> Partner:
    forms = dict.fromkeys(text[mark.start : mark.end] for mark in spot.marks)
    return Partner(
        key,
        name,
        tuple(form for form in forms if form != name),
        role_of(spot.value("role"), intake),
        tuple(role_of(role, intake) for role in spot.values("also")),
        spot.value("parent"),
        spot.value("optional") == YES,
    )


def role_of(name: str, intake: Intake) -> PartnerRole:
    """The role of that name; unknown, and that counted, where it is none of ours."""
    role = _held({"role": name}, "role", set(PartnerRole).__contains__, intake)
    return PartnerRole(role) if role else PartnerRole.UNKNOWN


def _relations(sheet: Sheet, spots: Sequence[_Spot], intake: Intake) -> tuple[Relation, ...]:
    ids = {id(mark): spot.id for spot in spots for mark in spot.marks}
    return tuple(
        Relation(kind, *ends)
        for link in sheet.links
        if (kind := intake.relation(link.kind)) and all(ends := _ends(sheet, link, ids, intake))
    )


def _ends(sheet: Sheet, link: Link, ids: Mapping[int, str], intake: Intake) -> tuple[str, str]:
    """Ids of the findings at both ends; an empty one, and that counted, where there is none."""
    ends = ids.get(id(sheet.marks[link.source]), ""), ids.get(id(sheet.marks[link.target]), "")
    if not all(ends):
        intake.skip("relations of spans that are no findings")
    return ends
