"""Blocks to the drafts that every reader ends in: text cleaned, boxes as the page is shown."""

from reportminer.labels import BlockKind
from reportminer.parse.compose import Draft, Piece
from reportminer.parse.pdf.hyphens import Vocabulary
from reportminer.parse.pdf.leads import lead_of
from reportminer.parse.pdf.model import TextLine
from reportminer.parse.pdf.paragraphs import Block
from reportminer.types import Box, Edges


def draft_of(block: Block, words: Vocabulary) -> Draft:
    """A block with its lines as pieces."""
    lines = [line for line in block.lines if line.text.strip()]
    pieces = [
        _piece(line, lines[k + 1] if k + 1 < len(lines) else None, block, words)
        for k, line in enumerate(lines)
    ]
    lead = lead_of(block.kind, lines, pieces)
    return Draft(block.kind, tuple(pieces), block.level, block.marker, block.bold, lead)


def _piece(line: TextLine, following: TextLine | None, block: Block, words: Vocabulary) -> Piece:
    text, edges = _trimmed(line)
    glue = " "
    if following is not None and (block.kind is not BlockKind.TABLE_ROW or following.cell == line.cell):
        cut = words.joined(text, following.text.lstrip())
        glue = " " if cut is None else ""
        if cut:
            text, edges = text[:-1], edges[:-1]
    box = Box(line.page, round(line.x0, 1), round(line.top, 1), round(line.x1, 1), round(line.bottom, 1))
    return Piece(text, line.page, box, edges, glue, line.cell)


def _trimmed(line: TextLine) -> tuple[str, Edges]:
    """Without white space at the ends."""
    text = line.text.strip()
    if len(text) == len(line.text) or not line.edges:
        return text, line.edges
    start = len(line.text) - len(line.text.lstrip())
    return text, line.edges[start : start + len(text) + 1]
