"""Headings that are told by their look alone, and paragraphs that only wear a heading's style."""

from collections.abc import Sequence
from dataclasses import replace

from reportminer.labels import BlockKind
from reportminer.parse.compose import Draft
from reportminer.parse.text.shapes import is_caption, is_credit

_MOST_WORDS = 12
_MOST_CHARACTERS = 100
_MOST_IN_A_ROW = 3
_HEADING_WORDS = 40
_BODY = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.TABLE_ROW)


def too_long_for_heading(text: str) -> bool:
    """Whether a block in a heading's style is a paragraph for all that (numbered paragraphs often are)."""
    words = text.count(" ") + 1
    return words > _HEADING_WORDS or (words > 25 and text.endswith("."))


def mark_titles(drafts: Sequence[Draft]) -> list[Draft]:
    """Short bold or capital lines over running text become headings of unknown level.

    At most three such lines in a row: longer runs are addresses, covers, lists of names.
    """
    out = list(drafts)
    run = 0
    for at, draft in enumerate(drafts):
        if looks_like_title(draft):
            run += 1
            continue
        if 0 < run <= _MOST_IN_A_ROW and draft.kind in _BODY:
            out[at - run : at] = [replace(d, kind=BlockKind.HEADING) for d in drafts[at - run : at]]
        run = 0
    return out


def looks_like_title(draft: Draft) -> bool:
    """A paragraph of a few words, bold or in capitals, that is no sentence."""
    if draft.kind is not BlockKind.PARAGRAPH or not draft.pieces:
        return False
    text = "".join(piece.text + piece.glue for piece in draft.pieces).strip()
    if len(text) > _MOST_CHARACTERS or text.count(" ") >= _MOST_WORDS or text[-1] in ".,;!…":
        return False
    if is_caption(text) or is_credit(text) or not any(c.isalpha() for c in text):
        return False
    return draft.bold or (text.isupper() and (" " in text or len(text) >= 8))
