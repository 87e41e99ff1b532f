"""Which other names stand near a mention: whoever stands beside partners is more often one itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reportminer.tag.partners.records import Body

NEAR = 250
"""Characters between the beginnings of two names that stand near each other."""
_MOST = 40
"""Neighbours of a mention that are looked at on either side."""

_Standing = tuple[int, int, int]
"""Start of a mention, its place, its body."""


@dataclass(frozen=True, slots=True)
class Company:
    """The names near a mention."""

    others: int
    """How many other bodies are near, four at most."""
    lead: str
    """`is`: it is the body named most often; `with`: that one stands near; `without`: it does not."""


def companies(bodies: Sequence[Body], lead: int) -> dict[int, Company]:
    """The company of every mention, by its start; `lead` is the index of the body named most often, or -1."""
    standing = sorted((m.name.start, m.place, n) for n, body in enumerate(bodies) for m in body.mentions)
    return {item[0]: _company(standing, at, lead) for at, item in enumerate(standing)}


def _company(standing: Sequence[_Standing], at: int, lead: int) -> Company:
    own = standing[at][2]
    near = set(_around(standing, at)) - {own}
    return Company(min(len(near), 4), "is" if own == lead else "with" if lead in near else "without")


def _around(standing: Sequence[_Standing], at: int) -> Iterator[int]:
    start, place, _ = standing[at]
    before = range(at - 1, max(at - _MOST, 0) - 1, -1)
    after = range(at + 1, min(at + _MOST + 1, len(standing)))
    for side in (before, after):
        for other, where, body in map(standing.__getitem__, side):
            if where != place or abs(other - start) >= NEAR:
                break
            yield body
