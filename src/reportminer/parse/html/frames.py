"""What the elements of a page mean for the text in them."""

import re
from dataclasses import dataclass, replace

from reportminer.labels import BlockKind
from reportminer.parse.html.boilerplate import Fate
from reportminer.parse.html.markers import Listing, is_list, opened
from reportminer.parse.html.words import class_kinds, elements
from reportminer.parse.markup.inline import PLAIN, Face
from reportminer.parse.markup.node import Node

_HEADING = re.compile(r"h([1-6])")
_WEIGHT = re.compile(r"font-weight\s{0,5}:\s{0,5}(bold|bolder|[6-9]00|normal|lighter|[1-5]00)")
_SLANT = re.compile(r"font-style\s{0,5}:\s{0,5}(italic|oblique|normal)")
_RAISED = re.compile(r"vertical-align\s{0,5}:\s{0,5}super")
_AS_BLOCK = re.compile(r"display\s{0,5}:\s{0,5}(?:block|flex|grid|table|list-item)\b")
_WORD_LIST = re.compile(r"mso-list\s{0,5}:\s{0,5}\w{1,20}\s+level(\d)")
_SECTIONS = frozenset({"article", "section", "blockquote", "aside", "li", "td", "th", "figure"})
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
class Item:
    """A list item that is open."""

    marker: str
    level: int


@dataclass(frozen=True, slots=True)
class Frame:
    """What an open element means for the text in it."""

    tag: str = ""
    block: bool = True
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    fate: Fate = Fate.CONTENT
    face: Face = PLAIN
    listing: Listing | None = None
    depth: int = 0
    item: Item | None = None
    linked: bool = False
    pre: bool = False
    sectioned: bool = False
    inner: bool = False
    """Inside a heading, and part of it."""
    beside: bool = False
    """Directly in an element that holds the main part of the page."""


def frame_of(node: Node, above: Frame, fate: Fate, *, beside: bool) -> Frame:
    """What `node` means for the text in it."""
    style = node.get("style")
    frame = replace(
        above,
        tag=node.tag,
        block=_is_block(node, style),
        fate=fate,
        face=face_of(node, above.face),
        linked=above.linked or (node.tag == "a" and bool(node.get("href"))),
        pre=above.pre or node.tag in ("pre", "xmp", "listing", "plaintext"),
        sectioned=above.sectioned or node.tag in _SECTIONS,
        beside=beside,
    )
    if above.kind is BlockKind.HEADING:
        if node.tag not in elements("ends_headings"):
            return replace(frame, inner=True)
        frame = replace(frame, kind=BlockKind.PARAGRAPH, level=0, inner=False)
    if is_list(node):
        return replace(frame, listing=opened(node), depth=min(above.depth + 1, _MOST_DEPTH))
    return _of_kind(frame, node, style)


def _of_kind(frame: Frame, node: Node, style: str) -> Frame:
    """The kind of block that the element makes, where it makes one of its own."""
    if heading := _heading_level(node):
        return replace(frame, kind=BlockKind.HEADING, level=heading, block=True)
    if node.tag == "li":
        level = max(frame.depth, 1)
        item = Item((frame.listing or _BULLETED).marker(node, level), level)
        return replace(frame, kind=BlockKind.LIST_ITEM, level=level, item=item)
    if kind := _KINDS.get(node.tag):
        return replace(frame, kind=kind, item=None)
    if found := _WORD_LIST.search(style[:1000]):
        level = max(int(found[1]), 1)
        return replace(frame, kind=BlockKind.LIST_ITEM, level=level, item=Item("", level))
    return _of_class(frame, node) if frame.block else frame


def _of_class(frame: Frame, node: Node) -> Frame:
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


def face_of(node: Node, above: Face) -> Face:
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
