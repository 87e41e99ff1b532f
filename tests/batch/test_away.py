"""Runs whose reports, or whose OUT, lie in a store: the same bytes, and the same way on after a fault."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import fsspec
import pytest
from fsspec.implementations.local import LocalFileSystem
from fsspec.implementations.memory import MemoryFileSystem
from run_faults import in_process
from typer.testing import CliRunner

from reportminer.batch import run
from reportminer.batch.away import Shelf, _is_ours
from reportminer.batch.run import Job
from reportminer.batch.shelf import put
from reportminer.cli import app
from reportminer.errors import OutputError, UsageError
from reportminer.export.formats import FORMATS
from reportminer.ingest.find import MARK

Digest = Callable[[Path], dict[str, str]]
Rows = Callable[[Path], list[dict[str, str]]]
SECRET = "hunter22"


class Fragile(LocalFileSystem):
    """Files of this machine behind an address with a password; it fails as it is told to."""

    protocol = "fragile"
    broken: str = ""
    puts: list[str] = []  # noqa: RUF012 - of the whole store

    @classmethod
    def _strip_protocol(cls, path: Any) -> str:
        return str(
            super()._strip_protocol(
                str(path).replace(f"fragile://me:{SECRET}@", "").replace("fragile://", "")
            )
        )

    def _fail(self, path: object) -> None:
        if self.broken and self.broken in str(path):
            raise OSError(f"me:{SECRET}@host closed the connection")

    def _open(self, path, mode="rb", **more):  # type: ignore[no-untyped-def]
        self._fail(path)
        return super()._open(path, mode, **more)

    def put_file(self, lpath, rpath, **more):  # type: ignore[no-untyped-def]
        self._fail(rpath)
        self.puts.append(Path(rpath).name)
        return super().put_file(lpath, rpath, **more)


@pytest.fixture
def fragile() -> Iterator[type[Fragile]]:
    fsspec.register_implementation("fragile", Fragile, clobber=True)
    Fragile.puts.clear()
    yield Fragile
    Fragile.broken = ""


@pytest.fixture
def two(many: Path) -> Path:
    """Two reports, and one that cannot be read."""
    for path in sorted(many.glob("*.txt"))[2:]:
        path.unlink()
    return many


def called(there: Path, here: str, out: Path) -> Path:
    """A dataset in which the address is called as the folder is."""
    shutil.copytree(there, out)
    for path in out.rglob("*"):
        if path.is_file() and MARK not in path.parts and path.suffix != ".xlsx":
            path.write_bytes(path.read_bytes().replace(b"file://" + here.encode(), here.encode()))
    return out


def test_the_same_bytes_from_and_to_an_address(two: Path, tmp_path: Path, digest: Digest) -> None:
    here = run(Job((str(two),), tmp_path / "here"))
    far = Job((two.as_uri(),), Path(), address=(tmp_path / "far").as_uri())
    there = run(far)
    assert [Path(failure.source).name for failure in there.failures] == ["cut.pdf"]
    assert there.totals.counts == here.totals.counts
    same = called(tmp_path / "far", str(two), tmp_path / "same")
    assert digest(same) == digest(tmp_path / "here")
    again = run(far)
    assert (again.reused, again.failed_before) == (2, 1)
    shown = CliRunner().invoke(app, ["status", far.address, "--json"])
    assert json.loads(shown.stdout) | {"failures": []} == {
        **{"reports": 3, "done": 2, "failed": 1, "left": 0},
        **{"running": False, "whole": True, "failures": [], "unread": []},
    }


def test_a_run_at_an_address_that_was_broken_off_goes_on(
    two: Path, tmp_path: Path, digest: Digest, fragile: type[Fragile]
) -> None:
    out = tmp_path / "far"
    job = Job((str(two),), Path(), address=f"fragile://me:{SECRET}@{out}", formats=("jsonl",))
    with in_process():
        fragile.broken = "findings.csv"
        with pytest.raises(OutputError, match="fragile://") as caught:
            run(job)
        assert "goes on" in caught.value.hint
        assert SECRET not in f"{caught.value}{caught.value.hint}{job!r}"
        assert not (out / "run.json").exists()
        fragile.broken = ""
        fragile.puts.clear()
        rest = run(job)
        assert rest.reused == 2
        assert (out / "findings.jsonl").exists()
        assert fragile.puts[-3:] == ["report.html", "run.json", "finished.json"]
        run(Job((str(two),), tmp_path / "here", formats=("jsonl",)))
        assert digest(out) == digest(tmp_path / "here")
        fragile.puts.clear()
        assert run(job).reused == 2
    assert not [name for name in fragile.puts if "inputs" not in name]
    told = [path for path in out.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()]
    assert not told


def test_a_report_that_does_not_come_is_a_row_and_comes_another_time(
    two: Path, tmp_path: Path, read_rows: Rows, fragile: type[Fragile], capfd: pytest.CaptureFixture[str]
) -> None:
    job = Job((f"fragile://me:{SECRET}@{two}",), tmp_path / "out")

    def then_break(found: Any) -> Any:
        fragile.broken = "birch"
        return found

    import sys

    module = sys.modules["reportminer.batch.run"]
    real = module.find  # type: ignore[attr-defined]
    with in_process(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "find", lambda *words, **more: then_break(real(*words, **more)))
        run(job)
    rows = {Path(row["source"]).name: row for row in read_rows(tmp_path / "out" / "failures.csv")}
    assert rows["birch.txt"]["stage"] == "fetch"
    assert "--retry-failed" in rows["birch.txt"]["hint"]
    assert rows["cut.pdf"]["stage"] == "parse"
    fragile.broken = ""
    with in_process():
        assert len(run(job).failures) == 1
    assert len(read_rows(tmp_path / "out" / "reports.csv")) == 2
    told = [p for p in (tmp_path / "out").rglob("*") if p.is_file() and SECRET.encode() in p.read_bytes()]
    assert not told
    assert SECRET not in "".join(capfd.readouterr())


def test_all_that_a_run_writes_is_kept_at_the_address(two: Path, tmp_path: Path) -> None:
    with in_process():
        run(Job((str(two),), tmp_path / "out", formats=FORMATS))
    names = [p.relative_to(tmp_path / "out").as_posix() for p in (tmp_path / "out").rglob("*") if p.is_file()]
    assert [name for name in names if not _is_ours(name)] == [f"{MARK}/lock"]


def test_what_is_not_ours_stays_where_it_is(tmp_path: Path) -> None:
    store = fsspec.filesystem("memory")
    store.pipe("/shelf/holiday.jpg", b"1")
    shelf = Shelf("memory://shelf", tmp_path)
    with pytest.raises(OutputError, match="holds something else"):
        shelf.pull("0" * 12, force=False)
    for name in ("texts/../../x.txt", "texts/rules.txt", f"{MARK}/../x", "pages/r000000000000/x.jpg"):
        assert not _is_ours(name)
    put("memory://shelf", "texts/r000000000000.txt", b"words")
    shelf.pull("0" * 12, force=True)
    assert [path.name for path in tmp_path.rglob("*.*")] == ["r000000000000.txt"]
    (tmp_path / "texts" / "r000000000000.txt").unlink()
    shelf.push(whole=True)
    assert store.find("/shelf") == ["/shelf/holiday.jpg"]
    store.rm("/shelf", recursive=True)


def test_a_file_put_into_a_folder_is_there_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path.as_uri(), "a/b.json", b"old")

    def half(self: object, path: str, value: bytes) -> None:
        Path(path).write_bytes(value[:1])
        raise OSError("cut off")

    monkeypatch.setattr(LocalFileSystem, "pipe_file", half)
    with pytest.raises(OutputError, match="cut off"):
        put(tmp_path.as_uri(), "a/b.json", b"new")
    assert [path.read_bytes() for path in (tmp_path / "a").iterdir()] == [b"old"]


def test_memory_takes_a_whole_run(two: Path) -> None:
    store: MemoryFileSystem = fsspec.filesystem("memory")
    store.put(str(two), "/reports", recursive=True)
    job = Job(("memory://reports",), Path(), address="memory://dataset")
    with in_process():
        assert run(job).totals.counts["reports"] == 2
        assert run(job).reused == 2
    assert b"memory://reports/alder.txt" in store.cat("/dataset/reports.csv")
    store.rm("/dataset", recursive=True)
    store.rm("/reports", recursive=True)


def test_python_wants_a_folder_for_its_dataset(tmp_path: Path) -> None:
    import reportminer

    with pytest.raises(UsageError, match="needs a folder"):
        reportminer.run(tmp_path, "s3://bucket/out")
