"""The main job when things go wrong around it: crashes, Ctrl-C, a full disk, files that go away."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import wait
from pathlib import Path

import pytest
from typer.testing import CliRunner

from reportminer.batch import crew, run
from reportminer.batch.crew import each
from reportminer.batch.failures import Failure
from reportminer.batch.run import Job
from reportminer.batch.serve import Work
from reportminer.batch.store import held, open_out
from reportminer.cli import app
from reportminer.cli.views import Order, View, Viewer
from reportminer.config import Limits
from reportminer.errors import OutputError, SettingsError
from reportminer.ingest import find

HEARS = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
"""What a shell starts in the background is deaf to Ctrl-C, and so are the tests that run there."""
Rows = Callable[[Path], list[dict[str, str]]]
Stop = Callable[["subprocess.Popen[str]"], None]
linux = pytest.mark.skipif(sys.platform != "linux", reason="sends signals, sets limits of the system")
HOOK = """
import os, signal, time
import reportminer.parse as parse
real = parse.read

def read(source, limits, **options):
    name = os.path.basename(source.name)
    if "segfault" in name:
        os.kill(os.getpid(), signal.SIGSEGV)
    if "faulty" in name:
        {}["no such key"]
    if "slow" in name:
        time.sleep(60)
    return real(source, limits, **options)

parse.read = read
"""


def start(*words: str | Path, hook: Path | None = None, before: str = "") -> subprocess.Popen[str]:
    """The command in a process of its own; `hook` is a folder with code that starts with every Python."""
    code = f"{before}\nfrom reportminer.cli import main\nmain()"
    search = [str(hook)] if hook else []
    search += [path for path in (os.environ.get("PYTHONPATH"),) if path]
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(search)},
    )


@pytest.fixture
def hook(tmp_path: Path) -> Path:
    folder = tmp_path / "hook"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(HOOK)
    return folder


@pytest.fixture
def reports(tmp_path: Path, report_text: str) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("alder", "birch"):
        (folder / f"{name}.txt").write_text(report_text.replace("Harbour", name.title()))
    return folder


@linux
def test_a_crash_and_a_fault_cost_a_row_each(
    reports: Path, hook: Path, tmp_path: Path, read_rows: Rows
) -> None:
    (reports / "segfault.txt").write_text("The reader will crash on this.")
    (reports / "faulty.txt").write_text("The reader has a fault that this brings up.")
    ended = start("run", reports, "--out", tmp_path / "out", "-j", "2", hook=hook)
    _, errors = ended.communicate(timeout=240)
    assert ended.returncode == 3, errors
    assert len(read_rows(tmp_path / "out" / "reports.csv")) == 2
    rows = {Path(r["source"]).stem: r for r in read_rows(tmp_path / "out" / "failures.csv")}
    assert "SIGSEGV" in rows["segfault"]["error"]
    assert "KeyError" in rows["faulty"]["error"]
    assert "report it" in rows["faulty"]["hint"]


def ctrl_c(running: subprocess.Popen[str]) -> None:
    os.killpg(running.pid, signal.SIGINT)


def shutdown(running: subprocess.Popen[str]) -> None:
    running.terminate()


@linux
@pytest.mark.parametrize("stop", [ctrl_c, shutdown])
def test_ctrl_c_ends_with_130_and_the_next_run_goes_on(
    reports: Path, hook: Path, tmp_path: Path, read_rows: Rows, stop: Stop
) -> None:
    (reports / "slow.txt").write_text("The council was late by a year.\n" * 3)
    running = start("run", reports, "--out", tmp_path / "out", "-j", "1", hook=hook, before=HEARS)
    assert running.stderr is not None
    first = [running.stderr.readline() for _ in range(2)]
    stop(running)
    begin = time.monotonic()
    _, errors = running.communicate(timeout=60)
    assert time.monotonic() - begin < 20
    assert running.returncode == 130
    assert "goes on where it stopped" in errors
    assert "Traceback" not in errors
    assert first[1].startswith("[2/3]")
    end = time.monotonic() + 10
    while _alive(running.pid) and time.monotonic() < end:
        time.sleep(0.1)
    assert not _alive(running.pid)
    result = run(Job((str(reports),), tmp_path / "out"))
    assert result.reused == 2
    assert len(read_rows(tmp_path / "out" / "reports.csv")) == 3


@linux
def test_workers_do_not_outlive_a_program_that_is_killed(reports: Path, hook: Path, tmp_path: Path) -> None:
    (reports / "slow.txt").write_text("The council was late by a year.\n" * 3)
    running = start("run", reports, "--out", tmp_path / "out", "-j", "1", "--fast", hook=hook)
    assert running.stderr is not None
    for _ in range(2):
        running.stderr.readline()
    running.kill()  # it alone, while a worker is in the middle of a report
    end = time.monotonic() + 30
    while _alive(running.pid) and time.monotonic() < end:
        time.sleep(0.1)
    assert not _alive(running.pid)


LOW = """
import resource
real, unlimited, least = resource.setrlimit, resource.getrlimit, 5 * 2**30

def getrlimit(which):
    return (least, least) if which == resource.RLIMIT_AS else unlimited(which)

def setrlimit(which, limits):
    if which == resource.RLIMIT_AS and max(limits) > least:
        raise ValueError("not allowed to raise maximum limit")
    real(which, limits)

resource.getrlimit, resource.setrlimit = getrlimit, setrlimit
"""


@linux
def test_where_the_system_gives_less_memory_than_a_worker_may_have(reports: Path, tmp_path: Path) -> None:
    (tmp_path / "hook").mkdir()
    (tmp_path / "hook" / "sitecustomize.py").write_text(LOW)
    ended = start("run", reports, "--out", tmp_path / "out", "--fast", hook=tmp_path / "hook")
    _, errors = ended.communicate(timeout=240)
    assert ended.returncode == 0, errors


@linux
def test_a_temporary_folder_whose_name_is_too_long_is_told(reports: Path, tmp_path: Path) -> None:
    folder = tmp_path / ("long" * 30)
    folder.mkdir()
    before = f"import tempfile; tempfile.tempdir = {str(folder)!r}"
    ended = start("run", reports, "--out", tmp_path / "out", "--fast", before=before)
    _, errors = ended.communicate(timeout=240)
    assert ended.returncode == 2, errors
    assert "TMPDIR" in errors
    assert "cannot write" not in errors
    assert not list(folder.iterdir())


@pytest.mark.parametrize(
    ("option", "value"), [("--max-seconds", "1e11"), ("--max-memory-mb", "9" * 15), ("--max-mb", "9" * 20)]
)
def test_a_limit_that_no_system_can_keep_is_a_wrong_call(tmp_path: Path, option: str, value: str) -> None:
    told = CliRunner().invoke(app, ["run", str(tmp_path), "--out", str(tmp_path / "out"), option, value])
    assert isinstance(told.exception, SettingsError)
    assert "at most" in told.exception.message


def test_an_output_folder_that_is_closed_or_leads_to_itself(
    reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(OutputError, match="cannot be written"):
        run(Job((str(reports),), tmp_path / "loop"))
    real = os.stat

    def stat(path: object, **more: object) -> object:
        if not isinstance(path, int) and "shut" in Path(os.fsdecode(path)).parts:  # type: ignore[arg-type]
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "stat", stat)
    with pytest.raises(OutputError, match="Permission denied"):
        run(Job((str(reports),), tmp_path / "shut" / "out"))


def test_the_parent_looks_up_from_waiting(
    reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A Ctrl-C that comes between two instructions, just before it waits, is seen when it looks up."""
    waits: list[float | None] = []

    def waiting(pipes: list[object], seconds: float | None) -> list[object]:
        waits.append(seconds)
        return wait(pipes, seconds)  # type: ignore[arg-type]

    monkeypatch.setattr(crew, "wait", waiting)
    run(Job((str(reports),), tmp_path / "out"))
    assert waits
    assert all(seconds is not None and seconds <= crew.TICK for seconds in waits)


def _alive(group: int) -> list[str]:
    """Processes of a group that still run."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, pgrp = stat.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(pgrp) == group and state != "Z":
            found.append(stat.parent.name)
    return found


@linux
def test_a_disk_that_fills_up_ends_the_run_with_a_hint(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "long.txt").write_text("The council was late by a year, and nobody knew why.\n\n" * 800)
    # Workers inherit the limit: no file may be as large as the first text is.
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))"
    ended = start("run", folder, "--out", tmp_path / "out", before=limit)
    _, errors = ended.communicate(timeout=240)
    assert ended.returncode == 2, errors
    assert "cannot write" in errors
    assert "goes on where it stopped" in errors
    assert "Traceback" not in errors
    assert not list((tmp_path / "out").glob("*.csv"))


def test_an_output_folder_that_cannot_be_made_is_a_wrong_call(reports: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be written") as caught:
        run(Job((str(reports),), tmp_path / "file" / "out"))
    assert "--out" in caught.value.hint


@linux
def test_a_disk_that_fills_up_while_tables_are_written_leaves_none_half(
    reports: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    run(Job((str(reports),), out))
    # Results are there already; the tables, which are to be made again, are what does not fit.
    (out / ".reportminer" / "finished.json").unlink()
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))"
    ended = start("run", reports, "--out", out, before=limit)
    _, errors = ended.communicate(timeout=240)
    assert ended.returncode == 2, errors
    assert "cannot write" in errors
    assert "Traceback" not in errors
    assert {path.name for path in out.iterdir()} == {"texts", ".reportminer"}
    assert run(Job((str(reports),), out)).reused == 2
    assert (out / "report.html").exists()


@linux
def test_two_runs_do_not_write_to_one_folder(reports: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    open_out(out, force=False)
    with held(out), pytest.raises(OutputError, match="another run"):
        run(Job((str(reports),), out))
    assert run(Job((str(reports),), out)).totals.counts["reports"] == 2


def test_files_of_the_user_survive_force(reports: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "interviews.csv").write_text("who,when\n")
    (out / "texts" / "drafts").mkdir(parents=True)
    (out / "texts" / "interview.txt").write_text("years of work")
    run(Job((str(reports),), out, force=True))
    assert (out / "interviews.csv").read_text() == "who,when\n"
    assert (out / "texts" / "interview.txt").read_text() == "years of work"
    assert (out / "texts" / "drafts").is_dir()


def test_a_result_cut_off_by_a_power_cut_is_made_again(
    reports: Path, tmp_path: Path, read_rows: Rows
) -> None:
    out = tmp_path / "out"
    run(Job((str(reports),), out))
    before = (out / "findings.csv").read_bytes()
    first, second = sorted((out / ".reportminer" / "results").iterdir())
    first.write_text("")
    second.write_text(second.read_text()[:100])
    assert run(Job((str(reports),), out)).reused == 0
    assert (out / "findings.csv").read_bytes() == before


def test_a_text_cut_off_by_a_power_cut_is_made_again(reports: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(Job((str(reports),), out))
    first, second = sorted((out / "texts").iterdir())
    before = first.read_bytes(), second.read_bytes()
    first.write_bytes(b"")
    second.write_bytes(before[1][:-1])
    assert run(Job((str(reports),), out)).reused == 0
    assert (first.read_bytes(), second.read_bytes()) == before


def test_a_temporary_folder_that_is_full_is_no_fault_of_a_report(
    reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reportminer.batch.inputs.IN_MEMORY", 1)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    with pytest.raises(OutputError, match="temporary file") as told:
        run(Job((str(reports),), tmp_path / "out"))
    assert "TMPDIR" in told.value.hint


def test_a_file_that_goes_away_before_it_is_read(reports: Path, tmp_path: Path) -> None:
    found = find([str(reports)])
    (reports / "alder.txt").unlink()
    order = Order(tmp_path, Limits(), View.TEXT)
    answers = {
        Path(s.name).stem: a for s, a in each(Work(partial(Viewer, order), 1, Limits()), found.sources)
    }
    assert answers["birch"] is None
    failure = answers["alder"]
    assert isinstance(failure, Failure)
    assert failure.stage == "parse"
    assert "No such file" in failure.error
    assert failure.hint


@linux
def test_what_is_no_file_or_leads_nowhere_is_told(reports: Path, tmp_path: Path, read_rows: Rows) -> None:
    (reports / "gone.pdf").symlink_to(reports / "no such thing")
    os.mkfifo(reports / "pipe.txt")
    if os.geteuid():  # root reads everything
        (reports / "secret.txt").write_text("not yours")
        (reports / "secret.txt").chmod(0)
    run(Job((str(reports),), tmp_path / "out"))
    rows = {Path(r["source"]).stem: r for r in read_rows(tmp_path / "out" / "failures.csv")}
    assert "cannot be opened" in rows["gone"]["error"]
    assert "not a regular file" in rows["pipe"]["error"]
    assert len(rows) == (3 if os.geteuid() else 2)
    assert all(row["stage"] == "find" and row["hint"] for row in rows.values())
    assert len(read_rows(tmp_path / "out" / "reports.csv")) == 2


@linux
def test_names_that_are_no_text_are_kept_apart(tmp_path: Path, report_text: str, read_rows: Rows) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / os.fsdecode(b"caf\xe8.txt")).write_text(report_text)
    (folder / os.fsdecode(b"caf\xe9.txt")).write_text("")
    (folder / os.fsdecode(b"caf\xea.txt")).write_text(report_text + "\nMore was said later.\n")
    ended = start("run", folder, "--out", tmp_path / "out")
    _, errors = ended.communicate(timeout=240)
    assert ended.returncode == 3, errors
    assert [Path(r["source"]).name for r in read_rows(tmp_path / "out" / "reports.csv")] == [
        "caf\ufffd.txt"
    ] * 2
    assert len(read_rows(tmp_path / "out" / "failures.csv")) == 1
