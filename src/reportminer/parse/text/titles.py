"""What a single line says of itself: title-like, stock name, question, division, lead-in."""

import re
from functools import cache
from importlib.resources import files

from reportminer.labels import BlockKind
from reportminer.parse.text.chunks import Chunk
from reportminer.parse.text.words import any_of

_LONGEST = 130
_MOST_WORDS = 16
_MOST_WORDS_COLON = 6
_MOST_WORDS_QUESTION = 40
_LONGEST_QUESTION = 260
_DIVISION = re.compile(
    rf"^(?:{any_of('divisions')})\s+(?:\d{{1,3}}|[ivxlc]{{1,6}}|[a-z])\b(?!\s+of\b)", re.IGNORECASE
)
_NUMBERED_NAME = re.compile(rf"^(?:{any_of('counted')})\s+(?:no\.?\s*)?\d{{1,3}}[a-z]?\b", re.IGNORECASE)
_NO_HEADING = re.compile(
    rf"https?://|www\.|@\w|\.(?:{any_of('endings')})\b|^\W*$|^(?:{any_of('labels')})\b\s*[:.]|"
    r"©|^\W*\d(?:[\s,./:%-]*\d)*\W*$|\d,\d{3}$|"
    rf"\b(?:{any_of('pictures')}) (?:{any_of('credited')})\b|"
    rf"\((?:{any_of('sides')})\)|\b(?:first|originally) (?:{any_of('published')})\b",
    re.IGNORECASE,
)
_DATE = re.compile(
    rf"^(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?(?:{any_of('months')})\s+(?:\d{{1,2}},?\s+)?\d{{4}}$", re.IGNORECASE
)
_LEAD_IN = re.compile(
    rf"\b(?:{any_of('lead_in_ends')})\s*:$|^(?:{any_of('lead_in_starts')})\b.*:$", re.IGNORECASE
)
_STARTS = re.compile(r"^[\"'“‘(\[]?[A-Z0-9À-ÖØ-ÞĀ-Ž¿¡]")
_ENDS_TEXT = (".", ",", ";", "…", "—", "–", "-", "&", "/", "|", "=")
_HANGING = re.compile(rf"(?<![-\w])(?:{any_of('hanging')})$")
_SAID = re.compile(r"[.!?…”’\"'»]\s{1,3}(?:--|[—–])\s{0,3}[A-ZÀ-ÖØ-Þ]")
_ASKING = re.compile(rf"^(?:{any_of('asking')})\b", re.IGNORECASE)
_SPEAKER = re.compile(r"^[A-Z][\w.’'-]{0,30}(?: [A-Z][\w.’'-]{0,30}){0,2}: .*\?$")
_DASHES = "–—−‒-"
_SPOKEN = re.compile(r"^(?:[A-ZÀ-ÖØ-Þ][\w.’'-]{0,30} ?){1,3}:\s|^[QA]\d{0,3}\s?[.:)]\s")
"""`Ada: …`, `Q1. …`"""
_QUESTION = re.compile(
    rf"^(?:{any_of('asking', 'asking_verbs')})\b.*\?(?:\s*\([^()]{{1,60}}\))?$", re.IGNORECASE
)


@cache
def stock_names() -> frozenset[str]:
    """Headings of reports of all kinds, in lower case without punctuation."""
    text = files("reportminer.parse.text").joinpath("stock.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


def is_stock(text: str) -> bool:
    """Whether a text is a stock heading, its punctuation aside."""
    words = re.sub(r"[^\w\s']", " ", text.casefold().replace("’", "'"))
    return " ".join(words.split()) in stock_names()


def names_nothing(text: str) -> bool:
    """An address, a date, a credit, a note of where it was first published."""
    return bool(_NO_HEADING.search(text) or _DATE.match(text))


def is_title_like(chunk: Chunk) -> bool:
    """Short, begins like a title, does not end like a sentence."""
    if chunk.kind not in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM) or chunk.quoted:
        return False
    text = chunk.body
    if len(text) > _LONGEST or chunk.words > _MOST_WORDS or not _STARTS.match(text):
        return False
    if (
        names_nothing(text)
        or any(sign.search(text) for sign in (_SPEAKER, _SAID))
        or not any(map(str.isalpha, text))
    ):
        return False
    if text.endswith(_ENDS_TEXT) and not chunk.bold:
        return False
    hanging = _HANGING.search(text) and not _ASKING.match(text)
    return not hanging and not (text.endswith(":") and not _colon_title(text))


def _colon_title(text: str) -> bool:
    """`Lessons learned:` but not `These include:`."""
    if is_stock(text):
        return True
    short = len(text.split()) <= _MOST_WORDS_COLON
    return short and not _LEAD_IN.search(text) and not _HANGING.search(text.rstrip(": "))


def is_question(chunk: Chunk) -> bool:
    """A question in a line of its own, as forms and interviews have them."""
    return (
        chunk.kind in (BlockKind.PARAGRAPH, BlockKind.HEADING)
        and not chunk.quoted
        and len(chunk.text) <= _LONGEST_QUESTION
        and chunk.words <= _MOST_WORDS_QUESTION
        and bool(_QUESTION.match(chunk.text))
    )


def is_spoken(chunk: Chunk) -> bool:
    """A turn of a talk: under its speaker's name, or a question after a dash."""
    asked = _is_dashed(chunk) and chunk.body.rstrip("”\"' ").endswith("?")
    return asked or has_speaker(chunk)


def has_speaker(chunk: Chunk) -> bool:
    """A name and a colon at its beginning, after a dash or nothing."""
    return (chunk.mark is None or _is_dashed(chunk)) and bool(_SPOKEN.match(chunk.body))


def _is_dashed(chunk: Chunk) -> bool:
    return chunk.is_bullet and chunk.text[:1] in _DASHES


def is_division(text: str) -> bool:
    """`Chapter 3`, `Part B: …`, `Annex 2`, `Case study 4`."""
    return bool(_DIVISION.match(text))


def is_named(text: str) -> bool:
    """A heading by its words alone: a stock heading, `Recommendation 4`, `Objective 2: …`."""
    return is_stock(text) or bool(_NUMBERED_NAME.match(text))
