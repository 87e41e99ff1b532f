"""Names that are no one body, lists whose members are partners, and what a name tells of kind."""

import pytest

from reportminer.tag.partners.features import Reading
from reportminer.tag.partners.generics import generic
from reportminer.tag.partners.identity import bodies
from reportminer.tag.partners.kinds import telling_kind
from reportminer.tag.partners.places import read_names
from reportminer.tag.partners.records import Body, Place
from reportminer.tag.partners.siblings import siblings


def place(text: str) -> Place:
    from reportminer.labels import BlockKind, Role

    return Place(0, len(text), BlockKind.PARAGRAPH, Role.OTHER, "", 0, False, frozenset(), False)


def bodies_of(text: str) -> list[Body]:
    found = [place(text)]
    named, defined = read_names(text, found)
    return bodies(named, found, defined)


def left(text: str, *small: str) -> set[str]:
    """Names of the bodies that are not generic."""
    told = bodies_of(text)
    nobody = generic(told, frozenset(small))
    return {name for n, body in enumerate(told) if n not in nobody for name in body.names}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("They asked Justice for boats.", "Justice"),
        ("Then came the Government for boats.", "Government"),
        ("Then came the Steering Committee of it.", "Steering Committee"),
        ("Then came the Partnerships Unit of it.", "Partnerships Unit"),
        ("Then came the Health Boards and left.", "Health Boards"),
        ("Then came the QHS Trusts and left.", "QHS Trusts"),
        ("Then two of them (Justice; Social Affairs) signed.", "Social Affairs"),
    ],
)
def test_names_of_no_one_body(text: str, name: str) -> None:
    assert name in {name for body in bodies_of(text) for name in body.names}
    assert name not in left(text, "justice", "health")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Then came the Ministry of Justice.", "Ministry of Justice"),
        ("Then came Social Affairs and Home Affairs.", "Social Affairs"),
        ("Then came the Rafter Steering Committee.", "Rafter Steering Committee"),
        ("Then came the UK Governments and the UK Government. The UK Government left.", "UK Government"),
        ("Then came the United Nations.", "United Nations"),
        ("They asked Rafter for boats.", "Rafter"),
    ],
)
def test_names_of_a_body(text: str, name: str) -> None:
    assert name in left(text, "justice")


def in_lists(text: str, partner: str) -> set[str]:
    """The bodies that stand in a list with a partner."""
    told = bodies_of(text)
    reading = Reading([place(text)], told, {}, {}, {}, {}, frozenset({"mending"}), text)
    one = {n for n, body in enumerate(told) if partner in body.names}
    return {name for n in siblings(reading, one, set()) for name in told[n].names}


def test_whoever_stands_in_a_list_with_a_partner_is_one() -> None:
    text = "The town led a partnership of Rafter, Quarrel Trust, Mending and Orrin BHT in Norway."
    assert in_lists(text, "Quarrel Trust") == {"Rafter", "Orrin BHT"}


def test_a_list_that_nothing_announces_makes_no_partners() -> None:
    assert not in_lists("The town looked at Rafter, Quarrel Trust and Orrin BHT.", "Quarrel Trust")


def test_a_list_without_a_partner_makes_none() -> None:
    assert not in_lists("They worked with Rafter and Orrin BHT. Quarrel Trust paid.", "Quarrel Trust")


def test_countries_are_no_siblings() -> None:
    assert not in_lists("They worked with Quarrel Trust, Norway and Ghana.", "Quarrel Trust")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Quarrel Women's Centre", ""),
        ("Centre for Marsh Birds", "research"),
        ("Orrin Research Centre", "research"),
        ("Rafter Group", ""),
        ("Harbour Working Group", "network"),
        ("Quarrel Climate Council", ""),
        ("Quarrel City Council", "government"),
        ("Quarrel Council", "government"),
        ("Orrin Care Trust", ""),
        ("Prison Fellowship Quarrel", "community"),
        ("Grand Total", "not_thing"),
    ],
)
def test_one_word_is_not_enough_to_tell_a_kind(name: str, kind: str) -> None:
    assert telling_kind(name) == kind
