"""The main job end to end: every input accounted for, quotes in place, the same bytes every time."""

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from run_faults import digest_of as digest

from reportminer.batch import run
from reportminer.batch.run import Job
from reportminer.config import Limits, Settings
from reportminer.errors import OutputError

Rows = Callable[[Path], list[dict[str, str]]]
TABLES = [
    "reports",
    "pages",
    "sections",
    "findings",
    "partners",
    "partner_mentions",
    "partner_links",
    "themes",
    "theme_findings",
    "theme_matrix",
    "relations",
    "partnerships",
    "failures",
    "theme_counts",
    "theme_pairs",
    "theme_answers",
    "theme_disagreements",
]
GERMAN = (
    "Der Verein arbeitete zwei Jahre lang mit der Stadtverwaltung zusammen. Die größte Schwierigkeit war, "
    "dass niemand wusste, wer die Rechnungen bezahlen sollte. Am Ende zahlte der Kreis.\n"
)


@pytest.fixture
def inputs(tmp_path: Path, report_text: str) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "harbour.txt").write_text(report_text)
    (folder / "copy of harbour.txt").write_text(report_text)
    (folder / "north.md").write_text(report_text.replace("Harbour", "Northern").replace("Two of", "One of"))
    (folder / "verein.txt").write_text(GERMAN * 4)
    (folder / "empty.txt").write_text("")
    (folder / "zeros.txt").write_bytes(b"\0" * 4000)
    (folder / "cut.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog")
    return folder


def test_every_input_is_in_a_table(inputs: Path, tmp_path: Path, read_rows: Rows) -> None:
    result = run(Job((str(inputs),), tmp_path / "out", jobs=2))
    out = tmp_path / "out"
    assert {p.stem for p in out.glob("*.csv")} == set(TABLES)
    reports = {Path(r["source"]).name: r for r in read_rows(out / "reports.csv")}
    failures = {Path(r["source"]).name: r for r in read_rows(out / "failures.csv")}
    assert set(reports) == {"copy of harbour.txt", "north.md", "verein.txt"}
    assert set(failures) == {"empty.txt", "zeros.txt", "cut.pdf"}
    assert all(row["error"] and row["hint"] for row in failures.values())
    assert len(result.found.copies) == 1
    assert reports["verein.txt"]["language"] == "de"
    assert reports["verein.txt"]["status"] == "untagged"
    assert "not in English" in reports["verein.txt"]["warnings"]
    record = json.loads((out / "run.json").read_text())
    assert len(record["inputs"]) == 5  # the empty file was refused before it was hashed


def test_findings_stand_verbatim_at_their_offsets(inputs: Path, tmp_path: Path, read_rows: Rows) -> None:
    out = tmp_path / "out"
    run(Job((str(inputs),), out))
    findings = read_rows(out / "findings.csv")
    assert {row["label"] for row in findings} == {"CHALLENGE", "LESSON", "RECOMMENDATION"}
    for row in findings + read_rows(out / "partner_mentions.csv"):
        text = (out / "texts" / f"{row['report_id']}.txt").read_text(encoding="utf-8")
        assert text[int(row["char_start"]) : int(row["char_end"])] == row["text"]
    assert len({row["finding_id"] for row in findings}) == len(findings)
    names = {row["name"] for row in read_rows(out / "partners.csv")}
    assert "Dockside Community Council" in names


def test_the_same_input_gives_the_same_bytes(inputs: Path, tmp_path: Path) -> None:
    made = []
    for name, jobs in (("one", 1), ("two", 2)):
        run(Job((str(inputs),), tmp_path / name, jobs=jobs))
        made.append(digest(tmp_path / name))
    assert len(made[0]) > len(TABLES)
    assert made[0] == made[1]
    again = run(Job((str(inputs),), tmp_path / "one", jobs=2))
    assert again.reused == 3
    assert digest(tmp_path / "one") == made[0]


def test_what_the_user_says_of_a_report_takes_precedence(
    inputs: Path, tmp_path: Path, read_rows: Rows
) -> None:
    mine = tmp_path / "mine.csv"
    mine.write_text("source,title,year\nnorth.md,North and after,2031\n")
    out = tmp_path / "out"
    run(Job((str(inputs),), out))
    run(Job((str(inputs),), out, metadata=mine))
    reports = {Path(r["source"]).name: r for r in read_rows(out / "reports.csv")}
    assert (reports["north.md"]["title"], reports["north.md"]["year"]) == ("North and after", "2031")
    assert "title: user; " in reports["north.md"]["metadata_source"]
    for table in ("findings.csv", "partners.csv"):
        assert "North and after" in {r["report_title"] for r in read_rows(out / table)}
    assert "user" not in reports["verein.txt"]["metadata_source"]


def test_a_report_taken_away_leaves_the_dataset(inputs: Path, tmp_path: Path, read_rows: Rows) -> None:
    out = tmp_path / "out"
    run(Job((str(inputs),), out))
    (inputs / "north.md").unlink()
    run(Job((str(inputs),), out))
    assert len(read_rows(out / "reports.csv")) == 2
    assert len(list((out / "texts").iterdir())) == 2


def test_other_formats_are_kept_up_by_every_run(inputs: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    plain = (str(inputs / "north.md"),)
    run(Job(plain, out, formats=("xlsx", "jsonl")))
    before = {path.name: path.read_bytes() for path in out.glob("*.jsonl")}
    (out / "reportminer.xlsx").write_bytes(b"of yesterday")
    run(Job((str(inputs),), out, formats=("sqlite",)))
    assert (out / "reportminer.xlsx").read_bytes()[:2] == b"PK"
    assert (out / "reportminer.sqlite").exists()
    assert {path.name for path in out.glob("*.jsonl")} == set(before)
    assert (out / "reports.jsonl").read_bytes() != before["reports.jsonl"]
    assert not list(out.glob("*.parquet"))


def test_formats_of_a_run_that_is_broken_off_are_not_lost(
    inputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    run(Job((str(inputs / "north.md"),), out, formats=("xlsx",)))

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(sys.modules["reportminer.batch.run"], "assemble", stop)
        with pytest.raises(KeyboardInterrupt):
            run(Job((str(inputs),), out))
    assert not (out / "reportminer.xlsx").exists()  # it would tell of other reports
    run(Job((str(inputs),), out))
    assert (out / "reportminer.xlsx").exists()


def test_results_are_used_again_where_they_would_be_the_same(
    inputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def again(**settings: object) -> int:
        job = Job((str(inputs / "north.md"),), tmp_path / "out", settings=Settings(**settings))  # type: ignore[arg-type]
        return run(job).reused

    assert again() == 0
    assert again(limits=Limits(max_seconds=900, max_memory_mb=8192)) == 1
    assert again(recall=True) == 0
    assert again(recall=True) == 1
    assert again(recall=True, fast=True) == 0
    monkeypatch.setattr("reportminer.batch.recipe.versions", lambda: {"pypdfium2": "of tomorrow"})
    assert again(recall=True, fast=True) == 0


def test_a_folder_that_holds_something_else_is_left_alone(inputs: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "thesis.doc").write_text("years of work")
    with pytest.raises(OutputError, match="thesis"):
        run(Job((str(inputs),), out))
    run(Job((str(inputs),), out, force=True))
    assert (out / "thesis.doc").read_text() == "years of work"
    assert (out / "findings.csv").exists()


def test_a_file_that_takes_too_long_is_given_up_alone(inputs: Path, tmp_path: Path, read_rows: Rows) -> None:
    settings = Settings(Limits(max_seconds=0.05))
    run(Job((str(inputs),), tmp_path / "out", settings=settings))
    rows = read_rows(tmp_path / "out" / "failures.csv")
    assert any("raise --max-seconds" in row["hint"] for row in rows)


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="finds its worker in /proc")
def test_a_worker_that_is_killed_takes_no_other_report_with_it(inputs: Path, tmp_path: Path) -> None:
    import threading

    killed: list[int] = []

    def kill_one() -> None:
        end = time.monotonic() + 20
        while not killed and time.monotonic() < end:
            for pid in _children():
                time.sleep(0.5)
                os.kill(pid, signal.SIGKILL)
                killed.append(pid)
                return
            time.sleep(0.01)

    thread = threading.Thread(target=kill_one)
    thread.start()
    result = run(Job((str(inputs),), tmp_path / "out", jobs=2))
    thread.join()
    assert killed
    assert result.totals.counts["reports"] + result.totals.counts["failures"] == 6
    final = run(Job((str(inputs),), tmp_path / "out", jobs=2))
    assert final.totals.counts["reports"] == 3


def _children() -> list[int]:
    """Worker processes of this one: copies of the process that `multiprocessing` keeps for that."""
    servers = [
        pid for pid in _below(os.getpid()) if b"forkserver" in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]
    return [pid for server in servers for pid in _below(server)]


def _below(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return [int(child) for task in tasks for child in (task / "children").read_text().split()]


def test_a_report_without_any_block_is_read_and_marked(tmp_path: Path, read_rows: Rows) -> None:
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(300, 400)
    writer.write(tmp_path / "blank.pdf")
    run(Job((str(tmp_path / "blank.pdf"),), tmp_path / "out"))
    (page,) = read_rows(tmp_path / "out" / "pages.csv")
    assert page["status"] == "blank"
    assert not read_rows(tmp_path / "out" / "failures.csv")
