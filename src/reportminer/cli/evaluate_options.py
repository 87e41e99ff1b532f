"""Options of `reportminer evaluate`."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

LEAVE_ONE_OUT = "leave-one-out"


class Model(StrEnum):
    """Whose predictions are judged."""

    FOLDS = "folds"
    SHIPPED = "shipped"


Out = Annotated[
    Path, typer.Option("--out", "-o", help="Folder for page, tables and figures. Made if missing.")
]
Data = Annotated[
    list[Path] | None,
    typer.Option(
        help="Annotations to measure on: a .jsonl file (what `annotations export` writes), or a folder "
        "of .jsonl files or of .json files, one a report. May be repeated."
    ),
]
TrainOn = Annotated[
    list[Path] | None,
    typer.Option(
        help="Annotations to learn from, as with --data; organisations that are being measured are left "
        "out of it. May be repeated. [default: those of --data]"
    ),
]
Folds = Annotated[str, typer.Option(help=f"Parts that the organisations are dealt into, or {LEAVE_ONE_OUT}.")]
WhoseModel = Annotated[Model, typer.Option(help="Train anew for each fold, or judge the model that ships.")]
Predictions = Annotated[
    Path | None,
    typer.Option(help="Judge these instead: a predictions.jsonl as written into OUT. Nothing is trained."),
]
Odds = Annotated[
    Path | None,
    typer.Option(
        help="What the encoder says of these reports by models that did not see them (encoder-odds.npz, "
        "kept by `train --full`): also judges rules, words and encoder together."
    ),
]
Config = Annotated[
    Path | None, typer.Option(help="Settings of the training: section [findings] of a .cfg file.")
]
LearningCurve = Annotated[
    bool, typer.Option("--learning-curve", help="Also learn from 25 and 50 % of the organisations. Slow.")
]
WithPartners = Annotated[
    bool,
    typer.Option(
        "--partners",
        help="Also measure partners, always fold by fold: those of folders of .json files in --data. "
        "Takes minutes.",
    ),
]
Errors = Annotated[int, typer.Option(min=0, help="Worst errors shown, of each kind and label.")]
Resamples = Annotated[int, typer.Option(min=100, help="Resamples behind the intervals.")]
Seed = Annotated[int, typer.Option(min=0, help="Of the resamples and the learning curve.")]

_TRAINING = ("train_on", "odds", "config", "learning_curve")
PREDICTIONS, SHIPPED = "--predictions", "--model shipped"
SHIPPED_WITH_PARTNERS = f"{SHIPPED} --partners"
IDLE = {
    PREDICTIONS: ("data", "reports", "part", "model", "folds", "with_partners", *_TRAINING),
    SHIPPED: ("folds", *_TRAINING),
    SHIPPED_WITH_PARTNERS: _TRAINING,  # partners are measured fold by fold
}
"""Options that have no effect, by the choice that leaves them without any."""
