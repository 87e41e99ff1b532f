"""`reportminer themes` over the output of a run."""

import csv
import json
import shutil
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from reportminer.batch import suggestions
from reportminer.batch.made import make_anew
from reportminer.batch.run import Job, run
from reportminer.batch.store import held
from reportminer.cli import app
from reportminer.config import Settings
from reportminer.errors import CodebookError, OutputError, UsageError
from reportminer.export.coded_by import kept_codebook
from reportminer.export.formats import write_format
from reportminer.export.themes import uncoded
from reportminer.gather.codebook import load_codebook
from reportminer.gather.suggest import Suggestion

CODES = Path(str(files("reportminer.gather"))) / "codebooks" / "partnership.yaml"
BOOK = """# our own
name: Ours
codes:
  - id: weather
    name: Weather
    definition: Rain, heat and storms.
    terms: [hailstorm]   # the one that matters
"""
SAYINGS = [
    "Three cranes stood idle because the crane drivers had no licence.",
    "Crane drivers without a licence were a problem on every quay.",
    "The quay was short of crane drivers with a valid licence.",
]
REPORT = """Quays and Wharves Partnership: report {number}

Introduction

The Quays and Wharves Partnership ran for three years in the ports of the northern coast. It was led by the
Stevedores' Welfare Trust together with the Harbour Council, and this is its report number {number}.

Challenges

- {saying}
- Meals for the people of shift {number} were often delivered late and cold, which was a problem.

What we learned

Those who eat together stay on.
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("themes")
    for number, saying in enumerate(SAYINGS):
        (folder / f"{number}.txt").write_text(REPORT.format(number=number, saying=saying), "utf-8")
    (folder / "book.yaml").write_text(BOOK, "utf-8")
    inputs = tuple(str(folder / f"{n}.txt") for n in range(3))
    run(Job(inputs, folder / "out", Settings(codebook=folder / "book.yaml")))
    return folder


def _coded(made: Path, tmp_path: Path) -> tuple[Path, Path]:
    """A copy of the output that was made, coded by a codebook beside it."""
    out, book = tmp_path / "out", tmp_path / "book.yaml"
    shutil.copytree(made / "out", out)
    book.write_text(BOOK, "utf-8")
    call("recode", out, "--codebook", book)
    return out, book


def call(*words: str | Path) -> str:
    result = CliRunner().invoke(
        app, ["themes", *map(str, words)], catch_exceptions=False, standalone_mode=False
    )
    return result.output


def table(out: Path, name: str) -> list[dict[str, str]]:
    with (out / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_suggestion_becomes_a_code_and_findings_carry_it(made: Path, tmp_path: Path) -> None:
    out, book = made / "out", made / "book.yaml"
    said = call("suggest", out)
    assert "crane" in said
    assert "carry no code" in said
    assert "stability" in said
    own = next(row["theme_id"] for row in table(out, "suggestions") if "crane" in row["terms"])
    texts = {path.name: path.read_bytes() for path in (out / "texts").iterdir()}

    said = call("accept", out, own, "--codebook", book, "--name", "Crane drivers")
    assert "crane_drivers" in said
    assert book.read_text("utf-8").startswith(BOOK.rstrip("\n"))
    assert [code.id for code in load_codebook(book).codes] == ["weather", "crane_drivers"]
    coded = {r["text"] for r in table(out, "findings") if "crane_drivers" in r["themes"]}
    assert coded == {row["text"] for row in table(out, "findings") if "rane" in row["text"]}
    themes = {row["theme_id"]: row for row in table(out, "themes")}
    assert int(themes["crane_drivers"]["reports"]) == 3
    assert table(out, "theme_matrix")[0].keys() == {"report_id", "weather", "crane_drivers", "uncoded"}
    counts = [r for r in table(out, "theme_counts") if (r["theme_id"], r["by"]) == ("crane_drivers", "all")]
    assert counts[0]["reports"] == "3"
    assert texts == {path.name: path.read_bytes() for path in (out / "texts").iterdir()}
    assert json.loads((out / "run.json").read_text("utf-8"))["recoded"]["codebook"] == "Ours"


def test_a_suggestion_becomes_part_of_a_code_that_is_there(made: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(made, folder)
    out, book = folder / "out", folder / "book.yaml"
    book.write_text(BOOK, "utf-8")
    call("recode", out, "--codebook", book)
    call("suggest", out)
    own = next(row["theme_id"] for row in table(out, "suggestions") if "crane" in row["terms"])
    assert "weather" in call("merge", out, own, "--into", "weather", "--codebook", book)
    (code,) = load_codebook(book).codes
    assert code.terms[0] == "hailstorm"
    assert any("crane" in term for term in code.terms)
    assert "# the one that matters" in book.read_text("utf-8")
    coded = {row["text"] for row in table(out, "findings") if "weather" in row["themes"]}
    assert len([text for text in coded if "rane" in text]) == 3
    with pytest.raises(UsageError, match="go together"):
        call("merge", out, own, "--into", "weather")


def test_coding_again_by_the_same_codebook_gives_the_same_bytes(made: Path) -> None:
    out, book = made / "out", made / "book.yaml"
    names = ("findings", "theme_findings", "themes", "theme_matrix", "theme_counts", "theme_pairs")
    call("recode", out, "--codebook", book)
    first = [(out / f"{name}.csv").read_bytes() for name in names]
    call("recode", out, "--codebook", book)
    assert first == [(out / f"{name}.csv").read_bytes() for name in names]


def test_coding_again_leaves_nothing_that_contradicts_the_tables(made: Path, tmp_path: Path) -> None:
    """Other formats, the counts of run.json, and the codebook that is kept."""
    out, other = tmp_path / "out", tmp_path / "other.csv"
    shutil.copytree(made / "out", out)
    write_format(out, "jsonl")
    other.write_text("name,definition,terms\nMeals,Food at work.,meal; cold\n", "utf-8")
    call("recode", out, "--codebook", other)
    lines = (out / "theme_findings.jsonl").read_text("utf-8").splitlines()
    coded = [(row["theme_id"], row["finding_id"]) for row in table(out, "theme_findings")]
    assert [(row["theme_id"], row["finding_id"]) for row in map(json.loads, lines)] == coded
    assert json.loads((out / "run.json").read_text("utf-8"))["counts"]["theme_findings"] == len(coded) == 3
    other.unlink()
    book = kept_codebook(out / ".reportminer")
    assert book is not None
    assert [code.terms for code in book.codes] == [("meal", "cold")]


def test_a_refused_command_leaves_codebook_and_suggestions_as_they_were(made: Path, tmp_path: Path) -> None:
    out, book = _coded(made, tmp_path)
    call("suggest", out)
    own = table(out, "suggestions")[0]["theme_id"]
    refused = [
        ["accept", out, own, "--codebook", book],
        ["merge", out, own, "--into", "weather", "--codebook", book],
    ]
    with held(out):
        for words in [*refused, ["merge", out, own, own]]:
            with pytest.raises(OutputError, match="another run"):
                call(*words)
    (out / "run.json").write_text("[]", "utf-8")
    for words in refused:
        with pytest.raises(OutputError, match=r"run\.json is damaged"):
            call(*words)
    assert book.read_text("utf-8") == BOOK


def test_what_was_broken_off_is_done_by_the_same_command(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever it stops: while findings are coded, before the tables are there, and after."""
    out, book = _coded(made, tmp_path)
    record = json.loads((out / "run.json").read_text("utf-8"))
    record.pop("recoded")
    (out / "run.json").write_text(json.dumps(record), "utf-8")
    call("suggest", out)
    own = next(row["theme_id"] for row in table(out, "suggestions") if "crane" in row["terms"])
    coded = (out / "themes.csv").read_bytes()
    accept: list[str | Path] = ["accept", out, own, "--codebook", book]
    for place in ("export.themes.passage_of", "export.csvs.commit", "batch.suggestions.make_anew"):
        with monkeypatch.context() as patched:
            patched.setattr(f"reportminer.{place}", stopped)
            with pytest.raises(Stopped):
                call(*accept)
        assert book.read_text("utf-8") == BOOK, place
        told = "recoded" in json.loads((out / "run.json").read_text("utf-8"))
        assert told == ("passage_of" not in place)
        assert told or coded == (out / "themes.csv").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["book.yaml", "out"]
    assert "added" in call(*accept)
    assert len(load_codebook(book).codes) == len(table(out, "themes")) - 1 == 2


class Stopped(BaseException):
    """As Ctrl-C, which the command line would turn into an exit code."""


def stopped(*_: object) -> None:
    raise Stopped


def test_what_the_user_writes_while_findings_are_coded_stays(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, book = _coded(made, tmp_path)
    call("suggest", out)
    own = table(out, "suggestions")[0]["theme_id"]

    def slow(*words: Any) -> None:
        book.write_text(BOOK.replace("hailstorm", "blizzard"), "utf-8")
        make_anew(*words)

    monkeypatch.setattr(suggestions, "make_anew", slow)
    call("accept", out, own, "--codebook", book, "--id", "cranes")
    weather, cranes = load_codebook(book).codes
    assert (weather.terms, cranes.id) == (("blizzard",), "cranes")


def test_a_codebook_that_cannot_be_written_is_told_of_before_anything_is_coded(
    made: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    shutil.copytree(made / "out", out)
    call("suggest", out)
    before = (out / "themes.csv").read_bytes(), (out / "run.json").read_bytes()
    own = table(out, "suggestions")[0]["theme_id"]
    with pytest.raises(CodebookError, match="cannot be written"):
        call("accept", out, own, "--codebook", tmp_path / "nowhere" / "mine.yaml")
    assert before == ((out / "themes.csv").read_bytes(), (out / "run.json").read_bytes())


def test_suggestions_are_read_once_no_other_command_changes_them(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, book = tmp_path / "out", tmp_path / "book.yaml"
    shutil.copytree(made / "out", out)
    book.write_text(BOOK, "utf-8")
    told = suggestions.chosen

    def chosen(*words: Any) -> list[Suggestion]:
        with pytest.raises(OutputError, match="another run"), held(out):
            pass
        return told(*words)

    call("recode", out, "--codebook", book)
    call("suggest", out)
    own = table(out, "suggestions")[0]["theme_id"]
    monkeypatch.setattr(suggestions, "chosen", chosen)
    call("merge", out, own, "--into", "weather", "--codebook", book)
    call("accept", out, own, "--codebook", book, "--id", "cranes")


@pytest.mark.parametrize("fast", [True, False])
def test_coding_again_reads_as_the_run_did(made: Path, tmp_path: Path, fast: bool) -> None:
    """After a run with `--fast`, without the reader of themes; the same codes, so the same bytes."""
    out, codes = tmp_path / "out", CODES
    run(Job((str(made / "0.txt"), str(made / "1.txt")), out, Settings(fast=fast)))
    assert kept_codebook(out / ".reportminer") == load_codebook()
    before = (out / "theme_findings.csv").read_bytes()
    assert before.count(b"\n") >= 3
    call("recode", out, "--codebook", codes)
    assert (out / "theme_findings.csv").read_bytes() == before


def test_a_damaged_record_of_the_run_is_told_of(made: Path, tmp_path: Path) -> None:
    shutil.copytree(made / "out", tmp_path / "out")
    (tmp_path / "out" / "run.json").write_text("{", "utf-8")
    with pytest.raises(OutputError, match=r"run\.json is damaged"):
        call("compare", tmp_path / "out", "--codebook", made / "book.yaml")


def test_codebooks_are_compared_and_nothing_is_written(made: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("name,definition,terms\nMeals,Food at work.,meal; cold\n", "utf-8")
    before = {path.name: path.read_bytes() for path in (made / "out").glob("*.csv")}
    said = call("compare", made / "out", "--codebook", other)
    now, then, both = next(line for line in said.splitlines() if line.startswith("meals")).split()[1:4]
    assert (int(now), int(then), int(both)) == (0, 3, 0)
    assert "not coded" in said
    assert before == {path.name: path.read_bytes() for path in (made / "out").glob("*.csv")}


def test_a_codebook_that_cannot_be_written_is_told_of(made: Path, tmp_path: Path) -> None:
    from reportminer.gather.codebook_edit import add_code

    told = {"id": "a", "name": "A", "definition": "B.", "terms": ["b"], "examples": ["A b."]}
    with pytest.raises(CodebookError, match="cannot be written") as caught:
        add_code(tmp_path / "nowhere" / "mine.yaml", told)
    assert "folder" in (caught.value.hint or "")


def test_a_code_is_added_to_a_table_too(made: Path, tmp_path: Path) -> None:
    from reportminer.gather.codebook_edit import add_code

    path = tmp_path / "codes.csv"
    path.write_text("name,definition,terms,examples\nMeals,Food.,meal; cold,\n", "utf-8")
    book = add_code(
        path,
        {
            "id": "ropes",
            "name": "Ropes",
            "definition": "Of hemp.",
            "terms": ["rope"],
            "examples": ["A; b.", "C."],
        },
    )
    assert book.codes[1].id == "ropes"
    assert book.codes[1].examples == ("A; b.", "C.")


def test_a_suggestion_keeps_its_id_and_terms_in_a_table_that_has_neither(made: Path, tmp_path: Path) -> None:
    out, book = tmp_path / "out", tmp_path / "codes.csv"
    shutil.copytree(made / "out", out)
    book.write_text("name,definition,terms\nMeals,Food.,meal; cold\n", "utf-8")
    call("recode", out, "--codebook", book)
    call("suggest", out)
    own = next(row["theme_id"] for row in table(out, "suggestions") if "crane" in row["terms"])
    book.write_text("name,definition,examples\nMeals,Food.,Meals came cold.\n", "utf-8")
    said = call("accept", out, own, "--codebook", book, "--name", "Crane drivers", "--id", "cranes")
    assert said.startswith(f"code cranes added to {book}; Crane drivers: ")
    meals, cranes = load_codebook(book).codes
    assert (meals.id, cranes.id) == ("meals", "cranes")
    assert any("crane" in term for term in cranes.terms)


@pytest.mark.parametrize(
    "text",
    [
        "codes:\n- id: a\n  name: A\n  definition: >-\n    Long\n    told.\n  terms: [x-ray]\nname: Last\n",
        "- id: a\n  name: A\n  terms: [x-ray]\n  definition: >-\n    Long\n    told.\n",
        "name: N\ncodes:\n    - {id: a, name: A, definition: d, terms: [x-ray]}\n\n# the end\n",
    ],
)
def test_a_code_is_added_wherever_the_list_ends(tmp_path: Path, text: str) -> None:
    from reportminer.gather.codebook_edit import add_code

    path = tmp_path / "codes.yaml"
    path.write_text(text, "utf-8")
    book = add_code(path, {"id": "b", "name": "B: no", "definition": "- odd", "terms": ["rope", "yes"]})
    assert [(code.id, code.name) for code in book.codes] == [("a", "A"), ("b", "B: no")]
    assert all(line in path.read_text("utf-8") for line in text.splitlines())


def test_a_code_that_is_there_already_is_refused_and_the_file_stays(tmp_path: Path) -> None:
    from reportminer.gather.codebook_edit import add_code

    path = tmp_path / "codes.yaml"
    path.write_text(BOOK, "utf-8")
    with pytest.raises(CodebookError, match="given twice"):
        add_code(path, {"id": "weather", "name": "W", "definition": "d", "terms": ["wind"]})
    assert path.read_text("utf-8") == BOOK


def test_what_cannot_be_done_is_said(made: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="s_nothere"):
        call("accept", made / "out", "s_nothere", "--codebook", made / "book.yaml")
    with pytest.raises(OutputError, match="no output of a run"):
        call("suggest", tmp_path)
    with pytest.raises(UsageError, match="no suggestion"):
        call("merge", made / "out", "a", "b")


def test_a_run_without_the_codebook_does_not_undo_a_recode(made: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(made, folder)
    book, again = folder / "book.yaml", Job((str(folder / "0.txt"),), folder / "out", Settings())
    run(replace(again, force=True))
    call("recode", folder / "out", "--codebook", book)
    with pytest.raises(UsageError, match="Ours"):
        run(again)
    run(replace(again, settings=Settings(codebook=book)))
    call("recode", folder / "out", "--codebook", book)
    run(replace(again, force=True))
    assert "recoded" not in json.loads((folder / "out" / "run.json").read_text("utf-8"))


def test_a_codebook_that_cannot_be_read_is_told_alike_by_every_command(made: Path, tmp_path: Path) -> None:
    """Missing or a folder; YAML or `.qdc`."""
    (tmp_path / "folder.yaml").mkdir()
    out, inputs = made / "out", str(made / "0.txt")
    for name in ("gone.yaml", "gone.qdc", "folder.yaml"):
        book = tmp_path / name
        calls = [
            ["run", inputs, "--out", tmp_path / "new", "--codebook", book],
            ["themes", "recode", out, "--codebook", book],
            ["themes", "compare", out, "--codebook", book],
            ["codebook", book, tmp_path / "other.yaml"],
        ]
        told = set()
        for words in calls:
            with pytest.raises(CodebookError) as caught:
                CliRunner().invoke(app, [*map(str, words)], catch_exceptions=False, standalone_mode=False)
            told.add((caught.value.message, caught.value.hint))
        assert len(told) == 1
        assert f"codebook {book} cannot be read: " in told.pop()[0]
        assert not (tmp_path / "new").exists()


def test_findings_coded_without_certainty_are_looked_at_where_the_codes_were_trained_on(
    made: Path, tmp_path: Path
) -> None:
    """A code of the user's own is counted on, whatever its probability."""
    out = tmp_path / "out"
    shutil.copytree(made / "out", out)
    call("recode", out, "--codebook", made / "book.yaml")
    assert len(list(uncoded(out, 1.01))) == len(list(uncoded(out)))
    call("recode", out, "--codebook", CODES)
    scores = {row["finding_id"]: 0.0 for row in table(out, "findings")}
    for row in table(out, "theme_findings"):
        scores[row["finding_id"]] = max(scores[row["finding_id"]], float(row["score"]))
    middle = sorted(scores.values())[len(scores) // 2]
    for below in (0.0, middle, 1.01):
        found = {one.finding_id: one.coded for one in uncoded(out, below)}
        assert found == {key: top > 0 for key, top in scores.items() if top < (below or 0.0001)}
