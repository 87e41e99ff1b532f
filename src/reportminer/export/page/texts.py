"""The texts of the reports, packed for the page: opened one at a time, when someone asks."""

import base64
import json
import zlib
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from reportminer.export.csvs import read_typed
from reportminer.export.page.payload import PageLimits

_SECTION = ("report_id", "char_start", "level", "page")


def report_texts(out: Path, limits: PageLimits) -> Iterator[tuple[int, str]]:
    """Place of a report on the page, and its packed text, as long as there is room for it.

    Packed is base64 of deflated JSON: `text`, and `sections` as [start in code points, level, page].
    """
    sections: dict[object, list[list[object]]] = defaultdict(list)
    for row in read_typed(out, "sections", _SECTION):
        sections[row["report_id"]].append([row["char_start"], row["level"], row["page"]])
    left = limits.texts
    reports = read_typed(out, "reports", ["report_id"])
    for place, row in enumerate(islice(reports, limits.reports)):
        path = out / "texts" / f"{row['report_id']}.txt"
        if path.exists():
            packed = _packed(path.read_bytes().decode("utf-8"), sections[row["report_id"]])
            left -= len(packed)
            if left < 0:
                return
            yield place, packed


def _packed(text: str, sections: list[list[object]]) -> str:
    told = json.dumps({"text": text, "sections": sections}, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(told.encode("utf-8"), 9)).decode("ascii")
