"""A REFI-QDA project and codebook: what was found, to go on with in NVivo, ATLAS.ti, MAXQDA and others.

Every report is a text with its findings as coded selections: a label, and the themes. Names of
partners are selections too. What else is known of a finding stands in the selection's description.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from reportminer.errors import OutputError
from reportminer.export.csvs import ByReport, read_typed
from reportminer.export.files import whole
from reportminer.export.page.words import words
from reportminer.export.tables import tables
from reportminer.gather.codebook import UNCODED
from reportminer.refi import (
    Code,
    Link,
    Project,
    Selection,
    Text,
    as_codes,
    guid,
    write_codebook,
    write_project,
)

Typed = dict[str, Any]

_COLORS = {"CHALLENGE": "#A63D2F", "LESSON": "#2B6CA3", "RECOMMENDATION": "#A97800"}
_KNOWN = ("source", "title", "organisation", "year", "country", "language", "status")
_FINDING = ("finding_id", "report_id", "label", "page", "char_start", "char_end", "confidence", "method")
_SAID = (*_FINDING, "cue", "actor", "modality", "negated", "themes")
PARTNER = guid("label", "PARTNER")


def write_refi(out: Path) -> list[Path]:
    """Write `reportminer.qdpx` and `reportminer.qdc` in OUT from its tables and texts.

    The same tables and texts give the same bytes. Raises OutputError where a text is missing.
    """
    codes = codes_of(out)
    project = Project("reportminer", codes, _Texts(out), tuple(_links(out)))
    made = [(out / "reportminer.qdpx", lambda path: write_project(path, project))]
    made += [(out / "reportminer.qdc", lambda path: write_codebook(path, codes))]
    return [_whole(path, write) for path, write in made]


def _whole(path: Path, write: Callable[[Path], None]) -> Path:
    with whole(path) as part:
        write(part)
    return path


def codes_of(out: Path) -> tuple[Code, ...]:
    """Codes for labels, for partners' names, and those of the themes in OUT."""
    labels = tuple(
        Code(guid("label", label), told["one"], color=_COLORS[label])
        for label, told in words()["labels"].items()
    )
    rows = [row for row in read_typed(out, "themes") if row["theme_id"] != UNCODED]
    known = {row["theme_id"] for row in rows}
    themes = as_codes(
        [
            {
                "id": row["theme_id"],
                "name": row["name"],
                "definition": row["definition"],
                "parent": row.get("parent") if row.get("parent") in known else "",
            }
            for row in rows
        ]
    )
    return tuple(
        _folder(name, below)
        for name, below in (
            ("Findings", labels),
            ("Partners", (Code(PARTNER, "Partner"),)),
            ("Themes", themes),
        )
        if below
    )


def _folder(name: str, below: tuple[Code, ...]) -> Code:
    return Code(guid("folder", name), name, codable=False, children=below)


class _Texts(Collection[Text]):
    """The reports of OUT as sources, read from its tables one by one."""

    def __init__(self, out: Path) -> None:
        self.out = out

    def __len__(self) -> int:
        return sum(1 for _ in read_typed(self.out, "reports", ["report_id"]))

    def __contains__(self, text: object) -> bool:
        return any(own == text for own in self)

    def __iter__(self) -> Iterator[Text]:
        findings = ByReport(read_typed(self.out, "findings", _SAID))
        mentions = ByReport(read_typed(self.out, "partner_mentions"))
        partners = ByReport(read_typed(self.out, "partners", ["report_id", "partner_id", "name"]))
        for row in read_typed(self.out, "reports"):
            own = str(row["report_id"])
            names = {partner["partner_id"]: str(partner["name"]) for partner in partners.of(own)}
            selections = (*_findings(own, findings.of(own)), *_mentions(own, mentions.of(own), names))
            yield Text(
                guid=guid("report", own),
                name=str(row["title"] or row["source"]),
                text=_text(self.out, own),
                selections=tuple(sorted(selections, key=lambda s: (s.start, s.end, s.guid))),
                values={key: str(row[key]) for key in _KNOWN if row[key] not in (None, "")},
            )


def _text(out: Path, report: str) -> str:
    path = out / "texts" / f"{report}.txt"
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError as error:
        raise OutputError(f"{path} is missing", hint="run `reportminer run` again") from error


def _findings(report: str, rows: Sequence[Typed]) -> Iterator[Selection]:
    """A selection for each span; one with two labels carries both."""
    spans: dict[tuple[int, int], list[Typed]] = defaultdict(list)
    for row in rows:
        spans[row["char_start"], row["char_end"]].append(row)
    for (start, end), same in spans.items():
        labels = [guid("label", row["label"]) for row in same]
        themes = [guid("code", theme) for row in same for theme in row["themes"]]
        yield Selection(
            _selection(same[0]),
            start,
            end,
            tuple(dict.fromkeys((*labels, *themes))),
            description="\n".join(_said(row) for row in same),
        )


def _selection(row: Typed) -> str:
    """GUID of the selection of a finding: that of its span, which two findings may share."""
    return guid("selection", row["report_id"], str(row["char_start"]), str(row["char_end"]))


def _links(out: Path) -> Iterator[Link]:
    """What a recommendation answers, and where a lesson came from, if OUT tells."""
    table = tables().get("relations")
    if table is None or not (out / table.file_name).exists():
        return
    places = ("finding_id", "report_id", "char_start", "char_end")
    rows = list(read_typed(out, "relations", ("kind", "source_id", "target_id")))
    tied = {row[end] for row in rows for end in ("source_id", "target_id")}
    findings = (row for row in read_typed(out, "findings", places) if row["finding_id"] in tied)
    known = {row["finding_id"]: _selection(row) for row in findings}
    found = {(str(r["kind"]), known[r["source_id"]], known[r["target_id"]]): None for r in rows}
    for kind, source, target in found:
        if source != target:
            yield Link(guid("link", kind, source, target), kind, source, target)


def _said(row: Typed) -> str:
    """`Challenge, p. 3, confidence 0.91 (found by rule), cue: late`."""
    told = words()
    parts = [
        told["labels"][row["label"]]["one"],
        f"p. {row['page']}",
        f"confidence {row['confidence'] or 0:.2f} ({told['methods'][row['method']]})",
        "told by a denial" if row["negated"] else "",
        *(f"{key}: {row[key]}" for key in ("actor", "modality", "cue") if row[key]),
    ]
    return ", ".join(filter(None, parts))


def _mentions(report: str, rows: Sequence[Typed], names: Mapping[Any, str]) -> Iterator[Selection]:
    for row in rows:
        name = names.get(row["partner_id"], "")
        key = (report, str(row["char_start"]), str(row["char_end"]), str(row["partner_id"]))
        yield Selection(guid("mention", *key), row["char_start"], row["char_end"], (PARTNER,), name, name)
