"""Names that a report spells out once beside an acronym, found whole wherever it gives them again.

The grammar would cut "Quarrel Blood and Transplant"; where the report has "Quarrel Blood and Transplant
(QBT)" it has said itself how far the name goes.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from reportminer.tag.partners.names import names
from reportminer.tag.partners.records import Name, Named, Place
from reportminer.types import Span

_MOST = 200
"""Long forms of a report that are looked for again."""
_SMALL_TAIL = re.compile(r"(?:[\s,]+[a-z]{1,4}){1,3}$")
_TIMES = 500
"""Places of one that are mended."""


def learned(longs: Iterable[str]) -> list[str]:
    """Those that the grammar does not read as one name, longest first."""
    cut = {long for long in longs if [name.text for name in names(long, 0, len(long))] != [long]}
    return sorted(cut, key=lambda long: (-len(long), long))[:_MOST]


def whole_again(text: str, found: Sequence[Place], named: list[Named], longs: Sequence[str]) -> list[Named]:
    """The names of a report with every one of `longs` in its text as one name."""
    wanted = _by_place(text, found, longs)
    if not wanted:
        return named
    whole: list[Named] = []
    for number, group in groupby(named, key=lambda item: item.place):
        own = [item.name for item in group]
        for start, end in wanted.get(number, ()):
            own = own if _goes_past(own, start, end) else as_one(text, own, start, end)
        whole.extend(Named(name, number) for name in own)
    return whole


def _by_place(text: str, found: Sequence[Place], longs: Sequence[str]) -> dict[int, list[Span]]:
    starts = [place.start for place in found]
    wanted: dict[int, list[Span]] = {}
    for start, end in (span for long in longs for span in _spans(text, long)):
        number = bisect_right(starts, start) - 1
        if number >= 0 and end <= found[number].end:
            wanted.setdefault(number, []).append((start, end))
    return wanted


def _spans(text: str, long: str) -> Iterator[Span]:
    at = text.find(long)
    for _ in range(_TIMES):
        if at < 0:
            return
        end = at + len(long)
        if not (text[at - 1 : at].isalnum() or text[end : end + 1].isalnum()):
            yield at, end
        at = text.find(long, end)


def _goes_past(own: Sequence[Name], start: int, end: int) -> bool:
    """Whether a longer name stands there."""
    return any(name.start < end < name.end or (name.start < start and name.end == end) for name in own)


def as_one(text: str, own: list[Name], start: int, end: int) -> list[Name]:
    """Names with `text[start:end]` as one of them: what it covers goes, what it cuts is cut."""
    rest = [name for name in own if name.end <= start or name.start >= end]
    heads = [_head(text, name, start) for name in own if name.start < start < name.end]
    kept = [name for name in heads if len(name.text) > 2]
    whole = Name(
        text[start:end], start, end, opening=False, article=text[max(start - 4, 0) : start].lower() == "the "
    )
    return sorted([*rest, *kept, whole], key=lambda name: name.start)


def _head(text: str, name: Name, stop: int) -> Name:
    head = _SMALL_TAIL.sub("", text[name.start : stop].rstrip())
    return replace(name, text=head, end=name.start + len(head))
