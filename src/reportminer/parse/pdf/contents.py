"""Contents pages: which lines are entries of a list of contents, figures or boxes.

A paragraph of prose is never an entry, whatever stands around it.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from reportminer.labels import BlockKind
from reportminer.parse.pdf.model import Area, PageLayout, TextLine
from reportminer.parse.pdf.words import any_of

_LED = re.compile(r"(?:\.\s?){4,}\s*(?:\d{1,4}|[ivxlc]{1,7})?\s*$|(?:…\s*){2,}\d{0,4}\s*$")
_ENDS_IN_PAGE = re.compile(r"\S.*\s(?:(?!19\d\d|20\d\d)\d{1,4}|[ivxl]{1,6})$")
_TITLES = re.compile(
    rf"^(?:table of )?contents?\b|^list of (?:{any_of('listed')})|^inhalt|^sommaire|^índice", re.I
)
_HEAD = re.compile(
    r"^(?:table of )?contents?$|^(?:\d{1,2}(?:\.\d{1,2})*\.?\s)?list of (?:chapters|sections)$"
    r"|^inhalt|^sommaire$|^índice$",
    re.I,
)
_RUNS_ON = re.compile(r"^[^\W\d_A-Z]{2,}\b")
_SENTENCE = re.compile(r"[^\W\d_A-Z]{3}[)\]”’\"']{0,2}[.!?][)\]”’\"']{0,2}(?=\s+[^\Wa-z\d_]|\s+[“‘\"]|$)")
_FEW_ENTRIES, _MOST_ENTRIES, _LONGEST_ENTRY, _LONGEST_LINE = 4, 60, 100, 160
_SHORT_TITLE, _FIRST_LINES = 40, 6
_LONGEST_NUMBER = 9
_LEAST_DOTS = 3
_DENSE = 0.4
"""Share of the lines of a list of contents that end in a page number, at least."""
_NUMBERED, _SAME_SIZE = 0.5, 0.5
"""Of a list that goes on over pages: share of lines that begin with a number; points that sizes differ by."""
_PROSE, _MOST_WRAPPED = 10, 4
"""Words that a sentence has, at least, to be prose; lines that an entry runs over, at most."""
_PARTED = 1.9
"""Sizes from one baseline to the next; what stands further apart does not belong together."""


def mark_contents(layout: PageLayout, opened: TextLine | None = None) -> TextLine | None:
    """Set the kind of the lines of contents pages and of lists of figures.

    `opened` is the largest entry of a list without page numbers that the page before is filled with, and
    what is given back is that of this page, for the next one.
    """
    flow = [line for line in layout.lines if line.kind is None and line.text.strip()]
    listed = _listed(flow)
    entries = listed or _unnumbered(flow) or _going_on(flow, opened)
    for line in entries:
        if not _is_title(line):
            line.kind = BlockKind.CONTENTS
            line.area = Area.FLOW
    return max(entries, key=lambda line: line.size) if entries and not listed else None


def is_contents_title(text: str) -> bool:
    """`Contents` and its like, alone."""
    return bool(_HEAD.match(text.strip()))


def _is_title(line: TextLine) -> bool:
    return bool(_TITLES.match(line.text.strip())) and len(line.text) < _SHORT_TITLE


def _listed(flow: list[TextLine]) -> list[TextLine]:
    """Entries with leaders; under a title or where page numbers rise also those without."""
    led = [k for k, line in enumerate(flow) if _may_lead(line.text) and _LED.search(line.text)]
    paged = [k for k in range(len(flow)) if _ends_in_page(flow, k)]
    title = next((k for k, line in enumerate(flow[:_FIRST_LINES]) if _is_title(line)), None)
    told = title is not None or (len(paged) > _FEW_ENTRIES and _rising([flow[k] for k in paged]))
    chains = [*_chains(flow, sorted({*led, *paged}) if told else led)]
    if not chains:
        return [flow[k] for k in led] if len(led) >= _FEW_ENTRIES else []
    within = {k for first, last in chains for k in range(first, last + 1)} | set(led)
    if told:
        within |= _around(flow, title, chains[0][0], chains[-1][1])
    return [flow[k] for k in sorted(within)]


def _may_lead(text: str) -> bool:
    """Whether there may be leaders in it; a look that costs less than the pattern."""
    return text.count(".") > _LEAST_DOTS or "…" in text


def _ends_in_page(flow: list[TextLine], k: int) -> bool:
    """A line that ends in what may be a page number, and that no sentence runs on from."""
    text = flow[k].text.strip()
    if len(text) >= _LONGEST_LINE or not _ENDS_IN_PAGE.match(text):
        return False
    after = flow[k + 1] if k + 1 < len(flow) else None
    return after is None or after.strip != flow[k].strip or not _RUNS_ON.match(after.text)


def _chains(flow: list[TextLine], entries: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last line of each list of four entries or more with at most the lines of titles between."""
    cuts = [n for n, (a, b) in enumerate(pairwise(entries), 1) if not _wrapped(flow[a + 1 : b])]
    for first, last in pairwise([0, *cuts, len(entries)]):
        held = entries[first:last]
        if len(held) >= _FEW_ENTRIES and len(held) >= _DENSE * (held[-1] - held[0] + 1):
            yield held[0], held[-1]


def _wrapped(between: list[TextLine]) -> bool:
    """Whether lines between two entries may be the first lines of the second, or a title over it."""
    worded = [line for line in between if any(map(str.isalpha, line.text))]
    return len(worded) <= _MOST_WRAPPED and not _prose(between)


def _around(flow: list[TextLine], title: int | None, first: int, last: int) -> set[int]:
    """The lines from the title to the first entry and those after the last, if no prose is among them."""
    start = _above(flow, first) if title is None or title > first else title + 1
    sides = range(start, first), range(last + 1, len(flow))
    return {k for side in sides if not _prose([flow[k] for k in side]) for k in side}


def _above(flow: list[TextLine], first: int) -> int:
    """Where the first entry begins, if its title runs over several lines."""
    start = first
    while start > max(first - _MOST_WRAPPED, 0) and not _apart(flow[start - 1], flow[start]):
        start -= 1
    return start


def _prose(lines: list[TextLine]) -> bool:
    """Whether there is a sentence of some length among lines that stand together."""
    group: list[TextLine] = []
    for line in [*lines, None]:
        if group and (line is None or _apart(group[-1], line)):
            text = " ".join(held.text.strip() for held in group)
            if len(text.split()) >= _PROSE and _SENTENCE.search(text):
                return True
            group = []
        if line is not None:
            group.append(line)
    return False


def _apart(last: TextLine, line: TextLine) -> bool:
    return last.strip != line.strip or line.base - last.base > _PARTED * line.size


def _unnumbered(flow: list[TextLine]) -> list[TextLine]:
    """All lines of a page headed `Contents` that has no sentences on it."""
    title = next((k for k, line in enumerate(flow[:2]) if is_contents_title(line.text)), None)
    rest = flow[title + 1 :] if title is not None else []
    return rest if _plain(rest) else []


def _going_on(flow: list[TextLine], opened: TextLine | None) -> list[TextLine]:
    """All lines of a page that goes on with a list from the one before: brief, numbered, none larger.

    The bullets and headings of a summary are neither.
    """
    if opened is None or any(line.size > opened.size + _SAME_SIZE for line in flow):
        return []
    numbered = sum(line.text[:1].isdecimal() for line in flow)
    return flow if numbered > _NUMBERED * len(flow) and _plain(flow) else []


def _plain(lines: list[TextLine]) -> bool:
    """A fair number of brief lines without a sentence among them."""
    brief = all(len(x.text) < _LONGEST_ENTRY and not x.text.endswith((".", ";", ",")) for x in lines)
    return brief and len(lines) <= _MOST_ENTRIES and not _prose(lines)


def _rising(lines: list[TextLine]) -> bool:
    """Page numbers that only go up and end at the same margin."""
    ends = [line.text.rsplit(" ", 1)[-1] for line in lines]
    numbers = [int(end) for end in ends if end.isdecimal() and len(end) <= _LONGEST_NUMBER]
    edge = max(line.x1 for line in lines)
    flush = sum(edge - line.x1 < 0.5 * line.size for line in lines)
    return len(numbers) > 0.8 * len(lines) and numbers == sorted(numbers) and flush > 0.8 * len(lines)
