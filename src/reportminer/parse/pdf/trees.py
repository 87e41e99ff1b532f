"""Boosted decision trees (Friedman 2001) as plain numbers: read from JSON, summed up by numpy."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from reportminer.parse.pdf.model import Floats, Ints


@dataclass(frozen=True, slots=True)
class Trees:
    """Trees over named features. All nodes of all trees stand in one array each."""

    features: tuple[str, ...]
    start: float
    roots: Ints
    feature: Ints
    """Column that a node asks about; 0 at leaves."""
    threshold: Floats
    """Left where the value is at most this; infinite at leaves."""
    left: Ints
    right: Ints
    """Nodes below; a leaf points to itself."""
    value: Floats
    depth: int

    @classmethod
    def of(cls, data: dict[str, Any]) -> "Trees":
        """From `{"features": [...], "start": 0.0, "depth": 4, "trees": [[node, ...], ...]}`.

        A node is `[feature, threshold, left, right]`, counted within its tree, or `[value]`.
        """
        columns: list[tuple[int, float, int, int, float]] = []
        roots: list[int] = []
        for tree in data["trees"]:
            base = len(columns)
            roots.append(base)
            for k, node in enumerate(tree):
                if len(node) == 1:
                    columns.append((0, np.inf, base + k, base + k, node[0]))
                else:
                    columns.append((node[0], node[1], base + node[2], base + node[3], 0.0))
        feature, threshold, left, right, value = zip(*columns, strict=True)
        return cls(
            tuple(data["features"]),
            float(data["start"]),
            np.array(roots),
            np.array(feature),
            np.array(threshold, dtype=np.float64),
            np.array(left),
            np.array(right),
            np.array(value, dtype=np.float64),
            int(data["depth"]),
        )

    def log_odds(self, rows: Sequence[dict[str, float]]) -> Floats:
        """What the trees add up to for each row of named numbers; a missing one counts as 0."""
        if not rows:
            return np.zeros(0)
        table = np.array([[row.get(name, 0.0) for name in self.features] for row in rows])
        node = np.repeat(self.roots[None, :], len(rows), axis=0)
        each = np.arange(len(rows))[:, None]
        for _ in range(self.depth):
            right = table[each, self.feature[node]] > self.threshold[node]
            node = np.where(right, self.right[node], self.left[node])
        return np.asarray(self.start + self.value[node].sum(axis=1))
