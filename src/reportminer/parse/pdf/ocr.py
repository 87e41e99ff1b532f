"""Pages without text, read by Tesseract: pictures to characters with boxes, as other pages give them.

The page is drawn by pdfium, turned upright, and read to hOCR, which tells of each line its baseline and
the size of its letters, and of each word its box. From there on a scan goes the way of every other page:
columns, tables, paragraphs, headings by size.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pypdfium2.raw as pdfium

from reportminer.labels import PageStatus
from reportminer.parse.ocr import timed
from reportminer.parse.pdf.fonts import Faces
from reportminer.parse.pdf.glyphs import PageBox
from reportminer.parse.pdf.model import Floats, Glyphs, Ints, PageLayout, Style
from reportminer.parse.pdf.pages import lines_of_glyphs

if TYPE_CHECKING:
    from PIL.Image import Image

DOTS = 300 / 72
"""Picture dots for a point."""
MOST_DOTS = 30_000_000
"""Of a page; a larger one is drawn at a smaller scale."""
_SURE_WORD, _SURE_LINE, _SURE_PAGE = 30, 50, 60
"""Confidence (0 to 100) under which a word, a line (mean) or a page (median) is taken for a picture."""
_SURE_TURN = 2.0
_SAME_SIZE = 0.13
"""Sizes of lines this near to the usual one are the usual one: they are measured, not told."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word on the picture, in dots from its top left."""

    text: str
    x0: float
    x1: float
    base: float
    size: float
    sure: float


def recognise(number: int, page: Any, box: PageBox, faces: Faces) -> PageLayout:
    """What the engine reads on a page. Status `ocr`, or `no_text` where it finds no words.

    Raises TimeoutError where the page takes too long.
    """
    width, height = box.size(box.quarter)
    layout = PageLayout(number, width, height, PageStatus.NO_TEXT)
    scale = min(DOTS, (MOST_DOTS / max(width * height, 1.0)) ** 0.5)
    picture = _drawn(page, width, height, scale)
    turned = _turned(picture)
    words = list(_words(picture.rotate(-90 * turned, expand=True) if turned else picture))
    if not words or float(np.median([word.sure for word in words])) < _SURE_PAGE:
        return layout
    layout.turned = -turned % 4
    style = faces.number(Style("", 400, italic=False, colour=0))
    glyphs = _glyphs(words, scale, style)
    upright = PageBox(0, 0, layout.wide, layout.tall, 0)
    layout.lines, layout.asides = lines_of_glyphs(glyphs, upright, number, faces)
    layout.status = PageStatus.OCR if layout.lines else PageStatus.NO_TEXT
    return layout


def _drawn(page: Any, width: float, height: float, scale: float) -> "Image":
    """The page as shown, in grey."""
    from PIL import Image  # noqa: PLC0415 - heavy, and needed here only

    columns, rows = max(int(width * scale), 1), max(int(height * scale), 1)
    dots = np.full((rows, columns), 255, np.uint8)
    bitmap = pdfium.FPDFBitmap_CreateEx(
        columns, rows, pdfium.FPDFBitmap_Gray, dots.ctypes.data_as(pdfium.c_void_p), columns
    )
    try:
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, columns, rows, 0, pdfium.FPDF_GRAYSCALE)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
    return Image.fromarray(dots)


def _turned(picture: "Image") -> int:
    """Quarter turns clockwise that put the picture upright; 0 where the engine is not sure."""
    import pytesseract  # noqa: PLC0415 - an extra

    try:
        found = timed(pytesseract.image_to_osd, picture, output_type=pytesseract.Output.DICT)
    except pytesseract.TesseractError:  # too few characters to tell
        return 0
    sure = float(found["orientation_conf"]) >= _SURE_TURN
    return int(found["rotate"]) // 90 % 4 if sure else 0


def _words(picture: "Image") -> Iterator[Word]:
    """The words that the engine is sure of, line by line."""
    import pytesseract  # noqa: PLC0415 - an extra
    from lxml import html  # noqa: PLC0415 - an extra

    said = timed(pytesseract.image_to_pdf_or_hocr, picture, extension="hocr", config="--psm 3")
    for line in html.fromstring(said).iterfind(".//span[@title]"):
        if line.get("class") in ("ocr_line", "ocr_header", "ocr_caption", "ocr_textfloat"):
            words = line.iterfind(".//span[@class='ocrx_word']")
            found = [made for word in words for made in _word(word, _facts(line))]
            if found and np.mean([word.sure for word in found]) >= _SURE_LINE:
                yield from found


def _facts(element: Any) -> dict[str, list[float]]:
    """What hOCR says of an element: `bbox 1 2 3 4; x_size 30` as numbers by name."""
    found: dict[str, list[float]] = {}
    for part in element.get("title", "").split(";"):
        name, *values = part.split()
        if name in ("bbox", "baseline", "x_size", "x_wconf"):
            found[name] = [float(value) for value in values]
    return found


def _word(word: Any, line: dict[str, list[float]]) -> Iterator[Word]:
    """One word where the engine is sure, nothing else."""
    facts = _facts(word)
    text, sure = "".join(word.itertext()).strip(), facts["x_wconf"][0]
    (x0, _, x1, _), bottom = facts["bbox"], line["bbox"][3]
    slope, shift = line.get("baseline", [0.0, 0.0])
    if text and sure >= _SURE_WORD and x1 > x0:
        base = bottom + shift + slope * (line["bbox"][2] - line["bbox"][0]) / 2  # level: scans are askew
        yield Word(text, x0, x1, base, line.get("x_size", [x1 - x0])[0], sure)


def _glyphs(words: list[Word], scale: float, style: int) -> Glyphs:
    """Characters of the words, sharing out their width; points from the top left of the upright page."""
    length = np.array([len(word.text) for word in words])
    first = np.append(0, np.cumsum(length)[:-1])
    x0, x1, base, size = np.array([(word.x0, word.x1, word.base, word.size) for word in words]).T / scale
    size = np.repeat(_settled(size, length), length)
    step = np.repeat((x1 - x0) / length, length)
    left = np.repeat(x0, length) + step * (np.arange(length.sum()) - np.repeat(first, length))
    base = np.repeat(base, length)
    spaced = np.zeros(len(left), bool)
    spaced[first] = True
    code = np.frombuffer("".join(word.text for word in words).encode("utf-32-le"), np.uint32)
    return Glyphs(
        code=code,
        x0=left,
        x1=left + step,
        top=base - 0.8 * size,
        bottom=base + 0.2 * size,
        base=base,
        size=size,
        style=np.full(len(left), style),
        spaced=spaced,
    )


def _settled(size: Floats, weight: Ints) -> Floats:
    """Sizes rounded to half points; those near the usual one are made the usual one."""
    usual = float(np.median(np.repeat(size, weight)))
    near = np.abs(size - usual) < _SAME_SIZE * usual
    settled: Floats = np.maximum(np.rint(np.where(near, usual, size) * 2) / 2, 1.0)
    return settled
