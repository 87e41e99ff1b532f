"""Footnotes and captions: lines that are no running text, told by form and place."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise

from reportminer.labels import BlockKind
from reportminer.parse.pdf.model import Area, PageLayout, TextLine
from reportminer.parse.pdf.words import any_of

_MARK = re.compile(r"^(?:[⁰¹²³⁴⁵⁶⁷⁸⁹]+|\*{1,3}|[†‡§]|\[\d{1,3}\]|\d{1,3}[.)]?(?=\s+\S|[A-Z“‘]))\s*")
_CAPTION = re.compile(
    rf"^(?:{any_of('captions')})\s*"
    r"(?:[A-Z]{0,2}\d{1,3}(?:[.\-–]\d{1,3})*[a-z]?|[IVX]{1,5})(?:\s*[.:|–—-]|\s*$|\s+(?-i:(?=[^a-z\s])))",
    re.IGNORECASE,
)
_UNNUMBERED = re.compile(rf"^(?:{any_of('unnumbered_captions')})\s?:", re.I)
_PLAIN = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_HIGH = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_RAISED = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_MISSED = 3
"""Numbers by which notes count on from one page to the next, at most: some are set where none is sought."""
_LARGER = 1.07
_HANGS, _FURTHEST = 0.5, 4.0
"""Sizes of the face by which a note's number stands out to the left."""
_NEAR, _SHORT_HEADING = 2.0, 100
"""Of a heading above notes: sizes that it stands off at most, and characters that it has."""
_LONG_CAPTION, _SHORT_CAPTION = 900, 350
_LONGEST_NUMBER = 9


@dataclass(frozen=True)
class _Page:
    """A page, and the numbers of notes that it refers to."""

    layout: PageLayout

    @cached_property
    def signs(self) -> frozenset[str]:
        """Raised numbers after a word."""
        texts = (line.text for line in self.layout.lines if not line.text.isascii())
        return frozenset(sign for text in texts for sign in _RAISED.findall(text, 1))

    @cached_property
    def alone(self) -> dict[str, float]:
        """Numbers that are all of a line, and the size of the smallest such line."""
        sizes: defaultdict[str, float] = defaultdict(lambda: float("inf"))
        for line in self.layout.lines:
            if line.text.isdecimal():
                sizes[line.text] = min(sizes[line.text], line.size)
        return dict(sizes)

    def refers(self, number: int, note: TextLine) -> bool:
        """Whether the raised number stands after a word of the page, or on a small line of its own."""
        plain = str(number)
        return plain.translate(_HIGH) in self.signs or self.alone.get(plain, note.size) < note.size


class _Column:
    """The small lines at the foot of a column, and the numbers that they begin with."""

    def __init__(self, run: list[TextLine], page: _Page) -> None:
        self.run = run
        self.marks = [begins_note(line.text) for line in run]
        self.numbers = [number_of_mark(mark) for mark in self.marks]
        self.last = {number: k for k, number in enumerate(self.numbers)}
        """Where each number stands last."""
        self.referred = any(page.refers(number, run[k]) for number, k in self.last.items() if number)
        """Whether the page refers to any of the numbers."""


def mark_footnotes(layout: PageLayout, body: float, last: int = 0) -> int:
    """Small lines at the foot of a column, from the first one that begins a note.

    `last` is the number of the last note before this page; that after it is the answer.
    """
    flow = [line for line in layout.lines if line.kind is None and line.area is Area.FLOW and not line.aside]
    small = {id(line) for line in flow if line.size < 0.93 * body}
    if not small:
        return last
    page, strips = _Page(layout), defaultdict[int, list[TextLine]](list)
    for line in flow:
        strips[line.strip].append(line)
    for held in strips.values():
        run = _foot(held, layout, small)
        notes = _notes(run, page, last, headed=_headed(held, run, body))
        for line in notes:
            line.kind = BlockKind.FOOTNOTE
        last = _last_number(notes, last)
    return last


def _headed(lines: list[TextLine], run: list[TextLine], body: float) -> bool:
    """Whether a heading stands just above the small lines at the foot of a column."""
    above = next((a for a, b in pairwise(lines) if run and b is run[0]), None)
    if above is None or run[0].bold or not (above.bold or above.size > _LARGER * body):
        return False
    near = run[0].top - above.bottom < _NEAR * above.size
    return near and len(above.text) < _SHORT_HEADING and above.text.rstrip()[-1:].isalnum()


def _notes(run: list[TextLine], page: _Page, last: int, *, headed: bool) -> list[TextLine]:
    """The notes among the small lines of a column: up to the next line in larger type that begins none."""
    start = 0
    if not (run and under_rule(run[0], page.layout)):
        column = _Column(run, page)
        starts = (k for k in range(len(run)) if _starts(column, k, page, last, headed=headed))
        start = next(starts, len(run))
    size, mark = 0.0, ""
    for k, line in enumerate(run[start:], start):
        if k == start or (mark and goes_on_to(mark, line.text)):
            size, mark = max(size, line.size), begins_note(line.text)
        elif line.size > _LARGER * size:
            return run[start:k]
    return run[start:]


def _last_number(notes: list[TextLine], last: int) -> int:
    """The number that the notes of a column count up to."""
    mark = ""
    for line in notes:
        if not mark or goes_on_to(mark, line.text):
            mark = begins_note(line.text) or mark
    return number_of_mark(mark) or last


def _starts(column: _Column, k: int, page: _Page, last: int, *, headed: bool) -> bool:
    """Whether a line begins the first note of its column.

    A plain number does under a rule, if the page refers to it, where notes count on to it or from it, and
    where it stands out to the left of the next line. A list in smaller type counts and stands out as well:
    under a heading, and with `1.` for `1`, the page has to refer to one of the numbers.
    """
    mark, number, line = column.marks[k], column.numbers[k], column.run[k]
    if not mark or raised(mark) or number == 0:
        return bool(mark)
    if last < number <= last + _MISSED and last:
        return True
    if _under_wide_rule(line, page.layout) or page.refers(number, line):
        return True
    if (headed or mark.endswith((".", ")"))) and not column.referred:
        return False
    return number == 1 or column.last.get(number + 1, 0) > k or _hangs(column.run[k : k + 2])


def _hangs(run: Sequence[TextLine]) -> bool:
    return len(run) > 1 and _HANGS * run[0].size < run[1].x0 - run[0].x0 < _FURTHEST * run[0].size


def _foot(lines: list[TextLine], layout: PageLayout, small: set[int]) -> list[TextLine]:
    """The last small lines of a column, if no other text stands below them."""
    run = _last_small(lines, layout, small)
    if not run:
        return []
    left = min(line.x0 for line in run)
    for line in run:
        line.left = left
    low = run[0].top
    below = (
        x
        for x in layout.lines
        if id(x) not in small and x.kind is None and x.top > low and x.x1 > run[0].left and x.x0 < run[0].x1
    )
    return [] if any(x.area is not Area.FIGURE for x in below) else run


def _last_small(lines: list[TextLine], layout: PageLayout, small: set[int]) -> list[TextLine]:
    """The last small lines of a column; bold ones only below a rule with a note under it, or in the count."""
    run: list[TextLine] = []
    for line in reversed(lines):
        if id(line) not in small or line.top < 0.3 * layout.tall:
            break
        run.append(line)
    run.reverse()
    plain = next((k for k in range(len(run), 0, -1) if run[k - 1].bold and not _counts_on(run, k - 1)), 0)
    ruled = (k for k in range(plain) if begins_note(run[k].text) and _under_wide_rule(run[k], layout))
    return run[next(ruled, plain) :]


def _counts_on(run: list[TextLine], at: int) -> bool:
    """Whether a line begins the note before the next one; such a note may be wholly bold."""
    number = number_of_mark(begins_note(run[at].text))
    marks = (number_of_mark(begins_note(run[k].text)) for k in range(at + 1, len(run)))
    return bool(number) and next((mark for mark in marks if mark), 0) == number + 1


def under_rule(line: TextLine, layout: PageLayout, widest: float = 0.6) -> bool:
    """Whether a short rule stands just above the line."""
    return any(
        -2 < line.top - rule.bottom < 2.2 * line.size
        and abs(rule.x0 - min(line.x0, line.left)) < 24
        and rule.width < widest * layout.wide
        for rule in layout.rules
    )


def _under_wide_rule(line: TextLine, layout: PageLayout) -> bool:
    """Whether a rule stands just above the line, though it be as wide as the column."""
    return under_rule(line, layout, 1.0)


def is_caption(text: str) -> bool:
    """Whether a block names a figure, table or box."""
    found = _CAPTION.match(text) or _UNNUMBERED.match(text)
    if not found:
        return False
    return len(text) < (_LONG_CAPTION if found.group().rstrip()[-1] in ".:|–—" else _SHORT_CAPTION)


def raised(text: str) -> bool:
    """Whether a text begins with a raised mark."""
    return text.startswith(tuple("⁰¹²³⁴⁵⁶⁷⁸⁹†‡"))


def begins_note(text: str) -> str:
    """The mark that a footnote begins with, or nothing; the day of a date is none."""
    found = _MARK.match(text)
    return found.group().strip() if found and not _day().match(text) else ""


def number_of_mark(mark: str) -> int:
    """The number that a mark tells, raised or plain; 0 where it is none, or one too long for a count."""
    digits = mark.translate(_PLAIN).strip("[].) ")
    return int(digits) if digits.isdecimal() and len(digits) <= _LONGEST_NUMBER else 0


def goes_on_to(mark: str, text: str) -> bool:
    """Whether a line begins the note after that with `mark`: another sign, or the number that follows."""
    following = begins_note(text)
    number, before = number_of_mark(following), number_of_mark(mark)
    if raised(following) or not number or not before:
        return bool(following)
    return before < number <= before + (1 if raised(mark) else _MISSED)


@cache
def _day() -> re.Pattern[str]:
    months = any_of("months")
    return re.compile(rf"\d{{1,2}}\.?(?:\s?[-–]\s?\d{{1,2}})?\s+(?:de\s)?(?:{months})\b", re.IGNORECASE)
