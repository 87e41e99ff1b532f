"""Ids that stay the same: made from what a thing is, never from when or where it was read."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from hashlib import sha256

from reportminer.types import Finding, Mined, Outline

_NOT_A_WORD = re.compile(r"[\W_]+")


def normal(text: str) -> str:
    """Text for comparison: compatibility forms, case and white space made one."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def normal_name(name: str) -> str:
    """A name for comparison: also without punctuation and a leading article; `&` reads `and`."""
    words = _NOT_A_WORD.sub(" ", normal(name).replace("&", " and ")).split()
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    return " ".join(words) or normal(name)


def digest(prefix: str, *parts: str) -> str:
    """`prefix` and twelve hexadecimal digits of the SHA-256 of the parts."""
    packed = "\x1f".join(parts).encode("utf-8", "backslashreplace")
    return prefix + sha256(packed).hexdigest()[:12]


def partner_id(name: str) -> str:
    """One id for one name, in whatever report it stands."""
    return digest("p", normal_name(name))


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
