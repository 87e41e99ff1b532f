"""The title of a report: what is set largest on the cover and is no masthead."""

from collections.abc import Sequence
from itertools import pairwise

from reportminer.labels import BlockKind
from reportminer.link.cover import (
    SMALL,
    CoverLine,
    Told,
    begins_with,
    holds,
    is_masthead,
    labels_next,
    plain_words,
    words,
)
from reportminer.link.organisation import is_known
from reportminer.types import Report

MAX_WORDS = 40
_RUNNING = 12
"""Words from which a line that ends like a sentence is one."""
_SAME = 0.9
"""Lines whose sizes differ by no more than this share belong to one title."""
_PARTS = 4
"""More lines than a title is set in."""
_FEW = 2
_KINDS = (BlockKind.HEADING, BlockKind.PARAGRAPH)


def title_of(report: Report, cover: Sequence[CoverLine]) -> Told:
    """From the document properties if the cover bears them out, else from the cover."""
    own = report.properties.get("title", "").strip()
    if _sane(own) and _borne_out(own, cover):
        return Told(own, "properties")
    if told := _from_cover(cover):
        return Told(told, "cover")
    return Told(own, "properties") if _sane(own) and not cover else Told()


def _sane(title: str) -> bool:
    known = plain_words(title)
    return len(known) > 1 and sum(map(len, known)) > 7 and not holds(title, words("not_property"))


def _borne_out(title: str, cover: Sequence[CoverLine]) -> bool:
    on_cover = {word for line in cover if line.page == 1 for word in plain_words(line.text)}
    known = plain_words(title)
    return sum(word in on_cover for word in known) >= 0.8 * len(known)


def _from_cover(cover: Sequence[CoverLine]) -> str:
    lines = [line for line in cover if line.page == 1] or list(cover)
    if told := next(
        (line.text[8:].strip() for line in lines if line.text.lower().startswith("subject:")), ""
    ):
        return told
    if not any(line.size for line in lines):
        return _from_top(lines)
    able = [line for line in lines if _able(line)]
    if not able:
        return ""
    largest = max(able, key=lambda line: line.size)
    parts = _at_most(_neighbours(able, largest))
    if all(map(_says_little, parts)) or is_generic(" ".join(part.text for part in parts)):
        parts = _with_next(able, parts)
    return _begun(lines, parts[0]) + _joined([parts[0], *filter(_no_byline, parts[1:])])


def _no_byline(part: CoverLine) -> bool:
    """Not `Report of the Director` below a title."""
    return not begins_with(part.text, words("byline"))


def _at_most(parts: list[CoverLine]) -> list[CoverLine]:
    """On a page set in one size everything is large: the first lines, and no numbered heading."""
    if len(parts) <= _PARTS:
        return parts
    plain = [part for part in parts if not part.text[0].isdigit()] or parts
    return plain[:_FEW]


def _begun(lines: Sequence[CoverLine], first: CoverLine) -> str:
    """The line before a title that begins small: its first words, set apart."""
    at = lines.index(first)
    return f"{lines[at - 1].text} " if at and first.text[0].islower() else ""


def _from_top(lines: Sequence[CoverLine]) -> str:
    """Text input: a line that calls itself the title, or the first short line that is no masthead."""
    for line in lines[:12]:
        if line.text.lower().startswith("title:"):
            return line.text[6:].strip()
    if lines and _of_form(lines[0].text):
        return ""
    for line in lines[:12]:
        if len(line.text.split()) > _RUNNING and line.text[-1] in ".?!":
            return ""
        if _able(line) and _stands_alone(line.text):
            return line.text
    return ""


def _of_form(text: str) -> bool:
    """A field of a form, `Prepared by (name)`, `What was tried? (in short)`: nothing is set as a title."""
    return labels_next(text) or (text.endswith(")") and "? (" in text)


def _stands_alone(text: str) -> bool:
    return text[-1] not in ".,;:" and not text[0].islower() and not is_generic(text)


def _able(line: CoverLine) -> bool:
    if line.kind not in _KINDS or line.long or len(line.text.split()) > MAX_WORDS:
        return False
    known = plain_words(line.text)
    letters = sum(letter.isalpha() for word in known for letter in word)
    if letters < 4 or begins_with(line.text, words("not_title")) or _dated(known):
        return False
    if holds(line.text, words("agenda")):
        return False
    if line.text.endswith(".") and len(known) > _RUNNING:
        return False
    return not is_masthead(line.text) and not is_known(line.text)


def _dated(known: Sequence[str]) -> bool:
    """Nothing but a date and a place: `May 2012`, `22 September 2009, New York`."""
    return len(known) <= 6 and any(word in words("months") for word in known) and known[-1:] != known[:1]


def is_generic(title: str) -> bool:
    """`Report`, `Overview`: words that any report may bear, or one word alone."""
    known = [word for word in plain_words(title) if not word.isdigit()]
    return " ".join(known) in words("generic") or len(known) < 2


def _says_little(line: CoverLine) -> bool:
    return " ".join(plain_words(line.text)) in words("generic")


def _neighbours(able: Sequence[CoverLine], largest: CoverLine) -> list[CoverLine]:
    """The largest line and those right before and after it that are set as large."""
    at = able.index(largest)
    first, last = at, at + 1
    while first and able[first - 1].size >= _SAME * largest.size:
        first -= 1
    while last < len(able) and able[last].size >= _SAME * largest.size:
        last += 1
    return list(able[first:last])


def _with_next(able: Sequence[CoverLine], parts: list[CoverLine]) -> list[CoverLine]:
    """The parts and the largest of the other lines, in the order of the cover."""
    others = [line for line in able if line not in parts and not is_generic(line.text)]
    if not others:
        return parts
    extra = max(others, key=lambda line: line.size)
    if extra.size < max(part.size for part in parts) / 4:
        return parts
    added = _neighbours(others, extra)
    if all(map(_says_little, parts)) and len(plain_words(extra.text)) > 3:
        return added
    return sorted([*parts, *added], key=able.index)


def _joined(parts: Sequence[CoverLine]) -> str:
    """One line; parts are set off by a colon where a new one begins large."""
    title = parts[0].text
    for before, part in pairwise(parts):
        goes_on = part.text[:1].islower() or title.endswith((":", "-", "–")) or _hangs(before.text)
        title += (" " if goes_on else ": ") + part.text
    return title.strip(" :")


def _hangs(text: str) -> bool:
    """Whether a line ends in a word that needs another after it: `responsibility into`."""
    return text.rsplit(maxsplit=1)[-1].lower() in SMALL | {"into", "with", "through", "under", "&"}
