"""Sources of the corpus: all are read, and what FORMAT.md does not name is refused with file and line."""

from pathlib import Path

import pytest
from builder.annotate import document
from builder.faults import SourceError
from builder.flow import flow
from builder.inline import read as read_inline
from builder.make import read_sources
from builder.plain import place
from builder.source import read_source
from builder.splits import Splits, read_splits

CORPUS = Path(__file__).parents[2] / "corpus"

GOOD = """---
id: small
title: "Lamps for Kesh"
organisation: Kesh Lamp Trust
year: 1999
country: Nowhere
genre: ngo_endline
variety: plain
design: plain
---

## Work @activities

The Kesh Lamp Trust (KLT) lit 40 streets.
{c1:The oil came_ late_ in March.^[See the ledger.]} {n:A plan exists.}

- {r1+l1:KLT should buy oil in May.}

| Street | Said |
| North | {c2:No wick fits} |

---
partners:
  - name: Kesh Lamp Trust
    aliases: [KLT]
    role: lead
mentioned: []
findings:
  c1: {codes: [procurement_logistics]}
  r1: {codes: [procurement_logistics], actor: KLT, modality: should, deadline: in May, answers: [c1]}
  l1: {codes: [], from: [c1]}
  c2: {}
---
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "small.report"
    path.write_text(text, encoding="utf-8")
    return path


def fault(folder: Path, old: str, new: str) -> str:
    assert GOOD.count(old) == 1, old
    with pytest.raises(SourceError) as caught:
        read_source(written(folder, GOOD.replace(old, new)))
    return str(caught.value)


def test_every_source_of_the_corpus_is_read_and_has_its_part() -> None:
    sources = read_sources(CORPUS / "source")
    parts = read_splits(CORPUS / "splits.yaml", sources).parts
    assert len(sources) == 48
    assert {source.head.id for source in sources} == set(parts)
    assert sum(part == "test" for part in parts.values()) == 10


def test_marks_footnotes_and_cells_reach_text_and_annotations(tmp_path: Path) -> None:
    source = read_source(written(tmp_path, GOOD))
    text, placed = place(flow(source))
    record = document(source, text, placed, Splits({"small": "train"}, "2026-11-22"))
    assert (record.time, record.about.split) == ("2026-11-22", "train")
    assert [(f.id, f.text) for f in record.findings] == [
        ("c1", "The oil came_ late_ in March."),
        ("r1", "KLT should buy oil in May."),
        ("l1", "KLT should buy oil in May."),
        ("c2", "No wick fits"),
    ]
    assert "March.[1] A plan exists." in text
    assert "\n\nNorth | No wick fits\n\n[1] See the ledger.\n" in text
    assert [m.text for m in record.mentions] == ["Kesh Lamp Trust", "Kesh Lamp Trust", "KLT", "KLT"]
    assert [(r.kind, r.source, r.target) for r in record.relations] == [
        ("answers", "r1", "c1"),
        ("from", "l1", "c1"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("year: 1999", "year: MCM", 5, "year"),
        ("design: plain", "design: golden", 9, "golden"),
        ("variety: plain", "colour: red", 8, "colour"),
        ("id: small", "id: large", 2, "large"),
        ("@activities", "@doings", 12, "doings"),
        ("{n:A plan exists.}", "{n:A plan exists.", 15, "without its"),
        ("{n:A plan", "{x9:A plan", 15, "x9"),
        ("A plan exists.}", "{c3:A plan} exists.}", 15, "inside another"),
        ("(KLT)", "(KLT}", 14, "belongs to no mark"),
        ("lit 40 streets.", "lit 40 streets.^[Or 41.", 14, "footnote"),
        ("- {r1+l1", "   - {r1+l1", 17, "two spaces"),
        ("| North |", "| North | West |", 20, "3 cells"),
        ("  c2: {}", "  c3: {}", 20, "c2 is missing"),
        ("  c2: {}", "  c2: {}\n  c9: {}", 33, "c9 marks nothing"),
        ("  c2: {}", "  c2: {colour: red}", 32, "colour"),
        ("codes: []", "codes: [moonlight]", 31, "moonlight"),
        ("answers: [c1]", "answers: [c7]", 30, "c7"),
        ("from: [c1]", "from: [r1]", 31, "no challenge"),
        ("modality: should", "modality: shall", 30, "must, should, could"),
        ("deadline: in May", "deadline: in June", 30, "in June"),
        ("role: lead", "role: chief", 26, "chief"),
        ("aliases: [KLT]", "aliases: [KLTS]", 24, "KLTS"),
        ("mentioned: []", "mentioned: [Kesh Lamp Trust]", 27, "stands for"),
        ("findings:", "findings:\n  c1: {}", 30, "twice"),
        ("## Work @activities", "# Work", 12, "heading"),
        ("## Work @activities", ":::box Work", 12, "closing"),
    ],
)
def test_bad_input_is_refused_with_file_and_line(
    tmp_path: Path, old: str, new: str, line: int, said: str
) -> None:
    message = fault(tmp_path, old, new)
    assert message.startswith(f"{tmp_path / 'small.report'}:{line}: ")
    assert said in message


def test_a_source_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"gone\.report:1: cannot be read"):
        read_source(tmp_path / "gone.report")


PARTS = """annotated: 1999-12-31
test_genres: [joint_inspection_review]
train: [small]
test: [other]
"""


def two(folder: Path, *changes: tuple[str, str]) -> Path:
    """Two sources, the second of the test part and with these changes; gives the file of the parts."""
    written(folder, GOOD)
    other = GOOD.replace("id: small", "id: other").replace("ngo_endline", "joint_inspection_review")
    for old, new in changes:
        assert old in other, old
        other = other.replace(old, new)
    (folder / "other.report").write_text(other, encoding="utf-8")
    (folder / "splits.yaml").write_text(PARTS, encoding="utf-8")
    return folder / "splits.yaml"


RENAMED = ("Kesh Lamp Trust", "Ilo Oil Guild")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ((), "'Kesh Lamp Trust' also takes part in small"),
        ((RENAMED,), "'KLT' also takes part in small"),
        ((RENAMED, ("(KLT)", "(KLTr, the K.L.T.)"), ("[KLT]", "['the K.L.T.']"), ("KLT", "KLTr")), ""),
        ((RENAMED, ("KLT", "klt")), "'klt' also takes part in small"),
    ],
)
def test_the_test_part_may_share_no_organisation_by_any_name(
    tmp_path: Path, changes: tuple[tuple[str, str], ...], said: str
) -> None:
    splits = two(tmp_path, *changes)
    if not said:
        assert read_splits(splits, read_sources(tmp_path)).parts["other"] == "test"
        return
    with pytest.raises(SourceError, match=rf"other\.report:\d+: {said}"):
        read_splits(splits, read_sources(tmp_path))
    splits.write_text(PARTS + "shared: [the Kesh Lamp Trust, KLT]\n", encoding="utf-8")
    found = read_splits(splits, read_sources(tmp_path))
    assert (found.parts, found.annotated) == ({"small": "train", "other": "test"}, "1999-12-31")


def test_short_forms_that_any_report_has_are_no_leak(tmp_path: Path) -> None:
    short = (("(KLT)", "(the Trust)"), ("[KLT]", "[the Trust]"), ("{r1+l1:KLT", "{r1+l1:the Trust"))
    actor = ("actor: KLT", "actor: the Trust")
    splits = two(tmp_path, RENAMED, *short, actor)
    good = GOOD
    for old, new in (*short, actor):
        good = good.replace(old, new)
    written(tmp_path, good)
    assert read_splits(splits, read_sources(tmp_path)).parts["other"] == "test"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("train: [small]", "train: [small, other]", "other is already in"),
        ("train: [small]", "train: []", "small belongs to no part"),
        ("test: [other]", "exam: [other]", "exam"),
        ("[joint_inspection_review]", "[blog]", "genre joint_inspection_review and part do not fit"),
        ("annotated: 1999-12-31", "annotated: soon", "annotated is a day"),
    ],
)
def test_a_file_of_parts_that_does_not_hold_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    splits = two(tmp_path, RENAMED, ("KLT", "IOG"))
    read_splits(splits, read_sources(tmp_path))
    splits.write_text(PARTS.replace(old, new), encoding="utf-8")
    with pytest.raises(SourceError, match=said):
        read_splits(splits, read_sources(tmp_path))


def test_inline_signs(tmp_path: Path) -> None:
    from builder.faults import Place

    rich = read_inline("**Run in.** a_b _c d_ [e]^[f [g] h] i", Place(tmp_path, 1))
    assert rich.text == "Run in. a_b c d [e] i"
    assert [rich.text[a:b] for a, b in rich.bold] == ["Run in."]
    assert [rich.text[a:b] for a, b in rich.italic] == ["c d"]
    assert [(rich.text[at - 3 : at], note.text) for at, note in rich.notes] == [("[e]", "f [g] h")]
