"""What is known of bodies over a whole report."""

import time
from collections.abc import Sequence

import pytest

from reportminer.labels import BlockKind, Role
from reportminer.tag.partners.context import contexts
from reportminer.tag.partners.features import Reading, _belongs, features
from reportminer.tag.partners.records import Body, Name, Named, Place


def reading_of(bodies: Sequence[Sequence[str]]) -> Reading:
    """A report of one list; each body stands in it under each of its names."""
    text = "\n".join(name for names in bodies for name in names)
    place = Place(0, len(text), BlockKind.PARAGRAPH, Role.PARTNERS, "", 0, False, frozenset(), False)
    made, at = [], 0
    for names in bodies:
        made.append(Body())
        for name in names:
            made[-1].mentions.append(Named(Name(name, at, at + len(name), opening=False), 0))
            at += len(name) + 1
    named = [mention for body in made for mention in body.mentions]
    starts = [mention.name.start for mention in named]
    around = dict(zip(starts, contexts(text, named, [place]), strict=True))
    pages = dict.fromkeys(starts, 1)
    return Reading([place], made, around, {}, dict.fromkeys(starts, 0.0), pages, frozenset(), text)


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("Quay Trust Boat Office", True),
        ("Quay Trust’s Boat Office", True),
        ("Quay Trust's Boat Office", True),
        ("Quay Trust", False),
        ("Quay Trustees Office", False),
        ("Boat Office of the Quay Trust", False),
        ("Quay", False),
    ],
)
def test_a_part_of_the_body_that_is_named_most_begins_with_its_name(name: str, part: bool) -> None:
    rows = features(reading_of([["Quay Trust", "Quay Trust"], [name]]))
    assert ("unit of the most named" in rows[1]) == part


def test_many_bodies_named_equally_often_take_time_as_their_number() -> None:
    def seconds(count: int) -> float:
        reading = reading_of([[f"Quay{n:05} Trust"] * 2 for n in range(count)])
        chief = frozenset(name for body in reading.bodies for name in body.names)
        before = time.process_time()
        assert not any(_belongs(body, chief) for body in reading.bodies)
        return time.process_time() - before

    seconds(10)
    assert seconds(10_000) < 3 * seconds(5_000) + 0.05
