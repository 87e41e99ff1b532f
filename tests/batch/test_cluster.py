"""Runs on a Dask cluster: a scheduler and two workers of its own, on loopback, that are killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reportminer.batch import Outcome, run
from reportminer.batch.run import Job
from reportminer.errors import UsageError

pytest.importorskip("distributed", reason="needs the extra `dask`")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="kills groups of processes"),
]
Digest = Callable[[Path], dict[str, str]]


class Cluster:
    """A scheduler and workers, each a process with its children in a group of its own."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "scheduler.json"
        self.log = (folder / "cluster.log").open("w")
        self.scheduler = self._start("scheduler", "--port", "0", "--scheduler-file", self.file)
        end = time.monotonic() + 120
        while not self.file.exists() and time.monotonic() < end:
            time.sleep(0.1)
        self.workers = [self._worker("--no-nanny"), self._worker()]

    @property
    def address(self) -> str:
        import json

        return str(json.loads(self.file.read_text())["address"])

    def _worker(self, *words: str) -> subprocess.Popen[bytes]:
        return self._start("worker", "--scheduler-file", self.file, "--nthreads", "1", *words)

    def _start(self, what: str, *words: str | Path) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "dask", what, "--host", "127.0.0.1", "--no-dashboard"]
        output = {"stdout": self.log, "stderr": self.log}
        return subprocess.Popen([*command, *map(str, words)], start_new_session=True, **output)  # type: ignore[call-overload,no-any-return]

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def close(self) -> None:
        for process in (*self.workers, self.scheduler):
            if process.poll() is None:
                self.kill(process)
        self.log.close()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    (tmp_path / "cluster").mkdir()
    made = Cluster(tmp_path / "cluster")
    try:
        from distributed import Client

        with Client(made.address, timeout=120, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=120)
        yield made
    finally:
        made.close()


def test_a_worker_killed_in_the_middle_changes_nothing(
    many: Path, tmp_path: Path, cluster: Cluster, digest: Digest
) -> None:
    heard: list[str] = []

    def hear(outcome: Outcome) -> None:
        if not heard:
            cluster.kill(cluster.workers[0])
        heard.append(outcome.source.name)

    away = run(Job((str(many),), tmp_path / "away", scheduler=cluster.address), hear)
    assert away.totals.counts["reports"] == 7
    assert sorted(heard) == sorted(source.name for source in away.found.sources)
    here = run(Job((str(many),), tmp_path / "here", jobs=2))
    assert digest(tmp_path / "away") == digest(tmp_path / "here")
    assert away.failures == here.failures


def test_the_cluster_reads_from_and_writes_to_addresses(
    many: Path, tmp_path: Path, cluster: Cluster, digest: Digest
) -> None:
    there = Job((many.as_uri(),), Path(), address=(tmp_path / "away").as_uri(), scheduler=cluster.address)
    assert run(there).totals.counts["reports"] == 7
    again = run(there)
    assert (again.reused, again.failed_before) == (7, 1)
    here = run(Job((many.as_uri(),), tmp_path / "here", jobs=2))
    assert digest(tmp_path / "away") == digest(tmp_path / "here")
    assert again.failures == here.failures


def test_a_run_whose_scheduler_is_killed_goes_on_where_it_stopped(
    many: Path, tmp_path: Path, cluster: Cluster, digest: Digest
) -> None:
    def hear(_: Outcome) -> None:
        if cluster.scheduler.poll() is None:
            cluster.kill(cluster.scheduler)

    job = Job((str(many),), tmp_path / "out", scheduler=cluster.address)
    with pytest.raises(UsageError, match="scheduler went away") as caught:
        run(job, hear)
    assert "goes on" in caught.value.hint
    rest = run(Job((str(many),), tmp_path / "out"))
    assert rest.reused >= 1
    run(Job((str(many),), tmp_path / "here"))
    assert digest(tmp_path / "out") == digest(tmp_path / "here")


def test_a_scheduler_that_is_not_there_is_a_wrong_call(
    many: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reportminer.batch.cluster.CONNECT_SECONDS", 1)
    with pytest.raises(UsageError, match="no Dask scheduler"):
        run(Job((str(many),), tmp_path / "out", scheduler="tcp://127.0.0.1:9"))
