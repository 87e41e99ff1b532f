"""Models are those that their manifest tells of: whatever was changed is refused when it is loaded."""

import json
import os
import shutil
from hashlib import sha256

import pytest
from typer.testing import CliRunner

from reportminer import manifest
from reportminer.cli import app
from reportminer.config import MODELS, Settings, models_dir
from reportminer.desk.whole import complete
from reportminer.errors import ModelError
from reportminer.gather.learnt import learnt
from reportminer.gather.reader import load_reader
from reportminer.link.weights import link_models
from reportminer.manifest import NAME, check_folder, has_file, manifest_of, model_file, write_manifest
from reportminer.pipeline import Pipeline
from reportminer.section.learnt import role_model
from reportminer.tag import arbiter, findings, joint
from reportminer.tag.encoder import lower
from reportminer.tag.encoder import model as encoder
from reportminer.train.manifest import learnt_by_rules_now
from reportminer.train.manifest import main as write

REMAKE = "run: python -m reportminer.train.manifest (the last step of `make models`)"


def test_the_models_that_ship_are_those_of_their_manifest():
    told = manifest_of(models_dir())
    assert told is not None, REMAKE
    for part in ("encoder", "findings", "links", "partners", "roles", "themes"):
        assert any(name.startswith(f"{part}/") for name in told.files)
        check_folder(models_dir(), part)


def test_the_weights_that_ship_were_fitted_to_the_rules_that_ship():
    assert learnt_by_rules_now(models_dir())


@pytest.fixture
def own(tmp_path, monkeypatch):
    """A folder of models as the shipped one, with a manifest, in use."""
    folder = tmp_path / "models"
    shutil.copytree(models_dir().resolve(), folder, copy_function=os.symlink)
    (folder / NAME).unlink(missing_ok=True)
    write_manifest(folder)
    monkeypatch.setenv(MODELS, str(folder))
    return folder


def _change(path, more=b"\n"):
    """What every reader takes for the same as before: a line end after JSON, bytes after an archive."""
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content + more)


LOADED = [
    ("findings/findings.json", lambda folder: arbiter.load(folder / "findings")),
    ("findings/weights.npz", lambda folder: arbiter.load(folder / "findings")),
    ("findings/joint.json", lambda folder: joint.load(folder / "findings")),
    ("encoder/encoder.json", lambda folder: encoder.load(folder / "encoder")),
    ("encoder/encoder.onnx", lambda folder: encoder.load(folder / "encoder")),
    ("encoder/lower.onnx", lambda folder: encoder.load(folder / "encoder")),
    ("encoder/tokenizer.json", lambda folder: encoder.load(folder / "encoder")),
    ("roles/roles.json", lambda _: role_model()),
    ("roles/weights.npz", lambda _: role_model()),
    ("links/links.json", lambda _: link_models()),
    ("themes/themes.json", lambda _: learnt()),
    ("themes/weights.npz", lambda _: learnt()),
    ("themes/reader.onnx", lambda _: load_reader()),
    ("partners/classifier.json", lambda _: Pipeline(Settings()).partners),
    ("partners/ner/ner/model", lambda _: Pipeline(Settings()).partners),
    ("partners/ner/config.cfg", lambda _: Pipeline(Settings()).partners),
]


@pytest.mark.parametrize(("name", "load"), LOADED, ids=[name for name, _ in LOADED])
def test_a_model_that_was_changed_is_refused_by_name(own, name, load):
    assert name in manifest_of(own).files
    load(own)
    for cached in (role_model, link_models, learnt, load_reader, encoder.load, lower.load_lower):
        cached.cache_clear()
    _change(own / name)
    with pytest.raises(ModelError) as caught:
        load(own)
    assert name.rsplit("/", maxsplit=1)[1] in str(caught.value)
    assert caught.value.hint
    for cached in (role_model, link_models, learnt, load_reader):
        cached.cache_clear()


def test_every_file_is_of_a_model_that_is_tried_here(own):
    """A model that is added has to be loaded by `model_file`, and tried above."""
    parts = {name for name, _ in LOADED} | {"encoder/encoder.onnx"}
    rest = {name for name in manifest_of(own).files if not name.startswith("partners/ner/")}
    assert rest <= parts


def test_a_changed_model_is_told_of_on_the_command_line(own, tmp_path, report_text):
    (tmp_path / "report.txt").write_text(report_text, encoding="utf-8")
    _change(own / "findings" / "joint.json")
    call = ["run", str(tmp_path / "report.txt"), "--out", str(tmp_path / "out"), "-q", "-j", "1"]
    result = CliRunner().invoke(app, [*call, "--models", str(own)])
    assert isinstance(result.exception, ModelError)
    assert "joint.json is not the file" in result.exception.message


def test_run_json_tells_which_models(own, tmp_path, report_text):
    (tmp_path / "report.txt").write_text(report_text, encoding="utf-8")
    call = ["run", str(tmp_path / "report.txt"), "--out", str(tmp_path / "out"), "-q", "-j", "1"]
    assert CliRunner().invoke(app, [*call, "--models", str(own)]).exit_code == 0
    told = json.loads((tmp_path / "out" / "run.json").read_text("utf-8"))["models"]
    assert told["manifest"] == sha256((own / NAME).read_bytes()).hexdigest()
    assert told["version"] == manifest_of(own).version


@pytest.fixture
def small(tmp_path):
    """Two files of a model and a card."""
    (tmp_path / "m" / "a").mkdir(parents=True)
    for name in ("a/one.json", "a/two.bin", "a/README.md", "a/LICENSE", "beside.npz"):
        (tmp_path / "m" / name).write_text(name)
    return tmp_path / "m"


def test_it_tells_of_what_is_loaded_and_gives_the_same_bytes_again(small):
    made = write_manifest(small)
    assert sorted(made.files) == ["a/one.json", "a/two.bin"]
    before = (small / NAME).read_bytes()
    assert write_manifest(small) == made == manifest_of(small)
    assert (small / NAME).read_bytes() == before
    _change(small / "a" / "one.json")
    assert write_manifest(small).version != made.version


def test_a_folder_without_one_is_taken_as_it_is_unless_it_is_the_installed_one(small, monkeypatch):
    assert manifest_of(small) is None
    assert model_file(small, "a/one.json") == b"a/one.json"
    assert not has_file(small, "a/three.json")
    check_folder(small, "a")
    monkeypatch.setattr(manifest, "INSTALLED", small)
    with pytest.raises(ModelError, match=NAME):
        model_file(small, "a/one.json")


def test_what_is_missing_or_was_added_is_refused(small):
    write_manifest(small)
    (small / "a" / "two.bin").unlink()
    for look in (lambda: has_file(small, "a/two.bin"), lambda: check_folder(small, "a")):
        with pytest.raises(ModelError, match=r"two\.bin is missing"):
            look()
    (small / "a" / "new.json").write_text("{}")
    with pytest.raises(ModelError, match=r"new\.json is not in"):
        model_file(small, "a/new.json")
    (small / "a" / "two.bin").write_text("a/two.bin")
    with pytest.raises(ModelError, match=r"new\.json is not in"):
        check_folder(small, "a")


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"format": 9}', '{"format": 1, "version": "", "files": []}']
)
def test_a_damaged_manifest_is_refused(small, content):
    (small / NAME).write_text(content)
    with pytest.raises(ModelError, match=NAME) as caught:
        manifest_of(small)
    assert caught.value.hint


def test_findings_do_not_quietly_fall_back_to_rules_alone(own):
    (own / "findings" / "findings.json").unlink()
    with pytest.raises(ModelError, match=r"findings\.json is missing"):
        findings.arbiter()
    findings._reader.cache_clear()
    (own / "encoder" / "encoder.json").unlink()
    with pytest.raises(ModelError, match=r"encoder\.json is missing"):
        findings.reader()


def test_what_was_damaged_before_it_was_copied_is_still_refused(small, tmp_path):
    write_manifest(small)
    _change(small / "a" / "two.bin")
    made = tmp_path / "made"
    (made / "a").mkdir(parents=True)
    (made / "a" / "one.json").write_text("learnt")
    complete(made, small)
    assert model_file(made, "a/one.json") == b"learnt"
    with pytest.raises(ModelError, match=r"two\.bin"):
        model_file(made, "a/two.bin")


def test_the_last_step_of_making_models(small, capsys, monkeypatch):
    (small / "findings").mkdir()
    (small / "findings" / "findings.json").write_text('{"rules_sha256": "of others"}')
    monkeypatch.setattr("sys.argv", ["manifest", str(small)])
    write()
    told = capsys.readouterr().out
    assert "3 files" in told
    assert "other rules" in told
    assert manifest_of(small) is not None
