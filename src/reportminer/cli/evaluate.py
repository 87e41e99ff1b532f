"""`reportminer evaluate`: how often labels are right on reports of organisations never trained on."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from reportminer.cli import evaluate_options as e
from reportminer.cli import options as o
from reportminer.errors import OutputError, SettingsError, UsageError

if TYPE_CHECKING:
    from reportminer.cli.measuring import Job
    from reportminer.evaluate.evaluation import Evaluation
    from reportminer.evaluate.predictions import Judged


def evaluate(
    ctx: typer.Context,
    out: e.Out,
    data: e.Data = None,
    reports: o.AnnotatedReports = None,
    train_on: e.TrainOn = None,
    folds: e.Folds = "5",
    model: e.WhoseModel = e.Model.FOLDS,
    part: o.Part = None,
    predictions: e.Predictions = None,
    odds: e.Odds = None,
    config: e.Config = None,
    learning_curve: e.LearningCurve = False,
    with_partners: e.WithPartners = False,
    errors: e.Errors = 25,
    resamples: e.Resamples = 2000,
    seed: e.Seed = 0,
    quiet: o.Quiet = False,
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
    from reportminer.cli.measuring import Job, asked_for

    if predictions is not None:
        _none_idle(ctx, e.PREDICTIONS)
    elif model is e.Model.SHIPPED:
        _none_idle(ctx, e.SHIPPED_WITH_PARTNERS if with_partners else e.SHIPPED)
    if predictions is None and not data:
        raise typer.BadParameter("give --data (or --predictions)", param_hint="'--data'")
    job = Job(
        data=tuple(data or ()),
        reports=tuple(reports or ()),
        train_on=tuple(train_on or ()),
        folds=_folds(folds),
        shipped=model is e.Model.SHIPPED,
        parts=tuple(part or ()),
        config=config,
        learning_curve=learning_curve,
        partners=with_partners,
        asked=asked_for(errors, resamples, seed),
        odds=odds,
    )
    _evaluate(job, predictions, out, quiet=quiet)


def _none_idle(ctx: typer.Context, choice: str) -> None:
    """Raises UsageError where an option was given that this choice leaves without effect."""
    for option in ctx.command.params:
        source = ctx.get_parameter_source(str(option.name))
        if option.name in e.IDLE[choice] and source is not None and source.name == "COMMANDLINE":
            name = option.opts[0]
            raise UsageError(f"{name} has no effect with {choice}", hint=f"leave out {name}, or {choice}")


def _evaluate(job: "Job", predictions: Path | None, out: Path, *, quiet: bool) -> None:
    """Measure, or count what was predicted before; write it, and show the sum of it."""
    from reportminer.cli.evaluation_view import progress, summary
    from reportminer.cli.measuring import judged_before, measured

    with progress(quiet=quiet) as hear:
        found, judged = judged_before(predictions, job.asked) if predictions else measured(job, hear)
    _write(out, found, judged)
    if not quiet:
        summary(found, out)


def _folds(told: str) -> int:
    if told == e.LEAVE_ONE_OUT:
        return 0
    if told.isdigit() and int(told) > 1:
        return int(told)
    raise SettingsError(f"--folds cannot be {told!r}", hint=f"give a number above 1, or {e.LEAVE_ONE_OUT}")


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
