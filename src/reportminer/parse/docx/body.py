"""The body of a Word file to drafts: paragraphs, lists, tables, text boxes, notes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from heapq import heappop, heappush

from reportminer.labels import BlockKind
from reportminer.parse.compose import Draft
from reportminer.parse.docx.diagrams import DRAWN, Diagrams
from reportminer.parse.docx.notes import Notes
from reportminer.parse.docx.numbering import Numbering
from reportminer.parse.docx.pages import Pages
from reportminer.parse.docx.paragraph import Gatherer, Noted, is_placeholder
from reportminer.parse.docx.styles import Style, Styles, is_on, number, value_of
from reportminer.parse.markup.inline import Inline, Words, draft_of
from reportminer.parse.markup.items import as_item
from reportminer.parse.markup.node import Node
from reportminer.parse.markup.rows import Row, table_drafts
from reportminer.parse.markup.titles import too_long_for_heading

_CONTAINERS = frozenset(
    {"w:sdt", "w:sdtContent", "w:customXml", "w:ins", "w:moveTo", "w:smartTag", "mc:AlternateContent"}
    | {"mc:Choice", "mc:Fallback", "w:txbxContent", "w:footnote", "w:endnote", "w:dir", "w:bdo"}
)
_SIDE_FILES = frozenset({"w:altChunk", "w:subDoc"})
_MOST_LEVEL = 6
_BODY_LEVEL = 9
_TURNS = frozenset({"", "nextPage", "oddPage", "evenPage"})


@dataclass(frozen=True, slots=True)
class _Shape:
    """What the settings of a paragraph make of it."""

    kind: BlockKind
    level: int
    num: str
    at: int
    style: Style


@dataclass(slots=True)
class Body:
    """Turns the blocks of the file into drafts, one after the other."""

    styles: Styles
    numbering: Numbering
    footnotes: Notes
    endnotes: Notes
    pages: Pages
    diagrams: Diagrams
    warnings: list[str] = field(default_factory=list)
    _out: list[Draft] = field(default_factory=list)
    _carried: Inline | None = None
    """Words of a paragraph whose end was deleted: they belong to the next."""
    _in_contents: bool = False
    _inner: int = 0
    """Above zero in cells, boxes and notes: page breaks of the author do not stand there."""
    _footnotes: list[tuple[int, int, str]] = field(default_factory=list)
    """Page, place in the text and id of those to be put at the end of their page: a heap."""
    _endnotes: list[tuple[int, str]] = field(default_factory=list)
    """Page and id of those to be put at the end."""
    _noted: set[tuple[bool, str]] = field(default_factory=set)

    def drafts(self, nodes: Iterable[Node]) -> Iterator[Draft]:
        """The drafts of the body's children, in order, footnotes at the end of their page."""
        for node in nodes:
            self._block(node)
            yield from self._taken()
        self._end_carry()
        yield from self._taken()
        self._put_footnotes(before=self.pages.now + 1)
        self._put_endnotes()
        yield from self._taken()

    def _taken(self) -> list[Draft]:
        taken, self._out = self._out, []
        return taken

    def _block(self, node: Node) -> None:
        if node.tag == "w:p":
            self._paragraph(node)
        elif node.tag == "w:tbl":
            self._table(node)
        elif node.tag in _CONTAINERS:
            self._container(node)
        elif node.tag in _SIDE_FILES:
            self.warnings.append("another document is embedded; it was not read")

    def _container(self, node: Node) -> None:
        if node.tag == "w:sdt" and is_placeholder(node):
            return
        before = self._in_contents
        self._in_contents |= node.tag == "w:sdt" and _is_contents(node)
        nodes = list(node.nodes)
        if node.tag == "mc:AlternateContent":
            nodes = nodes[:1]
        for child in nodes:
            self._block(child)
        self._in_contents = before

    def _paragraph(self, node: Node) -> None:
        properties = node.child("w:pPr")
        shape = self._shape(properties)
        if not self._inner:
            self._turn_before(properties, shape.style)
        inline, self._carried = self._carried or Inline(), None
        boxes: list[Node] = []
        noted = self._gather(node, shape, inline, boxes)
        if _end_is_deleted(properties):
            self._carried = inline
        else:
            self._emit(shape, inline.take())
        self._wait(noted)
        for box in boxes:
            self._aside(box)
        if not self._inner and _turns_after(properties):
            self.pages.explicit()

    def _gather(self, node: Node, shape: _Shape, inline: Inline, boxes: list[Node]) -> list[Noted]:
        gatherer = Gatherer(
            self.styles, self.pages, self.footnotes, self.endnotes, shape.style.setting, inline, boxes.append
        )
        gatherer.walk(node)
        return gatherer.noted

    def _shape(self, properties: Node | None) -> _Shape:
        """Heading, list item, caption … by the paragraph's own settings, then by its style."""
        own = {child.tag: child for child in properties.nodes} if properties else {}
        name = value_of(own.get("w:pStyle")) or self.styles.default
        style = self.styles.style(name)
        listed = own.get("w:numPr")
        num = (value_of(listed.child("w:numId")) if listed else "") or style.num
        at = number(value_of(listed.child("w:ilvl")), -1) if listed else -1
        if at < 0:
            at = style.level if style.level >= 0 else self.numbering.level_of_style(num, name)
        heading = style.heading
        if "w:outlineLvl" in own:
            outline = number(value_of(own["w:outlineLvl"]), _BODY_LEVEL)
            heading = outline + 1 if outline < _BODY_LEVEL else 0
        if self._in_contents and not (heading and style.heading):
            return _Shape(BlockKind.CONTENTS, 0, "", 0, style)
        if heading:
            return _Shape(BlockKind.HEADING, heading, num, at, style)
        return _Shape(style.kind, 0, num, at, style)

    def _emit(self, shape: _Shape, words: Words) -> None:
        listed = shape.num not in ("", "0")
        marker = self.numbering.marker(shape.num, shape.at) if listed else None
        if not words.pieces:
            return
        if not self._inner:
            self._put_footnotes(before=words.pieces[0].page)
        if shape.kind is BlockKind.HEADING and not too_long_for_heading(words.text):
            signless = marker if marker and any(c.isalnum() for c in marker) else ""
            self._out.append(draft_of(BlockKind.HEADING, words, level=shape.level, marker=signless))
        elif shape.kind in (BlockKind.PARAGRAPH, BlockKind.HEADING) and marker is not None:
            level = min(shape.at + 1, _MOST_LEVEL)
            self._out.append(draft_of(BlockKind.LIST_ITEM, words, level=level, marker=marker))
        elif shape.kind is BlockKind.HEADING:
            self._out.append(draft_of(BlockKind.PARAGRAPH, words))
        else:
            self._out.append(as_item(draft_of(shape.kind, words)))

    def _end_carry(self) -> None:
        carried, self._carried = self._carried, None
        if carried is not None:
            plain = _Shape(BlockKind.PARAGRAPH, 0, "", 0, Style())
            self._emit(plain, carried.take())

    def _turn_before(self, properties: Node | None, style: Style) -> None:
        own = properties.child("w:pageBreakBefore") if properties else None
        if style.break_before if own is None else is_on(value_of(own, "1")):
            self.pages.explicit()

    def _inside(self, nodes: Iterable[Node]) -> list[Draft]:
        """The drafts of blocks that stand inside something: a cell, a box, a note."""
        outer, self._out = self._out, []
        carried, self._carried = self._carried, None
        self._inner += 1
        for node in nodes:
            self._block(node)
        self._end_carry()
        self._inner -= 1
        self._carried = carried
        inner, self._out = self._out, outer
        return inner

    def _aside(self, box: Node) -> None:
        """A text box or diagram: after the paragraph that it is anchored in, on the same page."""
        with self.pages.held():
            drawn = self.diagrams.drafts(box, self.pages.now) if box.tag in DRAWN else self._inside(box.nodes)
            self._out.extend(drawn)

    def _table(self, table: Node) -> None:
        if not self._inner:
            self._put_footnotes(before=self.pages.now)
        rows = [self._row(row) for row in _nested(table, "w:tr") if not _is_deleted_row(row)]
        self._out.extend(table_drafts(rows))

    def _row(self, row: Node) -> Row:
        """Cells stand side by side: each begins on the page on which the row begins."""
        begin = last = self.pages.now
        cells: list[tuple[Draft, ...]] = []
        for cell in _nested(row, "w:tc"):
            self.pages.now = begin
            cells.append(tuple(self._inside(cell.nodes)) if _is_printed_cell(cell) else ())
            last = max(last, self.pages.now)
        self.pages.now = last
        head = row.child("w:trPr", "w:tblHeader")
        return Row(tuple(cells), head=head is not None and is_on(value_of(head, "1")))

    def _wait(self, noted: Iterable[Noted]) -> None:
        """Keep the notes that the text leads to for the first time."""
        for page, endnote, name in noted:
            if (endnote, name) in self._noted:
                continue
            self._noted.add((endnote, name))
            if endnote:
                self._endnotes.append((page, name))
            else:
                heappush(self._footnotes, (page, len(self._noted), name))

    def _put_footnotes(self, *, before: int) -> None:
        """Footnotes of the pages before a page, in the order in which the text leads to them."""
        while self._footnotes and self._footnotes[0][0] < before:
            page, _, name = heappop(self._footnotes)
            self._put_note(self.footnotes, name, page)

    def _put_endnotes(self) -> None:
        for page, name in self._endnotes:
            self._put_note(self.endnotes, name, page)

    def _put_note(self, notes: Notes, name: str, page: int) -> None:
        node = notes.node(name)
        if node is not None:
            self._out.extend(self._note(node, notes.mark(name), page))

    def _note(self, node: Node, mark: str, page: int) -> Iterator[Draft]:
        now, self.pages.now = self.pages.now, page
        with self.pages.held():
            drafts = self._inside(node.nodes)
        self.pages.now = now
        for at, draft in enumerate(drafts):
            words = Words(draft.pieces, draft.bold, draft.lead)
            yield draft_of(BlockKind.FOOTNOTE, words, marker="" if at else mark)


def _nested(node: Node, tag: str) -> Iterator[Node]:
    """Rows of a table, cells of a row: also those wrapped in form fields or marked as inserted."""
    stack = [node.nodes]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
        elif child.tag == tag:
            yield child
        elif child.tag in _CONTAINERS:
            stack.append(child.nodes)


def _is_deleted_row(row: Node) -> bool:
    return row.child("w:trPr", "w:del") is not None


def _is_printed_cell(cell: Node) -> bool:
    """Not deleted, and not the lower part of cells that were joined."""
    if cell.child("w:tcPr", "w:cellDel") is not None:
        return False
    joined = cell.child("w:tcPr", "w:vMerge")
    return joined is None or value_of(joined, "continue") != "continue"


def _is_contents(sdt: Node) -> bool:
    gallery = sdt.child("w:sdtPr", "w:docPartObj", "w:docPartGallery")
    return gallery is not None and "contents" in value_of(gallery).lower()


def _end_is_deleted(properties: Node | None) -> bool:
    mark = properties.child("w:rPr") if properties else None
    return mark is not None and any(node.tag in ("w:del", "w:moveFrom") for node in mark.nodes)


def _turns_after(properties: Node | None) -> bool:
    """Whether the section ends with this paragraph, and the next begins on a new page."""
    section = properties.child("w:sectPr") if properties else None
    return section is not None and value_of(section.child("w:type")) in _TURNS
