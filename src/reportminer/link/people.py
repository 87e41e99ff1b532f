"""Persons that a text names: whom `she says` means, and whether a name is that of a person."""

import re
from collections.abc import Iterator
from functools import cache

from reportminer.link.data import grammar
from reportminer.link.nounphrase import IsName
from reportminer.link.parties import Parties
from reportminer.link.said import words
from reportminer.link.wordlists import rules

REACH = 700
"""Characters looked at before and behind a finding."""
NAME = r"(?:[A-ZÀ-Þ][\w'’.-]{0,24}[ \u00a0]){0,4}[A-ZÀ-Þ][\w'’-]{0,24}"
"""Words written large."""
_TWO = re.compile(r"\b[A-ZÀ-Þ][\w'’-]{1,24}\s[A-ZÀ-Þ][\w'’-]{1,24}\b")
_ONE = re.compile(r"(?:^|(?<=[.!?”\"]\s)|(?<=\n))[A-ZÀ-Þ][\w-]{2,24}\b(?=,?\s[a-z])")
"""A name alone counts where it begins a sentence."""
_PLACE = re.compile(r"(?:\b(?:in|at|from|of|near|to|for|on|the|by|under)\s|[-/(])$", re.IGNORECASE)
"""Behind one of these stands a place or a body."""
_GOES_ON = re.compile(r"\s(?:[A-ZÀ-Þ]|of\b|for\b|and\s[A-ZÀ-Þ])|[-/]")
"""Before one of these the name is not at its end: it is longer than a person's."""


@cache
def titled() -> re.Pattern[str]:
    """A name behind a title."""
    titles = "|".join(sorted((re.escape(t.title()) for t in words("titles")), key=lambda t: (-len(t), t)))
    return re.compile(rf"\b(?:{titles})\.?\s{NAME}")


class People:
    """What tells persons from bodies and places in one report."""

    def __init__(self, parties: Parties, is_name: IsName) -> None:
        self._parties, self._is_name = parties, is_name

    def last(self, text: str, start: int, *, single: bool = False) -> str:
        """The person named last before `start`: with a title or two names, or (`single`) with one."""
        before = text[max(0, start - REACH // 2) : start]
        found = [(m.start(), m.end(), m[0]) for m in self._named(before, single=single)]
        # Of two that overlap (`Dr Ada Quill`, `Ada Quill`) the longer tells.
        found.sort(key=lambda entry: (entry[1], -entry[0]))
        return found[-1][2] if found else ""

    def _named(self, before: str, *, single: bool) -> Iterator[re.Match[str]]:
        for found in titled().finditer(before):
            if self._parties.named(found[0]) < 0:
                yield found
        for pattern in (_TWO, _ONE) if single else (_TWO,):
            for found in pattern.finditer(before):
                ended = not _GOES_ON.match(before, found.end())
                if ended and not _PLACE.search(before[: found.start()]) and self._personal(found[0]):
                    yield found

    def person(self, name: str) -> str:
        """The name, if it is a person's or says what the person is (`one nurse`); otherwise nothing."""
        parts = name.split()
        if not parts:
            return ""
        kind = parts[-1].lower() in words("speakers") and not parts[-1][0].isupper()
        if kind or titled().match(name):
            return name
        return name if not _MARKED.search(name) and self._personal(name) else ""

    def _personal(self, name: str) -> bool:
        """Whether it is a name by how the report writes it, and no partner has it."""
        parts = [part.replace("’", "'") for part in name.split()]
        small = grammar("not_speakers") | rules().openings | rules().pronouns
        if parts[0].lower() in small or any(p.lower().removesuffix("'s") in rules().heads for p in parts):
            return False
        # The first of several may stand at the beginning of sentences alone.
        tested = name.split()[1:] or name.split()
        return self._parties.named(name) < 0 and all(self._is_name(part) for part in tested)


_MARKED = re.compile(r"[\d_]")
