"""Who is judged by whom, and with which settings."""

import json

import numpy as np
import pytest

from reportminer.errors import SettingsError
from reportminer.labels import Label
from reportminer.tag.features import Signals
from reportminer.train import evaluation
from reportminer.train.align import Gold, Laid
from reportminer.train.corpus import Example
from reportminer.train.evaluation import Plan, out_of_fold, partners, recipes_of
from reportminer.train.findings import VARIANTS
from reportminer.train.fit import Fitted, Linear, Recipe

GROUPS = ["a", "a", "b", "c", "d", "e"]
LABELS = tuple(map(str, Label))


def example(group, labels=LABELS):
    """Three segments, of which each carries one of the labels."""
    words = np.zeros(0, np.uint64)
    laid = tuple(Laid(((at, at + 1),), frozenset(labels[at : at + 1]), frozenset()) for at in range(3))
    return Example(group, group, Gold.of({"segments": []}), laid, (Signals((), words, words),) * 3, test=True)


@pytest.fixture
def taught(monkeypatch):
    """The organisations that each model was fitted on, in turn; nothing is fitted."""
    seen = []

    def fit(parts, groups, recipe):
        seen.append(sorted(set(groups)))
        rows = np.zeros((parts[0].signals.shape[1] + 15, 3), np.float32)
        plain = np.ones(3, np.float32)
        return Fitted(Linear(rows, plain), plain, plain, np.stack([plain, plain]))

    monkeypatch.setattr(evaluation, "fit", fit)
    return seen


def judge(found, test, teach, **more):
    plan = Plan(recipes={"both": Recipe(words=False)}, **more)
    return out_of_fold(found, test, teach, plan, lambda *_: None)


@pytest.mark.parametrize(("folds", "count"), [(2, 2), (3, 3), (0, 5)])
def test_no_organisation_is_judged_by_a_model_that_learnt_from_it(taught, folds, count):
    found = list(map(example, GROUPS))
    said = judge(found, range(6), range(6), folds=folds)
    assert len(taught) == count
    assert said[0].fold == said[1].fold
    for group, own in zip(GROUPS, said, strict=True):
        assert group not in taught[own.fold]
        held = {g for g, other in zip(GROUPS, said, strict=True) if other.fold == own.fold}
        assert set(taught[own.fold]) | held == set(GROUPS)
        assert own.groups == len(taught[own.fold])


def test_what_is_only_learnt_from_is_not_judged_and_its_organisations_are_left_out(taught):
    found = list(map(example, GROUPS))
    said = judge(found, [0, 2], [1, 3, 4, 5], folds=2)
    assert len(said) == 2
    assert sorted(taught) == [["a", "c", "d", "e"], ["c", "d", "e"]]


def test_one_model_judges_all_where_no_organisation_is_shared(taught):
    said = judge(list(map(example, GROUPS)), [0, 1, 2], [3, 4, 5], folds=3)
    assert taught == [["c", "d", "e"]]
    assert {own.fold for own in said} == {0}


def test_a_smaller_share_of_organisations_lies_within_a_larger_one(taught):
    found = list(map(example, "abcdefgh"))
    for share in (0.25, 0.5, 1.0):
        judge(found, [0], range(8), share=share, folds=0)
    small, half, whole = map(set, taught)
    assert small < half < whole
    assert (len(small), len(half), len(whole)) == (2, 4, 7)


def test_too_little_to_learn_from_is_told(taught):
    with pytest.raises(SettingsError, match="two organisations are needed"):
        judge(list(map(example, "ab")), [0], [0, 1])
    found = [example("a"), *(example(name, ("CHALLENGE", "LESSON", "")) for name in "bcd")]
    with pytest.raises(SettingsError, match="learn RECOMMENDATION from"):
        judge(found, [0], range(4), folds=0)
    found = [example(name, LABELS if name in "ab" else ("CHALLENGE", "LESSON", "")) for name in "abcd"]
    with pytest.raises(SettingsError, match="to judge a, thresholds are chosen on the rest: without b"):
        judge(found, range(4), range(4), folds=0)
    assert not taught  # told before anything was learnt


def test_settings_change_every_variant_but_not_what_it_is(tmp_path):
    path = tmp_path / "train.cfg"
    path.write_text(
        "[findings]\ncost = 0.5\nwords = true\nword_scale = 3.0\n[other]\nx = 1\n", encoding="utf-8"
    )
    made = recipes_of(path)
    assert list(made) == list(VARIANTS)
    assert {recipe.cost for recipe in made.values()} == {0.5}
    assert not made["rules alone"].words
    assert made["both"].word_scale == 3.0


@pytest.mark.parametrize(
    "line", ["colour = 1", 'cost = "much"', "strength_scale = 1.0", "cost = [1.0]", "cost ="]
)
def test_settings_that_are_not_known_or_not_of_their_kind_are_refused(tmp_path, line):
    path = tmp_path / "train.cfg"
    path.write_text(f"[findings]\n{line}\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"train\.cfg"):
        recipes_of(path)


def _town(folder, town):
    """A report that names two partners and a body that is none, and its annotation."""
    text = (
        f"# {town} ferry review\n\nThe work was done in partnership with the {town} Harbour Trust. "
        f"It was funded by the {town} Foundation.\n\nThe {town} Daily Gazette reported on it.\n"
    )
    (folder / f"{town.lower()}_review.md").write_text(text, encoding="utf-8")
    named = [(f"{town} Harbour Trust", "lead"), (f"{town} Foundation", "funder")]
    told = [{"name": name, "aliases": [], "roles": [role]} for name, role in named]
    data = {"source": f"{town.lower()}_review.md", "partners": told}
    (folder / f"{town.lower()}.json").write_text(json.dumps(data), encoding="utf-8")


def test_partners_are_counted_report_by_report(tmp_path):
    towns = ("Arlow", "Brent", "Carse", "Dunmore", "Eskby", "Farrow")
    for town in towns:
        _town(tmp_path, town)
    said = partners([tmp_path], [tmp_path], 3)
    assert sorted(name for name, *_ in said.counts) == [f"{town.lower()}_review.md" for town in towns]
    assert all(right + missed == 2 for _, right, _, missed in said.counts)
    assert 0 <= said.role_accuracy <= 1


def test_partners_of_one_organisation_cannot_be_measured(tmp_path):
    _town(tmp_path, "Arlow")
    with pytest.raises(SettingsError, match="one organisation"):
        partners([tmp_path], [tmp_path], 5)
