"""What a run says of the run before it into the same folder: reports that left, files that are not named."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from run_faults import in_process

from reportminer.batch import Outcome, run
from reportminer.batch.before import keep_choices
from reportminer.batch.run import Job
from reportminer.cli.show import summary
from reportminer.config import Settings
from reportminer.errors import UsageError
from reportminer.gather.codebook import load_codebook
from reportminer.ingest.find import MARK

Rows = Callable[[Path], list[dict[str, str]]]
BOOK = """name: Piers
codes:
  - id: taps
    name: Taps
    definition: Water on the quay.
    terms: [running water]
"""


@pytest.fixture(autouse=True)
def _here() -> Iterator[None]:
    with in_process():
        yield


@pytest.fixture
def batches(tmp_path: Path, report_text: str) -> tuple[Path, Path]:
    """Two reports, and one that comes later."""
    for folder, names in (("first", ("Alder", "Birch")), ("second", ("Cedar",))):
        (tmp_path / folder).mkdir()
        for name in names:
            text = report_text.replace("Harbour", name)
            (tmp_path / folder / f"{name.lower()}.txt").write_text(text)
    return tmp_path / "first", tmp_path / "second"


def test_reports_that_leave_the_tables_are_told_of(
    batches: tuple[Path, Path], tmp_path: Path, read_rows: Rows, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = map(str, batches)
    out = tmp_path / "out"
    assert run(Job((first,), out)).left == ()
    result = run(Job((second,), out))
    assert [Path(name).name for name in result.left] == ["alder.txt", "birch.txt"]
    assert [Path(row["source"]).name for row in read_rows(out / "reports.csv")] == ["cedar.txt"]
    summary(result)
    told = capsys.readouterr().out
    assert "2 reports of the run before are not among the inputs and left the tables: name them too" in told
    assert "alder.txt" in told
    heard: list[Outcome] = []
    both = run(Job((first, second), out), heard.append)
    assert (both.left, both.reused, heard) == ((), 3, [])
    assert len(read_rows(out / "reports.csv")) == len(list((out / "texts").iterdir())) == 3
    assert not list((out / MARK / "texts").iterdir())


def test_a_report_that_was_edited_or_renamed_did_not_leave(
    batches: tuple[Path, Path], tmp_path: Path
) -> None:
    first, out = batches[0], tmp_path / "out"
    run(Job((str(first),), out))
    (first / "alder.txt").write_text((first / "alder.txt").read_text() + "\nThe pier was closed.\n")
    (first / "birch.txt").rename(first / "beech.txt")
    assert run(Job((str(first),), out)).left == ()


def test_they_are_told_of_also_after_a_run_that_was_broken_off(
    batches: tuple[Path, Path], tmp_path: Path
) -> None:
    first, second = map(str, batches)
    run(Job((first,), tmp_path / "out"))

    def stop(_: Outcome) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(Job((second,), tmp_path / "out"), stop)
    assert len(run(Job((second,), tmp_path / "out")).left) == 2
    assert not (tmp_path / "out" / MARK / "before.json").exists()


def test_a_run_that_names_none_of_the_files_of_the_last_one_is_refused(
    batches: tuple[Path, Path], tmp_path: Path
) -> None:
    meta, mine = tmp_path / "meta.csv", tmp_path / "mine.csv"
    meta.write_text("source,title\nalder.txt,Of alders\n")
    mine.write_text("id,name\nF-1,Dockside Community Council\n")
    plain = Job((str(batches[0]),), tmp_path / "out")
    run(replace(plain, metadata=meta, organisations=mine))
    with pytest.raises(UsageError, match=r"was made with --metadata \S+meta.csv --organisations") as refused:
        run(plain)
    assert f"add --metadata {meta} --organisations {mine}" in refused.value.hint
    with pytest.raises(UsageError, match=r"was made with --metadata \S+meta.csv; this run"):
        run(replace(plain, organisations=mine))
    run(replace(plain, force=True))
    run(plain)


def test_a_copy_is_told_by_its_name(
    batches: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (batches[1] / "twin.txt").write_bytes((batches[1] / "cedar.txt").read_bytes())
    summary(run(Job((str(batches[1]),), tmp_path / "out")))
    assert f"left out: {batches[1] / 'twin.txt'} is a copy of {batches[1] / 'cedar.txt'}" in (
        capsys.readouterr().out
    )


def test_the_same_of_a_codebook(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(BOOK)
    shipped, own = load_codebook(None), load_codebook(tmp_path / "own.yaml")
    told = {"settings": {"codebook": "own.yaml"}, "recipe": {"codebook": own.sha256}}
    plain = Job(("in",), tmp_path)
    with pytest.raises(UsageError, match=r"was made with --codebook own\.yaml"):
        keep_choices(plain, shipped, told)
    keep_choices(replace(plain, force=True), shipped, told)
    keep_choices(replace(plain, settings=Settings(codebook=tmp_path / "own.yaml")), own, told)
    keep_choices(plain, shipped, {"settings": {"codebook": "default"}, "recipe": {"codebook": "older"}})
