"""Who should act on a recommendation, and who has the difficulty: candidates, and a model that chooses."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from reportminer.labels import BlockKind, Label, SegmentKind
from reportminer.link.acronyms import things_of
from reportminer.link.actors import who_should_act
from reportminer.link.candidates import PLAIN, Candidate, Place, candidates
from reportminer.link.charged import charged
from reportminer.link.modality import modality_of, opening
from reportminer.link.nounphrase import noun_phrase
from reportminer.link.parties import Parties
from reportminer.link.tokens import Phrases, Token, tokenise
from reportminer.link.weights import Logistic, flags, link_models
from reportminer.link.wordlists import rules
from reportminer.types import Finding, Report, Segment, Span

MAX_CHARACTERS = 3000
"""More than a finding has; what goes on for longer is read so far."""
_LIST_REACH = 40
"""Points of a list that are looked back over to find the sentence that leads in to them."""
_SENTENCES_BEFORE = 2
_SMALL = re.compile(r"\b[a-z][^\W\d_]*")
_LARGE_INSIDE = re.compile(r"(?<=[a-z,] )[A-Z][\w'’-]*")
"""A word written large inside a sentence."""
_MODELS = {Label.RECOMMENDATION: "actor_recommendation", Label.CHALLENGE: "actor_challenge"}


@dataclass(frozen=True, slots=True)
class Actor:
    """Words of the report that name who is meant, and the partner that they name (or -1)."""

    text: str = ""
    partner: int = -1


class ActorReader:
    """One report, with what is looked up more than once."""

    def __init__(self, report: Report, segments: Sequence[Segment], parties: Parties) -> None:
        self._text = report.text
        self._segments = segments
        self._parties = parties
        self._headings = [block for block in report.blocks if block.kind is BlockKind.HEADING]
        self._addressing = Phrases({"to": rules().addressed})
        self._names: frozenset[str] | None = None
        self._small: frozenset[str] | None = None
        self._things = things_of(report.text)

    def actor(self, finding: Finding) -> Actor:
        """The best candidate, if it is good enough; nothing for a lesson."""
        if finding.label not in _MODELS:
            return Actor()
        best = choose(self.candidates(finding), link_models()[_MODELS[finding.label]])
        return Actor(_phrase(self._text, best.span), best.partner) if best else Actor()

    def candidates(self, finding: Finding) -> list[Candidate]:
        """All who may be meant."""
        return candidates(self.place(finding))

    def place(self, finding: Finding) -> Place:
        """The finding with what stands around it."""
        end = min(finding.end, finding.start + MAX_CHARACTERS)
        tokens = tokenise(self._text[finding.start : end], finding.start)
        challenge = finding.label is Label.CHALLENGE
        return Place(
            self._text,
            tokens,
            self._parties,
            self.is_name,
            challenge,
            None if challenge else self._led(finding),
            *self._before(finding),
            self._kind(finding) is not SegmentKind.SENTENCE,
            self._things,
        )

    def lead_in(self, finding: Finding) -> Span | None:
        """`The council should:` for a point of the list below it; otherwise nothing."""
        leading = self._leading(finding)
        return _last_of(leading) if leading else None

    def _leading(self, finding: Finding) -> Segment | None:
        """The sentence, or the point, that leads in to a point."""
        number = finding.segment
        if self._kind(finding) is not SegmentKind.LIST_ITEM:
            return None
        for segment in reversed(self._segments[max(0, number - _LIST_REACH) : number]):
            start, end = _last_of(segment)
            leads = self._text[start:end].rstrip().endswith((":", "should", "must", "to"))
            same = segment.section == self._segments[number].section
            if segment.kind is SegmentKind.SENTENCE:
                return segment if same and leads else None
            # A numbered point may lead in to points of its own: `R2 The council should:`.
            if same and leads and modality_of(self._tokens((start, end))).told:
                return segment
        return None

    def _tokens(self, span: Span) -> tuple[Token, ...]:
        return tokenise(self._text[span[0] : span[1]], span[0])

    def _kind(self, finding: Finding) -> SegmentKind:
        known = 0 <= finding.segment < len(self._segments)
        return self._segments[finding.segment].kind if known else SegmentKind.SENTENCE

    def is_name(self, word: str) -> bool:
        """A word is a name where the report writes it large inside sentences and never small."""
        if self._names is None:
            large = set(_LARGE_INSIDE.findall(self._text))
            self._names = frozenset(name for name in large if not self.is_small(name))
        return word in self._names

    def is_small(self, word: str) -> bool:
        """A word that the report writes small somewhere is no name, or not always."""
        if self._small is None:
            self._small = frozenset(_SMALL.findall(self._text))
        return word.lower() in self._small

    def _before(self, finding: Finding) -> tuple[Span | None, Span | None]:
        """The partners named last and first in the nearest sentence before that names any."""
        for segment in reversed(
            self._segments[max(0, finding.segment - _SENTENCES_BEFORE) : finding.segment]
        ):
            if segment.section == self._segments[finding.segment].section and (
                named := self._parties.within(segment.start, segment.end)
            ):
                return (named[-1].start, named[-1].end), (named[0].start, named[0].end)
        return None, None

    def _led(self, finding: Finding) -> Span | None:
        """Who the sentence before a list, or the heading above, speaks of or to."""
        leading = self._leading(finding)
        found = self._led_by(leading) if leading else ()
        return (found[0].start, found[-1].end) if found else self._addressed(finding)

    def _led_by(self, leading: Segment) -> Sequence[Token]:
        """Whom a lead-in names; else the one who was charged, right before, with what it speaks of."""
        bare = Token("do", "do", leading.end, leading.end)
        tokens = (*opening(self._tokens(_last_of(leading))), bare)
        if found := who_should_act(tokens, self.is_name):
            return found
        before = self._segments[leading.index - 1] if leading.index else leading
        if before is leading or before.section != leading.section or before.kind is not SegmentKind.SENTENCE:
            return ()
        return charged(tokens, self._tokens(_last_of(before)), self.is_name)

    def _addressed(self, finding: Finding) -> Span | None:
        """The one to whom the nearest heading speaks: `Recommendations for the ministry`."""
        at = bisect_right(self._headings, finding.start, key=lambda block: block.start)
        if not at:
            return None
        heading = self._headings[at - 1]
        # Markdown sets no bounds to a heading: it would be read whole for each finding below it.
        end = min(heading.end, heading.start + MAX_CHARACTERS)
        tokens = opening(tokenise(self._text[heading.start : end], heading.start))
        match = self._addressing.at(tokens, 0) if tokens else None
        found = noun_phrase(tokens[match.last :], self.is_name) if match else ()
        return (found[0].start, found[-1].end) if found else None


def _last_of(segment: Segment) -> Span:
    """The segment, or as much of its end as is read."""
    return max(segment.start, segment.end - MAX_CHARACTERS), segment.end


def choose(found: Sequence[Candidate], model: Logistic) -> Candidate | None:
    """A plain one (see `PLAIN`), or the likeliest if it reaches the threshold; the earlier of two alike."""
    plain = next((c for way in PLAIN for c in found if way in c.features), None)
    if plain:
        return plain
    scored = [(model.probability(flags(candidate.features)), candidate) for candidate in found]
    best = max(scored, key=lambda entry: (entry[0], -entry[1].span[0]), default=None)
    return best[1] if best and best[0] >= model.threshold else None


def _phrase(text: str, span: Span) -> str:
    """The words as they stand, without the article."""
    words = text[span[0] : span[1]]
    first, _, rest = words.partition(" ")
    return rest.lstrip() if rest.strip() and first.lower() in ("the", "a", "an") else words
