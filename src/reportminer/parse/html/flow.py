"""Walks the tree of a page and gathers blocks as a reader of the page sees them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from reportminer.labels import BlockKind
from reportminer.parse.compose import Draft
from reportminer.parse.html.boilerplate import Fate, Place
from reportminer.parse.html.markers import Listing, is_list, opened
from reportminer.parse.html.words import class_kinds, elements
from reportminer.parse.markup.inline import PLAIN, Face, Inline, Words, draft_of
from reportminer.parse.markup.items import as_item
from reportminer.parse.markup.node import Node, travel
from reportminer.parse.markup.rows import Row, table_drafts
from reportminer.parse.markup.titles import too_long_for_heading
from reportminer.parse.text.shapes import mark_of

_HEADING = re.compile(r"h([1-6])")
_WEIGHT = re.compile(r"font-weight\s{0,5}:\s{0,5}(bold|bolder|[6-9]00|normal|lighter|[1-5]00)")
_SLANT = re.compile(r"font-style\s{0,5}:\s{0,5}(italic|oblique|normal)")
_RAISED = re.compile(r"vertical-align\s{0,5}:\s{0,5}super")
_AS_BLOCK = re.compile(r"display\s{0,5}:\s{0,5}(?:block|flex|grid|table|list-item)\b")
_WORD_LIST = re.compile(r"mso-list\s{0,5}:\s{0,5}\w{1,20}\s+level(\d)")
_SECTIONS = frozenset({"article", "section", "blockquote", "aside", "li", "td", "th", "figure"})
_FURNITURE = {
    Fate.HEADER: BlockKind.HEADER,
    Fate.FOOTER: BlockKind.FOOTER,
    Fate.FOOTNOTE: BlockKind.FOOTNOTE,
    Fate.CONTENTS: BlockKind.CONTENTS,
}
_KINDS = {
    "figcaption": BlockKind.CAPTION,
    "caption": BlockKind.CAPTION,
    "dt": BlockKind.PARAGRAPH,
    "dd": BlockKind.PARAGRAPH,
    "summary": BlockKind.PARAGRAPH,
}
_BULLETED = Listing(False, "", 1)
_MOST_DEPTH = 6


@dataclass(slots=True)
class _Item:
    """A list item that is open."""

    marker: str
    level: int


@dataclass(frozen=True, slots=True)
class _Frame:
    """What an open element means for the text in it."""

    tag: str = ""
    block: bool = True
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    fate: Fate = Fate.CONTENT
    face: Face = PLAIN
    listing: Listing | None = None
    depth: int = 0
    item: _Item | None = None
    linked: bool = False
    pre: bool = False
    sectioned: bool = False
    beside: bool = False
    """Directly in an element that holds the main part of the page."""


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
    _frames: list[_Frame] = field(default_factory=lambda: [_Frame()])
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
        frame = _frame_of(node, above, fate, beside=self.place.holds_main(node))
        if frame.block or fate is not above.fate:
            self._boundary(within=above)
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
            self._boundary(within=above)
        self._frames.pop()

    def finish(self) -> list[Gathered]:
        """All blocks, in order."""
        self._flush()
        return self.found

    def _fate(self, node: Node, above: _Frame) -> Fate:
        fate = self.place.fate(node, inside=above.fate, sectioned=above.sectioned)
        if fate is not Fate.DROPPED and above.beside and not self._leads_to_main(node):
            return self.place.is_outside(above=True)
        return fate

    def _leads_to_main(self, node: Node) -> bool:
        return self.place.holds_main(node) or self.place.is_main(node)

    def _is_shown_control(self, node: Node, above: _Frame) -> bool:
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

    def _boundary(self, *, within: _Frame) -> None:
        """A block begins or ends in `within`. Blocks inside a heading do not part it."""
        if within.kind is BlockKind.HEADING:
            self._inline.add(" ")
        else:
            self._flush()

    def _preformatted(self, text: str, frame: _Frame) -> None:
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
            fate = self.place.is_outside(above=True) if frame.beside else frame.fate
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

    def _table(self, node: Node, frame: _Frame) -> bool:
        """Take a data table row by row; False leaves a layout table to be walked like any other block."""
        if self.nested or _is_layout(node):
            return False
        rows = list(self._rows(node, frame))
        for draft in table_drafts(rows):
            self._keep(draft, frame.fate, linked=False)
        return True

    def _rows(self, table: Node, frame: _Frame) -> Iterator[Row]:
        for row in _row_nodes(table):
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

    def _is_seen_cell(self, cell: Node, frame: _Frame) -> bool:
        return self.place.fate(cell, inside=frame.fate, sectioned=True) is not Fate.DROPPED

    def _cell(self, cell: Node) -> list[Gathered]:
        flow = Flow(self.place, nested=True)
        flow._frames[-1] = _Frame(tag=cell.tag, face=_face_of(cell, PLAIN), sectioned=True)
        travel(cell, flow)
        return flow.finish()


def _frame_of(node: Node, above: _Frame, fate: Fate, *, beside: bool) -> _Frame:
    """What `node` means for the text in it."""
    style = node.get("style")
    frame = replace(
        above,
        tag=node.tag,
        block=_is_block(node, style),
        fate=fate,
        face=_face_of(node, above.face),
        linked=above.linked or (node.tag == "a" and bool(node.get("href"))),
        pre=above.pre or node.tag in ("pre", "xmp", "listing", "plaintext"),
        sectioned=above.sectioned or node.tag in _SECTIONS,
        beside=beside,
    )
    if above.kind is BlockKind.HEADING:
        return frame
    if is_list(node):
        return replace(frame, listing=opened(node), depth=min(above.depth + 1, _MOST_DEPTH))
    return _of_kind(frame, node, style)


def _of_kind(frame: _Frame, node: Node, style: str) -> _Frame:
    """The kind of block that the element makes, where it makes one of its own."""
    if heading := _heading_level(node):
        return replace(frame, kind=BlockKind.HEADING, level=heading, block=True)
    if node.tag == "li":
        level = max(frame.depth, 1)
        item = _Item((frame.listing or _BULLETED).marker(node, level), level)
        return replace(frame, kind=BlockKind.LIST_ITEM, level=level, item=item)
    if kind := _KINDS.get(node.tag):
        return replace(frame, kind=kind, item=None)
    if found := _WORD_LIST.search(style[:1000]):
        level = max(int(found[1]), 1)
        return replace(frame, kind=BlockKind.LIST_ITEM, level=level, item=_Item("", level))
    return _of_class(frame, node) if frame.block else frame


def _of_class(frame: _Frame, node: Node) -> _Frame:
    """Pages saved by Word, and some others, tell kinds by classes alone."""
    named = next((class_kinds()[name] for name in _classes(node) if name in class_kinds()), "")
    return replace(frame, kind=BlockKind(named), level=int(named == "heading")) if named else frame


def _classes(node: Node) -> list[str]:
    return node.get("class").lower().split()[:20]


def _heading_level(node: Node) -> int:
    found = _HEADING.fullmatch(node.tag)
    if found:
        return int(found[1])
    if node.get("role").lower() != "heading":
        return 0
    level = node.get("aria-level").strip()
    return int(level) if level.isascii() and level.isdigit() and 0 < int(level[:3]) <= 9 else 2


def _is_block(node: Node, style: str) -> bool:
    tag = node.tag
    return tag in elements("block") or "-" in tag or bool(style and _AS_BLOCK.search(style[:1000]))


def _face_of(node: Node, above: Face) -> Face:
    """How text in `node` is set; the same object where nothing changes."""
    style = node.get("style")[:1000].lower()
    weight, slant = (_WEIGHT.search(style), _SLANT.search(style)) if style else (None, None)
    bold = weight[1] in ("bold", "bolder", "600", "700", "800", "900") if weight else above.bold
    italic = slant[1] != "normal" if slant else above.italic
    face = Face(
        bold=bold or (node.tag in elements("bold") and not weight),
        italic=italic or (node.tag in elements("italic") and not slant),
        raised=above.raised or node.tag == "sup" or bool(style and _RAISED.search(style)),
    )
    return above if face == above else face


def _block(words: Words, frame: _Frame) -> Draft:
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


def _row_nodes(table: Node) -> Iterator[Node]:
    """The rows and captions of a table itself, whatever (mis)placed elements stand between."""
    stack = [table.nodes]
    while stack:
        node = next(stack[-1], None)
        if node is None:
            stack.pop()
        elif node.tag in ("tr", "caption"):
            yield node
        else:
            stack.append(node.nodes)


def _is_layout(table: Node) -> bool:
    """A page, or part of one, set out as a table; or a broken one, with text outside its cells."""
    if table.get("role").lower() in ("presentation", "none"):
        return True
    if "table" in table.tags and "th" not in table.tags:
        return True
    return _has_loose_text(table)


def _has_loose_text(table: Node) -> bool:
    stack = [table]
    while stack:
        for child in stack.pop().children:
            if isinstance(child, str):
                if child.strip():
                    return True
            elif child.tag not in ("td", "th", "caption"):
                if child.tag not in ("tr", "thead", "tbody", "tfoot", "colgroup", "col", "form", "input"):
                    return True
                stack.append(child)
    return False
