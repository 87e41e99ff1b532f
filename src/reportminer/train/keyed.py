"""Annotations of reports that may not be redistributed: labels by key, without a word of the text.

A segment is known by its page and by a keyed digest of its letters, so that who holds the report can
lay the labels over it again and who does not learns nothing of what it says. Where the parser has
come to cut a segment otherwise, its key is not found and it drops out of the training data.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from typing import Any

from reportminer.train.align import letters
from reportminer.types import Report, Segment

DIGEST = 8
"""Bytes of a key."""


def key_of(text: str) -> str:
    """The key of a segment: a digest of its letters and digits."""
    return blake2b(letters(text).encode(), digest_size=DIGEST).hexdigest()


def unlocked(data: dict[str, Any], report: Report, units: Sequence[Segment]) -> dict[str, Any]:
    """The annotation with the texts of the report's own segments, in their order.

    Segments of the annotation whose key the report does not hold are left out.
    """
    found = [
        {"labels": [], **known, "text": report.text[unit.start : unit.end]}
        for unit, known in matched(data, report, units)
    ]
    return {**data, "segments": found}


def matched(
    data: dict[str, Any], report: Report, units: Sequence[Segment]
) -> Iterator[tuple[Segment, dict[str, Any]]]:
    """The report's own segments that the annotation holds, in their order, each with its entry."""
    waiting = defaultdict(list)
    for segment in data["segments"]:
        waiting[segment["page"], segment["key"]].append(segment)
    for unit in units:
        same = waiting.get((report.page_of(unit.start), key_of(report.text[unit.start : unit.end])))
        if same:
            yield unit, same.pop(0)
