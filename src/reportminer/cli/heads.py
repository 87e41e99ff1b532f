"""The steps of `reportminer train --heads`: labelled reports to a folder of models."""

import shutil
from pathlib import Path

from reportminer.cli.measuring import Job, annotated_of
from reportminer.config import models_dir
from reportminer.desk.features import Features
from reportminer.desk.refit import Figures, Labelled, refit_heads
from reportminer.errors import SettingsError
from reportminer.tag.arbiter import load


def refitted(data: tuple[Path, ...], reports: tuple[Path, ...], parts: tuple[str, ...], out: Path) -> Figures:
    """Refit the installed model to the labels; `out` holds all models afterwards.

    Raises SettingsError where `out` is in use, AnnotationError where there are too few labels.
    """
    if out.exists() and any(out.iterdir()):
        raise SettingsError(f"{out} is not empty", hint="give --out a new folder")
    found = annotated_of(Job(data, reports, parts=parts))
    labelled = [
        Labelled(
            each.report.report_id,
            Features.of(each.example.signals),
            each.example.inside,
            each.example.labels(),
        )
        for each in found
    ]
    start = load(models_dir() / "findings")
    shutil.copytree(models_dir(), out, dirs_exist_ok=True)
    return refit_heads(labelled, start, start, out / "findings")
