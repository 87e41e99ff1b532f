"""Who stands in one list with partners: "a partnership of Quarrel Trust, Rafter and Orrin Homes".

Where words right before a list say that those in it work together, and one of them is a partner, so are
the others, however little else the report tells of them.
"""

from collections.abc import Iterator, Set
from functools import lru_cache
from itertools import chain

from reportminer.tag.partners.context import adjoin
from reportminer.tag.partners.features import Reading, kind_of_body
from reportminer.tag.partners.records import Named
from reportminer.tag.partners.rules import cues

_BEFORE = 60
"""Characters before a list in which the words that announce it are looked for."""
_LONGEST = 15
"""Bodies of a list; a longer one is read by the classifier alone."""
_ELSE = frozenset({"GPE", "LOC", "NORP", "PERSON"})
_NO_BODY = frozenset({"country", "place", "state"})

_Standing = tuple[Named, int]
"""A mention and its body."""


def siblings(reading: Reading, partners: Set[int], nobody: Set[int]) -> set[int]:
    """Indices of the bodies that stand in a list with some of `partners`; none of `nobody`."""
    found: set[int] = set()
    for row in _rows(reading):
        members = {body for _, body in row}
        if 1 < len(members) <= _LONGEST and members & partners and _announced(reading, row[0][0]):
            found |= {n for n in members - partners - nobody if _may_be(reading, n)}
    return found


def _rows(reading: Reading) -> Iterator[list[_Standing]]:
    """The lists of a report."""
    standing = sorted(
        chain.from_iterable(((m, n) for m in body.mentions) for n, body in enumerate(reading.bodies)),
        key=lambda item: item[0].name.start,
    )
    row: list[_Standing] = []
    for item in standing:
        if row and not _goes_on(reading, row[-1][0], item[0]):
            yield row
            row = []
        row.append(item)
    yield from [row] if row else []


def _goes_on(reading: Reading, one: Named, other: Named) -> bool:
    return one.place == other.place and adjoin(reading.text[one.name.end : other.name.start])


def _announced(reading: Reading, first: Named) -> bool:
    floor = max(reading.places[first.place].start, first.name.start - _BEFORE)
    before = " ".join(reading.text[floor : first.name.start].lower().split())
    before = before.removesuffix(" the").removesuffix(" both").removesuffix(":")
    return before.endswith(_announcing())


@lru_cache(maxsize=1)
def _announcing() -> tuple[str, ...]:
    return cues().row


def _may_be(reading: Reading, number: int) -> bool:
    """Whether nothing speaks against its being an organisation: its name, or what it is taken for."""
    body = reading.bodies[number]
    kind = kind_of_body(body)
    if kind in _NO_BODY or kind.startswith("not_"):
        return False
    single = all(" " not in name for name in body.names)
    taken = sum(count for label, count in body.votes.items() if label in _ELSE)
    if single and any(name.lower() in reading.small_words for name in body.names):
        return body.votes.get("ORG", 0) > 0
    return taken * 2 <= sum(body.votes.values()) or (not single and "PERSON" in body.votes)
