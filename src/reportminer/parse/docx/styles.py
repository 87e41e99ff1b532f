"""Styles: what a paragraph is, by its style, the styles that one stands on, and its own settings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from reportminer.labels import BlockKind
from reportminer.parse.markup.node import Node
from reportminer.ruledata import from_yaml

_OFF = frozenset({"0", "false", "off", "none"})
_NUMBERED = re.compile(r"(.{1,40}?)\s{0,3}([1-9])(?:\b.{0,40})?", re.DOTALL)
_MOST_CHAIN = 30
_BODY_LEVEL = 9
_LARGE = 1.25
_GROUPS = {"heading", "title", "contents", "caption", "footnote", "furniture"}
_KINDS = {
    "contents": BlockKind.CONTENTS,
    "caption": BlockKind.CAPTION,
    "footnote": BlockKind.FOOTNOTE,
    "furniture": BlockKind.HEADER,
}


@dataclass(frozen=True, slots=True)
class Setting:
    """How text is set; None where nothing is said."""

    bold: bool | None = None
    italic: bool | None = None
    hidden: bool | None = None
    struck: bool | None = None
    raised: bool | None = None
    size: int | None = None
    """Half points."""

    def over(self, below: "Setting") -> "Setting":
        """What is set here, and where nothing is said, what is set below."""
        pairs = ((getattr(self, name), getattr(below, name)) for name in Setting.__slots__)
        return Setting(*(under if value is None else value for value, under in pairs))


@dataclass(frozen=True, slots=True)
class Style:
    """A style, with what it takes from those below it."""

    setting: Setting = Setting()
    heading: int = 0
    """1 to 9, or 0."""
    kind: BlockKind = BlockKind.PARAGRAPH
    num: str = ""
    """Number of the list that the style belongs to."""
    level: int = -1
    """Level in that list; -1 where the list has to be asked."""
    break_before: bool = False


@dataclass(slots=True)
class Styles:
    """The styles of a document by their ids."""

    _nodes: dict[str, Node] = field(default_factory=dict)
    _known: dict[str, Style] = field(default_factory=dict)
    _defaults: Setting = Setting()
    default: str = ""
    """The style of paragraphs that name none."""

    @classmethod
    def read(cls, tree: Node | None) -> "Styles":
        """From styles.xml; a document without it has no styles."""
        found = cls()
        for node in tree.below() if tree else ():
            if node.tag == "w:style":
                found._nodes.setdefault(node.get("styleId"), node)
                if node.get("type") == "paragraph" and is_on(node.get("default") or "0"):
                    found.default = node.get("styleId")
            elif node.tag == "w:rPrDefault":
                found._defaults = setting_of(node.child("w:rPr"))
        return found

    def style(self, name: str) -> Style:
        """The style with an id; a plain one where there is none such."""
        if name not in self._known:
            self._known[name] = self._read(list(self._chain(name)))
        return self._known[name]

    def is_large(self, size: int | None) -> bool:
        """Whether text of a size stands out from the body."""
        body = self.style(self.default).setting.size or self._defaults.size
        return bool(size and body and size >= _LARGE * body)

    def _chain(self, name: str) -> Iterator[Node]:
        seen: set[str] = set()
        while name in self._nodes and name not in seen and len(seen) < _MOST_CHAIN:
            seen.add(name)
            node = self._nodes[name]
            yield node
            name = _value(node.child("w:basedOn"))

    def _read(self, chain: list[Node]) -> Style:
        setting = Setting()
        for node in chain:
            setting = setting.over(setting_of(node.child("w:rPr")))
        num, level = _list_of(chain)
        heading, kind = _kind_of(chain)
        breaks = (node.child("w:pPr", "w:pageBreakBefore") for node in chain)
        first = next((node for node in breaks if node), None)
        return Style(setting, heading, kind, num, level, bool(first) and is_on(_value(first, "1")))


def _list_of(chain: list[Node]) -> tuple[str, int]:
    """List and level; each may be said by a style of its own."""
    num, level = "", -1
    for node in chain:
        listed = node.child("w:pPr", "w:numPr")
        if listed is None:
            continue
        num = num or _value(listed.child("w:numId"))
        if level < 0:
            level = number(_value(listed.child("w:ilvl")), -1)
    return num, level


def _kind_of(chain: list[Node]) -> tuple[int, BlockKind]:
    """Heading level and kind: the first style of the chain that says anything decides."""
    for node in chain:
        outline = node.child("w:pPr", "w:outlineLvl")
        if outline is not None:
            level = number(_value(outline), _BODY_LEVEL)
            return (level + 1 if level < _BODY_LEVEL else 0), BlockKind.PARAGRAPH
        group, level = by_name(_value(node.child("w:name")) or node.get("styleId"))
        if group in ("heading", "title"):
            return max(level, 1), BlockKind.PARAGRAPH
        if group:
            return 0, _KINDS[group]
    return 0, BlockKind.PARAGRAPH


@cache
def by_name(name: str) -> tuple[str, int]:
    """Group of a style by its name, and the number behind it: `heading 2`, `Überschrift 2`, `TOC 1`."""
    name = " ".join(name.split()).casefold()
    groups = _names()
    found = _NUMBERED.fullmatch(name)
    if found:
        for group in ("heading", "contents"):
            if found[1].strip() in groups[group]:
                return group, int(found[2])
    if (
        name.endswith((" heading", " überschrift"))
        and by_name(f"{name.rpartition(' ')[0]} 1")[0] == "contents"
    ):
        return "heading", 1
    bare = next((group for group, names in groups.items() if name in names and group != "heading"), "")
    return bare, 0


@cache
def _names() -> dict[str, frozenset[str]]:
    data = from_yaml(files(__package__).joinpath("rules/styles.yaml").read_text("utf-8"))
    if set(data) != _GROUPS:
        raise ValueError(f"styles.yaml: unknown or missing groups {sorted(set(data) ^ _GROUPS)}")
    return {group: frozenset(name.casefold() for name in names) for group, names in data.items()}


def setting_of(properties: Node | None) -> Setting:
    """What a `w:rPr` says."""
    said = {node.tag: node for node in properties.nodes} if properties else {}
    if not said:
        return Setting()
    aligned = said.get("w:vertAlign")
    struck = said.get("w:strike") or said.get("w:dstrike")
    size = said.get("w:sz")
    return Setting(
        bold=_switch(said.get("w:b")),
        italic=_switch(said.get("w:i")),
        hidden=_switch(said.get("w:vanish")),
        struck=_switch(struck),
        raised=None if aligned is None else _value(aligned) == "superscript",
        size=None if size is None else number(_value(size), 0) or None,
    )


def _switch(node: Node | None) -> bool | None:
    return None if node is None else is_on(_value(node, "1"))


def is_on(value: str) -> bool:
    """A switch of OOXML."""
    return value.lower() not in _OFF


def number(text: str, otherwise: int) -> int:
    """A small whole number."""
    digits = text.strip()
    sound = digits.isascii() and digits.isdigit() and len(digits) <= 6
    return int(digits) if sound else otherwise


def _value(node: Node | None, otherwise: str = "") -> str:
    return node.attributes.get("val", otherwise) if node else ""


value_of = _value
