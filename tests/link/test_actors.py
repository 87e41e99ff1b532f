"""Who should act and who has it, where partners are known."""

import pytest

NAMES = ("Quayside Trust", "QT", "Fen Drainage Board", "North Ministry")


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("The Quayside Trust should open on Sundays.", "Quayside Trust"),
        ("Quayside Trust to open on Sundays.", "Quayside Trust"),
        ("Open on Sundays (Quayside Trust).", "Quayside Trust"),
        ("Open on Sundays (Quayside Trust, 2031).", "Quayside Trust"),
        ("We ask the Fen Drainage Board to clear the sluice.", "Fen Drainage Board"),
        ("Let the Fen Drainage Board clear the sluice.", "Fen Drainage Board"),
        (
            "The Quayside Trust and the Fen Drainage Board should meet.",
            "Quayside Trust and the Fen Drainage Board",
        ),
    ],
)
def test_a_partner_is_asked(attributed, text, actor):
    assert attributed([f"R: {text}"], NAMES).actor == actor


def test_the_actor_is_tied_to_the_partner(attributed):
    assert attributed(["R: The Quayside Trust should open on Sundays."], NAMES).actor_partner == 0
    assert attributed(["R: QT should open on Sundays."], NAMES).actor_partner == 1
    assert attributed(["R: Donors should pay on time."], NAMES).actor_partner == -1


def test_a_lesson_has_no_actor(attributed):
    assert attributed(["L: The Quayside Trust should have asked first."], NAMES).actor == ""


def test_a_person_in_brackets_is_who_said_it(attributed):
    found = attributed(["- R: Ring the bell first. (Mabel)"], NAMES)
    assert (found.actor, found.speaker) == ("", "Mabel")
