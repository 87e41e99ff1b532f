"""The bullets and numbers that a browser puts before list items."""

import re
from dataclasses import dataclass

from reportminer.parse.html.words import elements
from reportminer.parse.markup.node import Node
from reportminer.parse.markup.numbers import written

_BULLETS = "•◦▪"
_STYLE = re.compile(
    r"list-style(?:-type)?\s{0,5}:[^;]{0,100}?\b(none|decimal|(?:lower|upper)-(?:alpha|latin|roman)|disc|circle|square)\b"
)
_TYPES = {"1": "decimal", "a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}
_FORMS = {
    "lower-alpha": "lowerLetter",
    "lower-latin": "lowerLetter",
    "upper-alpha": "upperLetter",
    "upper-latin": "upperLetter",
    "lower-roman": "lowerRoman",
    "upper-roman": "upperRoman",
}
_MOST_DIGITS = 7


@dataclass(slots=True)
class Listing:
    """A list that is open, and how far it has counted."""

    numbered: bool
    style: str
    next: int
    step: int = 1

    def marker(self, item: Node, depth: int) -> str:
        """What stands before the next item."""
        style = _style(item) or self.style
        if not self.numbered or style in ("disc", "circle", "square"):
            return "" if style == "none" else _BULLETS[min(depth, len(_BULLETS)) - 1]
        number = _integer(item.get("value"), self.next)
        self.next = number + self.step
        return "" if style == "none" else f"{written(number, _FORMS.get(style, 'decimal'))}."


def opened(node: Node) -> Listing:
    """The list that begins with `node`."""
    numbered = node.tag == "ol"
    backwards = numbered and "reversed" in node.attributes
    first = sum(child.tag == "li" for child in node.nodes) if backwards else 1
    return Listing(numbered, _style(node), _integer(node.get("start"), first), -1 if backwards else 1)


def is_list(node: Node) -> bool:
    """Whether it holds list items."""
    return node.tag in elements("lists")


def _style(node: Node) -> str:
    found = _STYLE.search(node.get("style")[:1000].lower())
    if found:
        return found[1]
    kind = node.get("type")
    return _TYPES.get(kind) or (kind.lower() if kind.lower() in ("disc", "circle", "square", "none") else "")


def _integer(text: str, otherwise: int) -> int:
    text = text.strip()
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS else otherwise
