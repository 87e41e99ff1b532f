"""A text as tokens, and phrases found in it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_TOKEN = re.compile(r"[^\W_]+(?:['’&/.-][^\W_]+)*|[^\w\s]|_")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a mark, as it stands and in lower case, with its span."""

    text: str
    low: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        """Whether it is made of letters or digits."""
        return self.text[0].isalnum()


def tokenise(text: str, begin: int = 0) -> tuple[Token, ...]:
    """Words (with inner apostrophes and hyphens) and single marks; offsets count from `begin`."""
    return tuple(
        Token(found[0], found[0].lower().replace("’", "'"), begin + found.start(), begin + found.end())
        for found in _TOKEN.finditer(text)
    )


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase found: what was found, and the tokens `first:last` that it covers."""

    key: str
    phrase: str
    first: int
    last: int


class Phrases:
    """Phrases by key, found in tokens: the longest at each place."""

    def __init__(self, phrases: dict[str, Iterable[str]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for key, words in phrases.items():
            for phrase in words:
                parts = tuple(phrase.lower().split())
                self._by_first.setdefault(parts[0], []).append((parts, key))
        for known in self._by_first.values():
            known.sort(key=lambda entry: -len(entry[0]))

    def at(self, tokens: Sequence[Token], place: int) -> Match | None:
        """The longest phrase that begins at a place."""
        for parts, key in self._by_first.get(tokens[place].low, ()):
            last = place + len(parts)
            if tuple(token.low for token in tokens[place:last]) == parts:
                return Match(key, " ".join(parts), place, last)
        return None

    def find(self, tokens: Sequence[Token]) -> list[Match]:
        """All phrases in order, not overlapping."""
        found: list[Match] = []
        place = 0
        while place < len(tokens):
            match = self.at(tokens, place) if tokens[place].low in self._by_first else None
            if match:
                found.append(match)
            place = match.last if match else place + 1
        return found
