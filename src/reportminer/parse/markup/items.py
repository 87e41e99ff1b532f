"""List items whose bullet or number was typed, not made by the list tools."""

from dataclasses import replace

from reportminer.labels import BlockKind
from reportminer.parse.compose import Draft
from reportminer.parse.markup.titles import looks_like_title
from reportminer.parse.text.shapes import bullet_of, mark_of

_ATTRIBUTION = ("—", "―")
"""Before the name of who is quoted, as often as before an item."""


def as_item(draft: Draft) -> Draft:
    """A paragraph that begins with a bullet or a number is a list item of the first level."""
    if draft.kind is not BlockKind.PARAGRAPH or not draft.pieces:
        return draft
    first = draft.pieces[0].text
    mark = mark_of(first)
    if mark is None or mark.text in _ATTRIBUTION or (looks_like_title(draft) and bullet_of(first) is None):
        return draft
    return replace(draft, kind=BlockKind.LIST_ITEM, level=1, marker=mark.text)
