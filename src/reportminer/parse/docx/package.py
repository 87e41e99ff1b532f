"""The zip that a Word file is: opened with care, its parts found by their relations."""

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from reportminer.config import Limits
from reportminer.errors import EncryptedError, InputError, LimitError, UnreadableError
from reportminer.parse.docx.xml import read_xml
from reportminer.parse.markup.node import Node
from reportminer.types import Source

_MOST_ENTRIES = 20_000
_MOST_RATIO = 250
"""Word's own XML packs to a thirtieth at most; a bomb to a thousandth."""
_READ = (".xml", ".rels")
"""Only such parts are ever unpacked: pictures and embedded files stay as they are."""
_RATIO_FROM = 4 * 2**20
"""Bytes unpacked from which the ratio is looked at."""
_SAVE_AS = "open it in a word processor and save it as .docx or PDF"
_FETCH = "fetch or copy the file again"
_FOREIGN = (
    (b"%PDF-", "a PDF", "rename it so that it ends in .pdf"),
    (b"{\\rtf", "an RTF file", _SAVE_AS),
    (b"<!doctype html", "a web page", "rename it so that it ends in .html"),
    (b"<html", "a web page", "rename it so that it ends in .html"),
    (b"<?xml", "a bare XML file", _SAVE_AS),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = (
    ("xl/", "an Excel workbook"),
    ("ppt/", "a PowerPoint file"),
    ("content.xml", "an OpenDocument file"),
)
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    LookupError,
)


@dataclass(frozen=True, slots=True)
class Package:
    """The parts of a Word file. Names of parts are in small letters, with slashes."""

    name: str
    limits: Limits
    archive: zipfile.ZipFile
    parts: dict[str, zipfile.ZipInfo]
    main: str = ""
    """The part that holds the text."""

    def part(self, name: str) -> bytes:
        """Bytes of a part, empty where there is none. Raises UnreadableError where it is damaged."""
        entry = self.parts.get(name.lower())
        if entry is None:
            return b""
        most = self.limits.max_bytes
        try:
            with self.archive.open(entry) as file:
                data = file.read(most + 1)
        except _BROKEN as error:
            raise UnreadableError(
                f"{self.name}: {entry.filename} is damaged ({error})", hint=_FETCH
            ) from None
        if len(data) > most:
            raise LimitError(f"{self.name} unpacks to more than {most:,} bytes", hint="raise --max-mb")
        return data

    def tree(self, name: str) -> Node | None:
        """A part as a tree."""
        data = self.part(name) if name else b""
        return read_xml(data, f"{self.name}: {name}") if data else None

    def related(self, kind: str, *, of: str | None = None) -> str:
        """The first part inside the file that stands in the relation `kind` to the main part (or to `of`)."""
        of = self.main if of is None else of
        named = (node for node in self._relations(of) if node.get("Type").rpartition("/")[2] == kind)
        return next(filter(None, (self._target(node, of) for node in named)), "")

    def named(self) -> dict[str, str]:
        """The parts inside the file that the main part knows by an id."""
        found = {node.get("Id"): self._target(node, self.main) for node in self._relations(self.main)}
        return {name: part for name, part in found.items() if part}

    def _relations(self, of: str) -> Iterator[Node]:
        folder, file = posixpath.split(of)
        tree = self.tree(posixpath.join(folder, "_rels", f"{file}.rels"))
        return tree.below() if tree else iter(())

    def _target(self, relation: Node, of: str) -> str:
        """The part that a relation leads to; empty for one outside the file or of no kind that is read."""
        if relation.get("TargetMode") == "External":
            return ""
        target = relation.get("Target").replace("\\", "/").lower()
        inside = target.startswith("/")
        path = target.lstrip("/") if inside else posixpath.join(posixpath.dirname(of), target)
        found = posixpath.normpath(path)
        return found if found in self.parts and found.endswith(_READ) else ""


@contextmanager
def opened(source: Source, limits: Limits) -> Iterator[Package]:
    """The package of a source. Raises `UnreadableError`, `EncryptedError` or `LimitError`."""
    if source.size > limits.max_bytes:
        raise LimitError(f"{source.name} is over {limits.max_bytes:,} bytes", hint="raise --max-mb")
    try:
        with Path(source.path).open("rb") as file:
            _refuse_foreign(file.read(4096), source)
        archive = zipfile.ZipFile(source.path)
    except zipfile.BadZipFile:
        raise UnreadableError(f"{source.name} is damaged or cut off", hint=_FETCH) from None
    except (ValueError, NotImplementedError, LookupError):
        raise UnreadableError(f"{source.name} is damaged", hint=_FETCH) from None
    except OSError as error:
        reason = error.strerror or "cannot be opened"
        raise UnreadableError(
            f"{source.name}: {reason}", hint="check that it exists and may be read"
        ) from error
    with archive:
        package = Package(source.name, limits, archive, _checked(archive, source.name, limits))
        main = package.related("officeDocument", of="") or "word/document.xml"
        if main not in package.parts:
            raise _not_word(package.parts, source.name)
        yield replace(package, main=main)


def _refuse_foreign(head: bytes, source: Source) -> None:
    if not head.strip(b"\x00 \t\r\n"):
        raise UnreadableError(f"{source.name} is empty", hint=_FETCH)
    if head.startswith(_OLE):
        raise _old_or_locked(source)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:20].lower()
    for sign, what, hint in _FOREIGN:
        if start.startswith(sign.lower()):
            raise UnreadableError(f"{source.name} is {what}, not a Word file", hint=hint)
    if not head.startswith(b"PK"):
        raise UnreadableError(f"{source.name} is no Word file, whatever its name says", hint=_SAVE_AS)


def _old_or_locked(source: Source) -> InputError:
    """An OLE container holds either an old .doc or a .docx locked with a password."""
    name = "EncryptedPackage".encode("utf-16-le")
    overlap = b""
    with Path(source.path).open("rb") as file:
        while chunk := file.read(1 << 20):
            if name in overlap + chunk:
                return EncryptedError(
                    f"{source.name} is locked with a password",
                    hint="open it with its password and save a copy without one",
                )
            overlap = chunk[-len(name) :]
    return UnreadableError(f"{source.name} is an old Word file (.doc), not .docx", hint=_SAVE_AS)


def _checked(archive: zipfile.ZipFile, name: str, limits: Limits) -> dict[str, zipfile.ZipInfo]:
    """The entries by name, once their number, sizes and ratios are found bearable."""
    entries = archive.infolist()
    if len(entries) > _MOST_ENTRIES:
        raise LimitError(f"{name} holds {len(entries):,} parts, over {_MOST_ENTRIES:,}", hint=_SAVE_AS)
    read = [entry for entry in entries if entry.filename.lower().endswith(_READ)]
    total = sum(entry.file_size for entry in read)
    if total > limits.max_bytes:
        raise LimitError(
            f"{name} unpacks to {total / 2**20:,.0f} MiB, over the limit of {limits.max_bytes / 2**20:,.0f}",
            hint="raise --max-mb if you trust it",
        )
    if any(entry.file_size > max(_RATIO_FROM, _MOST_RATIO * entry.compress_size) for entry in read):
        raise LimitError(f"{name} is packed more tightly than any true document (a zip bomb)", hint=_SAVE_AS)
    if any(entry.flag_bits & 1 for entry in entries):
        raise EncryptedError(f"{name} is locked with a password", hint="save a copy without one")
    parts: dict[str, zipfile.ZipInfo] = {}
    for entry in entries:
        parts.setdefault(entry.filename.replace("\\", "/").lstrip("/").lower(), entry)
    return parts


def _not_word(parts: dict[str, zipfile.ZipInfo], name: str) -> UnreadableError:
    for start, what in _OTHERS:
        if any(part.startswith(start) for part in parts):
            return UnreadableError(f"{name} is {what}, not a Word file", hint=_SAVE_AS)
    return UnreadableError(f"{name} is a zip archive, not a Word file", hint="unpack it first")
