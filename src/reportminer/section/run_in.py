"""Headings that stand at the beginning of a paragraph: `Challenges: Funding is …`, `Lesson 3. …`."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reportminer.labels import DECLARED, BlockKind, Role
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
_FIRST_WORDS = 3
_MOST_WORDS_LEAD = 14
_KINDS = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)
_LOOK = 240


@dataclass(frozen=True, slots=True)
class RunIn:
    """A run-in heading and the stretch it rules."""

    start: int
    body: int
    end: int
    text: str
    role: Role | None


def run_ins(report: Report, headings: frozenset[int]) -> Iterator[RunIn]:
    """Those of all paragraphs and list items but the blocks at `headings`, which are headings already.

    A label before a colon makes one only where its words declare what follows (challenges, lessons,
    recommendations): other labels, names above all, are too many and too unlike one another. Words
    that the reader found set off from the rest of their paragraph make one whatever they say.
    """
    for at, block in enumerate(report.blocks):
        if block.kind in _KINDS and block.start not in headings:
            label = _labelled(report, at, block)
            lead = _led(report, block, label.body if label else block.start + _past_marker(report, block))
            yield from (found for found in (label, lead) if found)


def _labelled(report: Report, at: int, block: Block) -> RunIn | None:
    start = block.start + _past_marker(report, block)
    text = report.text[start : min(block.end, start + _LOOK)]
    numbered = _NUMBERED.match(text)
    label = numbered or _LABEL.match(text) or (_ALONE.match(text) if block.end - start <= 90 else None)
    if not label:
        return None
    heading = text[: label.end()].rstrip(" :.–—-)\t") if numbered else label[1]
    role = role_of(heading.strip('"“* '))
    if role is None or len(heading.split()) > _MOST_WORDS or not (numbered or _declares(heading)):
        return None
    body = start + label.end()
    end = _end(report.blocks, at) if report.text[block.start : block.end].endswith(":") else block.end
    return RunIn(block.start, body, end, heading, role) if body < end else None


def _declares(label: str) -> bool:
    """Whether the first few words of a label say it all: not `The committee discussed challenges:`."""
    words = label.strip('"“* ').split()
    return any(role_of(" ".join(words[:count])) in DECLARED for count in range(1, _FIRST_WORDS + 1))


def _led(report: Report, block: Block, start: int) -> RunIn | None:
    """A lead set off from its paragraph: `44. **Monitoring of the model.** The team …`.

    `start` is where it begins: after a marker, or after a label (`Finding 2. **Reach.** The team …`).
    It ends in a full stop. Those that end in a colon are names of speakers, sources and items of lists,
    and those of bullets are content, unless their words give a role.
    """
    lead = report.text[start : block.start + block.lead].strip()
    rest = report.text[block.start + block.lead : block.end].lstrip(" .:–—-¹²³⁴⁵⁶⁷⁸⁹⁰")
    if not lead or not rest or len(lead.split()) > _MOST_WORDS_LEAD or not lead[0].isupper():
        return None
    after = report.text[block.start + block.lead : block.end].lstrip()[:1]
    role = role_of(lead)
    bullet = block.kind is BlockKind.LIST_ITEM and not any(c.isalnum() for c in block.marker)
    stop = lead.rstrip("¹²³⁴⁵⁶⁷⁸⁹⁰").endswith(".") or after == "."
    colon = lead.endswith(":") or after == ":"
    if not ((stop and not bullet) or ((stop or colon) and role is not None)):
        return None
    return RunIn(start, block.end - len(rest), block.end, lead.rstrip(" .:¹²³⁴⁵⁶⁷⁸⁹⁰"), role)


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
