"""Spaces that the file gets wrong: not told of in lines set tight, and printed within a word."""

import re
from collections import Counter
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from reportminer.parse.pdf.middle import median
from reportminer.parse.pdf.model import Flags, Floats, Ints, PageLayout, TextLine
from reportminer.types import Edges

_WORD_GAP = (0.08, 0.2)
"""In sizes of the face: between these a gap may be one between words in a line set tight."""
_LETTER_GAP, _SPREAD = 0.03, 0.2
"""Gaps within words stay under the first; gaps between words differ by no more than this share of them."""
_FEWEST, _SHORTEST, _STRAY = 5, 2.5, 0.04
"""Gaps between the words of a line, at least; letters to each; share of gaps that fit neither group."""
_LONGEST_NUMBER = 9
_NUMBERED = re.compile(r"\d{1,3}(?:\.\d{1,3})*\.[^\W\d_]")
_LIKELIER = 10
"""Times that a whole word must be more frequent than the rarer of its two parts."""
_SEVERAL = 3
"""Times that it stands in the document, at least."""
_WORD = re.compile(r"[^\W\d_]+")

_Pair = tuple[str, str]


def opened_up(space: Flags, gap: Floats, start: Ints, code: npt.NDArray[np.uint32]) -> Flags:
    """With the spaces of lines set so tight that the file is taken to have none, or only some.

    The gaps of such a line form two groups clearly apart: none within words, and one and the same
    between them. So does the number that a line begins with stand off from its text, if only a little.
    `gap` is in sizes of the face, `start` the first character of each line.
    """
    doubtful = ~space & (gap > _WORD_GAP[0]) & (gap < _WORD_GAP[1])
    doubtful[start[:-1]] = False
    found = np.flatnonzero(doubtful)
    for k in np.unique(np.searchsorted(start, found, side="right") - 1).tolist():
        own = slice(start.item(k) + 1, start.item(k + 1))
        space[own] |= _between_words(gap[own])
    space[[at for at in found.tolist() if _after_number(code, start, at)]] = True
    return space


def _after_number(code: npt.NDArray[np.uint32], start: Ints, at: int) -> bool:
    """Whether a line begins with a number and a full stop, and a letter follows at a little distance."""
    first = start.item(int(np.searchsorted(start, at, side="right")) - 1)
    if not 1 < at - first <= _LONGEST_NUMBER or code.item(at - 1) != ord("."):
        return False
    text = "".join(map(chr, code[first : at + 1].tolist()))
    return bool(_NUMBERED.fullmatch(text))


def _between_words(gap: Floats) -> Flags:
    """Which gaps of a line set tight are between words; none where they do not form two groups."""
    wide = gap > _WORD_GAP[0]
    usual = median(gap[wide])
    near: Flags = np.abs(gap - usual) <= _SPREAD * usual
    count, stray = int(near.sum()), (gap > _LETTER_GAP) & ~near
    enough = _FEWEST <= count <= len(gap) / _SHORTEST
    clear = usual < _WORD_GAP[1] and int(stray.sum()) <= max(_STRAY * len(gap), 1)
    return near if enough and clear else np.zeros(len(gap), bool)


def closed_up(layouts: list[PageLayout]) -> None:
    """Take out spaces that do not show where what they part is likelier one word.

    Slanted letters lean over their neighbours, so a space between them need not show either. It is none
    if a part of the word is no word of the document, and the whole is a usual one.
    """
    lines = [line for layout in layouts for line in layout.lines if line.unsure and _parts(line)]
    if not lines:
        return
    words, pairs = _frequency(layouts, {part[1:] for line in lines for part in _parts(line)})
    for line in lines:
        for place, before, after in reversed(_parts(line)):
            whole, apart = words[before + after], max(min(words[before], words[after]), pairs[before, after])
            if whole >= _SEVERAL and whole > _LIKELIER * apart:
                _take_out(line, place)


def _parts(line: TextLine) -> list[tuple[int, str, str]]:
    """Where spaces that are in doubt part letters, and the words on either side of them."""
    words = [(found.span(), found.group().lower()) for found in _WORD.finditer(line.text)]
    ending, beginning = {end: word for (_, end), word in words}, {start: word for (start, _), word in words}
    return [(k, ending[k], beginning[k + 1]) for k in line.unsure if k in ending and k + 1 in beginning]


def _frequency(layouts: list[PageLayout], sought: set[_Pair]) -> tuple[Counter[str], Counter[_Pair]]:
    """How often each word stands in the document, and each pair sought, spaces in doubt left out."""
    every = [line for layout in layouts for line in layout.lines]
    found = _WORD.findall("\n".join([line.text for line in every]).lower())
    words, pairs = Counter(found), Counter(pair for pair in pairwise(found) if pair in sought)
    unsure = [part[1:] for line in every if line.unsure for part in _parts(line)]
    words.subtract(word for pair in unsure for word in pair)
    pairs.subtract(unsure)
    return +words, +pairs


def _take_out(line: TextLine, place: int) -> None:
    line.text = line.text[:place] + line.text[place + 1 :]
    held = line.edges.tenths
    line.edges = Edges(held[: 2 * place] + held[2 * place + 2 :])
    line.lead -= place < line.lead
