"""Places for the circles and labels of a small graph: the same on every machine.

Forces as in T. Fruchterman and E. Reingold, Graph drawing by force-directed placement (Software:
Practice and Experience 21, 1991), then labels are pushed apart. Only operations that IEEE 754 rounds
in one way are used (no sine, no power), so that no last digit of a machine can turn the picture.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

ROUNDS = 220
UNTANGLE = 240
_COOL = 0.982
_HEARD = 5.0
"""Square of how far a node pushes, in distances at which two that are tied come to rest."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The sheet, in units of the picture, and the room around its edge."""

    width: float
    height: float
    edge: float = 8.0


@dataclass(slots=True)
class Place:
    """The middle of a node, and half the room that it takes with its label."""

    x: float
    y: float
    half_width: float
    half_height: float


def lay_out(
    sizes: Sequence[tuple[float, float]], ties: Sequence[tuple[int, int, float]], frame: Frame
) -> list[Place]:
    """Places of nodes of these widths and heights; `ties` are pairs of nodes with a pull from 0 to 1."""
    places = [
        Place(*_spot(at, len(sizes), frame), width / 2, height / 2)
        for at, (width, height) in enumerate(sizes)
    ]
    reach = 0.8 * sqrt(frame.width * frame.height / max(len(places), 1))
    heat = frame.width / 8
    for _ in range(ROUNDS):
        _move(places, _forces(places, ties, (reach, frame)), heat)
        heat *= _COOL
        _keep_in(places, frame)
    _fill(places, frame)
    for _ in range(UNTANGLE):
        if not _part(places):
            break
        _keep_in(places, frame)
    return places


def _spot(at: int, of: int, frame: Frame) -> tuple[float, float]:
    """Where a node begins: on the points of a square spiral, so that none begins on another."""
    side = 1
    while side * side < of:
        side += 1
    row, column = divmod(at, side)
    lean = 0.37 * row / side
    return frame.width * (column + 0.4 + lean) / (side + 0.8), frame.height * (row + 0.5) / side


def _forces(
    places: Sequence[Place], ties: Sequence[tuple[int, int, float]], room: tuple[float, Frame]
) -> list[list[float]]:
    """Each node pushes every other away; a tie pulls its two together; the middle pulls all a little."""
    reach, frame = room
    wide = frame.width / frame.height
    found = [[(frame.width / 2 - p.x) * 0.06, (frame.height / 2 - p.y) * 0.16] for p in places]
    for i, one in enumerate(places):
        for j in range(i):
            dx, dy = (one.x - places[j].x) / wide, one.y - places[j].y
            apart = dx * dx + dy * dy
            if apart > _HEARD * reach * reach:
                continue  # parts that nothing ties together do not drive each other to the edge
            push = reach * reach / max(apart, 1.0)
            _add(found, (i, j), (dx * push * wide, dy * push))
    for i, j, pull in ties:
        dx, dy = places[i].x - places[j].x, places[i].y - places[j].y
        strength = -(0.35 + pull) * sqrt(dx * dx + dy * dy) / reach
        _add(found, (i, j), (dx * strength, dy * strength))
    return found


def _add(found: list[list[float]], ends: tuple[int, int], force: tuple[float, float]) -> None:
    i, j = ends
    found[i][0] += force[0]
    found[i][1] += force[1]
    found[j][0] -= force[0]
    found[j][1] -= force[1]


def _move(places: Sequence[Place], forces: Sequence[Sequence[float]], heat: float) -> None:
    for place, (dx, dy) in zip(places, forces, strict=True):
        far = sqrt(dx * dx + dy * dy)
        step = min(far, heat) / far if far else 0.0
        place.x += dx * step
        place.y += dy * step


def _keep_in(places: Sequence[Place], frame: Frame) -> None:
    for place in places:
        x, y = frame.edge + place.half_width, frame.edge + place.half_height
        place.x = min(max(place.x, x), max(frame.width - x, x))
        place.y = min(max(place.y, y), max(frame.height - y, y))


def _fill(places: Sequence[Place], frame: Frame) -> None:
    """Spread the picture over the sheet."""
    left, right = min(p.x - p.half_width for p in places), max(p.x + p.half_width for p in places)
    top, bottom = min(p.y - p.half_height for p in places), max(p.y + p.half_height for p in places)
    across = min((frame.width - 2 * frame.edge) / max(right - left, 1.0), 2.0)
    down = min((frame.height - 2 * frame.edge) / max(bottom - top, 1.0), 2.0)
    for place in places:
        place.x = frame.width / 2 + (place.x - (left + right) / 2) * across
        place.y = frame.height / 2 + (place.y - (top + bottom) / 2) * down
    _keep_in(places, frame)


def _part(places: Sequence[Place]) -> bool:
    """Push apart what lies over another, the short way; whether anything did."""
    any_over = False
    for i, one in enumerate(places):
        for other in places[:i]:
            dx, dy = one.x - other.x, one.y - other.y
            over_x = one.half_width + other.half_width + 8 - abs(dx)
            over_y = one.half_height + other.half_height + 2 - abs(dy)
            if over_x <= 0 or over_y <= 0:
                continue
            any_over = True
            if over_x < over_y:
                shift = over_x / 2 if dx >= 0 else -over_x / 2
                one.x, other.x = one.x + shift, other.x - shift
            else:
                shift = over_y / 2 if dy >= 0 else -over_y / 2
                one.y, other.y = one.y + shift, other.y - shift
    return any_over
