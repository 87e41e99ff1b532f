"""The models of a project: every one that was learnt is kept with its figures; one is in force."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from reportminer.config import models_dir
from reportminer.desk.project import Project
from reportminer.desk.store import now
from reportminer.errors import AnnotationError
from reportminer.tag.arbiter import Arbiter, Judged, Weights, load
from reportminer.tag.findings import LEAST_WORDS

SHIPPED = 0
"""The model that came with the program."""


@dataclass(frozen=True, slots=True)
class Scores:
    """What a model says of the segments of a report."""

    judged: Judged
    thresholds: Any
    """The probability from which on a label stands, label by label."""

    @property
    def stands(self) -> Any:
        """Segments x labels: the label is suggested."""
        return self.judged.probability >= self.thresholds


class Models:
    """Models of one project, and what they say of its reports."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self.scores = lru_cache(maxsize=256)(self._scores)
        self.arbiter = lru_cache(maxsize=4)(self._arbiter)

    def active(self) -> int:
        """The model in force."""
        row = self._project.store.one("SELECT model FROM choices ORDER BY id DESC LIMIT 1")
        return int(row["model"]) if row else SHIPPED

    def choose(self, model: int, who: str) -> None:
        """Take a model, or go back to one. Raises AnnotationError where there is none of that number."""
        if model != SHIPPED and not any(kept["id"] == model for kept in self.kept()):
            raise AnnotationError(f"there is no model {model}", hint="choose one of the list")
        with self._project.store.writing() as db:
            db.execute("INSERT INTO choices (time, who, model) VALUES (?, ?, ?)", (now(), who, model))

    def kept(self) -> list[dict[str, Any]]:
        """Every model that was learnt, with its figures, the newest first."""
        rows = self._project.store.all("SELECT * FROM models ORDER BY id DESC")
        return [dict(row) | {"figures": json.loads(row["figures"])} for row in rows]

    def add(self, who: str, figures: dict[str, Any], made: Path) -> int:
        """Keep a model that was written to the folder `made`, which is moved; gives its number."""
        with self._project.store.writing() as db:
            row = db.execute("SELECT max(id) AS id FROM models").fetchone()
            model = int(row["id"] or 0) + 1
            folder = self.folder(model)
            folder.parent.mkdir(parents=True, exist_ok=True)
            made.replace(folder)
            values = (model, now(), who, json.dumps(figures))
            db.execute("INSERT INTO models VALUES (?, ?, ?, ?)", values)
        return model

    def folder(self, model: int) -> Path:
        """Where the files of a model lie."""
        return models_dir() / "findings" if model == SHIPPED else self._project.folder / "models" / f"{model}"

    def weights(self, model: int) -> Weights:
        """The weights of a model. Raises ModelError where they cannot be read."""
        return load(self.folder(model))

    def _arbiter(self, model: int) -> Arbiter:
        return Arbiter(self.weights(model))

    def _scores(self, report: str, model: int) -> Scores:
        arbiter = self.arbiter(model)
        rows = self._project.features(report).rows
        judged = arbiter.judge(arbiter.scores(rows))
        return Scores(judged, arbiter.thresholds(recall=False))

    def suggestions(self, report: str, model: int) -> dict[str, Any]:
        """Probabilities in percent (three a segment) and the labels that are suggested, as bits."""
        scores = self.scores(report, model)
        record = self._project.record(report)
        long = [len(record["text"][s[0] : s[1]].split()) >= LEAST_WORDS for s in record["segments"]]
        stands = scores.stands & np.array(long, bool)[:, None]
        bits = stands @ np.array([1, 2, 4])
        return {
            "model": model,
            "percent": np.rint(scores.judged.probability * 100).astype(int).reshape(-1).tolist(),
            "labels": bits.astype(int).tolist(),
        }
