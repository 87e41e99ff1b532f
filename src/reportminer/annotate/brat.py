"""brat stand-off: a folder with `ID.txt` and `ID.ann` for each text.

`T` text-bound spans, `R` relations, `A` attributes (`Modality`, `Negated`), `#` notes. What brat has
no field for (codes, actor, deadline, who a mention names ...) stands in a mark's note as JSON; any
other note is a remark. As brat does, a span is written in pieces around line ends and its words with
blanks for them; a discontinuous span is read as its hull, counted where the gap holds words.
Events, normalisations and equivalences are passed over and counted. Offsets are code points of the
text as it stands in the file, CR and LF included.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from reportminer.annotate.inward import to_document
from reportminer.annotate.outward import to_sheet
from reportminer.annotate.sheets import (
    CHOICES,
    LABELS,
    TEXTS,
    YES,
    Intake,
    Link,
    Mark,
    Read,
    Rename,
    Sheet,
    singles,
)
from reportminer.annotate.stems import UNNAMED, stems
from reportminer.annotate.values import dumped
from reportminer.annotations import ENDS, Document
from reportminer.annotations.jsonl import read_text
from reportminer.errors import AnnotationError

_LINE = re.compile(r"(?:[A-Za-z#][0-9]+|\*)\t")
_SPAN = re.compile(r"(?P<label>[^\s]+) (?P<places>[0-9]+ [0-9]+(?:;[0-9]+ [0-9]+)*)")
_RELATION = re.compile(r"(?P<kind>[^\s]+) [^\s:]+:(?P<source>[^\s]+) [^\s:]+:(?P<target>[^\s]+)\s*")
_ATTRIBUTE = re.compile(r"(?P<name>[^\s]+) (?P<target>[^\s]+)(?: (?P<value>[^\s]+))?\s*")
_NOTE = re.compile(r"[^\s]+ (?P<target>[^\s]+)(?:\t(?P<note>.*))?", re.DOTALL)
_NOTED = frozenset({*TEXTS, *CHOICES})
_OTHERS = {"E": "events", "N": "normalisations", "*": "equivalences"}


def write(path: Path, documents: Sequence[Document]) -> None:
    """A folder with two files a record and `annotation.conf`, which tells brat of our types."""
    path.mkdir(parents=True, exist_ok=True)
    for document, stem in zip(documents, stems(documents), strict=True):
        lines = "".join(f"{line}\n" for line in _lines(singles(to_sheet(document))))
        (path / stem).parent.mkdir(exist_ok=True)
        (path / f"{stem}.txt").write_text(document.text, encoding="utf-8", newline="")
        (path / f"{stem}.ann").write_text(lines, encoding="utf-8", newline="")
    (path / "annotation.conf").write_text(_conf(), encoding="utf-8", newline="\n")


def _conf() -> str:
    ends = {str(kind): f"Arg1:{pair[0]}, Arg2:{pair[1]}" for kind, pair in ENDS.items()}
    relations = [f"{kind}\t{pair}" for kind, pair in ends.items()] + [
        "<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>"
    ]
    attributes = ["Negated\tArg:<ENTITY>", "Modality\tArg:<ENTITY>, Value:must|should|could"]
    parts = (("entities", LABELS), ("relations", relations), ("events", ()), ("attributes", attributes))
    return "\n".join(f"[{name}]\n" + "".join(f"{line}\n" for line in lines) for name, lines in parts)


def _lines(sheet: Sheet) -> Iterator[str]:
    for number, mark in enumerate(sheet.marks, 1):
        words = re.sub(r"[\r\n]+", " ", sheet.text[mark.start : mark.end])
        yield f"T{number}\t{mark.labels[0]} {_pieces(sheet.text, mark)}\t{words}"
    for number, link in enumerate(sheet.links, 1):
        yield f"R{number}\t{link.kind} Arg1:T{link.source + 1} Arg2:T{link.target + 1}"
    said = (line for at, mark in enumerate(sheet.marks, 1) for line in _attributes(at, mark))
    yield from (f"A{number}\t{line}" for number, line in enumerate(said, 1))
    notes = [(at, note) for at, mark in enumerate(sheet.marks, 1) if (note := _note(mark))]
    yield from (f"#{number}\tAnnotatorNotes T{at}\t{note}" for number, (at, note) in enumerate(notes, 1))


def _pieces(text: str, mark: Mark) -> str:
    """`0 5;6 9`: the parts of a span between line ends."""
    parts = re.finditer(r"[^\r\n]+", text[mark.start : mark.end])
    return ";".join(f"{mark.start + part.start()} {mark.start + part.end()}" for part in parts)


def _attributes(number: int, mark: Mark) -> Iterator[str]:
    if mark.value("negated"):
        yield f"Negated T{number}"
    if mark.value("modality"):
        yield f"Modality T{number} {mark.value('modality')}"


def _note(mark: Mark) -> str:
    """The values that brat has no field for, as JSON."""
    values = {name: list(told) for name, told in mark.values.items() if name not in {"negated", "modality"}}
    return dumped(values) if values else ""


def read(path: Path, rename: Rename) -> Read:
    """Every `.ann` of a folder (or one file) that has its `.txt` beside it, in the order of names.

    A folder in the folder is an annotator's.
    """
    intake = Intake(rename)
    documents = []
    for file in sorted([*path.glob("*.ann"), *path.glob("*/*.ann")]) if path.is_dir() else [path]:
        text = file.with_suffix(".txt")
        if not text.is_file():
            raise AnnotationError(
                f"{file.name} has no {text.name} beside it", hint="brat keeps both together"
            )
        sheet = _sheet(read_text(text), file, intake)
        if path.is_dir() and file.parent != path and file.parent.name != UNNAMED:
            sheet = replace(sheet, head={"annotator": file.parent.name})
        document = to_document(sheet, file.name, file.stem, intake)
        documents.append(intake.claim(document, file.name))
    return Read(tuple(documents), intake.passed)


def _sheet(text: str, file: Path, intake: Intake) -> Sheet:
    rows = list(_rows(file, intake))
    values = _values(rows, intake)
    marks: list[Mark] = []
    keys: dict[str, int] = {}
    for key, body, where in (row for row in rows if row[0][0] == "T"):
        match = _SPAN.match(body)
        if not match:
            raise AnnotationError(f"{where}: {body[:60]!r} is no span", hint="T1<TAB>LABEL 0 5<TAB>words")
        if labels := intake.labels([match["label"]]):
            keys[key] = len(marks)
            start, end = _hull(text, match["places"], body[match.end() :], where, intake)
            marks.append(Mark(start, end, labels, values.get(key, {})))
    intake.skip(
        "attributes and notes of what was passed over",
        sum(len(told) for key, told in values.items() if key not in keys),
    )
    return Sheet(text, tuple(marks), tuple(_links(rows, keys, intake)))


def _rows(file: Path, intake: Intake) -> Iterator[tuple[str, str, str]]:
    """Key, rest and place of each line; a line that begins no annotation goes on with the one before."""
    lines: list[tuple[str, int]] = []
    for number, line in enumerate(read_text(file).replace("\r\n", "\n").split("\n"), 1):
        if _LINE.match(line):
            lines.append((line, number))
        elif line.strip() and lines:
            lines[-1] = (f"{lines[-1][0]} {line}", lines[-1][1])
        elif line.strip():
            raise AnnotationError(
                f"{file.name} line {number} is no annotation", hint="give brat's own .ann file"
            )
    for line, number in lines:
        key, _, rest = line.partition("\t")
        if key[0] in _OTHERS:
            intake.skip(_OTHERS[key[0]])
        else:
            yield key, rest, f"{file.name} line {number}"


def _hull(text: str, places: str, words: str, where: str, intake: Intake) -> tuple[int, int]:
    """From the first piece to the last. Raises AnnotationError where other words stand there."""
    pieces = sorted((int(start), int(end)) for start, end in (pair.split() for pair in places.split(";")))
    stands = " ".join(text[start:end] for start, end in pieces)
    if " ".join(stands.split()) != " ".join(words.split()):
        raise AnnotationError(
            f"{where}: at {places} stands “{stands[:60]}”, not “{words.strip()[:60]}”",
            hint="give the .txt that was annotated, with its line ends as they were",
        )
    gaps = (text[a[1] : b[0]] for a, b in pairwise(pieces))
    if any(gap.strip() for gap in gaps):
        intake.skip("discontinuous spans, taken by their hull")
    return pieces[0][0], max(end for _, end in pieces)


def _values(rows: Sequence[tuple[str, str, str]], intake: Intake) -> dict[str, dict[str, tuple[str, ...]]]:
    """What attributes and notes say of each span, by its key; other attributes are counted."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for key, body, where in rows:
        if key[0] in "AM":
            told = _of_line(_ATTRIBUTE, body, where, "attribute", "A1<TAB>Negated T1")
            if told["name"] in {"Negated", "Modality"}:
                values = found.setdefault(told["target"], {})
                values[told["name"].lower()] = (told["value"] or YES,)
            else:
                intake.skip(f"attributes {told['name']}")
        elif key[0] == "#":
            told = _of_line(_NOTE, body, where, "note", "#1<TAB>AnnotatorNotes T1<TAB>words")
            values = found.setdefault(told["target"], {})
            for name, words in _noted(told["note"] or "").items():
                both = (*values.get("note", ()), *words)
                values[name] = ("; ".join(both),) if name == "note" else words
    return found


def _of_line(pattern: re.Pattern[str], body: str, where: str, what: str, form: str) -> re.Match[str]:
    """The parts of a line. Raises AnnotationError for one that is not of that form."""
    match = pattern.fullmatch(body)
    if not match:
        raise AnnotationError(f"{where}: {body[:60]!r} is no {what}", hint=form)
    return match


def _noted(note: str) -> dict[str, tuple[str, ...]]:
    try:
        values: Any = json.loads(note)
    except (ValueError, RecursionError):
        values = None
    ours = isinstance(values, dict) and values.keys() <= _NOTED
    if not ours or not all(isinstance(told, list) for told in values.values()):
        return {"note": (note.strip(),)}
    return {name: tuple(map(str, told)) for name, told in values.items()}


def _links(rows: Sequence[tuple[str, str, str]], keys: dict[str, int], intake: Intake) -> Iterator[Link]:
    for key, body, where in rows:
        if key[0] == "R":
            match = _of_line(_RELATION, body, where, "relation", "R1<TAB>kind Arg1:T1 Arg2:T2")
            source, target = keys.get(match["source"]), keys.get(match["target"])
            if source is None or target is None:
                intake.skip("relations between spans that were passed over")
            else:
                yield Link(match["kind"], source, target)
