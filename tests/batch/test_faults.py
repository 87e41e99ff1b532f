"""Killed at any moment, or out of space at any write: the next run makes the same bytes.

The normal suite takes a few moments and writes; `make test-faults` takes 200 moments and every write.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from run_faults import FullDisk, half_files, in_process, killed_after, moments, run_on

from reportminer.batch import run
from reportminer.batch.run import Job
from reportminer.ingest.find import MARK

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forks, kills")
Digest = Callable[[Path], dict[str, str]]
FEW, ALL = 12, 200
SEED = 20
FORMATS = ("jsonl",)


@pytest.fixture
def job(many: Path, tmp_path: Path) -> Job:
    return Job((str(many),), tmp_path / "out", formats=FORMATS)


@pytest.fixture
def whole(many: Path, tmp_path: Path, digest: Digest) -> tuple[dict[str, str], float]:
    """What a run makes that nobody disturbs, and how long it takes once models are loaded."""
    with in_process():
        run(Job((str(many / "alder.txt"),), tmp_path / "warm", formats=FORMATS))
        begin = time.monotonic()
        run(Job((str(many),), tmp_path / "whole", formats=FORMATS))
        return digest(tmp_path / "whole"), time.monotonic() - begin


def disturbed(job: Job, seed: int, count: int, whole: tuple[dict[str, str], float], digest: Digest) -> int:
    """Kill run after run; whenever one gets through, compare, and begin anew. Gives how many were killed."""
    wanted, seconds = whole
    killed = 0
    for moment in moments(seed, count, seconds):
        if killed_after(moment, job):
            killed += 1
            assert not half_files(job.out)
            continue
        assert digest(job.out) == wanted
        shutil.rmtree(job.out)
    with in_process():
        run(job)
    assert digest(job.out) == wanted
    assert not [path for path in job.out.rglob("*.part") if MARK not in path.parts]
    return killed


def test_killed_at_some_moments(job: Job, whole: tuple[dict[str, str], float], digest: Digest) -> None:
    assert disturbed(job, SEED, FEW, whole, digest) >= FEW // 2


@pytest.mark.faults
def test_killed_at_two_hundred_moments(job: Job, whole: tuple[dict[str, str], float], digest: Digest) -> None:
    killed = disturbed(job, SEED + 1, ALL, whole, digest)
    print(f"{killed} of {ALL} runs were killed at work")
    assert killed >= ALL // 2


def no_space(job: Job, step: int, wanted: dict[str, str], digest: Digest) -> int:
    """A disk full at every `step`-th write; the same run then goes on, with space. Gives how many writes."""
    all_of_them = FullDisk(job.out)
    assert run_on(all_of_them, job) is None
    assert digest(job.out) == wanted
    for at in range(1, all_of_them.count + 1, step):
        shutil.rmtree(job.out)
        disk = FullDisk(job.out, at)
        told = run_on(disk, job)
        assert told, f"the {at}th write, to {disk.where}, was lost without a word"
        assert "cannot " in told.message
        assert told.hint
        assert not half_files(job.out)
        with in_process():
            run(job)
        assert digest(job.out) == wanted, f"after {disk.where}"
    return all_of_them.count


def test_no_space_left_at_some_writes(job: Job, whole: tuple[dict[str, str], float], digest: Digest) -> None:
    assert no_space(job, 61, whole[0], digest) > 100


@pytest.mark.faults
def test_no_space_left_at_each_write(job: Job, whole: tuple[dict[str, str], float], digest: Digest) -> None:
    assert no_space(job, 1, whole[0], digest) > 100


@pytest.mark.faults
def test_the_whole_program_killed_with_its_workers(
    job: Job, whole: tuple[dict[str, str], float], digest: Digest
) -> None:
    words = ["run", *job.inputs, "--out", str(job.out), "--jobs", "2", "--quiet"]
    words += [word for name in FORMATS for word in ("--format", name)]
    command = [sys.executable, "-c", "from reportminer.cli import main; main()", *words]
    begin = time.monotonic()
    assert subprocess.run(command, check=False).returncode == 3
    for moment in moments(SEED + 2, 12, time.monotonic() - begin):
        shutil.rmtree(job.out, ignore_errors=True)
        started = subprocess.Popen(command, start_new_session=True)
        time.sleep(moment)
        os.killpg(started.pid, signal.SIGKILL)
        started.wait()
        assert subprocess.run(command, check=False).returncode == 3
        assert digest(job.out) == whole[0]
