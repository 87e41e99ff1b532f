"""What is shown of a body to the reader: a few of its mentions, each with the words around it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reportminer.labels import MINEABLE, BlockKind
from reportminer.tag.partners.features import Reading, name_of
from reportminer.tag.partners.records import Body, Named

AROUND = 140
"""Characters shown on each side of a name, within its segment."""
HEADING = 60
"""Characters shown of a heading, its last."""
TELLING = 40
"""Characters around a name from which on they may tell something."""
MOST = 3
"""Mentions that are shown of a body."""
_ALIKE = 40
"""Characters next to a name by which places are told apart: a table may say the same a hundred times."""
_OFTEN = ((1, "once"), (2, "twice"), (5, "few"), (14, "some"), (49, "many"))
_KINDS = {BlockKind.LIST_ITEM: "- ", BlockKind.TABLE_ROW: "| "}


@dataclass(frozen=True, slots=True)
class Glimpse:
    """One mention as the reader sees it."""

    body: str
    """What the body is called in full."""
    often: str
    """How often it is named, in words."""
    heading: str
    before: str
    name: str
    after: str


def portraits(reading: Reading, wanted: Sequence[int]) -> Iterator[list[Glimpse]]:
    """Glimpses of each of the bodies whose indices are `wanted`."""
    for body in (reading.bodies[number] for number in wanted):
        yield [glimpse(reading, body, mention) for mention in telling(reading, body)]


def telling(reading: Reading, body: Body) -> list[Named]:
    """The mentions that show most, by their scores: in running text where there are any, no two alike."""
    found: dict[tuple[str, str], tuple[bool, Named]] = {}
    for mention in sorted(body.mentions, key=lambda m: (-reading.scores[m.name.start], m.name.start)):
        before, after = _around(reading, mention)
        told = len(before) + len(after) > TELLING and reading.places[mention.place].kind in MINEABLE
        found.setdefault((before[-_ALIKE:], after[:_ALIKE]), (told, mention))
    best = [mention for told, mention in found.values() if told]
    return (best or [mention for _, mention in found.values()])[:MOST]


def glimpse(reading: Reading, body: Body, mention: Named) -> Glimpse:
    """A mention of a body with what stands around it."""
    place = reading.places[mention.place]
    before, after = _around(reading, mention)
    often = next((word for most, word in _OFTEN if len(body.mentions) <= most), "very many")
    kind = _KINDS.get(place.kind, "")
    return Glimpse(name_of(body), often, place.heading[-HEADING:], kind + before, mention.name.text, after)


def _around(reading: Reading, mention: Named) -> tuple[str, str]:
    place, name = reading.places[mention.place], mention.name
    before = reading.text[max(place.start, name.start - AROUND) : name.start]
    after = reading.text[name.end : min(place.end, name.end + AROUND)]
    return " ".join(before.split()), " ".join(after.split())
