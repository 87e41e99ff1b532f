"""From a sheet to a record of the house."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from reportminer.annotate.sheets import NEAR_MISS, PARTNER, YES, Mark, Sheet
from reportminer.annotations import (
    About,
    Document,
    Finding,
    Mention,
    NearMiss,
    Partner,
    Relation,
    RelationKind,
    Split,
    text_hash,
    verify,
)
from reportminer.errors import AnnotationError
from reportminer.labels import Label, PartnerRole

_WORDS = ("title", "organisation", "country", "genre", "variety", "design")
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


def to_document(sheet: Sheet, where: str, name: str) -> Document:
    """The record of a sheet. Raises AnnotationError (`where` names the place) if it does not hold.

    Marks of one span and id become one finding with all their labels. `name` is the id of a text that
    has none. Mentions without a partner's name make a partner of their words.
    """
    text = sheet.text
    for mark in sheet.marks:
        if not 0 <= mark.start < mark.end <= len(text):
            raise AnnotationError(
                f"{where}: {mark.start}:{mark.end} is no span of a text of {len(text)} characters",
                hint="count code points, the end not included",
            )
    spots = _spots(sheet.marks)
    partners, mentions = _partners(text, [mark for mark in sheet.marks if PARTNER in mark.labels])
    document = Document(
        text=text,
        sha256=text_hash(text),
        findings=tuple(_finding(text, spot) for spot in spots if spot.labels),
        near_misses=tuple(_near_miss(text, spot) for spot in spots if not spot.labels),
        partners=partners,
        mentions=mentions,
        relations=_relations(sheet, spots, where),
        **_head(sheet, name),
    )
    verify(document, where)
    return document


def safe_id(name: str) -> str:
    """An id made of any name."""
    return _NOT_ID.sub("_", name).strip("_.")[:200] or "document"


def _head(sheet: Sheet, name: str) -> dict[str, Any]:
    head = sheet.head
    known = safe_id(head.get("id", "") or name)
    year = head.get("year", "")
    split = head.get("split", "")
    about = About(
        **{word: head.get(word, "") for word in _WORDS},
        year=int(year) if re.fullmatch(r"[0-9]{4}", year) else None,
        split=Split(split) if split in set(Split) else Split.NONE,
    )
    pages = tuple(int(page) for page in head.get("pages", "").split(",") if page.isdecimal())
    words = {word: head.get(word, "") for word in ("annotator", "guideline", "time")}
    return {
        "id": known,
        "source": head.get("source") or f"{known}.txt",
        "about": about,
        "pages": pages,
        **words,
    }


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


def _finding(text: str, spot: _Spot) -> Finding:
    modality = spot.value("modality").lower()
    words: dict[str, Any] = {
        name: spot.value(name) for name in ("actor", "deadline", "speaker", "number", "note")
    }
    return Finding(
        id=spot.id,
        **_span(text, spot.marks[0]),
        labels=tuple(Label(label) for label in spot.labels),
        codes=spot.values("codes"),
        modality=cast(Any, modality if modality in {"must", "should", "could"} else ""),
        negated=spot.value("negated") == YES,
        **words,
    )


def _near_miss(text: str, spot: _Spot) -> NearMiss:
    return NearMiss(id=spot.id, **_span(text, spot.marks[0]), note=spot.value("note"))


def _partners(text: str, marks: Iterable[Mark]) -> tuple[tuple[Partner, ...], tuple[Mention, ...]]:
    """One partner for each name; its aliases are the other words by which it is mentioned."""
    named: dict[str, list[Mark]] = {}
    for mark in marks:
        named.setdefault(mark.value("partner") or text[mark.start : mark.end], []).append(mark)
    partners, mentions = [], []
    for at, (name, group) in enumerate(named.items(), 1):
        partners.append(_partner(f"p{at}", name, _Spot(tuple(group), ""), text))
        mentions += [Mention(f"p{at}", **_span(text, mark)) for mark in group]
    return tuple(partners), tuple(sorted(mentions, key=lambda m: (m.start, m.end)))


def _partner(key: str, name: str, spot: _Spot, text: str) -> Partner:
    forms = dict.fromkeys(text[mark.start : mark.end] for mark in spot.marks)
    return Partner(
        key,
        name,
        tuple(form for form in forms if form != name),
        _role(spot.value("role")),
        tuple(_role(role) for role in spot.values("also")),
        spot.value("parent"),
        spot.value("optional") == YES,
    )


def _role(name: str) -> PartnerRole:
    return PartnerRole(name) if name in set(PartnerRole) else PartnerRole.UNKNOWN


def _relations(sheet: Sheet, spots: Sequence[_Spot], where: str) -> tuple[Relation, ...]:
    ids = {id(mark): spot.id for spot in spots for mark in spot.marks}
    found: dict[Relation, None] = {}
    for link in sheet.links:
        kind = link.kind.strip().lower()
        if kind not in set(RelationKind):
            raise AnnotationError(
                f"{where}: a relation of kind {link.kind!r}", hint="relations are `answers` and `from`"
            )
        ends = (ids.get(id(sheet.marks[link.source]), ""), ids.get(id(sheet.marks[link.target]), ""))
        found[Relation(RelationKind(kind), *ends)] = None
    return tuple(found)
