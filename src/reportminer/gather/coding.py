"""Coding: which themes a finding carries, with a calibrated probability for each.

For each finding and code a few features are taken: the code's terms in the finding and in its heading,
and how near the finding is to what the code says of itself (definition, examples, terms), by words,
letter runs and word meanings. For codes of the codebook that ships, a linear model adds what it learnt
from coded findings. One logistic regression for all codes makes a probability of these; so a user's
own codes, of which no coded findings are known, are judged by the same features, the last one apart.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from scipy.sparse import csr_matrix, hstack

from reportminer.gather.codebook import Code, Codebook
from reportminer.gather.evidence import TermIndex, Weights, joined
from reportminer.gather.learnt import Learnt, learnt, meaning_of
from reportminer.gather.words import Floats, counts, unit, weighed
from reportminer.types import Coding, Finding, Outline, Report

BATCH = 512
"""Passages that are looked at together; memory does not grow with how many there are."""
FEATURES = ("terms", "weak terms", "terms in the heading", "meaning", "words", "nearest example")
SURE = 0.5
"""Strength of terms from which a code is given in any case: who lists a term counts on it."""
TERM_SCALE, MEANING_SCALE, HEADING_SCALE = 0.5, 1.5, 0.6
"""How much the kinds of evidence weigh against words in the linear model."""


@dataclass(frozen=True, slots=True)
class Passage:
    """What is coded: the words of a finding and the heading that it stands under."""

    text: str
    heading: str = ""


@dataclass(frozen=True, slots=True)
class CodingSettings:
    """How freely codes are given."""

    threshold: float = 0.0
    """Probability from which a code is given; 0 for the one that training found best."""
    most: int = 3
    """Codes of one finding, the strongest first."""


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
        self._examples, self._owners = _examples(codebook.codes, model)

    def terms(self, passages: Sequence[Passage]) -> Floats:
        """Passages x codes x 3: terms, weak terms, terms in the heading."""
        found = np.zeros((len(passages), self._count, 3), np.float32)
        for row, passage in enumerate(passages):
            thinner = min(1.0, (self._weights.passing / max(passage.text.count(" "), 1)) ** 0.5)
            for code, terms in self.index.find(passage.text).items():
                found[row, code, :2] = self._strength(terms.values(), thinner)
            for code, terms in self.index.find(passage.heading).items():
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
        return np.stack([meaning, same, self._nearest(centred)], axis=2)

    def _nearest(self, centred: Floats) -> Floats:
        found = np.zeros((len(centred), self._count), np.float32)
        if len(self._owners):
            alike = unit(centred) @ self._examples.T
            for code in range(self._count):
                own = self._owners == code
                if own.any():
                    found[:, code] = alike[:, own].max(axis=1)
        return found

    def of(self, passages: Sequence[Passage]) -> tuple[Floats, csr_matrix, Floats]:
        """The features, the words and the vectors of passages."""
        words = weighed(counts([p.text for p in passages]), self._model.idf)
        vectors = self._model.meanings.of([p.text for p in passages])
        return np.concatenate([self.terms(passages), self.nearness(words, vectors)], axis=2), words, vectors


def told(code: Code) -> str:
    """All that a code says of itself."""
    return " ".join((code.name, code.definition, code.include, *code.terms, *code.weak_terms, *code.examples))


def _examples(codes: Sequence[Code], model: Learnt) -> tuple[Floats, np.ndarray]:
    owned = [(at, example) for at, code in enumerate(codes) for example in code.examples]
    vectors = model.meanings.of([example for _, example in owned])
    return unit(vectors - model.usual), np.array([at for at, _ in owned], np.int64)


def design(words: csr_matrix, terms: Floats, vectors: Floats, headings: Floats) -> csr_matrix:
    """What the linear model sees of passages; `terms` is passages x known codes x 3."""
    beside = np.concatenate(
        [terms.reshape(len(terms), -1) * TERM_SCALE, vectors * MEANING_SCALE, headings * HEADING_SCALE],
        axis=1,
    )
    return hstack([words, csr_matrix(beside)]).tocsr()


class Coder:
    """Codes findings by a codebook. Made once, used for every report."""

    def __init__(self, codebook: Codebook, settings: CodingSettings | None = None) -> None:
        self.codebook = codebook
        self.settings = settings or CodingSettings()
        self._model = learnt()
        self._evidence = Evidence(codebook, self._model)
        self._known = self._places()

    @property
    def index(self) -> TermIndex:
        """The terms of the codebook."""
        return self._evidence.index

    def code(self, report: Report, outline: Outline, findings: Iterable[Finding]) -> tuple[Coding, ...]:
        """Codings by finding, then by falling score, then by order of the codebook."""
        passages = (Passage(report.text[f.start : f.end], _heading(outline, f.section)) for f in findings)
        return tuple(
            Coding(number, theme, score)
            for number, scores in enumerate(self.stream(passages))
            for theme, score in scores.items()
        )

    def score(self, text: str, heading: str = "") -> dict[str, float]:
        """Codes of a text with their probabilities, best first."""
        return next(self.stream([Passage(text, heading)]))

    def stream(self, passages: Iterable[Passage]) -> Iterator[dict[str, float]]:
        """The codes of each passage, in order. Takes and gives one by one: any number in the same memory."""
        waiting = iter(passages)
        while batch := list(islice(waiting, BATCH)):
            chances = self.chances(batch)
            kept = chances >= self._thresholds()
            for row, chosen in zip(chances, kept, strict=True):
                yield self._best(row, chosen)

    def chances(self, passages: Sequence[Passage]) -> Floats:
        """Passages x codes: the probability that the code is right."""
        features, words, vectors = self._evidence.of(passages)
        found = self._model.plain.odds(features)
        own, theirs = self._known
        if len(own):
            scores = self._learnt(passages, features, words, vectors)[:, theirs]
            full = np.concatenate([features[:, own], scores[:, :, None]], axis=2)
            found[:, own] = self._model.trained.odds(full)
        listed = features[:, :, 0] >= SURE
        return np.where(listed, np.maximum(found, self._least()), found)

    def _learnt(
        self, passages: Sequence[Passage], features: Floats, words: csr_matrix, vectors: Floats
    ) -> Floats:
        """Log odds by the linear model: passages x known codes."""
        own, theirs = self._known
        terms = np.zeros((len(passages), len(self._model.known), 3), np.float32)
        terms[:, theirs] = features[:, own, :3]
        headings = self._model.meanings.of([p.heading for p in passages])
        told: Floats = design(words, terms, vectors, headings) @ self._model.linear + self._model.bias
        return told

    def _places(self) -> tuple[list[int], list[int]]:
        """Codes that the model was trained on: their places here and there."""
        there = {key: at for at, key in enumerate(self._model.known.items())}
        keys = [(code.id, meaning_of(code)) for code in self.codebook.codes]
        own = [at for at, key in enumerate(keys) if key in there]
        return own, [there[keys[at]] for at in own]

    def _thresholds(self) -> Floats:
        if self.settings.threshold:
            return np.full(len(self.codebook.codes), self.settings.threshold, np.float32)
        return self._least()

    def _least(self) -> Floats:
        """By code: the probability from which training found it best to give one."""
        found = np.full(len(self.codebook.codes), self._model.plain.threshold, np.float32)
        found[self._known[0]] = self._model.trained.threshold
        return found

    def _best(self, row: Floats, chosen: np.ndarray) -> dict[str, float]:
        scores = [(-round(float(row[at]), 4), at) for at in np.flatnonzero(chosen).tolist()]
        kept = sorted(scores)[: self.settings.most]
        return {self.codebook.codes[at].id: -score for score, at in kept}


def _heading(outline: Outline, section: int) -> str:
    """The nearest heading above."""
    told = [above.heading for above in outline.path(outline.sections[section]) if above.heading]
    return told[-1] if told else ""
