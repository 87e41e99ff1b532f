"""Projects begun from the output of a run; what lies where; the command line."""

import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from reportminer.annotations import Document, Finding, Unit, load, text_hash, write_documents
from reportminer.desk.desk import Desk
from reportminer.desk.people import divide, overlap_of, spans_of
from reportminer.desk.project import FOLDER, Project
from reportminer.desk.store import Author
from reportminer.errors import AnnotationError, OutputError
from reportminer.export.coded_by import CODED_BY, codebook_text
from reportminer.gather.codebook import Code, Codebook
from reportminer.ingest.find import MARK
from reportminer.labels import Label

TEXT = """Canal watch

Challenges

The lock had no keeper for a year. Boats waited.

Notes

We met in May.
"""


def call(*words):
    command = [sys.executable, "-c", "from reportminer.cli import main; main()", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)


@pytest.fixture
def out(tmp_path):
    """OUT of a run over one text report, by hand: the tables that a project reads, no more."""
    folder, digest = tmp_path / "out", sha256(TEXT.encode()).hexdigest()
    (folder / MARK).mkdir(parents=True)
    (folder / "texts").mkdir()
    report = f"r{digest[:12]}"
    (folder / "texts" / f"{report}.txt").write_text(TEXT, encoding="utf-8")
    (folder / "run.json").write_text(json.dumps({"settings": {"codebook": "default"}}))
    (folder / "reports.csv").write_text(
        f"report_id,source,sha256,title\n{report},in/canal.txt,{digest},Canal watch\n"
    )
    begin, notes = TEXT.index("Challenges"), TEXT.index("Notes")
    rows = [
        ("s0", report, "", 0, "", "other", 0, begin),
        ("s1", report, "", 1, "Challenges", "challenges", begin, notes),
        ("s2", report, "", 1, "Notes", "other", notes, len(TEXT)),
    ]
    head = "section_id,report_id,parent_id,level,heading,role,char_start,char_end\n"
    (folder / "sections.csv").write_text(head + "".join(",".join(map(str, row)) + "\n" for row in rows))
    return folder


def test_a_project_lies_in_the_output_and_finds_the_files_again(out, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "canal.txt").write_text(TEXT, encoding="utf-8")
    project = Project.open(out)
    (row,) = project.reports()
    assert row["path"] == str(tmp_path / "in" / "canal.txt")
    assert (out / FOLDER / "project.sqlite").is_file()
    project.take(row["id"])
    assert project.record(row["id"])["text"]
    project.close()
    again = Project.open(out)
    assert [r["status"] for r in again.reports()] == ["ready"]
    again.close()


def codes(place):
    """Ids of the codes that a project offers."""
    project = Project.open(place)
    try:
        return [code.id for code in project.codebook.codes]
    finally:
        project.close()


def book(*ids):
    return codebook_text(Codebook("Ours", tuple(Code(own, own, "As told.", terms=(own,)) for own in ids)))


def test_the_codebook_is_that_of_the_run_and_follows_it(out, tmp_path):
    """Wherever the user's own file is by now, and wherever the command is given."""
    (out / "run.json").write_text(json.dumps({"settings": {"codebook": "mine.yaml"}}))
    with pytest.raises(OutputError, match="not kept") as told:
        Project.open(out)
    assert "themes recode" in told.value.hint
    (out / MARK / CODED_BY).write_text(book("oars"))
    assert codes(out) == ["oars"]
    (out / MARK / CODED_BY).write_text(book("oars", "sails"))  # coded again
    assert codes(out) == ["oars", "sails"]
    moved = out.rename(tmp_path / "moved")
    (moved / MARK / CODED_BY).write_text(book("masts"))
    assert codes(moved) == ["masts"]
    project = Project(moved / FOLDER)
    assert [code.id for code in project.codebook.codes] == ["masts"]
    project.close()


def test_the_run_that_a_project_was_begun_from_decides_the_codebook(out, tmp_path):
    (out / MARK / CODED_BY).write_text(book("oars"))
    Project.open(out, tmp_path / "project").close()
    other = tmp_path / "other"
    (other / MARK).mkdir(parents=True)
    (other / "run.json").write_text("{}")
    (other / "reports.csv").write_text("report_id,source,sha256,title\n")
    project = Project.open(other, tmp_path / "project")
    assert [code.id for code in project.codebook.codes] == ["oars"]
    project.close()


def test_a_damaged_record_of_the_run_is_told_of(out):
    (out / "run.json").write_text('{"settings": 3}')
    with pytest.raises(OutputError, match="damaged"):
        Project.open(out)


def test_a_file_that_moved_is_found_by_its_hash(out, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "other-name.txt").write_text(TEXT, encoding="utf-8")
    project = Project.open(out, reports=(tmp_path / "elsewhere",))
    assert project.reports()[0]["path"].endswith("other-name.txt")
    project.close()


@pytest.mark.parametrize("changed", [False, True])
def test_without_the_file_the_kept_text_serves(out, tmp_path, changed):
    if changed:
        (tmp_path / "in").mkdir()
        (tmp_path / "in" / "canal.txt").write_text("something else", encoding="utf-8")
    project = Project.open(out)
    report = project.reports()[0]["id"]
    project.take(report)
    record = project.record(report)
    words = [record["text"][s[0] : s[1]] for s in record["segments"]]
    assert record["text"] == TEXT
    assert words == ["Canal watch", "The lock had no keeper for a year.", "Boats waited.", "We met in May."]
    assert [s[4] for s in record["sections"]] == ["", "Challenges", "Notes"]
    assert record["sections"][record["segments"][1][3]][5] == "challenges"
    assert "not found" in project.reports()[0]["said"]
    project.close()


def test_a_report_that_cannot_be_read_is_marked_and_the_rest_goes_on(folder):
    project = Project(folder)
    bad = folder.parent / "bad.pdf"
    bad.write_bytes(b"%PDF-1.7 nothing")
    report = project.add("bad.pdf", sha256(bad.read_bytes()).hexdigest(), str(bad))
    project.take(report)
    assert [row["status"] for row in project.reports()] == ["ready", "ready", "failed"]
    assert project.reports()[2]["said"]
    with pytest.raises(AnnotationError):
        project.raw(report)
    project.close()


def test_what_is_neither_output_nor_project_is_refused(tmp_path):
    with pytest.raises(OutputError):
        Project.open(tmp_path)
    (tmp_path / "project.sqlite").write_bytes(b"this is no database" * 100)
    with pytest.raises(OutputError):
        Project.open(tmp_path)


def test_work_is_given_out_whole_and_the_overlap_to_everybody():
    sizes = {"r1": 100, "r2": 61}
    given = divide(sizes, ["ann", "bea", "cleo"], 0.3)
    everywhere = {(report, at) for report, size in sizes.items() for at in range(size)}
    has = {
        who: {(r, at) for r, span in spans_of(given, who).items() for at in span}
        for who in ("ann", "bea", "cleo")
    }
    common = {(r, at) for r, span in overlap_of(given).items() for at in span}
    assert has["ann"] | has["bea"] | has["cleo"] == everywhere
    assert has["ann"] & has["bea"] == has["ann"] & has["cleo"] == common
    assert common
    assert given == divide(sizes, ["ann", "bea", "cleo"], 0.3)
    for people, overlap in (([], 0.1), (["ann", "ann"], 0.1), (["ann"], 1.5)):
        with pytest.raises(AnnotationError):
            divide(sizes, people, overlap)


def test_layers_by_the_command_line(folder, tmp_path):
    told = call("annotations", "export", folder, tmp_path / "x.jsonl")
    assert told.returncode == 2
    assert "Traceback" not in told.stderr
    record = tmp_path / "in.jsonl"
    project = Project(folder)
    from reportminer.annotations import Document, Finding, text_hash, write_documents
    from reportminer.labels import Label

    text = project.record(project.reports()[0]["id"])["text"]
    at = text.index("Two of the three")
    end = text.index("winter.") + 7
    finding = Finding("c1", at, end, text[at:end], (Label.CHALLENGE,))
    document = Document("x", "harbour.txt", text_hash(text), text=text, annotator="dora", findings=(finding,))
    write_documents(record, [document], inline=True)
    project.close()
    told = call("annotations", "import", folder, record)
    assert told.returncode == 0, told.stderr
    told = call("annotations", "export", folder, tmp_path / "y.jsonl", "--layer", "dora", "--to", "prodigy")
    assert told.returncode == 0, told.stderr
    assert "CHALLENGE" in (tmp_path / "y.jsonl").read_text()


def test_an_import_begins_the_project(out, tmp_path):
    words = "The lock had no keeper for a year."
    at = TEXT.index(words)
    finding = Finding("c1", at, at + len(words), words, (Label.CHALLENGE,), modality="must")
    units = (Unit(at, at + len(words), words),)
    record = Document("canal", "canal.txt", text_hash(TEXT), text=TEXT, segments=units, findings=(finding,))
    write_documents(tmp_path / "a.jsonl", [record], inline=True)
    begun = call("annotations", "import", out, tmp_path / "a.jsonl", "--layer", "ann")
    assert begun.returncode == 0, begun.stderr
    assert "1 record, 1 segment judged" in begun.stdout
    kept = call("annotations", "export", out, tmp_path / "b.jsonl")
    assert kept.returncode == 0, kept.stderr
    (back,) = load(tmp_path / "b.jsonl")
    assert [(f.text, f.labels) for f in back.findings] == [(words, (Label.CHALLENGE,))]
    assert [unit.text for unit in back.segments] == [words]


def test_an_export_that_would_lose_something_is_refused_without_drop(out, tmp_path):
    project = Project.open(out)
    (report,) = (row["id"] for row in project.reports())
    project.take(report)
    sit = {"kind": "judge", "segment": 0, "labels": ["LESSON"], "done": "yes"}
    Desk(project).act(Author("ann", "ann", "n1"), report, sit)
    Desk(project).act(Author("ann", "ann", "n2"), report, {**sit, "segment": 1})
    project.close()
    refused = call("annotations", "export", out, tmp_path / "brat", "--to", "brat")
    assert refused.returncode == 2
    assert "2 segments" in refused.stderr
    assert "--drop" in refused.stderr
    assert not (tmp_path / "brat").exists()
    dropped = call("annotations", "export", out, tmp_path / "brat", "--to", "brat", "--drop")
    assert dropped.returncode == 0, dropped.stderr
    assert "left out: 2 segments" in dropped.stdout


def test_an_output_that_cannot_be_written_to_is_told_by_name(out, monkeypatch):
    def refuse(path, *_, **__):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "mkdir", refuse)  # the tests may run as somebody who may write anywhere
    with pytest.raises(OutputError) as told:
        Project.open(out)
    assert str(out / FOLDER) in told.value.message
    assert "Permission denied" in told.value.message
    assert "--project" in told.value.hint
