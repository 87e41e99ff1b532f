"""Words cut at a line end: put together again, unless the hyphen is part of the word."""

import re
from collections import Counter
from collections.abc import Iterable

from reportminer.parse.pdf.model import TextLine

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_TAIL = re.compile(r"(?<![^\W\d_])([^\W\d_]+(?:-[^\W\d_]+)*)-$")
_START = re.compile(r"^[^\W\d_]+(?:-[^\W\d_]+)*")


class Vocabulary:
    """The words of a document, whole ones only: the witness for how a cut word is spelt."""

    def __init__(self, lines: Iterable[TextLine]) -> None:
        whole = "\n".join([_inner(line.text) for line in lines])
        self._words: Counter[str] = Counter(map(str.lower, _WORD.findall(whole)))

    def joined(self, text: str, following: str) -> bool | None:
        """True: drop the hyphen; False: keep it, without a space; None: no word was cut here."""
        if not text.endswith("-"):
            return None
        tail, start = _TAIL.search(text), _START.match(following)
        if not tail or not start:
            return False if re.search(r"\w-$", text) and following[:1].isalnum() else None
        a, b = tail.group(1), start.group()
        whole, compound = self._words[(a + b).lower()], self._words[f"{a}-{b}".lower()]
        if whole or compound:
            return whole >= compound
        if b[:1].isupper() or a.isupper():
            return False
        return "-" not in a and not (self._known(a) and self._known(b))

    def _known(self, word: str) -> bool:
        return len(word) > 2 and self._words[word.lower()] > 0


def _inner(text: str) -> str:
    """Without a first and last bit that may be halves of words."""
    if text.endswith("-"):
        text = text.rsplit(" ", 1)[0] if " " in text else ""
    return text
