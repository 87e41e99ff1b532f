"""Figures of predictions, on cases that can be counted by hand."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportminer.errors import AnnotationError
from reportminer.evaluate.board import LOST, NOWHERE, board_of
from reportminer.evaluate.calibration import calibrations, equal_mass, equal_width, error
from reportminer.evaluate.confusion import confusion
from reportminer.evaluate.curves import POINTS, curve
from reportminer.evaluate.evaluation import About, Asked, evaluate
from reportminer.evaluate.evaluation_page import as_page
from reportminer.evaluate.evaluation_tables import as_json, tables
from reportminer.evaluate.figures import MICRO, Resampling, counts, differences, figure, rows
from reportminer.evaluate.mistakes import MISSED, WRONG, mistakes
from reportminer.evaluate.predictions import (
    BEST,
    RECALL,
    Judged,
    Prediction,
    Unit,
    read_predictions,
    write_predictions,
)
from reportminer.labels import Label

C, L, R = Label
HALF = ((0.5, 0.5, 0.5), (0.2, 0.2, 0.2))
NO = (0.0, 0.0, 0.0)


def segment(
    index, chance, labels=(), optional=(), *, spans=None, text="Some words.", role="other", rules=None
):
    """Ten letters of the annotation each, one after the other."""
    return Prediction(
        index=index,
        start=index * 12,
        end=index * 12 + 11,
        page=1,
        text=text,
        role=role,
        headings="Part one",
        spans=((index * 10, index * 10 + 10),) if spans is None else spans,
        labels=labels,
        optional=optional,
        probability={"rules": chance if rules is None else rules, "both": chance},
    )


def judged(name, units, predictions, **more):
    told = {"group": name, "genre": "review", "fold": 0, "thresholds": {"rules": HALF, "both": HALF}} | more
    return Judged(report=name, units=units, predictions=predictions, **told)


def unit(at, labels=(), optional=(), size=10):
    return Unit(at * 10, at * 10 + size, labels, optional)


@pytest.fixture
def two():
    """A report with one of each outcome of challenges, and one with a lesson taken for a recommendation."""
    first = judged(
        "one",
        (unit(0, (C,)), unit(1, (C,)), unit(2), unit(3, (), (C,)), unit(4)),
        (
            segment(0, (0.9, 0.0, 0.0), (C,), role="challenges"),
            segment(1, (0.3, 0.0, 0.0), (C,), text="Missed words."),
            segment(2, (0.8, 0.0, 0.0), text="=Wrong <b>words</b>"),
            segment(3, (0.7, 0.0, 0.0), (), (C,)),
            segment(4, (0.1, 0.0, 0.0)),
        ),
    )
    second = judged(
        "two",
        (unit(0, (L,)), unit(1)),
        (segment(0, (0.0, 0.1, 0.6), (L,)), segment(1, (0.0, 0.0, 0.0))),
    )
    return [first, second]


def test_right_wrong_and_missed_are_counted_and_doubts_are_not(two):
    board = board_of(two)
    assert counts(board, "both", BEST).tolist() == [
        [[1, 1, 1], [0, 0, 0], [0, 0, 0]],
        [[0, 0, 0], [0, 0, 1], [0, 1, 0]],
    ]
    assert counts(board, "both", RECALL)[0, 0].tolist() == [2, 1, 0]


def test_a_unit_is_found_where_half_of_its_letters_are(two):
    parts = (
        segment(0, (0.9, 0.0, 0.0), spans=((0, 3),)),
        segment(1, (0.6, 0.0, 0.0), spans=((3, 5),)),
        segment(2, (0.2, 0.0, 0.0), spans=((5, 9),)),
    )
    board = board_of([judged("one", (unit(0, (C,)), Unit(10, 10, (C,))), parts)])
    assert board.score["both"][:, 0].tolist() == [0.6, NOWHERE]
    assert board.role == ("other", LOST)
    uneven = board_of([judged("one", (Unit(0, 9, (C,)),), parts)])
    assert uneven.score["both"][0, 0] == 0.6
    assert board_of([judged("one", (Unit(0, 11, (C,)),), parts)]).score["both"][0, 0] == 0.2


def test_what_no_segment_covers_is_missed_even_at_zero():
    free = {"both": ((0.0, 0.0, 0.0), (0.0, 0.0, 0.0))}
    board = board_of([judged("one", (unit(0), unit(1, (C,))), (segment(0, NO),), thresholds=free)])
    assert counts(board, "both", BEST)[0, 0].tolist() == [0, 1, 1]


def test_figures_of_counts_by_hand():
    found = figure(np.array([[3, 1, 2], [0, 0, 0]]), Resampling())
    assert (found.precision, found.recall) == (0.75, 0.6)
    assert found.f1 == pytest.approx(2 / 3)
    assert found.f1_interval is None
    nothing = figure(np.zeros((2, 3), np.int64), Resampling())
    assert (nothing.precision, nothing.recall, nothing.f1) == (None, None, None)


def test_intervals_are_those_of_reports_drawn_with_replacement():
    """Of two reports, one all right and one all wrong, a quarter of the draws is of either alone."""
    found = figure(np.array([[4, 0, 0], [0, 0, 4]]), Resampling(level=0.4))
    assert found.recall == 0.5
    assert found.recall_interval == (0.5, 0.5)
    assert figure(np.array([[4, 0, 0], [0, 0, 4]]), Resampling(level=0.6)).recall_interval == (0.0, 1.0)
    same = figure(np.array([[3, 1, 0]] * 4), Resampling())
    assert same.precision_interval == (0.75, 0.75)


def test_the_same_seed_gives_the_same_intervals_and_another_may_not():
    table = np.array([[3, 1, 2], [5, 0, 1], [0, 4, 2], [2, 2, 2]])
    assert figure(table, Resampling(seed=4)) == figure(table, Resampling(seed=4))
    assert figure(table, Resampling(100, seed=4)) != figure(table, Resampling(100, seed=5))


@given(st.lists(st.tuples(*[st.integers(0, 9)] * 3), min_size=2, max_size=6))
def test_intervals_lie_between_none_and_all(table):
    found = figure(np.array(table), Resampling(100))
    for interval in (found.precision_interval, found.recall_interval, found.f1_interval):
        assert interval is None or 0 <= interval[0] <= interval[1] <= 1


def test_two_annotations_of_one_report_are_drawn_as_one(two):
    board = board_of([two[0], two[0], two[1]])
    assert board.reports == ("one", "two")
    assert counts(board, "both", BEST)[0, 0].tolist() == [2, 2, 2]


def test_slices_add_up_to_the_whole(two):
    found = rows(board_of(two), ("rules", "both"), Resampling(100))
    whole = next(r for r in found if (r.scope, r.variant, r.way, r.label) == ("all", "both", "best", MICRO))
    for scope in ("role", "genre", "report"):
        own = [r.figure for r in found if r.scope == scope and r.label == MICRO]
        for name in ("right", "wrong", "missed"):
            assert sum(getattr(f, name) for f in own) == getattr(whole.figure, name)
    assert {r.name for r in found if r.scope == "role"} == {"challenges", "other"}


def test_variants_are_compared_on_the_same_draws(two):
    (found,) = differences(board_of(two), ("rules", "both"), Resampling(100))
    assert (found.better, found.worse, found.f1, found.interval) == ("both", "rules", 0.0, (0.0, 0.0))


def test_calibration_error_by_hand():
    chance = np.array([0.05, 0.05, 0.9, 0.9, 1.0])
    true = np.array([False, False, True, False, True])
    bins = list(equal_width(chance, true))
    assert [(b.low, b.count) for b in bins] == [(0.0, 2), (0.9, 3)]
    assert error(bins) == pytest.approx((2 * 0.05 + 3 * abs(2.8 / 3 - 2 / 3)) / 5)
    assert [b.count for b in equal_mass(chance, true, 2)] == [3, 2]
    assert error(()) == 0.0


def test_calibration_leaves_doubtful_segments_out_and_tells_what_findings_are_worth(two):
    found = {(c.variant, c.label): c for c in calibrations(two, ("both",))}
    challenge = found["both", "CHALLENGE"]
    assert challenge.segments == 6
    assert challenge.findings == 2
    assert challenge.findings_said == pytest.approx(0.85)
    assert challenge.findings_true == 0.5
    assert found["both", MICRO].segments == 20


def test_confusion_pairs_a_missed_label_with_a_wrong_one(two):
    assert confusion(board_of(two), "both", BEST).tolist() == [
        [1, 0, 0, 1],
        [0, 0, 1, 0],
        [0, 0, 0, 0],
        [1, 0, 0, 3],
    ]


def test_confusion_of_several_labels():
    units = (unit(0, (C, L)), unit(1, (C,)))
    parts = (segment(0, (0.9, 0.0, 0.9), (C, L)), segment(1, (0.9, 0.9, 0.0), (C,)))
    table = confusion(board_of([judged("one", units, parts)]), "both", BEST)
    assert table[0].tolist() == [2, 0, 0, 0]
    assert table[1].tolist() == [0, 0, 1, 0]
    assert table[3].tolist() == [0, 1, 0, 0]


def test_precision_and_recall_over_thresholds_by_hand():
    score = np.array([0.9, 0.8, 0.8, 0.3, NOWHERE])
    gold = np.array([True, True, False, False, True])
    found = curve("both", "CHALLENGE", score, gold)
    steps = [(p.threshold, round(p.precision, 3), round(p.recall, 3)) for p in found.points]
    assert steps == [(0.9, 1.0, 0.333), (0.8, 0.667, 0.667), (0.3, 0.5, 0.667)]
    assert found.average_precision == pytest.approx(1 / 3 + (1 / 3) * (2 / 3))
    assert (found.best_f1, found.best_threshold) == (pytest.approx(2 / 3), 0.8)
    assert curve("both", "LESSON", score, np.zeros(5, bool)).points == ()


def test_long_curves_are_thinned_and_keep_their_end():
    score = np.linspace(1, 0, 5000)
    found = curve("both", "CHALLENGE", score, np.arange(5000) % 2 == 0)
    assert len(found.points) <= POINTS + 1
    assert found.points[-1].recall == 1.0


def test_worst_errors_come_first_with_their_neighbours(two):
    found = mistakes(two, "both", 5)
    assert [(m.kind, m.label, m.text) for m in found] == [
        (WRONG, C, "=Wrong <b>words</b>"),
        (MISSED, C, "Missed words."),
        (MISSED, L, "Some words."),
        (WRONG, R, "Some words."),
    ]
    assert (found[0].before, found[0].after) == ("Missed words.", "Some words.")
    assert found[2].given == (R,)
    assert mistakes(two, "both", 0) == []


def test_predictions_are_read_as_they_were_written(two, tmp_path):
    path = tmp_path / "predictions.jsonl"
    path.write_text(write_predictions(two), encoding="utf-8")
    assert read_predictions(path) == two


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda r: r["predictions"][0].update(spans=[[0, 999]]), "outside the annotation"),
        (lambda r: r["predictions"][0]["probability"].pop("both"), "no probability of both"),
        (lambda r: r["predictions"][0]["probability"].update(both=[2, 0, 0]), "less than or equal to 1"),
        (lambda r: r["units"][0].update(labels=["PRAISE"]), "units.0.labels"),
        (lambda r: r.pop("thresholds"), "thresholds"),
    ],
)
def test_predictions_that_do_not_hold_are_refused_with_their_line(two, tmp_path, change, told):
    first, second = map(json.loads, write_predictions(two).splitlines())
    change(second)
    path = tmp_path / "predictions.jsonl"
    path.write_text(f"{json.dumps(first)}\n{json.dumps(second)}\n", encoding="utf-8")
    with pytest.raises(AnnotationError, match=f"line 2.*{told}"):
        read_predictions(path)


def test_no_predictions_are_no_figures():
    with pytest.raises(AnnotationError, match="no predictions"):
        evaluate([], About("nothing"), Asked())


@pytest.fixture
def whole(two):
    return evaluate(two, About("two <folds>", warnings=("Mind <this>.",)), Asked(Resampling(100)))


def test_the_page_shows_hostile_text_as_text_and_needs_nothing_from_outside(whole):
    page = as_page(whole)
    assert "=Wrong &lt;b&gt;words&lt;/b&gt;" in page
    assert "<b>" not in page
    assert "<folds>" not in page
    assert "<this>" not in page
    assert "<script" not in page
    assert "http" not in page.replace("http-equiv", "")
    assert page.count("<figure>") == 8


def test_tables_are_safe_to_open_in_a_spreadsheet_and_hold_every_figure(whole):
    made = tables(whole)
    assert "'=Wrong" in made["errors.csv"]
    assert made["confusion.csv"].splitlines()[1] == "CHALLENGE,1,0,0,1"
    first = made["figures.csv"].splitlines()[1]
    assert first.startswith("all,,rules,best,CHALLENGE,1,1,1,1,0.5,,,0.5,,,0.5,,")
    assert json.loads(json.dumps(as_json(whole)))["labelled"] == {
        "CHALLENGE": 2,
        "LESSON": 1,
        "RECOMMENDATION": 0,
    }
