"""What became of each page: text that is no language is marked as garbled."""

import re

from reportminer.labels import PageStatus
from reportminer.parse.pdf.model import PageLayout

_LEADERS = re.compile(r"(?:[.…_·-] ?){3,}")
_LEAST = 200
"""Characters; fewer tell nothing."""
_LETTERS, _VOWELS, _BROKEN, _LONG = 0.45, 0.18, 0.08, 14.0
_SAMPLE = 4000
_STRANGE = re.compile("[\ufffd\x00-\x1f]")
_LETTER, _DIGIT = re.compile(r"[^\W\d_]"), re.compile(r"\d")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_VOWEL = re.compile("[aeiouyàáâãäåæèéêëìíîïòóôõöøùúûüýœăąęěėőůűÿ]", re.IGNORECASE)


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
    text = _LEADERS.sub(" ", text[:_SAMPLE])
    words = text.split()
    packed = "".join(words)
    if len(packed) < _LEAST:
        return False
    if len(_STRANGE.findall(packed)) > _BROKEN * len(packed):
        return True
    letters = _LETTER.findall(packed)
    if len(letters) + len(_DIGIT.findall(packed)) < _LETTERS * len(packed):
        return True
    latin = len(_LATIN.findall(packed))
    if latin < max(0.8 * len(letters), _LEAST):
        return False
    vowels = len(_VOWEL.findall(packed))
    spelt = [word for word in words if _LETTER.search(word)]
    return vowels < _VOWELS * latin or sum(map(len, spelt)) > _LONG * len(spelt)
