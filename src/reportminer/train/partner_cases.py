"""Annotated reports as the partner classifiers learn from them."""

from collections.abc import Iterator
from dataclasses import dataclass

from reportminer.tag.partners.context import mention_features
from reportminer.tag.partners.features import Reading, features, kind_of_body
from reportminer.tag.partners.kinds import name_key
from reportminer.tag.partners.records import Body


@dataclass(frozen=True, slots=True)
class Case:
    """A report read by the tagger, with what an annotator says of it."""

    name: str
    group: str
    """Reports of one organisation share a group: never split between training and test."""
    pages: frozenset[int]
    """The pages that were annotated; empty for all."""
    partners: tuple[frozenset[str], ...]
    """Name keys of each partner."""
    optional: tuple[frozenset[str], ...]
    """Partners on which annotators differed: neither right nor wrong."""
    reading: Reading


@dataclass(frozen=True, slots=True)
class Example:
    """A body named on an annotated page."""

    body: int
    """Its index in the reading."""
    right: bool
    matched: frozenset[int]
    """Indices of the partners it matches."""


def keys_in_window(case: Case, body: Body) -> frozenset[str]:
    """Keys of the spellings that stand on annotated pages (and may be quoted)."""
    places = case.reading.places
    return frozenset(
        name_key(m.name.text)
        for m in body.mentions
        if places[m.place].quotable and (not case.pages or places[m.place].page in case.pages)
    )


def examples(case: Case) -> list[Example]:
    """The bodies of a case that the annotator has judged by naming them or not."""
    found = []
    for number, body in enumerate(case.reading.bodies):
        keys = keys_in_window(case, body)
        matched = frozenset(n for n, partner in enumerate(case.partners) if partner & keys)
        doubtful = any(partner & keys for partner in case.optional)
        if keys and not (doubtful and not matched):
            found.append(Example(number, bool(matched), matched))
    return found


def mention_rows(case: Case) -> Iterator[tuple[list[str], bool]]:
    """Features of each mention on annotated pages, and whether it names a partner."""
    places = case.reading.places
    for example in examples(case):
        body = case.reading.bodies[example.body]
        kind = kind_of_body(body)
        for mention in body.mentions:
            place = places[mention.place]
            if not case.pages or place.page in case.pages:
                yield (
                    list(mention_features(case.reading.contexts[mention.name.start], place, kind)),
                    example.right,
                )


def body_rows(case: Case) -> list[dict[str, float]]:
    """Features of each example's body."""
    rows = features(case.reading)
    return [rows[example.body] for example in examples(case)]
