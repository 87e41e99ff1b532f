"""Markup to a tree, by libxml2's HTML parser (lxml), which mends what is malformed.

The parser only reports events; the tree is our own. So no depth of nesting is a danger, what is never
seen (scripts, styles) is not kept, and size and time are watched while the file is read.
"""

import time
from dataclasses import dataclass, field

from lxml import etree

from reportminer.config import Limits
from reportminer.errors import LimitError, UnreadableError
from reportminer.parse.html.words import boilerplate, roles
from reportminer.parse.markup.node import Node

_CHUNK = 1 << 16
_CHARACTERS_PER_NODE = 10
"""`max_characters` over this is the greatest number of elements."""
_MOST_ATTRIBUTE = 4000
_ANSWER_WORDS = 3
UNSEEN = frozenset(
    {"script", "style", "noscript", "template", "svg", "canvas", "iframe", "object", "embed", "audio"}
    | {"video", "annotation", "annotation-xml", "select", "textarea", "datalist", "rp"}
    | {"rt", "applet", "map", "noframes", "noembed"}
)
"""Elements whose text nobody reads. They are not kept."""
TELLING = frozenset(
    {"h1", "h2", "h3", "h4", "h5", "h6", "table", "th", "main", "p", "li", "article"}
    | {"button", "input", "form"}
)
"""Elements that each node above knows about."""


@dataclass(slots=True)
class _Builder:
    """What the parser reports to."""

    name: str
    limits: Limits
    root: Node = field(default_factory=lambda: Node("root", {}))
    nodes: int = 0
    characters: int = 0
    frames: bool = False
    _open: list[Node] = field(default_factory=list)
    _unseen: int = 0
    _in_link: int = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.frames |= tag == "frame"
        if self._unseen or tag in UNSEEN:
            self._unseen += 1
            return
        self.nodes += 1
        if self.nodes > self.limits.max_characters // _CHARACTERS_PER_NODE:
            raise LimitError(f"{self.name} has over {self.nodes - 1:,} elements", hint="split the file")
        node = Node(tag, {key: value[:_MOST_ATTRIBUTE] for key, value in attributes.items()})
        (self._open[-1] if self._open else self.root).children.append(node)
        self._open.append(node)
        if tag == "a" and node.get("href"):
            self._in_link += 1
            node.links = 1
            node.inner_links = int(node.get("href").startswith("#"))

    def end(self, tag: str) -> None:
        if self._unseen:
            self._unseen -= 1
            return
        node = self._open.pop()
        above = self._open[-1] if self._open else self.root
        if node.tag == "a" and node.get("href"):
            self._in_link -= 1
        above.words += node.words
        above.linked += node.linked
        above.links += node.links
        above.inner_links += node.inner_links
        below = node.tags | _telling(node)
        if not below <= above.tags:
            above.tags |= below

    def data(self, text: str) -> None:
        if self._unseen or not self._open:
            return
        node = self._open[-1]
        node.children.append(text)
        self.characters += len(text)
        if self.characters > self.limits.max_characters:
            raise LimitError(
                f"{self.name} has over {self.limits.max_characters:,} characters", hint="split the file"
            )
        words = len(text.split())
        node.words += words
        node.linked += words if self._in_link else 0

    def close(self) -> None:
        """The parser is done."""


def _telling(node: Node) -> frozenset[str]:
    """Its tag, where that tells something; `button` for what is clicked on like one."""
    told = frozenset({node.tag} & TELLING)
    return told | {"button"} if _is_clicked(node) else told


def _is_clicked(node: Node) -> bool:
    """`<div role=button>`, and the link `Accept` of a notice, which is made as often as a button."""
    if "role" in node.attributes and node.get("role").lower() in roles("control"):
        return True
    if node.tag != "a" or not 0 < node.words <= _ANSWER_WORDS:
        return False
    return _shallow_text(node).casefold().strip(" .!×✕") in boilerplate("answers")


def _shallow_text(node: Node) -> str:
    """The text of a node and its children, no deeper: nodes nested by the thousand are asked each."""
    pieces = ([child] if isinstance(child, str) else child.children for child in node.children)
    return " ".join(" ".join(piece for held in pieces for piece in held if isinstance(piece, str)).split())


def tree_of(text: str, name: str, limits: Limits) -> Node:
    """The tree of an HTML page. Raises UnreadableError or LimitError, naming `name`."""
    until = time.monotonic() + limits.max_seconds
    builder = _Builder(name, limits)
    parser = etree.HTMLParser(target=builder, encoding="utf-8", huge_tree=True, remove_comments=True)
    data = text.encode("utf-8", "replace")
    for at in range(0, len(data), _CHUNK):
        parser.feed(data[at : at + _CHUNK])
        if time.monotonic() > until:
            raise LimitError(
                f"{name} took longer than {limits.max_seconds:g} s to read",
                hint="raise the limit with --max-seconds",
            )
    parser.close()
    if builder.frames and not builder.root.words:
        raise UnreadableError(
            f"{name} is only a frame around other pages", hint="save the page inside the frame instead"
        )
    return builder.root
