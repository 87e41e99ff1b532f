"""From annotated reports and what a model said of them to the plain records that figures are made of."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from reportminer.evaluate.predictions import LABELS, Chances, Judged, Prediction, Unit
from reportminer.labels import Label
from reportminer.tag.findings import tells
from reportminer.train.said import Said, genre_of

if TYPE_CHECKING:
    from reportminer.tag.arbiter import Floats
    from reportminer.train.corpus import Annotated, Example

PLACES = 6
"""Decimals of a probability: the same on every machine."""
NEVER: Chances = (0.0, 0.0, 0.0)


def blank(found: "Annotated") -> Judged:
    """A report with its annotation and its segments, before anything is said of them."""
    example = found.example
    return Judged(
        report=example.name,
        group=example.group,
        genre=genre_of(found),
        fold=0,
        units=tuple(_units(example)),
        predictions=tuple(_predictions(found)),
        thresholds={},
    )


def filled(report: Judged, said: Said) -> Judged:
    """The report with what was said; a segment of a word or two and a lead-in are none, as in the tagger."""
    rows = zip(*(_chances(table) for table in said.probability.values()), strict=True)
    made = []
    for prediction in report.predictions:
        if prediction.inside:
            own = next(rows)
            may = tells(prediction.text)
            told = {name: own[at] if may else NEVER for at, name in enumerate(said.probability)}
            made.append(replace(prediction, probability=told))
        else:
            made.append(prediction)
    limits = {name: (_row(table[0]), _row(table[1])) for name, table in said.thresholds.items()}
    return replace(report, fold=said.fold, predictions=tuple(made), thresholds=limits)


def _chances(table: "Floats") -> list[Chances]:
    return [_row(row) for row in table]


def _row(values: "Floats") -> Chances:
    one, two, three = (round(float(value), PLACES) for value in values)
    return one, two, three


def _labels(names: frozenset[str]) -> tuple[Label, ...]:
    return tuple(label for label in LABELS if label in names)


def _predictions(found: "Annotated") -> Iterator[Prediction]:
    laid = found.example.laid
    for at, segment in enumerate(found.segments):
        if not any(place.spans for place in laid[max(at - 1, 0) : at + 2]):
            continue
        section = found.outline.sections[segment.section]
        yield Prediction(
            index=at,
            start=segment.start,
            end=segment.end,
            page=found.report.page_of(segment.start),
            text=found.report.text[segment.start : segment.end],
            role=str(section.role),
            headings=found.outline.heading_path(section),
            spans=laid[at].spans,
            labels=_labels(laid[at].labels),
            optional=_labels(laid[at].unsure),
        )


def _units(example: "Example") -> Iterator[Unit]:
    """The pieces that somebody judged.

    Reports that are annotated by their findings alone were read as a whole: what lies between is cut
    where our own segments begin, so that each of these can be found wrongly.
    """
    gold = example.gold
    begins = sorted({start for place in example.laid for start, _ in place.spans})
    pieces = zip(pairwise(gold.starts), gold.labels, gold.optional, gold.judged, strict=True)
    for (start, end), names, doubts, judged in pieces:
        labels, optional = _labels(names), _labels(doubts)
        if judged and (labels or optional or not gold.cut):
            yield Unit(start, end, labels, optional)
        elif judged:
            ends = [start, *(at for at in begins if start < at < end), end]
            yield from (Unit(one, two) for one, two in pairwise(ends) if two > one)


def filled_all(reports: Sequence[Judged], said: Sequence[Said]) -> list[Judged]:
    """Each report with what was said of it."""
    return [filled(report, own) for report, own in zip(reports, said, strict=True)]
