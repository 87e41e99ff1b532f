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


@pytest.mark.parametrize(
    ("lines", "actor"),
    [
        # who recommends is not who should act
        (["R: The Inspectors urge the Quayside Trust to mend the sluice."], "Quayside Trust"),
        (["R: The Inspectors therefore suggest having the sluice mended."], ""),
        (
            ["R: The Inspectors encourage heads of unit to reference the sluice in their plans."],
            "heads of unit",
        ),
        (["C: The Inspectors found that the sluice leaked."], ""),
        # an acronym that the report explains as a thing, and words written large that are no names
        (["Care for locks and sluices (CLS) costs little.", "R: CLS should be paid for."], ""),
        (["R: A robust Theory of Change should come first.", "Change of theory was slow."], ""),
        (["R: Better risk management should come first."], ""),
    ],
)
def test_who_recommends_and_things_do_not_act(attributed, lines, actor):
    assert attributed(lines, NAMES).actor == actor


def test_a_body_s_management_is_the_body(attributed):
    found = attributed(["R: Quayside Trust management should mend the sluice."], NAMES)
    assert (found.actor, found.actor_partner) == ("Quayside Trust management", 0)


def test_the_office_is_that_of_whom_the_report_tells_most(attributed):
    often = [f"The Quayside Trust met in week {week}." for week in range(12)]
    assert attributed([*often, "R: The country office should mend the sluice."], NAMES).actor_partner == 0
    assert (
        attributed([*often[:3], "R: The country office should mend the sluice."], NAMES).actor_partner == -1
    )
