"""Words found in a text by their letters and digits alone: line ends, hyphens and bullets don't matter."""

import unicodedata
from bisect import bisect_left
from dataclasses import dataclass

from reportminer.types import Span


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters and digits of a text in lower case, and where each stands."""

    whole: str
    letters: str
    at: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> "Letters":
        """Compatibility forms (ligatures, wide letters) count as what they stand for."""
        found, at = [], []
        for place, character in enumerate(text):
            for letter in unicodedata.normalize("NFKC", character).lower():
                if letter.isalnum():
                    found.append(letter)
                    at.append(place)
        return cls(text, "".join(found), tuple(at))

    def find(self, words: str, near: int, window: Span | None = None) -> Span | None:
        """Where the words stand: first from `near` on, then anywhere; inside `window` if there is one.

        Signs around the words (quotes, full stops) belong to the span where the text has them too.
        """
        wanted = Letters.of(words)
        low, high = self._range(window)
        if not wanted.letters:
            return None
        begin = self.letters.find(wanted.letters, max(bisect_left(self.at, near), low), high)
        begin = self.letters.find(wanted.letters, low, high) if begin < 0 else begin
        return self._span(begin, wanted) if begin >= 0 else None

    def _range(self, window: Span | None) -> Span:
        if window is None:
            return 0, len(self.letters)
        return bisect_left(self.at, window[0]), bisect_left(self.at, window[1])

    def _span(self, begin: int, wanted: "Letters") -> Span:
        start, end = self.at[begin], self.at[begin + len(wanted.letters) - 1] + 1
        before, after = wanted.whole[: wanted.at[0]], wanted.whole[wanted.at[-1] + 1 :]
        lead = self.whole[max(start - len(before), 0) : start]
        trail = self.whole[end : end + len(after)]
        return start - _shared(before[::-1], lead[::-1]), end + _shared(after, trail)


def _shared(a: str, b: str) -> int:
    """How many characters two strings begin with alike."""
    at = 0
    while at < min(len(a), len(b)) and a[at] == b[at]:
        at += 1
    return at
