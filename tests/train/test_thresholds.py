"""The two thresholds of a label: what they promise, on tables small enough to reckon by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportminer.train.fit import thresholds

CHANCES = st.lists(st.sampled_from([0.05, 0.1, 0.25, 0.5, 0.8, 0.9]), min_size=1, max_size=12)


def both(chance, labels, recall=0.94):
    """The thresholds, rounded as the table is written."""
    found = thresholds(np.array(chance, np.float32), np.array(labels, bool), recall)
    return tuple(round(each, 3) for each in found)


def promised(chance, threshold):
    """The F1 that calibrated probabilities promise to who takes all from `threshold` on."""
    taken = [each for each in chance if each >= threshold]
    return 2 * sum(taken) / (len(taken) + sum(chance))


@pytest.mark.parametrize(
    ("chance", "labels", "expected"),
    [
        ([0.9, 0.8, 0.2, 0.1], [1, 1, 0, 0], (0.8, 0.8)),
        ([0.1, 0.8, 0.2, 0.9], [0, 1, 0, 1], (0.8, 0.8)),
        ([0.9, 0.8, 0.2, 0.1], [1, 0, 1, 0], (0.8, 0.2)),
        ([0.9, 0.8, 0.2, 0.1], [0, 0, 0, 1], (0.8, 0.1)),
        ([0.9, 0.8, 0.2, 0.1], [1, 0, 0, 0], (0.8, 0.8)),
        ([0.4, 0.3, 0.02, 0.01], [1, 1, 0, 0], (0.3, 0.3)),
    ],
)
def test_the_first_goes_by_the_probabilities_and_the_second_by_what_is_true(chance, labels, expected):
    assert both(chance, labels) == expected


def test_a_share_of_the_true_ones_is_enough_for_the_second():
    chance, labels = [0.9, 0.8, 0.2, 0.1, 0.05], [1, 0, 1, 0, 1]
    assert [both(chance, labels, recall)[1] for recall in (0.3, 0.6, 0.94)] == [0.8, 0.2, 0.05]


@pytest.mark.parametrize("labels", [[0, 0, 0, 1], [1, 0, 0, 0], [1, 1, 1, 1]])
def test_equal_probabilities_are_taken_all_or_none(labels):
    assert both([0.5] * 4, labels) == (0.5, 0.5)
    assert both([0.9, 0.2, 0.2, 0.2], [1, *labels[1:]])[1] in (0.9, 0.2)


def test_where_nothing_is_true_the_second_is_the_first():
    assert both([0.9, 0.8, 0.2, 0.1], [0] * 4) == (0.8, 0.8)
    assert both([0.0] * 4, [0] * 4) == (0.0, 0.0)


@given(CHANCES, st.data(), st.sampled_from([0.5, 0.9, 0.94, 1.0]))
def test_no_other_threshold_promises_more_and_the_recall_is_kept(chance, data, recall):
    labels = data.draw(st.lists(st.booleans(), min_size=len(chance), max_size=len(chance)))
    best, low = both(chance, labels, recall)
    most = max(promised(chance, threshold) for threshold in chance)
    assert promised(chance, best) == pytest.approx(most, abs=1e-6)
    kept = sum(true and each >= low for each, true in zip(chance, labels, strict=True))
    assert kept >= recall * sum(labels)
    assert low <= best
