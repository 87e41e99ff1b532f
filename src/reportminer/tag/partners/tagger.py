"""The partners of a report, each with role, evidence and every place where it is named."""

import math
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

from reportminer.config import models_dir
from reportminer.errors import ModelError
from reportminer.labels import PartnerRole
from reportminer.manifest import check_folder
from reportminer.tag.encoder.lower import HINT
from reportminer.tag.partners.classifier import Blend, Models, load, logistic
from reportminer.tag.partners.features import Reading, features, name_of
from reportminer.tag.partners.generics import generic
from reportminer.tag.partners.portrait import portraits
from reportminer.tag.partners.reader import ROLES, Reader
from reportminer.tag.partners.reader import load as load_reader
from reportminer.tag.partners.reading import read
from reportminer.tag.partners.records import Body, Named
from reportminer.tag.partners.roles import FIRST, Likely, role_of
from reportminer.tag.partners.siblings import siblings
from reportminer.types import Mention, Outline, Partner, Report, Segment, Span

Numbers = Mapping[str, float]


class PartnerTagger:
    """Finds who takes part: names by grammar, their kind by a recogniser, partners by a classifier.

    What may be a partner by the classifier is read by a small transformer, which has a say in it.
    """

    def __init__(self, models: Models | None = None, *, fast: bool = False) -> None:
        """`fast`: without the reader. Raises ModelError where models are missing or damaged."""
        if models is None:
            check_folder(models_dir(), "partners")
        self._models = models or load()
        self._reader = None if fast else fitting(self._models.read)

    def tag(
        self, report: Report, outline: Outline, segments: Sequence[Segment]
    ) -> tuple[tuple[Partner, ...], tuple[Mention, ...]]:
        """Partners in the order in which they are first named, and their mentions in text order.

        `report.text[m.start:m.end]` is one of the aliases of `partners[m.partner]` for each mention.
        Raises ModelError where the models are missing.
        """
        reading = read(report, outline, segments, self._models.mention.of_set)
        rows = features(reading)
        nobody = generic(reading.bodies, reading.small_words)
        partners: list[Partner] = []
        mentions: list[Mention] = []
        taken = self._found(reading, rows, nobody)
        most = max((len(reading.bodies[n].mentions) for n in taken), default=0)
        for number, found in sorted(taken.items()):
            body, row = reading.bodies[number], rows[number]
            first = {FIRST: float(len(body.mentions) >= most)}
            mentions.extend(Mention(len(partners), m.name.start, m.name.end) for m in body.mentions)
            role = role_of(body, reading, {**row, **first}, Likely(self._models.roles, found.roles))
            partners.append(_partner(body, reading, role, found.probability))
        return tuple(partners), tuple(sorted(mentions, key=lambda m: (m.start, m.end)))

    def _found(self, reading: Reading, rows: Sequence[Numbers], nobody: Set[int]) -> dict[int, "_Found"]:
        """The bodies that are partners, by their indices: by the classifier, or by a list they stand in."""
        odds = {n: self._models.body.of_numbers(row) for n, row in enumerate(rows) if n not in nobody}
        blend = self._models.read
        sieve, limit = -math.inf, self._models.threshold
        if self._reader is not None and blend is not None:
            sieve, limit = blend.sieve, blend.threshold
        judged = self._judged(reading, {n: own for n, own in odds.items() if own >= sieve})
        found = {n: one for n, one in judged.items() if one.probability >= limit}
        beside = siblings(reading, found.keys(), nobody)
        judged |= self._judged(reading, {n: odds[n] for n in sorted(beside - judged.keys())})
        return found | {n: judged[n] for n in beside}

    def _judged(self, reading: Reading, odds: Mapping[int, float]) -> dict[int, "_Found"]:
        """What is said of bodies whose log odds are given, by the reader too where there is one."""
        blend = self._models.read
        if self._reader is None or blend is None:
            return {n: _Found(logistic(own)) for n, own in odds.items()}
        said = zip(odds, self._reader.read(portraits(reading, list(odds))).tolist(), strict=True)
        return {n: _found(blend, odds[n], row) for n, row in said}


@dataclass(frozen=True, slots=True)
class _Found:
    """What is said of a body in the end."""

    probability: float
    roles: Numbers = field(default_factory=dict)
    """Log odds of each role by the reader."""


def _found(blend: Blend, body: float, said: Sequence[float]) -> _Found:
    return _Found(blend.probability(body, said[0]), dict(zip(ROLES, said[1:], strict=True)))


def fitting(blend: Blend | None) -> Reader | None:
    """The reader that there are weights for; None where there are no weights, or no reader.

    Raises ModelError where it is another one.
    """
    reader = load_reader() if blend else None
    if blend is None or reader is None:
        return None
    if reader.digest != blend.reader_sha256:
        raise ModelError("the reader is not the one that the classifier was fitted to", hint=HINT)
    return reader


def _partner(body: Body, reading: Reading, role: PartnerRole, confidence: float) -> Partner:
    return Partner(
        name=name_of(body),
        aliases=tuple(body.names),
        role=role,
        confidence=round(confidence, 4),
        evidence=_evidence(body.mentions, reading),
    )


def _evidence(quoted: Sequence[Named], reading: Reading) -> Span:
    """The segment (or heading, where there is none) that shows best that it takes part."""
    best = max(
        quoted,
        key=lambda m: (reading.places[m.place].segment >= 0, reading.scores[m.name.start], -m.name.start),
    )
    place = reading.places[best.place]
    return place.start, place.end
