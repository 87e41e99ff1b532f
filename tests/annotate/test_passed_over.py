"""What an importer cannot take is counted, what is no file of its format refused: nothing is lost unsaid."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from reportminer.annotate import FORMATS, Order, convert, guess, read_any
from reportminer.annotate.sheets import Read
from reportminer.annotations import Document, Finding, Relation, RelationKind, text_hash, write_documents
from reportminer.errors import AnnotationError, OutputError
from reportminer.labels import Label

TEXT = "The dyke broke. Mend it first.   Ask the reeve."
BROKE, MEND = (0, 15), (16, 30)


def brat(folder: Path, *lines: str) -> Path:
    (folder / "dyke.txt").write_text(TEXT)
    (folder / "dyke.ann").write_text("".join(f"{line}\n" for line in lines))
    return folder


def prodigy(folder: Path, *tasks: dict[str, object]) -> Path:
    lines = [json.dumps({"text": TEXT, "answer": "accept"} | task) + "\n" for task in tasks]
    (folder / "dyke.jsonl").write_text("".join(lines))
    return folder / "dyke.jsonl"


def label_studio(folder: Path, *results: dict[str, object]) -> Path:
    tasks = [{"id": 1, "data": {"text": TEXT}, "annotations": [{"result": list(results)}]}]
    (folder / "dyke.json").write_text(json.dumps(tasks))
    return folder / "dyke.json"


def region(key: str, span: Sequence[int], labels: object) -> dict[str, object]:
    value = {"start": span[0], "end": span[1], "text": TEXT[slice(*span)], "labels": labels}
    return {"id": key, "type": "labels", "from_name": "label", "value": value}


def marked(span: Sequence[int], label: str) -> dict[str, object]:
    return {"start": span[0], "end": span[1], "label": label}


def read(path: Path, **rename: str) -> Read:
    return guess(path).read(path, rename)


T1 = "T1\tCHALLENGE 0 15\tThe dyke broke."
T2 = "T2\tRECOMMENDATION 16 30\tMend it first."


@pytest.mark.parametrize(
    "line", ["A1\tNegated", "A1\t", "#1\t", "#1\tAnnotatorNotes", "M1\t ", "R1\tanswers"]
)
def test_a_line_of_brat_that_is_cut_short_is_refused_with_its_number(tmp_path: Path, line: str) -> None:
    with pytest.raises(AnnotationError, match=r"dyke\.ann line 2") as caught:
        read(brat(tmp_path, T1, line))
    assert caught.value.hint


def test_attributes_and_notes_of_brat_that_have_no_place_are_counted(tmp_path: Path) -> None:
    lines = (T1, "T9\tPLACE 4 8\tdyke", "A1\tCertainty T1 high", "A2\tNegated T9", "A3\tModality T1 maybe")
    notes = (
        "#1\tAnnotatorNotes T1\tfirst",
        "#2\tAnnotatorNotes T1\tsecond",
        '#3\tNote T1\t{"mood": ["low"]}',
    )
    found = read(brat(tmp_path, *lines, *notes))
    assert found.passed_over == {
        "spans labelled PLACE": 1,
        "attributes Certainty": 1,
        "attributes and notes of what was passed over": 1,
        "values of `modality` that are none": 1,
    }
    assert found.documents[0].findings[0].note == 'first; second; {"mood": ["low"]}'


def test_relations_of_another_kind_are_counted_and_the_rest_is_read(tmp_path: Path) -> None:
    lines = (
        T1,
        T2,
        "R1\tBlames Arg1:T2 Arg2:T1",
        "R2\tanswers Arg1:T1 Arg2:T2",
        "R3\tanswers Arg1:T1 Arg2:T1",
    )
    found = read(brat(tmp_path, *lines))
    assert len(found.documents[0].findings) == 2
    assert found.documents[0].relations == ()
    assert found.passed_over == {
        "relations of the kind Blames": 1,
        "relations `answers` between spans of other labels": 2,
    }


def test_rename_reaches_relations(tmp_path: Path) -> None:
    (document,) = read(brat(tmp_path, T1, T2, "R1\tSolves Arg1:T2 Arg2:T1"), Solves="answers").documents
    assert document.relations == (Relation(RelationKind.ANSWERS, "r1", "c1"),)


def test_metadata_that_no_record_holds_is_counted_and_refuses_nothing(tmp_path: Path) -> None:
    meta = {
        "time": "yesterday",
        "year": "MCM",
        "split": "exam",
        "pages": "i-iv",
        "colour": "red",
        "title": "Dyke",
    }
    found = read(prodigy(tmp_path, {"meta": meta, "spans": [marked(BROKE, "CHALLENGE")]}))
    (document,) = found.documents
    assert (document.about.title, document.time, document.about.year) == ("Dyke", "", None)
    wrong = {f"values of `{name}` that are none": 1 for name in ("time", "year", "split", "pages")}
    assert found.passed_over == wrong | {"metadata colour": 1}


def test_spans_without_words_and_spans_marked_twice_are_counted(tmp_path: Path) -> None:
    spans = [marked(BROKE, "CHALLENGE"), marked((30, 33), "LESSON"), marked(BROKE, "CHALLENGE")]
    found = read(prodigy(tmp_path, {"spans": spans}))
    assert [f.id for f in found.documents[0].findings] == ["c1"]
    assert found.passed_over == {"spans without words": 1, "labels given twice to one span": 1}


def test_comments_of_doccano_are_counted(tmp_path: Path) -> None:
    line = {"id": 3, "text": TEXT, "label": [[*BROKE, "CHALLENGE"]], "Comments": ["why?", "ask"]}
    (tmp_path / "a.jsonl").write_text(json.dumps(line))
    assert read(tmp_path / "a.jsonl").passed_over == {"comments": 2}


def test_fields_of_label_studio_that_are_none_of_ours_are_counted(tmp_path: Path) -> None:
    rating = {"id": "a", "type": "rating", "from_name": "stars", "value": {"rating": 4}}
    mood = {"id": "a", "type": "choices", "from_name": "mood", "value": {"choices": ["low"]}}
    lost = {"id": "z", "type": "textarea", "from_name": "actor", "value": {"text": ["reeve"]}}
    found = read(label_studio(tmp_path, region("a", BROKE, ["CHALLENGE"]), rating, mood, lost))
    assert found.passed_over == {
        "values of the field stars": 1,
        "values of the field mood": 1,
        "values of spans that were passed over": 1,
    }


def test_labels_of_label_studio_are_a_list_or_nothing(tmp_path: Path) -> None:
    found = read(label_studio(tmp_path, region("a", BROKE, None), region("b", MEND, ["RECOMMENDATION"])))
    assert [f.id for f in found.documents[0].findings] == ["b"]
    with pytest.raises(AnnotationError, match="no list under 'labels'"):
        read(label_studio(tmp_path, region("a", BROKE, "LESSON")))


def test_groups_of_spans_that_a_record_has_not_are_counted(tmp_path: Path) -> None:
    import spacy
    from spacy.tokens import DocBin, Span

    doc = spacy.blank("en")(TEXT)
    doc.spans["sc"] = [Span(doc, 0, 4, label="CHALLENGE")]
    doc.spans["moods"] = [Span(doc, 0, 2, label="LOW"), Span(doc, 2, 4, label="LOW")]
    DocBin(docs=[doc]).to_disk(tmp_path / "a.spacy")
    assert read(tmp_path / "a.spacy").passed_over == {"spans of the group moods": 2}


def test_segments_that_overlap_are_counted_and_the_first_is_kept(tmp_path: Path) -> None:
    (tmp_path / "dyke.txt").write_text(TEXT)
    segments = [
        {"text": TEXT[:15], "start": 0, "end": 15, "labels": ["CHALLENGE"]},
        {"text": TEXT[4:30], "start": 4, "end": 30, "labels": ["LESSON"]},
    ]
    partners = [{"name": "dyke", "roles": ["boss"]}]
    (tmp_path / "a.json").write_text(
        json.dumps({"source": "dyke.txt", "segments": segments, "partners": partners, "pages": [1, "ii"]})
    )
    found = read(tmp_path / "a.json")
    assert [u.end for u in found.documents[0].segments] == [15]
    assert found.passed_over == {
        "segments that overlap another": 1,
        "labels of such segments": 1,
        "values of `role` that are none": 1,
        "pages that are no number": 1,
    }


@pytest.mark.parametrize(
    ("name", "content", "hint"),
    [
        ("min.json", [{"id": 1, "text": TEXT, "label": [{"start": 0, "end": 15}]}], "JSON-MIN"),
        ("none.json", [{"id": 1, "data": {"text": TEXT}, "annotations": None}], "--from"),
        ("rejected.jsonl", {"text": TEXT, "spans": [], "answer": "reject"}, "--from"),
    ],
)
def test_a_file_without_a_record_is_refused(tmp_path: Path, name: str, content: object, hint: str) -> None:
    (tmp_path / name).write_text(json.dumps(content))
    with pytest.raises(AnnotationError) as caught:
        read_any(tmp_path / name)
    assert hint in caught.value.hint


def test_an_empty_folder_and_an_empty_file_are_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "a.jsonl").write_text("\n")
    for path in (tmp_path / "empty", tmp_path / "a.jsonl"):
        with pytest.raises(AnnotationError, match="no record"):
            read_any(path)
    with pytest.raises(AnnotationError, match="no such file"):
        FORMATS["reportminer"].read(tmp_path / ("x" * 5000), {})


def test_two_texts_of_one_id_are_named_by_their_lines(tmp_path: Path) -> None:
    path = prodigy(tmp_path, {"meta": {"id": "dyke"}}, {"meta": {"id": "dyke"}})
    with pytest.raises(AnnotationError, match=r"dyke\.jsonl line 2: dyke .*first at dyke\.jsonl line 1"):
        convert(Order(path, tmp_path / "out.jsonl", guess(path), FORMATS["reportminer"]))
    twice = prodigy(tmp_path, *({"meta": {"id": "dyke"}, "_annotator_id": name} for name in ("ann", "ben")))
    assert len(read(twice).documents) == 2


def house(folder: Path, *records: Document) -> Path:
    write_documents(folder / "house.jsonl", records, inline=True)
    return folder / "house.jsonl"


def record(annotator: str = "", **more: object) -> Document:
    findings = (
        Finding("c1", *BROKE, TEXT[slice(*BROKE)], (Label.CHALLENGE,)),
        Finding("l1", *MEND, TEXT[slice(*MEND)], (Label.LESSON,)),
    )
    relations = (Relation(RelationKind.FROM, "l1", "c1"),)
    values = {"text": TEXT, "findings": findings, "relations": relations, "annotator": annotator}
    return Document("dyke", "dyke.txt", text_hash(TEXT), **(values | more))  # type: ignore[arg-type]


def test_rename_is_applied_to_files_of_the_house(tmp_path: Path) -> None:
    path = house(tmp_path, record())
    found = FORMATS["reportminer"].read(path, {"LESSON": "Recommendation"})
    (document,) = found.documents
    assert [f.labels for f in document.findings] == [(Label.CHALLENGE,), (Label.RECOMMENDATION,)]
    assert document.relations == ()
    assert found.passed_over == {"relations `from` between spans of other labels": 1}
    (both,) = FORMATS["reportminer"].read(path, {"LESSON": "RECOMMENDATION", "from": "answers"}).documents
    assert both.relations == (Relation(RelationKind.ANSWERS, "l1", "c1"),)
    path.write_text(path.read_text().replace("CHALLENGE", "Barrier"))
    (again,) = FORMATS["reportminer"].read(path, {"Barrier": "CHALLENGE"}).documents
    assert again.findings[0].labels == (Label.CHALLENGE,)


def test_two_annotators_of_a_report_are_both_written_for_brat(tmp_path: Path) -> None:
    other = record("ben/../x", findings=record().findings[:1], relations=())
    path = house(tmp_path, record("ann"), other)
    out = tmp_path / "out"
    done = convert(Order(path, out, FORMATS["reportminer"], FORMATS["brat"], drop=True))
    assert done.lost.keys() <= {"annotator", "source"}
    assert sorted(p.relative_to(out).as_posix() for p in out.rglob("*.ann")) == [
        "ann/dyke.ann",
        "ben_.._x/dyke.ann",
    ]
    back = {d.annotator: len(d.findings) for d in read_any(out)}
    assert back == {"ann": 2, "ben_.._x": 1}


@pytest.mark.parametrize(
    ("target", "form"),
    [("folder", "reportminer"), (".", "reportminer"), ("file/out.jsonl", "reportminer"), ("file", "brat")],
)
def test_what_cannot_be_written_is_refused_with_a_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str, form: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("mine")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(OutputError) as caught:
        convert(
            Order(house(tmp_path, record()), Path(target), FORMATS["reportminer"], FORMATS[form], drop=True)
        )
    assert caught.value.hint
    assert (tmp_path / "file").read_text() == "mine"


def test_brat_is_written_to_the_folder_one_stands_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    path = house(tmp_path, record())
    monkeypatch.chdir(tmp_path / "here")
    convert(Order(path, Path(), FORMATS["reportminer"], FORMATS["brat"], drop=True))
    assert (tmp_path / "here" / "dyke.ann").is_file()
