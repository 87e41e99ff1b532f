"""Names of organisations as they are compared: case, signs and a leading `the` don't matter."""

import re
import unicodedata
from functools import cache
from importlib.resources import files

from reportminer.ruledata import from_yaml

_SIGNS = re.compile(r"[^\w ]+")


def name_key(name: str) -> str:
    """The form in which two spellings of a name are alike."""
    words = " ".join(_SIGNS.sub(" ", unicodedata.normalize("NFKC", name).lower()).split())
    return words.removeprefix("the ")


def is_generic(name: str) -> bool:
    """Whether it names a kind of body alone ("the Town Council"), so that any report may have its own."""
    return all(word in _generic() for word in name_key(name).split())


@cache
def _generic() -> frozenset[str]:
    held = from_yaml(files("reportminer.evaluate").joinpath("generic.yaml").read_text(encoding="utf-8"))
    if set(held) != {"kinds", "qualities"}:
        raise ValueError(f"generic.yaml has other keys: {sorted(held)}")
    return frozenset((*held["kinds"], *held["qualities"]))
