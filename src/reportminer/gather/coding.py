"""Coding: which themes a finding carries, with a calibrated probability for each.

For each finding and code a few features are taken (see `gather.features`): the code's terms in the finding
and in its heading, and how near the finding is to what the code says of itself (definition, examples,
terms), by words, letter runs and word meanings. For codes of the codebook that ships, a linear model adds
what it learnt from coded findings, and what it says of the findings beside. One logistic regression for
all codes makes a probability of these; so a user's own codes, of which no coded findings are known, are
judged by the same features, those of the linear model apart. Where the models have a reader of themes
(`gather.reader`), what it says of such codes, and of the findings beside, is weighed with the rest.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from scipy.sparse import csr_matrix

from reportminer.gather.codebook import Codebook
from reportminer.gather.evidence import TermIndex
from reportminer.gather.features import (
    BESIDE,
    Evidence,
    Passage,
    design,
    linear_features,
    read_features,
)
from reportminer.gather.learnt import Blend, Learnt, learnt, meaning_of
from reportminer.gather.reader import load_reader
from reportminer.gather.words import Floats
from reportminer.types import Coding, Finding, Outline, Report

BATCH = 512
"""Passages that are looked at together; memory does not grow with how many there are."""
SURE = 0.5
"""Strength of terms from which a user's code is given in any case: who lists a term counts on it."""


@dataclass(frozen=True, slots=True)
class CodingSettings:
    """How freely codes are given."""

    threshold: float = 0.0
    """Probability from which a code is given; 0 for the one that training found best."""
    most: int = 3
    """Codes of one finding, the strongest first."""


@dataclass(slots=True)
class _Window:
    """Passages with a margin on each side that is looked at and not coded again."""

    passages: list[Passage]
    before: int
    """Passages of the margin in front."""


class Coder:
    """Codes findings by a codebook. Made once, used for every report.

    With `fast` the reader of themes is not asked. Raises `ModelError` where the models are damaged.
    """

    def __init__(
        self, codebook: Codebook, settings: CodingSettings | None = None, *, fast: bool = False
    ) -> None:
        self.codebook = codebook
        self.settings = settings or CodingSettings()
        self._model = learnt()
        self._evidence = Evidence(codebook, self._model)
        self._known = self._places()
        self._reader = load_reader() if self._known[0] and not fast else None

    @property
    def index(self) -> TermIndex:
        """The terms of the codebook."""
        return self._evidence.index

    def code(self, report: Report, outline: Outline, findings: Iterable[Finding]) -> tuple[Coding, ...]:
        """Codings by finding, then by falling score, then by order of the codebook."""
        passages = (
            Passage(report.text[f.start : f.end], heading, f"{report.source.report_id} {heading}")
            for f in findings
            for heading in (_heading(outline, f.section),)
        )
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
        for window in _windows(passages):
            chances = self.chances(window.passages)[window.before :][:BATCH]
            kept = chances >= self._thresholds()
            for row, chosen in zip(chances, kept, strict=True):
                yield self._best(row, chosen)

    def chances(self, passages: Sequence[Passage]) -> Floats:
        """Passages x codes: the probability that the code is right."""
        features, words, meanings = self._evidence.of(passages)
        plain = self._model.blends["plain"]
        found = plain.odds(features)
        listed = features[:, :, 0] >= SURE
        found[listed] = np.maximum(found[listed], plain.threshold)
        own, theirs = self._known
        if own:
            parts = self._learnt(passages, features, words, meanings)
            seen = [features[:, own], *(part[:, theirs] for part in parts)]
            found[:, own] = self._blend.odds(np.concatenate(seen, axis=2))
        return found

    @property
    def _blend(self) -> Blend:
        """For the codes that were trained on."""
        return self._model.blends["read" if self._reader else "trained"]

    def _learnt(
        self, passages: Sequence[Passage], features: Floats, words: csr_matrix, meanings: Floats
    ) -> list[Floats]:
        """What the linear model and the reader say: each passages x all known codes x features.

        Of all, whichever of them the codebook has: a code is set against those that it was trained among.
        """
        own, theirs = self._known
        near = [p.near for p in passages]
        terms = np.zeros((len(passages), len(self._model.known), 3), np.float32)
        terms[:, theirs] = features[:, own, :3]
        headings = self._model.meanings.of([p.heading for p in passages])
        scores: Floats = design(words, terms, meanings, headings) @ self._model.linear + self._model.bias
        told = [linear_features(scores, terms[:, :, 0], near)]
        if self._reader:
            told.append(read_features(self._reader.read(passages), near))
        return told

    def _places(self) -> tuple[list[int], list[int]]:
        """Codes that the model was trained on: their places here and there."""
        there = {key: at for at, key in enumerate(self._model.known.items())}
        keys = [(code.id, meaning_of(code)) for code in self.codebook.codes]
        own = [at for at, key in enumerate(keys) if key in there]
        return own, [there[keys[at]] for at in own]

    def _thresholds(self) -> Floats:
        """By code: the probability from which one is given."""
        if self.settings.threshold:
            return np.full(len(self.codebook.codes), self.settings.threshold, np.float32)
        found = np.full(len(self.codebook.codes), self._model.blends["plain"].threshold, np.float32)
        found[self._known[0]] = self._blend.threshold
        return found

    def _best(self, row: Floats, chosen: np.ndarray) -> dict[str, float]:
        scores = [(-round(float(row[at]), 4), at) for at in np.flatnonzero(chosen).tolist()]
        kept = sorted(scores)[: self.settings.most]
        return {self.codebook.codes[at].id: -score for score, at in kept}


def _windows(passages: Iterable[Passage]) -> Iterator[_Window]:
    """Passages in batches, each with those beside it at its ends."""
    rows = iter(passages)
    held: deque[Passage] = deque()
    before = 0
    while True:
        held.extend(islice(rows, before + BATCH + BESIDE - len(held)))
        if len(held) <= before:
            return
        yield _Window(list(held), before)
        done = min(before + BATCH, len(held))
        for _ in range(max(done - BESIDE, 0)):
            held.popleft()
        before = min(done, BESIDE)


def _heading(outline: Outline, section: int) -> str:
    """The nearest heading above."""
    told = [above.heading for above in outline.path(outline.sections[section]) if above.heading]
    return told[-1] if told else ""


__all__ = ["BATCH", "SURE", "Coder", "CodingSettings", "Learnt", "Passage"]
