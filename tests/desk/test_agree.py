"""Agreement at the desk: by hand, by scikit-learn, by the krippendorff package, by `agreement` itself."""

import random

import numpy as np
import pytest

from reportminer.desk import agree
from reportminer.desk.commands import Ground, plan_of
from reportminer.desk.exchange import documents
from reportminer.desk.store import Author
from reportminer.desk.team import Team
from reportminer.evaluate.agreement import agreement
from reportminer.labels import Label

C, L, R = Label


def judged(*rows):
    return {("r", at): frozenset(labels) for at, labels in enumerate(rows) if labels is not None}


def test_by_hand():
    """Ten segments, challenge or not: 3 both, 1 the first alone, 2 the second alone, 4 neither.

    Agreed 7/10; chance 0.4*0.5 + 0.6*0.5 = 0.5; kappa (0.7-0.5)/0.5 = 0.4. F1 2*3/(4+5) = 2/3.
    Alpha: of 20 values 9 are yes; observed 2*3/20 = 0.3, expected 2*9*11/(20*19) = 198/380;
    1 - 0.3*380/198 = 0.4242...
    """
    one = judged(*[{C}] * 3, {C}, set(), set(), *[set()] * 4)
    two = judged(*[{C}] * 3, set(), {C}, {C}, *[set()] * 4)
    pair = agree.pair_of(("a", "b"), {"a": one, "b": two}, None)
    row = pair.rows[0]
    assert (pair.units, row.counts) == (10, (4, 5))
    assert row.kappa == pytest.approx(0.4)
    assert row.f1 == pytest.approx(2 / 3)
    assert row.alpha == pytest.approx(1 - 0.3 * 380 / 198)
    assert pair.rows[1].kappa is None  # nobody gave a lesson: nothing to agree on


def test_only_what_both_have_judged_counts():
    one, two = judged({C}, {L}, None, set()), judged({C}, None, {R}, {C})
    pair = agree.pair_of(("a", "b"), {"a": one, "b": two}, None)
    assert pair.units == 2


def drawn(seed, size=200):
    chance = random.Random(seed)
    return judged(*[
        None if chance.random() < 0.2 else {label for label in Label if chance.random() < 0.3}
        for _ in range(size)
    ])  # fmt: skip


def test_as_scikit_learn_counts():
    metrics = pytest.importorskip("sklearn.metrics")
    one, two = drawn(1), drawn(2)
    pair = agree.pair_of(("a", "b"), {"a": one, "b": two}, None)
    both = sorted(one.keys() & two.keys())
    assert pair.units == len(both)
    for row, label in zip(pair.rows, Label, strict=False):
        first, second = [label in one[p] for p in both], [label in two[p] for p in both]
        assert row.kappa == pytest.approx(metrics.cohen_kappa_score(first, second))
        assert row.f1 == pytest.approx(metrics.f1_score(first, second))
    sets = [["".join(sorted(side[p])) for p in both] for side in (one, two)]
    assert pair.rows[3].kappa == pytest.approx(metrics.cohen_kappa_score(*sets))
    bits = [[[label in side[p] for label in Label] for p in both] for side in (one, two)]
    assert pair.rows[3].f1 == pytest.approx(metrics.f1_score(*bits, average="micro"))


def test_as_the_krippendorff_package_counts_also_where_some_are_missing():
    krippendorff = pytest.importorskip("krippendorff")
    layers = {name: drawn(seed) for name, seed in (("a", 3), ("b", 4), ("c", 5))}
    rows = agree.together(layers)
    for row, label in zip(rows, Label, strict=False):
        data = [
            [float(label in told[("r", at)]) if ("r", at) in told else np.nan for at in range(200)]
            for told in layers.values()
        ]
        expected = krippendorff.alpha(reliability_data=data, level_of_measurement="nominal")
        assert row.alpha == pytest.approx(expected)
    codes = {}
    data = [
        [codes.setdefault(told[("r", at)], len(codes)) if ("r", at) in told else np.nan for at in range(200)]
        for told in layers.values()
    ]
    expected = krippendorff.alpha(reliability_data=data, level_of_measurement="nominal")
    assert rows[3].alpha == pytest.approx(expected)


def work(project, report, layer, seed, size):
    chance = random.Random(seed)
    for at in range(size):
        labels = [str(label) for label in Label if chance.random() < 0.4]
        told = {"kind": "judge", "segment": at, "labels": labels, "done": "yes"}
        author = Author(layer, layer, f"{layer}-{report}-{at:04}")
        project.store.act(author, report, told, plan_of(told, Ground(size, 9, ())))


def test_as_the_agreement_of_exported_layers(project, ids):
    for layer, seed in (("ann", 1), ("bea", 2), ("gold", 3)):
        work(project, ids["boats"], layer, seed, 40)
    told = Team(project).agreement()
    assert told["layers"] == ["ann", "bea"]  # gold is nobody
    expected = agreement({name: documents(project, [name]) for name in ("ann", "bea")})
    for mine, theirs in zip(told["pairs"][0]["rows"], expected.rows, strict=True):
        assert tuple(mine["counts"]) == theirs.counts
        for figure in ("kappa", "f1", "alpha"):
            assert mine[figure] == pytest.approx(getattr(theirs, figure))
    assert told["time"][-1]["kappa"]["ALL"] == pytest.approx(expected.rows[3].kappa)
    assert [point["units"] for point in told["time"]] == sorted(point["units"] for point in told["time"])


def test_agreement_may_be_told_of_the_overlap_set_alone(project, ids):
    team = Team(project)
    team.divide(["ann", "bea"], 0.5)
    shared = sum(line["shared"] for line in team.given()) // 2
    for report in ids.values():
        size = len(project.record(report)["segments"])
        for layer, seed in (("ann", 1), ("bea", 2)):
            work(project, report, layer, seed, size)
    assert 0 < shared < sum(len(project.record(r)["segments"]) for r in ids.values())
    told = team.agreement(overlap=True)
    assert told["pairs"][0]["units"] == shared
    assert told["time"][-1]["units"] == shared
    assert told["time"][-1]["kappa"]["ALL"] == told["pairs"][0]["rows"][3]["kappa"]
