"""What speaks for two findings belonging together: features of place, numbering, names and words.

For a source (recommendation or lesson) and each challenge of the report. Rank is counted in challenges
from the source back: 0 is the one told last before it.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from reportminer.labels import Label, Role
from reportminer.link.data import read_words
from reportminer.link.lexical import Collection
from reportminer.link.parties import Parties
from reportminer.types import Finding, Outline, Report, Segment

MOST = 60
"""Challenges that one source is compared with: the nearest, and those most like it in words."""
_FAR = 9
_STEPS = (150, 400, 1000, 3000, 10000)
"""Characters between two findings, as classes."""
_SUMMING = frozenset({Role.RECOMMENDATIONS, Role.SUMMARY, Role.CONCLUSIONS, Role.LESSONS, Role.ANNEX})


@cache
def _words(key: str) -> frozenset[str]:
    return frozenset(read_words("relations.yaml", ("stop", "pointing", "numbered"))[key])


@cache
def _reference() -> re.Pattern[str]:
    return re.compile(
        rf"\b(?:{'|'.join(sorted(_words('numbered')))})\s+(?:no\.?\s*)?(\d{{1,3}}(?:\.\d{{1,3}})*)", re.I
    )


@dataclass(frozen=True, slots=True)
class Scene:
    """One report as relations are sought in it. Findings and codes go by the number of the finding."""

    report: Report
    outline: Outline
    segments: Sequence[Segment]
    findings: Sequence[Finding]
    parties: Parties
    codes: Mapping[int, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Pair:
    """A source, a challenge, and the features of both together (flags are 1)."""

    source: int
    target: int
    features: dict[str, float]


class Pairing:
    """All that is looked up more than once for the pairs of a report."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        findings = scene.findings
        order = sorted(
            range(len(findings)), key=lambda i: (findings[i].start, findings[i].end, findings[i].label)
        )
        self.challenges = [i for i in order if findings[i].label is Label.CHALLENGE]
        self._starts = [findings[i].start for i in self.challenges]
        self._order = order
        self._at = {number: at for at, number in enumerate(order)}
        self._own = Collection([self._passage(finding, 0) for finding in findings])
        self._wide = Collection([self._passage(finding, 1) for finding in findings])
        self._parties = [self._named(finding) for finding in findings]
        self._cells = [self._block(finding) for finding in findings]

    def pairs(self, source: int) -> list[Pair]:
        """The source with each challenge that is near it or like it, in the order of the text."""
        finding = self._scene.findings[source]
        mark = bisect_right(self._starts, finding.start)
        alike = {target: self._wide.alike(source, target) for target in self.challenges}
        near = self.challenges[max(0, mark - MOST // 2) : mark + MOST // 4]
        like = sorted(self.challenges, key=lambda target: (-alike[target], self._at[target]))[: MOST // 4]
        best = max(alike.values(), default=0.0)
        chosen = sorted({*near, *like} - {source}, key=self._at.__getitem__)
        place = {target: at for at, target in enumerate(self.challenges)}
        return [
            Pair(source, target, dict(self._features(source, target, mark - 1 - place[target], best)))
            for target in chosen
        ]

    def _features(self, source: int, target: int, rank: int, best: float) -> Iterator[tuple[str, float]]:
        own, wide = self._own.alike(source, target), self._wide.alike(source, target)
        yield "alike", own
        yield "alike_around", wide
        if wide > 0 and wide >= best:
            yield "most_alike", 1.0
            yield "most_alike_by", wide
        yield from ((name, 1.0) for name in self._place(source, target, rank))
        yield from ((name, 1.0) for name in self._shared(source, target))

    def _place(self, source: int, target: int, rank: int) -> Iterator[str]:
        findings = self._scene.findings
        one, other = findings[source], findings[target]
        side = "before" if rank >= 0 else "after"
        steps = min(rank if rank >= 0 else -rank - 1, _FAR)
        yield f"{side}:{steps if steps < 4 else 'far'}"
        near = (
            "block"
            if self._same_block(source, target)
            else "section"
            if one.section == other.section
            else "else"
        )
        yield f"same:{near}"
        yield f"{side}:{steps if steps < 3 else 'far'}:{near}"
        gap = max(one.start - other.end, other.start - one.end, 0)
        yield f"gap:{next((step for step in _STEPS if gap <= step), 'more')}:{side}"
        if (one.start, one.end) == (other.start, other.end):
            yield "same_words"
        yield from self._between(source, target, side)
        if (role := self._scene.outline.sections[one.section].role) in _SUMMING:
            yield from (f"role:{role}", f"role:{role}:{near}")
        if one.start and self._points(one):
            yield f"points:{side}:{min(steps, 2)}:{near}"

    def _between(self, source: int, target: int, side: str) -> Iterator[str]:
        """Findings that stand between the two: another of the source's kind may have the better claim."""
        first, last = sorted((self._at[source], self._at[target]))
        between = [self._scene.findings[i].label for i in self._order[first + 1 : last]]
        same = between.count(self._scene.findings[source].label)
        yield f"rivals:{min(same, 3)}:{side}"
        if not between:
            yield f"neighbours:{side}"

    def _shared(self, source: int, target: int) -> Iterator[str]:
        scene, (one, other) = self._scene, (self._scene.findings[source], self._scene.findings[target])
        both = scene.codes.get(source, frozenset()) & scene.codes.get(target, frozenset())
        if both:
            yield f"codes:{min(len(both), 2)}"
        if self._parties[source] & self._parties[target]:
            yield "partner"
        if one.actor_partner >= 0 and one.actor_partner == other.actor_partner:
            yield "actor"
        if self._refers(one, other) or self._refers(other, one):
            yield "number"

    def _refers(self, one: Finding, other: Finding) -> bool:
        """`finding 3`, `paragraph 4.2` in the one, and the number of the other or of its section."""
        report = self._scene.report
        told = set(_reference().findall(report.text[one.start : min(one.end, one.start + 2000)]))
        return bool(told) and bool(
            told & {other.number, self._scene.outline.sections[other.section].number} - {""}
        )

    def _points(self, finding: Finding) -> bool:
        words = self._scene.report.text[finding.start : finding.start + 60].lower().split()[:4]
        return any(word.strip("“\"',.;:") in _words("pointing") for word in words)

    def _named(self, finding: Finding) -> frozenset[int]:
        return frozenset(
            mention.partner for mention in self._scene.parties.within(finding.start, finding.end)
        )

    def _block(self, finding: Finding) -> int:
        known = 0 <= finding.segment < len(self._scene.segments)
        return self._scene.segments[finding.segment].block if known else -1

    def _same_block(self, source: int, target: int) -> bool:
        return self._cells[source] == self._cells[target] >= 0

    def _passage(self, finding: Finding, around: int) -> str:
        """The finding's words, with `around` segments of its section on each side."""
        segments, text = self._scene.segments, self._scene.report.text
        if not around or not 0 <= finding.segment < len(segments):
            return text[finding.start : finding.end]
        near = segments[max(0, finding.segment - around) : finding.segment + around + 1]
        own = [segment for segment in near if segment.section == finding.section]
        return " ".join(text[s.start : s.end] for s in own) + " " + text[finding.start : finding.end]
