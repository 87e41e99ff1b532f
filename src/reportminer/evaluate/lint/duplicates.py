"""Sentences of different reports that are nearly the same.

Exact: runs of three words (shingles) in an inverted index, Jaccard's share of those in common
(Broder 1997, On the resemblance and containment of documents). No sampling, so nothing is missed.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reportminer.evaluate.lint.corpus import Sentence

SHINGLE = 3
SHORTEST = 6
"""Words, numbers not counted, of the shortest sentence that is looked at."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two sentences of different reports, and how alike they are (0 to 1)."""

    alike: float
    first: Sentence
    second: Sentence


def near_duplicates(sentences: Sequence[Sentence], threshold: float) -> list[Pair]:
    """Pairs at or above the threshold, the most alike first."""
    kept = [sentence for sentence in sentences if _length(sentence) >= SHORTEST]
    shingles = [_shingles(sentence) for sentence in kept]
    pairs = [
        Pair(alike, kept[one], kept[two])
        for (one, two), common in _common(kept, shingles).items()
        if (alike := common / (len(shingles[one]) + len(shingles[two]) - common)) >= threshold
    ]
    return sorted(
        pairs, key=lambda p: (-p.alike, p.first.report, p.first.start, p.second.report, p.second.start)
    )


def _length(sentence: Sentence) -> int:
    return sum(word != "0" for word in sentence.words)


def _shingles(sentence: Sentence) -> frozenset[tuple[str, ...]]:
    words = sentence.words
    return frozenset(words[at : at + SHINGLE] for at in range(len(words) - SHINGLE + 1))


def _common(
    sentences: Sequence[Sentence], shingles: Sequence[frozenset[tuple[str, ...]]]
) -> Counter[tuple[int, int]]:
    """How many shingles each pair of sentences of different reports has in common."""
    index: dict[tuple[str, ...], list[int]] = defaultdict(list)
    common: Counter[tuple[int, int]] = Counter()
    for at, found in enumerate(shingles):
        common.update(_earlier(at, found, index, sentences))
        for shingle in found:
            index[shingle].append(at)
    return common


def _earlier(
    at: int,
    found: frozenset[tuple[str, ...]],
    index: dict[tuple[str, ...], list[int]],
    sentences: Sequence[Sentence],
) -> Iterator[tuple[int, int]]:
    for shingle in found:
        for other in index.get(shingle, ()):
            if sentences[other].report != sentences[at].report:
                yield other, at
