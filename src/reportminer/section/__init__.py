"""Headings to a tree of sections, each with its role."""

from collections.abc import Sequence
from dataclasses import replace

from reportminer.labels import Role
from reportminer.section.counted import with_boxes_marked
from reportminer.section.headings import LONGEST, Heading, headings_of
from reportminer.section.levels import parents_of
from reportminer.section.roles import may_speak, role_of
from reportminer.section.run_in import RunIn, run_ins
from reportminer.types import Outline, Report, Section

__all__ = ["headed", "outline", "role_of"]


def outline(report: Report) -> Outline:
    """The sections of `report` in the order of the text.

    Section 0 is the text before the first heading (empty where there is none); sections nest; a
    section's level is its depth in the tree. A section has the role its own heading gives
    (`declared`), else its parent's, else `other`; where it is sure, a trained judge overrules that
    (see `learnt`). Raises ModelError where that judge is missing or damaged.
    """
    from reportminer.section.learnt import refined  # noqa: PLC0415 - brings numpy

    sections = headed(report)
    found = run_ins(report, frozenset(section.start for section in sections if section.heading))
    return Outline(tuple(_with_run_ins(refined(report, sections), list(found))))


def headed(report: Report) -> list[Section]:
    """The sections whose headings stand on lines of their own, with the roles that rules give."""
    return _from_headings(report, with_boxes_marked(report, headings_of(report)))


def _from_headings(report: Report, headings: Sequence[Heading]) -> list[Section]:
    parents = parents_of(headings)
    first = headings[0].start if headings else len(report.text)
    sections = [Section(0, -1, 0, "", "", Role.OTHER, False, 0, first, 0)]
    ends = _ends(headings, parents, len(report.text))
    for heading, parent, end in zip(headings, parents, ends, strict=True):
        sections.append(_section(sections, heading, parent + 1 if parent >= 0 else -1, end))
    return sections


def _section(before: Sequence[Section], heading: Heading, parent: int, end: int) -> Section:
    """A section whose parent is already among those `before` it."""
    inherited = before[parent].role if parent >= 0 else Role.OTHER
    own = heading.role if may_speak(heading.role, inherited) else None
    return Section(
        index=len(before),
        parent=parent,
        level=before[parent].level + 1 if parent >= 0 else 1,
        heading=heading.text,
        number=heading.number.printed,
        role=inherited if own is None else own,
        declared=own is not None,
        start=heading.start,
        end=end,
        body=min(heading.end, end),
    )


def _ends(headings: Sequence[Heading], parents: Sequence[int], last: int) -> list[int]:
    """A section ends where the next begins that does not stand under it, or with its heading's reach."""
    ends = [last] * len(headings)
    open_at: list[int] = []
    for at, heading in enumerate(headings):
        while open_at and open_at[-1] != parents[at]:
            ends[open_at.pop()] = heading.start
        open_at.append(at)
    return [min(end, heading.reach or end) for end, heading in zip(ends, headings, strict=True)]


def _with_run_ins(sections: list[Section], found: Sequence[RunIn]) -> list[Section]:
    """Put the run-in headings in, each under the deepest section that holds it; number all anew."""
    merged: list[Section] = []
    place: dict[int, int] = {}
    tree = Outline(tuple(sections))
    waiting = list(reversed(found))
    for at, section in enumerate(sections):
        after = sections[at + 1].start if at + 1 < len(sections) else None
        place[at] = len(merged)
        parent = place[section.parent] if section.parent >= 0 else -1
        merged.append(replace(section, index=len(merged), parent=parent))
        while waiting and (after is None or waiting[-1].start < after):
            run_in = waiting.pop()
            holder = merged[place[tree.at(run_in.start).index]]
            if merged[-1].run_in and run_in.start < merged[-1].end:
                holder = merged[-1]
            merged.append(_run_in(len(merged), holder, run_in, after))
    return merged


def _run_in(index: int, parent: Section, found: RunIn, after: int | None) -> Section:
    own = found.role if parent.role is not Role.ANNEX and may_speak(found.role, parent.role) else None
    return Section(
        index=index,
        parent=parent.index,
        level=parent.level + 1,
        heading=found.text[:LONGEST],
        number="",
        role=parent.role if own is None else own,
        declared=own is not None,
        start=found.start,
        end=min(found.end, after or found.end, parent.end if parent.index else found.end),
        body=found.body,
        run_in=True,
    )
