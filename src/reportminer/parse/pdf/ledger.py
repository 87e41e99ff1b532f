"""What became of each page: text that is no language is marked as garbled."""

import re

from reportminer.labels import PageStatus
from reportminer.parse.pdf.model import PageLayout

_LEADERS = re.compile(r"(?:[.…_·-] ?){3,}")
_LEAST = 200
"""Characters; fewer tell nothing."""
_LETTERS, _VOWELS, _BROKEN, _LONG = 0.45, 0.18, 0.08, 14.0
_VOWEL_SET = frozenset("aeiouyàáâãäåæèéêëìíîïòóôõöøùúûüýœăąęěėőůűÿ")


def mark_garbled(layouts: list[PageLayout]) -> None:
    """Set the status of pages whose text layer makes no words, and warn."""
    for layout in layouts:
        if layout.status is PageStatus.OK and garbled(" ".join(line.text for line in layout.lines)):
            layout.status = PageStatus.GARBLED
            layout.warnings.append(
                f"page {layout.number}: its text layer cannot be read as words (missing character map, "
                "or bad character recognition)"
            )


def garbled(text: str) -> bool:
    """Whether a text is too far from any language to be of use.

    Told by replacement characters, by the share of letters, and for Latin script by vowels and the
    length of words.
    """
    text = _LEADERS.sub(" ", text)
    packed = "".join(text.split())
    if len(packed) < _LEAST:
        return False
    strange = sum(c == "\ufffd" or (c < " ") for c in packed) / len(packed)
    letters = [c for c in packed.casefold() if c.isalpha()]
    digits = sum(c.isdigit() for c in packed)
    if strange > _BROKEN:
        return True
    if len(letters) + digits < _LETTERS * len(packed):
        return True
    latin = [c for c in letters if c < "\u0250"]
    if len(latin) < max(0.8 * len(letters), _LEAST):
        return False
    vowels = sum(c in _VOWEL_SET for c in latin) / len(latin)
    words = [word for word in text.split() if any(map(str.isalpha, word))]
    return vowels < _VOWELS or sum(map(len, words)) / max(len(words), 1) > _LONG
