"""Lead-ins: the words at the beginning of a paragraph that bold or italic type sets off from the rest."""

import re

import numpy as np

from reportminer.labels import BlockKind
from reportminer.parse.compose import Piece
from reportminer.parse.pdf.model import Ints, TextLine

_MARKER = re.compile(r"(?:[^\w\s]{1,2}|\(?(?:\d{1,3}(?:\.\d{1,3}){0,3}|[a-zA-Z]|[ivx]{1,5})[.)]?)\s+(?=\S)")
_NAMED = re.compile(
    r"(?:[A-Z]\w{3,20}\s)?[A-Z]\w{3,20}\s(?:\d{1,3}(?:\.\d{1,3})?|[IVX]{1,5}|[A-Z])\s?[.:–—-]\s*"
)
_LONGEST, _MOST_LINES = 200, 4
_KINDS = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)


def set_off(text: str, place: Ints, emphasis: Ints) -> tuple[int, bool]:
    """How many characters at the start of a line are set off, and whether by weight.

    `place` and `emphasis` are those of its printed characters. A plain number or bullet before the
    words that are set off (`12.`, `Finding 2.`) counts with them.
    """
    first = 0
    if not emphasis[0]:
        plain = _MARKER.match(text) or _NAMED.match(text)
        if not plain:
            return 0, False
        first = int(np.searchsorted(place - place[0], plain.end()))
    kind = int(emphasis[first]) if first < len(emphasis) else 0
    if not kind:
        return 0, False
    other = np.flatnonzero(emphasis[first:] != kind)
    last = first + (int(other[0]) if len(other) else len(emphasis) - first) - 1
    return int(place[last] - place[0]) + 1, bool(kind & 1)


def lead_of(kind: BlockKind, lines: list[TextLine], pieces: list[Piece]) -> int:
    """How many characters at the beginning of a block are set off from the rest; 0 where nothing is.

    `pieces` are its lines as they go into the text.
    """
    if kind not in _KINDS:
        return 0
    length = 0
    for number, (line, piece) in enumerate(zip(lines[:_MOST_LINES], pieces, strict=False)):
        if not (line.bold or line.slanted or line.lead == len(line.text)):
            length += min(line.lead, len(piece.text))
            return length if 2 < length <= _LONGEST and (line.lead or number) else 0
        length += len(piece.text) + len(piece.glue)
    return 0
