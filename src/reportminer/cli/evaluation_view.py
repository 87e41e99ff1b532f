"""What a user of `reportminer evaluate` sees while it works, and at its end."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table

from reportminer.cli.words import counted
from reportminer.evaluate.evaluation import Evaluation
from reportminer.evaluate.figures import MICRO, Interval, Row
from reportminer.evaluate.predictions import BEST, LABELS, RECALL

Hear = Callable[[str, int, int, str], None]


@contextmanager
def progress(*, quiet: bool) -> Iterator[Hear]:
    """A bar a stage on a terminal, a plain line a step otherwise; on standard error either way."""
    console = Console(stderr=True, highlight=False)
    if quiet:
        yield lambda *_: None
    elif console.is_terminal:
        with _bars(console) as hear:
            yield hear
    else:
        yield lambda *how: console.print(_line(*how), markup=False, soft_wrap=True)


@contextmanager
def bars(*, quiet: bool) -> Iterator[Hear]:
    """A bar a stage on a terminal alone."""
    console = Console(stderr=True, highlight=False)
    if quiet or not console.is_terminal:
        yield lambda *_: None
    else:
        with _bars(console) as hear:
            yield hear


def _line(what: str, done: int, total: int, doing: str) -> str:
    """What is begun, by its number; at the end, that all is done."""
    return f"[{done + 1}/{total}] {what} {doing}" if doing else f"[{done}/{total}] {what}: done"


@contextmanager
def _bars(console: Console) -> Iterator[Hear]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    tasks: dict[str, TaskID] = {}
    with Progress(*columns, console=console) as bars:

        def hear(what: str, done: int, total: int, doing: str) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(escape(what))
            bars.update(
                tasks[what], completed=done, total=total, description=escape(f"{what} {doing}".strip())
            )

        yield hear


def summary(found: Evaluation, out: Path) -> None:
    """What was measured and how, the figures, and where to look."""
    console = Console(highlight=False)
    for warning in found.about.warnings:
        console.print(f"warning: {escape(warning)}", style="bold yellow", soft_wrap=True)
    console.print(
        f"{counted(found.units, 'annotated segment')} of {counted(found.reports, 'report')} by "
        f"{counted(found.groups, 'organisation')}; {escape(found.about.split)}",
        soft_wrap=True,
    )
    console.print(_figures(found))
    console.print(_notes(found), soft_wrap=True)
    console.print(f"Look at {escape(str(out / 'evaluation.html'))}", soft_wrap=True)


def _figures(found: Evaluation) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("")
    for name in ("label", "there", "precision", "recall", "F1", "F1 in 95 %"):
        table.add_column(name, justify="left" if name == "label" else "right")
    for variant in found.variants:
        for label in (*map(str, LABELS), MICRO):
            table.add_row(*_cells(found.row(variant, BEST, label), variant))
    for label in (*map(str, LABELS), MICRO):
        table.add_row(*_cells(found.row(found.variants[-1], RECALL, label), "low thresholds"))
    return table


def _cells(row: Row, name: str) -> tuple[str, ...]:
    f = row.figure
    first = escape(name) if row.label == LABELS[0] else ""
    return (
        first, row.label, f"{f.right + f.missed:,}", share(f.precision), share(f.recall), share(f.f1),
        interval(f.f1_interval),
    )  # fmt: skip


def share(value: float | None) -> str:
    """Three decimals, or a dash where there is nothing to take a share of."""
    return "–" if value is None else f"{value:.3f}"


def interval(ends: Interval | None) -> str:
    """From and to."""
    return "–" if ends is None else f"{ends[0]:.2f} to {ends[1]:.2f}"


def _notes(found: Evaluation) -> str:
    every = next(c for c in found.calibrations if (c.variant, c.label) == (found.variants[-1], MICRO))
    told = [f"expected calibration error {every.ece:.3f}"]
    if every.findings_said is not None and every.findings_true is not None:
        told.append(f"findings say {every.findings_said:.2f} on average, {every.findings_true:.2f} are right")
    if found.partners:
        p = found.partners
        told.append(
            f"partners (without the reader) F1 {share(p.figure.f1)}, roles right {p.role_accuracy:.3f}"
        )
    return "; ".join(told)
