"""Two requests that want the same scores make them at the same time."""

import os
from threading import Barrier, Thread

import numpy as np
import pytest

from reportminer.desk import atomic
from reportminer.desk.scores import Scores


def a_score(rows=2000):
    ones = np.ones((rows, 3), np.float32)
    return Scores(ones, ones, ones, ones[0], np.ones(rows, bool))


def test_scores_that_two_requests_save_at_once_are_whole_and_leave_nothing_beside_them(tmp_path):
    failed, together = [], Barrier(4)

    def save():
        together.wait()
        for _ in range(25):
            try:
                a_score().save(tmp_path / "r.npz")
                Scores.load(tmp_path / "r.npz")
            except Exception as error:
                failed.append(repr(error))

    threads = [Thread(target=save) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert not failed
    assert [path.name for path in tmp_path.iterdir()] == ["r.npz"]


def test_a_file_that_cannot_be_filled_leaves_what_was_there(tmp_path):
    (tmp_path / "a").write_text("before")

    def fill(file):
        file.write(b"half")
        raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        atomic.write(tmp_path / "a", fill)
    assert (tmp_path / "a").read_text() == "before"
    assert len(list(tmp_path.iterdir())) == 1


def test_what_a_file_holds_is_on_the_disk_before_its_name_is(tmp_path, monkeypatch):
    sizes, sync = [], os.fsync

    def noted(file):
        sizes.append((os.fstat(file).st_size, (tmp_path / "a").exists()))
        sync(file)

    monkeypatch.setattr(os, "fsync", noted)
    atomic.write(tmp_path / "a", lambda file: file.write(b"whole"))
    assert sizes == [(5, False)]
