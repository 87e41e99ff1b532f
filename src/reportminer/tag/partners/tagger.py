"""The partners of a report, each with role, evidence and every place where it is named."""

from collections.abc import Sequence

from reportminer.config import models_dir
from reportminer.labels import PartnerRole
from reportminer.manifest import check_folder
from reportminer.tag.partners.classifier import Models, load
from reportminer.tag.partners.features import Reading, features, name_of
from reportminer.tag.partners.reading import read
from reportminer.tag.partners.records import Body, Named
from reportminer.tag.partners.roles import role_of
from reportminer.types import Mention, Outline, Partner, Report, Segment, Span


class PartnerTagger:
    """Finds who takes part: names by grammar, their kind by a recogniser, partners by a classifier."""

    def __init__(self, models: Models | None = None) -> None:
        if models is None:
            check_folder(models_dir(), "partners")
        self._models = models or load()

    def tag(
        self, report: Report, outline: Outline, segments: Sequence[Segment]
    ) -> tuple[tuple[Partner, ...], tuple[Mention, ...]]:
        """Partners in the order in which they are first named, and their mentions in text order.

        `report.text[m.start:m.end]` is one of the aliases of `partners[m.partner]` for each mention.
        Raises ModelError where the models are missing.
        """
        reading = read(report, outline, segments, self._models.mention.of_set)
        partners: list[Partner] = []
        mentions: list[Mention] = []
        for body, row in zip(reading.bodies, features(reading), strict=True):
            confidence = self._models.probability(row)
            if confidence < self._models.threshold:
                continue
            mentions.extend(Mention(len(partners), m.name.start, m.name.end) for m in body.mentions)
            role = role_of(body, reading, row, self._models.roles)
            partners.append(_partner(body, reading, role, confidence))
        return tuple(partners), tuple(sorted(mentions, key=lambda m: (m.start, m.end)))


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
