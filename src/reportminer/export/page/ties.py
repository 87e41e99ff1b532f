"""The partner network of the page: ties as columns of data, and a picture of the closest partners."""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from math import sqrt
from pathlib import Path
from textwrap import wrap
from typing import Any

from reportminer.export.csvs import read_typed
from reportminer.export.network import Edge, Graph, Node, graph_of
from reportminer.export.page.layout import Frame, Place, lay_out
from reportminer.labels import PartnerRole

FRAME = Frame(1000.0, 620.0)
NODES = 32
EDGES = 96
NEAR = 4
"""Of those with the closest ties, so many others are drawn with each."""
_LINE = 13.0
_LETTER = 6.7
"""Mean width of a letter of the labels, in units of the picture."""
_LABEL = 24
_SHAPES = {
    PartnerRole.GOVERNMENT.value: "square",
    PartnerRole.FUNDER.value: "diamond",
    PartnerRole.LEAD.value: "ring",
}


@dataclass(frozen=True, slots=True)
class Spot:
    """A partner in the picture."""

    at: int
    """Its place among the partners of the page."""
    name: str
    told: str
    """What is known of it, in words."""
    shape: str
    x: float
    y: float
    radius: float
    lines: tuple[tuple[float, str], ...]
    """The label: height above the sheet, words."""


@dataclass(frozen=True, slots=True)
class Tie:
    """A line between two spots."""

    ends: tuple[int, int]
    x1: float
    y1: float
    x2: float
    y2: float
    width: float
    told: str


@dataclass(frozen=True, slots=True)
class Picture:
    """What the picture shows, and what it leaves out."""

    frame: Frame
    spots: tuple[Spot, ...]
    ties: tuple[Tie, ...]
    partners: int
    """Organisations that have a tie."""
    pairs: int
    """Ties over all reports."""


def pairs(out: Path, index: dict[str, int], partners: Sequence[dict[str, Any]], most: int) -> dict[str, Any]:
    """Columns of partnerships.csv, the weightiest rows where there are more than the page can carry."""
    known = {partner["id"]: at for at, partner in enumerate(partners)}
    rows = (
        row
        for row in read_typed(out, "partnerships")
        if row["report_id"] in index and {row["partner_id"], row["with_partner_id"]} <= known.keys()
    )
    kept = heapq.nlargest(most, enumerate(rows), key=lambda told: (told[1]["weight"], -told[0]))
    columns: dict[str, list[Any]] = {name: [] for name in ("a", "b", "report", "passages", "page", "words")}
    quotes: dict[str, int] = {}
    for _, row in sorted(kept, key=lambda told: told[0]):
        values = (
            known[row["partner_id"]],
            known[row["with_partner_id"]],
            index[str(row["report_id"])],
            row["passages"],
            row["page"],
            quotes.setdefault(str(row["evidence"]), len(quotes)),
        )
        for column, value in zip(columns.values(), values, strict=True):
            column.append(value)
    return {**columns, "quotes": list(quotes)}


def picture(out: Path, partners: Sequence[dict[str, Any]]) -> Picture | None:
    """The closest partners of all reports and the ties between them; None where there are none."""
    known = {partner["id"]: at for at, partner in enumerate(partners)}
    with graph_of(out) as graph:
        nodes, edges = _closest(graph, known)
        counts = graph.counted()
    if not edges:
        return None
    order = {node.partner_id: at for at, node in enumerate(nodes)}
    strength = [0.0] * len(nodes)
    for edge in edges:
        strength[order[edge.a]] += edge.weight
        strength[order[edge.b]] += edge.weight
    radii = [_radius(weight, max(strength)) for weight in strength]
    labels = [_label(partners[known[node.partner_id]]) for node in nodes]
    heaviest = max(edge.weight for edge in edges)
    places = lay_out(
        [_size(*told) for told in zip(labels, radii, strict=True)],
        [(order[e.a], order[e.b], sqrt(e.weight / heaviest)) for e in edges],
        FRAME,
    )
    spots = tuple(
        _spot(node, known[node.partner_id], (place, radius, label))
        for node, place, radius, label in zip(nodes, places, radii, labels, strict=True)
    )
    ties = tuple(_tie(edge, order, spots, heaviest) for edge in sorted(edges, key=lambda e: e.weight))
    return Picture(FRAME, spots, ties, *counts)


def _closest(graph: Graph, known: dict[str, int]) -> tuple[list[Node], list[Edge]]:
    """The partners with the closest ties, and the weightiest ties between them."""
    ids: set[str] = set()
    for partner in graph.closest(NODES):
        with_its_own = [partner, *graph.near(partner, NEAR)]
        ids.update([own for own in with_its_own if own in known][: NODES - len(ids)])
    edges = _drawn([edge for edge in graph.edges() if edge.a in ids and edge.b in ids])
    tied = set(chain.from_iterable((edge.a, edge.b) for edge in edges))
    return [node for node in graph.nodes() if node.partner_id in tied], edges


def _drawn(edges: list[Edge]) -> list[Edge]:
    """The weightiest tie of each, then the weightiest of all."""
    ranked = sorted(edges, key=lambda edge: (-edge.weight, edge.a, edge.b))
    seen: set[str] = set()
    first: list[Edge] = []
    for edge in ranked:
        if not {edge.a, edge.b} <= seen:
            first.append(edge)
            seen |= {edge.a, edge.b}
    rest = [edge for edge in ranked if edge not in first]
    return [*first, *rest[: max(EDGES - len(first), 0)]]


def _radius(weight: float, most: float) -> float:
    return round(4 + 8 * sqrt(weight / most), 1)


def _label(partner: dict[str, Any]) -> list[str]:
    """Its name in at most two lines; its acronym where the name is long and there is one."""
    name = str(partner["name"])
    short = [alias for alias in partner["aliases"] if 2 <= len(alias) <= 10 and alias.isupper()]
    if len(name) > _LABEL and short:
        return [min(short, key=lambda alias: (len(alias), alias))]
    return wrap(name, _LABEL, max_lines=2, placeholder=" …") or [name[:_LABEL]]


def _size(label: Sequence[str], radius: float) -> tuple[float, float]:
    return max(2 * radius, _LETTER * max(map(len, label))), 2 * radius + _LINE * len(label)


def _spot(node: Node, at: int, drawn: tuple[Place, float, list[str]]) -> Spot:
    place, radius, label = drawn
    top = place.y - place.half_height
    lines = tuple(
        (round(top + 2 * radius + _LINE * (number + 0.82), 1), line) for number, line in enumerate(label)
    )
    role = "role not said" if node.role == PartnerRole.UNKNOWN else node.role
    told = f"{node.name}: {role}, in {node.reports} {'report' if node.reports == 1 else 'reports'}"
    shape = _SHAPES.get(node.role, "square" if node.kind == PartnerRole.GOVERNMENT else "dot")
    return Spot(at, node.name, told, shape, round(place.x, 1), round(top + radius, 1), radius, lines)


def _tie(edge: Edge, order: dict[str, int], spots: Sequence[Spot], heaviest: float) -> Tie:
    one, other = spots[order[edge.a]], spots[order[edge.b]]
    width = round(0.8 + 5 * sqrt(edge.weight / heaviest), 1)
    times = "passage" if edge.passages == 1 else "passages"
    told = f"{one.name} and {other.name}: {edge.passages} {times} in {edge.reports} " + (
        "report" if edge.reports == 1 else "reports"
    )
    return Tie((one.at, other.at), one.x, one.y, other.x, other.y, width, told)
