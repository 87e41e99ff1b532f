"""Training from end to end on a small corpus made up here."""

import json
from hashlib import sha256

import numpy as np
import pytest

from reportminer.config import Limits
from reportminer.errors import ModelError, SettingsError
from reportminer.parse import read
from reportminer.section import outline
from reportminer.tag.arbiter import Arbiter, load
from reportminer.tag.findings import FindingTagger
from reportminer.tag.segment import segments
from reportminer.train.corpus import Sources, annotated, examples, group_of
from reportminer.train.findings import data_of, train_findings
from reportminer.train.fit import Recipe, fit, folds, tables, weights_of
from reportminer.types import Source

THINGS = ["boats", "nets", "ropes", "lamps", "maps", "sails", "oars", "hooks"]
PLACES = ["harbour", "port", "bay", "quay", "pier", "beach"]
KINDS = [
    ("The {thing} at the {place} were broken and repairs were delayed.", ["CHALLENGE"]),
    ("Each crew should check the {thing} at the {place} every week.", ["RECOMMENDATION"]),
    ("We learned that shared {thing} at a {place} build trust.", ["LESSON"]),
    ("The {thing} at the {place} are painted blue.", []),
    ("The committee met at the {place} to count the {thing}.", []),
]


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    gold, more, reports = (tmp_path_factory.mktemp(name) for name in ("gold", "more", "reports"))
    for number, place in enumerate(PLACES):
        rows = [
            {"text": form.format(thing=thing, place=place), "labels": labels}
            for thing in THINGS
            for form, labels in KINDS
        ]
        text = "Report\n\nFindings\n\n" + " ".join(row["text"] for row in rows) + "\n"
        name = f"{place}_report"
        (reports / f"{name}.txt").write_bytes(text.encode())
        data = {"source": f"{name}.txt", "sha256": sha256(text.encode()).hexdigest(), "segments": rows}
        (gold if number < 3 else more).joinpath(f"{name}.json").write_text(json.dumps(data))
    return gold, more, reports


@pytest.fixture(scope="module")
def model(folders, tmp_path_factory):
    out = tmp_path_factory.mktemp("model")
    gold, more, reports = folders
    train_findings(data_of(annotated(Sources((gold, more), (reports,))), None), out, out)
    return out


def test_it_learns_what_it_is_shown_and_says_how_well(model):
    about = json.loads((model / "findings.json").read_text())
    assert about["annotation_files"] == len(PLACES)
    assert about["groups"] == len(PLACES)
    assert set(about["positives"].values()) == {len(PLACES) * len(THINGS)}
    figures = about["leave_one_organisation_out"]["both, best"]
    assert figures["micro"][2] > 0.9


def test_training_twice_gives_the_same_bytes(folders, model, tmp_path):
    gold, more, reports = folders
    train_findings(
        data_of(annotated(Sources((gold, more), (reports,))), None), tmp_path, tmp_path, evaluate=False
    )
    assert (tmp_path / "weights.npz").read_bytes() == (model / "weights.npz").read_bytes()


def test_the_shipped_weights_say_what_the_fitted_model_says(folders, tmp_path):
    """Scales, calibration and the arithmetic at run time leave the probabilities as they were fitted."""
    gold, more, reports = folders
    found = examples(Sources((gold, more), (reports,)))
    recipe = Recipe()
    names, prior, parts = tables(found, recipe)
    fitted = fit(parts, [e.group for e in found], recipe)
    judge = Arbiter(weights_of(fitted, names, prior, parts, recipe))
    for example, part in zip(found, parts, strict=True):
        judged = judge.judge(judge.scores(example.signals)).probability[example.inside]
        np.testing.assert_allclose(judged, fitted.probabilities([part], recipe), atol=1e-4)


def test_signals_for_training_are_those_of_the_run(folders):
    gold, more, reports = folders
    example = examples(Sources((gold, more), (reports,)))[0]
    path = reports / f"{example.name}.txt"
    source = Source(str(path), path.name, sha256(path.read_bytes()).hexdigest(), "text", path.stat().st_size)
    report = read(source, Limits())
    sections = outline(report)
    signals = list(FindingTagger().signals(report, sections, segments(report, sections)))
    assert [s.names for s in signals] == [s.names for s in example.signals]
    assert all((a.words == b.words).all() for a, b in zip(signals, example.signals, strict=True))


def test_a_report_that_is_missing_or_another_is_refused(folders, tmp_path):
    gold, _, reports = folders
    with pytest.raises(SettingsError, match="no report"):
        examples(Sources((gold,), (tmp_path,)))
    for path in sorted(reports.iterdir()):
        (tmp_path / path.name).write_text("Something else altogether.")
    with pytest.raises(SettingsError, match="not the file"):
        examples(Sources((gold,), (tmp_path,)))


def test_a_model_that_does_not_fit_is_refused(model, tmp_path):
    for name in ("findings.json", "weights.npz"):
        (tmp_path / name).write_bytes((model / name).read_bytes())
    head = json.loads((tmp_path / "findings.json").read_text())
    (tmp_path / "findings.json").write_text(json.dumps(head | {"signals": head["signals"][1:]}))
    with pytest.raises(ModelError, match="another version"):
        load(tmp_path)
    (tmp_path / "weights.npz").write_bytes(b"PK")
    with pytest.raises(ModelError, match="cannot be read"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("hol_tides_2011", "uk_inquiries"),
        ("gov_response_tides", "uk_inquiries"),
        ("quayside_register_migration", "register_migration"),
        ("unicef_boats_2024", "unicef"),
    ],
)
def test_reports_of_one_organisation_or_matter_are_one_group(name, group):
    assert group_of(name) == group


def test_folds_keep_groups_whole_and_even():
    groups = ["a", "b", "c", "d", "a"]
    fold = folds(groups, [5, 4, 3, 2, 5], 2)
    assert fold["a"] != fold["b"]
    assert set(fold) == set(groups)
