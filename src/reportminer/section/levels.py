"""Depths for headings: from the reader's levels, from numbering, and from what has no text of its own."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import accumulate

from reportminer.labels import DECLARED, Role
from reportminer.section.headings import Heading
from reportminer.section.words import any_of

_DIVISIONS = ("part", "chapter", "annex")
_BACK = frozenset({Role.SUMMARY, Role.CONTENTS, Role.REFERENCES, Role.ANNEX})
_TOP = 3.0
_LATE = 0.4
"""Share of the way to the last heading, after which annexes begin; before it stand lists of them."""
_BELOW = 0.5
_MARKS = tuple("-–—•*")
"""What begins headings that are items of a list, under the last that is none."""
_NAMED = re.compile(rf"(?:{any_of('division_names')})\b", re.IGNORECASE)
_ANNEX = re.compile(rf"(?:{any_of('annex_names')})[ .:]*", re.IGNORECASE)
_AFTER = frozenset({Role.REFERENCES, Role.CONTENTS})
"""What may follow annexes and is none."""
_GLOSSARY = re.compile(rf"(?:{any_of('glossaries')})\b", re.IGNORECASE)
_COUNTED = re.compile(rf"(?:{any_of('counted')})\s+(?:no\.?\s*)?\d", re.IGNORECASE)
_HOLDERS = frozenset(DECLARED) | {Role.GOOD_PRACTICE, Role.CASE_STUDY, Role.RESULTS, Role.ACTIVITIES}
_SHORT_INTRO = 800
"""A heading over no more text than this, followed by items numbered from 1, holds them."""
_MOSTLY = 0.5
_Series = tuple[str, tuple[int, ...]]
"""A scheme and what its numbers begin with: `1.4` and `1.5` are of one series, `2.1` is of another."""


def parents_of(headings: Sequence[Heading]) -> list[int]:
    """For each heading the index of the heading it stands under, -1 at the top.

    A parent always comes before its children, and sections are closed in the order of the text, so
    that they nest.
    """
    ranks = _under_annexes(headings, ranked(headings))
    parents: list[int] = []
    open_at: list[int] = []
    for at, rank in enumerate(ranks):
        while open_at and _closes(headings[at], headings[open_at[-1]], rank, ranks[open_at[-1]]):
            open_at.pop()
        parents.append(open_at[-1] if open_at else -1)
        if not is_leaf(headings[at]):
            open_at.append(at)
    return parents


def is_leaf(heading: Heading) -> bool:
    """A contents list, a glossary, and a heading that rules less than what follows it, hold no headings."""
    return heading.role is Role.CONTENTS or heading.reach is not None or bool(_GLOSSARY.match(heading.text))


def _closes(heading: Heading, above: Heading, rank: float, over: float) -> bool:
    """Whether a heading ends the section of one that is open: a box ends none."""
    return not heading.box and (over >= rank or _cannot_hold(above, heading))


def _cannot_hold(above: Heading, heading: Heading) -> bool:
    """No unnumbered heading holds chapters or annexes, no introduction recommendations or its sisters."""
    if above.number.scheme in _DIVISIONS:
        return False
    if heading.number.scheme in _DIVISIONS and _NAMED.match(heading.text) and not above.number.scheme:
        return True
    if above.role is not Role.BACKGROUND:
        return False
    sister = not above.number.scheme and 0 < heading.level <= above.level
    return sister or heading.number.scheme in _DIVISIONS or bool(_COUNTED.match(heading.text))


def _under_annexes(headings: Sequence[Heading], ranks: Sequence[float]) -> list[float]:
    """Ranks by which all that follows an annex stands in it, up to the next annex or list of sources.

    A chapter that counts on from the last before the annex ends it, too.
    """
    found: list[float] = []
    annex: float | None = None
    late = headings[-1].start * _LATE if headings else 0.0
    last = 0
    for heading, rank in zip(headings, ranks, strict=True):
        chapter = heading.number.parts[0] if heading.number.scheme == "1" else 0
        if annex is None or (chapter and chapter == last + 1):
            annex, last = None, chapter or last
        opens = heading.number.scheme == "annex" or bool(_ANNEX.fullmatch(heading.text))
        division = opens or heading.number.scheme in _DIVISIONS or heading.role in _AFTER
        if division and heading.start >= late:
            annex = rank if opens else None
        found.append(rank if division or annex is None else max(rank, annex + _BELOW))
    return found


def ranked(headings: Sequence[Heading]) -> list[float]:
    """A rank for each heading: the lower, the higher it stands."""
    if any(heading.level for heading in headings):
        return _by_reader(headings)
    return _by_numbers(headings)


def _by_reader(headings: Sequence[Heading]) -> list[float]:
    """The reader's levels, made the same for numbers of the same scheme and deeper for deeper ones."""
    usual, own = _usual_levels(headings), _own_levels(headings)
    ranks: list[float] = []
    last = 1.0
    for heading in headings:
        rank = own.get(_series(heading)) or usual.get(heading.number.scheme, float(heading.level))
        if not rank:
            rank = last if ranks and not heading.level else last + 0.5
        else:
            last = rank
        ranks.append(rank)
    return ranks


def _usual_levels(headings: Sequence[Heading]) -> dict[str, float]:
    """For each decimal depth the level most of its headings have, below the last if that holds them."""
    levels: dict[str, float] = {}
    above = ""
    schemes = {h.number.scheme for h in headings if h.number.is_decimal and h.level}
    carried = _carried(headings)
    for scheme in sorted(schemes, key=len):
        held = Counter(h.level for h in headings if h.number.scheme == scheme and h.level)
        usual = float(min(held, key=lambda level: (-held[level], level)))
        told = [on for h, on in zip(headings, carried, strict=True) if h.number.scheme == scheme]
        under = above and sum(told) >= _MOSTLY * len(told)
        levels[scheme] = max(usual, levels[above] + 1) if under else usual
        above = scheme
    return levels


def _carried(headings: Sequence[Heading]) -> list[bool]:
    """Whether each number goes on from the last one that is shorter by a part.

    So do 3.1 and 3.2 from 3, but not from the 1 of a list in between.
    """
    last: dict[int, tuple[int, ...]] = {}
    found: list[bool] = []
    for heading in headings:
        parts = heading.number.parts if heading.number.is_decimal else ()
        found.append(not parts or last.get(len(parts) - 1, ()) == parts[:-1])
        last[len(parts)] = parts
    return found


def _series(heading: Heading) -> _Series:
    return heading.number.scheme, heading.number.parts[:-1]


def _own_levels(headings: Sequence[Heading]) -> dict[_Series, float]:
    """Levels of series that go on from no heading and are set alike: the chapters of several volumes."""
    held: defaultdict[_Series, list[int]] = defaultdict(list)
    for heading, carried in zip(headings, _carried(headings), strict=True):
        if heading.number.is_decimal and len(heading.number.parts) > 1:
            held[_series(heading)].append(0 if carried else heading.level)
    alike = {series: set(levels) for series, levels in held.items() if len(levels) > 1}
    return {series: float(min(levels)) for series, levels in alike.items() if len(levels) == 1}


def _by_numbers(headings: Sequence[Heading]) -> list[float]:
    """No levels known: numbers nest in the order in which their kinds appear, plain headings below them."""
    holders = _local_holders(headings)
    wide = [h for h, holder in zip(headings, holders, strict=True) if h.number.scheme and holder < 0]
    depth = _scheme_depths(wide)
    top = min((depth[h.number.scheme] for h in wide), default=_TOP)
    ranks: list[float] = []
    last_number = 0.0
    unmarked = _unmarked(headings)
    for at, heading in enumerate(headings):
        over = unmarked[at]
        if holders[at] >= 0:
            ranks.append(ranks[holders[at]] + 1 + 0.1 * len(heading.number.scheme))
        elif heading.number.scheme:
            last_number = depth[heading.number.scheme]
            ranks.append(last_number)
        elif heading.text[:1] in _MARKS and over >= 0:
            ranks.append(ranks[over] + _BELOW)
        elif last_number and len(wide) > 1 and not _is_top(heading):
            ranks.append(last_number + 0.9)
        else:
            ranks.append(_plain_rank(headings, ranks, at, top, over))
    return ranks


def _unmarked(headings: Sequence[Heading]) -> list[int]:
    """For each heading the last one before it that does not begin with a dash or bullet; -1 for none."""
    plain = (at if heading.text[:1] not in _MARKS else -1 for at, heading in enumerate(headings))
    return [-1, *accumulate(plain, max)][: len(headings)]


def _local_holders(headings: Sequence[Heading]) -> list[int]:
    """For headings of a list opened below an unnumbered heading, the index of that heading; else -1."""
    holders: list[int] = []
    holder = -1
    for at, heading in enumerate(headings):
        local = _is_local(headings, at, holder)
        holders.append(holder if local else -1)
        if not local:
            holder = at if heading.role in _HOLDERS and not heading.number.scheme else -1
    return holders


def _scheme_depths(headings: Sequence[Heading]) -> dict[str, float]:
    """Part over chapter over all other kinds; those by first appearance, decimals by their length."""
    order = list(dict.fromkeys(h.number.scheme for h in headings if h.number.scheme))
    named = [scheme for scheme in _DIVISIONS if scheme in order]
    others = [scheme for scheme in order if scheme not in _DIVISIONS]
    depths: dict[str, float] = {"part": 1.0, "chapter": 2.0, "annex": 1.0 if "part" in named else 2.0}
    top = _TOP
    for scheme in others:
        if scheme.startswith("1.") and "1" in depths:
            depths[scheme] = depths["1"] + 0.1 * len(scheme)
        elif scheme not in depths:
            depths[scheme] = top
            top += 1
    return depths


def _plain_rank(headings: Sequence[Heading], ranks: Sequence[float], at: int, top: float, over: int) -> float:
    """An unnumbered heading outside numbered parts.

    One that stands over another heading with no text between holds those that follow, until one that
    names a role of its own.
    """
    if not at or _is_top(headings[at]) or headings[at].role is not None:
        return top
    before = over if over > 0 else at - 1
    held = _is_holder(headings, before) or ranks[before] == top + 0.5
    return top + 0.5 if held else top


def _is_top(heading: Heading) -> bool:
    """Summary, contents, references, annex: never below another heading for want of a number."""
    return heading.role in _BACK


def _is_holder(headings: Sequence[Heading], at: int) -> bool:
    heading = headings[at]
    return heading.below == 0 and at > 0 and heading.role not in {*_BACK, Role.BACKGROUND}


def _is_local(headings: Sequence[Heading], at: int, holder: int) -> bool:
    """Whether a numbered heading goes on with the list that begins with 1 right below `holder`."""
    if holder < 0 or not headings[at].number.scheme or headings[holder].below > _SHORT_INTRO:
        return False
    first = headings[holder + 1].number
    return first.scheme == headings[at].number.scheme and first.parts == (1,)
