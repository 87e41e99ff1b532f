"""The lists of words that the text reader goes by."""

import re
from functools import cache
from importlib.resources import files

import yaml


@cache
def _lists() -> dict[str, list[str]]:
    lists: dict[str, list[str]] = yaml.safe_load(files(__package__).joinpath("words.yaml").read_text("utf-8"))
    return lists


def any_of(*names: str) -> str:
    """The words of lists of `words.yaml` as alternatives of a pattern."""
    return "|".join(re.escape(word) for name in names for word in _lists()[name])
