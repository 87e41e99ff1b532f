"""Plots as SVG within the page: lines that differ in dash as well as in colour, each with a text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from reportminer.evaluate.calibration import Calibration
from reportminer.evaluate.curves import Curve
from reportminer.evaluate.evaluation import Lesson

SIDE, LEFT, TOP, RIGHT, BOTTOM = 176, 44, 12, 12, 42
"""Four plots stand side by side on a page of 64 rem."""
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)

Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Axes:
    """What a plot says beside its lines: axes from 0 to 1."""

    across: str
    up: str
    told: str
    """The plot in a sentence."""


def plot(axes: Axes, shapes: Iterable[Markup]) -> Markup:
    """A square plot."""
    width, height = LEFT + SIDE + RIGHT, TOP + SIDE + BOTTOM
    parts = [*_frame(), *shapes, _text(LEFT + SIDE / 2, height - 6, axes.across, "middle"), _upright(axes.up)]
    head = Markup('<svg viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}">')
    return head.format(width, height, width, height, axes.told) + Markup("").join(parts) + Markup("</svg>")


def _frame() -> list[Markup]:
    found = []
    for tick in TICKS:
        (x, y), (left, bottom) = _place((tick, tick)), _place((0, 0))
        found.append(_line([(left, y), (left + SIDE, y)], "grid"))
        found.append(_line([(x, bottom), (x, bottom - SIDE)], "grid"))
        found.append(_text(x, bottom + 16, f"{tick:g}", "middle"))
        found.append(_text(left - 7, y + 4, f"{tick:g}", "end"))
    return found


def _place(point: Place) -> Place:
    return LEFT + point[0] * SIDE, TOP + (1 - point[1]) * SIDE


def _line(points: Sequence[Place], kind: str) -> Markup:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return Markup('<polyline class="{}" points="{}"/>').format(kind, path)


def _dot(point: Place, radius: float, told: str) -> Markup:
    x, y = _place(point)
    head = Markup('<circle cx="{:.1f}" cy="{:.1f}" r="{:.1f}" class="dot"><title>{}</title></circle>')
    return head.format(x, y, radius, told)


def _text(x: float, y: float, words: str, anchor: str) -> Markup:
    return Markup('<text x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>').format(x, y, anchor, words)


def _upright(words: str) -> Markup:
    middle = TOP + SIDE / 2
    return Markup(
        '<text x="12" y="{:.1f}" text-anchor="middle" transform="rotate(-90 12 {:.1f})">{}</text>'
    ).format(middle, middle, words)


def reliability(found: Calibration) -> Markup:
    """What is said across, what is true upwards; dots grow with the number of segments."""
    places = [(each.said, each.true) for each in found.bins]
    most = max((each.count for each in found.bins), default=1)
    dots = [
        _dot(
            at,
            2 + 7 * (each.count / most) ** 0.5,
            f"{each.said:.2f} said, {each.true:.2f} true, {each.count}",
        )
        for at, each in zip(places, found.bins, strict=True)
    ]
    lines = [_line([_place((0, 0)), _place((1, 1))], "even"), _line([*map(_place, places)], "series main")]
    told = f"{found.label}: probability said against share true; expected calibration error {found.ece:.3f}"
    return plot(Axes("probability said", "share true", told), [*lines, *dots])


def precision_recall(found: Sequence[Curve]) -> Markup:
    """One label; a line a variant."""
    lines = [
        _line([_place((p.recall, p.precision)) for p in each.points], _kind(at, len(found)))
        for at, each in enumerate(found)
    ]
    areas = ", ".join(f"{each.variant} {each.average_precision:.2f}" for each in found)
    label = found[0].label if found else ""
    return plot(Axes("recall", "precision", f"{label}: precision against recall; area {areas}"), lines)


def _kind(at: int, count: int) -> str:
    return "series main" if at == count - 1 else f"series s{at % 2}"


def learning(found: Sequence[Lesson], label: str) -> Markup:
    """F1 over the share of organisations that taught, with intervals."""
    points, whiskers, told = [], [], []
    for each in found:
        figure = next(row.figure for row in each.rows if row.label == label)
        at = (each.share, figure.f1 or 0.0)
        points.append(at)
        told.append(f"{each.share:.0%} {at[1]:.2f}")
        if figure.f1_interval:
            whiskers.append(_line([_place((each.share, end)) for end in figure.f1_interval], "whisker"))
    dots = [_dot(at, 3.5, text) for at, text in zip(points, told, strict=True)]
    lines = [*whiskers, _line([*map(_place, points)], "series main"), *dots]
    return plot(
        Axes("share of organisations", "F1", f"{label}: F1 by share of organisations: {', '.join(told)}"),
        lines,
    )
