"""Names near a mention, and names that are no organisation."""

import pytest

from reportminer.tag.partners.company import NEAR, companies
from reportminer.tag.partners.kinds import kind_of
from reportminer.tag.partners.names import Name
from reportminer.tag.partners.records import Body, Named


def body(*starts: int, place: int = 0) -> Body:
    return Body(mentions=[Named(Name("Quay Trust", s, s + 10, opening=False), place) for s in starts])


def test_company_counts_other_bodies_near_and_knows_the_lead() -> None:
    found = companies([body(0, 40), body(20), body(60)], lead=0)
    assert found[0].lead == "is"
    assert found[0].others == 2
    assert found[20].lead == "with"
    assert found[20].others == 2


def test_names_far_away_or_in_another_place_are_no_company() -> None:
    found = companies([body(0), body(NEAR), body(20, place=1)], lead=1)
    assert [found[0].others, found[20].others, found[NEAR].others] == [0, 0, 0]
    assert found[0].lead == "without"


def test_company_of_very_many_names_stays_small() -> None:
    found = companies([body(n) for n in range(0, 6000, 2)], lead=-1)
    assert {item.others for item in found.values()} == {4}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Thérèse Marlow", "not_person"),
        ("Ahmed B. Karimi", "not_person"),
        ("Ahmed Karimi Foundation", "funder"),
        ("Nairobi", "place"),
        ("Nairobi City Council", "government"),
        ("MoUs", "not_abbreviation"),
        ("Mercy Corps", "ngo"),
        ("Jordan", "country"),
    ],
)
def test_people_towns_and_abbreviations_are_no_organisations(name: str, kind: str) -> None:
    assert kind_of(name) == kind
