"""Projects (`.qdpx`) written: the zip file, its XML and its texts."""

import shutil
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Any

from reportminer.refi.records import Link, Project, Selection, Text, guid
from reportminer.refi.xml import ORIGIN, PROJECT, TIME, Maker, dump

XML = "project.qde"
SOURCES = "sources"
_ZIPPED = (2000, 1, 1, 0, 0, 0)
INTERNAL = "internal://"
_IN_MEMORY = 16 * 2**20
_SOURCES, _BEGIN, _END = b"  <Sources/>\n", b"  <Sources>\n", b"  </Sources>\n"
"""As `dump` writes them; what people wrote holds no such sign, for it is escaped."""


def write_project(path: Path, project: Project) -> None:
    """Write a `.qdpx`. The same project gives the same bytes."""
    with zipfile.ZipFile(path, "w") as package:
        _put(package, XML, _document(project))
        for text in project.texts:
            _put(package, f"{SOURCES}/{text.guid}.txt", (text.text.encode("utf-8"),))


def _put(package: zipfile.ZipFile, name: str, parts: Iterable[bytes]) -> None:
    """Add a file. Its length decides how it is begun, so it is put by until all of it is there."""
    entry = zipfile.ZipInfo(name, _ZIPPED)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    with SpooledTemporaryFile(_IN_MEMORY) as held:
        for part in parts:  # `writelines` would keep them all in memory
            held.write(part)
        entry.file_size = held.tell()
        held.seek(0)
        with package.open(entry, "w") as file:
            shutil.copyfileobj(held, file)


def _document(project: Project) -> Iterator[bytes]:
    """The document, its parts in the order that the schema asks for."""
    before, sources, after = dump(_frame(project)).partition(_SOURCES)
    yield before
    if sources:
        yield _BEGIN
        for text in project.texts:
            yield _source(text, project.user.guid)
        yield _END
    yield after


def _frame(project: Project) -> Any:
    """All of it but its sources, of which there may be a hundred thousand."""
    make = Maker(PROJECT)
    user = project.user.guid
    root = make.root(
        "Project", name=project.name, origin=ORIGIN, creatingUserGUID=user, creationDateTime=TIME
    )
    make.add(make.add(root, "Users"), "User", guid=user, name=project.user.name)
    if project.codes:
        make.codes(make.add(make.add(root, "CodeBook"), "Codes"), project.codes)
    variables = sorted({name for text in project.texts for name in text.values})
    if variables:
        held = make.add(root, "Variables")
        for name in variables:
            make.add(held, "Variable", guid=guid("variable", name), name=name, typeOfVariable="Text")
    if len(project.texts):
        make.add(root, "Sources")
    if project.links:
        _add_links(make, root, project.links)
    return root


def _source(text: Text, user: str) -> bytes:
    """One source as it stands in the document: cut out of one that holds nothing else."""
    make = Maker(PROJECT)
    root = make.root("Project")
    _add_text(make, make.add(root, "Sources"), text, user)
    return dump(root).partition(_BEGIN)[2].rpartition(_END)[0]


def _add_text(make: Maker, sources: Any, text: Text, user: str) -> None:
    made = {"creatingUser": user, "creationDateTime": TIME}
    path = f"{INTERNAL}{text.guid}.txt"
    source = make.add(sources, "TextSource", guid=text.guid, name=text.name, plainTextPath=path, **made)
    if text.description:
        make.add(source, "Description", text.description)
    for selection in text.selections:
        _add_selection(make, source, selection, made)
    for name, value in sorted(text.values.items()):
        held = make.add(source, "VariableValue")
        make.add(held, "VariableRef", targetGUID=guid("variable", name))
        make.add(held, "TextValue", value)


def _add_selection(make: Maker, source: Any, selection: Selection, made: dict[str, str]) -> None:
    where = {"startPosition": str(selection.start), "endPosition": str(selection.end)}
    named = {"name": selection.name} if selection.name else {}
    held = make.add(source, "PlainTextSelection", guid=selection.guid, **named, **where, **made)
    if selection.description:
        make.add(held, "Description", selection.description)
    for code in selection.codes:
        coding = make.add(held, "Coding", guid=guid("coding", selection.guid, code), **made)
        make.add(coding, "CodeRef", targetGUID=code)


def _add_links(make: Maker, root: Any, links: Sequence[Link]) -> None:
    held = make.add(root, "Links")
    for link in links:
        ends = {"originGUID": link.origin, "targetGUID": link.target}
        make.add(held, "Link", guid=link.guid, name=link.name, direction="OneWay", **ends)
