"""`reportminer parse`: many files, in order, whatever some of them do."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

NAMES = ["ash", "beech", "cedar", "damson", "elm", "fir"]


def command(*words: str | Path) -> list[str]:
    return [sys.executable, "-c", "from reportminer.cli import main; main()", "parse", *map(str, words)]


def call(*words: str | Path, **more: str) -> subprocess.CompletedProcess[bytes]:
    env = {**os.environ, **more}
    return subprocess.run(command(*words), capture_output=True, timeout=120, check=False, env=env)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for size, name in enumerate(NAMES):
        (tmp_path / f"{name}.txt").write_text(f"The {name} was late by a year.\n\n" * (1 + 400 * (size % 2)))
    (tmp_path / "cherry.txt").write_text("")
    (tmp_path / "dogwood.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog")
    return tmp_path


def test_files_come_in_the_order_of_their_names_with_any_number_of_workers(folder: Path) -> None:
    shown = [call(folder, "--format", "jsonl", "--jobs", jobs) for jobs in ("1", "4")]
    assert shown[0].stdout == shown[1].stdout
    sources = [Path(json.loads(line)["source"]).stem for line in shown[0].stdout.splitlines()]
    assert list(dict.fromkeys(sources)) == NAMES
    assert [run.returncode for run in shown] == [3, 3]


def test_each_file_that_cannot_be_read_is_told_with_a_hint(folder: Path) -> None:
    said = call(folder).stderr.decode().splitlines()
    assert len(said) == 2
    assert "cherry.txt" in said[0]
    assert "dogwood.pdf" in said[1]
    assert all(line.startswith("reportminer: ") and line.endswith(")") for line in said)


def test_output_is_utf8_wherever_it_goes(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Zürich “paid” late — 12 000 €.\n", encoding="utf-8")
    shown = call(tmp_path / "a.txt", PYTHONIOENCODING="ascii", LC_ALL="C", PYTHONUTF8="0")
    assert "“paid” late".encode() in shown.stdout, shown.stderr
    assert shown.returncode == 0


def test_a_reader_that_has_seen_enough_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The boat was late by a year.\n\n" * 20_000)
    running = subprocess.Popen(command(tmp_path), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert running.stdout is not None
    assert running.stderr is not None
    running.stdout.read(10)
    running.stdout.close()
    assert running.wait(timeout=60) == 0
    assert running.stderr.read() == b""
    running.stderr.close()


def test_limits_can_be_set(tmp_path: Path, folder: Path) -> None:
    shown = call(folder / "beech.txt", folder / "ash.txt", "--max-mb", "1", "--max-pages", "1")
    assert shown.returncode == 0
    (folder / "ash.txt").write_text("word " * 300_000)
    shown = call(folder / "beech.txt", folder / "ash.txt", "--max-mb", "1")
    assert shown.returncode == 3
    assert b"raise --max-mb" in shown.stderr
    assert b"The beech" in shown.stdout
