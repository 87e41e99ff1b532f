"""What is shown of a body to the reader: its name, how often it is named, and the words around it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reportminer.labels import MINEABLE
from reportminer.tag.partners.features import Reading, name_of
from reportminer.tag.partners.records import Body, Named

AROUND = 100
"""Characters shown on each side of a name, within its segment."""
HEADING = 60
"""Characters shown of a heading, its last."""
TELLING = 40
"""Characters around a name from which on they may tell something."""
_ALIKE = 40
"""Characters next to a name by which places are told apart: a table may say the same a hundred times."""
_OFTEN = ((1, "once"), (2, "twice"), (5, "few"), (14, "some"), (49, "many"))


@dataclass(frozen=True, slots=True)
class Glimpse:
    """One mention and what stands around it."""

    heading: str
    before: str
    name: str
    after: str


@dataclass(frozen=True, slots=True)
class Portrait:
    """A body as the reader sees it."""

    name: str
    often: str
    """How often it is named, in words."""
    glimpses: tuple[Glimpse, ...]


def portraits(reading: Reading, wanted: Sequence[int]) -> Iterator[Portrait]:
    """A portrait of each of the bodies whose indices are `wanted`."""
    for body in (reading.bodies[number] for number in wanted):
        often = next((word for most, word in _OFTEN if len(body.mentions) <= most), "very many")
        yield Portrait(name_of(body), often, tuple(_glimpses(reading, body)))


def _glimpses(reading: Reading, body: Body) -> list[Glimpse]:
    """The first, the last and one in the middle, of those in running text where there are any."""
    found: dict[tuple[str, str], tuple[bool, Glimpse]] = {}
    for mention in sorted(body.mentions, key=lambda m: m.name.start):
        seen = _glimpse(reading, mention)
        telling = len(seen.before) + len(seen.after) > TELLING
        told = telling and reading.places[mention.place].kind in MINEABLE
        found.setdefault((seen.before[-_ALIKE:], seen.after[:_ALIKE]), (told, seen))
    best = [seen for told, seen in found.values() if told] or [seen for _, seen in found.values()]
    return [best[at] for at in sorted({0, len(best) // 2, len(best) - 1})]


def _glimpse(reading: Reading, mention: Named) -> Glimpse:
    place, name = reading.places[mention.place], mention.name
    before = reading.text[max(place.start, name.start - AROUND) : name.start]
    after = reading.text[name.end : min(place.end, name.end + AROUND)]
    return Glimpse(place.heading[-HEADING:], _plain(before), name.text, _plain(after))


def _plain(text: str) -> str:
    return " ".join(text.split())
