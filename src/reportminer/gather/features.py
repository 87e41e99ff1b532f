"""What speaks for a code in a finding, as numbers: terms, nearness, what was learnt, what stands beside."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack

from reportminer.gather.codebook import Code, Codebook
from reportminer.gather.evidence import TermIndex, Weights, joined
from reportminer.gather.learnt import Learnt
from reportminer.gather.words import Floats, counts, unit, weighed

PLAIN = ("terms", "weak terms", "terms in the heading", "meaning", "words", "nearest example")
LINEAR = ("words learnt", "below the best", "best", "words learnt, with a term", "beside it")
READ = ("read", "read, below the best", "read beside it")
TERM_SCALE, MEANING_SCALE, HEADING_SCALE = 0.5, 1.5, 0.6
"""How much the kinds of evidence weigh against words in the linear model."""
BESIDE = 2
"""Passages on each side that are looked at, the next one twice as much as the one after."""


@dataclass(frozen=True, slots=True)
class Passage:
    """What is coded: the words of a finding and the heading that it stands under."""

    text: str
    heading: str = ""
    near: str = ""
    """Passages that follow one another with the same words here stand beside each other; empty: alone."""


class Evidence:
    """Features of passages for the codes of one codebook."""

    def __init__(self, codebook: Codebook, model: Learnt) -> None:
        self._model = model
        self._count = len(codebook.codes)
        self._weights = Weights()
        self.index = TermIndex(codebook, self._weights)
        texts = [told(code) for code in codebook.codes]
        self._words = weighed(counts(texts), model.idf, model.full)
        self._vectors = unit(model.meanings.of(texts) - model.usual)
        examples, self._owners = _owned(codebook.codes)
        self._examples = unit(model.meanings.of(examples) - model.usual)

    def terms(self, passages: Sequence[Passage]) -> Floats:
        """Passages x codes x 3: terms, weak terms, terms in the heading."""
        found = np.zeros((len(passages), self._count, 3), np.float32)
        headings: dict[str, dict[int, dict[str, float]]] = {}
        for row, passage in enumerate(passages):
            thinner = min(1.0, (self._weights.passing / max(passage.text.count(" "), 1)) ** 0.5)
            for code, terms in self.index.find(passage.text).items():
                found[row, code, :2] = self._strength(terms.values(), thinner)
            if passage.heading not in headings:
                headings[passage.heading] = self.index.find(passage.heading)
            for code, terms in headings[passage.heading].items():
                found[row, code, 2] = joined(terms.values())
        return found

    def _strength(self, weights: Iterable[float], thinner: float) -> tuple[float, float]:
        told = list(weights)
        strong = [w if w >= self._weights.phrase else w * thinner for w in told if w > self._weights.weak]
        return joined(strong), float(np.log1p(len(told) - len(strong)))

    def nearness(self, words: csr_matrix, vectors: Floats) -> Floats:
        """Passages x codes x 3: how near by meaning (in standard deviations), by words, to an example."""
        centred = vectors - self._model.usual
        spread = np.sqrt(np.einsum("cd,de,ce->c", self._vectors, self._model.spread, self._vectors))
        meaning = centred @ self._vectors.T / np.maximum(spread, 1e-6)
        same = np.asarray((words @ self._words.T).todense(), np.float32)
        nearest = _by_owner(unit(centred), self._examples, self._owners, self._count)
        return np.stack([meaning, same, nearest], axis=2)

    def of(self, passages: Sequence[Passage]) -> tuple[Floats, csr_matrix, Floats]:
        """The features, the words and the vectors of passages."""
        words = weighed(counts([p.text for p in passages]), self._model.idf)
        vectors = self._model.meanings.of([p.text for p in passages])
        return np.concatenate([self.terms(passages), self.nearness(words, vectors)], axis=2), words, vectors


def told(code: Code) -> str:
    """All that a code says of itself."""
    return " ".join((code.name, code.definition, code.include, *code.terms, *code.weak_terms, *code.examples))


def _owned(codes: Sequence[Code]) -> tuple[list[str], NDArray[np.int64]]:
    """The examples of all codes, and the code of each."""
    owned = [(at, example) for at, code in enumerate(codes) for example in code.examples]
    return [text for _, text in owned], np.array([at for at, _ in owned], np.int64)


def _by_owner(own: Floats, theirs: Floats, owners: NDArray[np.int64], count: int) -> Floats:
    """Passages x codes: likeness to the nearest vector of each code; 0 where it has none."""
    found = np.zeros((len(own), count), np.float32)
    alike = own @ theirs.T if len(owners) else found[:, :0]
    for code in range(count):
        mine = np.flatnonzero(owners == code)
        if len(mine):
            found[:, code] = alike[:, mine].max(axis=1)
    return found


def design(words: csr_matrix, terms: Floats, vectors: Floats, headings: Floats) -> csr_matrix:
    """What the linear model sees of passages; `terms` is passages x known codes x 3."""
    beside = np.concatenate(
        [terms.reshape(len(terms), -1) * TERM_SCALE, vectors * MEANING_SCALE, headings * HEADING_SCALE],
        axis=1,
    )
    return hstack([words, csr_matrix(beside)]).tocsr()


def beside(scores: Floats, near: Sequence[str]) -> Floats:
    """The scores of what stands beside each passage, the nearer the more."""
    found = np.zeros_like(scores)
    where = np.array(near, object)
    for step in range(1, min(BESIDE, len(near) - 1) + 1):
        same = ((where[step:] == where[:-step]) & (where[step:] != "")).astype(np.float32)[:, None]
        found[step:] += same * scores[:-step] / (2 * step)
        found[:-step] += same * scores[step:] / (2 * step)
    return found


def linear_features(scores: Floats, terms: Floats, near: Sequence[str]) -> Floats:
    """Passages x codes x `LINEAR`, from the linear model's scores and the strength of terms."""
    best = scores.max(axis=1, keepdims=True)
    parts = [scores, scores - best, scores >= best, scores * (terms > 0), beside(scores, near)]
    return np.stack([part.astype(np.float32) for part in parts], axis=2)


def read_features(odds: Floats, near: Sequence[str]) -> Floats:
    """Passages x codes x `READ`, from the reader's log odds."""
    return np.stack([odds, odds - odds.max(axis=1, keepdims=True), beside(odds, near)], axis=2)
