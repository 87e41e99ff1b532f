"""Ids that stay the same: made from what a thing is, never from when or where it was read."""

from collections import Counter
from collections.abc import Iterable

from reportminer.link.identity.keys import digest, normal, normal_name, partner_id
from reportminer.types import Finding, Mined, Outline

__all__ = ["digest", "finding_ids", "normal", "normal_name", "partner_id", "section_ids"]


def finding_ids(mined: Mined, findings: Iterable[Finding]) -> list[str]:
    """Ids from report, label and words; words that come again are numbered in the order given."""
    report = mined.report
    keys = [(finding.label.value, normal(report.text[finding.start : finding.end])) for finding in findings]
    return _numbered("f", report.source.sha256, keys)


def section_ids(sha256_of_report: str, outline: Outline) -> list[str]:
    """Ids from report, number and headings from the outside in, in the order of the sections."""
    keys = [
        (section.number, normal("\x1e".join(above.heading for above in outline.path(section))))
        for section in outline.sections
    ]
    return _numbered("s", sha256_of_report, keys)


def _numbered(prefix: str, report: str, keys: Iterable[tuple[str, str]]) -> list[str]:
    seen: Counter[tuple[str, str]] = Counter()
    found = []
    for key in keys:
        found.append(digest(prefix, report, *key, str(seen[key])))
        seen[key] += 1
    return found
