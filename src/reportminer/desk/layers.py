"""Layers as annotations: what each annotator's state says, as records of the annotation format, and back."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from reportminer.annotations import (
    Document,
    Finding,
    Mention,
    Partner,
    Relation,
    RelationKind,
    Unit,
    UnitKind,
    text_hash,
)
from reportminer.desk.commands import partners_of
from reportminer.desk.store import Change, State, Value
from reportminer.evaluate.names import name_key
from reportminer.labels import Label, PartnerRole

GOLD = "gold"
"""The layer that adjudication makes."""
FLAGGED = "[for discussion]"
"""Begins the note of a finding that is flagged: the format has no field for it."""
LEAST = 30
"""Judged segments without which nothing is learnt (`refit`, which is heavy to load)."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a layer says of one segment."""

    done: str
    labels: tuple[Label, ...]


def segment_of(key: str, said: str) -> int | None:
    """The segment of which a key says this (`done`, `flag`); None for any other key.

    A code of a codebook may be named like it: `s/12/code/done`.
    """
    parts = key.split("/")
    return int(parts[1]) if len(parts) == 3 and parts[0] == "s" and parts[2] == said else None


def judgements(state: State) -> dict[int, Judgement]:
    """The segments that are judged (`yes` or `unsure`), and as what."""
    found = {}
    for key, value in state.items():
        if value in ("yes", "unsure") and (at := segment_of(key, "done")) is not None:
            labels = tuple(label for label in Label if state.get(f"s/{at}/label/{label}"))
            found[at] = Judgement(str(value), labels)
    return dict(sorted(found.items()))


def progress(state: State, only: Collection[int] | None = None) -> dict[str, int]:
    """How many segments (of `only`, where it is given) are done, skipped, not sure, flagged."""
    counts = {"yes": 0, "skip": 0, "unsure": 0, "flag": 0}
    for said in ("done", "flag"):
        for key, value in state.items():
            at = segment_of(key, said)
            if at is not None and (only is None or at in only):
                counts[str(value) if said == "done" else said] += 1
    return counts


def newly_judged(changes: Iterable[Change]) -> int:
    """How many segments changes judge, or judge otherwise."""
    return sum(1 for key, _, value in changes if value and segment_of(key, "done") is not None)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is known of a report when a layer is written out."""

    id: str
    source: str
    record: Mapping[str, Any]
    guideline: str
    time: str = ""


def document_of(sheet: Sheet, layer: str, state: State, only: Collection[int] | None = None) -> Document:
    """A layer as a record. Its segments are those that were judged (of `only`, where it is given)."""
    judged = {at: j for at, j in judgements(state).items() if only is None or at in only}
    text = str(sheet.record["text"])
    return Document(
        id=sheet.id,
        source=sheet.source,
        sha256=text_hash(text),
        text=text,
        annotator=layer,
        guideline=sheet.guideline,
        time=sheet.time,
        segments=tuple(_unit(sheet.record, at, judgement) for at, judgement in judged.items()),
        findings=tuple(_finding(sheet.record, at, j, state) for at, j in judged.items() if j.labels),
        **_between(sheet.record, state, {at for at, j in judged.items() if j.labels}),
    )


def _unit(record: Mapping[str, Any], at: int, judgement: Judgement) -> Unit:
    start, end, _, _, kind, page = record["segments"][at]
    optional = judgement.labels if judgement.done == "unsure" else ()
    return Unit(start, end, record["text"][start:end], UnitKind(kind), page, optional)


def _finding(record: Mapping[str, Any], at: int, judgement: Judgement, state: State) -> Finding:
    start, end = record["segments"][at][:2]
    prefix = f"s/{at}/code/"
    codes = tuple(sorted(key.removeprefix(prefix) for key in state if key.startswith(prefix)))
    note = str(state.get(f"s/{at}/comment") or "")
    if state.get(f"s/{at}/flag"):
        note = f"{FLAGGED} {note}".strip()
    return Finding(f"s{at}", start, end, record["text"][start:end], judgement.labels, codes, note=note)


def _between(record: Mapping[str, Any], state: State, findings: Collection[int]) -> dict[str, Any]:
    """Partners, mentions and relations of a layer."""
    text = record["text"]
    mentions = []
    for key, partner in state.items():
        if key.startswith("m/"):
            start, end = (int(part) for part in key[2:].split("-"))
            mentions.append(Mention(f"p{partner}", start, end, text[start:end]))
    mentions.sort(key=lambda mention: (mention.start, mention.end))
    partners = [_partner(number, state, mentions) for number in partners_of(state)]
    relations = []
    for key in sorted(state):
        if key.startswith("r/"):
            _, kind, source, target = key.split("/")
            if int(source) in findings and int(target) in findings:
                relations.append(Relation(RelationKind(kind), f"s{source}", f"s{target}"))
    return {"partners": tuple(partners), "mentions": tuple(mentions), "relations": tuple(relations)}


def _partner(number: int, state: State, mentions: Sequence[Mention]) -> Partner:
    name = str(state[f"p/{number}/name"])
    forms = {" ".join(m.text.split()) for m in mentions if m.partner == f"p{number}"}
    role = PartnerRole(str(state.get(f"p/{number}/role") or PartnerRole.UNKNOWN))
    return Partner(f"p{number}", name, tuple(sorted(forms - {name})), role)


def values_of(
    document: Document, record: Mapping[str, Any], state: State
) -> tuple[dict[str, Value], list[str]]:
    """A record as values that are laid over `state`, and what could not be placed.

    A segment takes the labels of the spans that cover at least half of it. Segments that the record
    lists are judged; where it lists none, all are. Partners are those of the same name in `state`, or
    new ones.
    """
    cover = _Places(record["segments"])
    judged = {at for unit in document.segments for at in cover.inside(unit.start, unit.end)}
    if not document.segments:
        judged = set(range(len(record["segments"])))
    values: dict[str, Value] = {f"s/{at}/done": "yes" for at in sorted(judged)}
    ids: dict[str, int] = {}
    lost: list[str] = []
    for finding in document.findings:
        places = cover.inside(finding.start, finding.end)
        if not places:
            lost.append(f"{finding.start}:{finding.end} covers no segment by half")
        for at in places:
            ids.setdefault(finding.id, at)
            values |= _said(at, finding)
    for unit in document.segments:
        for at in cover.inside(unit.start, unit.end) if unit.optional else ():
            values[f"s/{at}/done"] = "unsure"
    return values | _partners(document, state) | _relations(document, ids), lost


def _said(at: int, finding: Finding) -> dict[str, Value]:
    values: dict[str, Value] = {f"s/{at}/done": "yes"}
    values |= {f"s/{at}/label/{label}": True for label in finding.labels}
    values |= {f"s/{at}/code/{code}": True for code in finding.codes}
    if finding.note.startswith(FLAGGED):
        values[f"s/{at}/flag"] = True
    if note := finding.note.removeprefix(FLAGGED).strip():
        values[f"s/{at}/comment"] = note
    return values


def _numbers(document: Document, state: State) -> dict[str, int]:
    """The number of each partner of a record in a layer that may have partners already."""
    own: dict[str, list[int]] = {}
    for number in partners_of(state):
        own.setdefault(name_key(str(state[f"p/{number}/name"])), []).append(number)
    new = count(max(partners_of(state), default=0) + 1)
    numbers = {}
    for partner in document.partners:
        # Each is taken once: two of one name that somebody kept apart stay two.
        same = own.get(name_key(partner.name))
        numbers[partner.id] = same.pop(0) if same else next(new)
    return numbers


def _partners(document: Document, state: State) -> dict[str, Value]:
    numbers = _numbers(document, state)
    values: dict[str, Value] = {}
    for partner in document.partners:
        values[f"p/{numbers[partner.id]}/name"] = partner.name
        values[f"p/{numbers[partner.id]}/role"] = partner.role.value
    values |= {f"m/{m.start}-{m.end}": numbers[m.partner] for m in document.mentions}
    return values


def _relations(document: Document, ids: Mapping[str, int]) -> dict[str, Value]:
    return {
        f"r/{relation.kind}/{ids[relation.source]}/{ids[relation.target]}": True
        for relation in document.relations
        if relation.source in ids and relation.target in ids
    }


class _Places:
    """Finds the segments that a span covers by half."""

    def __init__(self, segments: Sequence[Sequence[Any]]) -> None:
        self._segments = segments
        self._starts = [segment[0] for segment in segments]

    def inside(self, start: int, end: int) -> list[int]:
        first = max(bisect_right(self._starts, start) - 1, 0)
        last = bisect_right(self._starts, end)
        return [at for at in range(first, last) if self._covers(at, start, end)]

    def _covers(self, at: int, start: int, end: int) -> bool:
        low, high = self._segments[at][:2]
        return bool(2 * (min(end, high) - max(start, low)) >= high - low)
