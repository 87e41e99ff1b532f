"""What speaks for two findings belonging together: features of place, numbering, names and words.

For a source (recommendation or lesson) and each challenge of the report. Rank is counted in challenges
from the source back: 0 is the one told last before it.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from reportminer.labels import Label, Role
from reportminer.link.data import read_words
from reportminer.link.lexical import Collection, stems
from reportminer.link.parties import Parties
from reportminer.types import Finding, Outline, Report, Segment

BEFORE, AFTER, LIKE = 8, 2, 6
"""Challenges that a source is compared with: the last before it, the next, and the most like it in words."""
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
        self._at = {number: at for at, number in enumerate(order)}
        self._before = _running([findings[i].label for i in order])
        words = _Passages(scene)
        self._own = Collection([words.own(finding) for finding in findings], self.challenges)
        self._wide = Collection([words.wide(finding) for finding in findings], self.challenges)
        self._said = [self._facts(finding) for finding in findings]

    def pairs(self, source: int) -> list[Pair]:
        """The source with each challenge that is near it or like it, in the order of the text."""
        mark = bisect_right(self._starts, self._scene.findings[source].start)
        own, wide = self._own.alike(source), self._wide.alike(source)
        size = len(self.challenges)
        like = np.argsort(-wide, kind="stable")[:LIKE].tolist()
        chosen = sorted({*range(max(0, mark - BEFORE), min(size, mark + AFTER)), *like})
        best = float(wide.max()) if size else 0.0
        found = []
        for place in chosen:
            target = self.challenges[place]
            if target != source and not self._is_itself(source, target):
                features = dict.fromkeys(self._flags(source, target, mark - 1 - place), 1.0)
                found.append(
                    Pair(source, target, features | _alike(float(own[place]), float(wide[place]), best))
                )
        return found

    def _is_itself(self, source: int, target: int) -> bool:
        """One sentence that is both: it says so by standing in both tables, and another may be its answer."""
        one, other = self._scene.findings[source], self._scene.findings[target]
        return (one.start, one.end) == (other.start, other.end)

    def _flags(self, source: int, target: int, rank: int) -> Iterator[str]:
        findings = self._scene.findings
        one, other = findings[source], findings[target]
        mine, theirs = self._said[source], self._said[target]
        side = "before" if rank >= 0 else "after"
        steps = min(rank if rank >= 0 else -rank - 1, _FAR)
        same = mine.block == theirs.block >= 0
        near = "block" if same else "section" if one.section == other.section else "else"
        yield f"{side}:{steps if steps < 4 else 'far'}"
        yield f"same:{near}"
        yield f"{side}:{steps if steps < 3 else 'far'}:{near}"
        gap = max(one.start - other.end, other.start - one.end, 0)
        yield f"gap:{next((step for step in _STEPS if gap <= step), 'more')}:{side}"
        if (one.start, one.end) == (other.start, other.end):
            yield "same_words"
        yield from self._between(source, target, side)
        if mine.role in _SUMMING:
            yield from (f"role:{mine.role}", f"role:{mine.role}:{near}")
        if mine.points:
            yield f"points:{side}:{min(steps, 2)}:{near}"
        yield from self._shared(source, target)

    def _between(self, source: int, target: int, side: str) -> Iterator[str]:
        """Findings that stand between the two: another of the source's kind may have the better claim."""
        first, last = sorted((self._at[source], self._at[target]))
        counts = self._before[self._scene.findings[source].label]
        yield f"rivals:{min(max(counts[last] - counts[first + 1], 0), 3)}:{side}"
        if last - first <= 1:
            yield f"neighbours:{side}"

    def _shared(self, source: int, target: int) -> Iterator[str]:
        scene, (one, other) = self._scene, (self._scene.findings[source], self._scene.findings[target])
        both = scene.codes.get(source, frozenset()) & scene.codes.get(target, frozenset())
        mine, theirs = self._said[source], self._said[target]
        if both:
            yield f"codes:{min(len(both), 2)}"
        if mine.parties & theirs.parties:
            yield "partner"
        if one.actor_partner >= 0 and one.actor_partner == other.actor_partner:
            yield "actor"
        if mine.refers & theirs.numbers or theirs.refers & mine.numbers:
            yield "number"

    def _facts(self, finding: Finding) -> "_Facts":
        scene, text = self._scene, self._scene.report.text
        section = scene.outline.sections[finding.section]
        known = 0 <= finding.segment < len(scene.segments)
        begin = text[finding.start : finding.start + 60].lower().split()[:4]
        return _Facts(
            scene.segments[finding.segment].block if known else -1,
            section.role,
            finding.start > 0 and any(word.strip("“\"',.;:") in _words("pointing") for word in begin),
            frozenset(m.partner for m in scene.parties.within(finding.start, finding.end)),
            frozenset(_reference().findall(text[finding.start : min(finding.end, finding.start + 2000)])),
            frozenset({finding.number, section.number} - {""}),
        )


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is asked of a finding in each of its pairs."""

    block: int
    role: Role
    points: bool
    """It begins with a word that points back."""
    parties: frozenset[int]
    refers: frozenset[str]
    """Numbers of findings and sections that it names."""
    numbers: frozenset[str]
    """Its own number and that of its section."""


def _alike(own: float, wide: float, best: float) -> dict[str, float]:
    found = {"alike": own, "alike_around": wide}
    return found | ({"most_alike": 1.0, "most_alike_by": wide} if 0 < best <= wide else {})


def _running(labels: Sequence[Label]) -> dict[Label, list[int]]:
    """How often each label stands before each place."""
    found = {label: [0] for label in Label}
    for own in labels:
        for label, counts in found.items():
            counts.append(counts[-1] + (own is label))
    return found


class _Passages:
    """Stems of segments, each taken once."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._stems: dict[int, list[str]] = {}

    def own(self, finding: Finding) -> list[str]:
        """The finding's words."""
        segments = self._scene.segments
        if 0 <= finding.segment < len(segments):
            segment = segments[finding.segment]
            if (segment.start, segment.end) == (finding.start, finding.end):
                return self._segment(finding.segment)
        return stems(self._scene.report.text[finding.start : finding.end])

    def wide(self, finding: Finding) -> list[str]:
        """Twice the finding's words, with the segments of its section on each side."""
        segments = self._scene.segments
        if not 0 <= finding.segment < len(segments):
            return self.own(finding)
        near = segments[max(0, finding.segment - 1) : finding.segment + 2]
        around = [word for s in near if s.section == finding.section for word in self._segment(s.index)]
        return around + self.own(finding)

    def _segment(self, number: int) -> list[str]:
        if number not in self._stems:
            segment = self._scene.segments[number]
            self._stems[number] = stems(self._scene.report.text[segment.start : segment.end])
        return self._stems[number]
