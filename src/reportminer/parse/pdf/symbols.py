"""Characters that a reader does not read as such: ligatures, bullets of symbol fonts, soft hyphens."""

import unicodedata
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt
import yaml

from reportminer.types import Edges

RAISED = np.array([ord(c) for c in "⁰¹²³⁴⁵⁶⁷⁸⁹"], np.uint32)
"""Superscript digits by value."""
EXPANDED = frozenset(chr(c) for c in (*range(0xFB00, 0xFB07), 0xAD, 0x132, 0x133))
"""Characters that become none or several."""


@cache
def _private() -> dict[int, int]:
    """Codes of symbol fonts and the characters that they look like."""
    data = yaml.safe_load(files(__package__).joinpath("symbols.yaml").read_text("utf-8"))
    return {int(code, 16): ord(character) for code, character in data["symbols"].items()}


def translate(code: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    """Symbol-font codes to plain characters; what cannot be told becomes U+FFFD."""
    out = code.copy()
    private = np.flatnonzero((out >= 0xE000) & (out <= 0xF8FF))
    for k in private.tolist():
        out[k] = _private().get(int(out[k]), 0xFFFD)
    out[(out >= 0x7F) & (out < 0xA0)] = 0xFFFD
    return out


def expand(text: str, edges: Edges) -> tuple[str, Edges]:
    """Spell out ligatures, sharing their width out; drop soft hyphens but one at the line's end."""
    spelt = [_spelt(character, last=k == len(text) - 1) for k, character in enumerate(text)]
    length = np.array([len(letters) for letters in spelt])
    place = np.frombuffer(edges.tenths, "<u2").astype(np.float64)
    step = np.diff(place) / np.maximum(length, 1)
    part = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length)
    places = np.append(np.repeat(place[:-1], length) + np.repeat(step, length) * part, place[-1])
    return "".join(spelt), Edges(np.rint(places).astype("<u2").tobytes())


def _spelt(character: str, *, last: bool) -> str:
    if character == "\xad":
        return "-" if last else ""
    return unicodedata.normalize("NFKC", character) if character in EXPANDED else character
