"""Themes over reports: counts by what is known of reports and findings, pairs of themes, answers.

Everything is counted report by report, so that memory grows with themes and values and not with
findings. Reports are counted apart from findings: a theme that one long report repeats is no trend.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from reportminer.gather.codebook import UNCODED
from reportminer.labels import ReportStatus

Row = Mapping[str, Any]
OF_REPORT = ("year", "country", "organisation")
OF_FINDING = ("label", "section_role")
PER = 10_000
MINED = (ReportStatus.OK, ReportStatus.PARTIAL)
"""A rate is told of the words that were searched for findings."""
Key = tuple[str, str, str]
"""Theme, what it is counted by, value."""


@dataclass(slots=True)
class Dataset:
    """Counts; `add` takes the rows of one report, once a report, in the order of the tables."""

    order: Sequence[str]
    """Ids of themes in the order of the codebook."""
    _findings: Counter[Key] = field(default_factory=Counter)
    _reports: Counter[Key] = field(default_factory=Counter)
    _words: Counter[tuple[str, str]] = field(default_factory=Counter)
    _both: Counter[tuple[str, str]] = field(default_factory=Counter)
    _together: Counter[tuple[str, str]] = field(default_factory=Counter)
    _in_reports: Counter[str] = field(default_factory=Counter)
    _places: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._places = {theme: at for at, theme in enumerate(self.order)}

    def add(self, report: Row, findings: Iterable[Row]) -> None:
        """Count one report: its row of reports.csv and its rows of findings.csv."""
        told = {key: _value(report[key]) for key in OF_REPORT}
        words = int(report["words"] or 0) if report["status"] in MINED else 0
        for key, value in {"all": "", **told}.items():
            self._words[key, value] += words
        own: Counter[Key] = Counter()
        here: set[str] = set()
        for finding in findings:
            themes = sorted(set(finding["themes"]), key=self._place) or [UNCODED]
            values = {"all": "", **told, **{key: _value(finding[key]) for key in OF_FINDING}}
            own.update((theme, key, value) for theme in themes for key, value in values.items())
            self._both.update(combinations(themes, 2))
            here.update(themes)
        self._findings.update(own)
        self._reports.update(own.keys())
        coded = sorted(here - {UNCODED}, key=self._place)
        self._in_reports.update(coded)
        self._together.update(combinations(coded, 2))

    def counts(self) -> Iterator[dict[str, object]]:
        """Rows of theme_counts.csv: by theme, then by what is counted, then by value."""
        ways = {way: at for at, way in enumerate(("all", *OF_FINDING, *OF_REPORT))}
        for key in sorted(self._findings, key=lambda k: (self._place(k[0]), ways[k[1]], k[2])):
            theme, by, value = key
            words = self._words[(by, value) if by in OF_REPORT else ("all", "")]
            yield {
                "theme_id": theme,
                "by": by,
                "value": value,
                "reports": self._reports[key],
                "findings": self._findings[key],
                "per_10000_words": round(self._findings[key] * PER / words, 4) if words else None,
            }

    def pairs(self) -> Iterator[dict[str, object]]:
        """Rows of theme_pairs.csv: themes that stand in one report, in the order of the codebook."""
        for pair in sorted(self._together, key=lambda p: (self._place(p[0]), self._place(p[1]))):
            both = self._together[pair]
            either = self._in_reports[pair[0]] + self._in_reports[pair[1]] - both
            yield {
                "theme_id": pair[0],
                "with_theme_id": pair[1],
                "reports": both,
                "findings": self._both[pair],
                "jaccard": round(both / either, 4),
            }

    def _place(self, theme: str) -> tuple[int, str]:
        return (self._places.get(theme, len(self._places)), theme)


def answers(findings: Iterable[Row], relations: Iterable[Row]) -> Iterator[dict[str, object]]:
    """Rows of theme_answers.csv: each challenge of a theme with a recommendation that answers it.

    `findings` need `finding_id, themes`; `relations` are rows of relations.csv. In the order of the
    relations; a challenge that carries two themes stands under both.
    """
    asked = [row for row in relations if row["kind"] == "answers"]
    wanted = {str(row["target"]) for row in asked}
    themes = {str(f["finding_id"]): f["themes"] for f in findings if f["finding_id"] in wanted}
    for row in asked:
        for theme in themes.get(str(row["target"]), ()):
            yield {
                "theme_id": theme,
                "challenge_id": row["target"],
                "recommendation_id": row["source"],
                "report_id": row["report_id"],
            }


def _value(told: object) -> str:
    return "" if told is None else str(told)
