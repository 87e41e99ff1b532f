"""The lines of a text, with page, gap and indent, and how the whole text is laid out."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from reportminer.parse.text.inline import tidy
from reportminer.parse.text.shapes import is_listed

_BREAKS = re.compile("\r\n|[\n\r\x0b\x85\u2028\u2029]")
_FRONT_MATTER_LINES = 60
_FIELD = re.compile(r"^([A-Za-z][\w.-]{0,40}):(?:[ \t]+(.*))?$")
_IN_FIELD = re.compile(r"^(?:\s|-\s|#|$)")
"""What may stand in front matter besides fields: what goes on with one, an item of a list, a comment."""
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})[^`]{0,80}$")
_FENCE_LINES = 400
_NOTE = re.compile(r"\[\^[\w-]{1,50}\]:\s")
_NOTE_INDENT = 4
_COMMENT, _COMMENT_END = "<!--", "-->"
BAR = " | "
"""Between the cells of a row."""
_LAST_OF_SENTENCE = (".", "!", "?", ":", ";", "”", '"', ")")
_WRAPPED_WIDTH = 120
_SHORTEST_FULL_LINE = 40
_FEWEST_PAIRS = 5


class LineKind(StrEnum):
    """What a line was found to be before blocks are built."""

    TEXT = "text"
    CODE = "code"
    HEADER = "header"
    FOOTER = "footer"
    ROW = "row"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line that is not blank."""

    text: str
    """Tidied, without white space at its ends; tabs inside are kept."""
    page: int
    gap: int
    """Blank lines before it; a page break counts as none."""
    indent: int
    """Columns of white space before it, a tab being four."""
    kind: LineKind = LineKind.TEXT
    trailing_tabs: int = 0
    """Empty cells at its end."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How the lines of a text are to be read."""

    wrapped: bool
    """A paragraph runs over several lines (else one line is one paragraph)."""
    width: int
    """Usual length of a full line, where lines are wrapped."""
    double_spaced: bool = False
    """A blank line stands after every line of a paragraph."""


def split_pages(text: str) -> list[list[str]]:
    """Pages at form feeds, lines at any kind of line end. A form feed at the very end is no page."""
    pages = text.split("\f")
    while len(pages) > 1 and not pages[-1].strip():
        pages.pop()
    return [_BREAKS.split(page) for page in pages]


def front_matter(lines: list[str]) -> tuple[dict[str, str], list[str]]:
    """Title, author and date from a YAML head between `---` lines, and the lines after it.

    Text between two rules is none, though a line of it may look like a field.
    """
    if not lines or lines[0].rstrip() != "---":
        return {}, lines
    for end in range(1, min(len(lines), _FRONT_MATTER_LINES)):
        if lines[end].rstrip() in ("---", "..."):
            fields = _fields(lines[1:end])
            return ({k: v for k, v in fields.items() if v}, lines[end + 1 :]) if fields else ({}, lines)
    return {}, lines


def _fields(lines: Sequence[str]) -> dict[str, str]:
    """The fields of a YAML head; none where a line is no part of one."""
    found = [_FIELD.match(line) for line in lines]
    if not all(field or _IN_FIELD.match(line) for field, line in zip(found, lines, strict=True)):
        return {}
    return {field[1].lower(): (field[2] or "").strip().strip("\"'") for field in found if field}


def read_lines(pages: Sequence[Sequence[str]]) -> list[TextLine]:
    """The lines that hold something, in order."""
    found: list[TextLine] = []
    for number, page in enumerate(pages, 1):
        gap = 0
        for raw in page:
            line = tidy(raw)
            stripped = line.strip()
            if not stripped:
                gap += 1
                continue
            found.append(TextLine(stripped, number, gap, _indent(line), trailing_tabs=_tabs_after(line)))
            gap = 0
    return found


def _indent(line: str) -> int:
    lead = line[: len(line) - len(line.lstrip())]
    return sum(4 if c == "\t" else 1 for c in lead)


def _tabs_after(line: str) -> int:
    return line[len(line.rstrip()) :].count("\t")


def mark_code(lines: list[TextLine]) -> list[TextLine]:
    """Mark the lines of closed code fences; the fences themselves go. An open fence is just text."""
    out: list[TextLine] = []
    at = 0
    while at < len(lines):
        fence = _FENCE.match(lines[at].text)
        end = _fence_end(lines, at, fence[1]) if fence else None
        if end is None:
            out.append(lines[at])
            at += 1
        else:
            out.extend(replace(line, kind=LineKind.CODE) for line in lines[at + 1 : end])
            at = end + 1
    return out


def _fence_end(lines: list[TextLine], start: int, mark: str) -> int | None:
    for at in range(start + 1, min(len(lines), start + _FENCE_LINES)):
        if lines[at].text.startswith(mark) and not lines[at].text.strip(mark[0]):
            return at
    return None


def without_comments(lines: list[TextLine]) -> list[TextLine]:
    """Markdown lines without comments over several lines. One that is never closed is just text."""
    out: list[TextLine] = []
    at = 0
    closed = True
    while at < len(lines):
        end = _comment_end(lines, at) if closed and _opens_comment(lines[at]) else at
        closed = closed and end < len(lines)
        if closed and end > at:
            rest = lines[end].text.partition(_COMMENT_END)[2].strip()
            out.extend([replace(lines[end], text=rest, gap=max(lines[end].gap, 1))] if rest else [])
            at = end + 1
        else:
            out.append(lines[at])
            at += 1
    return out


def _opens_comment(line: TextLine) -> bool:
    opens = line.kind is LineKind.TEXT and line.text.startswith(_COMMENT)
    return opens and _COMMENT_END not in line.text


def _comment_end(lines: list[TextLine], start: int) -> int:
    """The line in which a comment ends; the number of lines where none does."""
    ends = (at for at in range(start + 1, len(lines)) if _COMMENT_END in lines[at].text)
    return next(ends, len(lines))


def mark_notes(lines: list[TextLine]) -> list[TextLine]:
    """Mark the lines of Markdown footnotes (`[^1]: …`), and those right below or indented that go on."""
    out: list[TextLine] = []
    for line in lines:
        last = out[-1] if out else None
        goes_on = last is not None and last.kind is LineKind.NOTE and _goes_on_in_note(line)
        noted = line.kind is LineKind.TEXT and (begins_note(line) or goes_on)
        out.append(replace(line, kind=LineKind.NOTE) if noted else line)
    return out


def begins_note(line: TextLine) -> bool:
    """Whether a line is the first of a Markdown footnote."""
    return bool(_NOTE.match(line.text))


def _goes_on_in_note(line: TextLine) -> bool:
    if line.indent >= _NOTE_INDENT:
        return True
    return not line.gap and line.text[0] not in "#|>" and not is_listed(line.text)


def mark_rows(lines: list[TextLine]) -> list[TextLine]:
    """Mark table rows written `a | b`, without a bar at their ends.

    A line of three cells is one; a line of two where the line before or after has two as well.
    """
    bars = [line.text.count(BAR) if line.kind is LineKind.TEXT else 0 for line in lines]
    return [
        replace(line, kind=LineKind.ROW) if _is_row(bars, lines, at) else line
        for at, line in enumerate(lines)
    ]


def _is_row(bars: Sequence[int], lines: Sequence[TextLine], at: int) -> bool:
    if not bars[at] or lines[at].text[0] in "|#":
        return False
    before = at > 0 and lines[at].gap <= 1 and bars[at - 1] == bars[at]
    after = at + 1 < len(lines) and lines[at + 1].gap <= 1 and bars[at + 1] == bars[at]
    return bars[at] > 1 or before or after


def layout_of(lines: Iterable[TextLine]) -> Layout:
    """Decide whether the lines of this text are wrapped.

    A wrapped text has no line beyond a certain width, and full lines that end in mid sentence are
    followed by a line that goes on with it.
    """
    text = [line for line in lines if line.kind is LineKind.TEXT and "\t" not in line.text]
    full = sorted(len(line.text) for line in text if len(line.text) >= _SHORTEST_FULL_LINE)
    if not full:
        return Layout(wrapped=False, width=0)
    width = full[int(0.9 * (len(full) - 1))]
    close = _broken(text, double=False)
    double = _broken(text, double=True)
    narrow = width <= _WRAPPED_WIDTH and full[-1] <= 2 * width
    wrapped = narrow and max(close, double) >= max(_FEWEST_PAIRS, len(full) // 5)
    if not wrapped and narrow and len(full) <= 4 * _FEWEST_PAIRS:
        wrapped = close > 0 and close >= len(full) // 4
    return Layout(wrapped, width, double_spaced=wrapped and double > 2 * close)


def _broken(lines: list[TextLine], *, double: bool) -> int:
    """How many full lines end in mid sentence and go on in the next line (or the one after a blank)."""
    count = 0
    for line, after in pairwise(lines):
        if after.gap == int(double) and len(line.text) >= _SHORTEST_FULL_LINE:
            ends = line.text.endswith(_LAST_OF_SENTENCE)
            goes_on = after.text[0].islower() or line.text.endswith((",", "-"))
            count += not ends and goes_on and not is_listed(after.text)
    return count
