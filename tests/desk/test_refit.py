"""Learning from corrections: helps where they teach something, harms nothing where they do not."""

import random

import numpy as np
import pytest

from reportminer.desk.commands import Ground, plan_of
from reportminer.desk.desk import Desk
from reportminer.desk.models import SHIPPED
from reportminer.desk.refit import HELD_OUT, Labelled, refit_heads
from reportminer.desk.store import Author
from reportminer.errors import AnnotationError


@pytest.fixture
def desk(project):
    made = Desk(project)
    yield made
    made.pictures.close()


@pytest.fixture
def labelled(project, ids):
    """What is asked of whom holds the keys is a lesson; nothing else is anything."""

    def made(count, chance=None):
        record = project.record(ids["boats"])
        texts = [record["text"][s[0] : s[1]] for s in record["segments"]]
        wanted = [chance.random() < 0.5 if chance else "holds the keys" in text for text in texts]
        labels = np.zeros((count, 3), bool)
        labels[:, 1] = wanted[:count]
        return Labelled(ids["boats"], project.features(ids["boats"]), np.arange(count), labels)

    return made


def test_it_learns_and_the_same_labels_give_the_same_bytes(desk, labelled, tmp_path):
    base = desk.models.weights(SHIPPED)
    figures = refit_heads([labelled(140)], base, base, tmp_path / "one")
    again = refit_heads([labelled(140)], base, base, tmp_path / "two")
    assert figures == again
    assert figures.learnt_from + figures.held_out == 140
    assert figures.after["LESSON"] > 0.9
    assert figures.after["LESSON"] > (figures.before["LESSON"] or 0)
    assert figures.step > 0
    for name in ("findings.json", "weights.npz"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_labels_by_dice_move_the_model_little(desk, labelled, tmp_path):
    base = desk.models.weights(SHIPPED)
    figures = refit_heads([labelled(140, random.Random(3))], base, base, tmp_path / "one")
    assert figures.step <= 0.1


def test_what_is_held_out_is_never_learnt_from(desk, labelled, tmp_path):
    base = desk.models.weights(SHIPPED)
    whole = labelled(140)
    flipped = whole.labels.copy()
    flipped[whole.held_out] = ~flipped[whole.held_out]
    other = Labelled(whole.report, whole.features, whole.rows, flipped)
    refit_heads([whole], base, base, tmp_path / "one")
    refit_heads([other], base, base, tmp_path / "two")
    assert (tmp_path / "one/weights.npz").read_bytes() == (tmp_path / "two/weights.npz").read_bytes()
    assert 1 / (2 * HELD_OUT) < whole.held_out.mean() < 2 / HELD_OUT


def test_too_little_is_refused(desk, labelled, tmp_path):
    base = desk.models.weights(SHIPPED)
    with pytest.raises(AnnotationError, match="too few"):
        refit_heads([labelled(20)], base, base, tmp_path / "one")
    with pytest.raises(AnnotationError, match="nothing is judged"):
        refit_heads([], base, base, tmp_path / "one")


def test_models_are_kept_taken_and_given_back(desk, ids):
    report = ids["boats"]
    record = desk.project.record(report)
    for at in range(120):
        start, end = record["segments"][at][:2]
        labels = ["LESSON"] * ("holds the keys" in record["text"][start:end])
        told = {"kind": "judge", "segment": at, "labels": labels, "done": "yes"}
        plan = plan_of(told, Ground(200, 10**6, ()))
        desk.project.store.act(Author("ann", "ann", f"judge-{at:05}"), report, told, plan)
    told = desk.retrain("ann", "ann")
    assert told["model"] == 1
    assert desk.models.active() == SHIPPED  # nothing changes until somebody takes it
    before = desk.models.suggestions(report, desk.models.active())
    desk.models.choose(1, "ann")
    after = desk.models.suggestions(report, desk.models.active())
    assert after["percent"] != before["percent"]
    assert desk.retrain("ann", "ann")["figures"]["before"] == told["figures"]["after"]
    desk.models.choose(SHIPPED, "ann")
    assert desk.models.suggestions(report, desk.models.active()) == before
    assert [kept["id"] for kept in desk.models.kept()] == [2, 1]
    with pytest.raises(AnnotationError):
        desk.models.choose(9, "ann")
    assert not list(desk.project.folder.glob(".learning-*"))


def test_queues_put_first_what_they_promise(desk, ids):
    report = ids["boats"]
    scores = desk.models.scores(report, SHIPPED)
    for order in ("order", "uncertainty", "disagreement", "diversity", "random"):
        told = desk.queue("ann", order, report)
        places = [at for _, at, _ in told["places"]]
        assert len(set(places)) == len(places) == told["counts"]["open"]
        assert told == desk.queue("ann", order, report)
    near = [at for _, at, _ in desk.queue("ann", "uncertainty", report)["places"]]

    def odds(at):
        p, t = np.clip(scores.probability[at], 1e-6, 1 - 1e-6), scores.thresholds
        return np.abs(np.log(p / (1 - p)) - np.log(t / (1 - t))).min()

    assert odds(near[0]) == min(map(odds, near))
    assert odds(near[0]) < odds(near[-1])
    first = desk.queue("ann", "random", report)["places"]
    assert first != desk.queue("bea", "random", report)["places"]
    record = desk.project.record(report)
    wild = [record["segments"][at] for _, at, _ in desk.queue("ann", "diversity", report)["places"][:6]]
    kinds = {record["text"][s[0] : s[1]].partition(" of pier ")[2].partition(" ")[2] for s in wild}
    assert len(kinds) >= 5  # eight kinds of sentences: six that are far apart repeat hardly any


def test_what_is_judged_or_skipped_leaves_the_queue_and_is_counted(desk, ids):
    report = ids["boats"]
    start = desk.queue("ann", "order", report)["counts"]["open"]
    for at, done in ((0, "yes"), (1, "skip"), (2, "unsure")):
        told = {"kind": "judge", "segment": at, "labels": [], "done": done}
        desk.act(Author("ann", "ann", f"judge-{at:05}"), report, told)
    counts = desk.queue("ann", "order", report)["counts"]
    assert (counts["yes"], counts["skip"], counts["unsure"], counts["open"]) == (1, 1, 1, start - 3)
    assert desk.queue("ann", "order", report)["places"][0][1] == 3
