"""Passages grouped by how alike they are, and how much of a grouping comes out again of other reports."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reportminer.gather.learnt import learnt
from reportminer.gather.words import STEMS, Floats, counts, unit, weighed

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


class Space:
    """Texts, and how alike they are (0 to 1): half by the stems that they share, half by word meanings."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.words, self.vectors = self._of(texts)
        self.alike = self._likeness(self.words, self.vectors)

    def _of(self, texts: Sequence[str]) -> tuple[object, Floats]:
        model = learnt()
        words = weighed(counts(texts), model.idf)[:, :STEMS]
        return words, unit(model.meanings.of(texts) - model.usual)

    def _likeness(self, words: object, vectors: Floats) -> Floats:
        shared = np.asarray((words @ self.words.T).todense(), np.float32)  # type: ignore[attr-defined]
        found: Floats = 0.5 * shared + 0.5 * np.clip(vectors @ self.vectors.T, 0, 1)
        return found

    def to(self, others: Sequence[str]) -> Floats:
        """Others x texts of this space: how alike."""
        return self._likeness(*self._of(others))


def clusters(alike: Floats, least: float) -> Ints:
    """A cluster's number for each passage, in the order of its first one."""
    if len(alike) < 2:
        return np.zeros(len(alike), np.int64)
    from scipy.cluster.hierarchy import fcluster, linkage  # noqa: PLC0415 - half a second to load

    upper = np.triu_indices(len(alike), 1)
    apart = np.clip(1.0 - alike[upper].astype(np.float64), 0.0, None)
    raw = fcluster(linkage(np.round(apart, 6), "average"), 1.0 - least, "distance")
    _, first, numbers = np.unique(raw, return_index=True, return_inverse=True)
    return np.asarray(np.argsort(np.argsort(first))[numbers], np.int64)


@dataclass(frozen=True, slots=True)
class Draw:
    """A clustering of reports drawn anew."""

    seen: Bools
    """Passages of the reports that were drawn."""
    labels: Ints
    """The cluster of each; -1 for the rest."""


def draws(owners: Sequence[str], alike: Floats, least: float, many: int) -> list[Draw]:
    """Clusterings of reports drawn with replacement; one drawn twice counts once."""
    names = sorted(set(owners))
    place = {name: at for at, name in enumerate(names)}
    own = np.array([place[name] for name in owners])
    random = np.random.default_rng(7)
    drawn = []
    for _ in range(many):
        seen = np.isin(own, random.integers(0, len(names), len(names)))
        labels = np.full(len(own), -1, np.int64)
        labels[seen] = clusters(alike[np.ix_(seen, seen)], least)
        drawn.append(Draw(seen, labels))
    return drawn


def rand(first: Ints, second: Ints) -> float:
    """Adjusted Rand index of two labellings."""

    def pairs(sizes: Iterable[int]) -> float:
        return sum(n * (n - 1) / 2 for n in sizes)

    if len(first) < 2:
        return 1.0
    both = pairs(Counter(zip(first.tolist(), second.tolist(), strict=True)).values())
    a, b = pairs(Counter(first.tolist()).values()), pairs(Counter(second.tolist()).values())
    chance = a * b / pairs([len(first)])
    top = (a + b) / 2
    return 1.0 if top == chance else (both - chance) / (top - chance)


def found_again(own: Bools, drawn: Sequence[Draw]) -> float | None:
    """How much of a cluster comes out again: Jaccard's coefficient with what is nearest to it, mean of draws.

    Draws that hold less than two of its passages say nothing of it.
    """
    shares = []
    for draw in drawn:
        here = own & draw.seen
        if here.sum() > 1:
            shares.append(max(_jaccard(here, draw.labels == c) for c in set(draw.labels[here].tolist())))
    return round(float(np.mean(shares)), 3) if shares else None


def _jaccard(one: Bools, other: Bools) -> float:
    return float((one & other).sum() / (one | other).sum())
