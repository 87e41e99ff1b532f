"""The rows of one report after another, with its text."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from reportminer.export.csvs import read_typed

Typed = dict[str, Any]
_BY_REPORT = itemgetter("report_id")
_PARTNER = ("report_id", "partner_id", "name", "aliases", "role", "kind", "mentions")


def by_report(out: Path) -> Iterator[tuple[list[Typed], list[Typed], str]]:
    """Partners, mentions and text of each report that names partners, in the order of the tables."""
    mentions = groupby(read_typed(out, "partner_mentions"), _BY_REPORT)
    waiting = next(mentions, None)
    for report_id, partners in groupby(read_typed(out, "partners", _PARTNER), _BY_REPORT):
        found: list[Typed] = []
        if waiting is not None and waiting[0] == report_id:
            found = list(waiting[1])
            waiting = next(mentions, None)
        yield list(partners), found, text_of(out, str(report_id))


def text_of(out: Path, report_id: str) -> str:
    """The text that the offsets of a report count in; empty where it is gone."""
    path = out / "texts" / f"{report_id}.txt"
    return path.read_bytes().decode("utf-8") if path.exists() else ""
