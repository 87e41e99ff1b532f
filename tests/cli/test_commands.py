"""The command line as a user meets it: exit status, messages, help."""

import json
import subprocess
import sys
from pathlib import Path

import pytest


def call(*words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from reportminer.cli import main; main()", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def test_help_teaches_and_names_every_command() -> None:
    shown = call("--help")
    assert shown.returncode == 0
    assert "run" in shown.stdout
    assert "parse" in shown.stdout
    assert "--out" in shown.stdout


def test_no_summary_is_cut_where_the_terminal_has_80_columns() -> None:
    shown = call("--help").stdout.partition("Commands:")[2].partition("\n\n")[0]
    assert len(shown.split("\n")) >= 13
    assert "..." not in shown
    assert [line for line in shown.split("\n") if line.strip() and not line.endswith(".")] == []


def test_the_help_of_run_has_an_example_and_tells_what_force_undoes() -> None:
    shown = " ".join(call("run", "--help").stdout.split())
    assert "For example: reportminer run my-reports/ --out out" in shown
    assert "undo `themes recode`" in shown


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("run", "--no-such-flag"), "--no-such-flag"),
        (("run", "gone.pdf", "--out", "out"), "no such file"),
        (("run",), "Missing"),
        (("explode",), "explode"),
    ],
)
def test_a_wrong_call_ends_with_2_and_says_what_is_wrong(words: tuple[str, ...], said: str) -> None:
    ended = call(*words)
    assert ended.returncode == 2
    assert said in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_folder_without_reports_is_a_wrong_call(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    ended = call("run", tmp_path / "empty", "--out", tmp_path / "out")
    assert ended.returncode == 2
    assert "no reports" in ended.stderr
    assert not (tmp_path / "out").exists()


def test_a_codebook_that_is_none_is_a_wrong_call(tmp_path: Path, report_text: str) -> None:
    (tmp_path / "a.txt").write_text(report_text)
    (tmp_path / "codes.yaml").write_text("- just\n- words\n")
    ended = call("run", tmp_path / "a.txt", "--out", tmp_path / "out", "--codebook", tmp_path / "codes.yaml")
    assert ended.returncode == 2
    assert "codes.yaml" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_run_ends_with_0_and_points_to_the_page(tmp_path: Path, report_text: str) -> None:
    (tmp_path / "a.txt").write_text(report_text)
    ended = call("run", tmp_path / "a.txt", "--out", tmp_path / "out")
    assert ended.returncode == 0, ended.stderr
    assert "report.html" in ended.stdout
    assert "[1/1]" in ended.stderr


def test_a_run_in_which_an_input_fails_ends_with_3(tmp_path: Path, report_text: str) -> None:
    (tmp_path / "a.txt").write_text(report_text)
    (tmp_path / "empty.txt").write_text("")
    ended = call("run", tmp_path, "--out", tmp_path / "out")
    assert ended.returncode == 3
    assert "empty.txt" in ended.stdout
    assert (tmp_path / "out" / "findings.csv").exists()


def test_a_scan_of_which_no_page_can_be_read_ends_with_3(tmp_path: Path) -> None:
    from PIL import Image

    Image.radial_gradient("L").resize((1240, 1754)).save(tmp_path / "scan.pdf", resolution=150)
    ended = call("run", tmp_path / "scan.pdf", "--out", tmp_path / "out")
    assert ended.returncode == 3, ended.stderr
    assert ",failed," in (tmp_path / "out" / "reports.csv").read_text()
    told = f"not one page read of {tmp_path / 'scan.pdf'}: for scans run again with --ocr"
    assert told in ended.stdout
    assert told in call("status", tmp_path / "out").stdout


def test_a_folder_without_models_is_told_as_that(tmp_path: Path, report_text: str) -> None:
    (tmp_path / "a.txt").write_text(report_text)
    (tmp_path / "wrong").mkdir()
    for name in ("wrong", "gone"):
        ended = call("run", tmp_path / "a.txt", "--out", tmp_path / "out", "--models", tmp_path / name)
        assert ended.returncode == 2
        assert f"{tmp_path / name} holds no models" in ended.stderr
        assert "--models" in ended.stderr
        assert "install" not in ended.stderr


def test_parse_prints_one_block_a_line(tmp_path: Path, report_text: str) -> None:
    (tmp_path / "a.txt").write_text(report_text)
    ended = call("parse", tmp_path / "a.txt", "--format", "jsonl")
    blocks = [json.loads(line) for line in ended.stdout.splitlines()]
    assert {"source", "page", "kind", "level", "text", "box"} == set(blocks[0])
    assert {"heading", "paragraph", "list_item"} <= {block["kind"] for block in blocks}


def test_parse_as_markdown_shows_headings_and_lists(tmp_path: Path, report_text: str) -> None:
    (tmp_path / "a.txt").write_text(report_text)
    shown = call("parse", tmp_path / "a.txt", "--format", "markdown").stdout
    assert "# Challenges" in shown
    assert "\n- Two of the three" in shown


def test_the_program_starts_without_heavy_imports() -> None:
    heavy = ("spacy", "pandas", "numpy", "sklearn")
    code = f"import sys, reportminer.cli; print([m for m in {heavy} if m in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
