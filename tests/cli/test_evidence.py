"""Quotes with citations on the command line, and codebooks and tables in other forms."""

import csv
import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml

REPORT = """# Harbour review

By Tidewater Trust, 2019

## Challenges

- Funds from the ministry arrived four months late and crews went unpaid.
- It was difficult for crews and the agency to agree on a budget because of late funding.

## Recommendations

- The Tidewater Trust should pay crews monthly from a shared fund.
- The agency must publish the budget by March.
"""


def call(*words: str | Path) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-c", "from reportminer.cli import main; main()", *map(str, words)]
    return subprocess.run(command, capture_output=True, timeout=180, check=False)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mined")
    (folder / "harbour.md").write_text(REPORT)
    ended = call("run", folder / "harbour.md", "--out", folder / "out", "-q")
    assert ended.returncode == 0, ended.stderr
    return folder / "out"


def test_quotes_are_printed_with_their_citation(out: Path) -> None:
    ended = call("evidence", out, "--label", "challenge")
    said = ended.stdout.decode()
    assert ended.returncode == 0, ended.stderr
    assert "Challenges: 2 quotes from 1 report" in said
    assert "Funds from the ministry arrived four months late" in said
    assert "— Harbour review" in said
    assert ", p. 1" in said
    assert "should pay" not in said


def test_filters_join_and_nothing_found_is_status_1(out: Path) -> None:
    def found(*words: str) -> list[dict[str, str]]:
        ended = call("evidence", out, "--format", "csv", *words)
        assert ended.returncode in (0, 1), ended.stderr
        rows = list(csv.DictReader(io.StringIO(ended.stdout.decode())))
        assert bool(rows) == (ended.returncode == 0)
        return rows

    assert len(found()) == 4
    assert len(found("--theme", "funding_resources", "--label", "challenges")) == 2
    assert len(found("--theme", "Funding", "--word", "late", "--word", "MINISTRY")) == 1
    assert len(found("--report", "harbour", "--limit", "3")) == 3
    assert found("--year", "1900") == []
    assert found("--country", "Atlantis") == []
    rows = found("--label", "RECOMMENDATION", "--by-report")
    assert "pay crews" in rows[0]["text"]
    assert rows[0]["citation"].endswith("p. 1")


def test_it_is_told_where_no_report_has_what_is_asked_for(out: Path) -> None:
    ended = call("evidence", out, "--country", "Atlantis", "--year", "1900")
    assert ended.returncode == 1
    assert "has a country: `run --metadata`" in ended.stderr.decode()
    assert "has a year" not in ended.stderr.decode()


def test_a_word_table_opens_in_word_s_library(out: Path, tmp_path: Path) -> None:
    docx = pytest.importorskip("docx")
    for name in ("a.docx", "b.docx"):
        ended = call("evidence", out, "--by-report", "-o", tmp_path / name)
        assert ended.returncode == 0, ended.stderr
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()
    document = docx.Document(str(tmp_path / "a.docx"))
    assert document.paragraphs[0].text == "Findings"
    assert document.paragraphs[0].style.name == "Title"
    (table,) = document.tables
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[0] == ["No.", "Quote", "Label", "Source", "Themes", "Confidence"]
    assert len(rows) == 5
    assert rows[1][1].startswith("Funds from the ministry")
    assert "p. 1" in rows[1][3]
    assert table.style.name == "Evidence Table"
    with zipfile.ZipFile(tmp_path / "a.docx") as package:
        xml = package.read("word/document.xml").decode()
        assert "<w:tblHeader/>" in xml
        assert "http" not in xml.replace("http://schemas.openxmlformats.org", "").replace(
            "http://www.w3.org/XML", ""
        )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--theme", "zebra"), "no theme is called zebra"),
        (("--theme", "zebra"), "give one of "),
        (("--theme", "cordination"), "did you mean coordination? themes.csv"),
        (("--theme", "Fundng"), "did you mean funding_resources?"),
        (("--label", "chalenge"), "did you mean CHALLENGE? labels are CHALLENGE, LESSON"),
        (("--theme", "and"), "themes are called and"),
        (("--label", "WORRY"), "no label WORRY"),
        (("--year", "soon"), "no year"),
        (("--format", "docx"), "needs a file"),
        (("-o", "x.xlsx"), "quotes are not written to a file named .xlsx"),
        (("-o", "x.pdf"), "name it .txt, .md, .csv or .docx"),
        (("--format", "docx", "-o", "x.csv"), "docx is not written to a file named .csv"),
        (("-o", "/no/such/folder/a.csv"), "cannot write"),
    ],
)
def test_a_wrong_call_says_what_to_do(out: Path, words: tuple[str, ...], said: str) -> None:
    ended = call("evidence", out, *words)
    assert ended.returncode == 2
    assert said in ended.stderr.decode()
    assert "hint: " in ended.stderr.decode()


def test_a_value_that_is_none_is_told_without_an_error_of_python(out: Path) -> None:
    for name in ("evidence", "export"):
        ended = call(name, out, "--format", "pdf")
        assert ended.returncode == 2
        assert "'pdf' is not one of" in ended.stderr.decode()
        assert "Value error" not in ended.stderr.decode()


@pytest.mark.parametrize(
    "words",
    [
        ("evidence", "{}"),
        ("export", "{}", "--format", "jsonl"),
        ("status", "{}"),
        ("partners", "show", "{}"),
        ("partners", "merge", "{}", "p1", "p2"),
        ("themes", "suggest", "{}"),
    ],
)
def test_a_folder_that_is_not_there_is_told(tmp_path: Path, words: tuple[str, ...]) -> None:
    gone = tmp_path / "nowhere"
    ended = call(*(word.format(gone) for word in words))
    assert ended.returncode == 2
    assert f"{gone}: no such folder" in ended.stderr.decode()
    assert "hint: give the folder" in ended.stderr.decode()
    assert not gone.exists()


def test_a_file_in_place_of_a_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text("<p>Quarrel</p>", encoding="utf-8")
    ended = call("evidence", tmp_path / "report.html")
    assert ended.returncode == 2
    assert "report.html is no folder" in ended.stderr.decode()


def test_a_folder_that_holds_no_run_is_told(tmp_path: Path) -> None:
    ended = call("evidence", tmp_path)
    assert ended.returncode == 2
    assert "is missing" in ended.stderr.decode()


def test_export_makes_formats_without_reading_again(out: Path) -> None:
    ended = call("export", out, "--format", "refi", "--format", "sqlite")
    assert ended.returncode == 0, ended.stderr
    names = [Path(line).name for line in ended.stdout.decode().split()]
    assert names == ["reportminer.qdpx", "reportminer.qdc", "reportminer.sqlite"]
    assert all((out / name).stat().st_size for name in names)


def test_a_codebook_goes_to_refi_and_back(tmp_path: Path) -> None:
    book = {
        "name": "Ours",
        "codes": [
            {"id": "money", "name": "Money", "definition": "All of it.", "terms": ["fund", "budget"]},
            {
                "id": "late",
                "name": "Late",
                "definition": "Not in time.",
                "terms": ["late"],
                "parent": "money",
            },
        ],
    }
    (tmp_path / "a.yaml").write_text(yaml.safe_dump(book))
    assert call("codebook", tmp_path / "a.yaml", tmp_path / "a.qdc").returncode == 0
    assert call("codebook", tmp_path / "a.qdc", tmp_path / "b.yaml").returncode == 0
    assert yaml.safe_load((tmp_path / "b.yaml").read_text())["codes"] == book["codes"]
    ended = call("codebook", tmp_path / "a.yaml", tmp_path / "a.doc")
    assert ended.returncode == 2
    assert "neither" in ended.stderr.decode()
