"""A learnt model as a whole folder of models, which `run --models` takes."""

import os
from filecmp import cmp
from pathlib import Path
from shutil import copyfile

from reportminer.manifest import NAME, manifest_of, write_manifest

CARD = Path("findings", "README.md")
"""Tells of the model that came with the program, so it is not put beside another."""


def complete(made: Path, models: Path, twin: Path | None = None) -> None:
    """Add to `made`, which holds what was learnt, everything else of the folder `models`, and its manifest.

    Files that `twin`, a folder that was completed before, holds as well take no second place on disk.
    """
    manifest = manifest_of(models)
    known = dict(manifest.files) if manifest else {}
    for source in sorted(path for path in models.rglob("*") if path.is_file()):
        place = source.relative_to(models)
        target = made / place
        if target.exists():
            known.pop(place.as_posix(), None)
        if place in {CARD, Path(NAME)} or target.exists():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        if twin is None or not _linked(twin / place, source, target):
            copyfile(source, target)
    write_manifest(made, known)


def _linked(same: Path, source: Path, target: Path) -> bool:
    if not same.is_file() or not cmp(same, source, shallow=False):
        return False
    try:
        os.link(same, target)
    except OSError:  # a file system without links
        return False
    return True
