"""The data that the page carries: columns of numbers and strings, each string said once."""

import heapq
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from reportminer.export.csvs import read_typed
from reportminer.export.page.summary import name_of
from reportminer.export.page.ties import pairs
from reportminer.export.page.words import words
from reportminer.export.pictures import drawn
from reportminer.export.tables import tables

Typed = dict[str, Any]
_COLUMNS = (
    "id",
    "report",
    "label",
    "text",
    "path",
    "page",
    "sure",
    "method",
    "cue",
    "themes",
    "start",
    "end",
)
_SHOWN = (
    *("finding_id", "report_id", "label", "text", "section_path", "page", "confidence", "method", "cue"),
    *("actor", "modality", "negated", "resolved", "repeats", "themes", "char_start", "char_end"),
)


@dataclass(frozen=True, slots=True)
class PageLimits:
    """How much one page may carry without stalling a browser. Beyond it the page says so."""

    reports: int = 5_000
    findings: int = 60_000
    partners: int = 20_000
    pairs: int = 8_000
    texts: int = 32 * 2**20
    """Characters of packed text; reports beyond it are shown without their text."""


class _Strings:
    """Strings by number, each kept once."""

    def __init__(self) -> None:
        self.all: list[str] = []
        self._known: dict[str, int] = {}

    def of(self, text: str) -> int:
        if text not in self._known:
            self._known[text] = len(self.all)
            self.all.append(text)
        return self._known[text]


def payload(out: Path, limits: PageLimits) -> dict[str, Any]:
    """What the script of the page reads: labels, themes, reports, findings, partners."""
    reports = list(islice(read_typed(out, "reports"), limits.reports))
    index = {str(row["report_id"]): number for number, row in enumerate(reports)}
    themes = _themes(out)
    told = words()
    findings = _findings(out, index, [theme["id"] for theme in themes], limits.findings)
    partners = _partners(out, index, limits.partners)
    return {
        "labels": [{"id": label, **word} for label, word in told["labels"].items()],
        "methods": told["methods"],
        "statuses": told["reports"],
        "themes": themes,
        "reports": [_report(row) for row in reports],
        "findings": findings,
        "pictures": {str(index[report]): pages for report, pages in drawn(out).items() if report in index},
        "answers": _answers(out, findings["id"]),
        "partners": partners,
        "pairs": pairs(out, index, partners, limits.pairs),
    }


def _themes(out: Path) -> list[dict[str, str]]:
    """Themes in the order of the table; the last is for findings without one."""
    rest = {"id": "uncoded", "name": "Not coded", "definition": "", "terms": ""}
    found = []
    rows: Iterator[Typed] = read_typed(out, "themes")
    for row in rows:
        theme = {"id": str(row["theme_id"]), "name": str(row["name"]), "definition": str(row["definition"])}
        theme["terms"] = ", ".join(row["top_terms"]).replace(" ... ", " … ").replace("*", "…")
        if theme["id"] == rest["id"]:
            rest = theme
        else:
            found.append(theme)
    return [*found, rest]


def _report(row: Typed) -> dict[str, object]:
    kept = ("organisation", "year", "country", "language", "pages", "status", "warnings", "source")
    return {"id": row["report_id"], "name": name_of(row), **{key: row[key] for key in kept}}


def _findings(out: Path, index: dict[str, int], themes: list[str], most: int) -> dict[str, Any]:
    """Columns of the findings; the surest where there are more than the page can carry."""
    paths, labels = _Strings(), list(words()["labels"])
    known = {theme: number for number, theme in enumerate(themes)}
    columns: dict[str, list[Any]] = {name: [] for name in _COLUMNS}
    notes: dict[int, dict[str, object]] = {}
    for row in _surest(out, index, most):
        if note := _note(row):
            notes[len(columns["id"])] = note
        found = (known.get(theme) for theme in row["themes"])
        values = (
            row["finding_id"],
            index[row["report_id"]],
            labels.index(row["label"]),
            row["text"],
            paths.of(row["section_path"]),
            row["page"],
            round(row["confidence"] or 0.0, 2),
            row["method"],
            row["cue"],
            sorted({number for number in found if number is not None}) or [len(themes) - 1],
            row["char_start"],
            row["char_end"],
        )
        for column, value in zip(columns.values(), values, strict=True):
            column.append(value)
    return {**columns, "paths": paths.all, "notes": notes}


def _answers(out: Path, ids: Sequence[str]) -> list[list[int]] | None:
    """Pairs of recommendation and challenge, by their places among the findings.

    None where OUT links no findings: then the page sets side by side what stands in one report.
    """
    table = tables().get("relations")
    if table is None or not (out / table.file_name).exists():
        return None
    known = {finding: at for at, finding in enumerate(ids)}
    source, target = (key.columns[0] for key in table.foreign_keys if key.table == "findings")
    rows = (row for row in read_typed(out, table.name) if row.get("kind", "answers") == "answers")
    ends = ((str(row[source]), str(row[target])) for row in rows)
    return [[known[a], known[b]] for a, b in ends if a in known and b in known] or None


def _note(row: Typed) -> dict[str, object]:
    return {key: row[key] for key in ("actor", "modality", "negated", "resolved", "repeats") if row[key]}


def _surest(out: Path, index: dict[str, int], most: int) -> Iterator[Typed]:
    """Findings of the reports on the page, in the order of the table, no more than `most`."""
    told = _of(out, "findings", index, ["report_id", "confidence"])
    confidences = array("d", (float(row["confidence"] or 0) for row in told))
    rows = _of(out, "findings", index, _SHOWN)
    if len(confidences) <= most:
        yield from rows
        return
    best = heapq.nlargest(most, confidences)
    least = best[-1]
    ties = best.count(least)
    for row, confidence in zip(rows, confidences, strict=True):
        ties -= confidence == least
        if confidence > least or (confidence == least and ties >= 0):
            yield row


def _of(out: Path, table: str, index: dict[str, int], only: Sequence[str] = ()) -> Iterator[Typed]:
    return (row for row in read_typed(out, table, only) if row["report_id"] in index)


def _partners(out: Path, index: dict[str, int], most: int) -> list[dict[str, Any]]:
    """Organisations over all reports, those in most reports first."""
    found: dict[str, dict[str, Any]] = {}
    for row in _of(out, "partners", index):
        partner = found.setdefault(row["partner_id"], {"id": row["partner_id"], "names": set(), "in": []})
        partner["names"].update([row["name"], *row["aliases"]])
        pages = row["pages"]
        partner["in"].append(
            [index[row["report_id"]], row["role"], row["mentions"], pages, row["evidence"], row["name"]]
        )
    partners = [_partner(partner) for partner in found.values()]
    partners.sort(key=lambda partner: (-len(partner["in"]), -partner["mentions"], partner["name"]))
    return partners[:most]


def _partner(told: dict[str, Any]) -> dict[str, Any]:
    name = max((place[5] for place in told["in"]), key=lambda name: (len(name), name))
    return {
        "id": told["id"],
        "name": name,
        "aliases": sorted(told["names"] - {name}),
        "mentions": sum(place[2] for place in told["in"]),
        "in": [place[:5] for place in told["in"]],
    }
