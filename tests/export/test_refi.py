"""The REFI-QDA project of an output folder: valid, every quote in its place, read back as annotations."""

import zipfile
from pathlib import Path

import pytest
from lxml import etree

from reportminer.errors import OutputError
from reportminer.export.csvs import read_typed
from reportminer.export.formats import write_format
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


def test_codes_are_told_and_nested(made):
    folders = {code.name: code for code in read_codebook(made / "reportminer.qdc")}
    assert [code.name for code in folders["Findings"].children] == ["Challenge", "Lesson", "Recommendation"]
    assert [code.name for code in folders["Themes"].children] == ["Trust", "Funding", "Agreements"]
    assert folders["Themes"].children[0].description.startswith("What belongs.")
    assert not folders["Themes"].codable


def test_a_missing_text_is_told(out):
    next((out / "texts").iterdir()).unlink()
    with pytest.raises(OutputError, match=r"\.txt is missing"):
        write_format(out, "refi")
    assert not list(out.glob(".*.part"))
