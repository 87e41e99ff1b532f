"""The last word is fitted to log odds of reports that were not learnt from, and tells where it has none."""

import io

import numpy as np
import pytest

from reportminer.errors import SettingsError
from reportminer.tag.arbiter import SIZE
from reportminer.tag.encoder.model import BESIDE
from reportminer.tag.joint import UNREAD
from reportminer.train.fit import Table, check_teaches
from reportminer.train.joint import (
    LOSS,
    RECUT,
    Reading,
    Stack,
    _near,
    _sieve,
    fit_joint,
    kept_odds,
    recut_warning,
)

GROUPS = 8
ROWS = 60


def _stack(seed=0, told=2.0, base=0.0):
    """Labels that the encoder tells (`told` log odds apart) and that rules and words tell (`base` apart)."""
    dice = np.random.default_rng(seed)
    count = GROUPS * ROWS
    labels = dice.random((count, SIZE)) < 0.25
    own = (base * (2 * labels - 1) + dice.normal(0, 1, labels.shape)).astype(np.float32)
    read = (told * (2 * labels - 1) + dice.normal(0, 1, labels.shape) - UNREAD).astype(np.float32)
    rest = np.zeros((count, 4 * SIZE), np.float32)
    groups = [f"g{at // ROWS}" for at in range(count)]
    return Stack(np.concatenate([own, read, rest], axis=1), labels, groups, own, own.max(axis=1))


def test_it_listens_to_whom_it_should():
    by_encoder, by_rules = fit_joint(_stack(told=2.0), 0.9, "abc"), fit_joint(_stack(told=0.0, base=2.0), 0.9)
    assert by_encoder.encoder == "abc"
    for at in range(SIZE):
        assert by_encoder.weights[SIZE + at, at] > 5 * abs(by_encoder.weights[at, at])
        assert by_rules.weights[at, at] > 5 * abs(by_rules.weights[SIZE + at, at])
    mean = _stack(told=2.0).rows[:, SIZE : 2 * SIZE].mean(axis=0) + UNREAD
    np.testing.assert_allclose(by_encoder.silent, mean, rtol=1e-5)


@pytest.mark.parametrize("recall", [0.9, 0.97])
def test_low_thresholds_give_the_recall_that_was_asked_for(recall):
    data = _stack(told=0.6)
    joint = fit_joint(data, recall)
    chance = 1 / (1 + np.exp(-(data.rows @ joint.weights + joint.bias)))
    for at in range(SIZE):
        found = (chance[:, at] >= joint.thresholds[1, at]) & data.labels[:, at]
        assert found.sum() / data.labels[:, at].sum() == pytest.approx(recall, abs=0.04)
    assert (joint.thresholds[1] <= joint.thresholds[0]).all()


def test_thresholds_come_of_groups_that_were_held_out():
    """Two groups carry all labels, each known by a mark of its own that tells nothing of the other."""
    data = _stack(told=0.0)
    rows, marks = data.rows.copy(), np.array([[name == "g0", name == "g1"] for name in data.groups])
    rows[:, 2 * SIZE : 2 * SIZE + 2] = marks
    chosen = marks.any(axis=1)
    joint = fit_joint(
        Stack(rows, np.repeat(chosen[:, None], SIZE, axis=1), data.groups, data.base, data.near), 0.9
    )
    known = 1 / (1 + np.exp(-(rows @ joint.weights + joint.bias)))
    assert known[chosen].min() > 0.5 > joint.thresholds.max()


def _places(base, stands):
    base = np.repeat(np.array(base, np.float32)[:, None], SIZE, axis=1)
    labels = np.repeat(np.array(stands)[:, None], SIZE, axis=1)
    return _sieve(Stack(base, labels, ["g"] * len(base), base, _near(base, np.arange(len(base)))), labels)


def test_the_sieve_loses_no_more_than_it_may():
    dice = np.random.default_rng(1)
    stands = dice.random(4000) < 0.05
    base = dice.normal(-5, 1, 4000) + 3 * stands
    limit = _places(base, stands)
    near = [base[max(at - BESIDE, 0) : at + BESIDE + 1].max() for at in range(len(base))]
    near = np.array(near, np.float32)
    lost = (near < limit)[stands].mean()
    assert 0 < lost <= LOSS
    assert (near < limit).mean() > 0.3  # and holds something back


def test_the_sieve_knows_that_neighbours_are_read_along():
    assert _places([-9, 5, -9, -7, -7], [True, False, False, False, False]) == 5
    assert _places([5, -9, -9, -7, -8], [False, False, False, False, True]) == -7
    assert _places([1, 2], [False, False]) == -np.inf


def test_neighbours_are_those_of_the_report_and_not_of_the_example():
    base = np.repeat(np.array([[5.0], [-7.0], [-8.0]], np.float32), SIZE, axis=1)
    assert _near(base, np.array([0, 9, 10])).tolist() == [5, -7, -7]


def _file(tmp_path, **parts):
    path = tmp_path / "odds.npz"
    np.savez_compressed(path, **parts)
    return path


GOOD = {
    "graph": np.array("abc"),
    "spans/r1": np.array([[0, 5], [6, 9]]),
    "odds/r1": np.zeros((2, SIZE), np.float32),
}


def test_what_was_kept_is_read(tmp_path):
    kept = kept_odds(_file(tmp_path, **GOOD))
    assert str(kept["graph"]) == "abc"
    assert kept["spans/r1"].tolist() == [[0, 5], [6, 9]]


@pytest.mark.parametrize("part", range(1, 10))
def test_a_file_that_was_cut_off_or_changed_is_told_of(tmp_path, part):
    path = _file(tmp_path, **GOOD)
    content = path.read_bytes()
    cut = len(content) * part // 10
    path.write_bytes(content[:cut])
    _refused(path)
    path.write_bytes(b"PK\x03\x04" + b"\xff" * cut)
    _refused(path)


@pytest.mark.parametrize("name", ["graph", "odds/r1"])
def test_a_file_that_lacks_a_part_is_told_of(tmp_path, name):
    _refused(_file(tmp_path, **{key: value for key, value in GOOD.items() if key != name}))


def test_what_does_not_fit_together_is_told_of(tmp_path):
    _refused(_file(tmp_path, **GOOD | {"odds/r1": np.zeros((3, SIZE))}))
    _refused(_file(tmp_path, **GOOD | {"spans/r1": np.zeros(4)}))
    _refused(tmp_path / "nowhere.npz")
    plain = io.BytesIO()
    np.save(plain, np.zeros(3))
    (tmp_path / "odds.npz").write_bytes(plain.getvalue())
    _refused(tmp_path / "odds.npz")


def _refused(path):
    with pytest.raises(SettingsError) as caught:
        kept_odds(path)
    assert path.name in caught.value.message
    assert caught.value.hint


def _reading(size, recut):
    nothing = np.zeros((size, SIZE), np.float32)
    return Reading(nothing, nothing, np.arange(size), recut)


def test_few_segments_without_odds_are_passed_over_many_are_told():
    few = int(RECUT * 200)
    assert recut_warning([_reading(100, few), _reading(100, 0)]) == ""
    assert f"{few + 1} of 200" in recut_warning([_reading(100, few), _reading(100, 1)])
    assert recut_warning([]) == ""


def _part(*labels):
    nothing = np.zeros((0, 0), np.float32)
    return Table(nothing, nothing, nothing, np.array(labels, bool))


ALL = np.eye(SIZE, dtype=bool).tolist()


def test_too_little_to_learn_from_is_known_beforehand():
    check_teaches([_part(*ALL), _part(*ALL)], ["a", "b"], (5, 4))
    with pytest.raises(SettingsError, match="two are needed"):
        check_teaches([_part(*ALL), _part(*ALL)], ["a", "a"], (5,))
    with pytest.raises(SettingsError, match=r"without b .* LESSON"):
        check_teaches([_part(*ALL[:1], ALL[2]), _part(*ALL)], ["a", "b"], (5,))
