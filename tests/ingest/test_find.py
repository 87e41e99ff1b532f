"""Finding reports: each file once, in a fixed order, with a reason for what is not taken."""

import errno
import os
from pathlib import Path

import pytest

from reportminer.errors import LimitError, UnreadableError, UsageError
from reportminer.ingest import find


def put(folder: Path, **files: str) -> None:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def test_a_folder_gives_its_reports_in_order_and_counts_the_rest(tmp_path: Path) -> None:
    put(tmp_path, b_dot_txt="bee", a__c_dot_md="sea", z_dot_odt="no", _dot_hidden_dot_txt="no")
    found = find([str(tmp_path)])
    assert [Path(s.name).name for s in found.sources] == ["c.md", "b.txt"]
    assert [s.kind for s in found.sources] == ["markdown", "text"]
    assert found.passed_over == ((".odt", 1),)


def test_the_same_bytes_are_one_report_whatever_they_are_called(tmp_path: Path) -> None:
    put(tmp_path, one_dot_txt="same", two_dot_txt="same")
    found = find([str(tmp_path), str(tmp_path / "two.txt")])
    assert [Path(s.name).name for s in found.sources] == ["one.txt"]
    assert [Path(a).name for a, _ in found.copies] == ["two.txt"]


def test_the_order_of_the_words_does_not_matter(tmp_path: Path) -> None:
    put(tmp_path, a_dot_txt="1", b_dot_txt="2", c_dot_txt="3")
    names = [str(tmp_path / n) for n in ("c.txt", "a.txt", "b.txt")]
    assert find(names).sources == find(reversed(names)).sources == find([str(tmp_path)]).sources


def test_a_pattern_finds_files_in_folders_below(tmp_path: Path) -> None:
    put(tmp_path, x__deep__a_dot_txt="1", x__b_dot_pdf="2")
    found = find([str(tmp_path / "**" / "*.txt")])
    assert [Path(s.name).name for s in found.sources] == ["a.txt"]


def test_the_output_folder_is_never_read_as_input(tmp_path: Path) -> None:
    put(tmp_path, a_dot_txt="1", out__texts__r1_dot_txt="2")
    found = find([str(tmp_path)], leave_out=tmp_path / "out")
    assert [Path(s.name).name for s in found.sources] == ["a.txt"]


@pytest.mark.parametrize("named", ["in/*", "in/**", "in/**/*", "in/out/texts/*.txt", "in/out"])
def test_nor_where_a_pattern_or_its_own_name_leads_to_it(tmp_path: Path, named: str) -> None:
    put(tmp_path / "in", a_dot_txt="1", b__c_dot_txt="3")
    put(tmp_path / "in" / "out", report_dot_html="x", lost_dot_csv="y", texts__r1_dot_txt="2")
    found = find([str(tmp_path / "in/a.txt"), str(tmp_path / named)], leave_out=tmp_path / "in" / "out")
    assert {Path(s.name).name for s in found.sources} <= {"a.txt", "c.txt"}
    assert not found.refused


def test_whoever_names_nothing_but_the_output_folder_is_told_so(tmp_path: Path) -> None:
    put(tmp_path, report_dot_html="x", in__a_dot_txt="1")
    with pytest.raises(UsageError, match="no reports") as caught:
        find([str(tmp_path)], leave_out=tmp_path)
    assert "--out" in caught.value.hint
    assert len(find([str(tmp_path / "in")], leave_out=tmp_path).sources) == 1


def test_an_output_folder_that_is_a_link_to_itself_is_no_fault_here(tmp_path: Path) -> None:
    put(tmp_path, a_dot_txt="1")
    (tmp_path / "loop").symlink_to("loop")
    assert len(find([str(tmp_path)], leave_out=tmp_path / "loop").sources) == 1


def test_links_that_loop_end(tmp_path: Path) -> None:
    put(tmp_path, a_dot_txt="1")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    assert len(find([str(tmp_path)]).sources) == 1


def test_a_folder_without_reports_says_what_is_read(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no reports") as caught:
        find([str(tmp_path)])
    assert ".pdf" in caught.value.hint


def test_a_missing_file_is_a_wrong_call(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        find([str(tmp_path / "gone.pdf")])


def test_an_input_without_a_name_is_not_the_folder_one_stands_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, a_dot_txt="1")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match="no name"):
        find([""])


def test_a_file_in_a_closed_folder_is_not_said_to_be_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stat(path: object, **_: object) -> object:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    monkeypatch.setattr(os, "stat", stat)
    with pytest.raises(UsageError, match="Permission denied") as caught:
        find([str(tmp_path / "a.txt")])
    assert "permissions" in caught.value.hint


def test_folders_that_are_not_entered_are_counted(tmp_path: Path) -> None:
    put(tmp_path, in__a_dot_txt="1", far__b_dot_txt="2", in__old__texts__r1_dot_txt="3")
    (tmp_path / "in" / "old" / ".reportminer").mkdir()
    (tmp_path / "in" / "link").symlink_to(tmp_path / "far", target_is_directory=True)
    assert dict(find([str(tmp_path / "in")]).passed_over) == {
        "links to folders": 1,
        "datasets of other runs": 1,
    }
    (tmp_path / "in" / "a.txt").unlink()
    with pytest.raises(UsageError, match="no reports") as caught:
        find([str(tmp_path / "in")])
    assert "links" in caught.value.hint


def test_endings_that_are_no_text_can_be_written_down(tmp_path: Path) -> None:
    put(tmp_path, a_dot_txt="1")
    (tmp_path / os.fsdecode(b"b.p\xe9f")).write_text("2")
    (tmp_path / "c.\x1b[31m\u202e").write_text("3")
    assert [ending for ending, _ in find([str(tmp_path)]).passed_over] == [".p\ufffdf", ".\ufffd[31m\ufffd"]


def test_what_cannot_be_taken_stands_with_its_reason(tmp_path: Path) -> None:
    put(tmp_path, a_dot_xyz="1", big_dot_txt="12345678", ok_dot_txt="1")
    os.mkfifo(tmp_path / "pipe.txt")
    names = [str(tmp_path / n) for n in ("a.xyz", "big.txt", "ok.txt", "pipe.txt")]
    found = find(names, max_bytes=4)
    assert len(found.sources) == 1
    kinds = {Path(r.name).name: type(r.error) for r in found.refused}
    assert kinds == {"a.xyz": UnreadableError, "big.txt": LimitError, "pipe.txt": UnreadableError}
    assert all(r.error.hint for r in found.refused)


def test_a_name_with_a_line_break_is_shown_without_it(tmp_path: Path) -> None:
    (tmp_path / "a\nb.txt").write_text("1")
    (source,) = find([str(tmp_path)]).sources
    assert "\n" not in source.name
    assert Path(source.path).read_text() == "1"


def test_a_dataset_of_an_earlier_run_is_not_read_as_reports(tmp_path: Path) -> None:
    put(tmp_path, a_dot_txt="1", old__texts__r1_dot_txt="2")
    (tmp_path / "old" / ".reportminer").mkdir()
    assert [Path(s.name).name for s in find([str(tmp_path)]).sources] == ["a.txt"]


def test_a_folder_that_cannot_be_listed_is_on_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, a_dot_txt="1", shut__b_dot_txt="2")
    scandir = os.scandir

    def refuse(path: str) -> object:
        if Path(path).name == "shut":
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    found = find([str(tmp_path)])
    assert len(found.sources) == 1
    assert [Path(r.name).name for r in found.refused] == ["shut"]
    assert "permissions" in found.refused[0].error.hint


def test_a_closed_folder_below_is_on_record_and_the_rest_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked = tmp_path / "in" / "locked"
    locked.mkdir(parents=True)
    (tmp_path / "in" / "a.txt").write_text("alpha")
    real_list, real_stat = os.scandir, os.stat

    def refused(path: object) -> PermissionError:
        return PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    def scandir(path: str) -> object:
        if Path(path) == locked:
            raise refused(path)
        return real_list(path)

    def stat(path: object, **more: object) -> object:
        if not isinstance(path, int) and locked in Path(os.fsdecode(path)).parents:  # type: ignore[arg-type]
            raise refused(path)
        return real_stat(path, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "scandir", scandir)
    monkeypatch.setattr(os, "stat", stat)
    found = find([str(tmp_path / "in")])
    assert [Path(source.name).name for source in found.sources] == ["a.txt"]
    (refusal,) = found.refused
    assert refusal.name == str(locked)
    assert "permissions" in refusal.error.hint


def test_empty_files_are_each_refused_and_no_copies_of_one_another(tmp_path: Path) -> None:
    put(tmp_path, a_dot_txt="", b_dot_pdf="", c_dot_txt="1")
    found = find([str(tmp_path)])
    assert [Path(r.name).name for r in found.refused] == ["a.txt", "b.pdf"]
    assert "empty" in found.refused[0].error.message
    assert not found.copies
