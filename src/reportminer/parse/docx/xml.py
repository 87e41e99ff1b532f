"""XML parts to trees. Entities are refused, depth is bounded, damage is read over."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from reportminer.errors import UnreadableError
from reportminer.parse.markup.node import Node

_CHUNK = 1 << 16
_DEEPEST = 200
_PREFIXES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w:",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w:",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m:",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m:",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc:",
    "http://schemas.openxmlformats.org/drawingml/2006/main": "a:",
    "http://purl.oclc.org/ooxml/drawingml/main": "a:",
    "http://schemas.openxmlformats.org/drawingml/2006/diagram": "dgm:",
    "http://purl.oclc.org/ooxml/drawingml/diagram": "dgm:",
    "http://schemas.openxmlformats.org/drawingml/2006/chart": "c:",
    "http://purl.oclc.org/ooxml/drawingml/chart": "c:",
    "http://schemas.microsoft.com/office/drawing/2014/chartex": "cx:",
}
"""Both dialects of OOXML (transitional and strict) come out alike."""


@dataclass(slots=True)
class _Builder:
    """What the parser reports to."""

    name: str
    split: str = ""
    """Children of this element are handed over one by one, and not kept."""
    done: list[Node] = field(default_factory=list)
    root: Node = field(default_factory=lambda: Node("root", {}))
    _open: list[Node] = field(default_factory=list)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self._open) >= _DEEPEST:
            raise UnreadableError(
                f"{self.name} is nested too deeply", hint="open it in a word processor and save it again"
            )
        node = Node(_short(tag), {key.rpartition("}")[2]: value for key, value in attributes.items()})
        above = self._open[-1] if self._open else self.root
        if not self.split or above.tag != self.split:
            above.children.append(node)
        self._open.append(node)

    def end(self, tag: str) -> None:
        node = self._open.pop()
        if self.split and self._open and self._open[-1].tag == self.split:
            self.done.append(node)

    def data(self, text: str) -> None:
        if self._open:
            self._open[-1].children.append(text)

    def doctype(self, *_: str | None) -> None:
        """No Word file has one; those that do mean harm (entities that grow, or that fetch files)."""
        raise UnreadableError(
            f"{self.name} declares entities, which no Word file does", hint="do not trust this file"
        )

    def close(self) -> None:
        """The parser is done. What a cut-off part left open is handed over as it is."""
        while self._open:
            self.end("")


def read_xml(data: bytes, name: str) -> Node:
    """The tree of a part; what is malformed is read as far as it can be. Raises UnreadableError."""
    builder = _Builder(name)
    for _ in _fed(builder, data, _say_nothing):
        pass
    return builder.root


def split_xml(data: bytes, name: str, tag: str, warn: Callable[[str], None]) -> Iterator[Node]:
    """The children of the element `tag`, one by one, without keeping those that were handed over.

    `warn` is told of damage. Raises UnreadableError where there is no XML at all.
    """
    builder = _Builder(name, tag)
    for _ in _fed(builder, data, warn):
        ready, builder.done = builder.done, []
        yield from ready


def _say_nothing(_: str) -> None:
    """Damage in styles and numbers shows in the text, if at all."""


def _fed(builder: _Builder, data: bytes, warn: Callable[[str], None]) -> Iterator[None]:
    """Feed the parser; yields after each part of the data, and at the end."""
    parser = etree.XMLParser(
        target=builder, resolve_entities=False, no_network=True, load_dtd=False, recover=True, remove_pis=True
    )
    try:
        for at in range(0, len(data), _CHUNK):
            parser.feed(data[at : at + _CHUNK])
            yield
        parser.close()
    except etree.XMLSyntaxError as error:
        if not builder.root.children:
            raise UnreadableError(
                f"{builder.name} is damaged ({error.msg})", hint="fetch or copy the file again"
            ) from None
    damage = next((e for e in parser.feed_error_log if e.level_name == "FATAL"), None)
    if damage is not None:
        warn(f"damaged at line {damage.line} ({damage.message.strip()}): text may be missing")
    yield


def _short(tag: str) -> str:
    space, _, local = tag.rpartition("}")
    return _PREFIXES.get(space[1:], "") + local
