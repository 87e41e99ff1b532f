"""Sections of a placed report with their roles: given at the heading, else that of the section above."""

from collections.abc import Sequence
from dataclasses import dataclass

from builder.plain import Placed

DECLARING = frozenset({"challenges", "lessons", "recommendations"})


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the plain text; `start` is its heading, number included."""

    start: int
    end: int
    heading: str
    role: str
    level: int
    declared: bool


def sections(placed: Sequence[Placed], length: int) -> tuple[Section, ...]:
    """Sections in order; titles of boxes open none."""
    heads = [p for p in placed if p.block.kind == "heading" and p.block.level]
    out: list[Section] = []
    above: list[Section] = []
    for number, head in enumerate(heads):
        level = head.block.level
        above = [section for section in above if section.level < level]
        end = next((h.start for h in heads[number + 1 :] if h.block.level <= level), length)
        role = head.block.role or (above[-1].role if above else "other")
        out.append(Section(head.start, end, head.block.text, role, level, bool(head.block.role)))
        above.append(out[-1])
    return tuple(out)


def role_at(found: Sequence[Section], offset: int) -> str:
    """Role of the deepest section around `offset`."""
    held = [section for section in found if section.start <= offset < section.end]
    return held[-1].role if held else "other"
