"""What is shown of a run may get lost; the run goes on."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

linux = pytest.mark.skipif(sys.platform != "linux", reason="closes what the system gives to a program")
MAIN = "from reportminer.cli import main; main()"


@pytest.fixture
def folder(tmp_path: Path, report_text: str) -> Path:
    """Two copies of one report under names that no ASCII terminal shows."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "café “one”.txt").write_text(report_text)
    (tmp_path / "in" / "café “two”.txt").write_text(report_text)
    return tmp_path


def run(folder: Path, *words: str, **how: object) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-c", MAIN, "run", str(folder / "in"), "--out", str(folder / "out"), "--fast"]
    how = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **how}
    return subprocess.run([*command, *words], text=True, timeout=240, check=False, **how)  # type: ignore[call-overload,no-any-return]


def test_names_that_the_terminal_cannot_show(folder: Path) -> None:
    ended = run(folder, env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert ended.returncode == 0, ended.stderr
    assert "caf\\xe9" in ended.stdout
    assert "Traceback" not in ended.stderr


def without_reader() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    os.dup2(writer, 1)
    os.dup2(writer, 2)


def full() -> None:
    nowhere = os.open("/dev/full", os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


def closed() -> None:
    os.close(1)
    os.close(2)


@linux
@pytest.mark.parametrize("before", [without_reader, full, closed])
def test_nobody_reads_what_is_shown(folder: Path, before: Callable[[], None]) -> None:
    ended = run(folder, stdout=None, stderr=None, preexec_fn=before)
    assert ended.returncode == 0
    assert (folder / "out" / "report.html").exists()


def test_a_log_for_machines_holds_nothing_else(folder: Path) -> None:
    (folder / "out").write_text("")
    ended = run(folder, "--log-format", "json")
    assert ended.returncode == 2
    told = [json.loads(line) for line in ended.stderr.splitlines()]
    assert told[-1]["level"] == "error"
    assert "is a file" in told[-1]["message"]
    assert told[-1]["hint"]
