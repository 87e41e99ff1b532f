"""Annotated reports as the partner classifiers learn from them."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from reportminer.tag.partners.context import mention_features
from reportminer.tag.partners.features import Reading, kind_of_body, name_of
from reportminer.tag.partners.records import Body, Named

_MARKS = re.compile(r"[^\w ]+")


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
    roles: tuple[frozenset[str], ...]
    """Roles that annotators gave each partner; empty where they gave none."""
    reading: Reading
    written: bool = False
    """Written for training: it counts less than a real report."""
    teaches: bool = False
    """Judged body by body for training: no figures are taken on it."""
    judged: frozenset[int] | None = None
    """Segments that were judged, by index, where the annotation lists them; None for all there is."""
    shows: Mapping[int, float] = field(default_factory=dict)
    """By start of a mention: whether it shows that its body is a partner (1), hints at it (½) or not (0)."""


@dataclass(frozen=True, slots=True)
class Example:
    """A body named on an annotated page."""

    body: int
    """Its index in the reading."""
    right: bool
    matched: frozenset[int]
    """Indices of the partners it matches."""


def match_key(name: str) -> str:
    """A name as annotations are compared: without case, marks and a leading "the"."""
    text = _MARKS.sub(" ", unicodedata.normalize("NFKC", name).lower())
    return " ".join(text.split()).removeprefix("the ")


def keys_in_window(case: Case, body: Body) -> frozenset[str]:
    """Keys of the spellings that stand on annotated pages, and in judged segments."""
    return frozenset(match_key(m.name.text) for m in body.mentions if in_window(case, m))


def in_window(case: Case, mention: Named) -> bool:
    """Whether it stands where the annotator looked."""
    if case.judged is not None and case.reading.places[mention.place].segment not in case.judged:
        return False
    return not case.pages or case.reading.pages[mention.name.start] in case.pages


def examples(case: Case) -> list[Example]:
    """The bodies of a case that the annotator has judged by naming them or not."""
    found = []
    for number, body in enumerate(case.reading.bodies):
        keys = keys_in_window(case, body)
        if keys:
            keys |= {match_key(name_of(body))}
        matched = frozenset(n for n, partner in enumerate(case.partners) if partner & keys)
        doubtful = any(partner & keys for partner in case.optional)
        if keys and not (doubtful and not matched):
            found.append(Example(number, bool(matched), matched))
    return found


@dataclass(frozen=True, slots=True)
class MentionRow:
    """A mention of an example's body as the mention model sees it."""

    example: int
    judged: bool
    """It stands on an annotated page."""
    start: int
    names: list[str]
    """Its binary features."""
    shows: float | None = None
    """Whether it shows that its body is a partner; None where nobody said."""


def mention_rows(case: Case) -> Iterator[MentionRow]:
    """Every mention of every body of the report; `example` is -1 for a body that was not judged."""
    reading = case.reading
    number = {example.body: n for n, example in enumerate(examples(case))}
    for at, body in enumerate(reading.bodies):
        kind = kind_of_body(body)
        for mention in body.mentions:
            start = mention.name.start
            place = reading.places[mention.place]
            names = list(mention_features(reading.contexts[start], reading.company[start], place, kind))
            shows = case.shows.get(start)
            yield MentionRow(number.get(at, -1), in_window(case, mention), start, names, shows)
