"""The year of a report: when it was published, as its cover, title, properties or text tell."""

import re
from collections import Counter
from collections.abc import Sequence

from reportminer.link.cover import CoverLine, plain_words, words
from reportminer.types import Report

_YEAR = re.compile(r"(?<![\w/.,-])(?:19[5-9]\d|20[0-9]\d)(?![\w/]|[.,]\d)")
_TORN_YEAR = re.compile(r"\b(19|20) ?(\d) ?(\d)$")
"""A year at the end of a line, perhaps torn apart by a scanner: `19 84`."""
_CREATED = re.compile(r"D?:?\s*((?:19|20)\d\d)")
_COPYRIGHT = re.compile(r"(?:©|\(c\)|[Cc]opyright)[^\n\d]{0,60}((?:19[5-9]|20[0-9])\d)\b")
_SHORT = 14
"""Words of a line that gives a date and little else."""
_TEXT_SHARE = 0.3


def year_of(report: Report, cover: Sequence[CoverLine], title: str) -> str:
    """Four digits, or nothing where no year is plain.

    In this order: a publication line of the first pages, a date that stands alone on the cover, the
    title, the day the file was made, the year that the text speaks of most among its latest.
    """
    short = [line for line in cover if len(line.text.split()) <= _SHORT]
    dated = [
        line.text for line in short if line.page <= 2 and set(plain_words(line.text)) & set(words("months"))
    ]
    found = _published(short) or max((year for line in dated for year in _years(line)), default="")
    return found or max(_years(title), default="") or _created(report) or _in_text(report.text)


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
