"""Projects (`.qdpx`) read. Whoever made the file may mean harm: limits first, nothing unpacked to disk."""

import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reportminer.errors import AnnotationError
from reportminer.refi.package import INTERNAL, SOURCES, XML
from reportminer.refi.records import Code, Link, Project, Selection, Text, User, all_codes
from reportminer.refi.xml import child_text, children, guid_of, load, local, read_codes

_UNREAD = {
    "PictureSource": "pictures",
    "AudioSource": "sound recordings",
    "VideoSource": "videos",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a project may be that is read; beyond it the file is refused."""

    members: int = 20_000
    xml: int = 256 * 2**20
    """Bytes of the XML."""
    text: int = 64 * 2**20
    """Bytes of one text."""
    total: int = 1024 * 2**20
    """Bytes of all that is read."""
    ratio: int = 300
    """How many times its packed size a member of more than a MiB may have."""


def read_project(path: Path, limits: Limits | None = None) -> tuple[Project, Counter[str]]:
    """A project, and what was passed over, counted by reason.

    Nothing is unpacked to disk and no path of the file is followed outside it. Raises
    AnnotationError where the file is no project, breaks a limit, or lacks one of its texts.
    """
    try:
        with zipfile.ZipFile(path) as package:
            return _Reader(path.name, package, limits or Limits()).project()
    except (OSError, zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError) as error:
        raise AnnotationError(f"{path}: no .qdpx that can be read: {error}", hint="export it again") from None


class _Reader:
    def __init__(self, name: str, package: zipfile.ZipFile, limits: Limits) -> None:
        self.name, self.package, self.limits = name, package, limits
        self.passed: Counter[str] = Counter()
        self.left = limits.total
        members = package.infolist()
        if len(members) > limits.members:
            raise self._refuse(f"{len(members):,} files in it", "split the project")
        # Programs differ in the case of the folder; the last of two members of one name would hide
        # the first.
        self.members = {member.filename.casefold(): member for member in members}
        if len(self.members) < len(members):
            raise self._refuse("two files of one name in it", "export it again")

    def project(self) -> tuple[Project, Counter[str]]:
        document = next((name for name in self.members if name.endswith(".qde") and "/" not in name), "")
        if not document:
            raise self._refuse(f"no {XML} in it", "export it as REFI-QDA project (.qdpx)")
        where = f"{self.name}: {document}"
        root = load(self._bytes(document, self.limits.xml), where, lambda m, h: AnnotationError(m, hint=h))
        if local(root) != "Project":
            raise self._refuse(f"its XML begins with {local(root)}", "export it as REFI-QDA project (.qdpx)")
        codes = tuple(self._codes(root))
        variables = {
            guid_of(one): one.get("name", "") for held in children(root, "Variables") for one in held
        }
        known = frozenset(code.guid for code in all_codes(codes))
        texts = tuple(self._texts(root, known, variables))
        users = [
            User(guid_of(one), one.get("name") or "") for held in children(root, "Users") for one in held
        ]
        user = users[0] if users else User("", "")
        self.passed["further users"] += max(len(users) - 1, 0)
        links = tuple(self._links(root))
        self.passed["notes"] += sum(1 for held in children(root, "Notes") for _ in held)
        return Project(root.get("name") or "", codes, texts, links, user), +self.passed

    def _codes(self, root: Any) -> Iterator[Code]:
        for book in children(root, "CodeBook"):
            for codes in children(book, "Codes"):
                yield from read_codes(codes, self.passed)

    def _texts(self, root: Any, known: frozenset[str], variables: dict[str, str]) -> Iterator[Text]:
        for held in children(root, "Sources"):
            for source in held:
                kind = local(source)
                if kind in _UNREAD:
                    self.passed[_UNREAD[kind]] += 1
                elif kind == "PDFSource":
                    yield from self._pdf(source, known, variables)
                elif kind == "TextSource":
                    yield self._text(source, source, known, variables)

    def _pdf(self, source: Any, known: frozenset[str], variables: dict[str, str]) -> Iterator[Text]:
        """A PDF by its plain text; places on its pages are not read."""
        self.passed["selections on the pages of a PDF"] += sum(1 for _ in children(source, "PDFSelection"))
        plain = next(children(source, "Representation"), None)
        if plain is None:
            self.passed["PDFs without their text"] += 1
        else:
            yield self._text(plain, source, known, variables)

    def _text(self, plain: Any, source: Any, known: frozenset[str], variables: dict[str, str]) -> Text:
        text = self._plain(plain)
        selections = tuple(self._selections(plain, len(text), known))
        values = {
            variables.get(guid_of(ref, "targetGUID"), ""): "".join(
                value.text or "" for value in held if local(value) != "VariableRef"
            )
            for held in children(source, "VariableValue")
            for ref in children(held, "VariableRef")
        }
        values.pop("", None)
        description = child_text(source, "Description")
        return Text(guid_of(source), source.get("name") or "", text, selections, description, values)

    def _plain(self, plain: Any) -> str:
        path = plain.get("plainTextPath", "")
        if not path:
            return child_text(plain, "PlainTextContent")
        if not path.startswith(INTERNAL.rstrip("/")):
            raise self._refuse(
                f"the text of {plain.get('name')} lies outside the file", "export it with all its sources"
            )
        name = path.removeprefix(INTERNAL.rstrip("/")).lstrip("/")
        if "/" in name or "\\" in name or name in ("", ".", ".."):
            raise self._refuse(f"{path!r} is no name of a text", "export it again")
        data = self._bytes(f"{SOURCES}/{name}".casefold(), self.limits.text)
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise self._refuse(f"{name} is not UTF-8", "export it again") from None

    def _selections(self, plain: Any, length: int, known: frozenset[str]) -> Iterator[Selection]:
        for element in children(plain, "PlainTextSelection"):
            start, end = _number(element, "startPosition"), _number(element, "endPosition")
            refs = [ref for coding in children(element, "Coding") for ref in children(coding, "CodeRef")]
            codes = tuple(
                dict.fromkeys(code for ref in refs if (code := guid_of(ref, "targetGUID")) in known)
            )
            if not 0 <= start < end <= length:
                self.passed["selections that are empty or outside their text"] += 1
            elif not codes:
                self.passed["selections without a code"] += 1
            else:
                name, said = element.get("name") or "", child_text(element, "Description")
                yield Selection(guid_of(element), start, end, codes, name, said)

    def _links(self, root: Any) -> Iterator[Link]:
        for held in children(root, "Links"):
            for link in held:
                ends = guid_of(link, "originGUID"), guid_of(link, "targetGUID")
                if all(ends):
                    yield Link(guid_of(link), link.get("name") or "", *ends)

    def _bytes(self, name: str, most: int) -> bytes:
        """A member, no more than `most` bytes of it whatever its entry says."""
        member = self.members.get(name)
        if member is None:
            raise self._refuse(f"no {name} in it", "export it with all its sources")
        most = min(most, self.left)
        swollen = member.file_size > max(2**20, self.limits.ratio * member.compress_size)
        if member.file_size > most or swollen:
            raise self._refuse(f"{name} is too large ({member.file_size:,} bytes)", "split the project")
        with self.package.open(member) as file:
            data = file.read(most + 1)
        if len(data) > most:
            raise self._refuse(f"{name} is larger than it says", "export it again")
        self.left -= len(data)
        return data

    def _refuse(self, message: str, hint: str) -> AnnotationError:
        return AnnotationError(f"{self.name}: {message}", hint=hint)


def _number(element: Any, name: str) -> int:
    """A position; -1 where there is none."""
    value = element.get(name, "").strip()
    return int(value) if value.isascii() and value.isdigit() and len(value) < 12 else -1
