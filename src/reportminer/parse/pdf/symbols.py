"""Characters that a reader does not read as such: ligatures, bullets of symbol fonts, soft hyphens."""

import re
import unicodedata
from functools import cache
from importlib.resources import files
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from reportminer.parse.pdf.model import Ints, Style
from reportminer.parse.pdf.words import any_of
from reportminer.ruledata import from_yaml
from reportminer.types import Edges

RAISED = np.array([ord(c) for c in "⁰¹²³⁴⁵⁶⁷⁸⁹"], np.uint32)
"""Superscript digits by value."""
EXPANDED = frozenset(chr(c) for c in (*range(0xFB00, 0xFB07), 0xAD, 0x132, 0x133))
"""Characters that become none or several."""


_DINGBATS = re.compile(any_of("dingbats"), re.IGNORECASE)
_SYMBOL = re.compile(r"^symbol", re.IGNORECASE)
_ICONS = range(0xF000, 0xF300)
"""Where symbol fonts have their signs; elsewhere fonts have letters that cannot be told."""
_ASCII = range(0xF021, 0xF07F)
_TEXT = 30
"""Signs of one face on a page from which on they are letters under shifted codes."""
_UNKNOWN = 0xFFFD
_PLAIN_MARK = ord("▪")


@cache
def _tables() -> dict[str, dict[int, int]]:
    """What each code shows, by face: `symbols` for all faces, `greek` for the one called Symbol."""
    data = from_yaml(files(__package__).joinpath("symbols.yaml").read_text("utf-8"))
    return {
        face: {int(code, 16): ord(character) for code, character in table.items()}
        for face, table in data.items()
    }


@cache
def _control() -> npt.NDArray[np.uint32]:
    """Codes 0x7F to 0x9F: no characters in Unicode, but some in the code page of old Windows."""
    shown = bytes(range(0x7F, 0xA0)).decode("cp1252", "replace")
    return np.array([_UNKNOWN if ord(c) < 0xA0 else ord(c) for c in shown], np.uint32)


def translate(code: npt.NDArray[np.uint32], style: Ints, styles: list[Style]) -> npt.NDArray[np.uint32]:
    """Codes of symbol fonts and old code pages to plain characters.

    A sign that is not known becomes a plain list mark, a letter that cannot be told U+FFFD.
    `style` are the numbers of each character's face.
    """
    private = np.flatnonzero((code >= 0xE000) & (code <= 0xF8FF))
    control = np.flatnonzero((code >= 0x7F) & (code < 0xA0))
    if not len(private) and not len(control):
        return code
    out = code.copy()
    out[control] = _control()[code[control] - 0x7F]
    own = style[private]
    for number in np.unique(own).tolist():
        mine = private[own == number]
        table = _signs(code[mine].tolist(), styles[number].font)
        out[mine] = [table.get(sign) or _otherwise(sign) for sign in code[mine].tolist()]
    return out


def _signs(codes: list[int], face: str) -> dict[int, int]:
    """What the codes of one face on one page show."""
    if _SYMBOL.match(face):
        return _tables()["symbols"] | _tables()["greek"]
    if sum(code in _ASCII for code in codes) >= _TEXT and not _DINGBATS.search(face):
        return _tables()["symbols"] | {code: code - 0xF000 for code in _ASCII}
    return _tables()["symbols"]


def _otherwise(code: int) -> int:
    return _PLAIN_MARK if code in _ICONS else _UNKNOWN


def expand(text: str, edges: Edges) -> tuple[str, Edges]:
    """Spell out ligatures, sharing their width out; drop soft hyphens but one at the line's end."""
    spelt = [_spelt(character, last=k == len(text) - 1) for k, character in enumerate(text)]
    length = np.array([len(letters) for letters in spelt])
    place = np.frombuffer(edges.tenths, "<u2").astype(np.float64)
    step = np.diff(place) / np.maximum(length, 1)
    part = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length)
    places = np.append(np.repeat(place[:-1], length) + np.repeat(step, length) * part, place[-1])
    return "".join(spelt), Edges(np.rint(places).astype("<u2").tobytes())


def spelt_places(text: str) -> list[int]:
    """How many characters stand before each place of a text once it is spelt out, its end with them."""
    lengths = (len(_spelt(character, last=k == len(text) - 1)) for k, character in enumerate(text))
    return [0, *accumulate(lengths)]


def _spelt(character: str, *, last: bool) -> str:
    if character == "\xad":
        return "-" if last else ""
    return unicodedata.normalize("NFKC", character) if character in EXPANDED else character
