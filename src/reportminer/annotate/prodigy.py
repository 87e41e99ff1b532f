"""Prodigy's JSONL as `spans.manual` and `rel.manual` write it (prodigy `db-out`).

One task a line: `text`, `tokens` (`start`, `end`, `id`, `ws`), `spans` (`start`, `end`, `token_start`,
`token_end` with the last token included, `label`), `relations` (`head`, `child`: last tokens; `head_span`,
`child_span`), `answer`, `meta`. A task that was rejected or ignored is passed over and counted. Hashes
are left to Prodigy, which adds its own as it loads a file.
"""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reportminer.annotate.inward import to_document
from reportminer.annotate.outward import to_sheet
from reportminer.annotate.sheets import Link, Mark, Read, Rename, Sheet, labels_of
from reportminer.annotate.tokens import places, tokens
from reportminer.annotate.values import Json, a_number, a_text, an_object, dumped, json_lines, objects, words
from reportminer.annotations import Document


def write(path: Path, documents: Sequence[Document]) -> None:
    """One accepted task a record."""
    lines = [dumped(_task(to_sheet(document))) + "\n" for document in documents]
    path.write_text("".join(lines), encoding="utf-8", newline="\n")


def _task(sheet: Sheet) -> dict[str, Any]:
    cut = tokens(sheet.text, ((mark.start, mark.end) for mark in sheet.marks))
    starts, ends = places(cut)
    spans = [
        [_span(mark, label, starts[mark.start], ends[mark.end]) for label in mark.labels]
        for mark in sheet.marks
    ]
    task: dict[str, Any] = {
        "text": sheet.text,
        "meta": dict(sheet.head),
        "tokens": [
            {"text": sheet.text[t.start : t.end], "start": t.start, "end": t.end, "id": at, "ws": t.space}
            for at, t in enumerate(cut)
        ],
        "_view_id": "relations" if sheet.links else "spans_manual",
        "spans": [span for group in spans for span in group],
    }
    if sheet.links:
        task["relations"] = [_relation(link, spans) for link in sheet.links]
    return task | {"answer": "accept"}


def _span(mark: Mark, label: str, first: int, last: int) -> dict[str, Any]:
    return {"start": mark.start, "end": mark.end, "token_start": first, "token_end": last, "label": label}


def _relation(link: Link, spans: Sequence[Sequence[dict[str, Any]]]) -> dict[str, Any]:
    head, child = spans[link.source][0], spans[link.target][0]
    ends = {"head": head["token_end"], "child": child["token_end"]}
    return ends | {"head_span": head, "child_span": child, "label": link.kind}


def read(path: Path, rename: Rename) -> Read:
    """The accepted tasks of a file; a task without `answer` counts as accepted."""
    documents: list[Document] = []
    passed: Counter[str] = Counter()
    for number, (task, where) in enumerate(json_lines(path), 1):
        answer = task.get("answer", "accept")
        if answer != "accept":
            passed[f"tasks answered {answer}"] += 1
            continue
        sheet = _sheet(task, where, rename, passed)
        documents.append(to_document(sheet, where, f"{path.stem}-{number}"))
    return Read(tuple(documents), passed)


def _sheet(task: Json, where: str, rename: Rename, passed: Counter[str]) -> Sheet:
    text = a_text(task, "text", where)
    marks = []
    for span in objects(task, "spans", where):
        labels, unknown = labels_of([a_text(span, "label", where)], rename)
        passed.update(f"spans labelled {name}" for name in unknown)
        if labels:
            marks.append(Mark(a_number(span, "start", where), a_number(span, "end", where), labels))
    head = words(an_object(task.get("meta") or {}, where))
    head.setdefault("annotator", str(task.get("_annotator_id") or ""))
    return Sheet(text, tuple(marks), _links(task, where, marks, passed), head)


def _links(task: Json, where: str, marks: Sequence[Mark], passed: Counter[str]) -> tuple[Link, ...]:
    at = {(mark.start, mark.end): place for place, mark in enumerate(marks)}
    links = []
    for relation in objects(task, "relations", where):
        ends = [an_object(relation.get(key), where) for key in ("head_span", "child_span")]
        spans = [at.get((a_number(end, "start", where), a_number(end, "end", where))) for end in ends]
        if spans[0] is None or spans[1] is None:
            passed["relations between spans that were passed over"] += 1
        else:
            links.append(Link(a_text(relation, "label", where), spans[0], spans[1]))
    return tuple(links)
