"""The places of a report that may name organisations, and the names in each."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from reportminer.labels import BlockKind
from reportminer.tag.partners.acronyms import Pair, initials, lone, pairs
from reportminer.tag.partners.frames import frames
from reportminer.tag.partners.glossary import spelt_beside
from reportminer.tag.partners.kinds import kind_of
from reportminer.tag.partners.learned import as_one, learned, whole_again
from reportminer.tag.partners.names import names
from reportminer.tag.partners.records import Name, Named, Place
from reportminer.tag.partners.rules import countries, known
from reportminer.types import Outline, Report, Segment

_AMOUNT = re.compile(r"\d{1,3}(?:[ ,.]\d{3})+|[$€£]\s?\d")
_DEFINED = 50
"""Definitions of acronyms that are read in one place."""
BESIDE = frozenset({BlockKind.HEADING, BlockKind.CAPTION, BlockKind.FOOTNOTE})


def places(report: Report, outline: Outline, segments: Sequence[Segment]) -> list[Place]:
    """Segments, headings, captions and footnotes, in the order of the text."""
    found = [
        (segment.start, segment.end, segment.block, segment.section, segment.index) for segment in segments
    ]
    starts = [section.start for section in outline.sections]
    for number, block in enumerate(report.blocks):
        if block.kind in BESIDE:
            section = max(bisect_right(starts, block.start) - 1, 0)
            found.append((block.start, block.end, number, section, -1))
    announced = frames(report)
    return [_place(report, outline, item, announced[item[2]]) for item in sorted(found)]


def _place(
    report: Report, outline: Outline, item: tuple[int, int, int, int, int], frame: frozenset[str]
) -> Place:
    start, end, number, section, segment = item
    block = report.blocks[number]
    return Place(
        start=start,
        end=end,
        kind=block.kind,
        role=outline.sections[section].role,
        heading=outline.sections[section].heading,
        segment=segment,
        capitals=_in_capitals(report.text[start:end]),
        frame=frame,
        amount=bool(_AMOUNT.search(report.text, block.start, min(block.end, block.start + 400))),
    )


def _in_capitals(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return len(letters) > 12 and sum(c.isupper() for c in letters) > 0.75 * len(letters)


def read_names(text: str, found: Sequence[Place]) -> tuple[list[Named], list[tuple[str, str]]]:
    """Every name with its place, and the definitions of acronyms as `(short, long)` texts."""
    named: list[Named] = []
    defined: list[tuple[str, str]] = []
    beside: dict[str, set[str]] = {}
    for number, place in enumerate(found):
        own, spelt = spelt_beside(text, _with_cells(text, place, names(text, place.start, place.end)))
        defined.extend(spelt[:_DEFINED])
        for pair in islice(pairs(text, place.start, place.end), _DEFINED):
            own = _with_long_form(text, own, pair)
            long = _name_that_ends(own, pair.long[1])
            if long:
                defined.extend(_spelt_out(text, pair, long))
        for (first, last), bracket in islice(lone(text, place.start, place.end), _DEFINED):
            long = _name_that_ends(own, first - len(text[bracket:first]) - (text[bracket - 1] == " "))
            if long and _foreign(text[first:last], long.text):
                beside.setdefault(text[first:last], set()).add(long.text)
        named.extend(Named(name, number) for name in own)
    whole = whole_again(text, found, named, learned(long for _, long in defined))
    return whole, defined + _from_brackets(beside, {short for short, _ in defined})


def _foreign(short: str, long: str) -> bool:
    """Whether an acronym in a bracket may be that of the name before it in another language."""
    if short in known().number or long in known().number or short in countries():
        return False
    kind = kind_of(long)
    return " " in long and kind != "country" and not kind.startswith("not_") and kind_of(short) == ""


def _from_brackets(beside: dict[str, set[str]], told: set[str]) -> list[tuple[str, str]]:
    """Acronyms that stand in brackets after one name alone, which has no other: "INGC", "CVM"."""
    single = {short: min(longs) for short, longs in beside.items() if len(longs) == 1 and short not in told}
    longs = list(single.values())
    return [(short, long) for short, long in single.items() if longs.count(long) == 1 and kind_of(long)]


def _with_cells(text: str, place: Place, own: list[Name]) -> list[Name]:
    """Cells of a table row that hold one name with a dash or "and" inside: "X Committee – Foundation"."""
    if place.kind is not BlockKind.TABLE_ROW:
        return own
    kept: list[Name] = []
    for name in own:
        between = text[kept[-1].end : name.start].strip() if kept else ""
        if kept and _goes_on(kept[-1], between, name):
            start = kept[-1].start
            kept[-1] = replace(kept[-1], text=text[start : name.end], end=name.end)
        else:
            kept.append(name)
    return kept


def _goes_on(name: Name, between: str, following: Name) -> bool:
    if between in {"–", "-", "—"}:
        return kind_of(name.text) != "country" and following.text not in known().number
    last = name.text.split()[-1]
    return between == "and" and " " in name.text and last in countries() and following.text in countries()


def _with_long_form(text: str, own: list[Name], pair: Pair) -> list[Name]:
    """Names with the long form of an acronym as one of them, where the grammar cut it."""
    start, end = pair.long
    if start == end:
        return own
    while start < end and not text[start].isalnum():
        start += 1
    covering = _name_that_ends(own, end)
    if not text[start].isupper() or (covering and covering.start <= start):
        return own
    return as_one(text, own, start, end)


def _spelt_out(text: str, pair: Pair, covering: Name) -> Iterator[tuple[str, str]]:
    """The acronym and its long form: the name that ends there, or its end where that alone spells it.

    As in "Committee of the Quarrel Harbour Council (QHC)"; "Quarrel Town Harbour Council (HC)" is both.
    """
    short, long = text[slice(*pair.short)], text[slice(*pair.long)]
    ends = covering.start < pair.long[0] and " " in long
    if not ends or not initials(long) == short != initials(covering.text):
        yield short, covering.text
        return
    yield short, long
    if all(word[0].isupper() for word in text[covering.start : pair.long[0]].split()):
        yield short, covering.text


def _name_that_ends(own: Sequence[Name], end: int) -> Name | None:
    return next((name for name in own if name.end == end), None)
