"""How strongly a recommendation is put: must, should or could."""

from collections.abc import Sequence
from functools import cache

from reportminer.link.actors import rules
from reportminer.link.data import read_words
from reportminer.link.tokens import Phrases, Token

STRENGTHS = ("must", "should", "could")
_KEYS = (*STRENGTHS, "weak", "not_a_cue")
_WEAK = "could"


@cache
def _cues() -> Phrases:
    return Phrases(dict(read_words("modality.yaml", _KEYS)))


def modality_of(tokens: Sequence[Token]) -> str:
    """`must`, `should`, `could`, or nothing where no strength is told.

    The first cue tells, or the one in what it reports (`suggest that x should`); an imperative is
    `should`; bare possibility counts where nothing else does.
    """
    if is_imperative(tokens):
        return "should"
    found = _cues().find(tokens)
    said = [match for match in found if match.key in STRENGTHS]
    if said:
        reported = tokens[said[0].last : said[0].last + 1]
        told = said[1:2] if reported and reported[0].low == "that" else []
        return (told or said)[0].key
    return _WEAK if any(match.key == "weak" for match in found) else ""


def is_imperative(tokens: Sequence[Token]) -> bool:
    """Whether the first word, after numbering and a label like `Recommendation 4:`, is a bare verb."""
    words = [token.low for token in opening(tokens)[:6]]
    while words and words[0] in ("please", "always", "also", "then"):
        words = words[1:]
    return (
        words[:2] == ["do", "not"]
        or words[:1] == ["never"]
        or any(word in rules().bare for word in words[:1])
    )


def opening(tokens: Sequence[Token]) -> Sequence[Token]:
    """Tokens without numbering, bullets and a leading label with a colon."""
    at = 0
    while at < len(tokens) and (not tokens[at].is_word or tokens[at].low[0].isdigit()):
        at += 1
    if at < len(tokens) and tokens[at].low in (
        "recommendation",
        "recommendations",
        "lesson",
        "action",
        "tip",
    ):
        after = [place for place in range(at, min(at + 4, len(tokens))) if tokens[place].text in ":.–-"]
        at = after[0] + 1 if after else at
    return tokens[at:]
