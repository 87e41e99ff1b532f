"""Learning from corrections: helps where they teach something, harms nothing where they do not."""

import csv
import random
from dataclasses import replace
from statistics import median

import numpy as np
import pytest
from typer.testing import CliRunner

from reportminer.cli import app
from reportminer.config import MODELS, models_dir
from reportminer.desk.commands import Ground, plan_of
from reportminer.desk.desk import Desk
from reportminer.desk.judge import Judge
from reportminer.desk.models import SHIPPED
from reportminer.desk.people import Share, give
from reportminer.desk.refit import HELD_OUT, Labelled, f1_of, refit_heads
from reportminer.desk.store import Author
from reportminer.errors import AnnotationError, ModelError
from reportminer.tag.arbiter import load
from reportminer.tag.joint import BLOCKS, Joint

JOINS = np.array([[0.5, 0.1, 0.0], [-0.1, 0.6, 0.1], [0.1, 0.0, 0.5]], np.float32)
"""How much of each label of rules and words a last word of our own hears."""


def joint_of(joins=JOINS):
    """A last word that hears rules and words, and the encoder beside."""
    weights = np.zeros((BLOCKS * 3, 3), np.float32)
    weights[:3], weights[3:6] = joins, 0.5 * np.eye(3)
    limits = np.array([[0.4] * 3, [0.1] * 3], np.float32)
    bias, silent = np.full(3, -1.0, np.float32), np.full(3, -4.0, np.float32)
    return Joint(weights, bias, thresholds=limits, silent=silent, sieve=-3.0, encoder="an encoder")


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
        wanted = [chance.random() < 0.06 if chance else "holds the keys" in text for text in texts]
        labels = np.zeros((count, 3), bool)
        labels[:, 1] = wanted[:count]
        odds = np.random.default_rng(1).normal(-3, 2, (len(texts), 3)).astype(np.float32)
        features = project.features(ids["boats"])
        return Labelled(ids["boats"], features, np.arange(count), labels, {"an encoder": odds})

    return made


@pytest.fixture(params=["rules and words", "encoder too"])
def base(request):
    """What is begun from: without and with an encoder."""
    alone = Judge(load(models_dir() / "findings"))
    return alone if request.param == "rules and words" else Judge(alone.weights, joint_of())


def test_it_learns_and_the_same_labels_give_the_same_bytes(base, labelled, tmp_path):
    figures = refit_heads([labelled(140)], base, base, tmp_path / "one")
    again = refit_heads([labelled(140)], base, base, tmp_path / "two")
    assert figures == again
    assert figures.learnt_from + figures.held_out == 140
    assert figures.after["LESSON"] > 0.9
    assert figures.after["LESSON"] > (figures.before["LESSON"] or 0)
    assert figures.step > 0
    for name in ("findings.json", "weights.npz"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_of_labels_by_dice_nothing_is_learnt(base, labelled, tmp_path):
    """The figures do not flatter: on the held-out part, dice cannot be foretold."""
    after = []
    for seed in range(5):
        dice = labelled(140, random.Random(seed))
        after.append(refit_heads([dice], base, base, tmp_path / f"{seed}").after["LESSON"] or 0.0)
    assert median(after) < 0.2


def test_what_is_held_out_is_never_learnt_from(base, labelled, tmp_path):
    whole = labelled(140)
    flipped = whole.labels.copy()
    flipped[whole.held_out] = ~flipped[whole.held_out]
    other = replace(whole, labels=flipped)
    refit_heads([whole], base, base, tmp_path / "one")
    refit_heads([other], base, base, tmp_path / "two")
    assert (tmp_path / "one/weights.npz").read_bytes() == (tmp_path / "two/weights.npz").read_bytes()
    assert 1 / (2 * HELD_OUT) < whole.held_out.mean() < 2 / HELD_OUT


def test_too_little_is_refused(base, labelled, tmp_path):
    with pytest.raises(AnnotationError, match="too few"):
        refit_heads([labelled(20)], base, base, tmp_path / "one")
    with pytest.raises(AnnotationError, match="nothing is judged"):
        refit_heads([], base, base, tmp_path / "one")


def test_figures_are_those_of_the_last_word(base, labelled, tmp_path):
    part = labelled(140)
    figures = refit_heads([part], base, base, tmp_path / "one")
    after = Judge(load(tmp_path / "one"), base.joint)
    for judge, told in ((base, figures.before), (after, figures.after)):
        chance = judge.judge(part.features.rows, part.odds).probability[part.rows]
        assert f1_of((chance >= judge.thresholds)[part.held_out], part.labels[part.held_out]) == told


def test_steps_are_told_back_to_rules_and_words(labelled, tmp_path):
    """The last word moves as far, and the same way, however much it hears of rules and words."""
    weights, part = load(models_dir() / "findings"), labelled(140)
    moves = []
    for at, joins in enumerate((np.eye(3, dtype=np.float32), JOINS)):
        joint = replace(joint_of(joins), sieve=np.inf)  # nothing is read: all comes from rules and words
        start = Judge(weights, joint)
        refit_heads([part], start, start, tmp_path / str(at))
        moved = Judge(load(tmp_path / str(at)), joint)
        chances = [j.judge(part.features.rows, part.odds).probability for j in (start, moved)]
        moves.append(np.subtract(*[np.log(c / (1 - c)) for c in reversed(chances)]))
    keys = part.labels[:, 1]
    for move in moves:
        assert move[:140][keys, 1].mean() > 1
        assert move[:140][keys, 1].mean() > move[:140][~keys, 1].mean() + 1
    assert np.abs(moves[1][:140][keys, 0]).mean() < moves[1][:140][keys, 1].mean()


def test_what_cannot_be_told_back_is_refused(labelled, tmp_path):
    weights = load(models_dir() / "findings")
    deaf = Judge(weights, joint_of(np.full((3, 3), 0.3, np.float32)))
    with pytest.raises(ModelError, match="hardly hears"):
        refit_heads([labelled(140)], deaf, deaf, tmp_path / "one")
    unread = replace(labelled(140), odds={})
    hears = Judge(weights, joint_of())
    with pytest.raises(AnnotationError, match="has not read"):
        refit_heads([unread], hears, hears, tmp_path / "one")
    assert not (tmp_path / "one").exists()


def judge_boats(desk, report):
    """Whoever holds the keys is a lesson."""
    record = desk.project.record(report)
    for at in range(120):
        start, end = record["segments"][at][:2]
        labels = ["LESSON"] * ("holds the keys" in record["text"][start:end])
        told = {"kind": "judge", "segment": at, "labels": labels, "done": "yes"}
        plan = plan_of(told, Ground(200, 10**6, ()))
        desk.project.store.act(Author("ann", "ann", f"judge-{at:05}"), report, told, plan)


def test_a_kept_model_is_a_folder_that_a_run_takes(desk, ids, tmp_path, monkeypatch):
    report = ids["boats"]
    judge_boats(desk, report)
    for _ in range(2):
        desk.retrain("ann", "ann")
    second, first = (kept["folder"] for kept in desk.models.kept())
    for name in ("joint.json", "weights.npz"):
        assert (models_dir() / "findings" / name).exists() == (tmp_path / first / "findings" / name).exists()
    files = [
        {str(p.relative_to(folder)) for p in desk.project.folder.joinpath(folder).rglob("*") if p.is_file()}
        for folder in (first, second)
    ]
    assert files[0] == files[1]
    shared = desk.project.folder / "models" / "2" / "links" / "links.json"
    assert shared.stat().st_nlink == 2  # kept once on disk
    record = desk.project.record(report)
    said = {model: stands_of(desk, report, record, model) for model in (SHIPPED, 1)}
    found = run_over(desk.project.file(report), tmp_path / "out", first, monkeypatch)
    assert said[1] != said[SHIPPED]
    assert len(found ^ said[1]) < 0.05 * len(found | said[1])  # windows of the encoder are cut elsewhere
    assert len(found ^ said[1]) < len(found ^ said[SHIPPED])


def run_over(path, out, models, monkeypatch):
    """Label and place of the findings of a run with other models."""
    monkeypatch.setenv(MODELS, "")  # the run sets it: taken back afterwards
    call = ["run", str(path), "--out", str(out), "-q", "-j", "1", "--models", str(models)]
    assert CliRunner().invoke(app, call, catch_exceptions=False).exit_code == 0
    with (out / "findings.csv").open(encoding="utf-8", newline="") as file:
        return {(row["label"], int(row["char_start"])) for row in csv.DictReader(file)}


def stands_of(desk, report, record, model):
    stands = desk.models.scores(report, model).stands
    names = ("CHALLENGE", "LESSON", "RECOMMENDATION")
    return {(names[label], record["segments"][at][0]) for at, label in np.argwhere(stands)}


def test_models_are_kept_taken_and_given_back(desk, ids):
    report = ids["boats"]
    judge_boats(desk, report)
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


def test_of_what_was_given_to_somebody_that_alone_is_counted(desk, ids):
    report = ids["boats"]
    give(desk.project.store, [Share(report, 0, 3, "ann", False)])
    for at in (1, 2, 7, 8):
        told = {"kind": "judge", "segment": at, "labels": [], "done": "yes"}
        desk.act(Author("ann", "ann", f"judge-{at:05}"), report, told)
        desk.act(Author("ann", "ann", f"flag-{at:06}"), report, {"kind": "flag", "segment": at, "on": True})
    counts = desk.queue("ann", "order", mine=True)["counts"]
    assert (counts["yes"], counts["flag"]) == (2, 2)
    assert counts["yes"] + counts["open"] == 3
    assert desk.queue("ann", "order")["counts"]["yes"] == 4


def test_figures_name_the_model_that_was_in_force_when_learning_began(project, ids):
    def learnt(*given):
        desk.models.active = lambda: 7  # somebody takes another one meanwhile
        return refit_heads(*given)

    desk = Desk(project, learnt)
    judge_boats(desk, ids["boats"])
    assert desk.retrain("ann", "ann")["figures"]["before_model"] == SHIPPED
