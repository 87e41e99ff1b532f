"""How alike two passages of one report are: TF-IDF over stems, the report itself as the collection."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache, lru_cache
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray

from reportminer.link.data import read_words

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_SUFFIXES = (
    "ational", "ization", "isation", "fulness", "ousness", "ements", "ations", "ation", "ement", "ments",
    "ingly", "ities", "ment", "ness", "ings", "ions", "ies", "ing", "ion", "ity", "ers", "ers", "ed", "er",
    "es", "ly", "al", "s",
)  # fmt: skip
_LEAST = 4
"""Letters of a stem that are left alone."""


@cache
def _stop() -> frozenset[str]:
    return frozenset(read_words("relations.yaml", ("stop", "pointing", "numbered"))["stop"])


def stems(text: str) -> list[str]:
    """Stems of the words of content, in order."""
    words = (word.lower().replace("’", "'").removesuffix("'s") for word in _WORD.findall(text))
    return [stem(word) for word in words if word not in _stop() and (len(word) > 2 or word.isdigit())]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The word without the first of its endings that leaves four letters, and without a last e or y."""
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _LEAST:
            word = word[: -len(suffix)]
            break
    return word[:-1] if len(word) > _LEAST and word[-1] in "ey" else word


class Collection:
    """Passages as weighted stems, kept stem by stem. Rare stems weigh more (idf over the passages).

    `targets` are the numbers of those that others are compared with.
    """

    def __init__(self, passages: Sequence[Sequence[str]], targets: Sequence[int]) -> None:
        bags = [Counter(passage) for passage in passages]
        seen = Counter(word for bag in bags for word in bag)
        weight = {word: log((1 + len(bags)) / (1 + count)) + 0.3 for word, count in seen.items()}
        self._vectors = [_normal({word: n**0.5 * weight[word] for word, n in bag.items()}) for bag in bags]
        self._size = len(targets)
        found: defaultdict[str, tuple[list[int], list[float]]] = defaultdict(lambda: ([], []))
        for place, number in enumerate(targets):
            for word, value in self._vectors[number].items():
                found[word][0].append(place)
                found[word][1].append(value)
        self._places = {word: (np.array(at), np.array(values)) for word, (at, values) in found.items()}

    def alike(self, number: int) -> NDArray[np.float64]:
        """Cosine of a passage with each target, 0 to 1."""
        scores = np.zeros(self._size)
        for word, value in self._vectors[number].items():
            if word in self._places:
                at, values = self._places[word]
                scores[at] += value * values
        return scores


def _normal(bag: dict[str, float]) -> dict[str, float]:
    size = sqrt(sum(value * value for value in bag.values())) or 1.0
    return {word: value / size for word, value in bag.items()}
