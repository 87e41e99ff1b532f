"""Who should act and who has it, where partners are known."""

import pytest

from reportminer.link import who

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
        # nor is management an actor where it begins a compound noun
        (["R: Notes and management responses from past floods should be read again."], ""),
        (["R: Management responses should be read again."], ""),
        (["R: Management should read them again."], "Management"),
        # who is counted out so may act, a thing does not
        (["R: Every larder ought to have a younger person beside the cook."], "Every larder"),
        (["R: Every contract ought to have a younger person beside the cook."], ""),
        (["R: Any future rent cash ought to travel with a receipt."], ""),
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


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        # who says so, and whose advice it was
        (
            "Mr Orlo Fenn, head of the lock at Barrowmere, argued that the Quayside Trust must pay.",
            "Quayside Trust",
        ),
        ("The North Ministry claimed that more sluices would be useful.", ""),
        ("Publish the tables every month, as recommended by the North Ministry.", ""),
        ("We ask that the Fen Drainage Board consider a second sluice.", "Fen Drainage Board"),
        # a body's name inside another thing's
        ("Accordingly, the Quayside Trust website should stay online.", ""),
        ("My principal recommendation remains that a fund should be set up.", ""),
        ("That all Quayside Trust branches have a ledger in place.", "all Quayside Trust branches"),
        ("South–South exchange should be paid for.", ""),
        ("Read the Quayside Trust's leaflet before the rains.", ""),
        ("An inter-agency desk should be opened.", ""),
        # a name with `and` in it, and a label that ran in
        ("The Rural and Coastal Board (RCB) should print them.", "Rural and Coastal Board"),
        ("Principle 3 Boards should keep a ledger.", "Boards"),
        # who only receives, and whom a verb in -ing has for its object
        ("All patients should receive the same letter.", ""),
        ("Encouraging councils – a prize would cost little.", ""),
        # what is recommended behind `that`, and by whom it is to be done
        ("That the water councils of both towns share one well.", "water councils of both towns"),
        ("We recommend that the wells be mended by the water councils.", "water councils"),
        ("It was late, but where possible, councils should meet.", "councils"),
        # people by what they do, and things that are named like them
        ("Glaziers need to look twice.", "Glaziers"),
        ("The shutters need to be painted, and the ledgers should balance.", ""),
        ("Once councils have a ledger, it should balance.", ""),
    ],
)
def test_what_stands_around_a_phrase_tells_whether_it_acts(attributed, text, actor):
    small = ["The rural councils, patients and boards met; no branches did.", "We saw the South of the town."]
    assert attributed([*small, f"R: {text}"], NAMES).actor == actor


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        # a clause before `and`, `but`, `or` is no half of the subject
        ("Boats waited too long and the council should lend a tug.", "council"),
        ("The wardens left in the third spring but the ministry must hire more.", "ministry"),
        ("The wardens painted the lock and their boards should pay.", "boards"),
        ("The wardens may stay, or the council must lend a tug.", "council"),
        ("The teams failed in most towns and each council should lend a tug.", "each council"),
        # and a noun phrase is one
        ("The wardens and the council should lend a tug.", "wardens and the council"),
        ("The affected wardens and the council should meet.", "affected wardens and the council"),
        (
            "Wardens involved in the work and the council should meet.",
            "Wardens involved in the work and the council",
        ),
        ("The clerk of the board and the council should meet.", "clerk of the board and the council"),
        ("The newly arrived wardens and the council should meet.", "newly arrived wardens and the council"),
        ("Two retired wardens and the council should meet.", "Two retired wardens and the council"),
        ("Tides rose again and the council should lend a tug.", "council"),
        ("Boats at last departed and the council should lend a tug.", "council"),
        # a time before the subject without a comma
        ("By Q3 2031 the wardens should sign.", "wardens"),
        ("In 2031 the wardens should sign.", "wardens"),
        ("In future the wardens should sign.", "wardens"),
        ("Within nine months the wardens should sign.", "wardens"),
        # a verb in its bare form that is a noun inside a name
        ("We recommend that the sign language wardens be paid.", "sign language wardens"),
        ("We recommend that the village supply council meet the clerk.", "village supply council"),
        ("We recommend that the council repair boats and publish the cost.", "council"),
        ("We recommend that the council sign the lease.", "council"),
        # a noun that is a verb before an article
        ("It is strongly recommended that the lock council review the ledger.", "lock council"),
    ],
)
def test_the_subject_is_that_of_its_own_clause(attributed, text, actor):
    small = ["The council and its boards, clerk and wardens met.", "No ministry did."]
    assert attributed([*small, f"R: {text}"]).actor == actor


def test_a_clause_before_a_difficulty_is_no_half_of_who_has_it(attributed):
    assert attributed(["C: Boats waited too long and the council lacked tugs."]).actor == "council"


def test_a_statement_brought_in_by_that_has_its_own_subject(attributed):
    text = "We share the view, often put, that councils need to meet."
    assert attributed([f"R: {text}"]).actor == "councils"
    assert attributed(["R: Given that costs rise, councils need to meet."]).actor == "councils"
    assert attributed(["C: The inspectors heard that the council lacked a ledger."]).actor == "council"


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("The rural volunteers had not been told where the keys were.", "rural volunteers"),
        ("Half of it was lost, since the wardens didn't know that it was there.", "wardens"),
        ("The keys could not be found.", ""),
        ("The wardens voiced concern over the lack of keys.", ""),
    ],
)
def test_who_was_left_out_has_the_difficulty(attributed, text, actor):
    assert attributed([f"C: {text}"]).actor == actor


def test_a_heading_of_any_length_is_read_in_part(attributed, monkeypatch):
    read, plain = [], who.tokenise
    monkeypatch.setattr(who, "tokenise", lambda text, begin=0: read.append(len(text)) or plain(text, begin))
    heading = "# Recommendations for the Quayside Trust " + "which keeps locks " * 10_000
    assert attributed([heading, "R: Open on Sundays."], NAMES).actor == "Quayside Trust"
    assert max(read) <= who.MAX_CHARACTERS
