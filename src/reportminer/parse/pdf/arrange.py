"""Put text, tables and figures of a page into one order of reading."""

import numpy as np

from reportminer.parse.pdf.columns import reading_order
from reportminer.parse.pdf.fragments import Fragments, rows, with_areas
from reportminer.parse.pdf.grids import Table
from reportminer.parse.pdf.lines import Row
from reportminer.parse.pdf.model import Area, Ints, Rect


def arrange(
    pieces: Fragments, tables: list[Table], figures: list[tuple[Rect, Ints]], body: float
) -> list[Row]:
    """Printed lines of a page in the order of reading.

    Tables and figures hold their place as one item each; their text comes out where they stand.
    """
    free = np.ones(len(pieces), bool)
    for table in tables:
        free[[k for ids in table.cells.values() for k in ids]] = False
    for _, ids in figures:
        free[ids] = False
    areas = with_areas(pieces, [table.rect for table in tables] + [rect for rect, _ in figures])
    wanted = np.append(np.flatnonzero(free), np.arange(len(pieces), len(areas)))
    out: list[Row] = []
    strip = 0
    for ids in reading_order(areas, wanted, body):
        for part in _runs(areas, ids, len(pieces)):
            out += _rows(pieces, part, tables, figures, strip)
            strip += 1
    return out


def _runs(areas: Fragments, ids: Ints, count: int) -> list[Ints]:
    """A column cut at its tables and figures, which stand alone."""
    out: list[Ints] = []
    rest = ids[ids < count]
    for k in sorted(ids[ids >= count].tolist(), key=lambda k: float(areas.top[k])):
        before = areas.base[rest] < areas.top[k] + 2
        out += [rest[before], np.array([k])]
        rest = rest[~before]
    return [part for part in (*out, rest) if len(part)]


def _rows(
    pieces: Fragments, part: Ints, tables: list[Table], figures: list[tuple[Rect, Ints]], strip: int
) -> list[Row]:
    number = int(part[0]) - len(pieces)
    if number < 0:
        return [Row(ids, strip) for ids in rows(pieces, part)]
    if number < len(tables):
        return _table_rows(pieces, tables[number], strip)
    labels = figures[number - len(tables)][1]
    return [Row(ids, strip, Area.FIGURE) for ids in rows(pieces, labels)]


def _table_rows(pieces: Fragments, table: Table, strip: int) -> list[Row]:
    return [
        Row(ids, strip, Area.TABLE, row, cell)
        for (row, cell), members in sorted(table.cells.items())
        for ids in rows(pieces, np.array(members))
    ]
