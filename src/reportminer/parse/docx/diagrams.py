"""SmartArt: its words stand in a part of their own, which the paragraph only names."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from reportminer.errors import UnreadableError
from reportminer.labels import BlockKind
from reportminer.parse.compose import Draft
from reportminer.parse.docx.package import Package
from reportminer.parse.docx.styles import is_on
from reportminer.parse.markup.inline import PLAIN, Inline, draft_of
from reportminer.parse.markup.items import as_item
from reportminer.parse.markup.node import Node

DRAWN = frozenset({"dgm:relIds", "c:chart", "cx:chart"})
"""What names a part that a drawing is made from."""
_NO_WORDS = frozenset({"pres", "parTrans", "sibTrans"})
"""Points that only lay the others out."""


@dataclass(slots=True)
class Diagrams:
    """The drawings of a file. Each diagram is read once."""

    package: Package
    warnings: list[str]
    """Takes what is to be told."""
    _parts: dict[str, str] | None = None
    """Those that the text can name."""
    _read: set[str] = field(default_factory=set)

    def drafts(self, drawing: Node, page: int) -> Iterator[Draft]:
        """The texts of a diagram, each a list item. A chart is told of: its words are names of figures."""
        if drawing.tag != "dgm:relIds":
            self.warnings.append("a chart was not read: it has no text but its labels")
            return
        if self._parts is None:
            self._parts = self.package.named()
        part = self._parts.get(drawing.get("dm"), "")
        if part not in self._read:
            self._read.add(part)
            yield from _items(self._tree(part), page)

    def _tree(self, part: str) -> Node | None:
        try:
            tree = self.package.tree(part)
        except UnreadableError:
            tree = None
        if tree is None:
            self.warnings.append("a diagram could not be read")
        return tree


def _items(tree: Node | None, page: int) -> Iterator[Draft]:
    points = (node for node in tree.below() if node.tag == "dgm:pt") if tree else ()
    for point in points:
        if point.get("type") in _NO_WORDS or _is_placeholder(point):
            continue
        for paragraph in (node for node in point.below() if node.tag == "a:p"):
            words = _words(paragraph, page).take()
            if words.pieces:
                item = as_item(draft_of(BlockKind.PARAGRAPH, words))
                yield item if item.marker else draft_of(BlockKind.LIST_ITEM, words, level=1)


def _words(paragraph: Node, page: int) -> Inline:
    inline = Inline()
    for node in paragraph.below():
        if node.tag in ("a:t", "a:br"):
            inline.add(" " if node.tag == "a:br" else "".join(map(str, node.children)), PLAIN, page)
    return inline


def _is_placeholder(point: Node) -> bool:
    """Whether it still shows "[Text]"."""
    said = point.child("dgm:prSet")
    return said is not None and is_on(said.get("phldr") or "0")
