"""Annotations of one format written in another, with nothing lost in silence."""

import os.path
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from reportminer.annotate.facts import counted, lost
from reportminer.annotate.formats import Format
from reportminer.annotate.sheets import Read
from reportminer.annotations import Document
from reportminer.errors import AnnotationError, OutputError


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be converted into what."""

    source: Path
    target: Path
    read: Format
    write: Format
    texts: Path | None = None
    """Folder of the texts, where the source has none."""
    rename: Mapping[str, str] = field(default_factory=dict)
    """Names of labels in the source to ours."""
    drop: bool = False
    """Leave out what the target cannot hold; without it such a conversion is refused."""


@dataclass(frozen=True, slots=True)
class Done:
    """What came of it."""

    documents: int
    passed_over: Counter[str]
    """What the importer did not take, by reason."""
    lost: Counter[str]
    """What the target cannot hold, by kind."""


def convert(order: Order) -> Done:
    """Read, write beside, read again, compare; only then put the result in its place.

    Raises AnnotationError, with counts, where the target cannot hold something and `drop` is not set;
    OutputError where it cannot be written.
    """
    found = order.read.read(order.source, order.rename, order.texts)
    gone = put(found.documents, order.write, order.target, drop=order.drop)
    return Done(len(found.documents), _positive(found), gone)


def put(documents: Sequence[Document], form: Format, target: Path, *, drop: bool) -> Counter[str]:
    """Write records in a format; gives what it cannot hold, by kind. Raises as `convert`."""
    place = Path(os.path.abspath(target))  # `.` and `..` have no name; links stay
    _check(form, target, place)
    with TemporaryDirectory(prefix="reportminer-") as folder:
        made = Path(folder) / "made" / (place.name or "out")
        made.parent.mkdir()
        form.write(made, documents)
        gone = lost(documents, form.read(made, {}).documents)
        if gone and not drop:
            raise _refusal(form, gone)
        _deliver(made.parent, place.parent, target)
    return gone


def _check(form: Format, target: Path, place: Path) -> None:
    """Raise OutputError where a folder stands in the place of a file, or the other way round."""
    if form.suffix and os.path.isdir(place):  # never raises
        raise OutputError(f"{target} is a folder", hint=f"name a file: x{form.suffix}")
    if not form.suffix and os.path.isfile(place):  # never raises
        raise OutputError(f"{target} is a file", hint=f"{form.name} needs a folder")


def _deliver(made: Path, folder: Path, target: Path) -> None:
    try:
        _move(made, folder)
    except OSError as error:
        raise OutputError(
            f"cannot write {target}: {error.strerror or error}", hint="name a place that can be written to"
        ) from error


def _refusal(form: Format, gone: Counter[str]) -> AnnotationError:
    return AnnotationError(
        f"{form.name} cannot hold: {', '.join(counted(gone))}", hint="give --drop to leave these out"
    )


def _positive(found: Read) -> Counter[str]:
    return Counter({reason: count for reason, count in sorted(found.passed_over.items()) if count > 0})


def _move(made: Path, folder: Path) -> None:
    """All that was made into its folder, over what has the same name."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted(made.iterdir()):
        if path.is_dir():
            shutil.copytree(path, folder / path.name, dirs_exist_ok=True)
        else:
            shutil.copyfile(path, folder / path.name)
