"""The terms of a codebook, found in a text and sorted by code."""

from collections.abc import Iterable
from dataclasses import dataclass

from reportminer.gather.codebook import Code, Codebook
from reportminer.gather.terms import GAP, Hit, TermMatcher

MAX_CHARACTERS = 5000
"""More than a finding has; what goes on for longer is read so far."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What each kind of term is worth: the calibration of the coder turns it into a probability."""

    phrase: float = 0.75
    word: float = 0.6
    weak: float = 0.25
    passing: int = 40
    """Words from which a text can name a thing in passing: there a word weighs less the longer the text."""


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


def joined(weights: Iterable[float]) -> float:
    """Independent pieces of evidence together: 1 - (1 - w1)(1 - w2)..."""
    against = 1.0
    for weight in weights:
        against *= 1.0 - weight
    return 1.0 - against
