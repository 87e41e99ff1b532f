"""How alike two passages of one report are: TF-IDF over stems, the report itself as the collection."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from math import log, sqrt

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


def stem(word: str) -> str:
    """The word without the first of its endings that leaves four letters, and without a last e or y."""
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _LEAST:
            word = word[: -len(suffix)]
            break
    return word[:-1] if len(word) > _LEAST and word[-1] in "ey" else word


class Collection:
    """Passages as weighted stems. Rare stems weigh more (idf over the passages given)."""

    def __init__(self, passages: Sequence[str]) -> None:
        bags = [Counter(stems(passage)) for passage in passages]
        seen = Counter(word for bag in bags for word in bag)
        weight = {word: log((1 + len(bags)) / (1 + count)) + 0.3 for word, count in seen.items()}
        self.vectors = [_normal({word: n**0.5 * weight[word] for word, n in bag.items()}) for bag in bags]

    def alike(self, one: int, other: int) -> float:
        """Cosine of two passages, 0 to 1."""
        left, right = self.vectors[one], self.vectors[other]
        if len(left) > len(right):
            left, right = right, left
        return sum(value * right.get(word, 0.0) for word, value in left.items())


def _normal(bag: dict[str, float]) -> dict[str, float]:
    size = sqrt(sum(value * value for value in bag.values())) or 1.0
    return {word: value / size for word, value in bag.items()}
