"""The tree that the readers of marked-up formats walk: plain nodes, never deeper than a loop can go."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(slots=True)
class Node:
    """An element. `children` are nodes and pieces of text, in order."""

    tag: str
    """HTML: as it stands, in small letters. XML: the local name behind a short prefix (`w:p`)."""
    attributes: dict[str, str]
    children: list["Node | str"] = field(default_factory=list)
    words: int = 0
    """HTML: words below this node."""
    linked: int = 0
    """HTML: of these, how many stand in links."""
    links: int = 0
    """HTML: links below this node."""
    inner_links: int = 0
    """HTML: of these, how many lead to a place on the same page."""
    tags: frozenset[str] = frozenset()
    """HTML: which of the telling tags (see `html.tree`) stand below this node."""

    def get(self, name: str) -> str:
        """Value of an attribute, empty where there is none."""
        return self.attributes.get(name, "")

    @property
    def nodes(self) -> Iterator["Node"]:
        """The children that are elements."""
        return (child for child in self.children if isinstance(child, Node))

    def child(self, *path: str) -> "Node | None":
        """The first element at the end of a path of tags."""
        found: Node | None = self
        for tag in path:
            found = next((node for node in found.nodes if node.tag == tag), None) if found else None
        return found

    def below(self) -> Iterator["Node"]:
        """All elements below this one, in the order of the file."""
        stack = [self.nodes]
        while stack:
            node = next(stack[-1], None)
            if node is None:
                stack.pop()
                continue
            yield node
            stack.append(node.nodes)

    def text(self) -> str:
        """All text below, with single spaces."""
        parts: list[str] = []
        stack = [iter(self.children)]
        while stack:
            child = next(stack[-1], None)
            if child is None:
                stack.pop()
            elif isinstance(child, str):
                parts.append(child)
            else:
                stack.append(iter(child.children))
        return " ".join("".join(parts).split())


class Visitor(Protocol):
    """What `travel` calls."""

    def enter(self, node: Node) -> bool:
        """Come to a node; False passes over all that is in it (`leave` is not called then)."""
        ...

    def words(self, text: str) -> None:
        """Come to a piece of text."""
        ...

    def leave(self, node: Node) -> None:
        """Come to the end of a node that was entered."""
        ...


def travel(root: Node, visitor: Visitor) -> None:
    """Walk all that is below `root` in the order of the file, without recursion: depth is no danger."""
    stack = [(root, iter(root.children))]
    while stack:
        node, rest = stack[-1]
        child = next(rest, None)
        if child is None:
            stack.pop()
            if stack:
                visitor.leave(node)
        elif isinstance(child, str):
            visitor.words(child)
        elif visitor.enter(child):
            stack.append((child, iter(child.children)))
