"""The models of a project: every one that was learnt is kept with its figures; one is in force."""

import json
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING, Any

import numpy as np

from reportminer.config import models_dir
from reportminer.desk.project import Project
from reportminer.desk.reading import Floats, Readings, encoder_of
from reportminer.desk.scores import Scores
from reportminer.desk.store import now
from reportminer.desk.whole import complete
from reportminer.errors import AnnotationError
from reportminer.manifest import DAMAGED

if TYPE_CHECKING:
    from reportminer.desk.judge import Judge

SHIPPED = 0
"""The model that came with the program."""


class Models:
    """Models of one project, and what they say of its reports."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self.readings = Readings(project.folder / "features")
        self.judge = lru_cache(maxsize=4)(self._judge)
        self.encoder = lru_cache(maxsize=64)(self._encoder)
        self.stamp = lru_cache(maxsize=64)(self._stamp)
        self._scores = lru_cache(maxsize=256)(self._kept)

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
        """Every model that was learnt, with its figures and its folder, the newest first."""
        rows = self._project.store.all("SELECT * FROM models ORDER BY id DESC")
        return [
            dict(row)
            | {"figures": json.loads(row["figures"]), "folder": str(self.home(row["id"]).absolute())}
            for row in rows
        ]

    def add(self, who: str, figures: dict[str, Any], made: Path) -> int:
        """Keep a model that was written to `made`/findings; gives its number.

        The folder is completed, so that it can be given to `run --models`, and moved.
        """
        last = self.kept()[:1]
        complete(made, models_dir(), Path(last[0]["folder"]) if last else None)
        with self._project.store.writing() as db:
            row = db.execute("SELECT max(id) AS id FROM models").fetchone()
            model = int(row["id"] or 0) + 1
            folder = self.home(model)
            folder.parent.mkdir(parents=True, exist_ok=True)
            rmtree(folder, ignore_errors=True)  # left by a server that was killed between here and the row
            made.replace(folder)
            values = (model, now(), who, json.dumps(figures))
            db.execute("INSERT INTO models VALUES (?, ?, ?, ?)", values)
        return model

    def home(self, model: int) -> Path:
        """The folder of models that a model is."""
        return models_dir() if model == SHIPPED else self._project.folder / "models" / f"{model}"

    def _judge(self, model: int) -> "Judge":
        """What weighs by a model. Raises ModelError where its files cannot be read."""
        from reportminer.desk.judge import Judge  # noqa: PLC0415 - spaCy: heavy

        return Judge.load(self.home(model))

    def _encoder(self, model: int) -> str:
        """Digest of the encoder that a model judges with; empty where there is none."""
        return encoder_of(self.home(model))

    def _stamp(self, model: int) -> str:
        """Tells models apart, also where a new version of the program brings another one."""
        paths = (self.home(model) / "findings" / name for name in ("weights.npz", "joint.json"))
        content = b"".join(path.read_bytes() for path in paths if path.is_file())
        return f"{model}-{sha256(content).hexdigest()[:10]}"

    def scores(self, report: str, model: int) -> Scores:
        """What a model says of a report: by rules and words alone while its encoder has not read it."""
        digest = self.encoder(model)
        return self._scores(report, model, digest if self.is_read(report, model) else "")

    def is_read(self, report: str, model: int) -> bool:
        """Whether a model's encoder has read a report; there is nothing to wait for where it has none."""
        digest = self.encoder(model)
        return not digest or self.readings.has(report, digest)

    def odds(self, report: str) -> dict[str, Floats]:
        """What the encoders of the model in force and of the shipped one said of a report, if they did."""
        digests = {self.encoder(model) for model in (self.active(), SHIPPED)} - {""}
        return {name: self.readings.get(report, name) for name in digests if self.readings.has(report, name)}

    def _kept(self, report: str, model: int, digest: str) -> Scores:
        """As kept, or weighed now and kept: a report of 300 pages takes a second or two.

        What is kept and cannot be read is weighed anew, too.
        """
        name = f"{report}.{self.stamp(model)}{'-' * bool(digest)}{digest[:16]}.npz"
        path = self._project.folder / "features" / name
        with suppress(*DAMAGED):  # also where there is none
            return Scores.load(path)
        scores = self._weighed(report, model, digest)
        scores.save(path)
        return scores

    def _weighed(self, report: str, model: int, digest: str) -> Scores:
        from reportminer.tag.findings import tells  # noqa: PLC0415 - spaCy: heavy

        judge, record = self.judge(model), self._project.record(report)
        odds = {digest: self.readings.get(report, digest)} if digest else {}
        judge = judge if digest else judge.alone()
        judged = judge.judge(self._project.features(report).rows, odds)
        may = [tells(record["text"][s[0] : s[1]]) for s in record["segments"]]
        return Scores(
            judged.probability,
            judged.by_rules,
            judged.by_words,
            judge.thresholds,
            np.array(may, bool),
        )

    def suggestions(self, report: str, model: int) -> dict[str, Any]:
        """Probabilities in percent (three a segment) and the labels that are suggested, as bits.

        Where `read` is false, the encoder has still to read the report: what it adds comes later.
        """
        read = self.is_read(report, model)
        scores = self.scores(report, model)
        bits = scores.stands @ np.array([1, 2, 4])
        return {
            "model": model,
            "read": read,
            "percent": np.rint(scores.probability * 100).astype(int).reshape(-1).tolist(),
            "labels": bits.astype(int).tolist(),
        }
