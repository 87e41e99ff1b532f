"""Findings that a report tells twice: in its summary and its chapters, in a box, in a response at its end.

Who counts recommendations counts each once; who quotes needs no second one.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process

from reportminer.types import Finding, Report

ALIKE = 90.0
"""Per cent of the letters that two tellings share, in their order."""
SHORT = 30
"""Letters below which two that are alike may well speak of two things: `No funds were available.`"""
_NOTE = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_APART = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class _Telling:
    """A finding as it is compared."""

    index: int
    words: str
    kind: tuple[object, ...]
    """Of two that differ in it none says the same: label, whether it denies, its numbers."""


def with_repeats(report: Report, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings, each that says the same as one before it with the index of the first of these."""
    first = dict(_repeats(report, findings))
    return tuple(replace(finding, repeats=first.get(at, -1)) for at, finding in enumerate(findings))


def _repeats(report: Report, findings: Sequence[Finding]) -> Iterator[tuple[int, int]]:
    """Of each that repeats another: its index, and that of the other."""
    known: dict[tuple[object, ...], list[_Telling]] = {}
    for index in sorted(range(len(findings)), key=lambda at: (findings[at].start, at)):
        own = _telling(report, findings, index)
        before = known.setdefault(own.kind, [])
        if (found := _same(own, before)) is not None:
            yield index, found
        else:
            before.append(own)


def _telling(report: Report, findings: Sequence[Finding], index: int) -> _Telling:
    finding = findings[index]
    text = unicodedata.normalize("NFKC", _NOTE.sub("", report.text[finding.start : finding.end]))
    words = _APART.sub(" ", text.lower()).strip()
    numbers = tuple(_NUMBER.findall(words))
    return _Telling(index, words, (finding.label, bool(finding.denial), numbers))


def _same(own: _Telling, before: Sequence[_Telling]) -> int | None:
    if len(own.words) < SHORT:
        return None
    best = process.extractOne(
        own.words, [each.words for each in before], scorer=fuzz.ratio, score_cutoff=ALIKE
    )
    return None if best is None else before[best[2]].index
