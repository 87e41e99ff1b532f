"""Roman numerals, as items, headings and pages are numbered with them."""

import re

_DIGITS = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_WRITTEN = re.compile(r"c{0,3}(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")


def roman(value: str) -> int:
    """The number that a roman numeral stands for, 0 where it is none (`ill`, `vix`, `Iv`)."""
    if not _WRITTEN.fullmatch(value.lower()) or value not in (value.lower(), value.upper()):
        return 0
    digits = [_DIGITS[c] for c in value.lower()]
    return sum(-d if d < max(digits[at:]) else d for at, d in enumerate(digits))
