"""The headings of a report, each with what is known of it before the tree is built."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise, takewhile, zip_longest

from reportminer.labels import DECLARED, BlockKind, Role
from reportminer.section.numbering import NONE, Number, number_of
from reportminer.section.roles import role_of
from reportminer.section.words import any_of
from reportminer.types import Block, Report

_OF_ANNEXES = frozenset(DECLARED) | {Role.REFERENCES, Role.CONTENTS}
"""Roles that an annex may have."""
_TOPICS = (None, Role.ACTIVITIES, Role.PARTNERS)
"""Roles of titles that only say what a recommendation is about."""
_TITLE_AT = 6
"""A title stands among the first so many blocks."""
_FRONT, _NAME_AT_LEAST = 12, 10
"""Headings among which the contents come, after a cover and a title page; letters of what these repeat."""
_BODY = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.TABLE_ROW, BlockKind.CAPTION)
_SUBJECT = re.compile(rf"\b(?:{any_of('subjects')})\b|\S+ \S+ \S+ \S", re.IGNORECASE)
"""A heading that names what it is about, or is long: the title of a whole, not of a part."""
_MOST_WORDS_BARE = 3
_MOST_WORDS_NAMED = 24
_LONGEST_NAMED = 200
LONGEST = 300
"""Characters that are kept of a heading: every finding below it repeats them in its path."""
_NAMED = re.compile(
    rf"^(?:{any_of('named')})\s+(?:no\.?\s*)?\d{{1,3}}[a-z]?"
    r"(?:\s*[:.–—-]\s*(?P<title>[A-Z\"“‘(].*))?$",
    re.IGNORECASE,
)
_ASKS = re.compile(rf"\b(?:{any_of('asks')})\b")
_BOXED = re.compile(
    rf"^(?:\S{{1,20}}\s){{0,3}}(?:{any_of('labels')})\s+(?:no\.?\s*)?(?:\d{{1,3}}[a-z]?|[ivx]{{1,5}})$"
    rf"|^(?:(?:{any_of('before_labels')})\s)?(?:{any_of('labels')})$"
    r"|^(?:\S{1,20}\s){1,3}recommendation$",
    re.IGNORECASE,
)
"""A label over one paragraph. With no number it is all of the heading: `The skills challenge` is a topic."""
_QUOTED = re.compile(r"^recommendation\s+(?:no\.?\s*)?(?:\d{1,3}[a-z]?|[ivx]{1,5})\b", re.IGNORECASE)
"""How a reply names what it answers: not `Recommendations`, which many a report has that tells of a reply."""
_BARE_CAPTION = re.compile(
    rf"^(?:{any_of('captions')})\s+\d{{1,3}}(?:\.\d{{1,2}})?[a-z]?\s*[.:]?$", re.IGNORECASE
)
_REPLIES = re.compile(
    rf"\b(?:{any_of('repliers')})(?:['’]?s)? response\b|\b(?:{any_of('replies')})"
    r"(?: in (?:part|principle|full))? (?:this|the|these) recommendations?\b",
    re.IGNORECASE,
)
_RESPONSE = re.compile(rf"(?:{any_of('heading_repliers')})(?:['’]s)? (?:response|reply)\b", re.IGNORECASE)
_ANSWERS = re.compile(
    rf"^(?:response|reply|(?:(?!\b(?:{any_of('still_asks')})\b)[^.]){{0,80}}\b(?:{any_of('answers')}))\b",
    re.IGNORECASE,
)
"""How a paragraph begins that answers a recommendation."""
_REPLIES_AT_LEAST = 3
_REPLY_LOOK = 400_000
_LISTS_SOURCES = re.compile(any_of("sources"), re.IGNORECASE)
_SOURCE = re.compile(r"\b(?:1[89]|20)\d\d|https?:|www\.|\bdoi\b|\bpp?\. ?\d|\bibid|\bet al\b", re.IGNORECASE)
"""What an entry of a list of sources tells."""
_SENTENCE = re.compile(
    rf"(?=(?:\S+\s){{3}})(?:{any_of('subject_starts')})\s[^,.:;?]*\b(?:{any_of('says')})\s[^.:?]*\."
)
"""A sentence with a verb, no author before it: `The crews were late.`"""
_AHEAD = 3
_PROSE = 200
"""A paragraph as long as this is no mere note between sources."""


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
    box: bool = False
    """It stands over a box, and the section that the box stands in goes on after it."""


def headings_of(report: Report) -> list[Heading]:
    """All headings, in order: those the reader saw and paragraphs that are headings by their words."""
    at = [n for n, block in enumerate(report.blocks) if _is_heading(report, n, block)]
    reply = _is_reply(report.text)
    found = [_read(report, n, after, reply=reply) for n, after in pairwise([*at, len(report.blocks)])]
    return _without_title_role(report, _without_quantities(_without_covers(list(_titled(report, found)))))


def _is_heading(report: Report, at: int, block: Block) -> bool:
    if block.kind is BlockKind.HEADING:
        return not _is_captions_title(report, at)
    if block.kind is not BlockKind.PARAGRAPH or block.end - block.start > _LONGEST_NAMED:
        return False
    after = report.blocks[at + 1] if at + 1 < len(report.blocks) else None
    if after is None or after.kind not in _BODY:
        return False
    return _is_by_words(report.text[block.start : block.end])


def _is_captions_title(report: Report, at: int) -> bool:
    """Whether right above it stands a bare `Figure 4` or `Box 1`, whose title it is."""
    text = report.text[report.blocks[at].start : report.blocks[at].end]
    if not at or number_of(text).scheme or role_of(text) in DECLARED:
        return False
    above = report.blocks[at - 1]
    same = above.page == report.blocks[at].page and above.end - above.start < _LONGEST_NAMED
    return same and _BARE_CAPTION.match(report.text[above.start : above.end]) is not None


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
    text = (printed[number.length :].strip() or printed)[:LONGEST].rstrip()
    below = sum(item.end - item.start for item in held)
    level = block.level if block.kind is BlockKind.HEADING else 0
    role = role_of(text)
    if "annex" in (number.scheme, number_of(text).scheme) and role not in _OF_ANNEXES:
        role = Role.ANNEX
    reach = _reach(report, text, role, at, after, reply=reply)
    return Heading(block.start, block.end, block.page, text, number, level, role, below, reach)


def _titled(report: Report, found: Sequence[Heading]) -> Iterator[Heading]:
    """The heading right below a boxed label is its title: it has the label's role, and reaches as far."""
    above: Heading | None = None
    for heading, after, third in zip_longest(found, found[1:], found[2:]):
        if above is not None:
            yield replace(heading, role=above.role, reach=_reach_of_title(report, heading))
            above = None
            continue
        boxed = not heading.below and _BOXED.match(heading.text.rstrip(" :.")) and _is_title_of(after, third)
        above = heading if boxed else None
        yield replace(heading, reach=heading.end) if boxed else heading


def _is_title_of(after: Heading | None, third: Heading | None) -> bool:
    """Whether the heading after a label is its title: at most a topic, over text, without a sister."""
    if after is None or not after.below or after.number.scheme or after.role not in _TOPICS:
        return False
    return third is None or third.level != after.level


def _reach_of_title(report: Report, heading: Heading) -> int | None:
    after = bisect_right(report.blocks, heading.start, key=lambda block: block.start)
    body = list(takewhile(lambda block: block.kind in _BODY, report.blocks[after:]))
    return _first_block(body) if body else None


def _reach(report: Report, text: str, role: Role | None, at: int, after: int, *, reply: bool) -> int | None:
    """Where a heading's rule ends before the next heading.

    A contents list ends with its last entry. A boxed `Recommendation 3` rules one paragraph and the
    list below it; then the report goes on with what it said before, or, if it is a reply, answers.
    """
    blocks = report.blocks[at + 1 : after]
    if role is Role.CONTENTS:
        entries = [block.end for block in blocks if block.kind is BlockKind.CONTENTS]
        return entries[-1] if entries else None
    body = [block for block in blocks if block.kind in _BODY]
    if role is Role.REFERENCES:
        return _sources_end(report, body) if _LISTS_SOURCES.search(text) else None
    if not body or not (_BOXED.match(text.rstrip(" :.")) or (reply and _QUOTED.match(text))):
        return None
    if after < len(report.blocks) and _RESPONSE.match(report.text, report.blocks[after].start):
        return None  # all of it is quoted: the answer has a heading of its own
    return (_answered(report, body) if reply else None) or _first_block(body)


def _answered(report: Report, body: Sequence[Block]) -> int | None:
    """Where the answer to a quoted recommendation begins; None where no paragraph reads like one."""
    for before, block in pairwise(body):
        if block.kind is BlockKind.PARAGRAPH and _ANSWERS.match(report.text[block.start : block.end]):
            return before.end
    return None


def _sources_end(report: Report, body: Sequence[Block]) -> int | None:
    """Where a list of sources goes over to prose or to a table that tells no year, address or pages."""
    listed = False
    for at, (before, block) in enumerate(pairwise(body), 1):
        listed = listed or bool(_SOURCE.search(report.text, before.start, before.end))
        ahead = body[at : at + _AHEAD] if listed and _is_prose(report, block) else ()
        if ahead and not any(_SOURCE.search(report.text, b.start, b.end) for b in ahead):
            return before.end
    return None


def _is_prose(report: Report, block: Block) -> bool:
    """A row, a long paragraph, or a short one that is a sentence: what no source looks like."""
    if block.kind is BlockKind.TABLE_ROW or block.end - block.start > _PROSE:
        return True
    sentence = report.text[block.start : block.end]
    return block.kind is BlockKind.PARAGRAPH and _SENTENCE.fullmatch(sentence) is not None


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


def _without_covers(found: list[Heading]) -> list[Heading]:
    """What the cover and the title page both print before the contents, authors or a subtitle, rules nothing.

    The title itself stays what it is: the highest of them.
    """
    listed = next((at for at, h in enumerate(found[:_FRONT]) if h.role is Role.CONTENTS), 0)
    names = [_letters(heading.text) for heading in found[:listed]]
    top = min((heading.level for heading in found[:listed]), default=0)
    out = list(found)
    for at, name in enumerate(names):
        others = (other for k, other in enumerate(names) if k != at)
        plain = found[at].role in (None, Role.OTHER) and found[at].level > top
        if plain and len(name) >= _NAME_AT_LEAST and any(name in other for other in others):
            out[at] = replace(found[at], reach=found[at].end)
    return out


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _without_title_role(report: Report, found: list[Heading]) -> list[Heading]:
    """A title names the subject of the whole: it gives no role to all that stands under it.

    Where there is no other heading, a title that begins with what it declares is believed. A case
    study is one as a whole.
    """
    if not found or found[0].role in (None, Role.OTHER) or not _is_title(report, found):
        return found
    if found[0].role is Role.CASE_STUDY and not _has_chapters(found):
        return found
    if len(found) == 1 and role_of(re.split(r"[:–—]", found[0].text)[0]) in DECLARED:
        return found
    return [replace(found[0], role=Role.OTHER), *found[1:]]


def _has_chapters(found: Sequence[Heading]) -> bool:
    """Whether numbered headings stand below the first: a report whose title says `Spotlight on …`."""
    return sum(1 for heading in found[1:] if heading.number.scheme in ("1", "I", "chapter")) > 1


def _is_title(report: Report, found: list[Heading]) -> bool:
    first = found[0]
    early = any(block.start == first.start for block in report.blocks[:_TITLE_AT])
    if not early or first.number.scheme:
        return False
    above_all = first.level and all(h.level > first.level or not h.level for h in found[1:])
    return bool(_SUBJECT.search(first.text)) and (above_all or not first.level)
