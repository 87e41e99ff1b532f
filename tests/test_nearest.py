"""Slips of the pen told with their mend."""

import pytest

from reportminer.nearest import meant, nearest

THEMES = {"coordination": "coordination", "ferry fares": "fares", "fares": "fares", "harbours": "ports"}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("cordination", "did you mean coordination?"),
        ("FERY FARES", "did you mean fares?"),
        ("harbors", "did you mean ports?"),
        ("zebra", ""),
        ("", ""),
    ],
)
def test_a_slip_is_told_with_what_it_may_stand_for(said, told):
    assert meant(said, THEMES) == told


def test_several_that_look_like_it_are_told_the_most_alike_first():
    known = ["Quay Truss", "Quay Trust", "Saltmere Ferries"]
    assert nearest("Quay Trusts", known) == ["Quay Trust", "Quay Truss"]
    assert meant("Quay Trusts", known) == "did you mean Quay Trust or Quay Truss?"


def test_names_that_differ_in_case_alone_are_all_told():
    assert nearest("ports", ["Port", "PORT"]) == ["Port", "PORT"]


def test_without_names_nothing_is_meant():
    assert meant("ferries", []) == ""
