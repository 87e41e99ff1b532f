"""Words of the page, from `words.yaml`."""

from functools import cache
from importlib.resources import files
from typing import Any

from reportminer.ruledata import from_yaml


@cache
def words() -> dict[str, Any]:
    """Words for labels, statuses and methods, by the value that stands in the tables."""
    text = files("reportminer.export.page").joinpath("words.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = from_yaml(text)
    return found


def ranges(numbers: list[int]) -> str:
    """Page numbers as people write them: 1-3, 7."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in runs)
