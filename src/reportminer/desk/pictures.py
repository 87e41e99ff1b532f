"""Pages of a report as pictures, drawn in a process of their own, which alone a bad file can break."""

import io
import threading
from collections import OrderedDict
from concurrent.futures import CancelledError
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from reportminer.desk.processes import Beside
from reportminer.errors import InputError, UnreadableError
from reportminer.ingest.find import source_of

DOTS = 1.6
"""Picture dots for a point."""
MOST_DOTS = 6_000_000
KEPT = 60
"""Pictures that are kept in memory."""
WAIT = 30.0
"""Seconds for one page."""


class Pictures:
    """Draws pages of PDF files whose bytes are those that were mined."""

    def __init__(self) -> None:
        self._beside = Beside()
        self._kept: OrderedDict[tuple[str, int], bytes] = OrderedDict()
        self._known: dict[tuple[str, int, int], str] = {}
        self._lock = threading.Lock()
        self._drawing = threading.Lock()

    def page(self, path: Path, report_id: str, number: int) -> bytes:
        """PNG of a page. Raises UnreadableError where the file has changed or cannot be drawn."""
        self._check(path, report_id)
        key = (report_id, number)
        if picture := self._found(key):
            return picture
        with self._drawing:  # one after the other, so that the time that each may take is its own
            picture = self._found(key) or self._drawn(path, number)
        self._keep(key, picture)
        return picture

    def close(self) -> None:
        """End the process that draws, also in the middle of a page."""
        self._beside.close()

    def _found(self, key: tuple[str, int]) -> bytes | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def _keep(self, key: tuple[str, int], picture: bytes) -> None:
        with self._lock:
            self._kept[key] = picture
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)

    def _check(self, path: Path, report_id: str) -> None:
        try:
            told = path.stat()
            key = (str(path), told.st_mtime_ns, told.st_size)
            if key not in self._known:
                self._known[key] = source_of(path).report_id
        except (OSError, InputError) as error:
            raise UnreadableError(f"{path.name} is not there any more", hint="put it back") from error
        if self._known[key] != report_id:
            raise UnreadableError(f"{path.name} is not the file that was mined", hint="put it back")

    def _drawn(self, path: Path, number: int) -> bytes:
        try:
            picture: bytes = self._beside.done(draw, str(path), number, within=WAIT)
        except (BrokenProcessPool, CancelledError, TimeoutError) as error:
            raise UnreadableError(f"page {number} cannot be drawn", hint="read the text beside it") from error
        return picture


def draw(path: str, number: int) -> bytes:
    """A page of a PDF as a viewer shows it, as PNG: what the process does."""
    import pypdfium2  # noqa: PLC0415 - in the process that draws alone

    try:
        with pypdfium2.PdfDocument(path) as document:
            page = document[number - 1]
            width, height = page.get_size()
            scale = min(DOTS, (MOST_DOTS / (max(width, 1.0) * max(height, 1.0))) ** 0.5)
            picture = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    except (pypdfium2.PdfiumError, IndexError, ValueError) as error:
        raise UnreadableError(f"page {number} cannot be drawn", hint="read the text beside it") from error
    file = io.BytesIO()
    picture.save(file, "PNG", compress_level=1)
    return file.getvalue()
