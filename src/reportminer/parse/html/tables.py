"""Tables of a page: which are set out for layout only, and where their rows are."""

from collections.abc import Iterator

from reportminer.parse.markup.node import Node


def row_nodes(table: Node) -> Iterator[Node]:
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


def is_layout(table: Node) -> bool:
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
