"""The lists of words that the PDF reader goes by."""

import re
from functools import cache
from importlib.resources import files

import yaml


@cache
def words_of(name: str) -> frozenset[str]:
    """A list of `words.yaml`."""
    return frozenset(_lists()[name])


@cache
def _lists() -> dict[str, list[str]]:
    lists: dict[str, list[str]] = yaml.safe_load(files(__package__).joinpath("words.yaml").read_text("utf-8"))
    return lists


def any_of(name: str) -> str:
    """The words of a list as alternatives of a pattern, the longest first."""
    return "|".join(map(re.escape, sorted(words_of(name), key=lambda word: (-len(word), word))))
