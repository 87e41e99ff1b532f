"""What the desk says of a report is what a run would say; nobody waits for the encoder."""

import shutil
import time
from dataclasses import replace

import numpy as np
import pytest

from reportminer.config import MODELS, Settings, models_dir
from reportminer.desk.desk import Desk
from reportminer.desk.judge import Judge
from reportminer.desk.models import SHIPPED, Models
from reportminer.desk.project import Project
from reportminer.desk.reading import encoder_of, passages_of, read
from reportminer.errors import ModelError
from reportminer.parse import read as read_report
from reportminer.section import outline
from reportminer.tag.cues import LABELS
from reportminer.tag.findings import FindingTagger
from reportminer.tag.segment import segments

NESTED = """# Bee keepers of the valley

## What went wrong

### Hives

- There were no delays in the delivery of hives.
- Half of the hives were lost to frost because nobody had wrapped them.

### Honey

The jars came late. Sales fell by a third.

## What we would do again

Neighbours shared tools from the first week, and this saved money.
"""


@pytest.fixture
def bees(tmp_path):
    """A project of one report whose sections lie within each other."""
    path = tmp_path / "bees.md"
    path.write_text(NESTED, encoding="utf-8")
    project = Project(tmp_path / "project")
    project.take(project.add(path.name, "0" * 64, str(path), "bees"))
    yield project
    project.close()


def test_kept_features_are_judged_as_a_run_judges_the_report(bees, needs_encoder):
    (row,) = bees.reports()
    judge = Judge.load(models_dir())
    judge = replace(judge, joint=replace(judge.joint, sieve=-np.inf))  # as a run with --recall reads
    passages = passages_of(bees.record(row["id"]))
    assert passages[0].headings[:1] == ("Bee keepers of the valley",)
    judged = judge.judge(bees.features(row["id"]).rows, {judge.encoder: read(passages, models_dir())})
    cats = cats_of(bees.file(row["id"]))
    assert np.abs(judged.probability - cats).max() < 1e-4


def cats_of(path):
    """Probabilities of a tagger that has the encoder read everything."""
    from reportminer.ingest.find import source_of

    report = read_report(source_of(path), Settings().limits)
    sections = outline(report)
    tagger = FindingTagger(Settings(recall=True))
    docs = tagger.nlp.pipe(tagger.docs(report, sections, segments(report, sections)))
    return np.array([[doc.cats[label] for label in LABELS] for doc in docs])


def test_what_the_sieve_holds_back_is_not_read(project, ids, needs_encoder):
    rows, judge = project.features(ids["boats"]).rows, Judge.load(models_dir())
    shut = replace(judge, joint=replace(judge.joint, sieve=np.inf))
    loud = {judge.encoder: np.full((len(rows), 3), 5, np.float32)}
    quiet = {judge.encoder: np.full((len(rows), 3), np.nan, np.float32)}
    assert (shut.judge(rows, loud).probability == judge.judge(rows, quiet).probability).all()
    assert (judge.judge(rows, loud).probability != shut.judge(rows, loud).probability).any()


def test_without_an_encoder_rules_and_words_have_the_last_word(project, ids, tmp_path, monkeypatch):
    shutil.copytree(models_dir(), tmp_path / "models", ignore=shutil.ignore_patterns("encoder", "ner"))
    monkeypatch.setenv(MODELS, str(tmp_path / "models"))
    models, report = Models(project), ids["harbour"]
    assert models.encoder(SHIPPED) == ""
    assert models.suggestions(report, SHIPPED)["read"] is True
    judge = Judge.load(tmp_path / "models")
    assert judge.joint is None
    said = judge.judge(project.features(report).rows, {}).probability
    assert (models.scores(report, SHIPPED).probability == said).all()
    assert (models.scores(report, SHIPPED).thresholds == judge.weights.thresholds[0]).all()


def test_a_report_is_open_before_it_is_read_and_better_told_after(project, ids, needs_encoder):
    report = ids["boats"]
    for path in project.folder.glob("features/*.odds-*"):
        path.unlink()
    desk = Desk(project)
    first = desk.models.suggestions(report, SHIPPED)
    assert first["read"] is False
    desk.start()
    end = time.monotonic() + 300
    while not desk.models.is_read(report, SHIPPED):
        assert time.monotonic() < end
        time.sleep(0.1)
    second = desk.models.suggestions(report, SHIPPED)
    assert second["read"] is True
    assert second["percent"] != first["percent"]
    assert Models(project).suggestions(report, SHIPPED) == second  # from the disk
    desk.close()


def test_an_encoder_that_is_another_one_is_refused(project, ids, tmp_path, needs_encoder):
    shutil.copytree(models_dir(), tmp_path / "models", ignore=shutil.ignore_patterns("ner"))
    told = tmp_path / "models" / "findings" / "joint.json"
    told.write_text(told.read_text().replace(encoder_of(models_dir()), "0" * 64))
    with pytest.raises(ModelError):
        read(passages_of(project.record(ids["harbour"])), tmp_path / "models")
