"""Open a PDF and tell what is wrong with it in words that a user understands; close it again."""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2.raw as pdfium

from reportminer.config import Limits
from reportminer.errors import EncryptedError, InputError, LimitError, UnreadableError
from reportminer.parse.pdf.damage import contents_damaged
from reportminer.parse.pdf.forms import Form
from reportminer.parse.pdf.glyphs import PageBox
from reportminer.types import Source

_FIELDS = {"Title": "title", "Author": "author", "Subject": "subject", "CreationDate": "created"}
_MAGIC = b"%PDF"
_MAGIC_WITHIN = 4096
_STRETCH = 100
"""Pages that are read before the document is opened anew."""
_DEEPEST_BOOKMARK, _MOST_BOOKMARKS = 6, 5000
LONGEST_ENTRY = 400
"""Characters of a title in the outline or on a contents page that are looked at."""
_LONGEST = 50_000


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An entry of the file's own outline."""

    title: str
    page: int
    """0 where it leads nowhere."""
    level: int


class Document:
    """An open PDF. Pages are opened one at a time and closed again.

    pdfium keeps what it read of every page until the document is closed; so it is closed and opened
    anew every so many pages.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self._data = data
        self._opened = 0
        self._open()
        self.unread: dict[int, int] = {}
        """How many filled fields and free texts of a page, counted from 0, cannot be read."""
        self.name = name
        self.pages: int = pdfium.FPDF_GetPageCount(self._raw) if self._raw else 0

    def __bool__(self) -> bool:
        return bool(self._raw)

    def _open(self) -> None:
        self._raw = pdfium.FPDF_LoadMemDocument64(self._data, len(self._data), None)
        self._form = Form(self._raw)

    def close(self) -> None:
        """Give back what pdfium holds."""
        self._form.close()
        if self._raw:
            pdfium.FPDF_CloseDocument(self._raw)
            self._raw = None

    def _refresh(self) -> None:
        self._opened += 1
        if self._opened % _STRETCH == 0:
            self.close()
            self._open()

    @contextmanager
    def page(self, index: int) -> Iterator[tuple[Any, Any, PageBox]]:
        """The page, its text page, and its box. Raises `UnreadableError` if it cannot be opened."""
        self._refresh()
        page = self._filled_in(index)
        text = None
        try:
            text = pdfium.FPDFText_LoadPage(page)
            if not text:
                raise UnreadableError(f"page {index + 1}: its text cannot be read")
            yield page, text, page_box(page)
        finally:
            if text:
                pdfium.FPDFText_ClosePage(text)
            pdfium.FPDF_ClosePage(page)

    def _filled_in(self, index: int) -> Any:
        """The page with what was typed onto it."""
        page = self._load(index)
        changed, unread = self._form.set_in(page)
        if unread:
            self.unread[index] = unread
        if changed:
            pdfium.FPDF_ClosePage(page)
            page = self._load(index)
        return page

    def _load(self, index: int) -> Any:
        page = pdfium.FPDF_LoadPage(self._raw, index)
        if not page:
            raise UnreadableError(f"page {index + 1} cannot be opened")
        return page

    def damaged(self) -> bool:
        """Whether the contents of some page cannot be unpacked."""
        return contents_damaged(self._data)

    def properties(self) -> dict[str, str]:
        """What the file says of itself: title, author, subject, created."""
        found = {name: self._meta(field).strip() for field, name in _FIELDS.items()}
        return {name: value for name, value in found.items() if value}

    def _meta(self, field: str) -> str:
        def ask(buffer: Any, size: int) -> int:
            return int(pdfium.FPDF_GetMetaText(self._raw, field.encode(), buffer, size))

        return _utf16(ask)

    def bookmarks(self) -> list[Bookmark]:
        """The file's outline, flattened; damaged and endless outlines are cut off."""
        found: list[Bookmark] = []
        seen: set[int] = set()
        first = pdfium.FPDFBookmark_GetFirstChild(self._raw, None)
        self._walk(first, 1, found, seen)
        return found

    def _walk(self, mark: Any, level: int, found: list[Bookmark], seen: set[int]) -> None:
        while mark and level <= _DEEPEST_BOOKMARK and len(found) < _MOST_BOOKMARKS:
            address = ctypes.cast(mark, ctypes.c_void_p).value or 0
            if address in seen:
                return
            seen.add(address)
            found.append(Bookmark(self._bookmark_title(mark), self._bookmark_page(mark), level))
            self._walk(pdfium.FPDFBookmark_GetFirstChild(self._raw, mark), level + 1, found, seen)
            mark = pdfium.FPDFBookmark_GetNextSibling(self._raw, mark)

    def _bookmark_title(self, mark: Any) -> str:
        def ask(buffer: Any, size: int) -> int:
            return int(pdfium.FPDFBookmark_GetTitle(mark, buffer, size))

        return " ".join(_utf16(ask, LONGEST_ENTRY).split())

    def _bookmark_page(self, mark: Any) -> int:
        target = pdfium.FPDFBookmark_GetDest(self._raw, mark)
        return int(pdfium.FPDFDest_GetDestPageIndex(self._raw, target)) + 1 if target else 0


def _utf16(ask: Any, longest: int = _LONGEST) -> str:
    """A string that pdfium writes into a buffer of the size that it asks for; its first characters."""
    size = ask(None, 0)
    if not 2 < size < 2 * _LONGEST:
        return ""
    buffer = ctypes.create_string_buffer(size)
    ask(buffer, size)
    held = ctypes.string_at(buffer, min(size - 2, 2 * longest))
    return held.decode("utf-16-le", "replace").replace("\x00", "")


def page_box(page: Any) -> PageBox:
    """The part of the page that a viewer shows, and how far it turns it."""
    rect = pdfium.FS_RECTF()
    quarter = pdfium.FPDFPage_GetRotation(page) % 4
    if pdfium.FPDF_GetPageBoundingBox(page, rect):
        x0, x1 = sorted((rect.left, rect.right))
        y0, y1 = sorted((rect.bottom, rect.top))
        if x1 - x0 > 1 and y1 - y0 > 1:
            return PageBox(x0, y0, x1, y1, quarter)
    return PageBox(0.0, 0.0, 612.0, 792.0, quarter)


@contextmanager
def opened(source: Source, limits: Limits) -> Iterator[Document]:
    """The document of a source, closed at the end.

    Raises `UnreadableError`, `EncryptedError` or `LimitError`.
    """
    data = _bytes(source, limits)
    pdfium.FPDF_InitLibrary()
    document = Document(data, source.name)
    if not document:
        raise _why(source, data, pdfium.FPDF_GetLastError())
    try:
        _check_pages(document, limits)
        yield document
    finally:
        document.close()


def _bytes(source: Source, limits: Limits) -> bytes:
    if source.size > limits.max_bytes:
        raise LimitError(
            f"{source.name}: {source.size:,} bytes, more than the limit of {limits.max_bytes:,}",
            hint="raise the limit with --max-mb, or split the file",
        )
    try:
        data = Path(source.path).read_bytes()
    except OSError as error:
        raise UnreadableError(
            f"{source.name}: cannot be read: {error.strerror or error}",
            hint="check that the file is there and may be read",
        ) from error
    if not data:
        raise UnreadableError(f"{source.name}: the file is empty", hint="fetch the file again")
    return data


def _why(source: Source, data: bytes, code: int) -> InputError:
    """Why pdfium would not open it, in words."""
    if code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
        return EncryptedError(
            f"{source.name}: locked with a password",
            hint="open it with its password and save a copy without one",
        )
    if _MAGIC not in data[:_MAGIC_WITHIN]:
        return UnreadableError(
            f"{source.name}: not a PDF, whatever its name says",
            hint="check what the file is; a web page saved as .pdf is a common cause",
        )
    if b"/Encrypt" in data[-4096:]:
        return EncryptedError(
            f"{source.name}: locked in a way that cannot be opened",
            hint="open it with its password and save a copy without one",
        )
    if b"%%EOF" not in data[-2048:]:
        return UnreadableError(
            f"{source.name}: the PDF is cut off; its end is missing", hint="fetch the file again"
        )
    return UnreadableError(
        f"{source.name}: the PDF is damaged and cannot be opened",
        hint="open it in a PDF viewer and save or print it to a new PDF",
    )


def _check_pages(document: Document, limits: Limits) -> None:
    if document.pages > limits.max_pages:
        raise LimitError(
            f"{document.name}: {document.pages:,} pages, more than the limit of {limits.max_pages:,}",
            hint="raise the limit with --max-pages, or split the file",
        )
    if document.pages <= 0:
        raise UnreadableError(f"{document.name}: the PDF has no pages", hint="fetch the file again")
