"""Rule files that lie beside the code: read as UTF-8, checked for keys that nobody knows."""

from collections.abc import Collection
from functools import cache
from importlib.resources import files

from reportminer.ruledata import from_yaml


def read_words(name: str, allowed: Collection[str]) -> dict[str, list[str]]:
    """Lists of words and phrases of `rules/<name>`. Raises `ValueError` on a key not in `allowed`."""
    data = _load(name)
    if set(data) != set(allowed):
        raise ValueError(f"{name}: these keys are unknown or missing: {sorted(set(data) ^ set(allowed))}")
    return data


@cache
def _load(name: str) -> dict[str, list[str]]:
    data = from_yaml((files(__package__) / "rules" / name).read_text("utf-8"))
    return {key: [_word(name, word) for word in words] for key, words in data.items()}


def _word(name: str, word: object) -> str:
    """YAML takes a bare `on` or `no` for a truth value: then the word would be missing without a sound."""
    if isinstance(word, bool):
        raise ValueError(f"{name}: on, off, yes and no have to stand in quotation marks")
    return str(word)


_GRAMMAR = (
    *("be", "have", "do", "finite", "prepositions", "joins", "pronouns", "denials", "clauses"),
    *("sentence_openers", "stops", "quantifiers", "complements", "short_forms"),
    *(
        "asks",
        "urge",
        "to_whom",
        "for_whom",
        "time_ends",
        "hardship",
        "not_speakers",
        "recommends",
        "organs",
        "of_bodies",
        "asked",
        "attributive",
        "noun_endings",
        "undergoes",
        "describing",
        "credited",
    ),
)


@cache
def grammar(key: str) -> frozenset[str]:
    """A list of `rules/grammar.yaml`."""
    return frozenset(read_words("grammar.yaml", _GRAMMAR)[key])
