"""What is said where OUT cannot be written: the file that was meant, and what helps the command at hand."""

import errno
import os
from pathlib import Path
from threading import Timer

import pytest
from typer.testing import CliRunner

from reportminer.batch.store import held, writing
from reportminer.cli import app
from reportminer.errors import OutputError
from reportminer.export.csvs import TableWriter
from reportminer.export.files import temporary
from reportminer.ingest.find import MARK


def refused(path: Path) -> OSError:
    return PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))


def test_a_command_that_has_no_out_is_not_told_to_name_another(tmp_path: Path) -> None:
    with pytest.raises(OutputError) as told, writing(tmp_path):
        raise refused(temporary(tmp_path / "reportminer.xlsx"))
    assert str(tmp_path / "reportminer.xlsx") in told.value.message
    assert told.value.hint == "check who may write there"
    with pytest.raises(OutputError) as told, writing(tmp_path):
        raise refused(tmp_path / ".suggestions.json.12345678901234567890.part")
    assert f"{tmp_path / 'suggestions.json'}:" in told.value.message


def test_a_run_is_told_that_it_may_go_elsewhere_and_goes_on(tmp_path: Path) -> None:
    with pytest.raises(OutputError) as told, writing(tmp_path, by_run=True):
        raise refused(tmp_path / "findings.csv")
    assert "name another folder with --out; the same command then goes on" in told.value.hint


@pytest.mark.parametrize(
    ("number", "hint"), [("EMFILE", "ulimit"), ("EDQUOT", "space"), ("EIO", "disk"), ("EROFS", "may write")]
)
def test_each_refusal_has_its_remedy(tmp_path: Path, number: str, hint: str) -> None:
    code = getattr(errno, number)
    with pytest.raises(OutputError) as told, writing(tmp_path):
        raise OSError(code, os.strerror(code))
    assert hint in told.value.hint


def test_a_table_that_cannot_be_begun_has_the_same_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    monkeypatch.setattr("reportminer.export.csvs.begin", full)
    with pytest.raises(OutputError) as told, TableWriter(tmp_path):
        pass
    assert told.value.hint == "free some space"


def test_who_asks_how_far_a_run_is_does_not_keep_one_out(tmp_path: Path) -> None:
    (tmp_path / MARK).mkdir()
    asking, gone = held(tmp_path), []
    asking.__enter__()

    def go() -> None:
        gone.append(asking.__exit__(None, None, None))

    timer = Timer(0.1, go)
    timer.start()
    with held(tmp_path):
        assert gone
    timer.join()


def test_so_where_another_run_is_at_work(tmp_path: Path) -> None:
    (tmp_path / MARK).mkdir()
    with held(tmp_path):
        with pytest.raises(OutputError) as told, held(tmp_path):
            pass
        assert told.value.hint == "wait for its end"
        with pytest.raises(OutputError) as told, held(tmp_path, by_run=True):
            pass
        assert "--out" in told.value.hint


def test_no_format_is_written_while_a_run_writes_the_tables(tmp_path: Path) -> None:
    (tmp_path / MARK).mkdir()
    words = ["export", str(tmp_path), "--format", "jsonl"]
    with held(tmp_path):
        assert "another run" in str(CliRunner().invoke(app, words).exception)
    assert "is missing" in str(CliRunner().invoke(app, words).exception)
    (tmp_path / MARK / "lock").unlink()
    (tmp_path / MARK).rmdir()  # tables that were copied elsewhere
    assert "is missing" in str(CliRunner().invoke(app, words).exception)
