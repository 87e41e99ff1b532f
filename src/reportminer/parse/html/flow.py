"""Walks the tree of a page and gathers blocks as a reader of the page sees them."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from reportminer.labels import BlockKind
from reportminer.parse.compose import Draft
from reportminer.parse.html.boilerplate import Fate, Place
from reportminer.parse.html.frames import Frame, face_of, frame_of
from reportminer.parse.html.tables import is_layout, row_nodes
from reportminer.parse.html.words import elements
from reportminer.parse.markup.inline import PLAIN, Inline, Words, draft_of
from reportminer.parse.markup.items import as_item
from reportminer.parse.markup.node import Node, travel
from reportminer.parse.markup.rows import Row, table_drafts
from reportminer.parse.markup.titles import too_long_for_heading
from reportminer.parse.text.shapes import mark_of

_FURNITURE = {
    Fate.HEADER: BlockKind.HEADER,
    Fate.FOOTER: BlockKind.FOOTER,
    Fate.FOOTNOTE: BlockKind.FOOTNOTE,
    Fate.CONTENTS: BlockKind.CONTENTS,
}


@dataclass(frozen=True, slots=True)
class Gathered:
    """A block, and whether all its words are links."""

    draft: Draft
    linked: bool


@dataclass(slots=True)
class Flow:
    """Visitor of a page (or a cell of a table) that gathers its blocks."""

    place: Place
    nested: bool = False
    """Inside a data table: tables in its cells are not tables of their own."""
    found: list[Gathered] = field(default_factory=list)
    _frames: list[Frame] = field(default_factory=lambda: [Frame()])
    _inline: Inline = field(default_factory=Inline)
    _own_words: bool = False
    _after_break: bool = False

    def enter(self, node: Node) -> bool:
        """See `markup.node.Visitor`."""
        above = self._frames[-1]
        if node.tag in ("br", "hr"):
            self._break(hard=node.tag == "hr")
            return False
        if node.tag in elements("controls") and not self._is_shown_control(node, above):
            return False
        fate = self._fate(node, above)
        frame = frame_of(node, above, fate, beside=self.place.holds_main(node))
        if frame.block or fate is not above.fate:
            self._boundary(inner=frame.inner)
        if fate is Fate.DROPPED or node.tag in elements("struck"):
            return False
        if node.tag == "table" and self._table(node, frame):
            return False
        if node.tag == "q":
            self.words("“")
        self._frames.append(frame)
        return True

    def words(self, text: str) -> None:
        """See `markup.node.Visitor`."""
        frame = self._frames[-1]
        blank = not text.strip()
        if blank and self._inline.empty:
            return
        if not blank:
            self._after_break = False
            self._own_words |= not frame.linked and any(c.isalnum() for c in text)
        if frame.pre:
            self._preformatted(text, frame)
        else:
            self._inline.add(text, frame.face)

    def leave(self, node: Node) -> None:
        """See `markup.node.Visitor`."""
        if node.tag == "q":
            self.words("”")
        frame, above = self._frames[-1], self._frames[-2]
        if frame.block or frame.fate is not above.fate:
            self._boundary(inner=frame.inner)
        self._frames.pop()

    def finish(self) -> list[Gathered]:
        """All blocks, in order."""
        self._flush()
        return self.found

    def _fate(self, node: Node, above: Frame) -> Fate:
        fate = self.place.fate(node, inside=above.fate, sectioned=above.sectioned)
        if fate is not Fate.DROPPED and above.beside and not self._leads_to_main(node):
            outside = self.place.outside(node)
            return fate if outside is Fate.CONTENT else outside
        return fate

    def _leads_to_main(self, node: Node) -> bool:
        return self.place.holds_main(node) or self.place.is_main(node)

    def _is_shown_control(self, node: Node, above: Frame) -> bool:
        """A button that a heading or a summary is made of."""
        return node.tag == "button" and (above.kind is BlockKind.HEADING or above.tag == "summary")

    def _break(self, *, hard: bool) -> None:
        """A line ends; two ends in a row, or a rule, end the paragraph."""
        frame = self._frames[-1]
        if frame.kind is BlockKind.HEADING or not (hard or self._after_break):
            self._inline.break_line()
        else:
            self._flush()
        self._after_break = True

    def _boundary(self, *, inner: bool) -> None:
        """A block begins or ends; one inside a heading does not part it."""
        if inner:
            self._inline.add(" ")
        else:
            self._flush()

    def _preformatted(self, text: str, frame: Frame) -> None:
        for number, line in enumerate(text.split("\n")):
            if number:
                self._break(hard=False)
            if line.strip():
                self._after_break = False
                self._inline.add(line, frame.face)

    def _flush(self) -> None:
        words = self._inline.take()
        linked = not self._own_words
        self._own_words = self._after_break = False
        if words.pieces:
            frame = self._frames[-1]
            fate = self.place.outside() if frame.beside else frame.fate
            self._keep(_block(words, frame), fate, linked=linked)

    def _keep(self, draft: Draft, fate: Fate, *, linked: bool) -> None:
        if fate in _FURNITURE and not self._stays_heading(draft, fate):
            draft = replace(draft, kind=_FURNITURE[fate], level=0)
        self.found.append(Gathered(draft, linked))

    def _stays_heading(self, draft: Draft, fate: Fate) -> bool:
        if draft.kind is not BlockKind.HEADING:
            return False
        if fate in (Fate.CONTENTS, Fate.FOOTNOTE):
            return True
        return fate is Fate.HEADER and draft.level == 1 and self.place.has_one_title

    def _table(self, node: Node, frame: Frame) -> bool:
        """Take a data table row by row; False leaves a layout table to be walked like any other block."""
        if self.nested or is_layout(node):
            return False
        rows = list(self._rows(node, frame))
        for draft in table_drafts(rows):
            self._keep(draft, frame.fate, linked=False)
        return True

    def _rows(self, table: Node, frame: Frame) -> Iterator[Row]:
        for row in row_nodes(table):
            if self.place.fate(row, inside=frame.fate, sectioned=True) is Fate.DROPPED:
                continue
            if row.tag == "caption":
                self.found.extend(
                    replace(held, draft=replace(held.draft, kind=BlockKind.CAPTION))
                    for held in self._cell(row)
                )
                continue
            cells = [cell for cell in row.nodes if self._is_seen_cell(cell, frame)]
            drafts = tuple(tuple(held.draft for held in self._cell(cell)) for cell in cells)
            yield Row(drafts, head=bool(cells) and all(cell.tag == "th" for cell in cells))

    def _is_seen_cell(self, cell: Node, frame: Frame) -> bool:
        return self.place.fate(cell, inside=frame.fate, sectioned=True) is not Fate.DROPPED

    def _cell(self, cell: Node) -> list[Gathered]:
        flow = Flow(self.place, nested=True)
        flow._frames[-1] = Frame(tag=cell.tag, face=face_of(cell, PLAIN), sectioned=True)
        travel(cell, flow)
        return flow.finish()


def _block(words: Words, frame: Frame) -> Draft:
    kind, level = frame.kind, frame.level
    if kind is BlockKind.HEADING and too_long_for_heading(words.text):
        kind, level = BlockKind.PARAGRAPH, 0
    marker = ""
    if frame.item is not None and kind in (BlockKind.LIST_ITEM, BlockKind.HEADING):
        marker, frame.item.marker = frame.item.marker, ""
        if kind is BlockKind.HEADING and not any(c.isalnum() for c in marker):
            marker = ""
    if kind is BlockKind.LIST_ITEM and (own := mark_of(words.text)):
        return replace(draft_of(kind, words, level=level), marker=own.text)
    level = level if kind in (BlockKind.LIST_ITEM, BlockKind.HEADING) else 0
    return as_item(draft_of(kind, words, level=level, marker=marker))
