"""Themes over all reports: counts and a central quote for each, in memory that stays small."""

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from reportminer.gather.codebook import UNCODED, Code, Codebook
from reportminer.gather.evidence import TermIndex, Weights
from reportminer.labels import Label

Row = Mapping[str, Any]
TOP_TERMS = 5
WEAK = Weights().weak


@dataclass(slots=True)
class _Count:
    """What is known of one theme so far."""

    reports: int = 0
    findings: int = 0
    labels: Counter[str] = field(default_factory=Counter)
    terms: Counter[tuple[bool, str]] = field(default_factory=Counter)
    """Whether it is a weak term, and the term."""
    rank: tuple[Any, ...] = ()
    example: str = ""

    def add(self, finding: Row, score: float) -> None:
        self.findings += 1
        self.labels[str(finding["label"])] += 1
        text = str(finding["text"])
        rank = (-score, -float(finding["confidence"]), len(text), str(finding["finding_id"]))
        if not self.rank or rank < self.rank:
            self.rank, self.example = rank, text


class Tally:
    """Counts findings and reports by theme. `add` takes the rows of one report, once a report."""

    def __init__(self, codebook: Codebook) -> None:
        self._codes = codebook.codes
        self._ids = (*(code.id for code in self._codes), UNCODED)
        self._place = {theme: number for number, theme in enumerate(self._ids)}
        self._index = TermIndex(codebook, Weights())
        self._counts = [_Count() for _ in self._ids]
        self._matrix: dict[str, array[int]] = {}
        self._findings = 0

    def add(self, report_id: str, findings: Iterable[Row], codings: Iterable[Row]) -> None:
        """Count one report: its rows of findings.csv and of theme_findings.csv."""
        if report_id in self._matrix:
            raise ValueError(f"report {report_id} is counted already")
        scores: dict[str, dict[int, float]] = {}
        for row in codings:
            scores.setdefault(str(row["finding_id"]), {})[self._place[str(row["theme_id"])]] = float(
                row["score"]
            )
        own = self._matrix[report_id] = array("L", [0] * len(self._ids))
        for finding in findings:
            self._add(finding, scores.get(str(finding["finding_id"]), {}), own)
        for count, here in zip(self._counts, own, strict=True):
            count.reports += here > 0

    def _add(self, finding: Row, scores: Mapping[int, float], own: "array[int]") -> None:
        self._findings += 1
        for place, score in (scores or {len(self._codes): 0.0}).items():
            self._counts[place].add(finding, score)
            own[place] += 1
        if scores:
            found = self._index.find(str(finding["text"]))
            for place in scores:
                terms = found.get(place, {})
                self._counts[place].terms.update((weight <= WEAK, term) for term, weight in terms.items())

    def themes(self) -> list[dict[str, object]]:
        """Rows of themes.csv in the order of the codebook; the last counts what no code covers."""
        rows = [self._row(code, count) for code, count in zip(self._codes, self._counts, strict=False)]
        share = self._counts[-1].findings / self._findings if self._findings else 0.0
        said = (
            f"No code of the codebook covers these: {self._counts[-1].findings} of {self._findings} findings"
        )
        rest = Code(UNCODED, "Not coded", f"{said} ({share:.1%}).")
        return [*rows, self._row(rest, self._counts[-1], origin="none")]

    def _row(self, code: Code, count: _Count, origin: str = "codebook") -> dict[str, object]:
        return {
            "theme_id": code.id,
            "name": code.name,
            "definition": code.definition,
            "parent": code.parent,
            "origin": origin,
            "reports": count.reports,
            "findings": count.findings,
            "challenges": count.labels[Label.CHALLENGE.value],
            "lessons": count.labels[Label.LESSON.value],
            "recommendations": count.labels[Label.RECOMMENDATION.value],
            "top_terms": _top(count.terms),
            "example": count.example,
        }

    def matrix_header(self) -> tuple[str, ...]:
        """Columns of theme_matrix.csv."""
        return ("report_id", *self._ids)

    def matrix_row(self, report_id: str) -> dict[str, object]:
        """Findings of a report by theme; zeros for a report that was never counted."""
        counts = self._matrix.get(report_id) or [0] * len(self._ids)
        return {"report_id": report_id, **dict(zip(self._ids, counts, strict=True))}

    def take_row(self, report_id: str) -> dict[str, object]:
        """The same, and let go of it: memory does not grow where rows are written as reports are counted."""
        row = self.matrix_row(report_id)
        self._matrix.pop(report_id, None)
        return row


def _top(terms: Counter[tuple[bool, str]]) -> list[str]:
    """The commonest; weak terms, each of which says little alone, only behind the others."""
    best = sorted(terms, key=lambda term: (term[0], -terms[term], term[1]))
    return [term for _, term in best[:TOP_TERMS]]
