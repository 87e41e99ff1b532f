"""Words that decide a label by themselves, and words that lean to one."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from reportminer.evaluate.lint.corpus import Sentence
from reportminer.labels import Label


@dataclass(frozen=True, slots=True)
class Leak:
    """A word or pair of words with which a sentence carries the label nearly always."""

    label: Label
    words: str
    precision: float
    sentences: int
    """In which it stands."""
    reports: int
    recall: float
    """Share of the label's sentences that it stands in."""


@dataclass(frozen=True, slots=True)
class Lean:
    """A word that stands more often where the label is: `z` in standard deviations."""

    label: Label
    words: str
    z: float
    within: int
    elsewhere: int


def leaks(sentences: Sequence[Sentence], precision: float, occurrences: int) -> list[Leak]:
    """Words and pairs in at least so many sentences, of at least two reports, that precise."""
    reports: dict[str, set[str]] = defaultdict(set)
    total: Counter[str] = Counter()
    carried: Counter[tuple[Label, str]] = Counter()
    sizes: Counter[Label] = Counter()
    for sentence in sentences:
        sizes.update(sentence.labels)
        for gram in _grams(sentence):
            total[gram] += 1
            reports[gram].add(sentence.report)
            carried.update((label, gram) for label in sentence.labels)
    found = [
        Leak(label, gram, count / total[gram], total[gram], len(reports[gram]), count / sizes[label])
        for (label, gram), count in carried.items()
        if total[gram] >= occurrences and count / total[gram] >= precision and len(reports[gram]) > 1
    ]
    return sorted(found, key=lambda leak: (leak.label, -leak.sentences, -leak.precision, leak.words))


def leans(sentences: Sequence[Sentence], most: int) -> list[Lean]:
    """The words of each label that lean to it most, by weighted log-odds.

    Monroe, Colaresi and Quinn (2008), Fightin' Words, Political Analysis 16(4): log-odds ratio with an
    informative Dirichlet prior, here the counts of the whole corpus, over their standard deviation.
    """
    prior = _counts(sentences)
    found = []
    for label in Label:
        within = _counts(s for s in sentences if label in s.labels)
        rest = prior - within
        odds = _Odds(within, rest, prior, (within.total() + prior.total(), rest.total() + prior.total()))
        scored = [Lean(label, word, odds.z(word), within[word], rest[word]) for word in within]
        found += sorted(scored, key=lambda lean: (-lean.z, lean.words))[:most]
    return found


def _grams(sentence: Sentence) -> set[str]:
    words = sentence.words
    return {*words, *(f"{one} {two}" for one, two in pairwise(words))}


def _counts(sentences: Iterable[Sentence]) -> Counter[str]:
    return Counter(gram for sentence in sentences for gram in _grams(sentence))


@dataclass(frozen=True, slots=True)
class _Odds:
    """Counts of a label's sentences, of the rest, and of all; sums of the first two with the last."""

    within: Counter[str]
    rest: Counter[str]
    prior: Counter[str]
    sums: tuple[int, int]

    def z(self, word: str) -> float:
        """Weighted log-odds of a word in standard deviations."""
        ones, others = self.within[word] + self.prior[word], self.rest[word] + self.prior[word]
        odds = math.log(ones / (self.sums[0] - ones)) - math.log(others / (self.sums[1] - others))
        return odds / math.sqrt(1 / ones + 1 / others)
