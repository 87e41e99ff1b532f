"""The REFI-QDA project of an output folder: valid, every quote in its place, read back as annotations."""

import csv
import gc
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from reportminer.errors import OutputError
from reportminer.export.csvs import read_typed
from reportminer.export.formats import write_format
from reportminer.export.tables import tables
from reportminer.refi import read_codebook, read_project
from reportminer.refi.records import all_codes

SCHEMAS = Path(__file__).parents[1] / "refi"


def schema(name):
    return etree.XMLSchema(etree.parse(SCHEMAS / name))


@pytest.fixture
def made(out):
    write_format(out, "refi")
    return out


def test_project_and_codebook_are_valid(made):
    with zipfile.ZipFile(made / "reportminer.qdpx") as package:
        schema("project.xsd").assertValid(etree.fromstring(package.read("project.qde")))
        assert "sources/" in {name[:8] for name in package.namelist()}
    schema("codebook.xsd").assertValid(etree.parse(made / "reportminer.qdc"))


def test_every_quote_stands_where_it_is_selected(made):
    project, passed = read_project(made / "reportminer.qdpx")
    assert not passed
    names = {code.guid: code.name for code in all_codes(project.codes)}
    texts = {text.values["source"]: text for text in project.texts}
    sources = {row["report_id"]: row["source"] for row in read_typed(made, "reports")}
    for row in read_typed(made, "findings"):
        text = texts[sources[row["report_id"]]]
        same = [s for s in text.selections if text.text[s.start : s.end] == row["text"]]
        chosen = [s for s in same if (s.start, s.end) == (row["char_start"], row["char_end"])]
        assert len(chosen) == 1
        coded = {names[code] for code in chosen[0].codes}
        assert row["label"].title() in coded
        assert {theme.title() for theme in row["themes"]} <= coded
        assert f"p. {row['page']}" in chosen[0].description
    fish = next(s for text in project.texts for s in text.selections if "🐟" in text.text[s.start : s.end])
    assert [names[code] for code in fish.codes] == ["Lesson"]


def test_a_theme_stands_below_the_one_above_it(nested):
    write_format(nested, "refi")
    folders = {code.name: code for code in read_codebook(nested / "reportminer.qdc")}
    themes = {code.name: [below.name for below in code.children] for code in folders["Themes"].children}
    assert themes == {"Trust": ["Agreements"], "Funding": []}


def test_codes_are_told_and_nested(made):
    folders = {code.name: code for code in read_codebook(made / "reportminer.qdc")}
    assert [code.name for code in folders["Findings"].children] == ["Challenge", "Lesson", "Recommendation"]
    assert [code.name for code in folders["Themes"].children] == ["Trust", "Funding", "Agreements"]
    assert folders["Themes"].children[0].description.startswith("What belongs.")
    assert not folders["Themes"].codable


@pytest.mark.skipif("relations" not in tables(), reason="findings are not linked")
def test_what_answers_what_is_linked(out):
    findings = list(read_typed(out, "findings"))
    advice = next(row for row in findings if row["label"] == "RECOMMENDATION")
    ends = {"source_id": advice["finding_id"], "target_id": findings[0]["finding_id"], "kind": "answers"}
    with (out / "relations.csv").open("a", newline="", encoding="utf-8") as file:
        csv.DictWriter(file, tables()["relations"].header, lineterminator="\n").writerow(ends)
    write_format(out, "refi")
    project, _ = read_project(out / "reportminer.qdpx")
    (link,) = project.links
    first = {s.guid: text.text[s.start : s.end] for text in project.texts for s in text.selections}
    assert (link.name, first[link.origin], first[link.target]) == (
        "answers",
        advice["text"],
        findings[0]["text"],
    )
    with zipfile.ZipFile(out / "reportminer.qdpx") as package:
        schema("project.xsd").assertValid(etree.fromstring(package.read("project.qde")))


def test_a_missing_text_is_told(out):
    next((out / "texts").iterdir()).unlink()
    with pytest.raises(OutputError, match=r"\.txt is missing"):
        write_format(out, "refi")
    assert not list(out.glob(".*.part"))


def test_memory_does_not_grow_with_the_reports(tmp_path, make, write, monkeypatch):
    monkeypatch.setattr("reportminer.refi.package._IN_MEMORY", 10_000, raising=False)

    def peak(count):
        mined = (make(f"{number:08x}".ljust(64, "0"), f"{number}.pdf") for number in range(count))
        folder = write(tmp_path / str(count), list(mined))
        gc.collect()
        tracemalloc.start()
        write_format(folder, "refi")
        taken = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return taken

    peak(1)  # what is loaded when it is first needed
    few, many = peak(20), peak(160)
    assert many < 2 * few, f"{few:,} bytes for 20 reports, {many:,} for 160"
