"""Lists of words that lie beside the code, each folder's in its `words.yaml`."""

import re
from functools import cache
from importlib.resources import files
from typing import Any

from reportminer.ruledata import from_yaml


@cache
def words_of(package: str, name: str) -> frozenset[str]:
    """A list of the `words.yaml` of a package. Raises `ValueError` for what is no word."""
    words = _lists(package)[name]
    for word in words:
        if not isinstance(word, str):  # YAML takes a bare `on` or `no` for a truth value
            raise ValueError(f"{package}, words.yaml, {name}: {word!r} has to stand in quotation marks")
    return frozenset(words)


def any_of(package: str, *names: str) -> str:
    """The words of lists as alternatives of a pattern, the longest first."""
    words = {word for name in names for word in words_of(package, name)}
    return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))


@cache
def _lists(package: str) -> dict[str, list[Any]]:
    lists: dict[str, list[Any]] = from_yaml(files(package).joinpath("words.yaml").read_text("utf-8"))
    return lists
