"""Which key gives which theme: digits after those of the labels, then letters struck with Shift."""

from collections.abc import Iterator, Sequence
from string import ascii_uppercase

from reportminer.gather.codebook import Code
from reportminer.labels import Label

DIGITS = tuple(str(digit) for digit in range(len(Label) + 1, 10))
TAKEN = "Z"
"""Undo, with Shift or without."""


def theme_keys(codes: Sequence[Code]) -> dict[str, str]:
    """The theme of each key, in the order of the codebook; themes beyond all keys are typed.

    A letter is the first one of the theme's words that is free, so that it can be kept in mind; a theme
    keeps its key when others are added at the end of the codebook.
    """
    keys = {digit: code.id for digit, code in zip(DIGITS, codes, strict=False)}
    for code in codes[len(DIGITS) :]:
        if free := next((letter for letter in _letters(code) if letter not in keys), None):
            keys[free] = code.id
    return keys


def _letters(code: Code) -> Iterator[str]:
    """First letters of its long words, then its other letters, then the rest of the alphabet."""
    name = code.name.upper()
    wanted = [word[0] for word in name.split() if len(word) > 3] + list(name) + list(ascii_uppercase)
    return (letter for letter in wanted if letter in ascii_uppercase and letter != TAKEN)
