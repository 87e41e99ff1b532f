"""Which label is taken for which, `none` included."""

import numpy as np

from reportminer.evaluate.board import Board, Bools, Ints
from reportminer.evaluate.predictions import LABELS, SIZE

NAMES = (*map(str, LABELS), "none")
NONE = SIZE


def confusion(board: Board, variant: str, way: int) -> Ints:
    """What stands there (rows) x what was given (columns), over units; the last of each is none.

    A unit may carry several labels. One that is given rightly counts on the diagonal. Labels missed
    are paired with labels wrongly given to the same unit, each with each; where there is nothing to
    pair them with they count against none. Optional labels that were given count nowhere.
    """
    hits = board.hits(variant, way) & ~(board.optional & ~board.gold)
    table = np.zeros((SIZE + 1, SIZE + 1), np.int64)
    for gold, given in zip(board.gold, hits, strict=True):
        for row, column in _pairs(gold, given):
            table[row, column] += 1
    return table


def _pairs(gold: Bools, given: Bools) -> list[tuple[int, int]]:
    right = [(at, at) for at in np.flatnonzero(gold & given).tolist()]
    missed = np.flatnonzero(gold & ~given).tolist()
    wrong = np.flatnonzero(given & ~gold).tolist()
    if not right and not missed and not wrong:
        return [(NONE, NONE)]
    if not missed and not wrong:
        return right
    return right + [(row, column) for row in missed or [NONE] for column in wrong or [NONE]]
