"""The annotation format: what is written is read again, and what is wrong is refused by name."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportminer.annotations import (
    Document,
    Finding,
    Relation,
    RelationKind,
    Unit,
    load,
    locate,
    problems,
    read_documents,
    text_hash,
    to_json,
    unknown_codes,
    write_documents,
)
from reportminer.errors import AnnotationError
from reportminer.labels import Label


def changed(document: Document, **values: Any) -> str:
    return json.dumps(json.loads(to_json(document, inline=True)) | values) + "\n"


def refused(path: Path, line: str) -> AnnotationError:
    path.write_text("\n" + line, encoding="utf-8")
    with pytest.raises(AnnotationError) as caught:
        load(path)
    return caught.value


@pytest.mark.parametrize("inline", [True, False])
def test_a_record_with_everything_comes_back_byte_for_byte(
    tmp_path: Path, document: Document, inline: bool
) -> None:
    (tmp_path / "lantern_quay.txt").write_bytes(document.text.encode())
    write_documents(tmp_path / "a.jsonl", [document], inline=inline)
    read = load(tmp_path / "a.jsonl")
    write_documents(tmp_path / "b.jsonl", read, inline=inline)
    assert read == [document]
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()


def test_every_field_of_every_record_is_written(document: Document) -> None:
    told = json.loads(to_json(document, inline=True))
    assert set(told) == set(Document.__slots__)
    for name in ("about", "findings", "near_misses", "partners", "mentions", "relations"):
        records = getattr(document, name)
        shown = told[name]
        for record, values in zip(
            records if isinstance(records, tuple) else [records],
            shown if isinstance(shown, list) else [shown],
            strict=True,
        ):
            assert set(values) <= set(record.__slots__)
    assert set(told["partners"][0]) == set(document.partners[0].__slots__)


def test_offsets_count_code_points_beyond_the_basic_plane(tmp_path: Path, document: Document) -> None:
    assert ord(max(document.text)) > 0xFFFF
    write_documents(tmp_path / "a.jsonl", [document], inline=True)
    (read,) = load(tmp_path / "a.jsonl")
    for finding in read.findings:
        assert read.text[finding.start : finding.end] == finding.text


def test_line_ends_of_a_text_beside_are_counted(tmp_path: Path) -> None:
    text = "One.\r\nTwo failed.\u2028Three.\r\n"
    (tmp_path / "text").mkdir()
    (tmp_path / "text" / "x.txt").write_bytes(text.encode())
    finding = Finding("c1", 6, 17, "Two failed.", (Label.CHALLENGE,))
    write_documents(
        tmp_path / "a.jsonl", [Document("x", "x.txt", text_hash(text), findings=(finding,), text=text)]
    )
    assert load(tmp_path / "a.jsonl")[0].text == text


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])), st.data())
def test_any_text_and_any_spans_round_trip(
    tmp_path_factory: pytest.TempPathFactory, text: str, data: Any
) -> None:
    starts = data.draw(st.lists(st.integers(0, max(len(text) - 1, 0)), max_size=4, unique=True))
    findings = tuple(
        Finding(f"c{at}", start, len(text), text[start:], (Label.LESSON,), note=text)
        for at, start in enumerate(starts)
        if text[start:].strip()
    )
    document = Document("x", text[:9], text_hash(text), text=text, findings=findings)
    path = tmp_path_factory.mktemp("any") / "a.jsonl"
    write_documents(path, [document], inline=True)
    assert list(read_documents(path, need_text=False)) == [document]


def test_a_misplaced_span_is_shown_with_what_stands_there_and_where_it_belongs(
    tmp_path: Path, document: Document
) -> None:
    told = json.loads(to_json(document, inline=True))["findings"]
    told[2]["start"], told[2]["end"] = told[2]["start"] - 4, told[2]["end"] - 4
    error = refused(tmp_path / "a.jsonl", changed(document, findings=told))
    assert "a.jsonl line 2: finding r1" in error.message
    assert "Port Authority (PA) ought" in error.message
    assert "The Port Authority" in error.message
    assert str(document.findings[2].start) in error.hint


def test_a_span_counted_in_utf_16_is_refused(tmp_path: Path, document: Document) -> None:
    told = json.loads(to_json(document, inline=True))["findings"]
    for finding in told:
        finding["start"] += 1
        finding["end"] += 1
    assert "finding c1" in refused(tmp_path / "a.jsonl", changed(document, findings=told)).message


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"colour": 1}, "line 2: colour: unknown key"),
        (
            {"findings": [{"id": "c1", "start": 0, "end": 1, "text": "L", "labels": ["CHALLENGE"], "x": 1}]},
            "findings[0].x",
        ),
        (
            {"findings": [{"id": "c1", "start": 0, "end": 1, "text": "L", "labels": ["WISH"]}]},
            "findings[0].labels[0]",
        ),
        ({"findings": [{"id": "c1", "start": 0, "end": 1, "text": "L", "labels": []}]}, "no label"),
        (
            {"findings": [{"id": "c1", "start": 0.0, "end": 1, "text": "L", "labels": ["LESSON"]}]},
            "findings[0].start",
        ),
        (
            {
                "findings": [{"id": "n1", "start": 0, "end": 1, "text": "L", "labels": ["LESSON"]}],
                "relations": [],
            },
            "'n1'",
        ),
        ({"findings": []}, "relations[0]"),
        ({"partners": []}, "mentions[0]"),
        ({"sha256": "0" * 64}, "not the text that was annotated"),
        ({"format": "reportminer-annotations-9"}, "format"),
        ({"time": "yesterday"}, "no time"),
        ({"id": "../up"}, "no id"),
        (
            {"findings": [{"id": "c1", "start": 9000, "end": 9001, "text": "L", "labels": ["LESSON"]}]},
            "is no span",
        ),
        (
            {"findings": [{"id": "c1", "start": -3, "end": -2, "text": "e", "labels": ["LESSON"]}]},
            "is no span",
        ),
        ({"about": {"split": "exam"}}, "about.split"),
    ],
)
def test_what_is_wrong_is_refused_by_file_line_and_place(
    tmp_path: Path, document: Document, values: dict[str, Any], said: str
) -> None:
    error = refused(tmp_path / "a.jsonl", changed(document, **values))
    assert "a.jsonl line 2" in error.message
    assert said in error.message
    assert error.hint


def test_a_key_that_stands_twice_is_refused(tmp_path: Path, document: Document) -> None:
    line = to_json(document, inline=True).replace('"annotator":', '"annotator": "x", "annotator":')
    assert "'annotator' stands twice" in refused(tmp_path / "a.jsonl", line).message


def test_a_line_that_is_no_json_and_a_file_that_is_no_text_are_refused(tmp_path: Path) -> None:
    assert "line 2" in refused(tmp_path / "a.jsonl", '{"id": ').message
    (tmp_path / "b.jsonl").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(AnnotationError, match="not UTF-8"):
        load(tmp_path / "b.jsonl")
    with pytest.raises(AnnotationError, match="cannot read"):
        load(tmp_path / "none.jsonl")


def test_a_byte_order_mark_is_no_fault(tmp_path: Path, document: Document) -> None:
    line = to_json(document, inline=True) + "\n"
    (tmp_path / "a.jsonl").write_bytes(b"\xef\xbb\xbf" + line.encode())
    assert load(tmp_path / "a.jsonl") == [document]


def twice(items: tuple[Any, ...]) -> tuple[Any, ...]:
    return (*items, items[0])


@pytest.mark.parametrize(
    ("change", "place", "said"),
    [
        (lambda d: {"mentions": twice(d.mentions)}, r"\d+:\d+", "mentions 'p1' twice"),
        (
            lambda d: {"relations": twice(d.relations)},
            "relations",
            "`answers` from 'r1' to 'c1' stands twice",
        ),
        (
            lambda d: {"findings": (*d.findings, replace(d.findings[0], id="c9"))},
            r"\d+:\d+",
            "is a challenge twice",
        ),
        (
            lambda d: {"near_misses": (*d.near_misses, replace(d.near_misses[0], id="n9"))},
            r"\d+:\d+",
            "is a near miss twice",
        ),
        (
            lambda d: {"findings": (replace(d.findings[0], codes=("a", "b", "a")), *d.findings[1:])},
            "finding c1",
            "has the code 'a' twice",
        ),
        (
            lambda d: {"relations": (Relation(RelationKind.FROM, "c2+l1", "c2+l1"),)},
            r"relations\[0\]",
            "'c2+l1' is related to itself",
        ),
        (lambda d: {"partners": (replace(d.partners[0], name=" "),)}, "partner p1", "has no name"),
        (
            lambda d: {"segments": (*d.segments, Unit(*(s := (20, 40)), d.text[slice(*s)]))},
            r"segments\[\d\]",
            "before segments",
        ),
    ],
)
def test_what_is_said_twice_or_of_nobody_is_a_problem(
    document: Document, change: Any, place: str, said: str
) -> None:
    assert list(problems(document)) == []
    (problem,) = problems(replace(document, **change(document)))
    assert re.fullmatch(place, problem.place)
    assert said in problem.message
    assert problem.hint


def test_codes_that_the_codebook_has_not_are_told_but_are_no_problem(document: Document) -> None:
    assert [p.place for p in unknown_codes(document, {"money"})] == ["finding c2+l1"]
    assert list(unknown_codes(document, {"staffing_continuity"})) == []


def test_one_report_may_have_two_annotators_but_none_twice(tmp_path: Path, document: Document) -> None:
    other = replace(document, annotator="second reader")
    write_documents(tmp_path / "a.jsonl", [document, other], inline=True)
    assert len(load(tmp_path / "a.jsonl")) == 2
    write_documents(tmp_path / "a.jsonl", [document, document], inline=True)
    with pytest.raises(AnnotationError, match="stands twice"):
        load(tmp_path / "a.jsonl")


def test_a_record_whose_text_is_missing_is_refused_unless_it_is_not_needed(
    tmp_path: Path, document: Document
) -> None:
    write_documents(tmp_path / "a.jsonl", [document])
    with pytest.raises(AnnotationError, match="no text of lantern_quay"):
        load(tmp_path / "a.jsonl")
    (read,) = read_documents(tmp_path / "a.jsonl", need_text=False)
    assert read == replace(document, text="")


def test_a_text_that_was_changed_is_refused(tmp_path: Path, document: Document) -> None:
    write_documents(tmp_path / "a.jsonl", [document])
    (tmp_path / "lantern_quay.txt").write_text(document.text + " ")
    with pytest.raises(AnnotationError, match="not the text that was annotated"):
        load(tmp_path / "a.jsonl")


def test_nothing_is_written_of_a_record_that_does_not_hold(tmp_path: Path, document: Document) -> None:
    wrong = replace(document, findings=(replace(document.findings[0], start=0),))
    with pytest.raises(AnnotationError):
        write_documents(tmp_path / "a.jsonl", [document, wrong])
    assert not (tmp_path / "a.jsonl").exists()


def test_all_problems_are_told_when_asked(document: Document) -> None:
    wrong = replace(document, partners=(), findings=tuple(replace(f, text="gone") for f in document.findings))
    places = [problem.place for problem in problems(wrong)]
    assert places == ["finding c1", "finding c2+l1", "finding r1", "mentions[0]", "mentions[1]"]


@given(st.text("ab", min_size=1, max_size=30), st.text("ab", min_size=1, max_size=3), st.integers(0, 30))
def test_the_nearest_place_is_the_nearest(text: str, quote: str, near: int) -> None:
    places = [at for at in range(len(text)) if text.startswith(quote, at)]
    found = locate(text, quote, near)
    assert (found in places) if places else found == -1
    if places:
        assert abs(found - near) == min(abs(at - near) for at in places)


def test_the_record_in_the_readme_uses_every_field_and_is_one(tmp_path: Path) -> None:
    readme = (Path(__file__).parents[2] / "annotations" / "README.md").read_text(encoding="utf-8")
    told = json.loads(readme.split("```json\n")[1].split("```")[0])
    assert told["sha256"] == text_hash(told["text"])
    (tmp_path / "a.jsonl").write_text(json.dumps(told, ensure_ascii=False))
    (document,) = load(tmp_path / "a.jsonl")
    shown = json.loads(to_json(document, inline=True))
    assert shown == told
    assert set(shown) == set(Document.__slots__)
    for name in ("about", "near_misses", "partners", "mentions", "relations", "sections"):
        records = shown[name] if isinstance(shown[name], list) else [shown[name]]
        kind = getattr(document, name)
        assert set(records[0]) == set((kind[0] if isinstance(kind, tuple) else kind).__slots__)
    assert set(shown["findings"][0]) | set(shown["findings"][1]) == set(Finding.__slots__)
    assert set(shown["segments"][0]) | set(shown["segments"][1]) == set(document.segments[0].__slots__)
