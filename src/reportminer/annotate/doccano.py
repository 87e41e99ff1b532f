"""doccano's JSONL: `label` of sequence labelling, `entities` and `relations` of relation labelling.

The forms that doccano has written over the years are read: `"label": [[start, end, name]]`, the same
under `labels`, and `"entities": [{id, label, start_offset, end_offset}]` with
`"relations": [{id, from_id, to_id, type}]`. Further keys of a line are doccano's metadata. Offsets
are code points (grapheme mode switched off). Written are entities where there are relations, else
`label`, each with the metadata beside. A mark with two labels is two entities of the same span.
"""

from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Any

from reportminer.annotate.inward import to_document
from reportminer.annotate.outward import to_sheet
from reportminer.annotate.sheets import Intake, Link, Mark, Read, Rename, Sheet, singles
from reportminer.annotate.values import Json, a_list, a_number, a_text, dumped, json_lines, objects, words
from reportminer.annotations import Document
from reportminer.errors import AnnotationError

_OWN = frozenset(
    {"id", "text", "data", "label", "labels", "entities", "relations", "annotations", "Comments"}
)
_UNTAKEN = ("Comments", "annotations")
"""Remarks, and the annotations of old exports, which name their labels by number: counted."""


def write(path: Path, documents: Sequence[Document]) -> None:
    """One line a record; the record's id stands under `document`, for doccano has ids of its own."""
    ids = count(1)
    sheets = [singles(to_sheet(document)) for document in documents]
    lines = [dumped({"id": at} | _line(sheet, ids)) + "\n" for at, sheet in enumerate(sheets, 1)]
    path.write_text("".join(lines), encoding="utf-8", newline="\n")


def _line(sheet: Sheet, ids: Iterator[int]) -> dict[str, Any]:
    head = {("document" if key == "id" else key): value for key, value in sheet.head.items()}
    if not sheet.links:
        labels = [[mark.start, mark.end, mark.labels[0]] for mark in sheet.marks]
        return {"text": sheet.text, **head, "label": labels, "Comments": []}
    entities = [_entity(next(ids), mark) for mark in sheet.marks]
    relations = [
        {
            "id": next(ids),
            "from_id": entities[link.source]["id"],
            "to_id": entities[link.target]["id"],
            "type": link.kind,
        }
        for link in sheet.links
    ]
    return {"text": sheet.text, **head, "Comments": [], "entities": entities, "relations": relations}


def _entity(key: int, mark: Mark) -> dict[str, Any]:
    return {"id": key, "label": mark.labels[0], "start_offset": mark.start, "end_offset": mark.end}


def read(path: Path, rename: Rename) -> Read:
    """Every line of a file, whether approved or not."""
    intake = Intake(rename)
    documents = []
    for number, (line, where) in enumerate(json_lines(path), 1):
        sheet = _sheet(line, where, intake)
        for key in _UNTAKEN:
            intake.skip(key.lower(), len(a_list(line, key, where)))
        document = to_document(sheet, where, f"{path.stem}-{line.get('id', number)}", intake)
        documents.append(intake.claim(document, where))
    return Read(tuple(documents), intake.passed)


def _sheet(line: Json, where: str, intake: Intake) -> Sheet:
    marks: list[Mark] = []
    keys: dict[int | None, int] = {}
    for key, start, end, name in _entities(line, where):
        if labels := intake.labels([name]):
            keys[key] = len(marks)
            marks.append(Mark(start, end, labels))
    links = []
    for relation in objects(line, "relations", where):
        ends = [keys.get(a_number(relation, key, where)) for key in ("from_id", "to_id")]
        if ends[0] is None or ends[1] is None:
            intake.skip("relations between spans that were passed over")
        else:
            links.append(Link(a_text(relation, "type", where), ends[0], ends[1]))
    text = a_text(line, "text" if "text" in line else "data", where)
    return Sheet(text, tuple(marks), tuple(links), _head(line))


def _head(line: Json) -> dict[str, str]:
    own = _OWN | {"document"} | ({"meta"} if isinstance(line.get("meta"), dict) else set())
    head = words({key: value for key, value in line.items() if key not in own})
    meta = line.get("meta")
    head |= words(meta) if isinstance(meta, dict) else {}
    return head | ({"id": str(line["document"])} if line.get("document") else {})


def _entities(line: Json, where: str) -> Iterator[tuple[int | None, int, int, str]]:
    """Id, start, end and label of each entity, in whichever form the line has them."""
    for entity in objects(line, "entities", where):
        span = a_number(entity, "start_offset", where), a_number(entity, "end_offset", where)
        yield a_number(entity, "id", where), *span, a_text(entity, "label", where)
    for key in ("label", "labels"):
        for triple in a_list(line, key, where):
            match triple:
                case [int(start), int(end), str(name)]:
                    yield None, start, end, name
                case _:
                    raise AnnotationError(
                        f"{where}: {dumped(triple)[:60]} is no [start, end, label]",
                        hint="export a project of sequence labelling",
                    )
