"""Prodigy's JSONL as `spans.manual` and `rel.manual` write it (prodigy `db-out`).

One task a line: `text`, `tokens` (`start`, `end`, `id`, `ws`), `spans` (`start`, `end`, `token_start`,
`token_end` with the last token included, `label`), `relations` (`head`, `child`: last tokens; `head_span`,
`child_span`), `answer`, `meta`. A task that was rejected or ignored is passed over and counted. Hashes
are left to Prodigy, which adds its own as it loads a file.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from reportminer.annotate.inward import to_document
from reportminer.annotate.outward import to_sheet
from reportminer.annotate.sheets import Intake, Link, Mark, Read, Rename, Sheet, singles
from reportminer.annotate.tokens import places, tokens
from reportminer.annotate.values import Json, a_number, a_text, an_object, dumped, json_lines, objects, words
from reportminer.annotations import Document

_Key = tuple[int, int, str]
"""Start, end and label: what a relation knows of a span."""


def write(path: Path, documents: Sequence[Document]) -> None:
    """One accepted task a record."""
    lines = [dumped(_task(singles(to_sheet(document)))) + "\n" for document in documents]
    path.write_text("".join(lines), encoding="utf-8", newline="\n")


def _task(sheet: Sheet) -> dict[str, Any]:
    cut = tokens(sheet.text, ((mark.start, mark.end) for mark in sheet.marks))
    starts, ends = places(cut)
    spans = [_span(mark, starts[mark.start], ends[mark.end]) for mark in sheet.marks]
    task: dict[str, Any] = {
        "text": sheet.text,
        "meta": dict(sheet.head),
        "tokens": [
            {"text": sheet.text[t.start : t.end], "start": t.start, "end": t.end, "id": at, "ws": t.space}
            for at, t in enumerate(cut)
        ],
        "_view_id": "relations" if sheet.links else "spans_manual",
        "spans": spans,
    }
    if sheet.links:
        task["relations"] = [_relation(link, spans) for link in sheet.links]
    return task | {"answer": "accept"}


def _span(mark: Mark, first: int, last: int) -> dict[str, Any]:
    span = {"start": mark.start, "end": mark.end, "token_start": first, "token_end": last}
    return span | {"label": mark.labels[0]}


def _relation(link: Link, spans: Sequence[dict[str, Any]]) -> dict[str, Any]:
    head, child = spans[link.source], spans[link.target]
    ends = {"head": head["token_end"], "child": child["token_end"]}
    return ends | {"head_span": head, "child_span": child, "label": link.kind}


def read(path: Path, rename: Rename) -> Read:
    """The accepted tasks of a file; a task without `answer` counts as accepted."""
    documents: list[Document] = []
    intake = Intake(rename)
    for number, (task, where) in enumerate(json_lines(path), 1):
        answer = task.get("answer", "accept")
        if answer != "accept":
            intake.skip(f"tasks answered {answer}")
            continue
        sheet = _sheet(task, where, intake)
        document = to_document(sheet, where, f"{path.stem}-{number}", intake)
        documents.append(intake.claim(document, where))
    return Read(tuple(documents), intake.passed)


def _sheet(task: Json, where: str, intake: Intake) -> Sheet:
    text = a_text(task, "text", where)
    marks: list[Mark] = []
    keys: dict[_Key, int] = {}
    for span in objects(task, "spans", where):
        start, end, name = _key(span, where)
        if labels := intake.labels([name]):
            keys[start, end, name] = len(marks)
            marks.append(Mark(start, end, labels))
    head = words(an_object(task.get("meta") or {}, where))
    head.setdefault("annotator", str(task.get("_annotator_id") or ""))
    return Sheet(text, tuple(marks), _links(task, where, keys, intake), head)


def _links(task: Json, where: str, keys: Mapping[_Key, int], intake: Intake) -> tuple[Link, ...]:
    links = []
    for relation in objects(task, "relations", where):
        ends = [
            keys.get(_key(an_object(relation.get(key), where), where)) for key in ("head_span", "child_span")
        ]
        if ends[0] is None or ends[1] is None:
            intake.skip("relations between spans that were passed over")
        else:
            links.append(Link(a_text(relation, "label", where), ends[0], ends[1]))
    return tuple(links)


def _key(span: Json, where: str) -> _Key:
    return a_number(span, "start", where), a_number(span, "end", where), a_text(span, "label", where)
