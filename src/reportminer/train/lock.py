"""Makes keyed annotations (see `keyed`) of annotation files, by the segments as they are cut today."""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reportminer.tag.findings import FindingTagger
from reportminer.train.align import Gold, Laid, lay
from reportminer.train.corpus import annotations, mine, reports_of, source_of
from reportminer.train.keyed import key_of
from reportminer.types import Report, Segment


def lock(gold: Path, reports: Path, out: Path) -> None:
    """Write a keyed file to `out` for each annotation file of `gold`."""
    out.mkdir(parents=True, exist_ok=True)
    tagger = FindingTagger(trained=False)
    found = reports_of([reports])
    for _, path, data in annotations([gold]):
        report, units, *_ = mine(source_of(data, found, path), tagger)
        laid = lay(Gold.of(data), report, units)
        pages = {segment["page"] for segment in data["segments"]}
        keyed = {**data, "pages": sorted(pages), "segments": _keyed(report, units, laid, pages)}
        text = json.dumps(keyed, indent=None, separators=(",", ":"), sort_keys=True)
        (out / path.name).write_text(text + "\n", encoding="utf-8")
        print(f"{path.stem}: {len(keyed['segments'])} of {len(data['segments'])} segments")


def _keyed(
    report: Report, units: Sequence[Segment], laid: Sequence[Laid], pages: set[int]
) -> list[dict[str, Any]]:
    """One entry a segment that the annotation covers, on the pages that it names."""
    rows = []
    for unit, place in zip(units, laid, strict=True):
        page = report.page_of(unit.start)
        if place.spans and page in pages:
            row: dict[str, Any] = {"page": page, "key": key_of(report.text[unit.start : unit.end])}
            if place.labels:
                row["labels"] = sorted(place.labels)
            if place.unsure - place.labels:
                row["optional"] = sorted(place.unsure - place.labels)
            rows.append(row)
    return rows


def main() -> None:
    """`python -m reportminer.train.lock GOLD REPORTS OUT`."""
    parser = argparse.ArgumentParser(description="Annotations of reports without a word of their text.")
    for name in ("gold", "reports", "out"):
        parser.add_argument(name, type=Path)
    args = parser.parse_args()
    lock(args.gold, args.reports, args.out)


if __name__ == "__main__":
    main()
