"""Phrases that stand in more reports than chance would put them in."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from reportminer.evaluate.lint.corpus import Sentence

LENGTHS = range(4, 9)
COMMON = 0.001
"""A word that makes up this share of the corpus is no content."""
CONTENT = 2
"""Words of content that a phrase must hold."""

_SIGNS = ".,;:!?()[]\"“”‘’'"
Gram = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A run of words, the reports it stands in, and how many of them were to be expected."""

    words: str
    reports: int
    expected: float


def overused(sentences: Sequence[Sentence], reports: int, times: float) -> list[Phrase]:
    """Phrases in at least so many reports and so many times as many as expected; the longest of each.

    Expected: in how many reports of their length the words would come together if each came by itself.
    """
    counts = Counter(word for s in sentences for word in s.words)
    total = counts.total()
    sizes: Counter[str] = Counter()
    for sentence in sentences:
        sizes[sentence.report] += len(sentence.words)
    found = {}
    for gram, places in _grams(sentences, _plain(sentences, counts)).items():
        if len(places) >= reports:
            chance = math.prod(counts[word] / total for word in gram)
            expected = sum(-math.expm1(-chance * size) for size in sizes.values())
            if len(places) >= times * expected:
                found[gram] = Phrase(" ".join(gram), len(places), expected)
    return sorted(_longest(found), key=lambda phrase: (-phrase.reports, phrase.expected, phrase.words))


def _plain(sentences: Sequence[Sentence], counts: Counter[str]) -> frozenset[str]:
    """Words that are no content: frequent ones, numbers, and names (mostly with a capital)."""
    enough = COMMON * counts.total()
    common = {word for word, count in counts.items() if count >= enough}
    capital: Counter[str] = Counter()
    inside: Counter[str] = Counter()
    for sentence in sentences:
        for word in sentence.text.split()[1:]:
            bare = word.strip(_SIGNS)
            inside[bare.lower()] += 1
            capital[bare.lower()] += bare[:1].isupper()
    names = {word for word, count in capital.items() if 2 * count > inside[word]}
    return frozenset(common | names | {"0"})


def _grams(sentences: Sequence[Sentence], plain: frozenset[str]) -> dict[Gram, set[str]]:
    """Runs of words with enough content, and the reports they stand in."""
    places: dict[Gram, set[str]] = defaultdict(set)
    for sentence in sentences:
        for gram in _runs(sentence.words):
            if sum(word not in plain for word in gram) >= CONTENT:
                places[gram].add(sentence.report)
    return places


def _runs(words: Gram) -> Iterator[Gram]:
    for length in LENGTHS:
        for at in range(len(words) - length + 1):
            yield words[at : at + length]


def _longest(found: Mapping[Gram, Phrase]) -> list[Phrase]:
    """Without the phrases that are part of a longer one in as many reports."""
    inside = {
        part
        for gram, phrase in found.items()
        for part in (gram[1:], gram[:-1])
        if part in found and found[part].reports == phrase.reports
    }
    return [phrase for gram, phrase in found.items() if gram not in inside]
