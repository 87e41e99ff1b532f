"""Reports at addresses: what is listed, what is fetched, and what is never shown."""

import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from reportminer.batch.inputs import Hashes
from reportminer.errors import LimitError, RemoteError, UsageError
from reportminer.ingest import find
from reportminer.ingest.addresses import public, reach, told
from reportminer.ingest.remote import at_hand

SECRET = "hunter22"


class Failing(MemoryFileSystem):
    """A store in memory whose files named `gone…` break off in the middle; it counts what is opened."""

    protocol = "failing"
    opened: list[str] = []  # noqa: RUF012 - of the whole store

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return str(
            super()._strip_protocol(path.replace("failing://", "memory://").replace(f"me:{SECRET}@", ""))
        )

    def _open(self, path, mode="rb", **more):  # type: ignore[no-untyped-def]
        file = super()._open(path, mode, **more)
        if mode == "rb":
            self.opened.append(path)
            if "gone" in path:
                file.read = self._cut_off
        return file

    def _cut_off(self, size: int = -1) -> bytes:
        raise OSError(f"connection to https://me:{SECRET}@host/x?sig={SECRET} was lost")


@pytest.fixture
def memory() -> Iterator[MemoryFileSystem]:
    fsspec.register_implementation("failing", Failing, clobber=True)
    store = fsspec.filesystem("memory")
    store.store.clear()
    store.pseudo_dirs[:] = [""]
    Failing.opened.clear()
    yield store
    store.store.clear()


def put(store: MemoryFileSystem, **files: str) -> None:
    store.pipe(
        {f"/in/{name.replace('__', '/').replace('_dot_', '.')}": t.encode() for name, t in files.items()}
    )


def test_a_folder_gives_its_reports_in_order_and_counts_the_rest(memory: MemoryFileSystem) -> None:
    put(memory, b_dot_txt="bee", a__c_dot_md="sea", z_dot_odt="no", _dot_hidden_dot_txt="no", d_dot_txt="bee")
    put(memory, old__texts__r1_dot_txt="text of a dataset", old___dot_reportminer__inputs_dot_jsonl="{}")
    found = find(["memory://in"])
    assert [s.name for s in found.sources] == ["memory://in/a/c.md", "memory://in/b.txt"]
    assert [s.sha256 for s in found.sources] == [sha256(t).hexdigest() for t in (b"sea", b"bee")]
    assert found.copies == (("memory://in/d.txt", "memory://in/b.txt"),)
    assert found.passed_over == ((".odt", 1),)
    again = find(["memory://in/", "memory://in/b.txt", "memory://in/*.txt"])
    assert [s.sha256 for s in again.sources] == [s.sha256 for s in found.sources]
    assert again.copies == found.copies


def test_here_and_there_in_one_run(memory: MemoryFileSystem, tmp_path: Path) -> None:
    put(memory, a_dot_txt="there")
    (tmp_path / "b.txt").write_text("here")
    found = find([str(tmp_path), "memory://in/a.txt", "memory://in/*.txt"])
    assert sorted(source.root != "" for source in found.sources) == [False, True]
    assert not found.copies


def test_a_report_is_a_file_of_ours_while_it_is_read(memory: MemoryFileSystem, tmp_path: Path) -> None:
    memory.pipe("/in/a..%2f..%2fx:y\u202e.txt", b"words")
    (source,) = find(["memory://in"]).sources
    assert "\u202e" not in source.name
    with at_hand(source) as here:
        path = Path(here.path)
        assert (path.name, path.read_bytes(), here.root) == ("report.text", b"words", "")
        assert here.report_id == source.report_id
    assert not path.parent.exists()


def test_question_marks_in_names_of_a_store_are_kept(memory: MemoryFileSystem) -> None:
    memory.pipe({"/in/r?v=1.txt": b"one", "/in/r?v=2.txt": b"two"})
    names = [source.name for source in find(["memory://in"]).sources]
    assert names == ["memory://in/r?v=1.txt", "memory://in/r?v=2.txt"]


def test_what_breaks_off_has_a_reason_without_secrets(memory: MemoryFileSystem) -> None:
    put(memory, good_dot_txt="1", gone_dot_txt="2")
    found = find([f"failing://me:{SECRET}@/in"])
    (refused,) = found.refused
    assert refused.name == "failing:///in/gone.txt"
    assert isinstance(refused.error, RemoteError)
    assert "was lost" in refused.error.message
    assert "--retry-failed" in refused.error.hint
    assert SECRET not in repr(found)
    assert SECRET not in refused.error.message
    assert [source.name for source in found.sources] == ["failing:///in/good.txt"]


def test_size_is_bounded_whatever_the_store_says(memory: MemoryFileSystem) -> None:
    put(memory, big_dot_txt="12345678", ok_dot_txt="1")
    found = find(["memory://in"], max_bytes=4)
    assert [type(refused.error) for refused in found.refused] == [LimitError]
    (source,) = found.sources
    put(memory, ok_dot_txt="it grew since")
    with pytest.raises(LimitError), at_hand(source, 4):
        pass
    with pytest.raises(RemoteError, match="otherwise"), at_hand(source):
        pass
    memory.rm("/in/ok.txt")
    with pytest.raises(RemoteError, match="not there any more"), at_hand(source):
        pass


def test_what_was_not_changed_is_not_fetched_again(
    memory: MemoryFileSystem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(memory, a_dot_txt="1", b_dot_txt="2")

    def look() -> list[str]:
        Failing.opened.clear()
        hashes = Hashes(tmp_path)
        found = find(["failing://in"], hash_of=hashes)
        hashes.keep(tmp_path, "key")
        assert len(found.sources) == 2
        return sorted(Failing.opened)

    everything = ["/in/a.txt", "/in/b.txt"]
    assert look() == look() == everything  # changed so lately that its time tells nothing
    monkeypatch.setattr("reportminer.ingest.remote.SETTLED", 0)
    assert look() == everything
    assert look() == []
    put(memory, b_dot_txt="3")
    assert look() == ["/in/b.txt"]


def test_a_link_that_loops_ends(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("1")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    assert len(find([tmp_path.as_uri()]).sources) == 1


@pytest.mark.parametrize(
    ("address", "said", "hint"),
    [
        ("memory://nothing", "no such file", "spelling"),
        (f"nosuch://me:{SECRET}@host/a?sig={SECRET}", "nosuch://host/a", "credentials"),
        ("zip://x.pdf::memory://in/a.zip", "within an address", "plain files"),
    ],
)
def test_an_address_that_makes_no_sense_is_a_wrong_call(
    memory: MemoryFileSystem, address: str, said: str, hint: str
) -> None:
    with pytest.raises(UsageError, match=said) as caught:
        find([address])
    assert hint in caught.value.hint
    assert SECRET not in f"{caught.value.message} {caught.value.hint}"


def test_a_package_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "paramiko", None)
    monkeypatch.delitem(sys.modules, "fsspec.implementations.sftp", raising=False)
    with pytest.raises(UsageError, match="sftp://me@host/x") as caught:
        reach(f"sftp://me:{SECRET}@host/x".replace(f":{SECRET}", ""))
    assert "pip install paramiko" in caught.value.hint
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    with pytest.raises(UsageError) as caught:
        reach("s3://bucket/x")
    assert "reportminer[remote]" in caught.value.hint


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"ftp://me:{SECRET}@host:21/a b.pdf", "ftp://host:21/a b.pdf"),
        (f"ftp://me:{SECRET}@x@host/a.pdf", "ftp://host/a.pdf"),
        (f"sftp://me:{SECRET} and more@host/a.pdf", "sftp://host/a.pdf"),
        (f"s3://KEY:{SECRET}/more@bucket/a.pdf", "s3://bucket/a.pdf"),
        (f"https://{SECRET}@host/a.pdf", "https://host/a.pdf"),
        (f"https://host/a.pdf?X-Sig={SECRET}&y=1#z", "https://host/a.pdf"),
        (f"abfs://box/a.pdf?sv=1&sig={SECRET}", "abfs://box/a.pdf"),
        ("abfs://box@account.net/a.pdf", "abfs://box@account.net/a.pdf"),
        ("s3://bucket/a:b@c.pdf", "s3://bucket/a:b@c.pdf"),
        ("sftp://host:22/a@b.pdf", "sftp://host:22/a@b.pdf"),
    ],
)
def test_secrets_are_not_shown(text: str, shown: str) -> None:
    assert public(text) == shown
    assert public(f"cannot open {text} now") in (f"cannot open {shown} now", f"cannot open {shown}")


def test_a_secret_that_an_error_repeats_is_not_shown() -> None:
    error = OSError(f"530 login with {SECRET} refused\nby host")
    assert told(error, f"ftp://me:{SECRET}@host/x") == "530 login with ... refused by host"
