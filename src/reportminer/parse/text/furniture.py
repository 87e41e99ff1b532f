"""Running heads, feet and page numbers of a text that was made from pages."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from itertools import pairwise

from reportminer.parse.roman import roman
from reportminer.parse.text.lines import LineKind, TextLine
from reportminer.parse.text.shapes import page_number
from reportminer.parse.text.words import any_of

_DEPTH = 2
"""How many lines at the top and the bottom of a page may be furniture."""
_FEWEST = 3
_SHARE = 0.3
_LONGEST = 120
_NUMBER = r"(?:page\s+)?(?:\d{1,4}|[ivxl]{1,6})\b(?:\s?(?:of|/)\s?\d{1,4}\b)?"
_LAST_NUMBER = r"\d{1,4}(?:\s?(?:of|/)\s?\d{1,4})?(?:\s?[–—-])?$"
_ENDS = re.compile(rf"^(?:[–—-]\s?)?{_NUMBER}\s*[|•·–—-]?\s*|\s*[|•·–—-]?\s*(?:page\s+)?{_LAST_NUMBER}", re.I)
_ALONE = "#"
"""In place of a line that is all number."""
_COUNTER = re.compile(r"\b(?:(?!19\d\d|20\d\d)\d{1,4}|[ivxl]{1,6})\b", re.I)
"""What may be the number of a page; no year."""
_WORD_AND_NUMBER = re.compile(r"^(?!page\b)[^\W\d_]+ \d{1,3}$", re.I)
_SET_APART = re.compile(
    rf"^(?:[–—-]\s?)?{_NUMBER}|(?:\s[|•·–—-]\s?|\s{{2}}|\t|\bpage\s|\bp\.\s?){_LAST_NUMBER}", re.I
)
"""The number of a line that no words count: `Health centre 3` may be a heading."""
_MOSTLY, _VOLUME = 0.7, 4
"""Share of the lines of a group whose numbers count pages, and pages of a volume that counts its own."""
_MOST, _LITTLE = 0.7, 150
"""Share of a page's characters that furniture may be, and how few of them are no whole page."""
_RISING = 5
"""Fewer numbers than these may rise by chance."""


def mark_furniture(lines: list[TextLine]) -> list[TextLine]:
    """Mark lines that repeat at the tops or bottoms of pages, and page numbers, as header or footer."""
    if lines and lines[-1].page > 1:
        return _by_pages(lines)
    return _by_numbers(lines)


def _by_pages(lines: list[TextLine]) -> list[TextLine]:
    pages: dict[int, list[int]] = defaultdict(list)
    for at, line in enumerate(lines):
        pages[line.page].append(at)
    out = list(lines)
    _mark(out, [held[:_DEPTH] for held in pages.values()], LineKind.HEADER)
    _mark(out, [held[-1 : -_DEPTH - 1 : -1] for held in pages.values()], LineKind.FOOTER)
    _unmark(out, lines, list(pages.values()))
    return out


def _unmark(out: list[TextLine], lines: list[TextLine], pages: list[list[int]]) -> None:
    """Whole pages that recur are content. A head that short pages share with more others stays marked."""
    whole = [held for held in pages if _is_whole(out, held)]
    alone = {at for held in whole for at in held}
    marked = [at for held in pages for at in held if out[at].kind in (LineKind.HEADER, LineKind.FOOTER)]
    lead = Counter(_key(lines[at].text) for at in marked if at not in alone)
    lead.subtract(_key(lines[at].text) for at in marked if at in alone)
    for at in alone:
        if lead[_key(lines[at].text)] <= 0:
            out[at] = lines[at]


def _mark(lines: list[TextLine], edges: list[list[int]], kind: LineKind) -> None:
    """Mark from the edge of each page inwards, as long as the line is furniture."""
    enough = max(_FEWEST, int(_SHARE * len(edges)))
    again = _recurring([(lines[at].text, lines[at].page) for edge in edges for at in edge], enough)
    numbers = sum(1 for edge in edges if edge and page_number(lines[edge[0]].text))
    for edge in edges:
        for at in edge:
            text = lines[at].text
            if (text, lines[at].page) not in again and not (page_number(text) and numbers >= 2):
                break
            lines[at] = replace(lines[at], kind=kind)


def _is_whole(lines: list[TextLine], page: list[int]) -> bool:
    """Whether most of a page is furniture: whole pages recur, and none of it is."""
    marked = sum(len(lines[at].text) for at in page if lines[at].kind in (LineKind.HEADER, LineKind.FOOTER))
    return marked > _LITTLE and marked > _MOST * sum(len(lines[at].text) for at in page)


def _recurring(places: Iterable[tuple[str, int]], enough: int) -> set[tuple[str, int]]:
    """Lines, each with its page, that say the same on many pages, but for numbers that count these."""
    groups: defaultdict[str, set[tuple[str, int]]] = defaultdict(set)
    for text, page in places:
        if len(text) <= _LONGEST:
            groups[_key(text)].add((text, page))
    found: set[tuple[str, int]] = set()
    for key, group in groups.items():
        often = Counter(_even(text) for text, _ in group)
        if key == _ALONE or _counts_pages(group):
            often = Counter(dict.fromkeys(often, len({page for _, page in group})))
        found |= {(text, page) for text, page in group if often[_even(text)] >= enough}
    return found


def _even(text: str) -> str:
    return " ".join(text.casefold().split())


def _key(text: str) -> str:
    """The same for `3 | Annual report` and `Annual report 4`."""
    return _ENDS.sub("", _even(text)).strip() or _ALONE


def _counts_pages(group: set[tuple[str, int]]) -> bool:
    """Whether the numbers at the ends of the lines lead the pages by as much on most of them, or rise so.

    Volumes of one file count their own pages. `Site 1`, `Site 2` and so on from the first may be headings.
    """
    counters = {(text, page): held for text, page in group if (held := _counters(text))}
    pages: defaultdict[int, set[int]] = defaultdict(set)
    for (_, page), held in counters.items():
        for counter in held:
            pages[counter - page].add(page)
    numbers = set().union(*counters.values())
    if all(_WORD_AND_NUMBER.match(text) for text, _ in counters) and numbers == {*range(1, len(numbers) + 1)}:
        return False
    best = max(map(len, pages.values()), default=0)
    volumes = set().union(*(held for held in pages.values() if len(held) >= _VOLUME))
    return max(best, len(volumes)) >= _MOSTLY * len(counters) > 0 or _rises(group)


def _rises(group: set[tuple[str, int]]) -> bool:
    """Whether numbers set apart rise from page to page, where pages are missing by more than one."""
    apart = [(text, page) for text, page in group if _SET_APART.search(text)]
    held = sorted((page, min(_counters(text), default=0)) for text, page in apart)
    return len(held) >= _RISING and all(
        0 < page - before <= number - last for (before, last), (page, number) in pairwise(held)
    )


def _counters(text: str) -> set[int]:
    """The numbers at the ends of a line that may be those of pages; that of `Lesson 4` is not."""
    bare = _counted().sub("", text)
    found = (word for end in _ENDS.finditer(bare) for word in _COUNTER.findall(end.group()))
    return {number for word in found if (number := int(word) if word.isdecimal() else roman(word))}


@cache
def _counted() -> re.Pattern[str]:
    """A word and number at the start of a line that count something else than pages."""
    return re.compile(rf"^(?:{any_of('counted', 'divisions')})s?\s+\d{{1,3}}\b", re.IGNORECASE)


def _by_numbers(lines: list[TextLine]) -> list[TextLine]:
    """Without form feeds: lines that hold a rising page number, and what repeats next to them."""
    at_numbers = _rising(lines)
    if len(at_numbers) < _FEWEST:
        return lines
    out = list(lines)
    for at in at_numbers:
        out[at] = replace(lines[at], kind=LineKind.FOOTER)
    _mark_neighbours(out, at_numbers, lambda at: at - 1, LineKind.FOOTER)
    _mark_neighbours(out, at_numbers, lambda at: at + 1, LineKind.HEADER)
    return out


def _rising(lines: Iterable[TextLine]) -> list[int]:
    """Places of lone numbers, each above the one before by one or two, in the longest such run."""
    best: list[int] = []
    run: list[int] = []
    last = 0
    for at, line in enumerate(lines):
        value = page_number(line.text)
        if not value.isdigit():
            continue
        if not (run and 0 < int(value) - last <= 2):
            run = []
        run.append(at)
        last = int(value)
        if len(run) > len(best):
            best = list(run)
    return best


def _mark_neighbours(
    lines: list[TextLine], numbers: list[int], beside: Callable[[int], int], kind: LineKind
) -> None:
    places = {beside(at): int(page_number(lines[at].text)) for at in numbers if 0 <= beside(at) < len(lines)}
    again = _recurring([(lines[at].text, page) for at, page in places.items()], _FEWEST)
    for at, page in places.items():
        if lines[at].kind is LineKind.TEXT and (lines[at].text, page) in again:
            lines[at] = replace(lines[at], kind=kind)
