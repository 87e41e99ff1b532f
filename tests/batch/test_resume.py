"""A second run: what is done stays done, what failed is kept with its reason, what changed is read."""

import json
import logging
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from run_faults import in_process

from reportminer.batch import RunResult, inputs, run
from reportminer.batch.run import Job
from reportminer.batch.status import status_of
from reportminer.batch.store import held
from reportminer.config import Limits, Settings
from reportminer.errors import OutputError
from reportminer.ingest.find import MARK, sha256_of

Digest = Callable[[Path], dict[str, str]]
Rows = Callable[[Path], list[dict[str, str]]]


@pytest.fixture(autouse=True)
def _here() -> Iterator[None]:
    with in_process():
        yield


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def mtimes(out: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in out.iterdir() if path.is_file()}


def again(many: Path, out: Path, **more: object) -> RunResult:
    return run(Job((str(many),), out, **more))  # type: ignore[arg-type]


def test_nothing_is_written_where_nothing_changed(many: Path, out: Path) -> None:
    first = again(many, out)
    before = mtimes(out)
    second = again(many, out)
    assert mtimes(out) == before
    assert (second.reused, second.failed_before) == (7, 1)
    assert (second.totals.counts, second.totals.labels) == (first.totals.counts, first.totals.labels)
    assert second.failures == first.failures


@pytest.mark.parametrize("what", ["findings.csv", "report.html", "run.json"])
def test_a_table_that_was_touched_or_lost_is_made_again(
    many: Path, out: Path, digest: Digest, what: str
) -> None:
    again(many, out)
    before = digest(out)
    (out / what).unlink()
    again(many, out)
    assert digest(out) == before
    with (out / what).open("a") as file:
        file.write("\n")
    again(many, out)
    assert digest(out) == before


def test_what_failed_is_kept_and_tried_again_when_asked(
    many: Path, out: Path, read_rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []
    note = sys.modules["reportminer.batch.run"]._note_outcome  # type: ignore[attr-defined]
    monkeypatch.setattr(
        sys.modules["reportminer.batch.run"],
        "_note_outcome",
        lambda source, failure: (tried.append(Path(source.name).stem), note(source, failure)),
    )
    again(many, out)
    assert "cut" in tried
    for words, expected in (({}, []), ({"retry_failed": True}, ["cut"])):
        tried.clear()
        result = again(many, out, **words)
        assert tried == expected
        (row,) = read_rows(out / "failures.csv")
        assert "cut off" in row["error"]
        assert len(result.failures) == 1


def test_a_failure_is_told_under_the_name_that_the_file_has_now(
    many: Path, out: Path, read_rows: Rows
) -> None:
    again(many, out)
    (many / "cut.pdf").rename(many / "short.pdf")
    assert again(many, out).failed_before == 1
    (row,) = read_rows(out / "failures.csv")
    assert row["source"].endswith("short.pdf")
    assert Path(row["source"]).stem not in row["error"]


def test_who_raises_a_limit_need_not_ask(many: Path, out: Path) -> None:
    again(many, out)
    (kept,) = (out / MARK / "failed").iterdir()
    told = json.loads(kept.read_text())
    told["failure"]["stage"] = "worker"
    kept.write_text(json.dumps(told))
    assert again(many, out).failed_before == 1
    assert again(many, out, settings=Settings(Limits(max_seconds=9999))).failed_before == 0


def test_a_file_that_changes_is_read_again_though_size_and_time_are_those_of_before(
    many: Path, out: Path, digest: Digest
) -> None:
    path = many / "alder.txt"
    again(many, out)
    before, told = digest(out), path.stat()
    path.write_text(path.read_text().replace("Alder", "Older"))
    os.utime(path, ns=(told.st_atime_ns, told.st_mtime_ns))
    assert path.stat().st_size == told.st_size
    assert again(many, out).reused == 6
    assert digest(out) != before


def test_hashes_are_taken_once(many: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []
    monkeypatch.setattr(inputs, "sha256_of", lambda path: (hashed.append(path.name), sha256_of(path))[1])
    monkeypatch.setattr(inputs, "SETTLED", 0)
    again(many, out)
    assert len(hashed) == 8
    again(many, out)
    assert len(hashed) == 8
    (many / "aaa.txt").write_text("The council was late by a year.\n")
    again(many, out)
    assert hashed[8:] == ["aaa.txt"]


def test_a_clock_that_runs_backwards_changes_nothing(
    many: Path, out: Path, tmp_path: Path, digest: Digest, monkeypatch: pytest.MonkeyPatch
) -> None:
    again(many, tmp_path / "plain")
    now = [time.time()]

    def back() -> float:
        now[0] -= 1000
        return now[0]

    monkeypatch.setattr(time, "time", back)
    monkeypatch.setattr(time, "time_ns", lambda: int(back() * 1e9))
    again(many, out)
    os.utime(many / "elm.txt", (1, 1))
    again(many, out)
    assert digest(out) == digest(tmp_path / "plain")


def test_status_tells_what_is_done_failed_and_left(
    many: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(OutputError, match="no such folder"):
        status_of(out)
    with pytest.raises(OutputError, match="no run"):
        status_of(many)
    (many / "copy.txt").write_bytes((many / "elm.txt").read_bytes())
    done = 0

    def stop(_: object) -> None:
        nonlocal done
        done += 1
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(Job((str(many),), out), stop)
    status = status_of(out)
    assert (status.reports, status.done + status.failed, status.left) == (8, 4, 4)
    assert not status.whole
    with held(out):
        assert status_of(out).running
    again(many, out)
    status = status_of(out)
    assert (status.done, status.failed, status.left, status.running, status.whole) == (7, 1, 0, False, True)
    ((name, reason),) = status.failures
    assert name.endswith("cut.pdf")
    assert "cut off" in reason


def test_a_file_that_is_changed_while_it_is_read_is_no_result(
    many: Path, out: Path, read_rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reportminer.pipeline import Pipeline

    mine = Pipeline.mine

    def changed(self: Pipeline, source: object) -> object:
        mined = mine(self, source)  # type: ignore[arg-type]
        if source.name.endswith("fir.txt"):  # type: ignore[attr-defined]
            (many / "fir.txt").write_text("Something else altogether.\n")
        return mined

    with monkeypatch.context() as patch:
        patch.setattr(Pipeline, "mine", changed)
        again(many, out)
    told = {Path(row["source"]).stem: row for row in read_rows(out / "failures.csv")}
    assert "changed while it was read" in told["fir"]["error"]
    result = again(many, out)
    assert [Path(f.source).stem for f in result.failures] == ["cut"]
    assert len(read_rows(out / "reports.csv")) == 7


def test_what_happens_is_logged(many: Path, out: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "reportminer")
    again(many, out)
    told = {record.getMessage(): record for record in caplog.records}
    (failed,) = (record for record in caplog.records if record.levelname == "WARNING")
    assert failed.stage == "parse"  # type: ignore[attr-defined]
    assert told["done"].counts["reports"] == 7  # type: ignore[attr-defined]
    assert sum(record.levelname == "DEBUG" for record in caplog.records) >= 7
