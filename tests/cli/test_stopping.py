"""Ctrl-C at the moments at which Python itself would answer it with a traceback."""

import subprocess
import sys
from functools import partial
from multiprocessing import forkserver
from pathlib import Path

import pytest

from reportminer.batch.serve import Work
from reportminer.batch.workers import Worker
from reportminer.config import Limits

WHILE_LOADING = """
import sys

class Pressed:
    def find_spec(self, name, *_):
        if name == "reportminer.cli.commands":
            raise KeyboardInterrupt

sys.meta_path.insert(0, Pressed())
sys.argv = ["reportminer", "run", "in", "--out", "out"]
from reportminer.cli import main
main()
"""


def test_who_presses_it_while_the_program_loads_sees_no_traceback() -> None:
    ended = subprocess.run([sys.executable, "-c", WHILE_LOADING], capture_output=True, text=True, check=False)
    assert ended.returncode == 130
    assert ended.stderr == "reportminer: stopped; the same command goes on where it stopped\n"


@pytest.mark.skipif(sys.platform != "linux", reason="workers are no copies of one process there")
def test_the_process_that_workers_are_copies_of_does_not_hear_it() -> None:
    worker = Worker(Work(partial(len, ()), 1, Limits()))
    worker.end()
    server = forkserver._forkserver._forkserver_pid  # type: ignore[attr-defined]
    told = dict(line.split(":", 1) for line in Path(f"/proc/{server}/status").read_text().splitlines())
    assert int(told["SigBlk"], 16) & 2
