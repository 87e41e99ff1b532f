"""HTML pages to a `Report`: what a reader of the page sees of its content."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from reportminer.config import Limits
from reportminer.errors import UnreadableError
from reportminer.labels import BlockKind, PageStatus
from reportminer.parse.compose import Draft, compose
from reportminer.parse.file import read_bytes
from reportminer.parse.html.boilerplate import Place
from reportminer.parse.html.charset import read_page
from reportminer.parse.html.flow import Flow, Gathered
from reportminer.parse.html.properties import properties_of
from reportminer.parse.html.tree import tree_of
from reportminer.parse.markup.node import travel
from reportminer.parse.markup.titles import mark_titles
from reportminer.types import Page, Report, Source

__all__ = ["read_html"]

_FEWEST_EDGE = 3
_SAVE_AGAIN = "open it in a browser, let it load, and print it to a PDF"


def read_html(source: Source, limits: Limits) -> Report:
    """Read a .html file: encoding, main content, headings, lists with their numbers, tables, notes.

    It is one page. Navigation, notices and what is hidden are left out; what else stands around the
    main part is kept as header and footer. Raises `UnreadableError` or `LimitError`.
    """
    decoded = read_page(read_bytes(source, limits), source.name)
    if decoded.text.lstrip()[:13].lower() == "mime-version:":
        raise UnreadableError(
            f"{source.name} is a web archive (MHTML), not a page", hint="save it as 'web page, HTML only'"
        )
    root = tree_of(decoded.text, source.name, limits)
    flow = Flow(place := Place(root))
    travel(root, flow)
    composed = compose(mark_titles(mark_edges(flow.finish())))
    if not any(c.isalpha() for c in composed.text):
        raise UnreadableError(f"{source.name} holds no text; scripts may draw it", hint=_SAVE_AGAIN)
    words = len(composed.text.split())
    return Report(
        source=source,
        text=composed.text,
        pages=(Page(1, PageStatus.OK, words),),
        blocks=composed.blocks,
        lines=composed.lines,
        properties=properties_of(root),
        warnings=(*decoded.warnings, *_dropped(place.words_dropped)),
    )


def _dropped(words: int) -> Iterator[str]:
    if words:
        yield f"{words} words of notices and forms were left out"


def mark_edges(found: Sequence[Gathered]) -> list[Draft]:
    """Runs of links at the beginning and the end of a page are navigation that no markup names."""
    drafts = [held.draft for held in found]
    first = next((at for at, held in enumerate(found) if not held.linked), 0)
    if first >= _FEWEST_EDGE and not any(d.kind is BlockKind.HEADING for d in drafts[:first]):
        drafts[:first] = [_as(BlockKind.HEADER, draft) for draft in drafts[:first]]
    last = next((at for at in range(len(found), 0, -1) if not found[at - 1].linked), len(found))
    if len(found) - last >= _FEWEST_EDGE and last and not _announces(drafts[last - 1]):
        drafts[last:] = [_as(BlockKind.FOOTER, draft) for draft in drafts[last:]]
    return drafts


def _as(kind: BlockKind, draft: Draft) -> Draft:
    running = draft.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)
    return replace(draft, kind=kind) if running else draft


def _announces(draft: Draft) -> bool:
    """A heading or a colon: the links below it are something that the report lists."""
    return draft.kind is BlockKind.HEADING or (bool(draft.pieces) and draft.pieces[-1].text.endswith(":"))
