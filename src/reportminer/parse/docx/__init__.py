"""Word files (.docx) to a `Report`: the words that are printed, with headings, lists, tables and notes.

Read straight from the file's XML with lxml. Mammoth was tried and left: it loses list numbers, numbers
of headings, outline levels and page breaks; python-docx offers no list numbers, notes or text boxes.
"""

import time
from collections import Counter
from collections.abc import Iterable, Iterator

from reportminer.config import Limits
from reportminer.errors import LimitError, UnreadableError
from reportminer.labels import PageStatus
from reportminer.parse.compose import Composed, Draft, compose
from reportminer.parse.docx.body import Body
from reportminer.parse.docx.diagrams import Diagrams
from reportminer.parse.docx.notes import Notes
from reportminer.parse.docx.numbering import Numbering
from reportminer.parse.docx.package import Package, opened
from reportminer.parse.docx.pages import Pages
from reportminer.parse.docx.properties import properties_of
from reportminer.parse.docx.styles import Styles
from reportminer.parse.docx.xml import split_xml
from reportminer.parse.markup.titles import mark_titles
from reportminer.types import Page, Report, Source

__all__ = ["read_docx"]


def read_docx(source: Source, limits: Limits) -> Report:
    """Read a .docx file. Deleted and hidden text, comments, page headers and footers are left out.

    Pages are counted where Word last broke them, or at the author's own breaks; a file with neither
    has one page. Raises `UnreadableError`, `EncryptedError` or `LimitError`.
    """
    with opened(source, limits) as package:
        text = package.part(package.main)
        body = _body(package, text)
        blocks = split_xml(text, source.name, "w:body", body.warnings.append)
        composed = compose(mark_titles(list(_watched(body.drafts(blocks), source, limits))))
        properties = properties_of(package)
    if not any(c.isalpha() for c in composed.text):
        raise UnreadableError(
            f"{source.name} holds no text (pictures of pages, perhaps)", hint="save it as PDF and run OCR"
        )
    return Report(
        source=source,
        text=composed.text,
        pages=tuple(_ledger(composed, body.pages.now)),
        blocks=composed.blocks,
        lines=composed.lines,
        properties=properties,
        warnings=tuple(dict.fromkeys(body.warnings)),
    )


def _body(package: Package, text: bytes) -> Body:
    styles = Styles.read(package.tree(package.related("styles")))
    settings = package.tree(package.related("settings"))
    warnings: list[str] = []
    return Body(
        styles=styles,
        numbering=Numbering.read(package.tree(package.related("numbering")), styles),
        footnotes=Notes.read(package.tree(package.related("footnotes")), "footnote", settings),
        endnotes=Notes.read(package.tree(package.related("endnotes")), "endnote", settings),
        pages=Pages(package.name, package.limits, laid_out=b"lastRenderedPageBreak" in text),
        diagrams=Diagrams(package, warnings),
        warnings=warnings,
    )


def _watched(drafts: Iterator[Draft], source: Source, limits: Limits) -> Iterator[Draft]:
    """The drafts, until one of the limits is met."""
    until = time.monotonic() + limits.max_seconds
    characters = 0
    for draft in drafts:
        characters += sum(len(piece.text) for piece in draft.pieces)
        if characters > limits.max_characters:
            raise LimitError(
                f"{source.name} has over {limits.max_characters:,} characters", hint="split the file"
            )
        if time.monotonic() > until:
            raise LimitError(
                f"{source.name} took longer than {limits.max_seconds:g} s",
                hint="raise the limit with --max-seconds",
            )
        yield draft


def _ledger(composed: Composed, last: int) -> Iterable[Page]:
    words: Counter[int] = Counter()
    for line in composed.lines:
        words[line.page] += len(composed.text[line.start : line.end].split())
    for number in range(1, last + 1):
        yield Page(number, PageStatus.OK if words[number] else PageStatus.BLANK, words[number])
