"""Blocks that stand alone as headings do and yet name nothing: dates, amounts, parts of a quotation."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache

from reportminer.parse.pdf.course import look_of
from reportminer.parse.pdf.evidence import DECIMAL
from reportminer.parse.pdf.paragraphs import Block
from reportminer.parse.pdf.words import any_of

_CHRONICLE = 3
"""Dates of one look that head sections of a chronicle: as many, at least."""
_PAIRS = (("“", "”"), ("„", "“”"), ("«", "»"))
_OPENED_BY = {"”": '“„"', "»": "«"}
_MARKS = "⁰¹²³⁴⁵⁶⁷⁸⁹*†‡.,;"
_ITEM = re.compile(r"\(?(?:[a-z]|[ivx]{1,5}|\d{1,2})\)\s+[^\W\d_A-Z]{2,}\s[^\W\d_A-Z]")
"""`(ii) those who`: a number in brackets before small letters is that of a part of a sentence."""
_SECTION = re.compile(r"\d{1,2}(?:\.\d{1,2})+\.?\s+[^\W\d_a-z]")
"""`1.4 KM`: a number of several parts before a capital is that of a section."""


def unfit(block: Block) -> bool:
    """Whether a block is an amount, the opening of a formula, or a part of a quotation or sentence."""
    text = block.text.strip()
    if is_amount(text) or _closes(text) or _ITEM.match(text):
        return True
    return not DECIMAL.match(text) and (text.endswith(",") or _left_open(text))


def lone_dates(found: Sequence[Block]) -> set[int]:
    """The headings, by identity, that are only a date and no part of a chronicle."""
    dates = [block for block in found if is_date(block.text)]
    looks = Counter(look_of(block) for block in dates)
    return {id(block) for block in dates if looks[look_of(block)] < _CHRONICLE}


def is_date(text: str) -> bool:
    """A month and year, with or without a day, and nothing else."""
    return bool(_date().match(text.strip()))


def is_amount(text: str) -> bool:
    """A number with its unit or currency, and nothing else."""
    text = text.strip()
    return not _SECTION.match(text) and bool(_amount().match(text))


def _left_open(text: str) -> bool:
    """It begins with a quotation mark that nothing in it closes."""
    if text.startswith('"'):
        return text.count('"') == 1
    return any(text.startswith(a) and not any(mark in text for mark in b) for a, b in _PAIRS)


def _closes(text: str) -> bool:
    """It ends with a quotation mark, before the mark of a note if there is one, that nothing in it opens."""
    end = text.rstrip(_MARKS)
    if end.endswith('"'):
        return end.count('"') == 1
    return end[-1:] in _OPENED_BY and not any(mark in end for mark in _OPENED_BY[end[-1]])


@cache
def _date() -> re.Pattern[str]:
    month = any_of("months")
    return re.compile(
        rf"(?:\d{{1,2}}(?:st|nd|rd|th|er|\.)?\s(?:de\s)?)?(?:{month})\.?(?:\s\d{{1,2}})?,?\s(?:de\s)?\d{{4}}$",
        re.IGNORECASE,
    )


@cache
def _amount() -> re.Pattern[str]:
    money, number = rf"(?:[A-Z]{{0,3}}[$€£¥]|(?:{any_of('currencies')}))", r"\d[\d.,\s]*"
    unit = rf"(?:%|(?i:{any_of('units')})\b)"
    forms = rf"{money}\s?{number}{unit}?|{number}{unit}(?:\s?{money})?|{number}{money}"
    return re.compile(rf"(?:{forms})[*†‡⁰¹²³⁴⁵⁶⁷⁸⁹]*$")
