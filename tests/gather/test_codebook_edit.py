"""A code of a codebook takes over terms and quotes; what stood in the file stays."""

import csv
from pathlib import Path

import pytest

from reportminer.errors import CodebookError
from reportminer.gather.codebook import load_codebook
from reportminer.gather.codebook_edit import add_code, extend_code
from reportminer.refi import Code, write_codebook
from reportminer.refi.records import guid

HEAD = "name: Ours  # our own\ncodes:\n"
FLOW = """  - id: weather
    name: Weather
    definition: Rain, heat and storms.
    terms: [hailstorm, 'cold snap']   # the ones that matter
    examples: []

  - {id: tide, name: Tide, definition: High water., terms: [tide]}
"""
BLOCK = """  - id: weather
    definition: >-
      Rain, heat
      and storms.
    terms:
      - hailstorm  # the one
      - "cold snap"
    name: Weather

  # the sea
  - id: tide
    name: Tide
    definition: High water.
    terms: [tide]
"""
LAST = """  - id: tide
    name: Tide
    definition: High water.
    terms: [tide]
  - id: weather
    name: Weather
    terms: [hailstorm, "cold snap"]
    definition: |
      Rain, heat and storms.
"""
NEW = {"terms": ["hailstorm", "fog bank", "yes"], "examples": ['"It blew," he said: [for days] # long.']}


@pytest.mark.parametrize("codes", [FLOW, BLOCK, LAST])
def test_a_code_takes_over_terms_and_quotes_and_the_rest_stays(tmp_path: Path, codes: str) -> None:
    path = tmp_path / "book.yaml"
    path.write_text(HEAD + codes, "utf-8")
    before = {code.id: code for code in load_codebook(path).codes}
    after = {code.id: code for code in extend_code(path, "weather", NEW).codes}
    assert after["weather"].terms == ("hailstorm", "cold snap", "fog bank", "yes")
    assert after["weather"].examples == tuple(NEW["examples"])
    assert after["weather"].definition == before["weather"].definition
    assert after["tide"] == before["tide"]
    told = path.read_text("utf-8")
    assert [line for line in (HEAD + codes).splitlines() if "#" in line and "terms" not in line] == [
        line for line in told.splitlines() if "#" in line and line in (HEAD + codes).splitlines()
    ]
    assert load_codebook(path).codes == tuple(after.values())


def test_nothing_is_said_twice(tmp_path: Path) -> None:
    path = tmp_path / "book.yaml"
    path.write_text(HEAD + BLOCK, "utf-8")
    extend_code(path, "weather", NEW)
    once = path.read_bytes()
    extend_code(path, "weather", NEW)
    assert path.read_bytes() == once


@pytest.mark.parametrize("examples", [",examples", ""])
def test_a_code_of_a_table_takes_them_over_too(tmp_path: Path, examples: str) -> None:
    path = tmp_path / "book.csv"
    tail = ",Mud came; it stayed." if examples else ""
    rows = [f"name,definition,terms{examples}", f'"Bad weather",Storms,"hailstorm; snow"{tail}']
    path.write_text("\n".join([*rows, f"Tide,High water,tide{',' if examples else ''}", ""]), "utf-8")
    book = extend_code(path, "bad_weather", {"terms": ["fog bank"], "examples": ["It blew for days."]})
    assert book.codes[0].terms == ("hailstorm", "snow", "fog bank")
    assert book.codes[0].examples[-1] == "It blew for days."
    assert book.codes[1].terms == ("tide",)


FOG = {
    "id": "fog",
    "name": "Fog banks",
    "definition": "It thickens.",
    "terms": ["fog"],
    "examples": ["Fog came."],
}


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_code_keeps_all_its_fields_in_a_table_that_lacks_columns_for_them(
    tmp_path: Path, mark: str
) -> None:
    path = tmp_path / "book.csv"
    rows = ["Name,Definition,Parent,Terms", "Weather,Storms,,hail", "Tide,High water,Weather,tide"]
    path.write_text("\n".join(rows).replace(",", mark) + "\r\n", "utf-8")
    before = load_codebook(path).codes
    book = add_code(path, FOG)
    assert book.codes[:-1] == before
    assert {key: getattr(book.codes[-1], key) for key in ("id", "name", "terms", "examples")} == {
        "id": "fog",
        "name": "Fog banks",
        "terms": ("fog",),
        "examples": ("Fog came.",),
    }
    assert load_codebook(path).codes == book.codes
    assert path.read_text("utf-8").startswith(rows[0].replace(",", mark))


def test_a_table_that_has_the_columns_stays_as_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "book.csv"
    text = 'name,definition,terms,examples\n"Tide",High water,tide,\n'
    path.write_text(text, "utf-8")
    (_, code) = add_code(path, {**FOG, "id": "fog_banks"}).codes
    assert code.id == "fog_banks"
    assert path.read_text("utf-8").startswith(text)


def test_a_row_that_ends_early_takes_terms_over_too(tmp_path: Path) -> None:
    path = tmp_path / "book.csv"
    path.write_text("name,definition,examples,terms\nTide,High water,It rose.\n\n", "utf-8")
    (code,) = extend_code(path, "tide", {"terms": ["neap"]}).codes
    assert (code.terms, code.examples) == (("neap",), ("It rose.",))


def test_no_quote_becomes_a_formula_in_a_table(tmp_path: Path) -> None:
    path = tmp_path / "book.csv"
    path.write_text("name,definition,terms,examples\nTide,High water,tide,\n", "utf-8")
    extend_code(path, "tide", {"terms": ["=neap"], "examples": ["=HYPERLINK(1) It blew.", "+1"]})
    with path.open(encoding="utf-8", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert not [cell for cell in cells if cell[:1] in tuple("=+-@")]
    assert "HYPERLINK(1) It blew." in cells[-1]


def test_a_codebook_that_is_not_there_begins_as_the_partnership_codebook(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    extend_code(path, "crisis_risk", {"terms": ["lahar"]})
    own, shipped = load_codebook(path).codes, load_codebook().codes
    assert [code.id for code in own] == [code.id for code in shipped]
    assert [a.id for a, b in zip(own, shipped, strict=True) if a != b] == ["crisis_risk"]


def test_a_code_that_is_not_there_is_refused_and_the_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "book.yaml"
    path.write_text(HEAD + FLOW, "utf-8")
    with pytest.raises(CodebookError, match="no code `sun`") as caught:
        extend_code(path, "sun", NEW)
    assert "weather" in (caught.value.hint or "")
    assert path.read_text("utf-8") == HEAD + FLOW


def test_a_codebook_of_another_program_is_read_and_not_added_to(tmp_path: Path) -> None:
    path = tmp_path / "theirs.qdc"
    long = "Everything that people said about the way in which the old harbour was closed"
    late_pay = Code(guid("late"), "Late pay", "Wages that come late.")
    made = (Code(guid("money"), "Money", "Funds.", children=(late_pay,)), Code(guid("harbour"), long))
    write_codebook(path, made)
    money, late, harbour = load_codebook(path).codes
    assert (money.id, late.parent, late.terms) == ("money", "money", ("late pay",))
    assert (harbour.terms, harbour.examples) == ((), (long,))
    with pytest.raises(CodebookError, match="YAML and CSV only"):
        extend_code(path, "money", NEW)
