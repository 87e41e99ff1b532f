"""What was read and what was not: the part of the page that stands without its script."""

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from reportminer import __version__
from reportminer.export.csvs import read_table, read_typed
from reportminer.export.page.words import ranges, words

COLUMNS = ("report_id", "source", "title", "language", "status")
"""Of reports.csv, those that the head of the page tells of."""
_CODED = ("label", "themes", "repeats")
SUGGESTED = 12
"""Suggested themes that the page lists; suggestions.csv holds all."""
LISTED = 200
"""Failures and reports with unread pages that the page lists; the tables hold all."""


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts over all tables of OUT, however many rows the page can carry."""

    version: str
    reports: int
    findings: int
    again: int
    """Findings that say what the same report said before, in the same words."""
    partners: int
    labels: list[tuple[str, str, int]]
    """Value, word and count of each label."""
    statuses: list[tuple[str, int]]
    """What became of the reports, in words, and how many."""
    pages: int
    pages_read: int
    failures: list[dict[str, object]]
    failed: int
    unread: list[tuple[str, str, str, str]]
    """Report, pages, what they are, hint."""
    reports_unread: int
    foreign: list[tuple[str, str]]
    """Report and language."""
    uncoded: list[tuple[str, str, int, int]]
    """Of each label: value, word, findings without a theme, findings."""
    suggested: list[dict[str, str]]
    """Themes suggested for what is not coded, where that was asked for: id, terms, counts, quote."""

    @property
    def bare(self) -> int:
        """Findings that carry no theme."""
        return sum(count for _, _, count, _ in self.uncoded)

    @property
    def complete(self) -> bool:
        """Whether nothing was left unread."""
        return not (self.failed or self.unread or self.foreign)


def summary(out: Path) -> Summary:
    """Count the tables in OUT."""
    reports = {row["report_id"]: row for row in read_typed(out, "reports", COLUMNS)}
    coded, again = _findings(out)
    labels = Counter({label: coded[label, True] + coded[label, False] for label, _ in coded})
    statuses = Counter(row["status"] for row in reports.values())
    pages, unread = _pages(out)
    failures = list(read_typed(out, "failures"))
    foreign = [r for r in reports.values() if r["status"] == "untagged"]
    told = words()
    return Summary(
        version=__version__,
        reports=len(reports),
        findings=labels.total(),
        again=again,
        partners=len({row["partner_id"] for row in read_typed(out, "partners", ["partner_id"])}),
        labels=[(label, word["many"], labels[label]) for label, word in told["labels"].items()],
        statuses=[(word, statuses[status]) for status, word in told["reports"].items() if statuses[status]],
        pages=pages.total(),
        pages_read=pages.total() - sum(pages[status] for status in told["pages"]),
        failures=failures[:LISTED],
        failed=len(failures),
        unread=[_unread(reports[key[0]], key[1], numbers) for key, numbers in islice(unread.items(), LISTED)],
        reports_unread=len({report for report, _ in unread}),
        foreign=[(name_of(row), str(row["language"])) for row in foreign[:LISTED]],
        uncoded=[(lb, word["many"], coded[lb, False], labels[lb]) for lb, word in told["labels"].items()],
        suggested=_suggested(out),
    )


def _findings(out: Path) -> tuple[Counter[tuple[object, bool]], int]:
    """Findings by label and whether they carry a theme; how many say again what was said."""
    coded: Counter[tuple[object, bool]] = Counter()
    again = 0
    for row in read_typed(out, "findings", _CODED):
        coded[row["label"], bool(row["themes"])] += 1
        again += bool(row["repeats"])
    return coded, again


def _suggested(out: Path) -> list[dict[str, str]]:
    """The first of suggestions.csv, where `reportminer themes suggest` was run."""
    path = out / "suggestions.csv"
    if not path.exists():
        return []
    return [
        {
            "id": row["theme_id"],
            "terms": ", ".join(_list(row["terms"])),
            "reports": row["reports"],
            "findings": row["findings"],
            "quote": next(iter(_list(row["quotes"])), ""),
        }
        for row in islice(read_table(path), SUGGESTED)
    ]


def _list(cell: str) -> list[str]:
    """A list of suggestions.csv; empty where an older version wrote it another way."""
    try:
        told = json.loads(cell)
    except ValueError:
        return []
    return told if isinstance(told, list) else []


def name_of(report: dict[str, object]) -> str:
    """What a report is called: its title, or its file."""
    return str(report["title"] or str(report["source"]).rpartition("/")[2])


def _pages(out: Path) -> tuple[Counter[object], dict[tuple[object, str], list[int]]]:
    """Pages by status, and the numbers of those not read by report and status."""
    found: Counter[object] = Counter()
    unread: dict[tuple[object, str], list[int]] = defaultdict(list)
    hints = words()["pages"]
    for row in read_typed(out, "pages"):
        found[row["status"]] += 1
        if row["status"] in hints:
            unread[row["report_id"], str(row["status"])].append(_number(row["page"]))
    return found, unread


def _unread(report: dict[str, Any], status: str, numbers: list[int]) -> tuple[str, str, str, str]:
    told = words()["pages"][status]
    return name_of(report), ranges(numbers), told["what"], told["hint"]


def _number(value: object) -> int:
    assert isinstance(value, int)
    return value
