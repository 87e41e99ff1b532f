"""Boosted trees for headings: fitted by scikit-learn, written as plain numbers."""

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from reportminer.ruledata import from_yaml

Row = tuple[dict[str, float], bool, float]
"""Evidence, whether it is a heading, and the weight of that answer."""


@cache
def settings() -> dict[str, Any]:
    """What `headings.yaml` says."""
    text = files("reportminer.train").joinpath("headings.yaml").read_text("utf-8")
    return dict(from_yaml(text))


def boosted(rows: Sequence[Row]) -> dict[str, Any]:
    """Fit trees; features that no tree asks for are left out (see `Trees.of`)."""
    model, names = _model(rows)
    trees = [step[0].nodes for step in model._predictors]
    asked = sorted({int(n["feature_idx"]) for nodes in trees for n in nodes if not n["is_leaf"]})
    place = {feature: k for k, feature in enumerate(asked)}
    return {
        "threshold": settings()["threshold"],
        "features": [names[feature] for feature in asked],
        "start": round(float(model._baseline_prediction.ravel()[0]), 4),
        "depth": settings()["trees"]["max_depth"],
        "trees": [[_plain(node, place) for node in nodes] for nodes in trees],
    }


def _model(rows: Sequence[Row]) -> tuple[Any, list[str]]:
    from sklearn.ensemble import HistGradientBoostingClassifier  # noqa: PLC0415  (training alone needs it)

    known = [(values, label, weight) for values, label, weight in rows if weight > 0]
    names = sorted(known[0][0])
    table = np.array([[values[name] for name in names] for values, _, _ in known])
    ways = [(name in settings()["up"]) - (name in settings()["down"]) for name in names]
    model = HistGradientBoostingClassifier(
        random_state=settings()["seed"],
        min_samples_leaf=12,
        early_stopping=False,
        monotonic_cst=ways,
        **settings()["trees"],
    )
    model.fit(table, [label for _, label, _ in known], sample_weight=[weight for *_, weight in known])
    return model, names


def _plain(node: Any, place: dict[int, int]) -> list[float]:
    if node["is_leaf"]:
        return [round(float(node["value"]), 4)]
    feature = place[int(node["feature_idx"])]
    return [feature, float(node["num_threshold"]), int(node["left"]), int(node["right"])]


def written(data: dict[str, Any]) -> str:
    """JSON with a tree a line."""
    about = (
        "Trees over the evidence of evidence.py. A node is [feature, threshold, left, right], a leaf [value]."
    )
    head = {"about": about} | {name: value for name, value in data.items() if name != "trees"}
    lines = [f" {json.dumps(name)}: {json.dumps(value)}" for name, value in head.items()]
    trees = ",\n".join(f"  {json.dumps(tree, separators=(',', ':'))}" for tree in data["trees"])
    return "{\n" + ",\n".join(lines) + ',\n "trees": [\n' + trees + "\n ]\n}\n"
