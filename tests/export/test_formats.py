import hashlib
import json
import os
import re
import sqlite3
import sys
import zipfile
from contextlib import closing, contextmanager
from dataclasses import replace

import pytest

from reportminer.batch.store import writing
from reportminer.errors import OutputError, UsageError
from reportminer.export import files
from reportminer.export.csvs import TableWriter, read_typed
from reportminer.export.formats import FORMATS, files_of, present, workbook, write_format
from reportminer.export.tables import tables


def _digests(paths):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_tables_give_the_same_bytes(name, tmp_path, make, write, monkeypatch):
    one = write_format(write(tmp_path / "a", [make()]), name)
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    two = write_format(write(tmp_path / "b", [make()]), name)
    assert _digests(one) == _digests(two)
    assert not list(tmp_path.rglob("*.part"))


def test_parquet_holds_the_typed_rows(out):
    import pyarrow.parquet as pq

    paths = write_format(out, "parquet")
    assert {path.stem for path in paths} == set(tables())
    for path in paths:
        rows = pq.read_table(path).to_pylist()
        assert rows == list(read_typed(out, path.stem))
    assert pq.read_schema(out / "findings.parquet").field("boxes").type.value_type.value_type == "double"


def test_sqlite_has_keys_that_hold(out):
    (path,) = write_format(out, "sqlite")
    with closing(sqlite3.connect(path)) as base:
        assert base.execute("PRAGMA foreign_key_check").fetchall() == []
        assert base.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        for name in tables():
            (count,) = base.execute(f'SELECT count(*) FROM "{name}"').fetchone()
            assert count == sum(1 for _ in read_typed(out, name))
        kinds = base.execute(
            "SELECT typeof(confidence), typeof(page), typeof(negated), boxes FROM findings"
        ).fetchone()
        assert kinds[:3] == ("real", "integer", "integer")
        assert json.loads(kinds[3])
        keys = [row[1] for row in base.execute("PRAGMA table_info(partners)") if row[5]]
        assert keys == ["report_id", "partner_id"]
        plan = str(
            base.execute("EXPLAIN QUERY PLAN SELECT * FROM findings WHERE label = 'LESSON'").fetchall()
        )
        assert "findings_label" in plan


def test_sqlite_finds_words_whatever_their_ending_and_accent(out):
    (path,) = write_format(out, "sqlite")
    with closing(sqlite3.connect(path)) as base:
        query = (
            "SELECT f.text FROM findings_search JOIN findings f ON f.rowid = findings_search.rowid"
            " WHERE findings_search MATCH ? ORDER BY f.rowid"
        )
        found = [text for (text,) in base.execute(query, ["fund arriving"])]
        assert len(found) == 4
        assert all(text.startswith("Funds from TWA arrived") for text in found)
        assert base.execute(query, ["trust tidewater"]).fetchall()  # theme and title of the report
        (sql,) = base.execute("SELECT sql FROM sqlite_master WHERE name = 'partners_search'").fetchone()
        assert 'content="partners"' in sql  # by which Datasette finds it
        assert base.execute("SELECT report, page FROM findings_read LIMIT 1").fetchone() == (
            "Tidewater: a year on",
            4,
        )


def test_lines_hold_the_typed_rows(out):
    paths = write_format(out, "jsonl")
    assert {path.stem for path in paths} == set(tables())
    for path in paths:
        lines = path.read_text(encoding="utf-8").split("\n")
        assert lines.pop() == ""
        assert [json.loads(line) for line in lines] == list(read_typed(out, path.stem))


def test_a_folder_knows_which_formats_it_holds(out):
    assert present(out) == ()
    for name in FORMATS:
        assert {path.name for path in write_format(out, name)} == set(files_of(name))
    assert present(out) == FORMATS


def _sheets(path):
    with zipfile.ZipFile(path) as book:
        names = [n for n in book.namelist() if n.startswith("xl/worksheets/sheet")]
        return {name: book.read(name).decode() for name in names}, book.read("xl/workbook.xml").decode()


def test_workbook_runs_nothing_and_has_a_sheet_for_each_table_that_holds_something(tmp_path, make, write):
    mined = make()
    evil = replace(
        mined, metadata=replace(mined.metadata, title="=HYPERLINK(1)", organisation="https://a.example")
    )
    (path,) = write_format(write(tmp_path / "out", [evil]), "xlsx")
    sheets, book = _sheets(path)
    assert all(f'name="{name}"' in book for name in ["read me", "findings", "themes", "partners", "reports"])
    heads = re.findall(r"<t>([a-z_]+)</t>", sheets["xl/worksheets/sheet2.xml"].partition("</row>")[0])
    assert heads[:6] == ["report_title", "label", "text", "page", "section_path", "theme_names"]
    assert heads[-3:] == ["boxes", "char_start", "char_end"]
    assert set(heads) == {column.name for column in tables()["findings"].columns}
    assert not any("<f>" in sheet for sheet in sheets.values())
    assert not any("<hyperlink" in sheet for name, sheet in sheets.items() if not name.endswith("sheet1.xml"))
    assert "r:id" not in sheets["xl/worksheets/sheet1.xml"]  # its links lead to the other sheets alone
    reports = sheets["xl/worksheets/sheet5.xml"]
    assert "<t>=HYPERLINK(1)</t>" in reports
    assert 'state="frozen"' in reports
    assert "<autoFilter" in reports
    assert re.search(r'<c r="F2"( s="\d+")?><v>2019</v></c>', reports.replace(' t="n"', ""))
    read_me = sheets["xl/worksheets/sheet1.xml"]
    assert "findings'!A1" in read_me
    assert "<t>5 rows</t>" in read_me


def test_a_workbook_that_cannot_be_written_is_told_as_any_other_file(tmp_path, make, write, monkeypatch):
    out = write(tmp_path / "out", [make()])
    monkeypatch.setattr(files, "temporary", lambda path: path.parent / "gone" / "book.part")
    with pytest.raises(OSError, match="No such file"):
        write_format(out, "xlsx")


@contextmanager
def nearly_full():
    """A disk on which no file can be larger than a few lines."""
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (600, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("name", FORMATS)
def test_a_disk_that_is_full_leaves_nothing_half_there(name, tmp_path, make, write, monkeypatch):
    out = write(tmp_path / "out", [make()])
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    with pytest.raises(OutputError) as told, writing(out), nearly_full():
        write_format(out, name)
    assert "cannot write" in told.value.message
    assert told.value.hint
    assert not list(out.glob(".*.part"))
    assert not list((tmp_path / "tmp").iterdir())


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are bytes")
@pytest.mark.parametrize("name", FORMATS)
def test_a_folder_whose_name_is_no_text_is_a_folder_as_any_other(name, tmp_path, make, write):
    out = write(tmp_path / os.fsdecode(b"caf\xe9"), [make()])
    assert all(path.exists() for path in write_format(out, name))


def test_a_table_longer_than_a_sheet_goes_on_in_the_next(tmp_path, make, write, monkeypatch):
    monkeypatch.setattr(workbook, "ROWS", 3)
    (path,) = write_format(write(tmp_path / "out", [make()]), "xlsx")
    _, book = _sheets(path)
    assert 'name="findings 2"' in book
    assert 'name="findings 3"' not in book


def test_a_text_longer_than_a_cell_is_cut_and_says_so(tmp_path):
    with TableWriter(tmp_path) as writer:
        writer.write("failures", [{"source": "x" * 40_000, "stage": "", "error": "", "hint": ""}])
    (path,) = write_format(tmp_path, "xlsx")
    sheets, book = _sheets(path)
    assert any("x [" in sheet and "x" * 32_763 in sheet for sheet in sheets.values())
    assert re.findall(r'<sheet name="([^"]+)"', book) == ["read me", "failures"]
    assert "nothing: no sheet" in sheets["xl/worksheets/sheet1.xml"]


@pytest.mark.parametrize("name", FORMATS)
def test_an_empty_output_can_be_written_too(name, tmp_path):
    with TableWriter(tmp_path):
        pass
    assert all(path.stat().st_size or name == "jsonl" for path in write_format(tmp_path, name))


def test_wrong_calls_say_what_to_do(tmp_path):
    with pytest.raises(UsageError) as caught:
        write_format(tmp_path, "ods")
    assert "parquet" in caught.value.hint
    with pytest.raises(OutputError):
        write_format(tmp_path, "sqlite")
