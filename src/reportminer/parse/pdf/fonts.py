"""Faces: what the name, the weight and the flags of a font say."""

import ctypes
import re
from typing import Any

import pypdfium2.raw as pdfium

from reportminer.parse.pdf.model import Style
from reportminer.parse.pdf.raw import Handle

_SUBSET = re.compile(r"^[A-Z]{6}\+")
_WEIGHTS: tuple[tuple[re.Pattern[str], int], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), weight)
    for pattern, weight in (
        (r"black|heavy|ultra(?!light)|extra[-_ ]?bold", 900),
        (r"semi[-_ ]?bold|demi", 600),
        (r"bold|-bd|,b|cmbx|cmssbx|-medi$|sfbx|-b$", 700),
        (r"extra[-_ ]?light|thin|hairline", 100),
        (r"light", 300),
        (r"medium|-md$", 500),
        (r"roman|regular|book|-rg|normal", 400),
    )
)
_ITALIC = re.compile(r"ital|obliq|slant|-it\b|cmti|-i$|,i", re.IGNORECASE)
_FORCE_BOLD, _ITALIC_FLAG = 1 << 18, 1 << 6


class Faces:
    """All styles of one document, numbered as they turn up."""

    def __init__(self) -> None:
        self.styles: list[Style] = []
        self._numbers: dict[Style, int] = {}

    def number(self, style: Style) -> int:
        """The number of a style, given out in order of first use."""
        found = self._numbers.get(style)
        if found is None:
            found = self._numbers[style] = len(self.styles)
            self.styles.append(style)
        return found


def font_face(font: Handle) -> tuple[str, int, bool]:
    """Name (without the subset's tag), weight from 100 to 900, italic."""
    if not font:
        return "", 400, False
    pointer = ctypes.cast(font, pdfium.FPDF_FONT)
    name = _SUBSET.sub("", _name(pointer))
    flags = max(pdfium.FPDFFont_GetFlags(pointer), 0)
    return name, _weight(name, pointer, flags), bool(_ITALIC.search(name) or flags & _ITALIC_FLAG)


def _weight(name: str, pointer: Any, flags: int) -> int:
    """By name; where the name is silent, by what the font says of itself."""
    for pattern, weight in _WEIGHTS:
        if pattern.search(name):
            return weight
    if flags & _FORCE_BOLD:
        return 700
    return 400


def _name(pointer: Any) -> str:
    length = pdfium.FPDFFont_GetBaseFontName(pointer, None, 0)
    if not 0 < length < 1000:
        return ""
    buffer = ctypes.create_string_buffer(length)
    pdfium.FPDFFont_GetBaseFontName(pointer, buffer, length)
    return buffer.value.decode("utf-8", "replace")
