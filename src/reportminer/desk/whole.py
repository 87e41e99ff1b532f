"""A learnt model as a whole folder of models, which `run --models` takes."""

import os
from filecmp import cmp
from pathlib import Path
from shutil import copyfile

CARD = Path("findings", "README.md")
"""Tells of the model that came with the program, so it is not put beside another."""


def complete(made: Path, models: Path, twin: Path | None = None) -> None:
    """Add to `made`, which holds what was learnt, everything else of the folder `models`.

    Files that `twin`, a folder that was completed before, holds as well take no second place on disk.
    """
    for source in sorted(path for path in models.rglob("*") if path.is_file()):
        place = source.relative_to(models)
        target = made / place
        if place == CARD or target.exists():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        if twin is None or not _linked(twin / place, source, target):
            copyfile(source, target)


def _linked(same: Path, source: Path, target: Path) -> bool:
    if not same.is_file() or not cmp(same, source, shallow=False):
        return False
    try:
        os.link(same, target)
    except OSError:  # a file system without links
        return False
    return True
