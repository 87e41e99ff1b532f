"""`reportminer train`: labels in, a folder of models out that `run` takes."""

import csv
import os
import re
from dataclasses import replace
from hashlib import sha256

import pytest
from typer.testing import CliRunner

from made_up import annotated_reports, rows_of, text_of
from reportminer.annotations import Document, Finding, Unit, text_hash, write_documents
from reportminer.cli import app
from reportminer.config import MODELS, models_dir
from reportminer.errors import AnnotationError, ModelError, SettingsError
from reportminer.manifest import NAME, manifest_of
from reportminer.train.encoder.settings import Tuning
from reportminer.train.fit import Recipe
from reportminer.train.settings import default_text, settings_of

THINGS = ["boats", "nets", "ropes", "lamps", "maps", "sails", "oars", "hooks"]
PLACES = ["harbour", "port", "bay", "quay"]
ODD = "The {thing} of the {place} went to the green shelf."
KINDS = [(ODD, ["CHALLENGE"]), ("The {thing} of the {place} went to the blue shelf.", [])]


@pytest.fixture(autouse=True)
def _own_environment():
    """What `--models` sets is of one test alone."""
    before = os.environ.get(MODELS)
    yield
    os.environ.pop(MODELS, None)
    if before is not None:
        os.environ[MODELS] = before


@pytest.fixture(scope="module")
def labelled(tmp_path_factory):
    rows = {place: rows_of(place, THINGS, KINDS) for place in PLACES}
    return annotated_reports(tmp_path_factory, rows, heading="Store")


def _train(labelled, out):
    gold, reports = labelled
    call = ["train", "--heads", "--data", str(gold), "--reports", str(reports), "--out", str(out)]
    return CliRunner().invoke(app, call, catch_exceptions=False)


def test_heads_learn_what_the_user_calls_a_challenge(labelled, tmp_path):
    told = _train(labelled, tmp_path / "models")
    assert told.exit_code == 0
    assert "written to" in told.stdout
    report = tmp_path / "new.txt"
    line = ODD.format(thing="spades", place="garden")
    report.write_text(f"Report\n\nStore\n\nThe shed has a door. {line}\n", encoding="utf-8")
    assert ("CHALLENGE", line) not in _found(report, tmp_path / "shipped")
    own = _found(report, tmp_path / "own", "--models", str(tmp_path / "models"))
    assert ("CHALLENGE", line) in own


def test_what_is_written_is_a_whole_folder_of_models(labelled, tmp_path):
    assert _train(labelled, tmp_path / "models").exit_code == 0
    shipped, made = (_files(folder) for folder in (models_dir(), tmp_path / "models"))
    assert set(shipped) - set(made) == {"findings/README.md"}  # the card of another model
    changed = {name for name in made if made[name] != shipped.get(name)}
    learnt = {"findings/findings.json", "findings/weights.npz"}
    assert changed == learnt | {NAME}
    told = manifest_of(tmp_path / "models")
    assert told is not None
    assert {name: told.files[name] for name in learnt} == {
        name: sha256(made[name]).hexdigest() for name in learnt
    }


def _files(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def _found(report, out, *more):
    call = ["run", str(report), "--out", str(out), "-q", "-j", "1", *more]
    assert CliRunner().invoke(app, call, catch_exceptions=False).exit_code == 0
    with (out / "findings.csv").open(encoding="utf-8", newline="") as file:
        return {(row["label"], row["text"]) for row in csv.DictReader(file)}


def test_a_folder_in_use_is_refused(labelled, tmp_path):
    (tmp_path / "note.txt").write_text("mine")
    with pytest.raises(SettingsError, match="not empty"):
        _train(labelled, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["note.txt"]


def test_what_is_missing_is_asked_for():
    with pytest.raises(SettingsError) as caught:
        CliRunner().invoke(app, ["train"], catch_exceptions=False)
    assert "--data" in caught.value.hint


def test_models_that_are_not_there_are_told_of(monkeypatch, tmp_path):
    monkeypatch.setenv(MODELS, str(tmp_path / "nowhere"))
    with pytest.raises(ModelError, match="nowhere"):
        models_dir()


def test_the_usual_settings_are_those_of_the_code():
    assert CliRunner().invoke(app, ["train", "--print-config"]).stdout == default_text()
    assert settings_of(None, "findings", Recipe()) == Recipe()
    assert settings_of(None, "encoder", Tuning()) == Tuning()


@pytest.mark.parametrize(
    "line", ["depth = 3", 'epochs = "many"', "package = 3", "layers = true", "folds = [1,2]"]
)
def test_settings_that_make_no_sense_are_refused(tmp_path, line):
    path = tmp_path / "own.cfg"
    path.write_text(f"[encoder]\n{line}\n", encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        settings_of(path, "encoder", Tuning())
    assert "own.cfg" in caught.value.message or "own.cfg" in str(caught.value)


def _exported(folder, places=PLACES):
    """What `annotations export` writes: records with their texts, each with the segments that were judged."""
    documents = []
    for place in places:
        rows = rows_of(place, THINGS, KINDS)
        text = text_of(rows, "Store")
        spans = [(text.index(words), text.index(words) + len(words), words) for words, _ in rows[:-4]]
        found = [Finding(f"s{at}", *spans[at], labels) for at, (_, labels) in enumerate(rows[:-4]) if labels]
        known = Document(f"r{sha256(text.encode()).hexdigest()[:12]}", f"{place}_report.txt", text_hash(text))
        units = tuple(Unit(*span) for span in spans)
        documents.append(replace(known, text=text, segments=units, findings=tuple(found)))
    folder.mkdir(exist_ok=True)
    write_documents(folder / "my-labels.jsonl", documents, inline=True)
    return folder / "my-labels.jsonl"


@pytest.mark.parametrize("how", ["file", "folder", "file with the reports"])
def test_an_export_teaches_by_itself_and_only_what_was_judged(labelled, tmp_path, how):
    data = _exported(tmp_path / "labels")
    call = ["train", "--data", str(data.parent if how == "folder" else data), "--out", str(tmp_path / "made")]
    call += ["--reports", str(labelled[1])] if "reports" in how else []
    told = CliRunner().invoke(app, call, catch_exceptions=False)
    assert told.exit_code == 0
    learnt, held = map(int, re.findall(r"from (\d+) segments, measured on (\d+)", told.stdout)[0])
    assert learnt + held == len(PLACES) * (len(THINGS) * len(KINDS) - 4)


def _on_a_terminal(tmp_path, *more):
    data = _exported(tmp_path / "labels")
    call = ["train", "--data", str(data), "--out", str(tmp_path / "made"), *more]
    return CliRunner().invoke(app, call, catch_exceptions=False, env={"FORCE_COLOR": "1", "COLUMNS": "200"})


def test_on_a_terminal_a_bar_tells_which_report_is_read(tmp_path):
    told = _on_a_terminal(tmp_path)
    assert re.search(r"reading.*4/4", told.stderr)
    assert "learnt from" in told.stdout


def test_quiet_says_nothing(tmp_path):
    told = _on_a_terminal(tmp_path, "--quiet")
    assert (told.exit_code, told.output) == (0, "")
    assert (tmp_path / "made" / NAME).is_file()


def test_elsewhere_no_bar_is_drawn(labelled, tmp_path):
    assert _train(labelled, tmp_path / "models").stderr == ""


def test_a_report_that_two_people_judged_is_told_of_where_it_teaches(tmp_path):
    data = _exported(tmp_path / "labels")
    lines = data.read_text(encoding="utf-8").splitlines()
    again = [line.replace('"sha256"', f'"annotator": "{who}", "sha256"', 1) for line in lines for who in "ab"]
    data.write_text("\n".join(again), encoding="utf-8")
    told = CliRunner().invoke(
        app, ["train", "--data", str(data), "--out", str(tmp_path / "made")], catch_exceptions=False
    )
    assert "4 reports are annotated by more than one person (a, b)" in told.stderr


def test_a_folder_without_annotations_is_told_of(tmp_path):
    with pytest.raises(AnnotationError, match="no annotation files in") as caught:
        CliRunner().invoke(
            app, ["train", "--data", str(tmp_path), "--out", str(tmp_path / "x")], catch_exceptions=False
        )
    assert ".jsonl" in caught.value.hint


def test_help_shows_each_command_on_a_line_of_its_own():
    lines = [line.strip() for line in CliRunner().invoke(app, ["train", "--help"]).stdout.splitlines()]
    assert "reportminer annotations export out my-labels.jsonl" in lines
    assert "reportminer run my-reports/ --out out --models my-models" in lines
