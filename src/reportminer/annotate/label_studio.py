"""Label Studio's JSON: a list of tasks with `data.text`, `annotations` and their `result`s.

A region is several results of one `id`: `labels` (one or more), `choices` and `textarea` for what is
said of it; `relation` ties two regions (`from_id`, `to_id`, `labels`). Each annotation of a task is a
record of its own; cancelled ones and predictions are passed over and counted. Offsets count code
points since Label Studio 1.4; before, UTF-16 units: a span whose words stand at its offsets in that
count is moved. The labelling interface that the project needs is written beside (`config`).
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from reportminer.annotate.inward import to_document
from reportminer.annotate.outward import to_sheet
from reportminer.annotate.sheets import (
    CHOICES,
    LABELS,
    PARTNER,
    TEXTS,
    YES,
    Intake,
    Link,
    Mark,
    Read,
    Rename,
    Sheet,
)
from reportminer.annotate.values import (
    Json,
    a_list,
    a_number,
    a_text,
    an_object,
    dumped,
    objects,
    read_json,
    words,
)
from reportminer.annotations import Document, RelationKind
from reportminer.errors import AnnotationError
from reportminer.labels import PartnerRole

_OF_PARTNER = frozenset({"partner", "parent", "role", "also", "optional"})
_REGIONS = frozenset({"labels", "hypertextlabels"})
_TYPES = _REGIONS | {"relation"}
_SEVERAL = frozenset({"codes", "also"})


def write(path: Path, documents: Sequence[Document]) -> None:
    """Tasks to import, and `NAME.config.xml` beside: the labelling interface."""
    sheets = [to_sheet(document) for document in documents]
    tasks = [_task(at, sheet) for at, sheet in enumerate(sheets, 1)]
    lines = ",\n".join(dumped(task) for task in tasks)
    path.write_text(f"[\n{lines}\n]\n", encoding="utf-8", newline="\n")
    codes = sorted(
        {code for sheet in sheets for mark in sheet.marks for code in mark.values.get("codes", ())}
    )
    path.with_suffix(".config.xml").write_text(config(codes), encoding="utf-8", newline="\n")


def config(codes: Sequence[str]) -> str:
    """The labelling interface: labels, relations, and what is said of each region."""
    options = {
        "codes": codes,
        "modality": ("must", "should", "could"),
        "negated": (YES,),
        "role": tuple(PartnerRole),
        "also": tuple(PartnerRole),
        "optional": (YES,),
    }
    lines = ["<View>", '  <Labels name="label" toName="text" choice="multiple">']
    lines += [f"    <Label value={quoteattr(label)}/>" for label in LABELS]
    lines += ["  </Labels>", '  <Text name="text" value="$text" granularity="word"/>', "  <Relations>"]
    lines += [f"    <Relation value={quoteattr(kind)}/>" for kind in RelationKind]
    lines += ["  </Relations>"]
    for name in CHOICES:
        lines += _choices(name, options[name]) if options[name] else []
    for name in TEXTS:
        lines.append(
            f'  <TextArea name="{name}" toName="text" perRegion="true" placeholder="{name}"{_when(name)}/>'
        )
    return "\n".join([*lines, "</View>", ""])


def _choices(name: str, options: Sequence[str]) -> list[str]:
    how = "multiple" if name in _SEVERAL else "single-radio"
    head = f'  <Choices name="{name}" toName="text" perRegion="true" choice="{how}"{_when(name)}>'
    return [head, *(f"    <Choice value={quoteattr(option)}/>" for option in options), "  </Choices>"]


def _when(name: str) -> str:
    return f' whenTagName="label" whenLabelValue="{PARTNER}"' if name in _OF_PARTNER else ""


def _task(number: int, sheet: Sheet) -> dict[str, Any]:
    keys = _keys(sheet.marks)
    result = [
        item for mark, key in zip(sheet.marks, keys, strict=True) for item in _region(sheet.text, mark, key)
    ]
    for link in sheet.links:
        ends = {"from_id": keys[link.source], "to_id": keys[link.target]}
        result.append(ends | {"type": "relation", "direction": "right", "labels": [link.kind]})
    return {"id": number, "data": {"text": sheet.text, **sheet.head}, "annotations": [{"result": result}]}


def _keys(marks: Sequence[Mark]) -> list[str]:
    """A region's id: that of the mark, or `m` and its place."""
    return [mark.id or f"m{at}" for at, mark in enumerate(marks)]


def _region(text: str, mark: Mark, key: str) -> Iterator[dict[str, Any]]:
    span: dict[str, Any] = {"start": mark.start, "end": mark.end}
    where = {"id": key, "to_name": "text", "origin": "manual"}
    value = span | {"text": text[mark.start : mark.end], "labels": list(mark.labels)}
    yield {"value": value, "from_name": "label", "type": "labels"} | where
    for name, told in mark.values.items():
        if name in CHOICES:
            value = span | {"choices": list(told)}
            yield {"value": value, "from_name": name, "type": "choices"} | where
        else:
            yield {"value": span | {"text": list(told)}, "from_name": name, "type": "textarea"} | where


def read(path: Path, rename: Rename) -> Read:
    """Every annotation of every task that was not cancelled."""
    tasks = read_json(path)
    if not isinstance(tasks, list):
        raise AnnotationError(f"{path.name}: a list of tasks was expected", hint="export the project as JSON")
    intake = Intake(rename)
    documents = []
    for number, value in enumerate(tasks, 1):
        where = f"{path.name} task {number}"
        task = an_object(value, where)
        if "data" not in task:
            raise AnnotationError(f"{where}: no `data`", hint="export the project as JSON, not as JSON-MIN")
        for annotation in _annotations(task, where, intake):
            sheet = _sheet(task, annotation, where, intake)
            document = to_document(sheet, where, f"{path.stem}-{task.get('id', number)}", intake)
            documents.append(intake.claim(document, where))
    return Read(tuple(documents), intake.passed)


def _annotations(task: Json, where: str, intake: Intake) -> Iterator[Json]:
    """`completions` is what annotations were called before 1.0."""
    given = objects(task, "annotations" if "annotations" in task else "completions", where)
    intake.skip("tasks without annotations", not given)
    for annotation in given:
        if annotation.get("was_cancelled"):
            intake.skip("cancelled annotations")
        else:
            yield annotation
    intake.skip("predictions", len(a_list(task, "predictions", where)))


def _sheet(task: Json, annotation: Json, where: str, intake: Intake) -> Sheet:
    data = an_object(task.get("data"), where)
    text = a_text(data, "text", f"{where}: data")
    head = words({key: value for key, value in data.items() if key != "text"})
    results = objects(annotation, "result", where)
    values = _values(results, where, intake)
    marks: list[Mark] = []
    keys: dict[str, int] = {}
    for result in (r for r in results if r.get("type") in _REGIONS):
        value, key = an_object(result.get("value"), where), str(result.get("id"))
        if labels := intake.labels(_names(value, where)):
            keys[key] = len(marks)
            marks.append(Mark(*_place(text, value, where), labels, values.get(key, {}), key))
    intake.skip(
        "values of spans that were passed over",
        sum(len(told) for key, told in values.items() if key not in keys),
    )
    if "annotator" not in head and annotation.get("completed_by") is not None:
        head["annotator"] = _person(annotation["completed_by"])
    if "time" not in head and isinstance(annotation.get("updated_at"), str):
        head["time"] = annotation["updated_at"]
    return Sheet(text, tuple(marks), tuple(_links(results, keys, where, intake)), head)


def _names(value: Json, where: str) -> list[str]:
    key = "labels" if "labels" in value else "hypertextlabels"
    return [str(name) for name in a_list(value, key, where)]


def _person(value: Any) -> str:
    return str(value.get("email") or value.get("id")) if isinstance(value, dict) else str(value)


def _values(results: Sequence[Json], where: str, intake: Intake) -> dict[str, Mapping[str, tuple[str, ...]]]:
    """What is said of each region, by its id; fields that are none of ours are counted."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for result in results:
        name, kind = str(result.get("from_name")), result.get("type")
        if (kind == "choices" and name in CHOICES) or (kind == "textarea" and name in TEXTS):
            value = an_object(result.get("value"), where)
            told = a_list(value, "choices" if kind == "choices" else "text", where)
            found.setdefault(str(result.get("id")), {})[name] = tuple(map(str, told))
        elif kind not in _TYPES:
            intake.skip(f"values of the field {name}")
    return dict(found)


def _place(text: str, value: Json, where: str) -> tuple[int, int]:
    """The span in code points. Raises AnnotationError where the region's words stand elsewhere."""
    start, end, said = a_number(value, "start", where), a_number(value, "end", where), value.get("text")
    if not isinstance(said, str) or text[start:end] == said:
        return start, end
    wide = text.encode("utf-16-le")
    moved = tuple(len(wide[: 2 * at].decode("utf-16-le", "replace")) for at in (start, end))
    if text[moved[0] : moved[1]] == said:
        return moved[0], moved[1]
    raise AnnotationError(
        f"{where}: at {start}:{end} stands “{text[start:end][:60]}”, not “{said[:60]}”",
        hint="import the same text that was annotated",
    )


def _links(results: Sequence[Json], keys: Mapping[str, int], where: str, intake: Intake) -> Iterator[Link]:
    for result in (r for r in results if r.get("type") == "relation"):
        ends = [keys.get(str(result.get(key))) for key in ("from_id", "to_id")]
        if result.get("direction") == "left":
            ends.reverse()
        for kind in a_list(result, "labels", where) or [""]:
            if ends[0] is None or ends[1] is None or not kind:
                intake.skip("relations without a label or a labelled region")
            else:
                yield Link(str(kind), ends[0], ends[1])
