"""Tables: which are data, and the rows of those that are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from reportminer.labels import BlockKind
from reportminer.parse.compose import Draft, Piece

_MOST_CELL_BLOCKS = 12


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table before it is known whether the table is one."""

    cells: tuple[tuple[Draft, ...], ...]
    head: bool = False


def table_drafts(rows: Sequence[Row]) -> Iterator[Draft]:
    """A data table row by row; a box, or a page laid out as a table, block by block."""
    if is_data(rows):
        yield from (draft for row in rows if (draft := _row(row)))
    else:
        yield from (draft for row in rows for cell in row.cells for draft in cell)


def is_data(rows: Sequence[Row]) -> bool:
    """Two columns or more, with no headings in cells that hold running text."""
    if max((len(row.cells) for row in rows), default=0) < 2:
        return False
    if any(row.head for row in rows):
        return True
    return not any(_is_page_part(cell) for row in rows for cell in row.cells)


def _is_page_part(cell: Sequence[Draft]) -> bool:
    headed = any(draft.kind is BlockKind.HEADING for draft in cell)
    return (headed and len(cell) > 1) or len(cell) > _MOST_CELL_BLOCKS


def _row(row: Row) -> Draft | None:
    filled = [cell for cell in row.cells if cell]
    pieces = tuple(piece for number, cell in enumerate(row.cells) for piece in _cell_pieces(cell, number))
    bold = bool(filled) and all(draft.bold for cell in filled for draft in cell)
    return Draft(BlockKind.TABLE_ROW, pieces, bold=bold or row.head) if pieces else None


def _cell_pieces(cell: Sequence[Draft], number: int) -> Iterator[Piece]:
    """All lines of a cell; the blocks in it are held apart by a space."""
    for draft in cell:
        last = len(draft.pieces) - 1
        for at, piece in enumerate(draft.pieces):
            yield replace(piece, cell=number, glue=" " if at == last else piece.glue)
