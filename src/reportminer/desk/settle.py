"""Adjudication: layers side by side, and the gold layer that comes of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from reportminer.annotations import ENDS, RelationKind
from reportminer.desk.commands import partners_of
from reportminer.desk.layers import judgements
from reportminer.desk.store import State, Value
from reportminer.errors import AnnotationError
from reportminer.evaluate.names import name_key

AROUND = 240
"""Characters shown on each side."""
SAID = ("comment", "flag", "done")


def cases(
    report: str, record: Mapping[str, Any], states: Mapping[str, State], gold: State, *, every: bool
) -> list[dict[str, Any]]:
    """Segments that two or more layers have judged: those that differ, or with `every` all."""
    judged = {layer: judgements(state) for layer, state in states.items()}
    settled = judgements(gold)
    found = []
    for at in sorted({at for told in judged.values() for at in told}):
        said = {layer: told[at] for layer, told in judged.items() if at in told}
        differ = len({judgement.labels for judgement in said.values()}) > 1
        if len(said) < 2 or not (differ or every):
            continue
        told = {layer: _told(states[layer], at, judgement.labels) for layer, judgement in said.items()}
        mine = _told(gold, at, settled[at].labels) if at in settled else None
        found.append({**_place(report, record, at), "differ": differ, "said": told, "gold": mine})
    return found


def _told(state: State, at: int, labels: Sequence[str]) -> dict[str, Any]:
    prefix = f"s/{at}/code/"
    more = {name: state.get(f"s/{at}/{name}") for name in SAID}
    return {
        "labels": list(labels),
        "codes": sorted(k[len(prefix) :] for k in state if k.startswith(prefix)),
        **more,
    }


def _place(report: str, record: Mapping[str, Any], at: int) -> dict[str, Any]:
    start, end, _, section, _, page = record["segments"][at]
    text, headings = record["text"], []
    while section >= 0:
        headings.append(record["sections"][section][4])
        section = record["sections"][section][6]
    return {
        "report": report,
        "segment": at,
        "page": page,
        "text": text[start:end],
        "before": text[max(start - AROUND, 0) : start],
        "after": text[end : end + AROUND],
        "section": " › ".join(heading for heading in reversed(headings) if heading),
    }


def partners(states: Mapping[str, State], gold: State) -> list[dict[str, Any]]:
    """Every partner that any layer names, and who names it as what."""
    found: dict[str, dict[str, Any]] = {}
    for layer, state in states.items():
        for number in partners_of(state):
            name = str(state[f"p/{number}/name"])
            entry = found.setdefault(name_key(name), {"name": name, "said": {}, "gold": False})
            marks = [k for k, v in state.items() if k.startswith("m/") and v == number]
            role = state.get(f"p/{number}/role") or "unknown"
            entry["said"][layer] = {"partner": number, "role": role, "mentions": len(marks)}
    for number in partners_of(gold):
        key = name_key(str(gold[f"p/{number}/name"]))
        if key in found:
            found[key]["gold"] = True
    return [found[key] for key in sorted(found)]


def adopted(at: int, theirs: State, gold: State) -> dict[str, Value]:
    """What is said of segment `at` in a layer, as gold; what gold said of it before goes.

    So do its relations: those of the layer hold, where gold has the labels that they need.
    """
    prefix = f"s/{at}/"
    wanted: dict[str, Value] = {key: None for key in gold if key.startswith(prefix)}
    said = {key: value for key, value in theirs.items() if key.startswith(prefix)}
    if f"{prefix}done" not in said:
        raise AnnotationError("this layer has not judged the segment", hint="choose another layer")
    wanted |= {**said, f"{prefix}done": "yes", f"{prefix}flag": None}
    after = {**gold, **wanted}
    for key in {**theirs, **gold}:
        if key.startswith("r/") and str(at) in key.split("/")[2:]:
            wanted[key] = True if key in theirs and _holds(key, after) else None
    return wanted


def _holds(relation: str, state: Mapping[str, Value]) -> bool:
    """Whether both ends carry the labels that the relation needs."""
    _, kind, source, target = relation.split("/")
    first, second = ENDS[RelationKind(kind)]
    return bool(state.get(f"s/{source}/label/{first}") and state.get(f"s/{target}/label/{second}"))


def adopted_partner(number: int, theirs: State, gold: State) -> dict[str, Value]:
    """A layer's partner with its mentions, as gold's own."""
    if number not in partners_of(theirs):
        raise AnnotationError(f"there is no partner {number}", hint="load the page again")
    name = str(theirs[f"p/{number}/name"])
    known = {name_key(str(gold[f"p/{n}/name"])): n for n in partners_of(gold)}
    own = known.get(name_key(name), max(known.values(), default=0) + 1)
    wanted: dict[str, Value] = {key: own for key, v in theirs.items() if key.startswith("m/") and v == number}
    return {**wanted, f"p/{own}/name": name, f"p/{own}/role": theirs.get(f"p/{number}/role")}


def agreed(states: Mapping[str, State], gold: State) -> dict[str, Value]:
    """What two or more layers have judged alike and gold has not yet."""
    judged = [judgements(state) for state in states.values()]
    settled = judgements(gold)
    wanted: dict[str, Value] = {}
    for at in sorted({at for told in judged for at in told} - settled.keys()):
        said = [(state, told[at]) for state, told in zip(states.values(), judged, strict=True) if at in told]
        if len(said) > 1 and len({judgement.labels for _, judgement in said}) == 1:
            wanted |= adopted(at, said[0][0], {**gold, **{k: v for k, v in wanted.items() if v is not None}})
    return wanted
