"""What on a page is its content, and what is navigation, notice, furniture, or hidden.

Told by markup first (`<main>`, `<nav>`, roles, `hidden`), then by class names, never by a class name
alone: the share of links and the size must bear it out. Trafilatura was tried and left: it drops lists
of links (partners, as often as not), captions and list numbers, and brings twelve packages along.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from itertools import takewhile

from reportminer.parse.html.words import boilerplate, roles
from reportminer.parse.markup.node import Node

_HIDDEN_STYLE = re.compile(
    r"(?:^|[;\s])(?:display\s{0,5}:\s{0,5}none|visibility\s{0,5}:\s{0,5}(?:hidden|collapse)|mso-hide\s{0,5}:\s{0,5}all"
    r"|mso-element\s{0,5}:\s{0,5}comment-list)",
    re.IGNORECASE,
)
_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_MAIN_SHARE = 0.5
_NOTICE_WORDS = 120
_LINK_SHARE = 0.5
_FEW_WORDS = 3
_FORM_WORDS = 60
_PART_WORDS = 60
_FEWEST_ENTRIES = 3
_BOXES = frozenset(
    {"div", "section", "aside", "ul", "ol", "p", "header", "footer", "form", "span", "a", "td", "table"}
)
_HEADED = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_CONTROLS = frozenset({"button", "input", "form"})
"""What a notice is closed or sent with."""
_BESIDE = ("header", "footer", "navigation", "notices", "widgets")
"""Groups of names that no part of the report beside the main part has."""
_PLAIN = frozenset({"section", "div", "article"})
_PLAIN_ROLES = frozenset({"", "region", "article"})
_ARROWS = frozenset("↩↑↵⤴⬆^¶#§⇧︎\ufe0e\ufe0f🔗 \t\n\xa0")


class Fate(StrEnum):
    """What becomes of an element."""

    CONTENT = "content"
    DROPPED = "dropped"
    HEADER = "header"
    FOOTER = "footer"
    FOOTNOTE = "footnote"
    CONTENTS = "contents"


_FINAL = (Fate.FOOTNOTE, Fate.HEADER, Fate.FOOTER)


class Place:
    """Where on the page the walk is, and what that makes of each element."""

    def __init__(self, root: Node) -> None:
        self._main = frozenset(map(id, _mains_of(root)))
        self._above = _above(root, self._main)
        self._past_main = False
        self.words_dropped = 0
        """How many words stood in notices and forms."""
        self._h1s = sum(node.tag == "h1" for node in root.below())

    def fate(self, node: Node, *, inside: Fate, sectioned: bool) -> Fate:
        """What becomes of `node`, which stands in an element of fate `inside`.

        `sectioned`: in an article, a quotation, a list: its header and footer are not the page's.
        """
        if self.is_main(node) or self.holds_main(node):
            self._past_main |= self.is_main(node)
            return Fate.CONTENT
        if _is_unseen(node) or _is_backlink(node):
            return Fate.DROPPED
        if _is_laid_over(node):
            self.words_dropped += node.words
            return Fate.DROPPED
        contents = inside in (Fate.CONTENT, Fate.CONTENTS) and _is_contents(node)
        if contents or _is_navigation(node):
            return Fate.CONTENTS if contents else Fate.DROPPED
        if inside in _FINAL:
            return inside
        return self._of_content(node, inside, sectioned=sectioned)

    def _of_content(self, node: Node, inside: Fate, *, sectioned: bool) -> Fate:
        if _is_notes(node):
            return Fate.FOOTNOTE
        return inside if sectioned or inside is Fate.CONTENTS else self._furniture(node)

    def outside(self, node: Node | None = None) -> Fate:
        """The fate of what stands beside the main part: an element, or loose text."""
        if not self._main or (node is not None and self._is_part(node)):
            return Fate.CONTENT
        return Fate.FOOTER if self._past_main else Fate.HEADER

    def _is_part(self, node: Node) -> bool:
        """A headed or long part of the report that the page leaves beside its main part.

        A short `<div>` is none, headed or not: tools that build sites set their boxes so.
        """
        if node.tag not in _PLAIN or node.get("role").lower() not in _PLAIN_ROLES:
            return False
        if any(_name_parts(node) & boilerplate(group) for group in _BESIDE):
            return False
        if node.tag == "div" and node.words < _PART_WORDS and "h1" not in node.tags:
            return False
        return node.words > 2 * node.linked and self._has_content(node)

    def holds_main(self, node: Node) -> bool:
        """Whether the main part stands below `node`."""
        return id(node) in self._above

    def is_main(self, node: Node) -> bool:
        """Whether `node` is the main part, or one of several."""
        return id(node) in self._main

    @property
    def has_one_title(self) -> bool:
        """Whether the page has a single first heading: then it is the title, wherever it stands."""
        return self._h1s == 1

    def _furniture(self, node: Node) -> Fate:
        if self._main or node.tag not in ("header", "footer", "div", "table", "td"):
            return Fate.CONTENT
        if "article" in node.tags or "main" in node.tags:
            return Fate.CONTENT
        for fate, tag in ((Fate.HEADER, "header"), (Fate.FOOTER, "footer")):
            named = node.get("role").lower() in roles(tag) or bool(_name_parts(node) & boilerplate(tag))
            if (named or node.tag == tag) and not self._has_content(node):
                return fate
        return Fate.CONTENT

    def _has_content(self, node: Node) -> bool:
        """Headings of the report itself, or too much to be furniture."""
        titled = "h1" in node.tags and self._h1s == 1
        return titled or bool(node.tags & {"h2", "h3", "h4"}) or node.words - node.linked > _NOTICE_WORDS


def _mains_of(root: Node) -> tuple[Node, ...]:
    """The elements that hold most of what is not links, if the page names any."""
    found = _named_mains(root)
    held = sum(node.words - node.linked for node in found)
    return found if held >= _MAIN_SHARE * max(root.words - root.linked, 1) else ()


def _named_mains(root: Node) -> tuple[Node, ...]:
    """All that are named main and seen; else the largest of those; else the only article."""
    seen = tuple(_outermost_mains(root))
    if seen:
        return seen
    candidates = [node for node in root.below() if _is_main(node)]
    if not candidates:
        articles = [node for node in root.below() if node.tag == "article"]
        candidates = articles if len(articles) == 1 else []
    return tuple(sorted(candidates, key=lambda node: node.linked - node.words)[:1])


def _outermost_mains(root: Node) -> Iterator[Node]:
    stack = [root.nodes]
    while stack:
        node = next(stack[-1], None)
        if node is None:
            stack.pop()
        elif _is_main(node) and not _is_unseen(node):
            yield node
        elif not _is_unseen(node):
            stack.append(node.nodes)


def _is_main(node: Node) -> bool:
    return node.tag == "main" or node.get("role").lower() == "main"


def _above(root: Node, targets: frozenset[int]) -> frozenset[int]:
    """Ids of the nodes above those whose ids are `targets`."""
    found: set[int] = set()
    stack, path = [root.nodes], [root]
    while stack:
        node = next(stack[-1], None)
        if node is None:
            stack.pop()
            path.pop()
            continue
        if id(node) in targets:
            found.update(map(id, takewhile(lambda above: id(above) not in found, reversed(path))))
        stack.append(node.nodes)
        path.append(node)
    return frozenset(found)


def _is_unseen(node: Node) -> bool:
    attributes = node.attributes
    if not attributes or node.tag in ("html", "body"):
        return False
    if "hidden" in attributes and node.get("hidden").lower() != "until-found":
        return True
    if node.get("aria-hidden").lower() == "true" or _HIDDEN_STYLE.search(node.get("style")):
        return True
    return bool(set(node.get("class").lower().split()) & boilerplate("unseen"))


def _is_backlink(node: Node) -> bool:
    """`↩` under a note, `¶` beside a heading: signs to click on."""
    if node.tag != "a":
        return False
    if node.get("role").lower() in roles("backlink"):
        return True
    return node.words <= 2 and node.get("href").startswith("#") and _is_sign(node.text())


def _is_sign(text: str) -> bool:
    return bool(text) and set(text) <= _ARROWS


def _is_laid_over(node: Node) -> bool:
    """Cookie notices, pop-ups, forms to fill in. What is headed is one only where it can be clicked on."""
    if node.tag == "form":
        return node.words <= _FORM_WORDS and not node.tags & (_HEADED | {"table", "li"})
    if node.tag not in _BOXES or node.words > _NOTICE_WORDS or node.tags & {"h1", "main", "article", "table"}:
        return False
    clicked = node.tags & _CONTROLS or node.get("role").lower() in roles("control")
    if node.tags & _HEADED and not clicked:
        return False
    return bool(_name_parts(node) & boilerplate("notices"))


def _is_navigation(node: Node) -> bool:
    if node.tag == "nav" or node.get("role").lower() in roles("dropped"):
        return True
    if node.tag not in _BOXES or not _name_parts(node) & boilerplate("navigation"):
        return False
    if node.tags & {"h1", "main"}:
        return False
    return node.words <= _FEW_WORDS or node.linked >= _LINK_SHARE * node.words


def _is_contents(node: Node) -> bool:
    """Links to places on the same page, in an element that says so or in a list of nothing else."""
    if node.get("role").lower() in roles("contents") and node.tag != "ul":
        return True
    if node.inner_links < _FEWEST_ENTRIES or node.inner_links < node.links:
        return False
    if node.tag in ("ul", "ol"):
        return node.linked >= 0.9 * node.words
    named = node.tag == "nav" or bool(_name_parts(node) & boilerplate("contents"))
    return named and node.linked >= _LINK_SHARE * node.words


def _is_notes(node: Node) -> bool:
    if node.get("role").lower() in roles("footnote"):
        return True
    names = {name.lower() for name in (*node.get("class").split(), node.get("id"))}
    return node.tag in ("div", "section", "aside", "ol", "ul", "footer") and bool(
        names & boilerplate("footnotes")
    )


def _name_parts(node: Node) -> set[str]:
    """Words of the class names and the id; the ids of sections are made from their headings."""
    classes = node.get("class")
    sectioned = node.tag == "section" or "section" in classes.lower().split()
    names = classes if sectioned else f"{classes} {node.get('id')}"
    if not names or names == " ":
        return set()
    whole = {name.lower() for name in names[:500].split()}
    return whole | {part.lower() for part in _PARTS.findall(names[:500])}
