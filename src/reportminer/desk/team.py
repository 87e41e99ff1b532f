"""What several annotators need: agreement, adjudication, shares of the work, the history."""

from dataclasses import asdict
from itertools import combinations
from typing import Any

from reportminer.desk import agree, settle
from reportminer.desk.layers import GOLD, newly_judged
from reportminer.desk.people import Share, divide, give, overlap_of, shares
from reportminer.desk.project import Project
from reportminer.desk.store import Action, Author, Plan, State
from reportminer.errors import AnnotationError

SHOWN = 300
"""Actions of the history that are shown."""


class Team:
    """The people of one project."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._store = project.store

    def agreement(self, *, overlap: bool = False, gold: bool = False) -> dict[str, Any]:
        """Figures of every pair, of all together, and over time; of the overlap set alone if asked for."""
        layers = self._store.layers() if gold else agree.people_of(self._store.layers())
        only = overlap_of(shares(self._store)) if overlap else None
        reports = list(self._project.ready())
        judged = {layer: agree.judged_by(self._store, layer, reports, only) for layer in layers}
        pairs = []
        for names in combinations(layers, 2):
            states = [(self._store.state(names[0], r), self._store.state(names[1], r)) for r in reports]
            pairs.append(asdict(agree.pair_of(names, judged, agree.partners_f1(states))))
        return {
            "layers": layers,
            "judged": [len(judged[layer]) for layer in layers],
            "pairs": pairs,
            "together": [asdict(row) for row in agree.together(judged)] if len(layers) > 1 else [],
            "time": agree.over_time(self._store.history(), layers, only) if len(layers) > 1 else [],
        }

    def cases(self, *, every: bool = False) -> dict[str, Any]:
        """What is to be settled, report by report."""
        layers = agree.people_of(self._store.layers())
        found: list[dict[str, Any]] = []
        partners: list[dict[str, Any]] = []
        for report in self._project.ready():
            states, gold = self._states(report, layers), self._store.state(GOLD, report)
            found += settle.cases(report, self._project.record(report), states, gold, every=every)
            partners += [{**told, "report": report} for told in settle.partners(states, gold)]
        return {"layers": layers, "cases": found, "partners": partners}

    def _states(self, report: str, layers: list[str]) -> dict[str, State]:
        states = {layer: self._store.state(layer, report) for layer in layers}
        return {layer: state for layer, state in states.items() if state}

    def adopt(self, who: str, nonce: str, report: str, told: dict[str, Any]) -> Action:
        """Take what a layer says of a segment (`segment`) or a partner (`partner`) into the gold layer."""
        theirs = self._store.state(str(told.get("from")), report)
        segment, partner = told.get("segment"), told.get("partner")

        def plan(gold: State, _: Any) -> Any:
            if isinstance(partner, int):
                return settle.adopted_partner(partner, theirs, gold), None
            if isinstance(segment, int):
                return settle.adopted(segment, theirs, gold), None
            raise AnnotationError("neither segment nor partner is named", hint="load the page again")

        author = Author(who, GOLD, nonce)
        return self._store.act(author, report, {**told, "kind": "adopt"}, plan)

    def adopt_agreed(self, who: str, nonce: str) -> int:
        """Take all that was judged alike into the gold layer; says how many segments."""
        layers, count = agree.people_of(self._store.layers()), 0
        for report in self._project.ready():
            states = self._states(report, layers)
            author = Author(who, GOLD, f"{nonce}-{report}")
            action = self._store.act(author, report, {"kind": "adopt", "agreed": True}, _agreed(states))
            count += newly_judged(action.changes)
        return count

    def divide(self, people: list[str], overlap: float) -> list[Share]:
        """Give all reports out, in the place of what was given out before."""
        sizes = {report: len(self._project.record(report)["segments"]) for report in self._project.ready()}
        given = divide(sizes, people, overlap)
        give(self._store, given)
        return given

    def given(self) -> list[dict[str, Any]]:
        """How much everybody has, and how much of it is everybody's."""
        counts: dict[str, dict[str, Any]] = {}
        for share in shares(self._store):
            line = counts.setdefault(share.who, {"who": share.who, "segments": 0, "shared": 0})
            line["segments"] += share.last - share.first
            line["shared"] += (share.last - share.first) * share.shared
        return list(counts.values())

    def history(self, report: str = "", layer: str = "") -> list[dict[str, Any]]:
        """The last actions, the newest first."""
        return [asdict(action) for action in self._store.history(report, layer)[: -SHOWN - 1 : -1]]


def _agreed(states: dict[str, State]) -> Plan:
    return lambda gold, _: (settle.agreed(states, gold), None)
