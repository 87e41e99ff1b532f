"""In which order segments are put before an annotator."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reportminer.desk.features import Features
from reportminer.desk.scores import Scores

Floats = NDArray[np.float64]
MOST = 500
"""Segments that a queue names at once."""
WIDTH = 64
"""Dimensions in which segments are compared for diversity."""


@dataclass(frozen=True, slots=True)
class Pile:
    """A report's segments that are still to be judged."""

    report: str
    open: Sequence[int]
    scores: Scores
    features: Callable[[], Features]
    """What the machine sees of its segments: asked for where it is needed, for it is large."""


Place = tuple[str, int, float]
"""Report, segment, and the figure by which it stands where it does."""


def queue(piles: Sequence[Pile], order: str, who: str) -> list[Place]:
    """At most `MOST` segments, the first to be judged first. Raises KeyError for an unknown order."""
    return ORDERS[order](piles, who)[:MOST]


def open_segments(
    whole: NDArray[np.bool_], judged: Collection[int], span: Collection[int] | None = None
) -> list[int]:
    """Segments nobody has judged in a layer, those that are not `whole` (a word or two) left out."""
    places = np.flatnonzero(whole).tolist()
    return [at for at in places if at not in judged and (span is None or at in span)]


def _in_order(piles: Sequence[Pile], who: str) -> list[Place]:
    return [(pile.report, at, 0.0) for pile in piles for at in pile.open]


def _by(figure: Callable[[Scores], Floats]) -> Callable[[Sequence[Pile], str], list[Place]]:
    """The highest figure first; of equals, the first in the text."""

    def ordered(piles: Sequence[Pile], who: str) -> list[Place]:
        places = [
            (pile.report, at, round(float(value), 4))
            for pile in piles
            if len(pile.open)
            for at, value in zip(pile.open, figure(pile.scores)[list(pile.open)], strict=True)
        ]
        return sorted(places, key=lambda place: -place[2])

    return ordered


def _log_odds(chance: Any) -> Floats:
    p = np.clip(np.asarray(chance, np.float64), 1e-6, 1 - 1e-6)
    found: Floats = np.log(p / (1 - p))
    return found


def _uncertainty(scores: Scores) -> Floats:
    """How near the nearest label is to its threshold: 1 at the threshold, 0 far away."""
    away = np.abs(_log_odds(scores.probability) - _log_odds(scores.thresholds))
    found: Floats = np.exp(-away.min(axis=1))
    return found


def _disagreement(scores: Scores) -> Floats:
    """How far rules and words are apart on a label, where one alone would give it."""
    rules, words = scores.by_rules, scores.by_words
    differ = (rules >= scores.thresholds) != (words >= scores.thresholds)
    found: Floats = (np.abs(rules - words) * differ).max(axis=1).astype(np.float64)
    return found


def _at_random(piles: Sequence[Pile], who: str) -> list[Place]:
    """Drawn by hash: another order for everybody, the same whenever one comes back."""
    places = _in_order(piles, who)
    return sorted(places, key=lambda p: sha256(f"{who}:{p[0]}:{p[1]}".encode()).digest())


def _diverse(piles: Sequence[Pile], who: str) -> list[Place]:
    """Each segment as far as can be from those before it (k-center, farthest first).

    Sener and Savarese (2018), Active learning for convolutional neural networks: a core-set approach;
    begun at the segment of which the model is least sure, among those that it might label at all.
    """
    places, vectors = [], []
    for pile in piles:
        if not len(pile.open):
            continue
        features = pile.features().rows
        rows = [features[at] for at in pile.open]
        unsure = _uncertainty(pile.scores)[list(pile.open)]
        places += [(pile.report, at, float(u)) for at, u in zip(pile.open, unsure, strict=True)]
        vectors.append(_flat(rows))
    if not places:
        return []
    return list(_farthest(places, np.concatenate(vectors)))


def _flat(rows: Sequence[Any]) -> Floats:
    """Bags of stems laid flat by random signs, at unit length (Achlioptas 2003)."""
    from reportminer.tag.features import ngrams  # noqa: PLC0415 - spaCy: heavy

    bags = ngrams(rows)
    signs = np.random.default_rng(0).choice([-1.0, 1.0], size=(bags.shape[1], WIDTH))
    flat: Floats = np.asarray(bags @ signs, np.float64)
    flat /= np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-9)
    return flat


def _farthest(places: Sequence[Place], vectors: Floats) -> Iterator[Place]:
    weight = np.array([0.2 + place[2] for place in places])
    best = int(np.argmax(weight))
    distance = np.full(len(places), 2.0)
    for _ in range(min(MOST, len(places))):
        yield places[best][0], places[best][1], round(float(distance[best]), 4)
        distance = np.minimum(distance, 1 - vectors @ vectors[best])
        distance[best] = -1.0
        best = int(np.argmax(distance * weight))


ORDERS: dict[str, Callable[[Sequence[Pile], str], list[Place]]] = {
    "order": _in_order,
    "uncertainty": _by(_uncertainty),
    "disagreement": _by(_disagreement),
    "diversity": _diverse,
    "random": _at_random,
}
