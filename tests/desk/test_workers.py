"""The work beside the page goes on, whatever one report or one kept file does."""

import json
from hashlib import sha256

import numpy as np
import pytest

from reportminer.config import models_dir
from reportminer.desk.models import SHIPPED, Models
from reportminer.desk.project import Project
from reportminer.desk.reading import encoder_of
from reportminer.desk.workers import Workers
from reportminer.errors import AnnotationError

TEXT = "Canal watch\n\nThe lock had no keeper for a year. Boats waited.\n"


class Weighing:
    """Models that stumble over one report."""

    def __init__(self, over):
        self.over, self.seen = over, []

    def active(self):
        return SHIPPED

    def encoder(self, model):
        return ""

    def scores(self, report, model):
        self.seen.append(report)
        if report == self.over:
            raise ValueError("nothing to weigh")


@pytest.fixture
def waiting(tmp_path):
    """A project of two reports that wait; the text of the first is gone."""
    project = Project(tmp_path / "project")
    with project.store.writing() as db:
        db.execute("INSERT OR REPLACE INTO meta VALUES ('out', ?)", (str(tmp_path),))
    (tmp_path / "sections.csv").write_text("report_id\n")
    (tmp_path / "b.txt").write_text(TEXT)
    project.add("a.txt", "0" * 64, "")
    project.add("b.txt", sha256(TEXT.encode()).hexdigest(), str(tmp_path / "b.txt"))
    yield project
    project.close()


@pytest.fixture
def here(monkeypatch):
    """What workers do is done in this process."""
    monkeypatch.setattr(Workers, "_done", lambda self, job, *given: job(*given))


def test_a_report_that_fails_in_an_unheard_of_way_does_not_hold_up_the_others(waiting, here):
    Workers(waiting, Weighing("nobody"))._all()
    assert [row["status"] for row in waiting.reports()] == ["failed", "ready"]
    assert "FileNotFoundError" in waiting.reports()[0]["said"]


def test_a_report_that_cannot_be_weighed_does_not_hold_up_the_others(project, ids):
    first, second = (row["id"] for row in project.reports())
    models = Weighing(first)
    Workers(project, models)._all()
    assert models.seen == [first, second, second]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 half a file"])
def test_features_and_scores_that_are_damaged_are_made_anew(project, ids, content):
    report = ids["harbour"]
    before = Models(project).suggestions(report, SHIPPED)
    kept = list(project.folder.glob(f"features/{report}*.npz"))
    assert len(kept) >= 2
    for path in kept:
        path.write_bytes(content)
    assert Models(project).suggestions(report, SHIPPED) == before
    project.features.cache_clear()
    assert len(project.features(report).rows) == project.size(report)[0]
    assert all(path.read_bytes() != content for path in project.folder.glob(f"features/{report}.npz"))


def test_features_are_made_anew_of_these_very_segments_alone(project, ids):
    report = ids["harbour"]
    record = json.loads(project.raw(report))
    record["segments"].pop()
    with project.store.writing() as db:
        db.execute("UPDATE reports SET record = ? WHERE id = ?", (json.dumps(record), report))
    (project.folder / "features" / f"{report}.npz").write_bytes(b"")
    with pytest.raises(AnnotationError, match="other segments"):
        project.features(report)


def test_odds_that_are_damaged_are_read_anew(project, ids, here, monkeypatch, needs_encoder):
    report, models = ids["harbour"], Models(project)
    digest = encoder_of(models_dir())
    (project.folder / "features" / f"{report}.odds-{digest[:16]}.npy").write_bytes(b"")
    assert models.suggestions(report, SHIPPED)["read"] is False
    odds = np.zeros((project.size(report)[0], 3), np.float32)
    monkeypatch.setattr(Workers, "_odds", lambda self, report, model: odds)
    Workers(project, models).read(report)
    assert (models.odds(report)[digest] == odds).all()
