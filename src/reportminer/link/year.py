"""The year of a report: when it was published, as its cover, title, properties or text tell."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import cache

from reportminer.labels import BlockKind, Role
from reportminer.link.cover import CoverLine, Told, plain_words, words
from reportminer.link.data import grammar
from reportminer.link.wordlists import rules
from reportminer.types import Outline, Report

_YEAR = re.compile(r"(?<![\w/.,-])(?:19[5-9]\d|20[0-9]\d)(?![\w/]|[.,]\d)")
_GOES_ON = re.compile(r"(?:\s?(?:[-–—,&]|and)\s?(?:19[5-9]|20[0-9])\d\b)*")
"""The rest of `2009-2011` or `2009, 2011` behind its first year."""
_TORN_YEAR = re.compile(r"\b(19|20) ?(\d) ?(\d)$")
"""A year at the end of a line, perhaps torn apart by a scanner: `19 84`."""
_CREATED = re.compile(r"D?:?\s*((?:19|20)\d\d)")
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|\bCopyright|^copyright)[^\n\d]{0,60}((?:19[5-9]|20[0-9])\d)\b", re.MULTILINE
)
_SHORT = 14
"""Words of a line that gives a date and little else."""
_TEXT_SHARE = 0.3
_FIRST_PDF = 1993
"""A file that calls itself older was made by a computer with a wrong clock."""
_ASKING = frozenset((Role.CHALLENGES, Role.LESSONS, Role.RECOMMENDATIONS))


def year_of(report: Report, cover: Sequence[CoverLine], title: str, outline: Outline | None = None) -> Told:
    """Four digits, or nothing where no year is plain.

    In this order: a publication line of the first pages, a date that stands alone or behind the maker's
    name on the first, a dated line, the title, the day the file was made, the year that the text speaks
    of most among its latest. Years that are aimed at (`Vision 2030`), and years behind the one in which
    the file was made, are none of these; but a file's date overrules no publication line.
    """
    last, past = _last(report), _past(report, cover)
    lines = [
        replace(line, text=_possible(line.text, _NEVER if _dates_report(line) else last, past))
        for line in cover
    ]
    short = [line for line in lines if len(line.text.split()) <= _SHORT]
    bare = [line for line in _above(short, title, outline) if not _is_sentence(line.text)]
    dated = [
        line.text for line in bare if line.page <= 2 and set(plain_words(line.text)) & set(words("months"))
    ]
    if found := _published(short) or _imprinted(bare):
        return Told(found, "cover")
    if found := max((year for line in dated for year in _years(line)), default="") or max(
        _years(_possible(title, last, past)), default=""
    ):
        return Told(found, "cover")
    if found := _created(report):
        return Told(found, "properties")
    found = _in_text(report.text, _possible(report.text, last))
    return Told(found, "text") if found else Told()


def _last(report: Report) -> int:
    """The last year that a report can be of, by the day its file was made; a book is dated ahead at times.

    Of a Word file that day may be its template's.
    """
    made = _made(report) if report.source.kind == "pdf" else 0
    return made + 1 if made else _NEVER


_NEVER = 9999


def _made(report: Report) -> int:
    """The year in which the file was made; 0 where it does not tell, or by a wrong clock."""
    made = int(_created(report) or 0)
    return made if made >= _FIRST_PDF else 0


def _past(report: Report, cover: Sequence[CoverLine]) -> int:
    """The last year that was past when the report was made: by its file, and by all years of its cover.

    A strategy of such a year is what the report looks back on; 0 where nothing tells.
    """
    made = _made(report)
    first = [_possible(line.text, _last(report)) for line in cover if line.page == 1 and not line.long]
    known = [int(year) for text in first for year in _years(text)] + ([made] if made else [])
    return min(known, default=0)


def _dates_report(line: CoverLine) -> bool:
    """A publication line, or a month and year alone on the first page: the file may be wrong, not they."""
    dated = bool(set(plain_words(line.text)) & set(words("months"))) and _is_date(line.text)
    return (line.page == 1 and dated) or bool(_published([line]))


def _possible(text: str, last: int, past: int = 0) -> str:
    """The text without the years in which nobody can have written it; those aimed at by `past` stay."""
    plain = _still_to_come().sub(" ", text)
    plain = _aimed_at().sub(lambda found: found[0] if _was_past(found[0], past) else " ", plain)
    return _YEAR.sub(lambda found: found[0] if int(found[0]) <= last else " ", plain).strip()


def _was_past(aim: str, past: int) -> bool:
    """`Strategy 2012` by 2018; a span (`Strategy 2012-2016`) says of no year that the report is of it."""
    numbers = re.findall(r"\d+", aim)
    return len(numbers) == 1 and int(numbers[0]) <= past


_AIM = r"(?:19[5-9]|20[0-9])\d(?: ?[-–—/] ?(?:20)?\d\d)?(?![\w/])"
"""A year or a span of years."""


@cache
def _still_to_come() -> re.Pattern[str]:
    """`by the end of March 2030`."""
    between = (
        rf"(?: (?:{'|'.join((*words('until_between'), *words('months')))}|\d{{1,2}}(?:st|nd|rd|th)?)){{0,5}}"
    )
    return re.compile(rf"(?<![\w-])(?:{'|'.join(words('until'))}){between} {_AIM}", re.IGNORECASE)


@cache
def _aimed_at() -> re.Pattern[str]:
    """`Vision 2030`, `Strategy 2021-2030`, `2030 Agenda`."""
    before = rf"\b(?:{'|'.join(words('aims'))}) {_AIM}"
    behind = rf"(?<![\w/.,-]){_AIM} (?:{'|'.join(words('aims_behind'))})\b"
    return re.compile(rf"{before}|{behind}", re.IGNORECASE)


def _above(lines: Sequence[CoverLine], title: str, outline: Outline | None) -> Iterator[CoverLine]:
    """The lines before the first heading below which the report asks or judges: its dates are of those."""
    asking = {
        section.heading
        for section in (outline.sections if outline else ())
        if section.declared and section.role in _ASKING
    }
    for line in lines:
        if _ends_cover(line, asking) and line.text not in title:
            return
        yield line


def _ends_cover(line: CoverLine, headings: Collection[str]) -> bool:
    """Not on the first page of a PDF, where `Lessons learned` may be a part of its name."""
    inside = line.page > 1 or not line.size
    return inside and line.kind is BlockKind.HEADING and line.text.endswith(tuple(headings))


def _is_sentence(text: str) -> bool:
    """`The ferry should run from March 2020`: its date is not the report's.

    That of `This report was written in March 2020` is.
    """
    told = plain_words(text)
    ahead = rules().modals | set(words("ahead"))
    if any(f" {phrase} " in f" {' '.join(told)} " for phrase in ahead):
        return True
    verbs = (grammar("be") | grammar("have") | grammar("do")) - {"may"}
    return not verbs.isdisjoint(told) and set(words("documents")).isdisjoint(told)


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
    """The year behind the last word such as `published` that has one behind it."""
    for line in lines:
        low = line.text.lower()
        for at in sorted((low.rfind(cue) for cue in words("published")), reverse=True):
            if at >= 0 and (found := _first_year(line.text[at:])):
                return found
    return ""


def _first_year(text: str) -> str:
    """The first year, or the last of those that follow on it: `2009-2011`."""
    found = _YEAR.search(text)
    if not found:
        return next(iter(_years(text)), "")
    goes_on = _GOES_ON.match(text, found.end())
    return (found[0] + (goes_on[0] if goes_on else ""))[-4:]


def _years(line: str) -> list[str]:
    torn = _TORN_YEAR.search(line)
    return _YEAR.findall(line) or (["".join(torn.groups())] if torn else [])


def _created(report: Report) -> str:
    """The file's own date; a file without words is a scan, made long after its report."""
    if not report.text.strip():
        return ""
    found = _CREATED.match(report.properties.get("created", "").strip())
    return str(found[1]) if found else ""


def _in_text(text: str, possible: str) -> str:
    """The year of the copyright line, wherever it stands, or else the latest that is told often."""
    marked = _COPYRIGHT.search(possible)
    return marked[1] if marked else _latest(text, possible)


def _latest(text: str, possible: str) -> str:
    """The latest year, if the text names it more than once and often among the years it names.

    `By 2019 the ferry ran` counts for a year that is also told in another way.
    """
    known = set(_YEAR.findall(possible))
    years = Counter(year for year in _YEAR.findall(text) if year in known)
    if not years:
        return ""
    last = max(years)
    return last if years[last] > 1 and years[last] >= _TEXT_SHARE * years.total() else ""
