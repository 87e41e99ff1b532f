"""Headings that stand at the beginning of a paragraph: `Challenges: Funding is …`, `Lesson 3. …`."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reportminer.labels import BlockKind, Role
from reportminer.section.roles import role_of
from reportminer.types import Block, Report

_NUMBERED = re.compile(
    r"^(?:(?:key|main|principal|strategic|priority|overall)\s+)?(?:recommendation|finding|lesson|challenge|conclusion|"
    r"observation|insight|takeaway|learning|barrier|constraint|proposal|suggestion)s?"
    r"(?:\s+(?:learn(?:ed|t)|no\.?|number|#))?\s*(?:\d{1,3}(?:\.\d{1,2}){0,2}[a-z]?|[IVX]{1,5}|[A-Z])\s*[.:)–—-]\s*(?=\S|$)",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^([\"“*]?[A-Z][^.:;!?\n]{2,80}?)\s*(?::|\s[–—]|\.\s?[–—])\s+(?=\S)")
_ALONE = re.compile(r"^([A-Z][^.:;!?\n]{2,80}?)\s*:$")
_MOST_WORDS = 7
_ROLES = frozenset(Role) - {
    Role.OTHER,
    Role.CONTENTS,
    Role.ANNEX,
    Role.REFERENCES,
    Role.PARTNERS,
    Role.METHOD,
}
_KINDS = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)


@dataclass(frozen=True, slots=True)
class RunIn:
    """A run-in heading and the stretch it rules."""

    start: int
    body: int
    end: int
    text: str
    role: Role


def run_ins(report: Report) -> Iterator[RunIn]:
    """Those of all paragraphs and list items. Only words that give a role make one: other lead-ins,
    names before a colon above all, are too many and too unlike one another.
    """
    for at, block in enumerate(report.blocks):
        if block.kind in _KINDS:
            found = _at_block(report, at, block)
            if found:
                yield found


def _at_block(report: Report, at: int, block: Block) -> RunIn | None:
    start = block.start + _past_marker(report, block)
    text = report.text[start : min(block.end, start + 200)]
    numbered = _NUMBERED.match(text)
    label = numbered or _LABEL.match(text) or (_ALONE.match(text) if block.end - start <= 90 else None)
    if not label:
        return None
    heading = text[: label.end()].rstrip(" :.–—-)\t") if numbered else label[1]
    role = role_of(heading.strip('"“* '))
    if role not in _ROLES or role is None or len(heading.split()) > _MOST_WORDS:
        return None
    body = start + label.end()
    end = _end(report.blocks, at) if report.text[block.start : block.end].endswith(":") else block.end
    return RunIn(block.start, min(body, end), end, heading, role) if body < end else None


def _past_marker(report: Report, block: Block) -> int:
    """How long a list item's bullet or number and the space after it are."""
    text = report.text[block.start : block.end]
    if not block.marker or not text.startswith(block.marker):
        return 0
    rest = text[len(block.marker) :]
    return len(text) - len(rest.lstrip())


def _end(blocks: Sequence[Block], at: int) -> int:
    """A paragraph that ends in a colon takes the list below it along."""
    end = blocks[at].end
    if blocks[at].kind is BlockKind.LIST_ITEM:
        return end
    for block in blocks[at + 1 :]:
        if block.kind is not BlockKind.LIST_ITEM:
            break
        end = block.end
    return end
