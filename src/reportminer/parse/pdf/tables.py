"""Tables of a page: ruled ones, those with lying lines only, and those told by alignment alone."""

import re

import numpy as np

from reportminer.parse.pdf.fragments import Fragments
from reportminer.parse.pdf.grids import Lines, Table, inside_of, plausible, ruled_tables
from reportminer.parse.pdf.loose import loose_areas, with_edge_rows
from reportminer.parse.pdf.middle import median
from reportminer.parse.pdf.model import Codes, Flags, Floats, Ints, Rect

_SAME = 6.0
_RULED = 4
_SHOW = 2.0
"""Times the smallest type, from which on type in a frame is for show."""
_MARK = re.compile(r"[^\w\s]|\(?(?:\d{1,2}(?:\.\d{1,2}){0,4}|[A-Za-z]|[ivx]{2,4})[.):]?")
_LONGEST_MARK, _MOSTLY = 12, 0.5
"""What stands before the items of a list, or before a heading."""


def find_tables(rules: Lines, lines: Lines, boxes: Floats, pieces: Fragments, codes: Codes) -> list[Table]:
    """All tables, none inside another, from the top down.

    `rules` are the lines drawn as such; `lines` have the edges of `boxes` as well. `codes` are the
    characters that `pieces` are runs of.
    """
    body = median(pieces.size) if len(pieces) else 10.0
    found = _outermost(_sober(ruled_tables(rules, pieces), pieces))
    boxed = [table for table in ruled_tables(lines, pieces) if _tiled(table.rect, boxes)]
    lying = [_unlisted(pieces, codes, rect, body, lines) for rect in _between_rules(rules.lying)]
    boxed = [table for table in boxed if not any(other and _heads(table, other) for other in lying)]
    found += [table for table in _outermost(boxed) if _free(table.rect, found)]
    for table in lying:
        _add(found, table)
    for rect in _between_rules(lines.lying):
        _add(found, _unlisted(pieces, codes, rect, body, lines))
    free = _free_of(found, pieces)
    for rect in loose_areas(pieces, free):
        _add(found, aligned_table(pieces, rect, body, lines.lying, strict=True))
    free = _free_of(found, pieces)
    found = [with_edge_rows(table, pieces, free) for table in found]
    return sorted(_sober(found, pieces), key=lambda table: (table.rect.top, table.rect.x0))


def _add(found: list[Table], table: Table | None) -> None:
    if table is not None and _free(table.rect, found):
        found.append(table)


def _unlisted(pieces: Fragments, codes: Codes, rect: Rect, body: float, lines: Lines) -> Table | None:
    """The aligned table of an area between lines, unless it is a list with its marks."""
    table = aligned_table(pieces, rect, body, lines.lying)
    return None if table is None or _marks(table, pieces, codes) else table


def _marks(table: Table, pieces: Fragments, codes: Codes) -> bool:
    """Whether it has two columns, and beside the second stand only bullets and numbers of headings.

    A table may count its rows, so that numbers alone tell nothing.
    """
    lead, *others = sorted({column for _, column in table.cells})
    both = [row for row, column in table.cells if column == lead and (row, others[-1]) in table.cells]
    texts = [_text(pieces, codes, k) for row in both for k in table.cells[row, lead]]
    rows = {row for row, _ in table.cells}
    marks = all(_MARK.fullmatch(text) for text in texts) and any(not text.isalnum() for text in texts)
    return len(others) == 1 and marks and len(both) >= _MOSTLY * len(rows)


def _text(pieces: Fragments, codes: Codes, k: int) -> str:
    """The characters of a run, as far as a mark may go."""
    first, last = int(pieces.first[k]), int(pieces.last[k])
    return "".join(map(chr, codes[first : min(last, first + _LONGEST_MARK)].tolist()))


def _heads(table: Table, other: Table) -> bool:
    """Whether a table is only the shaded head of another one, which has lying lines below it."""
    few = max(row for row, _ in table.cells) - min(row for row, _ in table.cells) <= 1
    a, b = table.rect, other.rect
    inside = a.top >= b.top - _SAME and a.bottom <= b.bottom + _SAME and a.x0 >= b.x0 - _SAME
    return few and inside and a.height < 0.5 * b.height


def _free_of(tables: list[Table], pieces: Fragments) -> Flags:
    """Fragments that stand in no table."""
    free = np.ones(len(pieces), bool)
    for table in tables:
        free[[k for ids in table.cells.values() for k in ids]] = False
    return free


def _sober(tables: list[Table], pieces: Fragments) -> list[Table]:
    """Without the frames of a cover."""
    return [table for table in tables if not _for_show(table, pieces)]


def _for_show(table: Table, pieces: Fragments) -> bool:
    """Whether type of very different sizes stands in it, as it does not in the cells of a table."""
    sizes = pieces.size[[k for ids in table.cells.values() for k in ids]]
    return int(np.count_nonzero(sizes > _SHOW * sizes.min())) > 0.2 * len(sizes)


def _tiled(rect: Rect, boxes: Floats) -> bool:
    """Whether boxes fill the area, as shaded cells do and the bars of a chart do not."""
    inside = (
        (boxes[:, 0] > rect.x0 - 3)
        & (boxes[:, 1] > rect.top - 3)
        & (boxes[:, 2] < rect.x1 + 3)
        & (boxes[:, 3] < rect.bottom + 3)
    )
    grid = np.zeros((40, 40), bool)
    scale = np.array([40 / rect.width, 40 / rect.height] * 2)
    places = np.rint((boxes[inside] - [rect.x0, rect.top] * 2) * scale).astype(int)
    for x0, top, x1, bottom in np.clip(places, 0, 40).tolist():
        grid[top:bottom, x0:x1] = True
    return bool(grid.mean() > 0.8)


def _outermost(tables: list[Table]) -> list[Table]:
    """The larger of any two that overlap."""
    kept: list[Table] = []
    for table in sorted(tables, key=lambda table: -(table.rect.width * table.rect.height)):
        if _free(table.rect, kept):
            kept.append(table)
    return kept


def _free(rect: Rect, tables: list[Table]) -> bool:
    return not any(_overlap(rect, table.rect) for table in tables)


def _overlap(a: Rect, b: Rect) -> bool:
    return min(a.x1, b.x1) - max(a.x0, b.x0) > 2 and min(a.bottom, b.bottom) - max(a.top, b.top) > 2


def _between_rules(lying: Floats) -> list[Rect]:
    """Areas between three or more lying lines of the same extent."""
    out: list[Rect] = []
    left = np.ones(len(lying), bool)
    for k in np.argsort(lying[:, 2]).tolist() if len(lying) else ():
        if not left[k]:
            continue
        same = (
            left & (np.abs(lying[:, 0] - lying[k, 0]) < _SAME) & (np.abs(lying[:, 1] - lying[k, 1]) < _SAME)
        )
        left &= ~same
        if same.sum() >= 3 and lying[k, 1] - lying[k, 0] > 60:
            group = lying[same]
            out.append(
                Rect(
                    float(group[:, 0].min()),
                    float(group[:, 2].min()),
                    float(group[:, 1].max()),
                    float(group[:, 2].max()),
                )
            )
    return out


def aligned_table(
    pieces: Fragments, rect: Rect, body: float, lying: Floats, *, strict: bool = False
) -> Table | None:
    """Columns by the upright gaps in an area, rows by its lines of text and rules.

    `strict`: no column may read like running text.
    """
    inside = inside_of(pieces, rect)
    if len(inside) < 4:
        return None
    rows = _text_rows(pieces, inside)
    bounds = _gaps(pieces, inside, rows, body)
    if not len(bounds) or _prose(pieces, inside, bounds, rect, strict=strict):
        return None
    columns = np.searchsorted(bounds, (pieces.x0[inside] + 0.5))
    if strict and _listed(pieces, inside, columns):
        return None
    rules = lying[(lying[:, 0] < rect.x0 + 10) & (lying[:, 1] > rect.x1 - 10), 2]
    groups = _grouped(pieces, inside, rows, columns, rules)
    cells: dict[tuple[int, int], list[int]] = {}
    for k, group, column in zip(inside.tolist(), groups.tolist(), columns.tolist(), strict=True):
        cells.setdefault((group, column), []).append(k)
    return Table(rect, cells) if plausible(cells, int(groups.max()) + 1) else None


def _prose(pieces: Fragments, inside: Ints, bounds: Floats, rect: Rect, *, strict: bool) -> bool:
    """Whether the columns are those of running text: wide, and filled line by line."""
    edges = np.concatenate(([rect.x0], bounds, [rect.x1]))
    columns = np.searchsorted(bounds, pieces.x0[inside] + 0.5)
    width = pieces.x1[inside] - pieces.x0[inside]
    size = median(pieces.size[inside])
    verdicts: list[bool] = []
    texts: list[bool] = []
    for column in np.unique(columns).tolist():
        mine, room = width[columns == column], edges[column + 1] - edges[column]
        full = median(mine) >= 0.75 * room
        verdicts.append(full and room >= 14 * size and len(mine) >= (4 if strict else 8))
        texts.append(median(mine) >= 12 * size and len(mine) >= 3)
    if strict:
        return any(verdicts) or (len(texts) > 1 and sum(texts) >= 0.6 * len(texts))
    return all(verdicts)


def _listed(pieces: Fragments, inside: Ints, columns: Ints) -> bool:
    """Whether there is one column beside single characters: items with their bullets.

    Set flush in a narrow column, their words stand as far apart as cells do.
    """
    lead = inside[columns == columns.min()]
    alone = (pieces.last[lead] - pieces.first[lead] == 1).all()
    return bool(alone and len(np.unique(columns)) == 2)


def _text_rows(pieces: Fragments, inside: Ints) -> Ints:
    """Number of the line of text of each fragment."""
    order = np.argsort(pieces.base[inside], kind="stable")
    base = pieces.base[inside][order]
    step = np.diff(base, prepend=base[0]) > 0.45 * pieces.size[inside][order]
    out = np.empty(len(inside), np.int64)
    out[order] = np.cumsum(step)
    return out


def _gaps(pieces: Fragments, inside: Ints, rows: Ints, body: float) -> Floats:
    """Positions between columns: upright strips that hardly any line of text runs into."""
    x0, x1 = float(pieces.x0[inside].min()), float(pieces.x1[inside].max())
    count = np.zeros(int(x1 - x0) + 3, np.int64)
    for row in range(int(rows.max()) + 1):
        taken = np.zeros(len(count), bool)
        for k in inside[rows == row].tolist():
            taken[int(pieces.x0[k] - x0) : int(pieces.x1[k] - x0) + 1] = True
        count += taken
    free = count <= 0.08 * (rows.max() + 1)
    edge = np.flatnonzero(np.diff(np.concatenate(([0], free.astype(np.int8), [0]))))
    starts, stops = edge[::2], edge[1::2]
    wide = (stops - starts >= max(0.5 * body, 3)) & (starts > 0) & (stops < len(count) - 2)
    return x0 + stops[wide].astype(float) - 1.5


def _wrapped(rows: Ints, columns: Ints, rules: int) -> bool:
    """Whether there is about one line of text with something in most columns for each rule.

    Then all other lines are those on which cells go on.
    """
    width = len(np.unique(columns))
    filled = [len(np.unique(columns[rows == row])) for row in range(int(rows.max()) + 1)]
    full = sum(count >= 0.6 * width for count in filled)
    return rules >= _RULED and 0 < full <= 1.3 * rules


def _grouped(pieces: Fragments, inside: Ints, rows: Ints, columns: Ints, rules: Floats) -> Ints:
    """Table rows: a new one at each rule, or where a line of text has something in the first column."""
    lead = columns.min()
    fresh = np.zeros(int(rows.max()) + 1, bool)
    last = -1e9
    ruled = len(rules) >= 0.6 * (rows.max() + 1) or _wrapped(rows, columns, len(rules))
    for row in range(len(fresh)):
        mine = rows == row
        base = float(pieces.base[inside[mine]].min())
        cut = bool(((rules > last) & (rules < base)).any())
        fresh[row] = cut or (not ruled and bool((columns[mine] == lead).any()))
        last = base
    numbers: Ints = (np.cumsum(fresh) - fresh[0])[rows]
    return numbers
