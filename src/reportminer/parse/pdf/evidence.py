"""What speaks for and against a block being a heading, as numbers that can be weighed."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from reportminer.labels import BlockKind
from reportminer.parse.pdf.course import Course, look_of
from reportminer.parse.pdf.document import Bookmark
from reportminer.parse.pdf.model import Area, Style
from reportminer.parse.pdf.normal import Normal
from reportminer.parse.pdf.paragraphs import BULLET, NUMBER, Block
from reportminer.parse.pdf.titles import SHORTEST_KEY, Bookmarks, depths_of, entry_key, key_of
from reportminer.parse.pdf.words import any_of, words_of

DECIMAL = re.compile(r"^\d{1,2}(?:\.\d{1,2}){1,4}\.?\s+(?=[^\W\d_])")
COUNTED = re.compile(r"^\d{1,3}[.)]?\s+(?=[^\W\d_])")
LETTERED = re.compile(r"^(?:[A-Z]|[IVX]{1,5})[.)]\s+(?=[^\W\d_])")
NAMED = re.compile(rf"^(?:{any_of('named')})s?\s+(?:[\dA-Z]{{1,3}}|[IVX]{{1,5}})\b", re.IGNORECASE)
_SMALL_WORDS = words_of("small")
_BREAKS_OFF = (",", ";", "-", "–", *(f" {word}" for word in words_of("hanging")))
_PLAIN = frozenset({0x000000, 0xFFFFFF})
LONGEST, MOST_LINES = 240, 5
_SHOW, _SHORT = 0.3, 90
_UNIFORM, _PARAGRAPH, _HEAD_OF_COLUMN = 0.97, 100, 90.0


@dataclass(slots=True)
class _Usage:
    """How a face of one size is used in the document."""

    blocks: int = 0
    characters: int = 0
    short: int = 0
    stopped: int = 0


@dataclass(slots=True)
class Context:
    """What the whole document tells about each of its blocks."""

    normal: Normal
    styles: list[Style]
    characters: int = 0
    usage: dict[tuple[int, int], _Usage] = field(default_factory=dict)
    entries: frozenset[str] = frozenset()
    """Titles in bookmarks and contents pages, letters and digits only."""
    repeats: Counter[str] = field(default_factory=Counter)
    course: Course = field(default_factory=Course)
    depths: dict[str, list[int]] = field(default_factory=dict)
    """How deep the contents page sets the titles of a key, in its order."""
    bookmarks: Bookmarks = field(default_factory=Bookmarks)
    space: float = 0.0
    """White space before a paragraph in the middle of the others, in points."""
    uniform: bool = False
    """Set in a single face of one size, as typescripts are: only space, case and numbers can tell."""

    @classmethod
    def of(
        cls, blocks: list[Block], normal: Normal, styles: list[Style], bookmarks: Sequence[Bookmark]
    ) -> "Context":
        """Count how faces are used, and gather the titles that the document lists itself."""
        made = cls(normal, styles)
        listed = {key_of(mark.title) for mark in bookmarks}
        made.bookmarks = Bookmarks.of(bookmarks)
        for block in blocks:
            if block.kind is BlockKind.CONTENTS:
                listed.add(entry_key(block))
            if block.lines[0].area is Area.FLOW and block.lines[0].kind is None:
                made._count(block)
        made.course = Course.of(blocks)
        made.space = _usual_space(blocks)
        most = max((use.characters for use in made.usage.values()), default=0)
        made.uniform = most > _UNIFORM * made.characters
        made.depths = depths_of([b for b in blocks if b.kind is BlockKind.CONTENTS], styles)
        made.entries = frozenset(title for title in listed if len(title) >= SHORTEST_KEY)
        return made

    def _count(self, block: Block) -> None:
        text = block.text
        use = self.usage.setdefault(look_of(block), _Usage())
        use.blocks += 1
        use.characters += len(text)
        use.short += len(text) < 90
        use.stopped += text.rstrip().endswith((".", ";", ","))
        self.characters += len(text)
        if len(text) < 60:
            self.repeats[key_of(text)] += 1


def _usual_space(blocks: list[Block]) -> float:
    """The middle one of the spaces before paragraphs that stand under other text."""
    held = sorted(b.above for b in blocks if len(b.text) > _PARAGRAPH and 0 < b.above < _HEAD_OF_COLUMN)
    return held[len(held) // 2] if held else 0.0


def possible(block: Block) -> bool:
    """Short, with letters, in the flow of the page: worth a closer look."""
    first = block.lines[0]
    if first.aside:  # it would take in the text that goes on after the aside
        return False
    if first.kind is not None or first.area is not Area.FLOW or block.kind is BlockKind.CAPTION:
        return False
    if len(block.lines) > MOST_LINES or BULLET.match(first.text):
        return False
    text = block.text.strip()
    if len(text) > LONGEST:
        return False
    if text[:1].islower() and (text.endswith((".", ",", ";")) or " " not in text):
        return False
    found = NUMBER.match(text)
    text = text[found.end() :] if found else text  # `4.3. Age`: a long number leaves the title no shorter
    letters = sum(map(str.isalpha, text))
    return letters >= 3 and letters > 0.5 * (len(text) - text.count(" "))


def evidence(block: Block, before: Block | None, after: Block | None, context: Context) -> dict[str, float]:
    """Named numbers, most of them 0 or 1; `before` and `after` are its neighbours in reading order."""
    text = block.text.strip()
    found = _of_face(block, context) | _of_words(text) | _of_place(block, context)
    found |= _of_neighbours(block, before, after, context) | _of_document(block, text, context)
    found |= context.course.evidence(block, before, after)
    if found["size"] >= _SHOW and len(text) < _SHORT and not (found["verb"] or found["inner_stop"]):
        found["stop"] = 0.0  # a title in large type may end in a full stop; a sentence quoted so has a verb
    found["bold_short"] = found["bold"] * (found["words_3"] + found["words_8"])
    found["italic_short"] = found["italic"] * (found["words_3"] + found["words_8"])
    found["large_short"] = float(found["larger"] > 0 and len(text) < 90)
    number = max(found["decimal"], found["counted"], found["lettered"])
    brief = float(len(text) < 110 and not (found["stop"] or found["comma"] or found["colon"]))
    found["number_brief"] = number * brief
    found["number_long"] = number * (1.0 - brief)
    found["decimal_brief"] = found["decimal"] * brief
    found["brief"] = brief
    found["brief_before_text"] = brief * found["text_after"]
    found["brief_apart"] = brief * found["gap"] * found["room"]
    found["bold_brief"] = brief * found["bold"]
    found["size_brief"] = brief * max(found["size"], 0.0)
    found["caps_apart"] = found["caps"] * found["gap"]
    found["plain_alone"] = float(not (found["bold"] or found["italic"] or found["colour"] or found["larger"]))
    found["plain_stopped"] = found["plain_alone"] * found["stop"]
    return found


def _of_face(block: Block, context: Context) -> dict[str, float]:
    normal, style = context.normal, context.styles[block.style]
    usual = context.styles[normal.style]
    ratio = block.size / normal.size
    return {
        "size": min(max(ratio - 1.0, -0.4), 1.2),
        "larger": float(ratio >= 1.06),
        "large": float(ratio >= 1.18),
        "huge": float(ratio >= 1.5),
        "smaller": float(ratio < 0.94),
        "bold": float(block.bold and style.weight >= usual.weight + 200),
        "bold_as_usual": float(block.bold and style.weight < usual.weight + 200),
        "medium": float(100 <= style.weight - usual.weight < 200),
        "italic": float(style.italic and not usual.italic),
        "colour": float(style.colour != usual.colour and style.colour not in _PLAIN),
        "family": float(_family(style.font) != _family(usual.font)),
    }


def _family(font: str) -> str:
    return re.split(r"[-,]|(?:PS)?MT|Bold|Ital", font)[0][:8]


def _of_words(text: str) -> dict[str, float]:
    words = text.split()
    named = [word for word in words if word[:1].isalpha() and word.casefold() not in _SMALL_WORDS]
    capital = sum(word[:1].isupper() for word in named) / max(len(named), 1)
    return {
        "words_1": float(len(words) == 1),
        "words_3": float(len(words) <= 3),
        "words_8": float(3 < len(words) <= 8),
        "words_15": float(8 < len(words) <= 15),
        "words_25": float(15 < len(words) <= 25),
        "words_more": float(len(words) > 25),
        "stop": float(text.endswith(".")),
        "comma": float(text.endswith(_BREAKS_OFF)),
        "colon": float(text.endswith(":")),
        "question": float(text.endswith("?")),
        "lower": float(text[0].islower()),
        "odd_start": float(not text[0].isalnum()),
        "caps": float(text.isupper() and len(text) > 3),
        "titled": float(capital > 0.8 and len(named) >= 2),
        "decimal": float(bool(DECIMAL.match(text))),
        "counted": float(bool(COUNTED.match(text))),
        "lettered": float(bool(LETTERED.match(text))),
        "named": float(bool(NAMED.match(text))),
        "digits": sum(map(str.isdigit, text)) / len(text),
        "inner_stop": float(". " in text[4:]),
        "address": float("@" in text or "http" in text or "www." in text),
    }


def _of_place(block: Block, context: Context) -> dict[str, float]:
    normal, last = context.normal, block.lines[-1]
    line = normal.leading * normal.size
    above, below = min(block.above / line, 4.0), min(block.below / line, 4.0)
    width = max(last.right - last.left, 1.0)
    room = (last.right - last.x1) / width
    middle = abs((last.x0 + last.x1) - (last.left + last.right)) / (2 * width)
    return {
        "above": min(max(above, 0.0), 2.0),
        "gap": float(above > 0.75),
        "wide_gap": float(above > 1.3),
        "head_of_column": float(block.above >= 90),
        "below": min(max(below, 0.0), 2.0),
        "tight": float(below < 0.35),
        "nearer_below": float(block.below < block.above - 1),
        "nearer_above": float(block.above < block.below - 1),
        "lines_1": float(len(block.lines) == 1),
        "lines_many": float(len(block.lines) >= 3),
        "room": min(max(room, 0.0), 1.0),
        "full": float(room < 0.12),
        "centred": float(middle < 0.05 and room > 0.1),
        "indented": float(block.lines[0].x0 - block.lines[0].left > 1.5 * block.size),
    }


def _of_neighbours(
    block: Block, before: Block | None, after: Block | None, context: Context
) -> dict[str, float]:
    normal = context.normal

    def running(other: Block | None) -> bool:
        return (
            other is not None
            and other.lines[0].area is Area.FLOW
            and abs(other.size - normal.size) < 0.08 * normal.size
            and len(other.text) > 100
        )

    def alike(other: Block | None) -> bool:
        return other is not None and look_of(other) == look_of(block) and len(other.text) < 100

    return {
        "text_after": float(running(after)),
        "text_before": float(running(before)),
        "alike_before": float(alike(before)),
        "alike_after": float(alike(after)),
        "list_after": float(after is not None and after.kind is BlockKind.LIST_ITEM),
        "table_after": float(after is not None and after.lines[0].area is not Area.FLOW),
        "caption_before": float(before is not None and before.kind is BlockKind.CAPTION),
        "caption_after": float(after is not None and after.kind is BlockKind.CAPTION),
        "figure_after": float(after is not None and after.lines[0].area is Area.FIGURE),
        "larger_before": float(before is not None and before.size > 1.05 * block.size),
        "larger_after": float(after is not None and after.size > 1.05 * block.size),
        "last": float(after is None),
        "lower_after": float(after is not None and after.text[:1].islower()),
        "open_before": float(before is not None and before.text.rstrip()[-1:].isalpha() and running(before)),
    }


def _of_document(block: Block, text: str, context: Context) -> dict[str, float]:
    use = context.usage.get(look_of(block), _Usage(1, 1, 1, 0))
    key = key_of(text)
    return {
        "bookmarked": float(context.bookmarks.level(block) > 0),
        "rare_face": float(use.characters < 0.1 * max(context.characters, 1)),
        "short_face": use.short / max(use.blocks, 1),
        "stopped_face": use.stopped / max(use.blocks, 1),
        "used_face": min(use.blocks / 20, 1.0),
        "listed": float(key in context.entries),
        "repeated": min(max(context.repeats[key] - 1, 0) / 5, 1.0) if len(text) < 60 else 0.0,
    }
