"""Lines to chunks: the lines that belong together, before it is decided which are headings."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from reportminer.labels import BlockKind
from reportminer.parse.text.inline import is_bold, plain, squeeze
from reportminer.parse.text.lines import BAR, Layout, LineKind, TextLine, begins_note
from reportminer.parse.text.shapes import (
    Mark,
    atx,
    is_caption,
    is_credit,
    is_rule,
    mark_of,
    pipe_cells,
    setext_level,
    tab_cells,
)

_ENDS_SENTENCE = (".", "!", "?", "”", '"', ")", "]", "…")
_RUNS_ON = 60
"""A paragraph must be this long for a lower-case line after a blank one to be its continuation."""
_MOST_LINES = 400
_LONGEST_SETEXT = 200
_SHORT_LAST_LINE = 0.7
_LONG_ITEM = 200
_SENTENCES = re.compile(r"[^\W\d_]{2}[”’\")]?[.!?]\s+[“‘\"(]?[A-Z]")
DECIMAL = "1.1"
"""In the scheme of numbers of several parts."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Lines that make up one block, with what their marks say."""

    kind: BlockKind
    lines: tuple[TextLine, ...]
    text: str
    """Its lines as one, without markup: for judging, not for the record."""
    mark: Mark | None = None
    level: int = 0
    sure: bool = False
    """The kind was told by markup and is not to be judged again."""
    bold: bool = False
    quoted: bool = False

    @property
    def words(self) -> int:
        """How many words it has, its mark aside."""
        return len(self.body.split())

    @property
    def body(self) -> str:
        """Its text without bullet or number."""
        return self.mark.rest if self.mark else self.text

    @property
    def is_bullet(self) -> bool:
        """Begins with a bullet."""
        return self.mark is not None and self.mark.scheme.startswith("bullet")


def chunks_of(lines: Sequence[TextLine], layout: Layout, *, markdown: bool) -> list[Chunk]:
    """Group `lines` into chunks, in order. Lines drawn with signs vanish."""
    held = list(_groups(lines, layout))
    chunks = [chunk for group in held for chunk in _chunk(group, markdown=markdown)]
    return _rejoin(_without_initials(chunks))


def _without_initials(chunks: list[Chunk]) -> list[Chunk]:
    """`J. Okello and his team …` is no item J of a list where there is no item I."""
    orders = {chunk.mark.order for chunk in chunks if chunk.mark and chunk.mark.scheme == "A."} | {0}
    return [
        replace(chunk, mark=None, kind=BlockKind.PARAGRAPH) if _is_initial(chunk, orders) else chunk
        for chunk in chunks
    ]


def _is_initial(chunk: Chunk, orders: set[int]) -> bool:
    mark = chunk.mark
    return (
        chunk.kind is BlockKind.LIST_ITEM
        and mark is not None
        and mark.scheme == "A."
        and mark.order - 1 not in orders
    )


def _groups(lines: Sequence[TextLine], layout: Layout) -> Iterator[list[TextLine]]:
    """Runs of lines that make one paragraph, list item, row or heading."""
    group: list[TextLine] = []
    for line in lines:
        if group and not _goes_on(group, line, layout):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _goes_on(group: list[TextLine], line: TextLine, layout: Layout) -> bool:
    """Whether `line` goes on with the block of `group`."""
    last = group[-1]
    if setext_level(line.text) and line.gap == 0 and line.kind is last.kind is LineKind.TEXT:
        return len(group) == 1 and len(last.text) <= _LONGEST_SETEXT and not _stands_alone(last)
    if line.kind is not last.kind or line.kind is not LineKind.TEXT:
        return line.kind is last.kind and line.kind in _BOUND and not begins_note(line)
    if _stands_alone(line) or _stands_alone(last) or line.text.startswith(">") != last.text.startswith(">"):
        return False
    if line.gap > int(layout.double_spaced) or _begins_item(group, line, layout):
        return False
    if line.gap == 0 and group[0].text.startswith(">"):
        return True
    return _wraps(last, line, layout) if layout.wrapped else _tails(last, line)


def _begins_item(group: list[TextLine], line: TextLine, layout: Layout) -> bool:
    """Whether a line begins a list item; in wrapped text a number may just have come to stand first."""
    mark = mark_of(line.text)
    if mark is None or not layout.wrapped or line.gap or mark.scheme.startswith("bullet"):
        return mark is not None
    if mark.order == 1 or group[-1].text.endswith((*_ENDS_SENTENCE, ":", ";", ",")):
        return True
    held = mark_of(group[0].text)
    follows = held is not None and held.scheme == mark.scheme and held.order + 1 == mark.order
    return follows or len(group[-1].text) < _SHORT_LAST_LINE * layout.width


def _stands_alone(line: TextLine) -> bool:
    """Rows, rules and marked headings never share a block with a neighbour."""
    text = line.text
    return (
        "\t" in text
        or line.trailing_tabs > 1
        or atx(text) is not None
        or pipe_cells(text) is not None
        or is_rule(text)
        or is_bold(text)
    )


def _wraps(last: TextLine, line: TextLine, layout: Layout) -> bool:
    """In wrapped text a line goes on unless the last was cut short at the end of a sentence."""
    text = line.text
    if line.gap == 0 and text[0].islower():
        return True
    short = len(last.text) < _SHORT_LAST_LINE * layout.width
    if short and (last.text.endswith((".", "!", "?", ":")) or text[0].isupper()):
        return False
    return not (line.indent >= last.indent + 2 and last.text.endswith((".", "!", "?")) and text[0].isupper())


def _tails(last: TextLine, line: TextLine) -> bool:
    """Where one line is one paragraph, a lower-case line right below an open one was cut from it."""
    return line.gap == 0 and line.text[0].islower() and not last.text.endswith((*_ENDS_SENTENCE, ":", ";"))


def _chunk(group: list[TextLine], *, markdown: bool) -> Iterator[Chunk]:
    first = group[0]
    if first.kind not in (LineKind.TEXT, LineKind.ROW):
        yield _fixed(group)
        return
    rows = _rows(first)
    if rows is not None:
        yield from rows
        return
    if len(group) == 2 and setext_level(group[1].text):
        yield _heading(group[:1], group[0].text, setext_level(group[1].text), markdown=markdown)
        return
    if is_rule(first.text):
        return
    marked = atx(first.text)
    if marked:
        yield _heading([replace(first, text=marked[1])], marked[1], marked[0], markdown=markdown)
        return
    yield _passage(group, markdown=markdown)


_BOUND = (LineKind.CODE, LineKind.NOTE)
"""Lines that stand together whatever they look like."""
_FIXED = {
    LineKind.CODE: BlockKind.FIGURE,
    LineKind.NOTE: BlockKind.FOOTNOTE,
    LineKind.HEADER: BlockKind.HEADER,
    LineKind.FOOTER: BlockKind.FOOTER,
}


def _fixed(group: list[TextLine]) -> Chunk:
    return Chunk(
        _FIXED[group[0].kind], tuple(group), squeeze(" ".join(line.text for line in group)), sure=True
    )


def _rows(line: TextLine) -> list[Chunk] | None:
    """The table row that a line is; none for the rule under a table's head; None for other lines."""
    cells = line.text.split(BAR) if line.kind is LineKind.ROW else pipe_cells(line.text)
    if cells is None and ("\t" in line.text or line.trailing_tabs > 1):
        cells = tab_cells(line.text)
        held = sum(bool(cell) for cell in cells)
        if held <= 2 and line.trailing_tabs < 2 and (mark_of(line.text) or _tab_in_prose(cells)):
            return None
    if cells is None:
        return None
    return [Chunk(BlockKind.TABLE_ROW, (line,), squeeze(" ".join(cells)))] if cells else []


def _tab_in_prose(cells: list[str]) -> bool:
    """A stray tab within a sentence: the line goes on in lower case after a long first part."""
    return len(cells[0]) > _RUNS_ON and cells[-1][:1].islower()


def _heading(lines: list[TextLine], text: str, level: int, *, markdown: bool) -> Chunk:
    text = squeeze(plain(text, markdown=markdown))
    return Chunk(BlockKind.HEADING, tuple(lines), text, mark=mark_of(text), level=level, sure=True)


def _passage(group: list[TextLine], *, markdown: bool) -> Chunk:
    """A paragraph, list item or caption; whether it is a heading is judged later."""
    quoted = group[0].text.startswith(">") and (markdown or len(group[0].text) > 1)
    if quoted:
        group = [replace(line, text=line.text.lstrip("> ") or "") for line in group]
        group = [line for line in group if line.text] or group[:1]
    raw = "\n".join(line.text for line in group)
    text = squeeze(plain(raw, markdown=markdown).replace("\n", " "))
    mark = mark_of(text)
    kind = BlockKind.LIST_ITEM if mark and not _numbered_paragraph(mark) else BlockKind.PARAGRAPH
    if is_caption(text) or is_credit(text):
        kind = BlockKind.CAPTION
    return Chunk(kind, tuple(group), text, mark=mark, bold=is_bold(raw), quoted=quoted)


def _numbered_paragraph(mark: Mark) -> bool:
    """Sentences under a number like `2.2.3`, or several under a plain one: a paragraph, not an item."""
    if DECIMAL in mark.scheme:
        return mark.rest.endswith((*_ENDS_SENTENCE, ":", ";")) or bool(_SENTENCES.search(mark.rest))
    plain_number = mark.scheme.rstrip(".)") == "1"
    return plain_number and len(mark.rest) > _LONG_ITEM and bool(_SENTENCES.search(mark.rest))


def _rejoin(chunks: list[Chunk]) -> list[Chunk]:
    """Put together again what a page or a column cut in mid sentence; furniture between is passed over."""
    out: list[Chunk] = []
    open_at = -1
    for chunk in chunks:
        if chunk.kind in (BlockKind.HEADER, BlockKind.FOOTER):
            out.append(chunk)
            continue
        if open_at >= 0 and _continues(out[open_at], chunk):
            held = out[open_at]
            out[open_at] = _joined(held, chunk)
            continue
        out.append(chunk)
        open_at = len(out) - 1
    return out


def _continues(held: Chunk, chunk: Chunk) -> bool:
    body = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)
    if held.sure or held.bold or held.kind not in body or chunk.kind is not BlockKind.PARAGRAPH or chunk.bold:
        return False
    if held.text.endswith((*_ENDS_SENTENCE, ":", ";")) or held.quoted != chunk.quoted:
        return False
    if len(held.lines) > _MOST_LINES:
        return False
    return len(held.text) >= _RUNS_ON and chunk.text[:1].islower() and len(chunk.text) > 1


def _joined(held: Chunk, chunk: Chunk) -> Chunk:
    text = f"{held.text} {chunk.text}"
    mark = replace(held.mark, rest=f"{held.mark.rest} {chunk.text}") if held.mark else None
    return replace(held, lines=held.lines + chunk.lines, text=text, mark=mark)
