"""`reportminer train`: models of your own, from annotations of your own."""

from contextlib import AbstractContextManager, nullcontext, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reportminer.cli import options as o
from reportminer.errors import SettingsError

if TYPE_CHECKING:
    from reportminer.cli.measuring import Job
    from reportminer.desk.refit import Figures


def train(
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Folder for the new models; give it to run --models.")
    ] = None,
    data: Annotated[
        list[Path] | None,
        typer.Option(
            help="Annotations to learn from: a .jsonl file (what `annotations export` writes), or a folder "
            "of .jsonl files or of .json files, one a report. May be repeated. With --full, figures are "
            "taken on the first folder, and a .jsonl beside folders teaches the encoder and partners alone."
        ),
    ] = None,
    reports: o.AnnotatedReports = None,
    part: o.Part = None,
    full: Annotated[
        bool,
        typer.Option(
            "--full/--heads",
            help="heads: move the weights of the installed model towards your labels; seconds, a few hundred "
            "labels are enough. full: train everything anew, encoder too; needs the train extra and an hour.",
        ),
    ] = False,
    config: Annotated[
        Path | None,
        typer.Option(help="Settings of the training (.cfg); --print-config shows the usual ones."),
    ] = None,
    evaluate: Annotated[
        bool,
        typer.Option("--evaluate/--no-evaluate", help="With --full: leave out one organisation at a time."),
    ] = True,
    print_config: Annotated[
        bool, typer.Option("--print-config", help="Print the usual settings and leave.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")] = False,
) -> None:
    """Learn from annotated reports and write a folder of models.

    Of a record that lists segments, only these teach: the others were not judged.

    \b
    From what was annotated at the page of `reportminer annotate out`:
      reportminer annotations export out my-labels.jsonl
      reportminer train --heads --data my-labels.jsonl --reports my-reports/ --out my-models
    With what was learnt:
      reportminer run my-reports/ --out out --models my-models
    """  # noqa: D301 a backspace tells click to keep the lines
    if print_config:
        from reportminer.train.settings import default_text

        typer.echo(default_text(), nl=False)
        return
    if not data or out is None:
        raise SettingsError("nothing to learn from, or nowhere to write", hint="give --data and --out")
    from reportminer.cli.measuring import Job, by_several

    job = Job(tuple(data), tuple(reports or ()), parts=tuple(part or ()))
    if not quiet:
        for warning in by_several(job):
            typer.echo(f"warning: {warning}", err=True)
    if full:
        with _hushed() if quiet else nullcontext():
            _full(job, out, config, evaluate=evaluate)
    else:
        _heads(job, out, quiet=quiet)


def _hushed() -> AbstractContextManager[object]:
    """Nothing is said: what trains prints as it goes, wherever it stands."""
    return redirect_stdout(StringIO())


def _full(job: "Job", out: Path, config: Path | None, *, evaluate: bool) -> None:
    try:
        from reportminer.train.whole import Order, train_whole
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"training needs {error.name}", hint="pip install 'reportminer[train]', or take --heads"
        ) from error
    from reportminer.cli.measuring import opened, sources_of

    job = opened(job)
    train_whole(Order(tuple(sources_of(job.data, job)), out, config, evaluate=evaluate), typer.echo)


def _heads(job: "Job", out: Path, *, quiet: bool) -> None:
    from reportminer.cli.evaluation_view import bars
    from reportminer.cli.heads import refitted

    with bars(quiet=quiet) as hear:
        figures = refitted(job, out, hear)
    if not quiet:
        _show(figures, out)


def _show(figures: "Figures", out: Path) -> None:
    typer.echo(f"learnt from {figures.learnt_from} segments, measured on {figures.held_out} held out")
    typer.echo(f"{'':15s} {'labels':>6s} {'before':>7s} {'after':>7s}")
    for label, before in figures.before.items():
        count = figures.positives.get(label, sum(figures.positives.values()))
        after = figures.after[label]
        cells = [f"{value:7.3f}" if value is not None else f"{'-':>7s}" for value in (before, after)]
        typer.echo(f"{label:15s} {count:6d} {cells[0]} {cells[1]}")
    if not figures.step:
        typer.echo("the labels gave no reason to change the model: it is written as it was")
    typer.echo(f"written to {out}; use it with: reportminer run ... --models {out}")
