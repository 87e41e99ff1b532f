"""Whether enough is annotated for folds, told from the annotation files alone: before a report is read."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reportminer.annotations import Document, read_lines
from reportminer.errors import SettingsError
from reportminer.tag.cues import LABELS
from reportminer.train.corpus import Sources, annotations, group_of

LEFT = 2
"""Organisations that learning needs, for each label: one to learn from, one to choose the thresholds on."""
MORE = (
    "annotate reports of other organisations, add --train-on annotations/corpus.jsonl, or judge the model "
    "that ships with --model shipped"
)
WRITTEN = "written: "


@dataclass(frozen=True, slots=True)
class Listed:
    """An annotated report as its annotation tells of it."""

    name: str
    """File name of the report."""
    group: str
    """Its organisation, as in `corpus.Example`."""
    labels: frozenset[str]
    origin: Path
    """The folder or the file of the annotation."""


def listed(sources: Sources) -> Iterator[Listed]:
    """Every annotated report, in the order in which `corpus.annotated` reads them."""
    for _, path, data in annotations(sources.gold):
        yield Listed(str(data["source"]), group_of(path.stem), _labels(data), path.parent)
    for document, _ in read_lines(sources.written) if sources.written else ():
        if not sources.splits or document.about.split in sources.splits:
            yield _record(document, sources.written or Path())


def _labels(data: dict[str, Any]) -> frozenset[str]:
    return frozenset(label for segment in data["segments"] for label in segment.get("labels", ()))


def _record(document: Document, origin: Path) -> Listed:
    group = document.about.organisation or group_of(Path(document.source).stem)
    labels = frozenset(str(label) for finding in document.findings for label in finding.labels)
    return Listed(document.source, f"{WRITTEN}{group}", labels, origin)


def check_enough(tested: Iterable[Listed], taught: Sequence[Listed]) -> None:
    """Raises SettingsError where some fold is sure to leave too little to learn from.

    An organisation that is judged is left out of what teaches, in its fold.
    """
    judged = {each.group for each in tested}
    _enough("reports", judged, {each.group for each in taught})
    for label in LABELS:
        _enough(label, judged, {each.group for each in taught if label in each.labels})


def _enough(what: str, judged: set[str], groups: set[str]) -> None:
    needed = LEFT + bool(judged & groups)
    if len(groups) >= needed:
        return
    there = f"{len(groups)} organisation{'s' * (len(groups) != 1)}"
    there += f" ({named(groups)})" if groups else ""
    roles = "one to learn from, one to choose thresholds on" + ", one to be judged" * (needed > LEFT)
    raise SettingsError(
        f"too little is annotated: {what} of {there}, and {needed} are needed at least: {roles}",
        hint=MORE,
    )


def named(groups: Iterable[str], most: int = 4) -> str:
    """Organisations by name, the first few."""
    names = sorted(group.removeprefix(WRITTEN) for group in groups)
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
