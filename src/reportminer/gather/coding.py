"""Coding: which themes a finding carries, with a calibrated probability for each.

For each finding and code a few features are taken (see `gather.features`): the code's terms in the finding
and in its heading, and how near the finding is to what the code says of itself (definition, examples,
terms), by words, letter runs and word meanings. For codes of the codebook that ships, a linear model adds
what it learnt from coded findings, and what it says of the findings beside. One logistic regression for
all codes makes a probability of these; so a user's own codes, of which no coded findings are known, are
judged by the same features, those of the linear model apart. Where there is an encoder, the vectors of
findings and codes are further features.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

import numpy as np
from scipy.sparse import csr_matrix

from reportminer.gather.codebook import Codebook
from reportminer.gather.evidence import TermIndex
from reportminer.gather.features import (
    BESIDE,
    Encoder,
    Evidence,
    Passage,
    SentenceEvidence,
    design,
    encoded,
    linear_features,
    sentence_features,
    whole,
)
from reportminer.gather.learnt import Blend, Learnt, learnt, meaning_of
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

    passages: list[Passage] = field(default_factory=list)
    vectors: list[Floats] = field(default_factory=list)
    before: int = 0
    """Passages of the margin in front."""


class Coder:
    """Codes findings by a codebook. Made once, used for every report.

    With an `encoder`, which must be the one that the model was learnt with (`learnt().encoder`), vectors of
    findings add to what is known. Raises `ModelError` where it is another one.
    """

    def __init__(
        self, codebook: Codebook, settings: CodingSettings | None = None, encoder: Encoder | None = None
    ) -> None:
        self.codebook = codebook
        self.settings = settings or CodingSettings()
        self._model = learnt()
        self._evidence = Evidence(codebook, self._model)
        self._known = self._places()
        self._encode = encoded(self._model, encoder) if encoder else None
        self._sentences = SentenceEvidence(codebook, self._model, self._encode) if self._encode else None

    @property
    def index(self) -> TermIndex:
        """The terms of the codebook."""
        return self._evidence.index

    def code(
        self, report: Report, outline: Outline, findings: Iterable[Finding], vectors: Floats | None = None
    ) -> tuple[Coding, ...]:
        """Codings by finding, then by falling score, then by order of the codebook.

        `vectors` are those of the findings (findings x dimensions, from the encoder): what is at hand need
        not be made again; a row of NaN is a finding that was not read. They are of use only where the coder
        has an encoder.
        """
        passages = (
            Passage(report.text[f.start : f.end], heading, f"{report.source.report_id} {heading}")
            for f in findings
            for heading in (_heading(outline, f.section),)
        )
        return tuple(
            Coding(number, theme, score)
            for number, scores in enumerate(self.stream(passages, vectors))
            for theme, score in scores.items()
        )

    def score(self, text: str, heading: str = "") -> dict[str, float]:
        """Codes of a text with their probabilities, best first."""
        return next(self.stream([Passage(text, heading)]))

    def stream(
        self, passages: Iterable[Passage], vectors: Iterable[Floats] | None = None
    ) -> Iterator[dict[str, float]]:
        """The codes of each passage, in order. Takes and gives one by one: any number in the same memory."""
        for window in _windows(passages, vectors):
            made = np.array(window.vectors, np.float32) if vectors is not None else None
            chances = self.chances(window.passages, made)[window.before :][:BATCH]
            kept = chances >= self._thresholds()
            for row, chosen in zip(chances, kept, strict=True):
                yield self._best(row, chosen)

    def chances(self, passages: Sequence[Passage], vectors: Floats | None = None) -> Floats:
        """Passages x codes: the probability that the code is right."""
        features, words, meanings = self._evidence.of(passages)
        made = self._made(passages, vectors)
        alike = self._sentences.of(made) if self._sentences and made is not None else features[:, :, :0]
        plain = np.concatenate([features, alike], axis=2)
        found = self._blend(trained=False).odds(plain)
        listed = features[:, :, 0] >= SURE
        found[listed] = np.maximum(found[listed], self._blend(trained=False).threshold)
        own, _ = self._known
        if len(own):
            scores = self._learnt(passages, features, words, meanings)
            near = [p.near for p in passages]
            parts = [plain[:, own], linear_features(scores, features[:, own, 0], near)]
            if made is not None:
                parts.append(sentence_features(self._learnt_of_sentences(made), near))
            found[:, own] = self._blend(trained=True).odds(np.concatenate(parts, axis=2))
        return found

    def _made(self, passages: Sequence[Passage], vectors: Floats | None) -> Floats | None:
        """Vectors of the passages, where there is an encoder."""
        if self._encode is None:
            return None
        if vectors is not None:
            return whole(vectors, self._model.sentence_usual)
        return self._encode([p.text for p in passages])

    def _blend(self, *, trained: bool) -> Blend:
        name = ("trained" if trained else "plain") + (" with sentences" if self._encode else "")
        return self._model.blends[name]

    def _learnt(
        self, passages: Sequence[Passage], features: Floats, words: csr_matrix, meanings: Floats
    ) -> Floats:
        """Scores by the linear model: passages x own known codes."""
        own, theirs = self._known
        terms = np.zeros((len(passages), len(self._model.known), 3), np.float32)
        terms[:, theirs] = features[:, own, :3]
        headings = self._model.meanings.of([p.heading for p in passages])
        told: Floats = design(words, terms, meanings, headings) @ self._model.linear[:, theirs]
        return told + self._model.bias[theirs]

    def _learnt_of_sentences(self, vectors: Floats) -> Floats:
        model, theirs = self._model, self._known[1]
        told = (vectors - model.sentence_usual) @ model.sentence[:, theirs] + model.bias[theirs]
        return np.asarray(told, np.float32)

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
        found = np.full(len(self.codebook.codes), self._blend(trained=False).threshold, np.float32)
        found[self._known[0]] = self._blend(trained=True).threshold
        return found

    def _best(self, row: Floats, chosen: np.ndarray) -> dict[str, float]:
        scores = [(-round(float(row[at]), 4), at) for at in np.flatnonzero(chosen).tolist()]
        kept = sorted(scores)[: self.settings.most]
        return {self.codebook.codes[at].id: -score for score, at in kept}


def _windows(passages: Iterable[Passage], vectors: Iterable[Floats] | None) -> Iterator[_Window]:
    """Passages in batches, each with those beside it at its ends."""
    rows = iter(passages)
    pairs = ((p, None) for p in rows) if vectors is None else zip(rows, vectors, strict=True)
    held: deque[tuple[Passage, Floats | None]] = deque()
    before = 0
    while True:
        held.extend(islice(pairs, before + BATCH + BESIDE - len(held)))
        if len(held) <= before:
            return
        yield _Window([p for p, _ in held], [v for _, v in held if v is not None], before)
        done = min(before + BATCH, len(held))
        for _ in range(max(done - BESIDE, 0)):
            held.popleft()
        before = min(done, BESIDE)


def _heading(outline: Outline, section: int) -> str:
    """The nearest heading above."""
    told = [above.heading for above in outline.path(outline.sections[section]) if above.heading]
    return told[-1] if told else ""


__all__ = ["BATCH", "SURE", "Coder", "CodingSettings", "Encoder", "Learnt", "Passage"]
