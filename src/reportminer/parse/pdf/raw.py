"""The few pdfium calls that are made for every character, bound so that a call costs little.

ctypes spends most of a call on checking arguments. Bound to plain addresses, and driven by `map`
instead of a Python loop, a call costs about 0.3 microseconds; where a call is made for every character,
its arguments are not checked at all and its slots of memory are made beforehand, which halves that.
`PYFUNCTYPE` keeps the interpreter lock, which pdfium needs anyway: it is not made for threads.
"""

import ctypes
from collections import deque
from collections.abc import Callable, Iterable
from functools import cache
from itertools import repeat
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as pdfium

Handle = int
"""Address of an object inside pdfium."""

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_POINTER, _INT = ctypes.c_void_p, ctypes.c_int


def _bind(name: str, result: Any, *arguments: Any) -> Callable[..., int]:
    address = ctypes.cast(getattr(pdfium, name), _POINTER).value
    return ctypes.PYFUNCTYPE(result, *arguments)(address or 0)


_get_text = _bind("FPDFText_GetText", _INT, _POINTER, _INT, _INT, _POINTER)
_loose_box = _bind("FPDFText_GetLooseCharBox", _INT)
"""Unchecked: (c_void_p, int, c_void_p)."""
_char_box = _bind("FPDFText_GetCharBox", _INT, _POINTER, _INT, *[_POINTER] * 4)
_origin = _bind("FPDFText_GetCharOrigin", _INT, _POINTER, _INT, _POINTER, _POINTER)
_text_object = _bind("FPDFText_GetTextObject", ctypes.c_size_t)
"""Unchecked: (c_void_p, int)."""
_matrix = _bind("FPDFText_GetMatrix", _INT, _POINTER, _INT, _POINTER)
_font_of = _bind("FPDFTextObj_GetFont", _POINTER, _POINTER)
_mode_of = _bind("FPDFTextObj_GetTextRenderMode", _INT, _POINTER)
_fill_of = _bind("FPDFPageObj_GetFillColor", _INT, _POINTER, *[_POINTER] * 4)
_size_of = _bind("FPDFText_GetFontSize", ctypes.c_double, _POINTER, _INT)


def handle(pointer: Any) -> Handle:
    """The bare address of a pypdfium2 handle (0 for none)."""
    return ctypes.cast(pointer, _POINTER).value or 0


def _drain(calls: Iterable[Any]) -> None:
    deque(calls, maxlen=0)


def characters(text: Handle, count: int) -> npt.NDArray[np.uint16]:
    """UTF-16 units of the page, one for each character index."""
    buffer = np.zeros(count + 1, np.uint16)
    _get_text(text, 0, count, buffer.ctypes.data)
    return buffer[:count]


_AT_ONCE = 8192


@cache
def _slots() -> tuple[npt.NDArray[np.float32], list[ctypes.c_void_p]]:
    """Room for boxes, and the address of each."""
    room = np.zeros((_AT_ONCE, 4), np.float32)
    return room, [ctypes.c_void_p(room.ctypes.data + 16 * k) for k in range(_AT_ONCE)]


def loose_boxes(text: Handle, indices: list[int]) -> Floats:
    """`n x 4`: left, top, right, bottom of some characters by advance width and font height, y upwards."""
    room, slots = _slots()
    out = np.zeros((len(indices), 4))
    page = repeat(ctypes.c_void_p(text))
    for at in range(0, len(indices), _AT_ONCE):
        some = indices[at : at + _AT_ONCE]
        room[: len(some)] = 0.0
        _drain(map(_loose_box, page, some, slots))
        out[at : at + len(some)] = room[: len(some)]
    return out


def tight_boxes(text: Handle, indices: list[int]) -> Floats:
    """`n x 4`: left, top, right, bottom of the ink of some characters, y upwards."""
    out = np.zeros((len(indices), 4))
    at, end = out.ctypes.data, out.ctypes.data + 32 * len(indices)
    slots = [range(at + shift, end + shift, 32) for shift in (0, 16, 24, 8)]  # left right bottom top
    _drain(map(_char_box, repeat(text), indices, *slots))
    return out


def text_objects(text: Handle, indices: Iterable[int]) -> list[Handle]:
    """The text object of each character; 0 for characters that pdfium made up."""
    return list(map(_text_object, repeat(ctypes.c_void_p(text)), indices))


def origins(text: Handle, indices: list[int]) -> Floats:
    """`n x 2`: where characters stand on their baseline, y upwards."""
    out = np.zeros((len(indices), 2))
    at, end = out.ctypes.data, out.ctypes.data + 16 * len(indices)
    _drain(map(_origin, repeat(text), indices, range(at, end, 16), range(at + 8, end + 8, 16)))
    return out


def matrices(text: Handle, indices: list[int]) -> Floats:
    """`n x 6`: the matrix of characters, the forms around them included."""
    out = np.zeros((len(indices), 6), np.float32)
    at = out.ctypes.data
    _drain(map(_matrix, repeat(text), indices, range(at, at + 24 * len(indices), 24)))
    return out.astype(np.float64)


def font_sizes(text: Handle, indices: list[int]) -> Floats:
    """Size of the font as set, before the matrix."""
    return np.fromiter(map(_size_of, repeat(text), indices), np.float64, len(indices))


def fonts(objects: list[Handle]) -> list[Handle]:
    """The font of each text object."""
    return [found or 0 for found in map(_font_of, objects)]


def render_modes(objects: list[Handle]) -> npt.NDArray[np.int64]:
    """0 fill, 1 stroke, 2 both, 3 invisible, 4 to 7 the same with clipping; -1 unknown."""
    return np.fromiter(map(_mode_of, objects), np.int64, len(objects))


def fill_colours(objects: list[Handle], colour_of: Callable[..., int] = _fill_of) -> npt.NDArray[np.uint32]:
    """`n x 4`: red, green, blue, alpha (0 to 255)."""
    out = np.zeros((len(objects), 4), np.uint32)
    at, end = out.ctypes.data, out.ctypes.data + 16 * len(objects)
    slots = [range(at + shift, end + shift, 16) for shift in (0, 4, 8, 12)]
    _drain(map(colour_of, objects, *slots))
    return out


_object_at = _bind("FPDFPage_GetObject", _POINTER, _POINTER, _INT)
_form_object_at = _bind("FPDFFormObj_GetObject", _POINTER, _POINTER, ctypes.c_ulong)
_kind_of = _bind("FPDFPageObj_GetType", _INT, _POINTER)
_bounds_of = _bind("FPDFPageObj_GetBounds", _INT, _POINTER, *[_POINTER] * 4)
_segments_of = _bind("FPDFPath_CountSegments", _INT, _POINTER)
_segment_at = _bind("FPDFPath_GetPathSegment", _POINTER, _POINTER, _INT)
_point_of = _bind("FPDFPathSegment_GetPoint", _INT, _POINTER, _POINTER, _POINTER)
_step_of = _bind("FPDFPathSegment_GetType", _INT, _POINTER)
_mode_of_path = _bind("FPDFPath_GetDrawMode", _INT, _POINTER, _POINTER, _POINTER)
_stroke_of = _bind("FPDFPageObj_GetStrokeColor", _INT, _POINTER, *[_POINTER] * 4)
_object_matrix = _bind("FPDFPageObj_GetMatrix", _INT, _POINTER, _POINTER)


def page_objects(page: Handle, count: int) -> list[Handle]:
    """Addresses of the first objects of a page."""
    return [found for found in map(_object_at, repeat(page), range(count)) if found]


def form_objects(form: Handle, count: int) -> list[Handle]:
    """Addresses of the first objects inside a form."""
    return [found for found in map(_form_object_at, repeat(form), range(count)) if found]


def object_kinds(objects: list[Handle]) -> npt.NDArray[np.int64]:
    """1 text, 2 path, 3 image, 4 shading, 5 form."""
    return np.fromiter(map(_kind_of, objects), np.int64, len(objects))


def object_bounds(objects: list[Handle]) -> Floats:
    """`n x 4`: left, bottom, right, top."""
    out = np.zeros((len(objects), 4), np.float32)
    at, end = out.ctypes.data, out.ctypes.data + 16 * len(objects)
    _drain(map(_bounds_of, objects, *(range(at + shift, end + shift, 16) for shift in (0, 4, 8, 12))))
    return out.astype(np.float64)


def object_matrices(items: list[Handle]) -> Floats:
    """`n x 6`: the matrix of each object."""
    out = np.zeros((len(items), 6), np.float32)
    at = out.ctypes.data
    _drain(map(_object_matrix, items, range(at, at + 24 * len(items), 24)))
    return out.astype(np.float64)


def segment_counts(paths: list[Handle]) -> npt.NDArray[np.int64]:
    """Steps in each path."""
    return np.fromiter(map(_segments_of, paths), np.int64, len(paths))


def painting(paths: list[Handle]) -> Flags:
    """Which paths fill or stroke with a colour that can be seen."""
    modes = np.zeros((len(paths), 2), np.int32)
    at, end = modes.ctypes.data, modes.ctypes.data + 8 * len(paths)
    _drain(map(_mode_of_path, paths, range(at, end, 8), range(at + 4, end + 4, 8)))
    lines = fill_colours(paths, _stroke_of)
    found: Flags = ((modes[:, 0] != 0) & (fill_colours(paths)[:, 3] > 0)) | (
        (modes[:, 1] != 0) & (lines[:, 3] > 0)
    )
    return found


def path_points(paths: list[Handle], counts: list[int]) -> tuple[Floats, npt.NDArray[np.int64]]:
    """`n x 2` points of all paths in their own space, and the kind of each: 0 line, 1 curve, 2 move.

    `counts` says how many steps to ask for of each path.
    """
    steps = [
        step or 0
        for path, count in zip(paths, counts, strict=True)
        for step in map(_segment_at, repeat(path, count), range(count))
    ]
    out = np.zeros((len(steps), 2), np.float32)
    at, end = out.ctypes.data, out.ctypes.data + 8 * len(steps)
    _drain(map(_point_of, steps, range(at, end, 8), range(at + 4, end + 4, 8)))
    return out.astype(np.float64), np.fromiter(map(_step_of, steps), np.int64, len(steps))
