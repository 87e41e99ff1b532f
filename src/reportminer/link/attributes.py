"""What a finding says more closely: who should act or has the problem, and how strongly."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from reportminer.labels import BlockKind, Label, SegmentKind
from reportminer.link.actors import noun_phrase, rules, who_has_it, who_should_act
from reportminer.link.modality import modality_of, opening
from reportminer.link.tokens import Phrases, Token, tokenise
from reportminer.types import Finding, Report, Segment

_MAX_CHARACTERS = 3000
"""More than a finding has; what goes on for longer is read so far."""
_LIST_REACH = 40
"""Points of a list that are looked back over to find the sentence that leads in to them."""
_SMALL = re.compile(r"\b[a-z][^\W\d_]*")
_LARGE_INSIDE = re.compile(r"(?<=[a-z,] )[A-Z][\w'’-]*")
"""A word written large inside a sentence."""


def attribute(
    report: Report, segments: Sequence[Segment], findings: Sequence[Finding]
) -> tuple[Finding, ...]:
    """The findings with `actor` and `modality` filled in where the text is plain.

    A recommendation gets who should act and `must`, `should` or `could`; a challenge gets who has
    the problem. A point of a list takes both from the sentence that leads in to it, and the actor
    from a heading that addresses someone, where it does not tell them itself. Actors are as they
    stand in the text, without the article; pronouns are not resolved.
    """
    reader = _Reader(report, segments)
    return tuple(reader.attributed(finding) for finding in findings)


class _Reader:
    """One report, with what is looked up more than once."""

    def __init__(self, report: Report, segments: Sequence[Segment]) -> None:
        self._text = report.text
        self._segments = segments
        self._headings = [block for block in report.blocks if block.kind is BlockKind.HEADING]
        self._addressing = Phrases({"to": rules().addressed})
        self._names: frozenset[str] | None = None

    def attributed(self, finding: Finding) -> Finding:
        """A copy with what could be read."""
        tokens = tokenise(self._text[finding.start : min(finding.end, finding.start + _MAX_CHARACTERS)])
        if finding.label is Label.CHALLENGE:
            return replace(finding, actor=self._words(finding, who_has_it(tokens, self._is_name)))
        if finding.label is not Label.RECOMMENDATION:
            return finding
        actor = self._words(finding, who_should_act(opening(tokens), self._is_name))
        modality = modality_of(tokens)
        if not (actor and modality):
            lead = self._lead_in(finding.segment)
            actor = actor or self._led(lead) or self._addressed(finding)
            modality = (modality_of(tokenise(lead)) if lead else "") or modality
        return replace(finding, actor=actor, modality=modality)

    def _words(self, finding: Finding, tokens: Sequence[Token]) -> str:
        if not tokens:
            return ""
        return self._text[finding.start + tokens[0].start : finding.start + tokens[-1].end]

    def _is_name(self, word: str) -> bool:
        """A word is a name where the report writes it large inside sentences and never small."""
        if self._names is None:
            small = set(_SMALL.findall(self._text))
            large = set(_LARGE_INSIDE.findall(self._text))
            self._names = frozenset(name for name in large if name.lower() not in small)
        return word in self._names

    def _lead_in(self, number: int) -> str:
        """`The council should:` for a point of the list below it; otherwise nothing."""
        if not 0 <= number < len(self._segments) or self._segments[number].kind is not SegmentKind.LIST_ITEM:
            return ""
        for segment in reversed(self._segments[max(0, number - _LIST_REACH) : number]):
            text = self._text[max(segment.start, segment.end - _MAX_CHARACTERS) : segment.end]
            if segment.kind is SegmentKind.SENTENCE:
                same = segment.section == self._segments[number].section
                return text if same and text.rstrip().endswith((":", "should", "must", "to")) else ""
        return ""

    def _led(self, lead: str) -> str:
        tokens = who_should_act(opening(tokenise(lead + " do")), self._is_name) if lead else ()
        return lead[tokens[0].start : tokens[-1].end] if tokens else ""

    def _addressed(self, finding: Finding) -> str:
        """The one to whom the nearest heading speaks: `Recommendations for the ministry`."""
        at = bisect_right(self._headings, finding.start, key=lambda block: block.start)
        if not at:
            return ""
        heading = self._headings[at - 1]
        return self._in_heading(self._text[heading.start : heading.end])

    def _in_heading(self, heading: str) -> str:
        tokens = opening(tokenise(heading))
        match = self._addressing.at(tokens, 0) if tokens else None
        found = noun_phrase(tokens[match.last :], self._is_name) if match else ()
        return heading[found[0].start : found[-1].end] if found else ""
