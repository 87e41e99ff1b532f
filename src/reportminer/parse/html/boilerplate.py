"""What on a page is its content, and what is navigation, notice, furniture, or hidden.

Told by markup first (`<main>`, `<nav>`, roles, `hidden`), then by class names, never by a class name
alone: the share of links and the size must bear it out. Trafilatura was tried and left: it drops lists
of links (partners, as often as not), captions and list numbers, and brings twelve packages along.
"""

import re
from enum import StrEnum

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
_FEWEST_ENTRIES = 3
_BOXES = frozenset(
    {"div", "section", "aside", "ul", "ol", "p", "header", "footer", "form", "span", "a", "td", "table"}
)
_HEADED = frozenset({"h1", "h2", "h3"})
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
        self._main = _main_of(root)
        self._above = _path_to(root, self._main) if self._main else frozenset()
        self._past_main = False
        self._h1s = sum(node.tag == "h1" for node in root.below())

    def fate(self, node: Node, *, inside: Fate, sectioned: bool) -> Fate:
        """What becomes of `node`, which stands in an element of fate `inside`.

        `sectioned`: in an article, a quotation, a list: its header and footer are not the page's.
        """
        if node is self._main or id(node) in self._above:
            self._past_main |= node is self._main
            return Fate.CONTENT
        if _is_unseen(node) or _is_backlink(node) or _is_laid_over(node):
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

    def is_outside(self, above: bool) -> Fate:
        """The fate of what stands beside the main part; `above`: directly in an element that holds it."""
        if self._main is None or not above:
            return Fate.CONTENT
        return Fate.FOOTER if self._past_main else Fate.HEADER

    def holds_main(self, node: Node) -> bool:
        """Whether the main part stands below `node`."""
        return id(node) in self._above

    def is_main(self, node: Node) -> bool:
        """Whether `node` is the main part."""
        return node is self._main

    @property
    def has_one_title(self) -> bool:
        """Whether the page has a single first heading: then it is the title, wherever it stands."""
        return self._h1s == 1

    def _furniture(self, node: Node) -> Fate:
        if self._main is not None or node.tag not in ("header", "footer", "div", "table", "td"):
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


def _main_of(root: Node) -> Node | None:
    """The element that holds most of what is not links, if the page names one."""
    body = max(root.words - root.linked, 1)
    candidates = [node for node in root.below() if _is_main(node)]
    articles = [node for node in root.below() if node.tag == "article"]
    if not candidates and len(articles) == 1:
        candidates = articles
    best = max(candidates, key=lambda node: node.words - node.linked, default=None)
    return best if best is not None and best.words - best.linked >= _MAIN_SHARE * body else None


def _is_main(node: Node) -> bool:
    return node.tag == "main" or node.get("role").lower() == "main"


def _path_to(root: Node, target: Node) -> frozenset[int]:
    """Ids of the nodes above `target`."""
    stack, path = [root.nodes], [root]
    while stack:
        node = next(stack[-1], None)
        if node is target:
            return frozenset(id(above) for above in path)
        if node is None:
            stack.pop()
            path.pop()
        else:
            stack.append(node.nodes)
            path.append(node)
    return frozenset()


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
    """Cookie notices, pop-ups, forms to fill in."""
    if node.tag == "form":
        return node.words <= _FORM_WORDS and not node.tags & (_HEADED | {"table", "li"})
    if node.tag not in _BOXES or node.words > _NOTICE_WORDS or node.tags & {"h1", "main", "article", "table"}:
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
    names = node.get("class") if node.tag == "section" else f"{node.get('class')} {node.get('id')}"
    if not names or names == " ":
        return set()
    whole = {name.lower() for name in names[:500].split()}
    return whole | {part.lower() for part in _PARTS.findall(names[:500])}
