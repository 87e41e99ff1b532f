"""The recipe of the PDF reader: pages one by one, then the document as a whole."""

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import zip_longest
from typing import Any

from reportminer.config import Limits
from reportminer.errors import LimitError, ReportminerError
from reportminer.labels import PageStatus
from reportminer.parse.clock import PageTimeoutError, page_clock
from reportminer.parse.compose import Composed, compose
from reportminer.parse.ocr import PAGE_SECONDS
from reportminer.parse.pdf.contents import mark_contents
from reportminer.parse.pdf.document import Bookmark, Document, opened
from reportminer.parse.pdf.drafts import draft_of
from reportminer.parse.pdf.echoes import mark_echoes, mark_labels
from reportminer.parse.pdf.evidence import Context
from reportminer.parse.pdf.fonts import Faces
from reportminer.parse.pdf.furniture import mark_furniture
from reportminer.parse.pdf.glyphs import PageBox
from reportminer.parse.pdf.headings import mark_captions, mark_headings
from reportminer.parse.pdf.hyphens import Vocabulary
from reportminer.parse.pdf.join import join_over_breaks
from reportminer.parse.pdf.ledger import judge
from reportminer.parse.pdf.lists import settle_lists
from reportminer.parse.pdf.margins import narrow, set_margins
from reportminer.parse.pdf.model import PageLayout
from reportminer.parse.pdf.normal import leading_of, normal_of
from reportminer.parse.pdf.notes import mark_footnotes
from reportminer.parse.pdf.pages import lay_out, turned_back
from reportminer.parse.pdf.paragraphs import Block, blocks_of
from reportminer.parse.pdf.spacing import Spacing
from reportminer.parse.pdf.wordgaps import closed_up
from reportminer.types import Page, Report, Source

_UNREAD = (PageStatus.NO_TEXT, PageStatus.GARBLED)


def read_pdf(source: Source, limits: Limits, *, ocr: bool = False) -> Report:
    """Read a PDF: its text in reading order, its blocks and lines, and what became of each page.

    With `ocr`, pages that have no text, or one that is of no use, are read by Tesseract.

    Raises `UnreadableError`, `EncryptedError` or `LimitError`. A page that cannot be read is a
    `failed` page of the report, with a warning.
    """
    with _uncollected():
        return _read(source, limits, ocr=ocr)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without searches for cycles: reading makes a hundred thousand records and no cycle among them."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _read(source: Source, limits: Limits, *, ocr: bool) -> Report:
    faces = Faces()
    with opened(source, limits) as document:
        layouts = _lay_out_all(document, faces, limits, ocr=ocr)
        _doubt_blank(layouts, document)
        closed_up(layouts)
        properties, bookmarks = document.properties(), document.bookmarks()
        unread = _unread(document)
    pages, warnings = tuple(_page(layout) for layout in layouts), (*_warnings(layouts), *unread)
    composed = _compose(layouts, faces, bookmarks)
    return Report(
        source=source,
        text=composed.text,
        pages=pages,
        blocks=composed.blocks,
        lines=composed.lines,
        properties=properties,
        warnings=warnings,
    )


def _lay_out_all(document: Document, faces: Faces, limits: Limits, *, ocr: bool = False) -> list[PageLayout]:
    until = time.monotonic() + limits.max_seconds
    characters = 0
    layouts: list[PageLayout] = []
    for index in range(document.pages):
        layouts.append(_lay_out_in_time(document, index, faces, limits, ocr=ocr))
        characters += sum(len(line.text) for line in layouts[-1].lines)
        if time.monotonic() > until:
            raise LimitError(
                f"{document.name}: took longer than {limits.max_seconds:g} s; given up at page {index + 1}",
                hint="raise the limit with --max-seconds, or split the file",
            )
        if characters > limits.max_characters:
            raise LimitError(
                f"{document.name}: more than {limits.max_characters:,} characters by page {index + 1}",
                hint="raise the limit of characters, or split the file",
            )
    return layouts


def _doubt_blank(layouts: list[PageLayout], document: Document) -> None:
    """Pages on which nothing was found are taken for failed where the file's contents are damaged."""
    blank = [layout for layout in layouts if layout.status is PageStatus.BLANK]
    if blank and document.damaged():
        for layout in blank:
            layout.status = PageStatus.FAILED
            layout.warnings.append(
                f"page {layout.number}: nothing on it could be read, and the file is damaged"
            )


def _lay_out_in_time(
    document: Document, index: int, faces: Faces, limits: Limits, *, ocr: bool
) -> PageLayout:
    try:
        with page_clock(limits.max_page_seconds):
            return _lay_out(document, index, faces, ocr=ocr)
    except PageTimeoutError:
        reason = f"page {index + 1} given up after {limits.max_page_seconds:g} s (see --max-page-seconds)"
    return PageLayout(index + 1, status=PageStatus.FAILED, warnings=[reason])


def _lay_out(document: Document, index: int, faces: Faces, *, ocr: bool) -> PageLayout:
    """One page; whatever goes wrong on it stays on it."""
    try:
        with document.page(index) as (page, text, box):
            layout = lay_out(index + 1, page, text, box, faces)
            judge(layout)
            if ocr and (layout.status in _UNREAD or layout.poor):
                layout = _recognised(layout, page, box, faces)
            return layout
    except PageTimeoutError:
        raise
    except ReportminerError as error:
        reason = error.message
    except Exception as error:  # a hostile page must not take the report down with it
        reason = f"page {index + 1} could not be read ({type(error).__name__}: {error})"
    return PageLayout(index + 1, status=PageStatus.FAILED, warnings=[reason])


def _recognised(layout: PageLayout, page: Any, box: PageBox, faces: Faces) -> PageLayout:
    """The page read from its picture, if that comes to anything; else as it was."""
    from reportminer.parse.pdf.ocr import recognise  # noqa: PLC0415 - an extra

    try:
        read = recognise(layout.number, page, box, faces)
    except TimeoutError:
        layout.warnings.append(f"page {layout.number}: character recognition given up after {PAGE_SECONDS} s")
        return layout
    judge(read)
    return read if read.status is PageStatus.OCR else layout


def _compose(layouts: list[PageLayout], faces: Faces, bookmarks: list[Bookmark]) -> Composed:
    """The text and its blocks. Takes the layouts apart: what has been used is let go at once."""
    blocks = _blocks(layouts, faces, bookmarks)
    words = Vocabulary(line for layout in layouts for line in layout.lines)
    turned_back(layouts)
    layouts.clear()
    blocks.reverse()
    return compose(draft_of(blocks.pop(), words) for _ in range(len(blocks)))


def _blocks(layouts: list[PageLayout], faces: Faces, bookmarks: list[Bookmark]) -> list[Block]:
    """All blocks of the document, in reading order, each of its kind."""
    leading = leading_of(layouts)
    mark_furniture(layouts, normal_of(layouts, faces.styles, leading).size)
    normal = normal_of(layouts, faces.styles, leading)
    note, listed = 0, None
    for layout in layouts:
        listed = mark_contents(layout, listed)
        note = mark_footnotes(layout, normal.size, note)
        set_margins(layout.lines)
        narrow(layout)
    spacing = Spacing.of(layouts, normal)
    blocks: list[Block] = []
    for layout, after in zip_longest(layouts, layouts[1:]):
        blocks += blocks_of(layout, spacing, after.lines if after else ())
    mark_captions(blocks)
    mark_labels(blocks, normal)
    mark_echoes(blocks)
    context = Context.of(blocks, normal, faces.styles, bookmarks)
    mark_headings(blocks, context)
    blocks = join_over_breaks(blocks)
    settle_lists(blocks)
    return blocks


def _page(layout: PageLayout) -> Page:
    words = sum(len(line.text.split()) for line in layout.lines)
    return Page(layout.number, layout.status, words, round(layout.width, 1), round(layout.height, 1))


def _warnings(layouts: list[PageLayout]) -> list[str]:
    found = [warning for layout in layouts for warning in layout.warnings]
    scanned = [layout.number for layout in layouts if layout.status is PageStatus.NO_TEXT]
    if scanned:
        found.append(f"pages without text (scanned, or pictures only): {_ranges(scanned)}")
    recognised = [layout.number for layout in layouts if layout.status is PageStatus.OCR]
    if recognised:
        found.append(f"pages read by character recognition: {_ranges(recognised)}")
    return found


def _unread(document: Document) -> list[str]:
    return [
        f"page {index + 1}: filled form fields or notes that could not be read: {count}"
        for index, count in sorted(document.unread.items())
    ]


def _ranges(numbers: list[int]) -> str:
    """`1-3, 7` for 1 2 3 7."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ", ".join(f"{a}-{b}" if b > a else str(a) for a, b in spans)
