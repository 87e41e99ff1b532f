"""The plain record that figures are made of: annotated reports, and what a model said of their segments.

Where the predictions come from does not matter here: from folds, from a model trained elsewhere, from
the model that ships. A file holds one report a line (JSON), so that one program can write predictions
and another judge them. Letters are counted as annotations are compared: letters and digits alone, the
texts of the annotated units end to end.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from reportminer.errors import AnnotationError
from reportminer.labels import Label
from reportminer.types import Span

LABELS = tuple(Label)
SIZE = len(LABELS)
BEST, RECALL = 0, 1
"""Rows of thresholds: those for the best F1, and the low ones that keep nearly all."""
WAYS = ("best", "recall")

Chance = Annotated[float, Field(ge=0.0, le=1.0)]
Chances = tuple[Chance, Chance, Chance]
"""One probability a label, in the order of `Label`."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A piece of text that an annotator judged."""

    start: int
    """In letters."""
    end: int
    labels: tuple[Label, ...] = ()
    optional: tuple[Label, ...] = ()
    """Labels on which annotators differed: neither asked for nor held against anyone."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """One segment of the program's own, as the annotation labels it and as each variant judges it."""

    index: int
    """Its place among the segments of the report; neighbours have neighbouring numbers."""
    start: int
    """In the report's text."""
    end: int
    page: int
    text: str
    role: str
    """Of its section."""
    headings: str
    """From the outside in, joined by ` > `."""
    spans: tuple[Span, ...] = ()
    """Where it lies in the letters of the annotation; empty for a neighbour that nobody annotated."""
    labels: tuple[Label, ...] = ()
    """Labels that cover at least half of it."""
    optional: tuple[Label, ...] = ()
    probability: dict[str, Chances] | None = None
    """By variant ("rules alone", "both" …), of every segment that was annotated."""

    @property
    def inside(self) -> bool:
        """Whether the annotation covers it."""
        return bool(self.spans)


@dataclass(frozen=True, slots=True)
class Judged:
    """A report (or the pages of it that are annotated) and all that was said of it."""

    report: str
    group: str
    """Its organisation: reports of a group are never on both sides of a fold."""
    genre: str
    fold: int
    units: tuple[Unit, ...]
    """In the order of their letters."""
    predictions: tuple[Prediction, ...]
    """In the order of the text: annotated segments and their neighbours."""
    thresholds: dict[str, tuple[Chances, Chances]]
    """By variant: for the best F1, and for recall, as they were chosen without this report."""

    def inside(self) -> Iterator[Prediction]:
        """Segments that are annotated."""
        return (prediction for prediction in self.predictions if prediction.inside)


def variants_of(judged: Sequence[Judged]) -> tuple[str, ...]:
    """The variants that every report has, in their order. Raises AnnotationError where there are none."""
    names = [tuple(report.thresholds) for report in judged]
    shared = tuple(name for name in names[0] if all(name in other for other in names)) if names else ()
    if not shared:
        raise AnnotationError("there are no predictions to judge", hint="give annotated reports with --data")
    return shared


def write_predictions(judged: Iterable[Judged]) -> str:
    """One report a line."""
    return "".join(_reader().dump_json(report).decode("utf-8") + "\n" for report in judged)


def read_predictions(path: Path) -> list[Judged]:
    """What `write_predictions` wrote. Raises AnnotationError with file and line at what does not hold."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise AnnotationError(f"cannot read {path}: {error}", hint="give a predictions.jsonl") from error
    return [_read(line, f"{path.name} line {at}") for at, line in enumerate(lines, 1) if line.strip()]


@cache
def _reader() -> TypeAdapter[Judged]:
    return TypeAdapter(Judged)


def _read(line: str, where: str) -> Judged:
    try:
        judged = _reader().validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise AnnotationError(
            f"{where}: {place}: {first['msg']}", hint="write it as `reportminer evaluate` does"
        ) from error
    problem = next(_problems(judged), "")
    if problem:
        raise AnnotationError(f"{where}: {problem}", hint="write it as `reportminer evaluate` does")
    return judged


def _problems(judged: Judged) -> Iterator[str]:
    size = max((unit.end for unit in judged.units), default=0)
    if any(not 0 <= unit.start <= unit.end for unit in judged.units):
        yield "a unit ends before it begins"
    for prediction in judged.inside():
        if any(not 0 <= start <= end <= size for start, end in prediction.spans):
            yield f"segment {prediction.index} lies outside the annotation"
        if missing := set(judged.thresholds) - set(prediction.probability or {}):
            yield f"segment {prediction.index} has no probability of {min(missing)}"
