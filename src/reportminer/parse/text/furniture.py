"""Running heads, feet and page numbers of a text that was made from pages."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace

from reportminer.parse.text.lines import LineKind, TextLine
from reportminer.parse.text.shapes import page_number

_DEPTH = 2
"""How many lines at the top and the bottom of a page may be furniture."""
_FEWEST = 3
_SHARE = 0.3
_LONGEST = 120
_DIGITS = re.compile(r"\d+")
_ENDS = re.compile(
    r"^(?:page\s+)?(?:\d{1,4}|[ivxl]{1,6})\b\s*[|•·–-]?\s*|\s*[|•·–-]?\s*(?:page\s+)?\d{1,4}$", re.I
)


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
    return out


def _mark(lines: list[TextLine], edges: list[list[int]], kind: LineKind) -> None:
    """Mark from the edge of each page inwards, as long as the line is furniture."""
    held = Counter(key for edge in edges for key in {_key(lines[at].text) for at in edge})
    enough = max(_FEWEST, int(_SHARE * len(edges)))
    numbers = sum(1 for edge in edges if edge and page_number(lines[edge[0]].text))
    for edge in edges:
        for at in edge:
            text = lines[at].text
            repeated = len(text) <= _LONGEST and held[_key(text)] >= enough
            if not repeated and not (page_number(text) and numbers >= 2):
                break
            lines[at] = replace(lines[at], kind=kind)


def _key(text: str) -> str:
    """The same for `3 | Annual report` and `Annual report 4`."""
    return _DIGITS.sub("#", _ENDS.sub("", text.casefold())) or "#"


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
    places = [beside(at) for at in numbers if 0 <= beside(at) < len(lines)]
    held = Counter(_key(lines[at].text) for at in places)
    for at in places:
        text = lines[at].text
        if lines[at].kind is LineKind.TEXT and len(text) <= _LONGEST and held[_key(text)] >= _FEWEST:
            lines[at] = replace(lines[at], kind=kind)
