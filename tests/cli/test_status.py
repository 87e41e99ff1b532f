"""`run` and `status` as a user meets them: the log, what is quiet, what Ctrl-C leaves."""

import json
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from reportminer.cli import app
from reportminer.cli.options import Level, LogFormat

TEXT = "The council was late by a year.\nWe recommend that the council should pay in time.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "good.txt").write_text(TEXT)
    (tmp_path / "in" / "cut.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog")
    return tmp_path


def call(*words: object) -> tuple[int, str, str]:
    ended = CliRunner().invoke(app, [str(word) for word in words])
    return ended.exit_code, ended.stdout, ended.stderr


def test_status_counts_what_was_refused_before_it_was_read(folder: Path) -> None:
    (folder / "in" / "empty.pdf").write_bytes(b"")
    call("run", folder / "in", "--out", folder / "out", "-j", "1", "--quiet", "--fast")
    code, shown, _ = call("status", folder / "out")
    assert code == 0
    assert [line.split()[1] for line in shown.splitlines()[:4]] == ["3", "1", "2", "0"]
    assert "empty.pdf: is empty" in shown


def test_status_after_a_run_with_a_json_log(folder: Path) -> None:
    code, _, errors = call(
        *("run", folder / "in", "--out", folder / "out", "-j", "1", "--quiet"),
        *("--log-level", "info", "--log-format", "json"),
    )
    assert code == 3
    told = [json.loads(line) for line in errors.splitlines()]
    assert {"time", "level", "logger", "message"} <= set(told[0])
    assert [line["level"] for line in told if "report" in line] == ["warning"]
    code, shown, _ = call("status", folder / "out")
    assert code == 0
    assert [line.split()[1] for line in shown.splitlines()[:4]] == ["2", "1", "1", "0"]
    assert "--retry-failed" in shown
    code, shown, _ = call("status", folder / "out", "--json")
    assert json.loads(shown)["failed"] == 1
    code, shown, errors = call("run", folder / "in", "--out", folder / "out", "--quiet")
    assert (code, shown, errors) == (3, "", "")
    _, shown, _ = call("run", folder / "in", "--out", folder / "out")
    assert "failed before, not tried again" in shown


@pytest.mark.parametrize("words", [("--engine", "dask"), ("--scheduler", "tcp://127.0.0.1:1")])
def test_a_cluster_needs_both_words(folder: Path, words: tuple[str, ...]) -> None:
    ended = CliRunner().invoke(app, ["run", str(folder / "in"), "--out", str(folder / "out"), *words])
    assert "go together" in str(ended.exception)


def test_who_stops_a_run_is_told_what_is_kept(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from reportminer.batch import Outcome

    def stopped(_: object, hear: object) -> None:
        hear(Outcome(None, None, 3, 1200))  # type: ignore[operator,arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr(sys.modules["reportminer.batch.run"], "run", stopped)
    with pytest.raises(KeyboardInterrupt):
        sys.modules["reportminer.cli.run"]._run(None, True, Level.ERROR, LogFormat.TEXT)  # type: ignore[arg-type,attr-defined]
    assert "3 of 1,200 reports are done and kept" in capsys.readouterr().err
