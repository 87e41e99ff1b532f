"""The units that are labelled: sentences, list items, table cells, each with its span in the text.

A splitter for the prose of reports: full stops of abbreviations, initials, references ("No. 5",
"para. 12"), decimals and numbering do not end a sentence; footnote marks and closing quotes belong
to the sentence before them; bullets inside a paragraph begin a new segment. Word lists are data
(`rules/segment.yaml`). Every pattern is linear in the length of the text.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from reportminer.labels import MINEABLE, BlockKind, Role, SegmentKind
from reportminer.tag.data import read_yaml
from reportminer.types import Block, Outline, Report, Section, Segment, Span

SKIPPED_ROLES = frozenset({Role.CONTENTS, Role.REFERENCES})
ITEM_WORDS = 110
"""A bulleted item longer than this is read sentence by sentence."""
NUMBERED_WORDS = 45
"""The same for numbered items, which are often numbered paragraphs."""
ITEM_LENGTH = 700
"""A list item or numbered paragraph of no more characters is told whole: see `items`."""

_BULLETS = "•●▪■◦‣⁃∙○►▸➢➤✓✔❖◆◇□❑"
_END = re.compile(
    r"(?<![.!?…])[.!?…]++"  # the stop itself; runs are taken whole, or time would grow as their square
    r"[\"'”’»)\]*]{0,4}"  # what closes with it
    r"(?:(?:\[\d{1,3}\]|\d{1,3})(?:[,–-]\d{1,3}){0,4}"  # footnote marks
    r"|[¹²³⁰⁴-⁹]{1,4}(?:[, ]{0,2}[¹²³⁰⁴-⁹]{1,4}){0,3})?"
    r"(?=\s)|\s(?=[" + _BULLETS + r"]\s)"
)
_OPENING = re.compile(r"\s*[\"'“‘«(\[*]{0,4}(?P<word>[^\W_]+)?")
_WORD_BEFORE = re.compile(r"[^\W_](?:[\w'’.]*[^\W_])?$")
_ASIDE = re.compile(r"\s+[–—-]+\s+[^\W\d_]")
_BEFORE_ITEM = re.compile(r"(?:^|[:;,.|]|\b(?:and|or))\s*$")
_ITEM_LETTER = re.compile(r"[a-z]|[ivx]{2,4}")
_DIGITS_AFTER = re.compile(r"[.!?…][\"'”’»)\]*]{0,4}\[?\d")
_LEAD = re.compile(
    rf"(?:\s|[{_BULLETS}·*#>=+@|~_–—-]"
    r"|[([]?(?:\d{1,3}(?:\.\d{1,3}){0,3}|[ivxIVX]{1,5}|[a-zA-Z])[)\]](?=\s)"
    r"|\d{1,3}(?:\.\d{1,3}){0,3}\.(?=\s)"
    r"|(?:[a-z]|[ivx]{2,4})\.(?=\s)"
    r"|o(?=\s))"
)
_NUMBERED = re.compile(r"[([]?(?:\d|[a-zA-Z]{1,4}[).])")
_PARAGRAPH_NUMBER = re.compile(r"\d{1,3}\.\s")


@dataclass(frozen=True, slots=True)
class _Words:
    """The word lists of `rules/segment.yaml`, in lower case."""

    never: frozenset[str]
    before_number: frozenset[str]
    perhaps: frozenset[str]
    starters: frozenset[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    data = read_yaml("segment.yaml", allowed=_Words.__slots__)
    return _Words(**{name: frozenset(str(data[name]).split()) for name in _Words.__slots__})


def segments(report: Report, outline: Outline) -> tuple[Segment, ...]:
    """Cut the mineable blocks of a report into segments, in the order of the text.

    Headings, furniture, run-in heading text and what stands under contents or references give
    none. Spans are trimmed of white space, bullets, list numbers and leading `= + - @`, and hold
    at least one letter.
    """
    finder = _SectionFinder(outline)
    found: list[Segment] = []
    for number, block in enumerate(report.blocks):
        if block.kind not in MINEABLE:
            continue
        for start, end, section in finder.pieces(block):
            if section.role in SKIPPED_ROLES:
                continue
            for kind, span in _units(report.text, block, (start, end)):
                trimmed = _trim(report.text, span)
                if trimmed:
                    found.append(Segment(len(found), kind, *trimmed, number, section.index))
    return tuple(found)


def items(report: Report, segments: Sequence[Segment]) -> list[range]:
    """The segments dealt into what is told as one: the sentences of a list item or numbered paragraph.

    Every other segment, and each sentence of an item that is long, stands alone.
    """
    found: list[range] = []
    for (block, _), group in groupby(segments, key=lambda s: (s.block, s.section)):
        own = [segment.index for segment in group]
        if len(own) > 1 and _is_item(report.text, report.blocks[block]):
            found.append(range(own[0], own[-1] + 1))
        else:
            found.extend(range(at, at + 1) for at in own)
    return found


def _is_item(text: str, block: Block) -> bool:
    """It is short, and a point of a list or cited by its number."""
    if block.end - block.start > ITEM_LENGTH:
        return False
    numbered = block.kind is BlockKind.PARAGRAPH and _PARAGRAPH_NUMBER.match(text, block.start, block.end)
    return block.kind is BlockKind.LIST_ITEM or bool(numbered)


class _SectionFinder:
    """Tells which section holds a place, for places that only move forward. Linear over a report."""

    def __init__(self, outline: Outline) -> None:
        self._coming = sorted(outline.sections, key=lambda s: (s.start, s.level, s.index))[::-1]
        self._open = [outline.sections[0]]

    def pieces(self, block: Block) -> Iterator[tuple[int, int, Section]]:
        """The parts of a block with the deepest section of each, run-in heading text left out."""
        at = block.start
        while at < block.end:
            section = self._advance(at)
            if section.run_in and section.start <= at < section.body:
                at = min(section.body, block.end)
                continue
            stop = self._stop(section, at, block.end)
            yield at, stop, section
            at = stop

    def _advance(self, at: int) -> Section:
        while self._coming and self._coming[-1].start <= at:
            self._open.append(self._coming.pop())
        while len(self._open) > 1 and self._open[-1].end <= at:
            self._open.pop()
        return self._open[-1]

    def _stop(self, section: Section, at: int, end: int) -> int:
        """Where the section ends or the next one begins, at most `end`."""
        if section.end > at:
            end = min(end, section.end)
        if self._coming:
            end = min(end, max(self._coming[-1].start, at + 1))
        return end


def _units(text: str, block: Block, span: Span) -> Iterator[tuple[SegmentKind, Span]]:
    if block.kind is BlockKind.TABLE_ROW:
        for cell in block.cells or (span,):
            clipped = max(cell[0], span[0]), min(cell[1], span[1])
            yield from ((SegmentKind.TABLE_ROW, unit) for unit in sentences(text, *clipped))
    elif block.kind is BlockKind.LIST_ITEM:
        yield from ((SegmentKind.LIST_ITEM, unit) for unit in _item(text, block, span))
    else:
        yield from ((SegmentKind.SENTENCE, unit) for unit in sentences(text, *span))


def _item(text: str, block: Block, span: Span) -> Iterator[Span]:
    """A list item is one unit, unless it is long enough to be a paragraph."""
    start, end = span
    if start == block.start and block.marker and text.startswith(block.marker, start):
        start += len(block.marker)
    most = NUMBERED_WORDS if _NUMBERED.match(block.marker.strip()) else ITEM_WORDS
    if text.count(" ", start, end) < most:
        yield start, end
    else:
        yield from sentences(text, start, end)


def sentences(text: str, start: int, end: int) -> Iterator[Span]:
    """Spans of the sentences in `text[start:end]`, in order, without gaps that hold a letter."""
    if start >= end:
        return
    piece, begin = text[start:end], 0
    for match in _END.finditer(piece):
        if _ends(piece, begin, match):
            if not piece[begin : match.end()].isspace():
                yield start + begin, start + match.end()
            begin = match.end()
    if piece[begin:].strip():
        yield start + begin, end


def _ends(piece: str, begin: int, match: re.Match[str]) -> bool:
    """Whether the stop that matched ends the sentence that began at `begin`."""
    stop = match.group()
    if stop.isspace():
        return True
    opening = _OPENING.match(piece, match.end(), match.end() + 80)
    word = (opening.group("word") or "") if opening else ""
    if _goes_on(piece, match, word) or _in_brackets(piece, begin, match):
        return False
    if stop[0] != "." or stop.startswith((".", "…", "!", "?"), 1):
        return True
    before = _WORD_BEFORE.search(piece, max(begin, match.start() - 40), match.start())
    return _stop_ends(before.group() if before else "", word, piece, begin, match)


def _goes_on(piece: str, match: re.Match[str], word: str) -> bool:
    """A small letter follows, also after a dash, or the digits after the stop are a decimal's.

    A word like `iPads` may begin a sentence.
    """
    aside = _ASIDE.match(piece, match.end(), match.end() + 8)
    if word.islower() or (aside and aside.group()[-1].islower()):
        return True
    digits = _DIGITS_AFTER.match(match.group())
    return bool(digits) and match.start() > 0 and piece[match.start() - 1].isdigit()


def _in_brackets(piece: str, begin: int, match: re.Match[str]) -> bool:
    """Inside round brackets that close soon: "(see Annex 2. Also 3)"."""
    so_far = piece[max(begin, match.start() - 200) : match.end()]
    if so_far.rfind("(") <= so_far.rfind(")"):
        return False
    ahead = piece[match.end() : match.end() + 120]
    close, opened = ahead.find(")"), ahead.find("(")
    return close >= 0 and (opened < 0 or close < opened)


def _stop_ends(before: str, word: str, piece: str, begin: int, match: re.Match[str]) -> bool:
    """Whether a full stop after the word `before` and ahead of `word` ends a sentence."""
    if _ITEM_LETTER.fullmatch(before) and _BEFORE_ITEM.search(
        piece, max(begin, match.start() - len(before) - 6), match.start() - len(before)
    ):
        return False
    lists, low = _words(), before.lower().replace("’", "'")
    if low in lists.never:
        return False
    if low in lists.before_number and (_is_number(word) or match.group()[-1].isdigit()):
        return False
    if len(before) == 1 and before.isupper():
        return word.lower() in lists.starters and len(word) > 1
    if low in lists.perhaps:
        return not word or (word[0].isupper() and word.lower() in lists.starters)
    lead = piece[begin : min(match.start(), begin + 40)].strip()
    return not (lead == before and _is_number(before) and len(before) <= 5)


def _is_number(word: str) -> bool:
    """A number, a numbering like 3.2, a Roman numeral or a single letter."""
    bare = word.replace(".", "")
    return bare.isdigit() or (bool(bare) and not set(bare.upper()) - set("IVXL")) or len(bare) == 1


def _trim(text: str, span: Span) -> Span | None:
    """The span without white space, bullets, list numbers; None where no letter is left."""
    start, end = span
    while end > start and text[end - 1].isspace():
        end -= 1
    while start < end and (lead := _LEAD.match(text, start, end)):
        start = lead.end()
    return (start, end) if any(map(str.isalpha, text[start:end])) else None
