"""How far annotators agree, label by label, pair by pair, and as time went on.

Counted over segments that both have judged. All layers of a project are cut into the same segments, so
kappa, F1 and alpha are those of `evaluate.agreement` on the exported layers, without their detour by
letters.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from reportminer.desk.layers import GOLD, judgements
from reportminer.desk.store import Action, State, Store, fold
from reportminer.evaluate.agreement import Row
from reportminer.evaluate.coefficients import cohen_kappa, f1, krippendorff_alpha, mean
from reportminer.evaluate.names import name_key
from reportminer.labels import Label

POINTS = 12
"""Moments at which agreement is told, at most."""
Labels = frozenset[Label]
Place = tuple[str, int]
"""Report and segment."""
Judged = Mapping[Place, Labels]
Only = Mapping[str, set[int]] | None
"""Segments of each report that alone count; None: all do."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two annotators."""

    names: tuple[str, str]
    units: int
    """Segments that both have judged."""
    rows: tuple[Row, ...]
    partners: float | None
    """F1 of partners, in reports in which both have marked any."""


def judged_by(store: Store, layer: str, reports: Iterable[str], only: Only) -> Judged:
    """What a layer says of the segments that it has judged (of `only`, where it is given)."""
    found: dict[Place, Labels] = {}
    for report in reports:
        found |= judged_in(report, store.state(layer, report), only)
    return found


def judged_in(report: str, state: State, only: Only = None) -> Judged:
    """What a state says; what somebody was not sure of is judged all the same."""
    told = judgements(state).items()
    span = None if only is None else only.get(report, set())
    return {(report, at): frozenset(j.labels) for at, j in told if span is None or at in span}


def pair_of(names: tuple[str, str], judged: Mapping[str, Judged], partners: float | None) -> Pair:
    """Figures of two annotators."""
    one, two = (judged[name] for name in names)
    both = sorted(one.keys() & two.keys())
    first, second = [one[place] for place in both], [two[place] for place in both]
    rows = [_row(label, first, second) for label in Label]
    return Pair(names, len(both), (*rows, _all(first, second)), partners)


def _row(label: Label, first: Sequence[Labels], second: Sequence[Labels]) -> Row:
    one, two = [label in labels for labels in first], [label in labels for labels in second]
    both = sum(a and b for a, b in zip(one, two, strict=True))
    counts = sum(one), sum(two)
    alpha = krippendorff_alpha(list(zip(one, two, strict=True)))
    return Row(label, counts, cohen_kappa(one, two), _f1(both, counts), alpha)


def _all(first: Sequence[Labels], second: Sequence[Labels]) -> Row:
    """All labels at once: the set of labels is the value; F1 over every label given."""
    both = sum(len(a & b) for a, b in zip(first, second, strict=True))
    given = sum(map(len, first)), sum(map(len, second))
    counts = sum(map(bool, first)), sum(map(bool, second))
    alpha = krippendorff_alpha(list(zip(first, second, strict=True)))
    return Row("ALL", counts, cohen_kappa(first, second), _f1(both, given), alpha)


def _f1(both: int, counts: tuple[int, int]) -> float | None:
    return f1(both, counts[0] - both, counts[1] - both)


def together(judged: Mapping[str, Judged]) -> list[Row]:
    """Figures of all annotators: alpha over whatever each has judged, kappa and F1 as means of pairs."""
    pairs = [pair_of(names, judged, None) for names in combinations(judged, 2)]
    rows = []
    for at, name in enumerate([*Label, "ALL"]):
        values = _values(judged, None if name == "ALL" else Label(name))
        counts = tuple(sum(bool(v) for v in told.values()) for told in values)
        units: dict[Place, list[object]] = {}
        for told in values:
            for place, value in told.items():
                units.setdefault(place, []).append(value)
        kappa = mean([pair.rows[at].kappa for pair in pairs])
        both = mean([pair.rows[at].f1 for pair in pairs])
        rows.append(Row(name, counts, kappa, both, krippendorff_alpha(list(units.values()))))
    return rows


def _values(judged: Mapping[str, Judged], label: Label | None) -> list[dict[Place, object]]:
    return [
        {place: labels if label is None else label in labels for place, labels in told.items()}
        for told in judged.values()
    ]


def partners_f1(states: Sequence[tuple[State, State]]) -> float | None:
    """F1 of partners over reports: two are the same where their names are, case and signs apart."""
    counts = [0, 0, 0]
    for pair in states:
        one, two = (_names(state) for state in pair)
        if one and two:
            both = len(one & two)
            counts = [counts[0] + both, counts[1] + len(one) - both, counts[2] + len(two) - both]
    return f1(*counts)


def _names(state: State) -> set[str]:
    return {name_key(str(v)) for key, v in state.items() if key.startswith("p/") and key.endswith("/name")}


def over_time(history: Sequence[Action], layers: Sequence[str], only: Only = None) -> list[dict[str, Any]]:
    """Agreement at moments: after each of the days on which anybody worked, or of as many equal parts.

    Of the segments of `only`, where it is given.
    """
    mine = [action for action in history if action.layer in layers]
    found = []
    for end in _moments(mine):
        until = mine[:end]
        judged = {layer: _folded(until, layer, only) for layer in layers}
        units = {place for a, b in combinations(judged.values(), 2) for place in a.keys() & b.keys()}
        rows = {row.name: row.kappa for row in together(judged)} if units else {}
        found.append({"until": mine[end - 1].time, "units": len(units), "kappa": rows})
    return found


def _moments(actions: Sequence[Action]) -> list[int]:
    """How many actions each moment has behind it."""
    days = [at for at in range(1, len(actions)) if actions[at].time[:10] != actions[at - 1].time[:10]]
    ends = [*days, len(actions)] if actions else []
    if len(ends) < 3:
        ends = [round(len(actions) * part / POINTS) for part in range(1, POINTS + 1)]
    if len(ends) > POINTS:
        ends = [ends[round(at * (len(ends) - 1) / (POINTS - 1))] for at in range(POINTS)]
    return sorted({end for end in ends if end})


def _folded(actions: Sequence[Action], layer: str, only: Only) -> Judged:
    reports: dict[str, list[Action]] = {}
    for action in actions:
        if action.layer == layer:
            reports.setdefault(action.report, []).append(action)
    found: dict[Place, Labels] = {}
    for report, done in reports.items():
        found |= judged_in(report, fold(done), only)
    return found


def people_of(layers: Iterable[str]) -> list[str]:
    """Layers of people: all but the one that adjudication makes."""
    return [layer for layer in layers if layer != GOLD]
