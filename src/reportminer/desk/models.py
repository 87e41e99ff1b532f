"""The models of a project: every one that was learnt is kept with its figures; one is in force."""

import json
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING, Any

import numpy as np

from reportminer.config import models_dir
from reportminer.desk.project import Project
from reportminer.desk.scores import Scores
from reportminer.desk.store import now
from reportminer.errors import AnnotationError

if TYPE_CHECKING:
    from reportminer.tag.arbiter import Arbiter, Weights

SHIPPED = 0
"""The model that came with the program."""


class Models:
    """Models of one project, and what they say of its reports."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self.scores = lru_cache(maxsize=256)(self._scores)
        self.arbiter = lru_cache(maxsize=4)(self._arbiter)
        self.stamp = lru_cache(maxsize=64)(self._stamp)

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
            rmtree(folder, ignore_errors=True)  # left by a server that was killed between here and the row
            made.replace(folder)
            values = (model, now(), who, json.dumps(figures))
            db.execute("INSERT INTO models VALUES (?, ?, ?, ?)", values)
        return model

    def folder(self, model: int) -> Path:
        """Where the files of a model lie."""
        return models_dir() / "findings" if model == SHIPPED else self._project.folder / "models" / f"{model}"

    def weights(self, model: int) -> "Weights":
        """The weights of a model. Raises ModelError where they cannot be read."""
        from reportminer.tag.arbiter import load  # noqa: PLC0415 - spaCy: heavy

        return load(self.folder(model))

    def _stamp(self, model: int) -> str:
        """Tells models apart, also where a new version of the program brings another one."""
        return f"{model}-{sha256((self.folder(model) / 'weights.npz').read_bytes()).hexdigest()[:10]}"

    def _arbiter(self, model: int) -> "Arbiter":
        from reportminer.tag.arbiter import Arbiter  # noqa: PLC0415 - spaCy: heavy

        return Arbiter(self.weights(model))

    def _scores(self, report: str, model: int) -> Scores:
        """As kept, or weighed now and kept: a report of 300 pages takes a second or two."""
        path = self._project.folder / "features" / f"{report}.{self.stamp(model)}.npz"
        if path.is_file():
            return Scores.load(path)
        scores = self._weighed(report, model)
        scores.save(path)
        return scores

    def _weighed(self, report: str, model: int) -> Scores:
        from reportminer.tag.findings import LEAST_WORDS  # noqa: PLC0415 - spaCy: heavy

        arbiter, record = self.arbiter(model), self._project.record(report)
        judged = arbiter.judge(arbiter.scores(self._project.features(report).rows))
        words = [len(record["text"][s[0] : s[1]].split()) for s in record["segments"]]
        return Scores(
            judged.probability,
            judged.by_rules,
            judged.by_words,
            arbiter.thresholds(recall=False),
            np.array(words, np.int64) >= LEAST_WORDS,
        )

    def suggestions(self, report: str, model: int) -> dict[str, Any]:
        """Probabilities in percent (three a segment) and the labels that are suggested, as bits."""
        scores = self.scores(report, model)
        bits = scores.stands @ np.array([1, 2, 4])
        return {
            "model": model,
            "percent": np.rint(scores.probability * 100).astype(int).reshape(-1).tolist(),
            "labels": bits.astype(int).tolist(),
        }
