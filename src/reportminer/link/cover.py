"""The cover of a report: the lines of its first pages, with how large they are set."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from reportminer.labels import BlockKind
from reportminer.link.data import read_words
from reportminer.types import Block, Report

PAGES = 4
MAX_BLOCKS = 80
LONG = 40
"""Words from which a block is running text."""
_KEYS = (
    "masthead",
    "not_title",
    "generic",
    "published",
    "aims",
    "aims_behind",
    "ahead",
    "documents",
    "until",
    "until_between",
    "months",
    "made_by",
    "imprint",
    "agenda",
    "bodies",
    "not_body",
    "not_property",
    "kinds",
    "small",
    "small_in_title",
    "we_at",
    "we_joined",
    "events",
    "makers",
    "byline",
)
_ASIDE = frozenset((BlockKind.FOOTNOTE, BlockKind.CONTENTS))
_NOTE_MARKS = frozenset("¹²³⁴⁵⁶⁷⁸⁹*†‡")
_POINT = 12
"""Words that a point of a list on a cover does not go beyond."""
_SYMBOL = re.compile(r"(?<!\S)\S{0,80}?\w/\S{0,80}?\d\S*")
"""A document symbol: `A/39/361`, `DP/2025/12`. Bounded, for a word may have a million letters."""
SMALL = frozenset(
    ("of", "the", "and", "for", "in", "on", "to", "a", "an", "at", "by", "with", "from", "its", "no")
)
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


@cache
def words(key: str) -> tuple[str, ...]:
    """A list of `rules/cover.yaml`, longest phrase first."""
    return tuple(sorted(read_words("cover.yaml", _KEYS)[key], key=lambda phrase: (-len(phrase), phrase)))


class Told(NamedTuple):
    """What a report says of itself, and where it stands: cover, properties, text, furniture."""

    value: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class CoverLine:
    """A block of the cover."""

    text: str
    kind: BlockKind
    page: int
    """1 for the first page with words, and so on."""
    size: float
    """Height of its printed lines in points; 0 for text input."""
    long: bool
    """Running text: a paragraph of a foreword or a summary."""


def cover_of(report: Report) -> tuple[CoverLine, ...]:
    """The blocks of the first pages that hold words; of text input, those before running text."""
    pages: list[int] = []
    lines: list[CoverLine] = []
    for block in report.blocks[:MAX_BLOCKS]:
        if block.page not in pages:
            pages.append(block.page)
        if len(pages) > PAGES:
            break
        line = _line(report, block, len(pages))
        if line.long and not line.size:
            break
        lines.append(line)
    return tuple(lines)


def _line(report: Report, block: Block, page: int) -> CoverLine:
    text = " ".join(report.text[block.start : block.end].split())
    sizes = sorted(
        line.box.bottom - line.box.top
        for line in report.lines_of(block.start, block.end)
        if line.box is not None
    )
    size = sizes[len(sizes) // 2] if sizes else 0.0
    return CoverLine(text, block.kind, page, size, len(text.split()) > LONG)


def is_aside(line: CoverLine) -> bool:
    """A contents entry, a footnote, a point of a summary: on the first page and no part of the cover."""
    noted = line.text[:1] in _NOTE_MARKS
    return (
        line.kind in _ASIDE or noted or (line.kind is BlockKind.LIST_ITEM and line.text.count(" ") > _POINT)
    )


def labels_next(text: str) -> bool:
    """`Prepared by`, `Prepared by (name):` alone on its line: the next one holds the name."""
    bare = re.sub(r"\([^()]{0,200}\)", " ", text).strip(" :–-").lower()
    return " ".join(bare.split()) in words("makers")


def plain_words(text: str) -> list[str]:
    """The words of a text in lower case."""
    return [word.replace("’", "'") for word in _WORD.findall(text.lower())]


def begins_with(text: str, phrases: Iterable[str]) -> bool:
    """Whether a text begins with one of the phrases, as whole words."""
    low = text.lower().lstrip("•- ")
    return any(
        low == phrase or (low.startswith(phrase) and not low[len(phrase)].isalnum()) for phrase in phrases
    )


def holds(text: str, phrases: Collection[str]) -> bool:
    """Whether a text holds one of the phrases."""
    low = text.lower()
    return any(phrase in low for phrase in phrases)


def is_masthead(text: str) -> bool:
    """Whether names of bodies and series make up the whole line."""
    left = " ".join(plain_words(_SYMBOL.sub(" ", text)))
    for phrase in words("masthead"):
        left = f" {left} ".replace(f" {phrase} ", "  ").strip()
    rest = [
        word for word in left.split() if word not in SMALL and not any(letter.isdigit() for letter in word)
    ]
    return not rest
