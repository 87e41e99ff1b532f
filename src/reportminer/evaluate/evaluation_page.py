"""An evaluation as one page without network or scripts. Texts of reports are hostile: escaped."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from reportminer.evaluate import charts
from reportminer.evaluate.calibration import Calibration
from reportminer.evaluate.confusion import NAMES
from reportminer.evaluate.curves import Curve
from reportminer.evaluate.evaluation import Evaluation
from reportminer.evaluate.figures import MICRO, Interval, Row
from reportminer.evaluate.mistakes import MISSED, WRONG, Mistake
from reportminer.evaluate.predictions import LABELS, WAYS

SCOPES = (
    ("role", "By role of the section", "A segment counts where most of it stands."),
    ("genre", "By kind of report", "As the annotation tells it, else as the cover does."),
    ("report", "By report", ""),
)


@dataclass(frozen=True, slots=True)
class Plots:
    """The plots of the page, a label each."""

    curves: tuple[Markup, ...]
    reliability: tuple[Markup, ...]
    learning: tuple[Markup, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Errors of one kind and label."""

    id: str
    title: str
    mistakes: tuple[Mistake, ...]


@dataclass(frozen=True, slots=True)
class Slice:
    """Figures of one role, genre or report: a row of labels."""

    name: str
    rows: tuple[Row, ...]


def as_page(found: Evaluation) -> str:
    """The page as HTML."""
    folder = files("reportminer.evaluate")
    template = folder.joinpath("evaluation.html.j2").read_text(encoding="utf-8")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(share=share, interval=interval, percent=percent, words=words, counted=counted)
    return environment.from_string(template).render(
        found=found,
        css=Markup(folder.joinpath("evaluation.css").read_text(encoding="utf-8")),
        plots=_plots(found),
        groups=_groups(found),
        scopes=[(title, note, _slices(found, scope)) for scope, title, note in SCOPES],
        labels=(*map(str, LABELS), MICRO),
        names=NAMES,
        by_label=by_label,
        ways=WAYS,
        main=found.variants[-1],
    )


def share(value: float | None) -> str:
    """Two decimals, or a dash where there is nothing to take a share of."""
    return "–" if value is None else f"{value:.2f}"


def interval(ends: Interval | None) -> str:
    """From and to."""
    return "" if ends is None else f"{ends[0]:.2f}–{ends[1]:.2f}"


def percent(value: float) -> str:
    """Whole per cents."""
    return f"{value:.0%}"


def words(label: str) -> str:
    """A label as it is read."""
    return "All labels" if label == MICRO else label.capitalize().replace("_", " ")


def counted(count: int, what: str) -> str:
    """`1 report`, `1,200 reports`."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def by_label(items: Sequence[Calibration] | Sequence[Curve]) -> list[Calibration | Curve]:
    """Variants of a label beside each other, as in the table of figures."""
    order = [*map(str, LABELS), MICRO]
    return sorted(items, key=lambda item: order.index(item.label))


def _plots(found: Evaluation) -> Plots:
    main = found.variants[-1]
    labels = (*map(str, LABELS), MICRO)
    return Plots(
        tuple(charts.precision_recall([c for c in found.curves if c.label == label]) for label in labels),
        tuple(charts.reliability(c) for c in found.calibrations if c.variant == main),
        tuple(charts.learning(found.learning, label) for label in labels) if found.learning else (),
    )


def _groups(found: Evaluation) -> list[Group]:
    titles = {WRONG: "Given most surely, and not there", MISSED: "There, and given least"}
    made = []
    for label in LABELS:
        for kind, title in titles.items():
            own = tuple(m for m in found.mistakes if m.label is label and m.kind == kind)
            made.append(Group(f"{kind}-{label.lower()}", f"{words(label)}: {title.lower()}", own))
    return made


def _slices(found: Evaluation, scope: str) -> Sequence[Slice]:
    """Those with most to find first; those with nothing found and nothing to find left out."""
    own = [row for row in found.rows if row.scope == scope]
    names = dict.fromkeys(row.name for row in own if row.reports)
    slices = [Slice(name, tuple(row for row in own if row.name == name)) for name in names]
    return sorted(slices, key=lambda s: (-_there(s.rows[-1]), s.name))


def _there(row: Row) -> int:
    return row.figure.right + row.figure.missed
