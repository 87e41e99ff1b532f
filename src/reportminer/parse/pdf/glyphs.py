"""From a pdfium page to arrays of its printed characters.

Properties of a character (face, colour, baseline, direction) are asked once for each text object, not
for each character; and which object a character belongs to is asked at the ends of words only.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from reportminer.parse.pdf import raw
from reportminer.parse.pdf.fonts import Faces, font_face
from reportminer.parse.pdf.model import Flags, Floats, Glyphs, Ints, Style
from reportminer.parse.pdf.symbols import translate

_SPACE = np.zeros(0x10000, bool)
"""Of each code in the first plane, whether it is white space (or a control code)."""
_SPACE[[*range(33), 0xA0, 0x3000, *range(0x2000, 0x200B), 0x202F, 0x205F]] = True
_NO_INK = _SPACE.copy()
"""Likewise, whether it prints nothing."""
_NO_INK[[*range(0x200B, 0x2010), 0x2060, 0xFEFF, 0xFFFF]] = True
_UNMAPPED = np.zeros(0x10000, bool)
_UNMAPPED[[*range(9), *range(14, 32)]] = True
_BEYOND = 0xFFFD
"""A printed character: stands for all beyond the first plane."""
_INVISIBLE = 3
_STROKED = 2
_PDFIUM_HYPHEN = 0xFFFE
_DIAGONAL = 12.0
"""Degrees off the nearest quarter turn from which on text counts as slanted (a watermark)."""


@dataclass(frozen=True, slots=True)
class PageBox:
    """The visible part of a page in its own coordinates, y upwards, and its rotation."""

    x0: float
    y0: float
    x1: float
    y1: float
    quarter: int
    """Quarter turns clockwise that a viewer makes before showing the page."""

    def size(self, quarter: int) -> tuple[float, float]:
        """Width and height as seen after some quarter turns."""
        width, height = self.x1 - self.x0, self.y1 - self.y0
        return (height, width) if quarter % 2 else (width, height)


@dataclass(frozen=True, slots=True)
class Inked:
    """Characters as pdfium gives them, by text object, before they are put in a frame."""

    code: npt.NDArray[np.uint32]
    box: Floats
    """`n x 4`: left, top, right, bottom, y upwards."""
    origin: Floats
    size: Floats
    style: Ints
    spaced: Flags
    quarter: Ints
    """Direction of writing in quarter turns counter-clockwise; -1 slanted."""
    hidden: Flags


def unmapped(text: raw.Handle, count: int) -> int:
    """How many characters have a bare control code for a letter: the font has no character map."""
    return int(np.count_nonzero(_UNMAPPED[raw.characters(text, count)])) if count > 0 else 0


def read_inked(text: raw.Handle, count: int, faces: Faces) -> Inked | None:
    """All characters of a text page that leave ink; nothing where there are none."""
    if count <= 0:
        return None
    code = _code_points(raw.characters(text, count))
    plain = np.minimum(code, _BEYOND)
    space = _SPACE[plain]
    printed = np.flatnonzero(~_NO_INK[plain])
    if not len(printed):
        return None
    objects = _objects(text, printed)
    first = np.flatnonzero(np.diff(objects, prepend=~objects[0]) != 0)
    length = np.diff(first, append=len(objects))
    heads = printed[first].tolist()
    style, size, quarter, hidden = _object_properties(text, heads, objects[first].tolist(), faces)
    origin = np.repeat(raw.origins(text, heads), length, axis=0)
    quarter = np.repeat(quarter, length)
    box = _boxes(text, printed, quarter)
    crowd = np.cumsum(space)[printed]
    style = np.repeat(style, length)
    return Inked(
        code=translate(code[printed], style, faces.styles),
        box=box,
        origin=origin,
        size=np.repeat(size, length),
        style=style,
        spaced=np.diff(crowd, prepend=-1) > 0,
        quarter=quarter,
        hidden=np.repeat(hidden, length),
    )


def _code_points(units: npt.NDArray[np.uint16]) -> npt.NDArray[np.uint32]:
    """One code point for each character; the second half of a surrogate pair becomes 0 (no ink)."""
    code = units.astype(np.uint32)
    code[code == _PDFIUM_HYPHEN] = ord("-")
    high = (code >= 0xD800) & (code < 0xDC00)
    if high.any() or ((code >= 0xDC00) & (code < 0xE000)).any():
        low = (code >= 0xDC00) & (code < 0xE000)
        pair = np.flatnonzero(high[:-1] & low[1:])
        code[pair] = 0x10000 + ((code[pair] - 0xD800) << 10) + (code[pair + 1] - 0xDC00)
        code[pair + 1] = 0
        code[(code >= 0xD800) & (code < 0xE000)] = 0xFFFD
    return code


def _objects(text: raw.Handle, printed: Ints) -> npt.NDArray[np.uint64]:
    """The text object of each printed character, asked at the ends of unbroken runs.

    A run that begins with the object that the next one begins with as well belongs to it wholly.
    """
    start = np.append(0, np.flatnonzero(printed[1:] - printed[:-1] > 1) + 1)
    stop = np.append(start[1:], len(printed)) - 1
    first = np.array(raw.text_objects(text, printed[start].tolist()), np.uint64)
    objects = np.repeat(first, stop - start + 1)
    turns = np.append(np.flatnonzero(first[1:] != first[:-1]), len(first) - 1)
    last = np.array(raw.text_objects(text, printed[stop[turns]].tolist()), np.uint64)
    mixed = turns[first[turns] != last]
    if len(mixed):
        inner = np.concatenate([np.arange(start[k], stop[k] + 1) for k in mixed])
        objects[inner] = raw.text_objects(text, printed[inner].tolist())
    return objects


def _object_properties(
    text: raw.Handle, heads: list[int], objects: list[raw.Handle], faces: Faces
) -> tuple[Ints, Floats, Ints, Flags]:
    """Style, size, direction and visibility of each text object."""
    matrix = raw.matrices(text, heads)
    size = raw.font_sizes(text, heads) * np.hypot(matrix[:, 2], matrix[:, 3])
    mode = raw.render_modes(objects)
    colour = raw.fill_colours(objects)
    angle = np.degrees(np.arctan2(matrix[:, 1], matrix[:, 0]))
    quarter = np.rint(angle / 90.0)
    slanted = np.abs(angle - 90.0 * quarter) > _DIAGONAL
    style = _styles(raw.fonts(objects), colour, mode == _STROKED, faces)
    hidden = (mode == _INVISIBLE) | (mode == 7) | ((colour[:, 3] == 0) & (mode == 0))
    return style, size, np.where(slanted, -1, quarter.astype(np.int64) % 4), hidden


def _styles(fonts: list[raw.Handle], colour: npt.NDArray[np.uint32], stroked: Flags, faces: Faces) -> Ints:
    """Number of the style of each object; a face is looked at once a page."""
    rgb = (colour[:, 0] << 16 | colour[:, 1] << 8 | colour[:, 2]).tolist()
    looks: dict[raw.Handle, tuple[str, int, bool]] = {}
    numbers: dict[tuple[raw.Handle, int, bool], int] = {}
    out = []
    for key in zip(fonts, rgb, stroked.tolist(), strict=True):
        number = numbers.get(key)
        if number is None:
            if key[0] not in looks:
                looks[key[0]] = font_face(key[0])
            name, weight, italic = looks[key[0]]
            style = Style(name, max(weight, 700) if key[2] else weight, italic, key[1])
            number = numbers[key] = faces.number(style)
        out.append(number)
    return np.array(out, np.int64)


def _boxes(text: raw.Handle, printed: Ints, quarter: Ints) -> Floats:
    """Boxes by advance width; by ink for characters that do not stand upright."""
    if (quarter == 0).any():
        box = raw.loose_boxes(text, printed.tolist())
        turned = np.flatnonzero((quarter != 0) | (box[:, 2] <= box[:, 0]) | (box[:, 1] <= box[:, 3]))
    else:
        box, turned = np.zeros((len(printed), 4)), np.arange(len(printed))
    if len(turned):
        box[turned] = raw.tight_boxes(text, printed[turned].tolist())
    return box


def framed(ink: Inked, keep: Flags | Ints, quarter: int, page: PageBox) -> Glyphs:
    """Some characters in the frame in which writing of this direction runs from left to right.

    `quarter` counts counter-clockwise. The frame has its origin at the top left, y downwards.
    """
    box, origin = ink.box[keep], ink.origin[keep]
    left, top = to_frame(box[:, 0], box[:, 1], quarter, page)
    right, bottom = to_frame(box[:, 2], box[:, 3], quarter, page)
    _, base = to_frame(origin[:, 0], origin[:, 1], quarter, page)
    return Glyphs(
        code=ink.code[keep],
        x0=np.minimum(left, right),
        x1=np.maximum(left, right),
        top=np.minimum(top, bottom),
        bottom=np.maximum(top, bottom),
        base=base,
        size=ink.size[keep],
        style=ink.style[keep],
        spaced=ink.spaced[keep],
    )


def to_frame(x: Floats, y: Floats, quarter: int, page: PageBox) -> tuple[Floats, Floats]:
    """Page coordinates (y upwards) into the frame of a direction of writing."""
    if quarter == 0:
        return x - page.x0, page.y1 - y
    if quarter == 1:
        return y - page.y0, x - page.x0
    if quarter == 2:
        return page.x1 - x, y - page.y0
    return page.y1 - y, page.x1 - x
