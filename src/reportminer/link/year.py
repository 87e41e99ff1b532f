"""The year of a report: when it was published, as its cover, title, properties or text tell."""

import re
from collections import Counter
from collections.abc import Sequence

from reportminer.link.cover import CoverLine, Told, plain_words, words
from reportminer.types import Report

_YEAR = re.compile(r"(?<![\w/.,-])(?:19[5-9]\d|20[0-9]\d)(?![\w/]|[.,]\d)")
_TORN_YEAR = re.compile(r"\b(19|20) ?(\d) ?(\d)$")
"""A year at the end of a line, perhaps torn apart by a scanner: `19 84`."""
_CREATED = re.compile(r"D?:?\s*((?:19|20)\d\d)")
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|\bCopyright|^copyright)[^\n\d]{0,60}((?:19[5-9]|20[0-9])\d)\b", re.MULTILINE
)
_SHORT = 14
"""Words of a line that gives a date and little else."""
_TEXT_SHARE = 0.3


def year_of(report: Report, cover: Sequence[CoverLine], title: str) -> Told:
    """Four digits, or nothing where no year is plain.

    In this order: a publication line of the first pages, a date that stands alone or behind the maker's
    name on the first, a dated line, the title, the day the file was made, the year that the text speaks
    of most among its latest.
    """
    short = [line for line in cover if len(line.text.split()) <= _SHORT]
    dated = [
        line.text for line in short if line.page <= 2 and set(plain_words(line.text)) & set(words("months"))
    ]
    if found := _published(short) or _imprinted(short):
        return Told(found, "cover")
    if found := max((year for line in dated for year in _years(line)), default="") or max(
        _years(title), default=""
    ):
        return Told(found, "cover")
    if found := _created(report):
        return Told(found, "properties")
    found = _in_text(report.text)
    return Told(found, "text") if found else Told()


def _imprinted(lines: Sequence[CoverLine]) -> str:
    """The latest year of the first page's lines that hold a date alone, or a name and a date behind it."""
    found = [
        years[-1]
        for line in lines
        if line.page == 1 and (years := _years(line.text)) and (_is_date(line.text) or imprint_of(line.text))
    ]
    return max(found, default="")


def _is_date(text: str) -> bool:
    """`2011`, `March 2011`, `30 June 2021`: and nothing else."""
    rest = [word for word in plain_words(text) if not word.isdigit() and word not in words("months")]
    return all(word in _DATE_WORDS for word in rest) and text[:1].isalnum()


_DATE_WORDS = frozenset(("date", "of", "the", "st", "nd", "rd", "th"))
_IMPRINT = re.compile(r"(?P<name>[^\d|:;]{4,110}),\s(?:[^\W\d]{3,9}\s)?(?:19|20)\d\d\.?")


def imprint_of(text: str) -> str:
    """The maker of `Riverside Trust, 2009` or `Riverside Trust, March 2009`; else nothing."""
    found = _IMPRINT.fullmatch(text.strip())
    if not found:
        return ""
    name = found["name"].strip()
    parts = [part for part in name.split() if part.lower() not in words("small")]
    large = sum(part[0].isupper() for part in parts)
    return name if parts and large >= 0.75 * len(parts) and name[0].isupper() and len(parts) > 1 else ""


def _published(lines: Sequence[CoverLine]) -> str:
    """The year that stands last behind a word such as `published`."""
    for line in lines:
        low = line.text.lower()
        for cue in words("published"):
            at = low.find(cue)
            if at >= 0 and (years := _years(line.text[at:])):
                return years[-1]
    return ""


def _years(line: str) -> list[str]:
    torn = _TORN_YEAR.search(line)
    return _YEAR.findall(line) or (["".join(torn.groups())] if torn else [])


def _created(report: Report) -> str:
    """The file's own date; a file without words is a scan, made long after its report."""
    if not report.text.strip():
        return ""
    found = _CREATED.match(report.properties.get("created", "").strip())
    return str(found[1]) if found else ""


def _in_text(text: str) -> str:
    """The year of the copyright line, wherever it stands, or else the latest that is told often."""
    marked = _COPYRIGHT.search(text)
    return marked[1] if marked else _latest(text)


def _latest(text: str) -> str:
    """The latest year, if the text names it more than once and often among the years it names."""
    years = Counter(_YEAR.findall(text))
    if not years:
        return ""
    last = max(years)
    return last if years[last] > 1 and years[last] >= _TEXT_SHARE * years.total() else ""
