"""`train --full` from reports to a folder of models; the encoder, which needs torch, is stood in for."""

import json
import shutil
from hashlib import sha256

import numpy as np
import pytest
from typer.testing import CliRunner

from made_up import annotated_reports, document, rows_of
from reportminer.annotations import write_documents
from reportminer.annotations.records import About, Split
from reportminer.cli import app
from reportminer.config import models_dir
from reportminer.errors import SettingsError
from reportminer.manifest import NAME, check_folder, manifest_of
from reportminer.tag.arbiter import SIZE
from reportminer.tag.encoder.lower import LOWER
from reportminer.tag.encoder.model import GRAPH
from reportminer.tag.encoder.windows import Passage
from reportminer.tag.joint import load
from reportminer.tag.partners.reader import ROLES
from reportminer.train import whole
from reportminer.train.corpus import Sources, annotated
from reportminer.train.encoder.data import Text, dealt
from reportminer.train.findings import VARIANTS, _figures, data_of, leave_one_out
from reportminer.train.fit import Recipe
from reportminer.train.partner_cases import examples
from reportminer.train.partner_odds import HeldOut, save
from reportminer.train.whole import ODDS, Order, train_whole

PLACES = ["harbour", "port", "bay"]


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    """Annotations and reports of three organisations."""
    return annotated_reports(tmp_path_factory, {place: rows_of(place) for place in PLACES})


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """A .jsonl of two reports of the part `train`, and one of the part `test`."""
    folder = tmp_path_factory.mktemp("own")
    parts = {"pier": Split.TRAIN, "beach": Split.TRAIN, "quay": Split.TEST}
    records = [document(folder, at, About(organisation=at, split=part)) for at, part in parts.items()]
    write_documents(folder / "own.jsonl", records)
    return folder / "own.jsonl"


def train_reader(found, encoder, out, odds, settings):
    """A reader that knows everything, with the graph that ships."""
    for name in ("reader.json", "reader.onnx"):
        shutil.copy(encoder.parent / "partners" / name, out / name)
    digest = json.loads((out / "reader.json").read_text(encoding="utf-8"))["sha256"]
    rows = [[[3.0 if e.right else -3.0, *[0.0] * len(ROLES)] for e in examples(case)] for case in found]
    said = tuple(np.array(own, np.float32).reshape(-1, 1 + len(ROLES)) for own in rows)
    save(odds, found, HeldOut(said, digest))


@pytest.fixture
def taught(monkeypatch):
    """What the encoder was given; it says what the labels are, and keeps the graph that ships."""
    seen = []

    def train_encoder(reports, out, odds, tuning):
        graph = sha256((out / GRAPH).read_bytes()).hexdigest()
        parts = {"graph": np.array(graph)}
        for each in reports:
            seen.append(each.example)
            said = np.full((len(each.segments), SIZE), -3, np.float32)
            said[each.example.inside] += 5 * each.example.labels()
            parts[f"spans/{each.report.report_id}"] = np.array([(s.start, s.end) for s in each.segments])
            parts[f"odds/{each.report.report_id}"] = said
        np.savez_compressed(odds, **parts)

    monkeypatch.setattr(whole, "_trainer", lambda: train_encoder)
    monkeypatch.setattr(whole, "_reader_trainer", lambda: train_reader)
    return seen


def test_a_whole_folder_of_models_is_made(real, taught, tmp_path):
    gold, reports = real
    config = tmp_path / "own.cfg"
    config.write_text("[findings]\ncost = 0.5\nleast = 1\n", encoding="utf-8")
    before, told = dict(VARIANTS), []
    order = Order((Sources((gold,), (reports,)),), tmp_path / "m", config, evaluate=False)
    train_whole(order, told.append)
    assert before == VARIANTS
    made = manifest_of(tmp_path / "m")
    assert made is not None
    assert ODDS not in made.files
    for part in ("encoder", "findings", "partners", "roles", "links", "themes"):
        check_folder(tmp_path / "m", part)
    joint = load(tmp_path / "m" / "findings")
    assert joint.encoder == sha256((tmp_path / "m" / "encoder" / GRAPH).read_bytes()).hexdigest()
    about = json.loads((tmp_path / "m" / "findings" / "findings.json").read_text())
    assert about["annotation_files"] == 3
    assert any("partners stay as they are" in line for line in told)
    same = "partners/classifier.json"
    assert (tmp_path / "m" / same).read_bytes() == (models_dir() / same).read_bytes()


def test_readers_that_stand_on_other_layers_than_the_new_ones_have_no_say(
    real, taught, tmp_path, monkeypatch
):
    gold, reports = real
    trained = whole._trainer()

    def with_other_layers(reports, out, odds, tuning):
        trained(reports, out, odds, tuning)
        (out / LOWER).write_bytes(b"others")

    monkeypatch.setattr(whole, "_trainer", lambda: with_other_layers)
    order = Order((Sources((gold,), (reports,)),), tmp_path / "m", evaluate=False)
    train_whole(order, lambda _: None)
    folders = (models_dir(), tmp_path / "m")
    before, after = (json.loads((folder / "themes" / "themes.json").read_text()) for folder in folders)
    assert (before["reader"] is None, after["reader"]) == (False, None)
    assert list(after["known"].items()) == list(before["known"].items())
    assert json.loads((tmp_path / "m" / "partners" / "classifier.json").read_text())["read"] is None


def test_figures_are_of_organisations_left_out_or_it_is_told_why_not(real, taught, tmp_path, capsys):
    gold, reports = real
    found = list(annotated(Sources((gold,), (reports,))))
    (tmp_path / GRAPH).write_bytes(b"")
    whole._trainer()(found, tmp_path, tmp_path / ODDS, None)
    recipes = {"both": Recipe(words=False)}
    figures = leave_one_out(data_of(found, tmp_path / ODDS), recipes)
    assert figures["with encoder, best"]["micro"][2] > 0.9
    assert _figures(data_of(found[:2], None), recipes) == {}
    assert "no figures" in capsys.readouterr().out


def test_settings_reach_what_is_fitted(real, taught, tmp_path, monkeypatch):
    """Signals that are rarer than `least` are left out, and the arbiter is fitted by the recipe given."""
    seen = []
    monkeypatch.setattr(whole, "data_of", lambda reports, odds, recipe: seen.append(recipe) or _EnoughError())
    config = tmp_path / "own.cfg"
    config.write_text("[findings]\nleast = 999\n", encoding="utf-8")
    with pytest.raises(_EnoughError):
        train_whole(Order((Sources((real[0],), (real[1],)),), tmp_path / "m", config))
    assert seen == [Recipe(least=999)]


class _EnoughError(Exception):
    @property
    def parts(self):
        raise self


def test_one_organisation_is_too_few_and_nothing_is_begun(real, taught, tmp_path):
    gold, reports = real
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "bay_report.json").write_bytes((gold / "bay_report.json").read_bytes())
    with pytest.raises(SettingsError, match="two are needed"):
        train_whole(Order((Sources((tmp_path / "one",), (reports,)),), tmp_path / "m"), lambda _: None)
    assert not taught
    assert not (tmp_path / "m").exists()


def test_a_folder_in_use_is_refused_before_anything_is_read(taught, tmp_path):
    (tmp_path / "note.txt").write_text("mine")
    with pytest.raises(SettingsError, match="not empty"):
        train_whole(Order((Sources((tmp_path / "nowhere",)),), tmp_path), lambda _: None)


def _full(*words):
    call = ["train", "--full", "--no-evaluate", *map(str, words)]
    return CliRunner().invoke(app, call, catch_exceptions=False)


def test_a_jsonl_alone_is_learnt_from_part_by_part(own, taught, tmp_path):
    """Two organisations, fewer than any number of folds."""
    assert _full("--data", own, "--part", "train", "--out", tmp_path / "m").exit_code == 0
    assert sorted(example.name for example in taught) == ["beach.txt", "pier.txt"]
    assert {example.group for example in taught} == {"beach", "pier"}
    assert all(example.test for example in taught)
    about = json.loads((tmp_path / "m" / "findings" / "findings.json").read_text())
    assert about["annotation_files"] == 2
    assert (tmp_path / "m" / NAME).is_file()


def test_a_jsonl_beside_a_folder_teaches_the_encoder_and_is_never_held_out(real, own, taught, tmp_path):
    gold, reports = real
    words = ("--data", gold, "--data", own, "--reports", reports, "--out", tmp_path / "m")
    assert _full(*words).exit_code == 0
    groups = sorted(example.group for example in taught)
    assert groups == ["bay", "harbour", "port", "written: beach", "written: pier", "written: quay"]
    about = json.loads((tmp_path / "m" / "findings" / "findings.json").read_text())
    assert about["annotation_files"] == 3


def test_nothing_to_learn_from_is_told(own, taught, tmp_path):
    with pytest.raises(SettingsError, match="no annotated report"):
        _full("--data", own, "--part", "development", "--out", tmp_path / "m")


def _encoded(group, size=1):
    rows = np.ones((size, SIZE), np.float32)
    return Text(group, np.zeros((size, 2), np.int64), group, (Passage(""),) * size, rows, rows)


def test_the_encoder_has_no_more_folds_than_organisations():
    found = [_encoded(group) for group in ("a", "a", "b", "written: c", "written: d")]
    assert dealt(found, 3) == (2, {"a": 0, "b": 1})
    count, fold = dealt([*found, _encoded("e", 9), _encoded("f")], 3)
    assert count == 3
    assert set(fold) == {"a", "b", "e", "f"}
    assert set(fold.values()) == {0, 1, 2}
    with pytest.raises(SettingsError, match="two are needed"):
        dealt(found[:2] + found[3:], 3)
