"""From drafts of blocks to the document text with its stand-off blocks and lines.

Every reader ends here, so that all formats give text of the same shape: one block a line, an empty
line between blocks, the printed lines of a block joined by a space (or by nothing, where a word was
cut at the line end), the cells of a table row by ` | `.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reportminer.labels import BlockKind
from reportminer.types import Block, Box, Line, Span

BETWEEN_BLOCKS = "\n\n"
BETWEEN_CELLS = " | "


@dataclass(frozen=True, slots=True)
class Piece:
    """One printed line (or the part of it in one cell), cleaned by the reader."""

    text: str
    page: int = 1
    box: Box | None = None
    edges: Sequence[float] = ()
    """Left edge of each character and right edge of the last, or nothing (see `Line.edges`)."""
    glue: str = " "
    """What stands between this piece and the next of the block: nothing where a word goes on."""
    cell: int = 0
    """Column of a table row."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A block before it has a place in the text."""

    kind: BlockKind
    pieces: tuple[Piece, ...]
    level: int = 0
    marker: str = ""
    bold: bool = False
    lead: int = 0
    """See `Block.lead`."""


@dataclass(frozen=True, slots=True)
class Composed:
    """The text and what stands off from it."""

    text: str
    blocks: tuple[Block, ...]
    lines: tuple[Line, ...]


def compose(drafts: Iterable[Draft]) -> Composed:
    """Lay drafts out in the order given. Pieces without text and drafts without pieces vanish."""
    parts: list[str] = []
    blocks: list[Block] = []
    lines: list[Line] = []
    at = 0
    for draft in drafts:
        pieces = [piece for piece in draft.pieces if piece.text]
        if not pieces:
            continue
        if blocks:
            parts.append(BETWEEN_BLOCKS)
            at += len(BETWEEN_BLOCKS)
        text, own_lines, cells = _lay(pieces, at, table=draft.kind is BlockKind.TABLE_ROW)
        blocks.append(_block(draft, pieces[0].page, (at, at + len(text)), cells))
        parts.append(text)
        lines.extend(own_lines)
        at += len(text)
    return Composed("".join(parts), tuple(blocks), tuple(lines))


def _block(draft: Draft, page: int, span: Span, cells: tuple[Span, ...]) -> Block:
    """The block of a draft that was laid out at `span`."""
    start, end = span
    return Block(
        kind=draft.kind,
        start=start,
        end=end,
        page=page,
        level=draft.level,
        marker=draft.marker,
        cells=cells,
        bold=draft.bold,
        lead=min(draft.lead, end - start),
    )


def _lay(pieces: list[Piece], at: int, *, table: bool) -> tuple[str, list[Line], tuple[Span, ...]]:
    """Text of one block, its lines and cells, in offsets of the document."""
    text = ""
    lines: list[Line] = []
    cells: dict[int, Span] = {}
    for number, piece in enumerate(pieces):
        if number:
            last = pieces[number - 1]
            text += BETWEEN_CELLS if table and last.cell != piece.cell else last.glue
        start = at + len(text)
        text += piece.text
        lines.append(Line(start, at + len(text), piece.page, piece.box, piece.edges))
        cells[piece.cell] = (cells.get(piece.cell, (start, start))[0], at + len(text))
    return text, lines, tuple(cells.values()) if table else ()
