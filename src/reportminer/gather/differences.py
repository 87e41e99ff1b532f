"""Where reports differ: themes that some tell as a difficulty that stands, and others as one that is over."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from reportminer.labels import Label

Row = Mapping[str, Any]
STANDS, OVER, BOTH = "stands", "over", "both"


@dataclass(slots=True)
class Differences:
    """Which themes reports differ about; `add` takes the rows of one report. Memory grows with themes."""

    _stands: set[str] = field(default_factory=set)
    _over: set[str] = field(default_factory=set)
    _two: set[str] = field(default_factory=set)
    """Themes of which more than one report takes a side."""

    def add(self, findings: Iterable[Row]) -> None:
        """Take note of one report."""
        sides = _sides(findings)
        self._two.update(sides.keys() & (self._stands | self._over))
        self._stands.update(theme for theme, (stands, _) in sides.items() if stands)
        self._over.update(theme for theme, (_, over) in sides.items() if over)

    def themes(self) -> frozenset[str]:
        """Themes with both sides and more than one report."""
        return frozenset(self._stands & self._over & self._two)


def stances(report_id: str, findings: Iterable[Row], themes: frozenset[str]) -> Iterator[dict[str, object]]:
    """Rows of theme_disagreements.csv for one report, by theme.

    A report that tells both of a theme shows its surest words of the challenge that is over.
    """
    for theme, (stands, over) in sorted(_sides(findings).items()):
        if theme not in themes:
            continue
        shown = min(over or stands, key=lambda f: (-float(f["confidence"]), str(f["finding_id"])))
        yield {
            "theme_id": theme,
            "report_id": report_id,
            "stance": BOTH if stands and over else OVER if over else STANDS,
            "challenges": len(stands) + len(over),
            "over": len(over),
            "finding_id": shown["finding_id"],
        }


def _sides(findings: Iterable[Row]) -> dict[str, tuple[list[Row], list[Row]]]:
    """By theme: challenges that stand, and challenges that are told as over."""
    found: dict[str, tuple[list[Row], list[Row]]] = {}
    for finding in findings:
        if finding["label"] == Label.CHALLENGE:
            for theme in dict.fromkeys(finding["themes"]):
                found.setdefault(theme, ([], []))[bool(finding["resolved"])].append(finding)
    return found
