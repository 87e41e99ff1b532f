"""`reportminer evaluate`: how often labels are right on reports of organisations never trained on."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reportminer.cli import options as o
from reportminer.errors import OutputError, SettingsError

if TYPE_CHECKING:
    from reportminer.evaluate.evaluation import Evaluation
    from reportminer.evaluate.predictions import Judged

LEAVE_ONE_OUT = "leave-one-out"


class Model(StrEnum):
    """Whose predictions are judged."""

    FOLDS = "folds"
    SHIPPED = "shipped"


def evaluate(
    out: Annotated[
        Path, typer.Option("--out", "-o", help="Folder for page, tables and figures. Made if missing.")
    ],
    data: Annotated[
        list[Path] | None,
        typer.Option(
            help="Annotations to measure on: a .jsonl file (what `annotations export` writes), or a folder "
            "of .jsonl files or of .json files, one a report. May be repeated."
        ),
    ] = None,
    reports: o.AnnotatedReports = None,
    train_on: Annotated[
        list[Path] | None,
        typer.Option(
            help="Annotations to learn from, as with --data; organisations that are being measured are left "
            "out of it. May be repeated. [default: those of --data]"
        ),
    ] = None,
    folds: Annotated[
        str, typer.Option(help=f"Parts that the organisations are dealt into, or {LEAVE_ONE_OUT}.")
    ] = "5",
    model: Annotated[
        Model, typer.Option(help="Train anew for each fold, or judge the model that ships.")
    ] = Model.FOLDS,
    part: o.Part = None,
    predictions: Annotated[
        Path | None,
        typer.Option(
            help="Judge these instead: a predictions.jsonl as written into OUT. Nothing is trained."
        ),
    ] = None,
    odds: Annotated[
        Path | None,
        typer.Option(
            help="What the encoder says of these reports by models that did not see them (encoder-odds.npz, "
            "kept by `train --full`): also judges rules, words and encoder together."
        ),
    ] = None,
    config: Annotated[
        Path | None, typer.Option(help="Settings of the training: section [findings] of a .cfg file.")
    ] = None,
    learning_curve: Annotated[
        bool,
        typer.Option("--learning-curve", help="Also learn from 25 and 50 % of the organisations. Slow."),
    ] = False,
    with_partners: Annotated[
        bool,
        typer.Option(
            "--partners", help="Also measure partners of --data, always fold by fold. Takes minutes."
        ),
    ] = False,
    errors: Annotated[int, typer.Option(min=0, help="Worst errors shown, of each kind and label.")] = 25,
    resamples: Annotated[int, typer.Option(min=100, help="Resamples behind the intervals.")] = 2000,
    seed: Annotated[int, typer.Option(min=0, help="Of the resamples and the learning curve.")] = 0,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")] = False,
) -> None:
    """Measure findings on annotated reports of organisations that the model did not learn from.

    The organisations are dealt into folds; each fold is judged by a model that learnt from the others, which
    also chose the thresholds. OUT will hold evaluation.html (read that first), evaluation.json, tables (CSV)
    and predictions.jsonl, which holds the words of the reports.

    \b
    All but the organisations measured teach:
      reportminer evaluate --data GOLD --train-on GOLD --train-on MORE --reports REPORTS --out OUT
    The written corpus alone teaches:
      reportminer evaluate --data GOLD --train-on annotations/corpus.jsonl --reports REPORTS --out OUT
    The model that ships, on reports of your own:
      reportminer evaluate --model shipped --data MINE --reports MY-REPORTS --out OUT
    """  # noqa: D301 a backspace tells click to keep the lines
    from reportminer.cli.evaluation_view import progress, summary
    from reportminer.cli.measuring import Job, asked_for, judged_before, measured

    asked = asked_for(errors, resamples, seed)
    if predictions is None and not data:
        raise typer.BadParameter("give --data (or --predictions)", param_hint="'--data'")
    job = Job(
        tuple(data or ()),
        tuple(reports or ()),
        tuple(train_on or ()),
        _folds(folds),
        model is Model.SHIPPED,
        tuple(part or ()),
        config,
        learning_curve,
        with_partners,
        asked,
        odds,
    )
    with progress(quiet=quiet) as hear:
        found, judged = judged_before(predictions, asked) if predictions else measured(job, hear)
    _write(out, found, judged)
    if not quiet:
        summary(found, out)


def _folds(told: str) -> int:
    if told == LEAVE_ONE_OUT:
        return 0
    if told.isdigit() and int(told) > 1:
        return int(told)
    raise SettingsError(f"--folds cannot be {told!r}", hint=f"give a number above 1, or {LEAVE_ONE_OUT}")


def _write(out: Path, found: "Evaluation", judged: "list[Judged]") -> None:
    from reportminer.evaluate.evaluation_page import as_page
    from reportminer.evaluate.evaluation_tables import as_json, tables
    from reportminer.evaluate.predictions import write_predictions
    from reportminer.export.files import write_json, write_text

    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"cannot write to {out}: {error.strerror}", hint="give --out a folder you may write to"
        ) from error
    write_text(out / "predictions.jsonl", write_predictions(judged))
    write_json(out / "evaluation.json", as_json(found))
    for name, text in tables(found).items():
        write_text(out / name, text)
    write_text(out / "evaluation.html", as_page(found))
