"""REFI-QDA projects (`.qdpx`): NVivo, ATLAS.ti, MAXQDA, Taguette, QualCoder and others.

A text is a source, a mark a coded selection, a label a code; codes of the codebook are codes below
`Themes`. What the standard has no place for (actor, modality, who a mention names ...) stands in a
selection's description as JSON; any other description is a remark. On the way in a code is a label by
its name, whatever the program calls its GUID; codes that are none of our labels become codes of the
codebook where the selection has a label too, and are counted where it has none.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reportminer.annotate.inward import to_document
from reportminer.annotate.outward import to_sheet
from reportminer.annotate.sheets import LABELS, PARTNER, Intake, Link, Mark, Read, Rename, Sheet, labels_of
from reportminer.annotate.values import dumped
from reportminer.annotations import Document
from reportminer.refi import Code, Project, Selection, Text, as_rows, guid, read_project, write_project
from reportminer.refi import Link as Tie
from reportminer.refi.records import all_codes

_HEAD = {"label": guid("folder", "Labels"), "code": guid("folder", "Themes")}


def write(path: Path, documents: Sequence[Document]) -> None:
    """One project with a source for each record. The same records give the same bytes."""
    sheets = [to_sheet(document) for document in documents]
    texts = tuple(_text(sheet) for sheet in sheets)
    ties = tuple(tie for sheet, text in zip(sheets, texts, strict=True) for tie in _ties(sheet, text))
    write_project(path, Project("reportminer annotations", tuple(_codes(sheets)), texts, ties))


def _codes(sheets: Sequence[Sheet]) -> Iterator[Code]:
    used = sorted({code for sheet in sheets for mark in sheet.marks for code in mark.values.get("codes", ())})
    labels = tuple(Code(guid("label", label), label) for label in LABELS)
    themes = tuple(Code(guid("code", code), code, f"Id: {code}") for code in used)
    yield Code(_HEAD["label"], "Labels", codable=False, children=labels)
    if themes:
        yield Code(_HEAD["code"], "Themes", codable=False, children=themes)


def _text(sheet: Sheet) -> Text:
    key = guid("document", sheet.head.get("id", ""), sheet.head.get("annotator", ""))
    selections = tuple(_selection(key, at, mark) for at, mark in enumerate(sheet.marks))
    return Text(key, sheet.head.get("source", ""), sheet.text, selections, values=sheet.head)


def _selection(text: str, at: int, mark: Mark) -> Selection:
    codes = [guid("label", label) for label in mark.labels]
    codes += [guid("code", code) for code in mark.values.get("codes", ())]
    values = {name: list(told) for name, told in mark.values.items() if name != "codes"}
    said = dumped(values | ({"id": [mark.id]} if mark.id else {}))
    name = mark.value("partner")
    return Selection(guid("mark", text, str(at)), mark.start, mark.end, tuple(codes), name, said)


def _ties(sheet: Sheet, text: Text) -> Iterator[Tie]:
    for link in sheet.links:
        ends = text.selections[link.source].guid, text.selections[link.target].guid
        yield Tie(guid("link", link.kind, *ends), link.kind, *ends)


def read(path: Path, rename: Rename) -> Read:
    """Every source of a project as a record. Raises AnnotationError."""
    project, passed = read_project(path)
    intake = Intake(rename)
    intake.passed.update(passed)
    book = _Book(project, rename)
    documents = []
    for at, text in enumerate(project.texts, 1):
        sheet = book.sheet(text, intake.passed)
        where = f"{path.name} source {at}"
        documents.append(to_document(sheet, where, text.name or f"{path.stem}-{at}", intake))
    return Read(tuple(documents), intake.passed)


@dataclass(frozen=True, slots=True)
class _Sense:
    """What a code says here."""

    name: str
    labels: tuple[str, ...]
    id: str


class _Book:
    """The codes of a project, and the links between its selections."""

    def __init__(self, project: Project, rename: Rename) -> None:
        codes = list(all_codes(project.codes))
        rows = as_rows(project.codes)
        self._senses = {
            code.guid: _Sense(code.name, labels_of([code.name], rename)[0], row["id"])
            for code, row in zip(codes, rows, strict=True)
        }
        self._links = project.links
        self._user = project.user.name

    def sheet(self, text: Text, passed: Counter[str]) -> Sheet:
        """The marks of a text; selections without a label of ours are counted by their codes."""
        marks: list[Mark] = []
        places: dict[str, int] = {}
        for selection in text.selections:
            senses = [self._senses[code] for code in selection.codes]
            if any(sense.labels for sense in senses):
                places[selection.guid] = len(marks)
                marks.append(_mark(selection, senses))
            else:
                passed.update(f"selections coded {sense.name} and with no label" for sense in senses)
        links = (
            Link(tie.name, places[tie.origin], places[tie.target])
            for tie in self._links
            if tie.origin in places and tie.target in places
        )
        return Sheet(text.text, tuple(marks), tuple(links), self._head(text))

    def _head(self, text: Text) -> dict[str, str]:
        """What is known of a text; the coder is the project's user where no one else is named."""
        ours = text.values if "id" in text.values else {"annotator": self._user, **text.values}
        return {"source": text.name, **{name: value for name, value in ours.items() if value}}


def _mark(selection: Selection, senses: Sequence[_Sense]) -> Mark:
    labels = tuple(dict.fromkeys(label for sense in senses for label in sense.labels))
    values = dict(_noted(selection.description))
    own = values.pop("id", ())
    codes = tuple(sense.id for sense in senses if not sense.labels)
    if codes:
        values["codes"] = codes
    if PARTNER in labels and selection.name:
        values.setdefault("partner", (selection.name,))
    return Mark(selection.start, selection.end, labels, values, own[0] if own else "")


def _noted(said: str) -> Mapping[str, tuple[str, ...]]:
    """Values from a description that is JSON of ours; any other is a remark."""
    try:
        values: Any = json.loads(said) if said else {}
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict):
        return {"note": (said.strip(),)}
    return {str(name): tuple(map(str, told)) for name, told in values.items() if isinstance(told, list)}
