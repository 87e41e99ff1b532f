"""Coding: which themes a finding carries, by the terms of the codebook.

The score says how much speaks for the code. Each different term found is a piece of evidence of a
certain weight, and pieces join as independent ones do: 1 - (1 - w1)(1 - w2)... A phrase weighs more
than a word, a word more than a weak term, and a heading above the finding supports but never codes
alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from reportminer.gather.codebook import Code, Codebook
from reportminer.gather.terms import GAP, Hit, TermMatcher
from reportminer.types import Coding, Finding, Outline, Report

MAX_CHARACTERS = 5000
"""More than a finding has; what goes on for longer is read so far."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What each kind of evidence is worth, and the score from which a code is given."""

    phrase: float = 0.75
    word: float = 0.6
    weak: float = 0.25
    heading: float = 0.3
    above: float = 0.15
    """A heading further up."""
    threshold: float = 0.5
    passing: int = 40
    """Words from which a text can name a thing in passing: there a word weighs less the longer the
    text, and one alone no longer codes it from about 58 words."""


@dataclass(frozen=True, slots=True)
class _Owner:
    """A code that lists a term, and what the term is to it."""

    code: int
    weight: float
    """0 for a phrase in which a term means something else."""
    term: str


class TermIndex:
    """The terms of a codebook, found in a text and sorted by code."""

    def __init__(self, codebook: Codebook, weights: Weights) -> None:
        owners: dict[str, list[_Owner]] = {}
        for number, code in enumerate(codebook.codes):
            for owner in _owners(number, code, weights):
                owners.setdefault(owner.term, []).append(owner)
        self._owners = tuple(tuple(found) for found in owners.values())
        self._matcher = TermMatcher(tuple(owners))

    def find(self, text: str) -> dict[int, dict[str, float]]:
        """By number of the code: the terms found, each with its weight.

        A term counts once however often it occurs, and not where it is part of a longer term, or
        of a phrase excluded, of the same code.
        """
        by_code: dict[int, list[tuple[Hit, _Owner]]] = {}
        for hit in self._matcher.find(text[:MAX_CHARACTERS]):
            for owner in self._owners[hit.term]:
                by_code.setdefault(owner.code, []).append((hit, owner))
        counted = {code: _counted(hits) for code, hits in sorted(by_code.items())}
        return {code: terms for code, terms in counted.items() if terms}


def _owners(number: int, code: Code, weights: Weights) -> Iterable[_Owner]:
    for term in code.terms:
        words = [word for word in term.replace("-", " ").split() if word != GAP]
        yield _Owner(number, weights.phrase if len(words) > 1 else weights.word, term)
    for term in code.weak_terms:
        yield _Owner(number, weights.weak, term)
    for term in code.not_terms:
        yield _Owner(number, 0.0, term)


def _counted(hits: list[tuple[Hit, _Owner]]) -> dict[str, float]:
    """Terms and weights, longest first; a hit that overlaps one already taken is dropped."""
    taken: list[Hit] = []
    terms: dict[str, float] = {}
    for hit, owner in sorted(hits, key=_precedence):
        if any(hit.start < other.end and other.start < hit.end for other in taken):
            continue
        taken.append(hit)
        if owner.weight:
            terms.setdefault(owner.term, owner.weight)
    return terms


def _precedence(found: tuple[Hit, _Owner]) -> tuple[object, ...]:
    hit, owner = found
    return (hit.start - hit.end, hit.start, owner.weight > 0, -owner.weight, owner.term)


def _joined(weights: Iterable[float]) -> float:
    against = 1.0
    for weight in weights:
        against *= 1.0 - weight
    return 1.0 - against


class Coder:
    """Codes findings by a codebook. Made once, used for every report."""

    def __init__(self, codebook: Codebook, weights: Weights | None = None) -> None:
        self.codebook = codebook
        self.weights = weights or Weights()
        self.index = TermIndex(codebook, self.weights)

    def code(self, report: Report, outline: Outline, findings: Iterable[Finding]) -> tuple[Coding, ...]:
        """Codings by finding, then by falling score, then by order of the codebook."""
        support: dict[int, dict[int, float]] = {}
        codings: list[Coding] = []
        for number, finding in enumerate(findings):
            if finding.section not in support:
                support[finding.section] = self._support(outline, finding.section)
            scores = self.score(report.text[finding.start : finding.end], support[finding.section])
            codings.extend(Coding(number, theme, score) for theme, score in scores.items())
        return tuple(codings)

    def score(self, text: str, support: dict[int, float] | None = None) -> dict[str, float]:
        """Codes of a text with their scores in (0, 1], best first."""
        thinner = min(1.0, (self.weights.passing / max(text.count(" "), 1)) ** 0.5)
        scores = {
            code: round(_joined((*self._thinned(terms.values(), thinner), (support or {}).get(code, 0.0))), 4)
            for code, terms in self.index.find(text).items()
        }
        kept = [(-score, code) for code, score in scores.items() if score >= self.weights.threshold]
        return {self.codebook.codes[code].id: -score for score, code in sorted(kept)}

    def _thinned(self, weights: Iterable[float], by: float) -> Iterable[float]:
        """Words lose weight in a long text; a phrase says what it says in any."""
        return (weight * by if weight < self.weights.phrase else weight for weight in weights)

    def _support(self, outline: Outline, section: int) -> dict[int, float]:
        """What the headings above a finding say for each code: the nearest one counts most."""
        headings = [above.heading for above in outline.path(outline.sections[section]) if above.heading]
        support: dict[int, float] = {}
        for heading in headings[:-1]:
            support.update(dict.fromkeys(self.index.find(heading), self.weights.above))
        for heading in headings[-1:]:
            support.update(dict.fromkeys(self.index.find(heading), self.weights.heading))
        return support
