"""Layers to files of other tools, and back: through the converters of `annotate`."""

import shutil
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory
from typing import Any

from reportminer.annotate.convert import put
from reportminer.annotate.facts import counted
from reportminer.annotate.formats import Format, guess, named
from reportminer.annotations import Document, text_hash
from reportminer.desk.layers import Sheet, document_of, newly_judged, values_of
from reportminer.desk.people import check_name
from reportminer.desk.project import Project
from reportminer.desk.store import Author, Plan
from reportminer.errors import AnnotationError

WORDS = {
    "segment": "marks of what was judged (a segment without a label may be open or empty)",
    "code": "theme codes",
    "note": "notes",
    "partner's role": "partners' roles",
}
"""What an annotator calls the kinds of what a format cannot hold."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A file to be handed over."""

    name: str
    content: bytes
    left_out: str
    """What the format cannot hold, in words; empty for nothing."""


def documents(project: Project, layers: Iterable[str]) -> list[Document]:
    """Layers as records of the annotation format, those in which nothing is said left out."""
    found = []
    for layer in layers:
        for row in project.reports():
            state = project.store.state(layer, row["id"]) if row["status"] == "ready" else {}
            if not state:
                continue
            last = project.store.history(row["id"], layer)[-1]
            record = project.record(row["id"])
            sheet = Sheet(row["id"], Path(row["name"]).name, record, str(last.guideline), last.time)
            found.append(document_of(sheet, layer, state))
    return found


def export(
    project: Project, layers: Sequence[str], form: str, target: Path, *, drop: bool = True
) -> dict[str, int]:
    """Write layers to `target`; gives what the format could not hold, by kind. Raises AnnotationError.

    Without `drop` nothing is written where the format cannot hold all. Only our own format tells
    annotators apart: of any other, give one layer.
    """
    writer = named(form)
    _check_layers(project, layers)
    found = documents(project, layers)
    if not found:
        raise AnnotationError(f"nothing is said in {', '.join(layers)}", hint="name a layer of the project")
    if len(layers) > 1 and writer.name != "reportminer":
        raise AnnotationError(f"{writer.name} holds one annotator a file", hint="export each layer by itself")
    return dict(put(found, writer, target, drop=drop))


def _check_layers(project: Project, layers: Sequence[str]) -> None:
    known = project.store.layers()
    for layer in layers:
        if layer not in known:
            hint = f"layers are {', '.join(known)}" if known else "nobody has done anything yet"
            raise AnnotationError(f"there is no layer {layer!r}", hint=hint)


def packed(project: Project, layers: Sequence[str], form: str) -> Sent:
    """The same as bytes; a folder becomes a zip file."""
    with TemporaryDirectory(prefix="reportminer-") as folder:
        parts = ("annotations", *layers[:1], form)  # one folder of downloads takes them all
        name = "-".join(part for part in parts if part.isascii()).replace(" ", "_")
        target = Path(folder) / f"{name}{named(form).suffix}"
        gone = export(project, layers, form, target)
        if target.is_dir():
            target = Path(shutil.make_archive(str(target), "zip", target))
        return Sent(target.name, target.read_bytes(), _told(gone))


def _told(gone: Mapping[str, int]) -> str:
    ours = [f"{count:,} {WORDS[kind]}" for kind, count in sorted(gone.items()) if kind in WORDS]
    return ", ".join(ours + counted({kind: count for kind, count in gone.items() if kind not in WORDS}))


@dataclass(frozen=True, slots=True)
class Taken:
    """What an import came to."""

    records: int
    segments: int
    """Judged."""
    passed_over: list[str]
    """In words, what was not taken."""
    warnings: list[str] = field(default_factory=list)
    """In words, what was taken otherwise than it may have been meant."""


def take(project: Project, path: Path, layer: str, who: str, form: Format | None = None) -> Taken:
    """Bring a file of annotations into layers: `layer`, or where it is empty each annotator's own.

    What a layer says already is kept; what comes is laid over it, as one action a report that can be
    undone. Raises AnnotationError where the file is none, or is of other texts, or names somebody as nobody
    can be named.
    """
    found = (form or guess(path)).read(path, {})
    for name in {who, *(layer or document.annotator or who for document in found.documents)}:
        check_name(name)
    _take_in(project, {document.sha256 for document in found.documents})
    reports = {text_hash(project.record(report)["text"]): report for report in project.ready()}
    passed = [f"{count:,} {what}" for what, count in sorted(found.passed_over.items()) if count > 0]
    records = segments = 0
    warnings = []
    for document in found.documents:
        report = reports.get(document.sha256)
        if report is None:
            passed.append(f"{document.id}: no report of the project has this text")
            continue
        record = project.record(report)
        passed += [f"{document.id}: {said}" for said in values_of(document, record, {})[1]]
        author = Author(who, layer or document.annotator or who, f"import-{document.sha256[:12]}-{_nonce()}")
        told = {"kind": "load", "from": path.name}
        action = project.store.act(author, report, told, _plan(document, record))
        records += 1
        segments += newly_judged(action.changes)
        if not document.segments:
            warnings.append(_all_judged(document, len(record["segments"])))
    if not records:
        raise AnnotationError(
            "; ".join(passed) or "nothing in it", hint="import annotations of these very texts"
        )
    return Taken(records, segments, passed, warnings)


def _take_in(project: Project, texts: Collection[str]) -> None:
    """Take in the reports with these texts that wait for it: in a project just begun, all do."""
    for row in project.reports():
        if row["status"] == "waiting" and project.kept_text(row["id"]) in texts:
            project.take(row["id"])


def _all_judged(document: Document, count: int) -> str:
    said = f"the file does not say which segments were judged, so all {count:,} are taken as judged"
    return f"{document.id}: {said}, those without a label as holding none"


def _plan(document: Document, record: Mapping[str, Any]) -> Plan:
    """What a record says, laid over what the layer says by then: its partners keep their numbers."""
    return lambda state, _: (values_of(document, record, state)[0], None)


def _nonce() -> str:
    return token_hex(8)
