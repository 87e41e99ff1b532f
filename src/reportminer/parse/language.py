"""The language of a text, by py3langid's naive Bayes model (langid.py, Lui & Baldwin 2012)."""

import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_WINDOW = 1200
"""Characters looked at in each place."""
_PLACES = 9
_FEWEST_LETTERS = 40
_FEWEST_WORDS = 7
_UNSURE = 0.35
"""Below this mean probability nothing is said."""
# Codes of the model that no report is written in: ancient, made or hardly written languages. Names and
# acronyms, of which reports are full, are otherwise taken for them.
_LEFT_OUT = frozenset({"an", "br", "eo", "fo", "la", "nn", "oc", "sa", "se", "vo", "wa"})
_NOISE = re.compile(r"https?://\S{1,2000}|www\.\S{1,2000}|\S{1,200}@\S{1,200}|[\d\W_]+")
_NOT_LATIN = re.compile(r"[\u0370-\uffff]")


def language_of(text: str) -> str:
    """ISO 639-1 code of the language that most of `text` is in, "" where there is too little to say.

    Looks at several places spread over the text; capitals, numbers and addresses do not count.
    """
    votes: Counter[str] = Counter()
    windows = [held for held in map(_bare, _windows(text)) if held]
    whole = " ".join(windows)
    if not _enough(whole):
        return ""
    for window in windows:
        code, sure = _identifier().classify(window)
        votes[code] += len(window) * sure
    code, weight = min(votes.items(), key=lambda item: (-item[1], item[0]))
    return code if weight >= _UNSURE * len(whole) else ""


def _windows(text: str) -> list[str]:
    """Stretches of the text, evenly spread; all of it where it is short."""
    if len(text) <= _WINDOW * _PLACES:
        return [text[at : at + _WINDOW] for at in range(0, len(text), _WINDOW)]
    step = (len(text) - _WINDOW) // (_PLACES - 1)
    return [text[at * step : at * step + _WINDOW] for at in range(_PLACES)]


def _bare(text: str) -> str:
    """Words alone, in lower case: the model takes capitals for another language."""
    return _NOISE.sub(" ", text).lower().strip()


def _enough(text: str) -> bool:
    """Scripts without spaces between words need fewer letters to say as much."""
    dense = len(_NOT_LATIN.findall(text))
    return 3 * dense + len(text) >= _FEWEST_LETTERS and (dense > 12 or len(text.split()) >= _FEWEST_WORDS)


@cache
def _identifier() -> "LanguageIdentifier":
    """The model, loaded once and only when a text is looked at."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - 0.7 s to load

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([code for code in identifier.labels if len(code) == 2 and code not in _LEFT_OUT])
    return identifier
