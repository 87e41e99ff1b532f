"""What the page asks for, without a word about HTTP: one open project, its models, its workers."""

import threading
from dataclasses import asdict
from functools import partial
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

import numpy as np

from reportminer.desk.commands import Ground, plan_of, stacks
from reportminer.desk.keys import theme_keys
from reportminer.desk.layers import GOLD, LEAST, judgements, progress, segment_of
from reportminer.desk.models import SHIPPED, Models
from reportminer.desk.people import Share, shares, spans_of
from reportminer.desk.pictures import Pictures
from reportminer.desk.project import Project
from reportminer.desk.queues import ORDERS, Pile, open_segments, queue
from reportminer.desk.store import Action, Author
from reportminer.desk.workers import Workers
from reportminer.errors import AnnotationError
from reportminer.labels import Label, PartnerRole

if TYPE_CHECKING:
    from reportminer.desk.refit import Labelled, Refit

EXAMPLES = 8
"""Of each label, shown with the guideline."""


class Desk:
    """One project at work."""

    def __init__(self, project: Project, refit: "Refit | None" = None) -> None:
        self.project = project
        self.models = Models(project)
        self.pictures = Pictures()
        self._refit = refit
        self._learning = threading.Lock()
        self._workers = Workers(project, self.models)

    # -- the project ---------------------------------------------------------------------------

    def overview(self, who: str) -> dict[str, Any]:
        """What the page shows first: reports, people, labels, codes, model, guideline."""
        codebook, done = self.project.codebook, self.project.store.progress(who)
        return {
            "name": self.project.folder.resolve().parent.name,
            "reports": [
                {**row, "done": done.get(row["id"], {}), "path": bool(row["path"])}
                for row in self.project.reports()
            ],
            "people": self.people(),
            "labels": list(Label),
            "roles": list(PartnerRole),
            "codes": [{"id": c.id, "name": c.name, "definition": c.definition} for c in codebook.codes],
            "keys": theme_keys(codebook.codes),
            "model": self.models.active(),
            "guideline": self.project.store.guideline(),
            "orders": list(ORDERS),
            "least": LEAST,
        }

    def people(self) -> list[str]:
        """Everybody who did anything or was given anything."""
        given = [row["who"] for row in self.project.store.all("SELECT DISTINCT who FROM assignments")]
        return sorted({*self.project.store.layers(), *given})

    def ground(self, report: str) -> Ground:
        """What commands on a report are checked against."""
        return Ground(*self.project.size(report), {code.id for code in self.project.codebook.codes})

    def picture(self, report: str, number: int) -> bytes:
        """A page as it is printed, as PNG. Raises AnnotationError where there is nothing to draw."""
        path = self.project.file(report)
        if path is None or path.suffix.lower() != ".pdf":
            raise AnnotationError(
                "there is no picture of this page", hint="only PDF files have pages to draw"
            )
        return self.pictures.page(path, report, number)

    # -- layers --------------------------------------------------------------------------------

    def layer(self, report: str, layer: str) -> dict[str, Any]:
        """A layer of a report as it is, with how much can be undone and done again."""
        undo, redo = stacks(self.project.store.marks(report, layer))
        return {
            "state": self.project.store.state(layer, report),
            "last": self.project.store.last(),
            "undo": len(undo),
            "redo": len(redo),
        }

    def act(self, author: Author, report: str, told: dict[str, Any]) -> dict[str, Any]:
        """Do what an annotator asked for. Raises AnnotationError where it makes no sense."""
        action = self.project.store.act(author, report, told, plan_of(told, self.ground(report)))
        undo, redo = stacks(self.project.store.marks(report, author.layer))
        return {"action": as_row(action), "undo": len(undo), "redo": len(redo)}

    def changes(self, report: str, layer: str, since: int) -> list[dict[str, Any]]:
        """What was done since, by whatever page."""
        return [as_row(action) for action in self.project.store.history(report, layer, since)]

    # -- queue ---------------------------------------------------------------------------------

    def queue(self, who: str, order: str, report: str = "", *, mine: bool = False) -> dict[str, Any]:
        """The next segments for somebody, with counts of what is done."""
        if order not in ORDERS:
            raise AnnotationError(f"no order {order!r}", hint=f"orders are {', '.join(ORDERS)}")
        given = spans_of(self.shares(), who) if mine else None
        reports = [report] if report else list(self.project.ready())
        counts = {"yes": 0, "skip": 0, "unsure": 0, "flag": 0, "open": 0}
        piles = [pile for name in reports if (pile := self._pile(name, who, given, counts))]
        return {"places": queue(piles, order, who), "counts": counts}

    def _pile(
        self, report: str, who: str, given: dict[str, set[int]] | None, counts: dict[str, int]
    ) -> Pile | None:
        state = self.project.store.state(who, report)
        span = given.get(report, set()) if given is not None else None
        for name, count in progress(state, span).items():
            counts[name] += count
        judged = {at for key in state if (at := segment_of(key, "done")) is not None}
        scores = self.models.scores(report, self.models.active())
        everything = range(self.project.size(report)[0]) if span is None else span
        counts["open"] += len(set(everything) - judged)
        still = open_segments(scores.whole, judged, span)
        if not still:
            return None
        return Pile(report, still, scores, partial(self.project.features, report))

    def shares(self) -> list[Share]:
        """Who was given what."""
        return shares(self.project.store)

    def guideline(self) -> dict[str, Any]:
        """The guideline that holds, its versions, and what the gold layer labelled, as examples."""
        rows = self.project.store.all("SELECT * FROM guidelines ORDER BY version DESC")
        versions = [{name: row[name] for name in ("version", "time", "who")} for row in rows]
        return {
            "version": rows[0]["version"],
            "text": rows[0]["text"],
            "versions": versions,
            "examples": {label: self._examples(label) for label in Label},
        }

    def _examples(self, label: Label) -> list[str]:
        """The first few segments that the gold layer gives a label."""
        found: list[str] = []
        for report in self.project.ready():
            record = self.project.record(report)
            for at, judgement in judgements(self.project.store.state(GOLD, report)).items():
                if label in judgement.labels and len(found) < EXAMPLES:
                    start, end = record["segments"][at][:2]
                    found.append(record["text"][start:end])
        return found

    # -- learning ------------------------------------------------------------------------------

    def labelled(self, layer: str) -> "list[Labelled]":
        """What a layer says, ready to be learnt from; what it is not sure of is left out.

        What no encoder has read yet is read now.
        """
        from reportminer.desk.refit import Labelled  # noqa: PLC0415 - spaCy, scipy: heavy

        found = []
        for report in self.project.ready():
            judged = judgements(self.project.store.state(layer, report))
            rows = [at for at, judgement in judged.items() if judgement.done == "yes"]
            labels = [[label in judged[at].labels for label in Label] for at in rows]
            if rows:
                self._workers.read(report)
                features, odds = self.project.features(report), self.models.odds(report)
                found.append(Labelled(report, features, np.array(rows), np.array(labels, bool), odds))
        return found

    def retrain(self, layer: str, who: str) -> dict[str, Any]:
        """Learn from a layer. The model is kept with its figures; it is not in force until it is taken."""
        from reportminer.desk.refit import refit_heads  # noqa: PLC0415 - spaCy, scipy: heavy

        if not self._learning.acquire(blocking=False):
            raise AnnotationError("a model is being learnt already", hint="wait a moment")
        made = Path(mkdtemp(prefix=".learning-", dir=self.project.folder))
        try:
            active = self.models.active()  # once: somebody may take another one while it learns
            begin, now = self.models.judge(SHIPPED), self.models.judge(active)
            learn = self._refit or refit_heads
            figures = asdict(learn(self.labelled(layer), begin, now, made / "findings"))
            figures |= {"layer": layer, "before_model": active}
            model = self.models.add(who, figures, made)
        finally:
            rmtree(made, ignore_errors=True)
            self._learning.release()
        return {"model": model, "figures": figures}

    # -- beside the page -----------------------------------------------------------------------

    def start(self) -> None:
        """Take in, weigh and have read, beside everything else, the reports that wait for it."""
        self._workers.start()

    def close(self) -> None:
        """End the workers, close the database."""
        self._workers.close()
        self.pictures.close()
        self.project.close()


def as_row(action: Action) -> dict[str, Any]:
    """An action as the page gets it."""
    return asdict(action)
