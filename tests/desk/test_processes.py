"""No process is left behind, and none is waited for: not by the end of the server, not by a page."""

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures.process import BrokenProcessPool

import pytest

from reportminer.desk import pictures as drawing
from reportminer.desk.models import Models
from reportminer.desk.pictures import Pictures
from reportminer.desk.processes import Beside
from reportminer.desk.workers import Workers
from reportminer.errors import AnnotationError, UnreadableError

SERVER = """
import os, sys, time
from reportminer.desk.processes import Beside

if __name__ == "__main__":
    beside = Beside()
    print(beside.done(os.getpid), flush=True)
    {ending}
"""


def until(happened, seconds=60):
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.05)


def gone(process):
    """Whether a process has ended; one that only waits to be asked how has, too."""
    try:
        with open(f"/proc/{process}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def started(tmp_path, ending):
    """A server of a few lines, and the process beside it."""
    (tmp_path / "server.py").write_text(SERVER.format(ending=ending))
    server = subprocess.Popen(
        [sys.executable, str(tmp_path / "server.py")], stdout=subprocess.PIPE, text=True
    )
    return server, int(server.stdout.readline())


@pytest.mark.skipif(sys.platform != "linux", reason="looks in /proc")
def test_the_process_ends_with_a_server_that_is_killed(tmp_path):
    server, beside = started(tmp_path, "beside.done(time.sleep, 600)")
    assert not gone(beside)
    server.kill()
    server.wait(20)
    until(lambda: gone(beside))


def test_the_end_of_the_server_does_not_wait_for_a_job(tmp_path):
    ending = (
        "import threading; threading.Thread(target=beside.done, args=(time.sleep, 600), daemon=True).start()"
    )
    server, _ = started(tmp_path, f"{ending}\n    time.sleep(1)\n    beside.close()")
    assert server.wait(60) == 0


def test_a_job_that_takes_too_long_is_killed_and_the_next_one_is_done():
    beside = Beside()
    first = beside.done(os.getpid)
    with pytest.raises(TimeoutError):
        beside.done(time.sleep, 600, within=0.5)
    until(lambda: gone(first))
    assert beside.done(os.getpid) != first
    beside.close()
    with pytest.raises(BrokenProcessPool):
        beside.done(os.getpid)


def test_a_process_that_died_idle_is_nobodys_fault_and_a_new_one_stays():
    beside = Beside()
    os.kill(first := beside.done(os.getpid), signal.SIGKILL)
    old = beside._pool
    until(lambda: gone(first) and old._broken)
    second = beside.done(os.getpid)
    beside._end(old)  # somebody else who waited hears of the first death only now
    assert beside.done(os.getpid) == second != first
    beside.close()


def test_workers_that_are_closed_end_what_they_are_at(project):
    workers, said = Workers(project, Models(project)), []

    def waiting():
        try:
            workers._done(time.sleep, 600)
        except AnnotationError as error:
            said.append(error.message)

    thread = threading.Thread(target=waiting, daemon=True)
    thread.start()
    until(lambda: workers._beside._pool and workers._beside._pool._processes)
    process = next(iter(workers._beside._pool._processes))
    workers.close()
    thread.join(30)
    assert said == ["stopped"]
    until(lambda: gone(process))


def test_a_page_that_is_drawn_already_does_not_wait_for_another_one(tmp_path, monkeypatch):
    monkeypatch.setattr(Pictures, "_check", lambda *given: None)
    pictures, begun, go_on = Pictures(), threading.Event(), threading.Event()

    def drawn(self, path, number):
        if number == 2:
            begun.set()
            assert go_on.wait(60)
        return b"page %d" % number

    monkeypatch.setattr(Pictures, "_drawn", drawn)
    pictures.page(tmp_path, "r", 1)
    slow = threading.Thread(target=pictures.page, args=(tmp_path, "r", 2), daemon=True)
    slow.start()
    assert begun.wait(20)
    found = []
    quick = threading.Thread(target=lambda: found.append(pictures.page(tmp_path, "r", 1)), daemon=True)
    quick.start()
    quick.join(10)
    go_on.set()
    slow.join(10)
    assert found == [b"page 1"]


def test_a_page_that_takes_too_long_is_given_up_with_its_process(tmp_path, monkeypatch):
    monkeypatch.setattr(drawing, "draw", _sleep)
    monkeypatch.setattr(drawing, "WAIT", 0.5)
    pictures = Pictures()
    first = pictures._beside.done(os.getpid)
    with pytest.raises(UnreadableError):
        pictures._drawn(tmp_path, 1)
    until(lambda: gone(first))
    pictures.close()


def _sleep(path, number):
    time.sleep(600)
