"""The last word over rules, words and what the encoder read."""

import json

import numpy as np
import pytest

from reportminer.errors import ModelError
from reportminer.tag.arbiter import Judged
from reportminer.tag.cues import load_rules
from reportminer.tag.joint import UNREAD, Joint, denials, fitting, inputs, load, save


def _joint(sieve: float = -2.0) -> Joint:
    weights = np.zeros((18, 3), np.float32)
    weights[:3] = weights[3:6] = np.eye(3)
    limits = np.array([[0.5] * 3, [0.2] * 3], np.float32)
    return Joint(weights, np.zeros(3, np.float32), limits, np.full(3, UNREAD, np.float32), sieve, "digest")


def _judged(odds: list[float]) -> Judged:
    column = np.array(odds, np.float32)[:, None]
    chance = 1 / (1 + np.exp(-np.repeat(column, 3, axis=1)))
    return Judged(chance, chance, chance)


def test_inputs_are_own_and_beside():
    odds = np.array([[1, -9, np.nan], [2, 0, 9]], np.float32)
    denied = np.array([[1, 0, 0], [0, 0, 0]], np.float32)
    rows = inputs(np.zeros((2, 3), np.float32), odds, denied)
    assert rows.shape == (2, 18)
    assert rows[0, 3:6].tolist() == [1 - UNREAD, -4.0, 0.0]
    assert rows[0, 6:9].tolist() == [0, 0, 0]
    assert rows[0, 9:12].tolist() == rows[1, 3:6].tolist() == [2 - UNREAD, -UNREAD, 5 - UNREAD]
    assert rows[1, 6:9].tolist() == rows[0, 3:6].tolist()
    assert rows[0, 12:].tolist() == [1, 0, 0, 1 - UNREAD, 0, 0]
    assert not rows[1, 12:].any()


def test_the_sieve_lets_through_what_any_label_may_be():
    assert _joint().wanted(_judged([-3, -1, -2.01, 4])) == [False, True, False, True]
    assert _joint().wanted(_judged([])) == []


def test_both_sources_count_and_each_is_told_alone():
    odds = np.array([[3.0, np.nan, -4.0]], np.float32)
    judged = _joint().judge(_judged([0.0]), odds, np.zeros((1, 3), np.float32))
    assert judged.probability[0].round(3).tolist() == pytest.approx([0.999, 0.5, 0.5])
    assert judged.by_rules[0].tolist() == pytest.approx([0.5] * 3, abs=1e-5)


def test_denied_is_what_no_cue_says_plainly():
    rules = {rule.label: rule.id for rule in load_rules() if rule.label in ("CHALLENGE", "LESSON")}
    challenge, lesson = rules["CHALLENGE"], rules["LESSON"]
    cases = [
        [(challenge, True)],
        [(challenge, True), (challenge, False)],
        [(lesson, True)],
        [],
        [("?", True)],
    ]
    assert denials(cases).tolist() == [[1, 0, 0], [0, 0, 0], [0, 1, 0], [0, 0, 0], [0, 0, 0]]


def test_what_is_saved_is_loaded(tmp_path):
    save(_joint(), tmp_path, {"note": 1})
    found = load(tmp_path)
    assert found is not None
    assert found.weights.tolist() == _joint().weights.tolist()
    assert (found.sieve, found.encoder) == (-2.0, "digest")
    assert load(tmp_path / "nowhere") is None


@pytest.mark.parametrize(
    "change", [{"version": 9}, {"labels": ["A"]}, {"weights": [[1.0]]}, {"bias": "x"}, {"sieve": None}]
)
def test_what_does_not_fit_is_refused(tmp_path, change):
    save(_joint(), tmp_path, {})
    path = tmp_path / "joint.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    with pytest.raises(ModelError) as caught:
        load(tmp_path)
    assert caught.value.hint


def test_an_encoder_that_it_was_not_fitted_to_is_refused():
    class Other:
        digest = "another"

    with pytest.raises(ModelError):
        fitting(_joint(), Other())  # type: ignore[arg-type]
    assert fitting(None, Other()) is None  # type: ignore[arg-type]
    assert fitting(_joint(), None) is None
