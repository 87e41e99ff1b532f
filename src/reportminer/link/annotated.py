"""An annotated report as if it had been mined: its labels as findings, its partners as partners.

What training and measuring of links start from: only what the links add is then learnt or measured.
"""

from dataclasses import replace
from pathlib import Path

from reportminer.annotations import Document
from reportminer.config import Limits
from reportminer.labels import Label, Method
from reportminer.link.parties import Parties, name_key
from reportminer.parse import read
from reportminer.section import outline as outline_of
from reportminer.tag.segment import segments as segments_of
from reportminer.types import Finding, Mention, Metadata, Mined, Outline, Partner, Segment, Source

_COMPLEMENTS = frozenset(("of", "in", "at", "on", "for", "with", "who", "that", "which", "from", "like"))


def as_mined(document: Document, texts: Path) -> Mined:
    """The report of `texts/ID.txt` with the findings, partners and mentions of its annotation.

    Findings have the numbers of the annotation's; one of two labels is taken by its first. No codings.
    """
    path = texts / f"{document.id}.txt"
    report = read(Source(str(path), path.name, document.sha256, "text", path.stat().st_size), Limits())
    outline = outline_of(report)
    segments = segments_of(report, outline)
    places = {partner.id: number for number, partner in enumerate(document.partners)}
    bare = Mined(report, Metadata(), outline, segments, (), (), (), ())
    return replace(
        bare,
        findings=tuple(
            _finding(segments, outline, finding.start, finding.end, finding.labels[0])
            for finding in document.findings
        ),
        partners=tuple(Partner(p.name, p.aliases, p.role, 1.0, (0, 0)) for p in document.partners),
        mentions=tuple(Mention(places[m.partner], m.start, m.end) for m in document.mentions),
    )


def _finding(segments: tuple[Segment, ...], outline: Outline, start: int, end: int, label: Label) -> Finding:
    number = next((s.index for s in segments if s.start < end and start < s.end), -1)
    return Finding(label, start, end, number, outline.at(start).index, 1.0, Method.BOTH)


def same_actor(wanted: str, words: str, partner: int, parties: Parties) -> bool:
    """Whether two name the same actor: the same words or partner, with or without what follows the head.

    `the municipality` and `the municipality of the place` are one; articles do not count. Two that are
    empty are the same.
    """
    one, other = sorted((name_key(wanted), name_key(words)), key=len)
    if one == other or (partner >= 0 and parties.named(wanted) == partner):
        return True
    if not one or not other.startswith(f"{one} "):
        return False
    following = other[len(one) :].split()[0]
    return following in _COMPLEMENTS or following.endswith("ing")
