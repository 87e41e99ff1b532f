"""Passages as numbers: hashed stems and letter runs, and a small table of word meanings.

Hashing is CRC-32, so that columns are the same in every process and on every machine. The table holds
a short vector for each frequent English word, made by training from a sentence encoder (see
`models/themes/README.md`); a passage is the weighted mean of the vectors of its words.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

Floats = NDArray[np.float32]

STEMS = 2**13
LETTERS = 2**14
COLUMNS = STEMS + LETTERS
LONGEST = 5000
"""Characters of a passage that are looked at."""
_WORD = re.compile(r"[^\W\d_]+")
_ENDINGS = (
    "ations",
    "ation",
    "ments",
    "ment",
    "ness",
    "ings",
    "ing",
    "edly",
    "ies",
    "ers",
    "ed",
    "es",
    "er",
    "ly",
    "s",
)
_CACHED = 100_000


def words_of(text: str) -> list[str]:
    """Words in small letters, numbers left out."""
    return _WORD.findall(text[:LONGEST].lower())


def stem(word: str) -> str:
    """A rough stem: one common ending cut where at least four letters stay."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=_CACHED)
def _columns(word: str) -> tuple[int, ...]:
    """Column of the stem, then those of its runs of three to five letters."""
    edged = f" {word} "
    runs = {edged[at : at + size] for size in (3, 4, 5) for at in range(len(edged) - size + 1)}
    letters = sorted(STEMS + crc32(run.encode()) % LETTERS for run in runs)
    return crc32(stem(word).encode()) % STEMS, *letters


def counts(texts: Sequence[str]) -> csr_matrix:
    """How often each column occurs (1 + log of it): a row a passage, `COLUMNS` wide."""
    places: list[int] = []
    values: list[int] = []
    ends = [0]
    for text in texts:
        found = Counter(column for word in words_of(text) for column in _columns(word))
        places.extend(found)
        values.extend(found.values())
        ends.append(len(places))
    data = 1.0 + np.log(np.array(values, np.float32))
    matrix = csr_matrix((data, np.array(places, np.int32), np.array(ends)), shape=(len(texts), COLUMNS))
    matrix.sort_indices()
    return matrix


PARTS = (slice(0, STEMS), slice(STEMS, COLUMNS))


def lengths(matrix: csr_matrix) -> Floats:
    """Rows x 2: the length of the stems and of the letters of each row."""
    squares = matrix.multiply(matrix).tocsr()
    sums = [np.asarray(squares[:, part].sum(axis=1)).ravel() for part in PARTS]
    found: Floats = np.sqrt(np.stack(sums, axis=1)).astype(np.float32)
    return found


def weighed(matrix: csr_matrix, idf: Floats, least: tuple[float, float] = (0.0, 0.0)) -> csr_matrix:
    """Counts times rarity, stems and letters each at unit length, or less below `least`."""
    rare = matrix.multiply(idf[None, :]).tocsr()
    for part, long, floor in zip(PARTS, lengths(rare).T, least, strict=True):
        rows = np.repeat(1.0 / np.maximum(long, max(floor, 1e-9)), np.diff(rare.indptr))
        inside = (rare.indices >= part.start) & (rare.indices < part.stop)
        rare.data[inside] *= rows[inside]
    return rare


@dataclass(frozen=True, slots=True)
class Meanings:
    """Vectors of words, by number."""

    number: dict[str, int]
    vectors: Floats
    """Words x dimensions; the length of a vector is the weight of its word."""

    @property
    def size(self) -> int:
        """Dimensions."""
        return int(self.vectors.shape[1])

    def of(self, texts: Sequence[str]) -> Floats:
        """A vector of unit length for each text; zeros where no word is known."""
        found = np.zeros((len(texts), self.size), np.float32)
        for row, text in enumerate(texts):
            numbers = [n for word in words_of(text) if (n := self._known(word)) >= 0]
            if numbers:
                found[row] = self.vectors[numbers].sum(axis=0)
        return unit(found)

    def _known(self, word: str) -> int:
        number = self.number.get(word, -1)
        if number < 0:
            number = self.number.get(stem(word), -1)
        return number


def unit(rows: Floats) -> Floats:
    """Rows at length one; zeros stay."""
    lengths = np.sqrt((rows * rows).sum(axis=1, keepdims=True))
    found: Floats = (rows / np.maximum(lengths, 1e-9)).astype(np.float32)
    return found
