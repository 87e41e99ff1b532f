"""The headings of a report, each with what is known of it before the tree is built."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise

from reportminer.labels import DECLARED, BlockKind, Role
from reportminer.section.numbering import NONE, Number, number_of
from reportminer.section.roles import role_of
from reportminer.types import Block, Report

_TITLE_AT = 6
"""A title stands among the first so many blocks."""
_BODY = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.TABLE_ROW, BlockKind.CAPTION)
_SUBJECT = re.compile(r"\b(?:from|for|of|in|at|with|on|about|by)\b|\S+ \S+ \S+ \S", re.IGNORECASE)
"""A heading that names what it is about, or is long: the title of a whole, not of a part."""
_MOST_WORDS_BARE = 3
_MOST_WORDS_NAMED = 24
_LONGEST_NAMED = 200
_NAMED = re.compile(
    r"^(?:recommendation|finding|lesson|conclusion|challenge|case study)\s+(?:no\.?\s*)?\d{1,3}[a-z]?"
    r"(?:\s*[:.–—-]\s*(?P<title>[A-Z\"“‘(].*))?$",
    re.IGNORECASE,
)
_ASKS = re.compile(r"\b(?:should|must|shall|will|needs? to|ought to|is|are|was|were|has|have)\b")
_BOXED = re.compile(
    r"^(?:\S{1,20}\s){0,3}(?:recommendation|lesson(?: learn(?:ed|t))?|challenge|suggestion|takeaway)"
    r"(?:\s+(?:no\.?\s*)?(?:\d{1,3}[a-z]?|[ivx]{1,5}))?$",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"^recommendation\s+(?:no\.?\s*)?(?:\d{1,3}[a-z]?|[ivx]{1,5})\b", re.IGNORECASE)
"""How a reply names what it answers: not `Recommendations`, which many a report has that tells of a reply."""
_REPLIES = re.compile(
    r"\b(?:government|management|department(?:al)?|ministry|board|agency|council|scottish|welsh|service)"
    r"(?:['’]?s)? response\b|\b(?:accepts?|agrees? with|rejects?|notes?|supports?|welcomes?|concurs? with)"
    r"(?: in (?:part|principle|full))? (?:this|the|these) recommendations?\b",
    re.IGNORECASE,
)
_REPLIES_AT_LEAST = 3
_REPLY_LOOK = 400_000


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading block, read."""

    start: int
    end: int
    page: int
    text: str
    """As printed, without its number."""
    number: Number
    level: int
    """As the reader gave it, 0 where it could not tell."""
    role: Role | None
    """What its own words say."""
    below: int
    """Characters of text between it and the next heading."""
    reach: int | None = None
    """Where what it rules ends, if that is before the next heading: see `_reach`."""


def headings_of(report: Report) -> list[Heading]:
    """All headings, in order: those the reader saw and paragraphs that are headings by their words."""
    at = [n for n, block in enumerate(report.blocks) if _is_heading(report, n, block)]
    reply = _is_reply(report.text)
    found = [_read(report, n, after, reply=reply) for n, after in pairwise([*at, len(report.blocks)])]
    return _without_title_role(report, _without_quantities(found))


def _is_heading(report: Report, at: int, block: Block) -> bool:
    if block.kind is BlockKind.HEADING:
        return True
    if block.kind is not BlockKind.PARAGRAPH or block.end - block.start > _LONGEST_NAMED:
        return False
    after = report.blocks[at + 1] if at + 1 < len(report.blocks) else None
    if after is None or after.kind not in _BODY:
        return False
    return _is_by_words(report.text[block.start : block.end])


def _is_by_words(text: str) -> bool:
    """`Recommendation 7: Regular joint exercises`, or no more than `Recommendations`, `Challenges:`."""
    named = _NAMED.match(text)
    if named:
        title = named["title"] or ""
        short = len(text.split()) <= _MOST_WORDS_NAMED and not title.endswith((".", ";", ","))
        return short and not _ASKS.search(title)
    bare = text.rstrip(": ")
    few = len(bare.split()) <= _MOST_WORDS_BARE and bare[:1].isupper()
    return few and not bare.endswith((".", ",", ";")) and role_of(bare) in DECLARED


def _is_reply(text: str) -> bool:
    """Whether a report answers the recommendations of others: each is quoted, then replied to."""
    hits = sum(1 for _ in islice(_REPLIES.finditer(text, 0, _REPLY_LOOK), _REPLIES_AT_LEAST))
    return hits >= _REPLIES_AT_LEAST


def _read(report: Report, at: int, after: int, *, reply: bool) -> Heading:
    """The heading at block `at`, whose text ends before block `after`."""
    block = report.blocks[at]
    held = [held for held in report.blocks[at + 1 : after] if held.kind in _BODY]
    printed = report.text[block.start : block.end]
    number = number_of(printed)
    text = printed[number.length :].strip() or printed
    below = sum(item.end - item.start for item in held)
    level = block.level if block.kind is BlockKind.HEADING else 0
    role = role_of(text)
    reach = _reach(report, text, role, at, after, reply=reply)
    return Heading(block.start, block.end, block.page, text, number, level, role, below, reach)


def _reach(report: Report, text: str, role: Role | None, at: int, after: int, *, reply: bool) -> int | None:
    """Where a heading's rule ends before the next heading.

    A contents list ends with its last entry. A boxed `Recommendation 3` rules one paragraph and the
    list below it; then the report goes on with what it said before, or, if it is a reply, answers.
    """
    blocks = report.blocks[at + 1 : after]
    if role is Role.CONTENTS:
        entries = [block.end for block in blocks if block.kind is BlockKind.CONTENTS]
        return entries[-1] if entries else None
    boxed = _BOXED.match(text.rstrip(" :.")) or (reply and _QUOTED.match(text))
    if not boxed:
        return None
    body = [block for block in blocks if block.kind in _BODY]
    return _first_block(body) if body else None


def _first_block(body: Sequence[Block]) -> int:
    """The end of the first block and of the list items right below it that are no numbered paragraphs."""
    end = body[0].end
    for block in body[1:]:
        if block.kind is not BlockKind.LIST_ITEM or block.marker.rstrip(".").isdigit():
            break
        end = block.end
    return end


def _without_quantities(found: list[Heading]) -> list[Heading]:
    """A bare whole number is a heading's number only where another heading has the next or the last."""
    held = {heading.number.parts for heading in found if heading.number.is_decimal}
    return list(_checked(found, held))


def _checked(found: Sequence[Heading], held: set[tuple[int, ...]]) -> Iterator[Heading]:
    for heading in found:
        number = heading.number
        beside = [(n,) for part in number.parts[:1] for n in (part - 1, part + 1)]
        if number.bare and not any(n in held for n in [*beside, (*number.parts, 1)]):
            text = f"{number.printed} {heading.text}"
            yield replace(heading, text=text, number=NONE, role=role_of(text))
        else:
            yield heading


def _without_title_role(report: Report, found: list[Heading]) -> list[Heading]:
    """A title names the subject of the whole: it gives no role to all that stands under it.

    Where there is no other heading, a title that begins with what it declares is believed. A case
    study is one as a whole.
    """
    if not found or found[0].role in (None, Role.OTHER, Role.CASE_STUDY) or not _is_title(report, found):
        return found
    if len(found) == 1 and role_of(re.split(r"[:–—]", found[0].text)[0]) in DECLARED:
        return found
    return [replace(found[0], role=Role.OTHER), *found[1:]]


def _is_title(report: Report, found: list[Heading]) -> bool:
    first = found[0]
    early = any(block.start == first.start for block in report.blocks[:_TITLE_AT])
    if not early or first.number.scheme:
        return False
    above_all = first.level and all(h.level > first.level or not h.level for h in found[1:])
    return bool(_SUBJECT.search(first.text)) and (above_all or not first.level)
