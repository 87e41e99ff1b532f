"""The segments that were judged as one word of metadata, for formats that have no other place for them.

`13-33 34-71:list_item:2:LESSON+CHALLENGE` is the first and last character of each (the end not
included), then, where it is not a sentence or more is known, its kind, page and optional labels.
"""

import re
from collections.abc import Iterable
from itertools import pairwise

from reportminer.annotations import Unit, UnitKind
from reportminer.labels import Label

_UNIT = re.compile(
    r"(?P<start>[0-9]+)-(?P<end>[0-9]+)"
    rf"(?::(?P<kind>{'|'.join(UnitKind)})(?::(?P<page>[0-9]*)(?::(?P<optional>[A-Z+]+))?)?)?"
)


def as_words(units: Iterable[Unit]) -> str:
    """Segments as words; empty for none."""
    return " ".join(map(_told, units))


def _told(unit: Unit) -> str:
    page = "" if unit.page is None else str(unit.page)
    parts = [f"{unit.start}-{unit.end}", str(unit.kind), page, "+".join(unit.optional)]
    while not parts[-1]:
        parts.pop()
    return ":".join(parts[:1] if parts[1:] == [str(UnitKind.SENTENCE)] else parts)


def are_units(text: str, words: str) -> bool:
    """Whether the words name segments of the text: spans in order, none over another, labels of ours."""
    found = [_UNIT.fullmatch(word) for word in words.split()]
    if not all(found):
        return False
    spans = [(int(match["start"]), int(match["end"])) for match in found if match]
    labels = {label for match in found if match for label in (match["optional"] or "").split("+")}
    inside = all(start < end <= len(text) for start, end in spans)
    return (
        inside and all(one[1] <= two[0] for one, two in pairwise(spans)) and labels <= {"", *map(str, Label)}
    )


def units_of(text: str, words: str) -> tuple[Unit, ...]:
    """The segments that words name."""
    return tuple(_unit(text, match) for match in _UNIT.finditer(words))


def _unit(text: str, match: re.Match[str]) -> Unit:
    start, end = int(match["start"]), int(match["end"])
    optional = tuple(Label(label) for label in (match["optional"] or "").split("+") if label)
    kind = UnitKind(match["kind"] or UnitKind.SENTENCE)
    return Unit(start, end, text[start:end], kind, int(match["page"]) if match["page"] else None, optional)
