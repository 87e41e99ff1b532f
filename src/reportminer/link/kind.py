"""What kind of report it is, by the words of its title, its cover and its own file."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise

from reportminer.link.cover import CoverLine, Told, is_aside, plain_words
from reportminer.ruledata import from_yaml
from reportminer.types import Report

_LINE = 16
"""Words of a line of the cover that may say what it is a cover of."""
_GAP = r" (?:[^ ]+ ){0,4}"


@cache
def _kinds() -> tuple[tuple[str, tuple[re.Pattern[str], ...]], ...]:
    """Kinds with patterns of their phrases, in the order of `rules/kinds.yaml`."""
    data = from_yaml((files(__package__) / "rules" / "kinds.yaml").read_text("utf-8"))
    return tuple((str(kind), tuple(_pattern(str(phrase)) for phrase in told)) for kind, told in data.items())


def _pattern(phrase: str) -> re.Pattern[str]:
    """A phrase as whole words; three dots stand for some words."""
    parts = [re.escape(_plain(part)) for part in phrase.split("...")]
    return re.compile(rf" {_GAP.join(parts)} ")


def kind_of(report: Report, cover: Sequence[CoverLine], title: str) -> Told:
    """Told by the title, else by the short lines of the first page, else by the file's own title."""
    first = [
        line.text
        for line in cover
        if line.page == 1 and not is_aside(line) and len(line.text.split()) <= _LINE
    ]
    first += [f"{one} {two}" for one, two in pairwise(first) if " " not in one + two]
    own = report.properties.get("title", ""), report.properties.get("subject", "")
    for source, lines in (("cover", [title]), ("cover", first), ("properties", own)):
        if kind := _of(lines):
            return Told(kind, source)
    return Told()


def _of(lines: Iterable[str]) -> str:
    texts = [f" {_plain(line)} " for line in lines if line]
    return next(
        (kind for kind, told in _kinds() if any(phrase.search(text) for text in texts for phrase in told)), ""
    )


def _plain(text: str) -> str:
    return " ".join(plain_words(text.replace("-", " ")))
