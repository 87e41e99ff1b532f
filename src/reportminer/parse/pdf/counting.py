"""Numbers and letters that count: which comes next, and whether they count within running text."""

import re
from collections.abc import Sequence

from reportminer.parse.pdf.model import Area, TextLine

_FURTHEST = 15
"""Lines within which the next number of a count is looked for."""
_ONES = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
_ROMAN = [tens + ones for tens in ("", "X", "XX", "XXX") for ones in _ONES][1:]
_NUMERALS = (_ROMAN, [numeral.lower() for numeral in _ROMAN])
_FIRST = re.compile(r"\(?[aAi1]\)\s")


def follows(marker: str, following: str) -> bool:
    """Whether one number is the next after another, written alike."""
    a, b = marker.strip("()."), following.strip("().")
    if marker.replace(a, "") != following.replace(b, ""):
        return False
    if a.isdecimal() and b.isdecimal():
        return int(b) == int(a) + 1
    for numerals in _NUMERALS:
        if a in numerals[:-1] and numerals[numerals.index(a) + 1] == b:
            return True
    return len(a) == len(b) == 1 and ord(b) == ord(a) + 1


def counted_in(text: str, marker: str) -> bool:
    """Whether the number before one in brackets stands within a text: `(a)` before `(b)`."""
    return marker.startswith("(") and any(f" ({core}) " in text for core in _before(marker.strip("().")))


def _before(core: str) -> list[str]:
    """What may come before a number: `h` or nothing before `i`, `b` before `c`, `ii` before `iii`."""
    if core.isdecimal():
        return [str(int(core) - 1)]
    found = [numerals[numerals.index(core) - 1] for numerals in _NUMERALS if core in numerals[1:]]
    return [*found, chr(ord(core) - 1)] if len(core) == 1 else found


def counts_on(lines: Sequence[TextLine], at: int, following: Sequence[TextLine]) -> bool:
    """Whether a line begins with the first number of a count that goes on within the text, not with a line.

    `lines` are those of its page, and `following` those of the next.
    """
    line = lines[at]
    found = _FIRST.match(line.text)
    if not found or line.area is not Area.FLOW or line.kind is not None:
        return False
    marker = found.group().strip()
    second = marker.replace("1", "2").replace("i", "ii").replace("a", "b").replace("A", "B")
    # What stands before it ends a part of the sentence, or is a short word such as “and”.
    within = re.compile(rf"(?:[;,:.]|\b[^\W\d_]{{1,3}})\s{re.escape(second)}\s")
    near = (*lines[at + 1 : at + 1 + 2 * _FURTHEST], *following[: 2 * _FURTHEST])
    below = [other for other in near if other.area is Area.FLOW and other.kind is None]
    for other in (line, *below[:_FURTHEST]):
        if other.text.startswith(second):
            return False
        if within.search(other.text):
            return True
    return False
