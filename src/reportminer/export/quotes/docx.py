"""A table of quotes as a Word document (Office Open XML), without times: same quotes, same bytes."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import Any

from lxml import etree

from reportminer.export.cells import clean
from reportminer.refi.xml import clean as xml_clean

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_ZIPPED = (2000, 1, 1, 0, 0, 0)
_PARTS = "docx_parts"
"""Folder with the parts that are the same in every document."""

HEADS = ("No.", "Quote", "Label", "Source", "Themes", "Confidence")
_WIDTHS = (600, 6300, 1700, 3200, 2200, 1200)
"""Of the columns, in twentieths of a point; together the width of a landscape A4 page's text."""


def document(title: str, note: str, rows: Sequence[Sequence[str]]) -> bytes:
    """A document with a title, a note and a table of `HEADS`, its header on every page."""
    root = etree.Element(_tag("document"), nsmap={"w": _W})
    body = etree.SubElement(root, _tag("body"))
    _paragraph(body, title, "Title")
    _paragraph(body, note, "")
    table = _table(body)
    _row(table, HEADS, head=True)
    for row in rows:
        _row(table, row, head=False)
    _paragraph(body, "", "")  # Word wants a paragraph after a table
    body.append(_page())
    return _packed(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _packed(main: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as package:
        for name, data in (*_fixed(), ("word/document.xml", main)):
            entry = zipfile.ZipInfo(name, _ZIPPED)
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, data)
    return held.getvalue()


def _fixed() -> Iterator[tuple[str, bytes]]:
    folder = files(__package__).joinpath(_PARTS)
    names = {
        "content_types.xml": "[Content_Types].xml",
        "rels.xml": "_rels/.rels",
        "document_rels.xml": "word/_rels/document.xml.rels",
        "styles.xml": "word/styles.xml",
        "footer.xml": "word/footer1.xml",
    }
    for own, name in names.items():
        yield name, folder.joinpath(own).read_bytes()


def _tag(name: str) -> str:
    return f"{{{_W}}}{name}"


def _add(parent: Any, name: str, **attributes: str) -> Any:
    return etree.SubElement(parent, _tag(name), {_tag(key): value for key, value in attributes.items()})


def _paragraph(parent: Any, text: str, style: str) -> None:
    paragraph = _add(parent, "p")
    if style:
        _add(_add(paragraph, "pPr"), "pStyle", val=style)
    if not text:
        return
    run = _add(paragraph, "r")
    for at, line in enumerate(xml_clean(clean(text)).split("\n")):
        if at:
            _add(run, "br")
        held = _add(run, "t")
        held.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        held.text = line


def _table(body: Any) -> Any:
    table = _add(body, "tbl")
    properties = _add(table, "tblPr")
    _add(properties, "tblStyle", val="EvidenceTable")
    _add(properties, "tblW", w=str(sum(_WIDTHS)), type="dxa")
    _add(properties, "tblLayout", type="fixed")
    _add(properties, "tblLook", val="0020", firstRow="1", noHBand="1", noVBand="1")
    grid = _add(table, "tblGrid")
    for width in _WIDTHS:
        _add(grid, "gridCol", w=str(width))
    return table


def _row(table: Any, cells: Sequence[str], *, head: bool) -> None:
    row = _add(table, "tr")
    properties = _add(row, "trPr")
    _add(properties, "cantSplit")
    if head:
        _add(properties, "tblHeader")
    for width, cell in zip(_WIDTHS, cells, strict=True):
        held = _add(row, "tc")
        _add(_add(held, "tcPr"), "tcW", w=str(width), type="dxa")
        _paragraph(held, cell, "TableHead" if head else "TableText")


def _page() -> Any:
    """Landscape A4 with page numbers at the foot."""
    section = etree.Element(_tag("sectPr"), nsmap={"w": _W})
    relation = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    _add(section, "footerReference", type="default").set(relation, "rId2")
    _add(section, "pgSz", w="16838", h="11906", orient="landscape")
    edges = dict.fromkeys(("top", "bottom"), "1000") | dict.fromkeys(("left", "right"), "819")
    _add(section, "pgMar", **edges, header="600", footer="600", gutter="0")
    return section
