"""From a record of the house to a sheet."""

from collections.abc import Iterator, Mapping
from dataclasses import fields

from reportminer.annotate.judged import as_words
from reportminer.annotate.sheets import NEAR_MISS, PARTNER, YES, Link, Mark, Sheet
from reportminer.annotations import Document, Finding, Partner

_HEAD = ("id", "source", "annotator", "guideline", "time")


def to_sheet(document: Document) -> Sheet:
    """Findings, near misses and mentions as marks in the order of the text; relations as links."""
    marks = sorted(_marks(document), key=lambda mark: (mark.start, mark.end))
    places = {mark.id: at for at, mark in enumerate(marks) if mark.id}
    links = tuple(Link(str(r.kind), places[r.source], places[r.target]) for r in document.relations)
    return Sheet(document.text, tuple(marks), links, head_of(document))


def head_of(document: Document) -> dict[str, str]:
    """What is known of the text and its annotation, as words."""
    head = {name: str(getattr(document, name)) for name in _HEAD}
    about = document.about
    head |= {f.name: str(getattr(about, f.name)) for f in fields(about) if getattr(about, f.name)}
    head["pages"] = ",".join(map(str, document.pages))
    head["judged"] = as_words(document.segments)
    return {name: value for name, value in head.items() if value}


def _marks(document: Document) -> Iterator[Mark]:
    for finding in document.findings:
        labels = tuple(str(label) for label in finding.labels)
        yield Mark(finding.start, finding.end, labels, _told(_finding(finding)), finding.id)
    for miss in document.near_misses:
        yield Mark(miss.start, miss.end, (NEAR_MISS,), _told({"note": (miss.note,)}), miss.id)
    partners = {partner.id: partner for partner in document.partners}
    for mention in document.mentions:
        values = _told(_partner(partners[mention.partner]))
        yield Mark(mention.start, mention.end, (PARTNER,), values)


def _finding(finding: Finding) -> dict[str, tuple[str, ...]]:
    return {
        "codes": finding.codes,
        "actor": (finding.actor,),
        "modality": (finding.modality,),
        "deadline": (finding.deadline,),
        "negated": (YES if finding.negated else "",),
        "speaker": (finding.speaker,),
        "number": (finding.number,),
        "note": (finding.note,),
    }


def _partner(partner: Partner) -> dict[str, tuple[str, ...]]:
    return {
        "partner": (partner.name,),
        "role": (str(partner.role),),
        "also": tuple(str(role) for role in partner.also),
        "parent": (partner.parent,),
        "optional": (YES if partner.optional else "",),
    }


def _told(values: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {name: told for name, value in values.items() if (told := tuple(v for v in value if v))}
