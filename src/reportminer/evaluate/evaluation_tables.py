"""An evaluation as JSON and as tables (CSV)."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict

from reportminer.evaluate.confusion import NAMES
from reportminer.evaluate.evaluation import Evaluation
from reportminer.evaluate.figures import Interval, Row
from reportminer.export.cells import WRITE

PLACES = 4
"""Decimals of every figure that is written."""

Cells = Sequence[object]


def as_json(found: Evaluation) -> dict[str, object]:
    """All of it but the texts of the errors, which stand in their table."""
    told = asdict(found)
    del told["mistakes"]
    told["confusion"] = {"names": list(NAMES), "counts": found.confusion}
    rounded = _rounded(told)
    assert isinstance(rounded, dict)
    return rounded


def _rounded(value: object) -> object:
    if isinstance(value, float):
        return round(value, PLACES)
    if isinstance(value, dict):
        return {str(key): _rounded(item) for key, item in value.items()}
    return [_rounded(item) for item in value] if isinstance(value, list | tuple) else value


def tables(found: Evaluation) -> dict[str, str]:
    """File name to CSV."""
    made = {
        "figures.csv": _csv(FIGURES, map(_figure, found.rows)),
        "calibration.csv": _csv(BINS, _bins(found)),
        "confusion.csv": _csv(
            ("stands_there", *NAMES), ((n, *row) for n, row in zip(NAMES, found.confusion, strict=True))
        ),
        "curves.csv": _csv(
            ("variant", "label", "threshold", "precision", "recall"),
            ((c.variant, c.label, *_numbers(p)) for c in found.curves for p in c.points),
        ),
        "errors.csv": _csv((*ERRORS, *found.variants), _errors(found)),
    }
    if found.learning:
        header = ("share", "organisations", "segments", *FIGURES)
        lessons = ((e.share, e.groups, e.segments, *_figure(r)) for e in found.learning for r in e.rows)
        made["learning.csv"] = _csv(header, lessons)
    if found.partners:
        rows = ((c.report, c.right, c.wrong, c.missed) for c in found.partners.reports)
        made["partners.csv"] = _csv(("report", "right", "wrong", "missed"), rows)
    return made


FIGURES = (
    "scope", "name", "variant", "thresholds", "label", "reports", "right", "wrong", "missed",
    "precision", "precision_low", "precision_high", "recall", "recall_low", "recall_high",
    "f1", "f1_low", "f1_high",
)  # fmt: skip
BINS = ("variant", "label", "low", "high", "segments", "said", "true")
ERRORS = (
    "kind", "label", "report", "organisation", "genre", "page", "role", "headings", "text", "before", "after",
    "carries", "given", "threshold",
)  # fmt: skip


def _figure(row: Row) -> Cells:
    f = row.figure
    shares = ((f.precision, f.precision_interval), (f.recall, f.recall_interval), (f.f1, f.f1_interval))
    told = [cell for share, interval in shares for cell in (share, *_ends(interval))]
    counts = (row.reports, f.right, f.wrong, f.missed)
    return (row.scope, row.name, row.variant, row.way, row.label, *counts, *told)


def _ends(interval: Interval | None) -> Cells:
    return interval or (None, None)


def _numbers(point: object) -> Cells:
    return [getattr(point, name) for name in ("threshold", "precision", "recall")]


def _bins(found: Evaluation) -> Iterator[Cells]:
    for c in found.calibrations:
        for each in c.bins:
            yield c.variant, c.label, each.low, each.high, each.count, each.said, each.true


def _errors(found: Evaluation) -> Iterator[Cells]:
    for m in found.mistakes:
        place = (m.report, m.group, m.genre, m.page, m.role, m.headings)
        labels = ("; ".join(m.carries), "; ".join(m.given))
        chances = [m.probability.get(variant) for variant in found.variants]
        yield (m.kind, m.label, *place, m.text, m.before, m.after, *labels, m.threshold, *chances)


def _csv(header: Sequence[str], rows: Iterable[Cells]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue()


def _cell(value: object) -> str:
    """Numbers as they are; text safe to open in a spreadsheet."""
    if isinstance(value, float):
        return repr(round(value, PLACES))
    return str(value) if isinstance(value, int) else WRITE["string"](value)
