"""The steps of `reportminer train --heads`: labelled reports to a folder of models."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from reportminer.cli.measuring import Hear, Job, annotated_of
from reportminer.config import models_dir
from reportminer.desk.features import Features
from reportminer.desk.judge import Judge, Odds
from reportminer.desk.refit import Figures, Labelled, refit_heads
from reportminer.desk.whole import complete
from reportminer.errors import SettingsError
from reportminer.tag.context import contexts
from reportminer.tag.encoder.model import Encoder, load
from reportminer.tag.encoder.windows import Passage
from reportminer.tag.joint import fitting

if TYPE_CHECKING:
    from reportminer.train.corpus import Annotated


def refitted(job: Job, out: Path, hear: Hear) -> Figures:
    """Refit the installed model to the labels; `out` holds all models afterwards.

    Raises SettingsError where `out` is in use, AnnotationError where there are too few labels.
    """
    if out.exists() and any(out.iterdir()):
        raise SettingsError(f"{out} is not empty", hint="give --out a new folder")
    start, encoder = Judge.load(models_dir()), load(models_dir() / "encoder")
    fitting(start.joint, encoder)  # refuses an encoder that is another one
    labelled = [_labelled(each, encoder if start.joint else None) for each in annotated_of(job, hear)]
    figures = refit_heads(labelled, start, start, out / "findings")
    complete(out, models_dir())
    return figures


def _labelled(each: "Annotated", encoder: Encoder | None) -> Labelled:
    """The judged segments of a report; what annotators were not sure of teaches nothing, as at the desk."""
    example = each.example
    odds: Odds = {encoder.digest: encoder.read(*_passages(each)).odds} if encoder else {}
    features = Features.of(example.signals)
    sure = np.array([not example.laid[at].unsure for at in example.inside], bool)
    return Labelled(each.report.report_id, features, example.inside[sure], example.labels()[sure], odds)


def _passages(each: "Annotated") -> tuple[list[Passage], list[bool]]:
    """The segments of a report as the encoder wants them, and which of them are annotated."""
    places = contexts(each.report, each.outline, each.segments)
    passages = [
        Passage(each.report.text[segment.start : segment.end], place.kind, place.headings)
        for segment, place in zip(each.segments, places, strict=True)
    ]
    return passages, np.isin(np.arange(len(passages)), each.example.inside).tolist()
