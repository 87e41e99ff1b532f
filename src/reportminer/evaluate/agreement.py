"""Agreement of annotators on the same texts, and where they differ."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from reportminer.annotations import Document, Unit
from reportminer.errors import AnnotationError
from reportminer.evaluate.coefficients import cohen_kappa, f1, krippendorff_alpha, mean, overlap_f1
from reportminer.evaluate.cover import Cover, units_of
from reportminer.evaluate.names import name_key
from reportminer.labels import Label
from reportminer.types import Span

CONTEXT = 240
"""Characters shown on each side of a disagreement."""
Labels = frozenset[Label]


@dataclass(frozen=True, slots=True)
class Coded:
    """One text and what each coder says of it."""

    id: str
    text: str
    units: tuple[Unit, ...]
    records: Mapping[str, Document]
    """By coder."""
    covers: Mapping[str, Cover]
    """By coder."""
    labels: Mapping[str, tuple[Labels, ...]]
    """By coder, one set a unit; what is optional there is in none."""
    compared: Cover
    """The units in which each label is not optional."""


@dataclass(frozen=True, slots=True)
class Row:
    """Figures of one label (or of all): None where there is nothing to agree on."""

    name: str
    counts: tuple[int, ...]
    """Units that carry it, by coder."""
    kappa: float | None
    f1: float | None
    alpha: float | None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A unit whose labels differ, or a partner that not all name; settled by a person."""

    report: str
    start: int
    end: int
    text: str
    before: str
    after: str
    section: str
    said: tuple[tuple[str, str], ...]
    """Coder and what it says: labels joined by ` + `, or `none`."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Figures and disagreements over all reports that at least two coders annotated."""

    coders: tuple[str, ...]
    reports: int
    units: int
    rows: tuple[Row, ...]
    partners: float | None
    disagreements: tuple[Disagreement, ...]
    alone: tuple[str, ...]
    """Reports that one coder alone annotated: not compared."""


def agreement(sets: Mapping[str, Sequence[Document]]) -> Agreement:
    """Compare coders (name to records).

    Raises AnnotationError where one report has two texts, two ways of being cut into segments, or two
    records of one coder.

    Kappa and F1 are of two coders; of more, the mean over all pairs (Light 1971, Measures of
    response agreement for qualitative data, Psychological Bulletin 76(5)).
    """
    coded, alone = _together(sets)
    coders = tuple(sets)
    rows = [_row(label, coded, coders) for label in Label]
    differing = sorted(
        (d for c in coded for d in _differing(c)), key=lambda d: (d.report, d.start, d.end, d.text)
    )
    return Agreement(
        coders,
        len(coded),
        sum(len(c.units) for c in coded),
        (*rows, _any(coded, coders)),
        mean([_partners(coded, pair) for pair in combinations(coders, 2)]),
        tuple(differing),
        alone,
    )


def _together(sets: Mapping[str, Sequence[Document]]) -> tuple[list[Coded], tuple[str, ...]]:
    reports: dict[str, dict[str, Document]] = {}
    for coder, documents in sets.items():
        for document in documents:
            records = reports.setdefault(document.id, {})
            if coder in records:
                raise AnnotationError(
                    f"{document.id} is annotated twice by {coder}", hint="keep one record of a report"
                )
            records[coder] = document
    shared = {name: records for name, records in sorted(reports.items()) if len(records) > 1}
    if not shared:
        raise AnnotationError("no report is annotated by two", hint="records of a report share its id")
    return [_coded(name, records) for name, records in shared.items()], tuple(
        sorted(set(reports) - set(shared))
    )


def _coded(name: str, records: dict[str, Document]) -> Coded:
    if len({record.sha256 for record in records.values()}) > 1:
        raise AnnotationError(
            f"{name}: {' and '.join(records)} annotated different texts", hint="annotate the same text"
        )
    documents = list(records.values())
    units = units_of(documents)
    covers = {coder: Cover.of(document) for coder, document in records.items()}
    labels = {coder: _labels(cover, units) for coder, cover in covers.items()}
    compared = Cover.over(documents[0].text, {label: _compared(units, label) for label in Label})
    return Coded(name, documents[0].text, units, records, covers, labels, compared)


def _compared(units: Sequence[Unit], label: Label) -> list[Span]:
    return [(unit.start, unit.end) for unit in units if label not in unit.optional]


def _labels(cover: Cover, units: Sequence[Unit]) -> tuple[Labels, ...]:
    return tuple(
        frozenset(
            label
            for label in Label
            if label not in unit.optional and cover.holds((unit.start, unit.end), label)
        )
        for unit in units
    )


def _row(label: Label, coded: Sequence[Coded], coders: Sequence[str]) -> Row:
    """One label: at each unit it is given or not; units where it is optional are left out."""
    units = [
        {coder: label in values[at] for coder, values in c.labels.items()}
        for c in coded
        for at, unit in enumerate(c.units)
        if label not in unit.optional
    ]
    spans = mean([_overlap(coded, label, pair) for pair in combinations(coders, 2)])
    return _figures(label, units, coders, spans)


def _any(coded: Sequence[Coded], coders: Sequence[str]) -> Row:
    """All labels at once: the set of labels that are not optional is the value; F1 over every such label."""
    units = [{k: v[at] for k, v in c.labels.items()} for c in coded for at in range(len(c.units))]
    spans = mean([_overlap(coded, None, pair) for pair in combinations(coders, 2)])
    return _figures("ALL", units, coders, spans)


def _figures(
    name: str, units: Sequence[Mapping[str, object]], coders: Sequence[str], spans: float | None
) -> Row:
    kappas = []
    for first, second in combinations(coders, 2):
        both = [unit for unit in units if first in unit and second in unit]
        kappas.append(cohen_kappa([unit[first] for unit in both], [unit[second] for unit in both]))
    counts = tuple(sum(bool(unit.get(coder)) for unit in units) for coder in coders)
    return Row(name, counts, mean(kappas), spans, krippendorff_alpha([tuple(u.values()) for u in units]))


def _overlap(coded: Sequence[Coded], label: Label | None, pair: tuple[str, str]) -> float | None:
    """F1 of spans: one is matched where the other's spans of that label cover half of its letters."""
    sides = []
    for mine, other in (pair, pair[::-1]):
        hits = [
            hit
            for c in coded
            if mine in c.records and other in c.records
            for hit in _hits(c, label, mine, other)
        ]
        sides.append((sum(hits), len(hits)))
    return overlap_f1(*sides)


def _hits(coded: Coded, label: Label | None, mine: str, other: str) -> Iterator[bool]:
    """Whether each span of a label is matched; one that lies mostly where it is not compared is left out."""
    cover = coded.covers[other]
    for finding in coded.records[mine].findings:
        span = finding.start, finding.end
        for name in finding.labels:
            if label in (None, name) and coded.compared.holds(span, name):
                yield cover.holds(span, name)


def _partners(coded: Sequence[Coded], pair: tuple[str, str]) -> float | None:
    """F1 of partners: two are the same where they share a name or an alias."""
    both = [c for c in coded if pair[0] in c.records and pair[1] in c.records]
    counts = [0, 0, 0]
    for c in both:
        left, right = (_names(c.records[coder]) for coder in pair)
        matched = sum(any(names & others for others in right) for names in left)
        back = sum(any(names & others for others in left) for names in right)
        counts = [counts[0] + min(matched, back), counts[1] + len(right), counts[2] + len(left)]
    right_ones, found, wanted = counts
    return f1(right_ones, found - right_ones, wanted - right_ones)


def _names(document: Document) -> list[frozenset[str]]:
    """Names of each partner that is not doubtful, as they are compared."""
    return [
        frozenset(name_key(name) for name in (partner.name, *partner.aliases))
        for partner in document.partners
        if not partner.optional
    ]


def _differing(coded: Coded) -> Iterator[Disagreement]:
    for at, unit in enumerate(coded.units):
        told = {coder: values[at] for coder, values in coded.labels.items()}
        if len(set(told.values())) > 1:
            said = tuple((coder, _shown(labels)) for coder, labels in told.items())
            yield _place(coded, unit.start, unit.end, said)
    yield from _partners_differing(coded)


def _partners_differing(coded: Coded) -> Iterator[Disagreement]:
    known = {coder: _names(document) for coder, document in coded.records.items()}
    shown: set[str] = set()
    for document in coded.records.values():
        for partner in (p for p in document.partners if not p.optional):
            keys = frozenset(name_key(name) for name in (partner.name, *partner.aliases))
            said = {coder: any(keys & names for names in every) for coder, every in known.items()}
            if not all(said.values()) and not keys & shown:
                shown |= keys
                start = max(coded.text.find(partner.name), 0)
                end = start + len(partner.name) if coded.text.startswith(partner.name, start) else start
                told = tuple((c, f"PARTNER {partner.name}" if yes else "none") for c, yes in said.items())
                yield _place(coded, start, end, told)


def _shown(labels: Labels) -> str:
    return " + ".join(label for label in Label if label in labels) or "none"


def _place(coded: Coded, start: int, end: int, said: tuple[tuple[str, str], ...]) -> Disagreement:
    text = coded.text
    section = ""
    for document in coded.records.values():
        around = [s.heading for s in document.sections if s.start <= start < s.end]
        section = section or " > ".join(heading for heading in around if heading)
    before, after = text[max(start - CONTEXT, 0) : start], text[end : end + CONTEXT]
    return Disagreement(coded.id, start, end, text[start:end], before, after, section, said)
