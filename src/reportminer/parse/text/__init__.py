"""Text and Markdown files to a `Report`: as converted, pasted and hand-made texts really look."""

from collections.abc import Iterable, Iterator

from reportminer.config import Limits
from reportminer.errors import LimitError
from reportminer.labels import PageStatus
from reportminer.parse.compose import compose
from reportminer.parse.file import read_bytes
from reportminer.parse.text.chunks import Chunk, chunks_of
from reportminer.parse.text.contents import mark_contents
from reportminer.parse.text.decode import decode
from reportminer.parse.text.drafts import drafts_of
from reportminer.parse.text.furniture import mark_furniture
from reportminer.parse.text.headings import mark_headings
from reportminer.parse.text.lines import (
    LineKind,
    TextLine,
    front_matter,
    layout_of,
    mark_code,
    mark_notes,
    mark_rows,
    read_lines,
    split_pages,
    without_comments,
)
from reportminer.types import Page, Report, Source

__all__ = ["read_text"]

_SPLIT = "split the file, or raise the limit if you trust it"


def read_text(source: Source, limits: Limits) -> Report:
    """Read a .txt or .md file: encoding, pages at form feeds, blocks, headings, lists, tables.

    Headings told by markup have their level (1 to 6), all others level 0. Raises UnreadableError
    for what is empty or no text, LimitError for what is over `limits`.
    """
    decoded = decode(read_bytes(source, limits), source.name)
    pages = split_pages(decoded.text)
    _check(source, limits, len(decoded.text), len(pages))
    properties, pages[0] = front_matter(pages[0])
    lines = mark_rows(mark_furniture(_lines(pages, markdown=source.kind == "markdown")))
    composed = compose(drafts_of(_chunks(lines, source), markdown=source.kind == "markdown"))
    return Report(
        source=source,
        text=composed.text,
        pages=tuple(_ledger(lines, len(pages))),
        blocks=composed.blocks,
        lines=composed.lines,
        properties=properties,
        warnings=(*decoded.warnings, *_fenced(lines)),
    )


def _lines(pages: list[list[str]], *, markdown: bool) -> list[TextLine]:
    lines = mark_code(read_lines(pages))
    return mark_notes(without_comments(lines)) if markdown else lines


def _fenced(lines: Iterable[TextLine]) -> Iterator[str]:
    words = sum(len(line.text.split()) for line in lines if line.kind is LineKind.CODE)
    if words:
        yield f"{words} words between code fences were taken for a figure"


def _check(source: Source, limits: Limits, characters: int, pages: int) -> None:
    if characters > limits.max_characters:
        raise LimitError(f"{source.name} has over {limits.max_characters} characters", hint=_SPLIT)
    if pages > limits.max_pages:
        raise LimitError(f"{source.name} has {pages} pages, over {limits.max_pages}", hint=_SPLIT)


def _chunks(lines: list[TextLine], source: Source) -> list[Chunk]:
    found = chunks_of(lines, layout_of(lines), markdown=source.kind == "markdown")
    return mark_headings(mark_contents(found))


def _ledger(lines: Iterable[TextLine], pages: int) -> Iterable[Page]:
    words = [0] * pages
    for line in lines:
        words[line.page - 1] += len(line.text.split())
    for number, count in enumerate(words, 1):
        yield Page(number, PageStatus.OK if count else PageStatus.BLANK, count)
