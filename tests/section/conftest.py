"""Reports for the section tests: made of drafts, as a reader makes them."""

import pytest

from reportminer.labels import BlockKind
from reportminer.parse.compose import Draft, Piece, compose
from reportminer.types import Report, Source

KINDS = {
    "#": BlockKind.HEADING,
    "-": BlockKind.LIST_ITEM,
    "i": BlockKind.LIST_ITEM,
    "p": BlockKind.PARAGRAPH,
    "c": BlockKind.CONTENTS,
    "|": BlockKind.TABLE_ROW,
    "f": BlockKind.FOOTER,
}


def build(*lines: str) -> Report:
    """`"#2 Findings"` is a heading of level 2, `"# Findings"` one of unknown level, `"p Text"` a paragraph,
    `"- • Item"` a list item, `"i Item"` one without a marker, `"c Entry"` a line of a contents list."""
    drafts = []
    for line in lines:
        sign, _, text = line.partition(" ")
        level = int(sign[1:] or 0)
        marker = text.split(" ")[0] if sign == "-" else ""
        drafts.append(Draft(KINDS[sign[0]], (Piece(text),), level=level, marker=marker))
    composed = compose(drafts)
    source = Source("made.txt", "made.txt", "0" * 64, "text", len(composed.text))
    return Report(source, composed.text, (), composed.blocks, composed.lines)


@pytest.fixture(scope="session")
def made():
    return build
