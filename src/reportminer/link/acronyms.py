"""Acronyms that a report explains as something that does not act: `protection from abuse (PFA)`."""

import re
from collections.abc import Sequence

from reportminer.link.nounphrase import acts
from reportminer.link.tokens import Token, tokenise
from reportminer.link.wordlists import rules

_GLOSS = re.compile(r"\(([A-Z][A-Za-z]{0,6}[A-Z])\)")
_BEFORE = 120
_SMALL = 0.5
"""Share of its words from which an explanation is written small: names are written large."""


def things_of(text: str) -> frozenset[str]:
    """Those whose words before the brackets spell them, are written small, and name nobody who acts."""
    found: dict[str, bool] = {}
    for match in _GLOSS.finditer(text):
        words = _spelt(tokenise(text[max(0, match.start() - _BEFORE) : match.start()]), match[1])
        if words:
            large = sum(word.text[0].isupper() for word in words)
            thing = large < _SMALL * len(words) and not acts(words, lambda _: False)
            found[match[1]] = found.get(match[1], True) and thing
    return frozenset(name for name, thing in found.items() if thing)


def _spelt(tokens: Sequence[Token], acronym: str) -> Sequence[Token]:
    """The last words whose first letters are those of the acronym, small words between them or not."""
    letters = acronym.lower()
    left = len(letters)
    for at in range(len(tokens) - 1, -1, -1):
        token = tokens[at]
        if not token.is_word:
            return ()
        if token.low[0] == letters[left - 1]:
            left -= 1
            if not left:
                return tokens[at:]
        elif token.low not in rules().prepositions | rules().determiners | {"and", "or"}:
            return ()
    return ()
