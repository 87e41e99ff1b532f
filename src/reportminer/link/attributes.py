"""What a finding says more closely: who, how strongly, by when, how surely, in whose words."""

from collections.abc import Sequence
from dataclasses import replace

from reportminer.labels import Label
from reportminer.link.cover import cover_of
from reportminer.link.deadlines import deadline_of
from reportminer.link.denial import denial_of
from reportminer.link.modality import modality_of
from reportminer.link.numbering import number_of
from reportminer.link.parties import Parties
from reportminer.link.said import hedge_of, resolved_of
from reportminer.link.speech import quoted, speaker_of
from reportminer.link.title import title_of
from reportminer.link.tokens import Match, Token, tokenise
from reportminer.link.who import MAX_CHARACTERS, ActorReader
from reportminer.link.year import year_of
from reportminer.types import Finding, Mention, Outline, Partner, Report, Segment, Span


def attribute(
    report: Report,
    segments: Sequence[Segment],
    findings: Sequence[Finding],
    outline: Outline | None = None,
    parties: tuple[Sequence[Partner], Sequence[Mention]] = ((), ()),
) -> tuple[Finding, ...]:
    """The findings with what the text says of each; what it does not say stays empty.

    A recommendation gets who should act, `must`, `should` or `could`, a deadline and the report's own
    number; a challenge gets who has it, and whether it is told as over; all get denial, hedge and
    speaker. A point of a list takes actor and strength from the sentence that leads in to it, and the
    actor from a heading that addresses someone, where it does not tell them itself. Actors are as they
    stand in the text, without the article; `parties` are partners and mentions of the report, to which
    actors are resolved. `outline` tells where the number of a list is that of a recommendation.
    """
    reader = _Reader(report, segments, outline, Parties(*parties))
    return tuple(reader.attributed(finding) for finding in findings)


def _year(report: Report, outline: Outline | None) -> int:
    """The year that the report's cover tells, or 0: a file may have been made long after its report."""
    cover = cover_of(report)
    found = year_of(report, cover, title_of(report, cover).value, outline)
    return int(found.value) if found.source == "cover" else 0


class _Reader:
    """One report, with what is looked up more than once."""

    def __init__(
        self, report: Report, segments: Sequence[Segment], outline: Outline | None, parties: Parties
    ) -> None:
        self._report, self._outline = report, outline
        self._segments = segments
        self._parties = parties
        self._actors = ActorReader(report, segments, parties)
        self._year = _year(report, outline)

    def attributed(self, finding: Finding) -> Finding:
        """A copy with what could be read."""
        text = self._report.text
        tokens = tokenise(
            text[finding.start : min(finding.end, finding.start + MAX_CHARACTERS)], finding.start
        )
        actor, denial = self._actors.actor(finding), denial_of(tokens)
        said = replace(
            finding,
            actor=actor.text,
            actor_partner=actor.partner,
            denial=self._words(tokens, denial),
            negated=finding.negated or denial is not None,
            hedge=self._words(tokens, hedge_of(tokens)),
            quoted=quoted(text, finding.start, finding.end),
            speaker=speaker_of(
                text,
                finding.start,
                finding.end,
                self._parties,
                self._actors.is_name,
                is_small=self._actors.is_small,
            ),
        )
        if finding.label is Label.CHALLENGE:
            return replace(said, resolved=self._words(tokens, resolved_of(tokens)))
        return self._asked(said, tokens) if finding.label is Label.RECOMMENDATION else said

    def _asked(self, finding: Finding, tokens: Sequence[Token]) -> Finding:
        """What only a recommendation has."""
        lead = self._actors.lead_in(finding)
        modality = modality_of(tokens)
        cue = self._span(tokens, (modality.first, modality.last))
        if lead and (modality.light or not modality.told):
            told = tokenise(self._report.text[lead[0] : lead[1]], lead[0])
            led = modality_of(told)
            if led.told and not led.light:
                modality, cue = led, self._span(told, (led.first, led.last))
        known = 0 <= finding.segment < len(self._segments)
        block = self._report.blocks[self._segments[finding.segment].block] if known else None
        return replace(
            finding,
            modality=modality.strength,
            modality_cue=cue,
            deadline=self._span(tokens, deadline_of(tokens, self._year)),
            number=number_of(self._report, self._outline, finding, block, lead),
        )

    def _words(self, tokens: Sequence[Token], match: Match | None) -> str:
        return self._span(tokens, (match.first, match.last)) if match else ""

    def _span(self, tokens: Sequence[Token], span: Span) -> str:
        """The words of the report that the tokens cover."""
        first, last = span
        return " ".join(self._report.text[tokens[first].start : tokens[last - 1].end].split()) if last else ""
