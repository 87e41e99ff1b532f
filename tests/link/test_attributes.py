"""Who should act, who has the problem, and how strongly a recommendation is put."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportminer.labels import BlockKind, Label, Method, SegmentKind
from reportminer.link.attributes import attribute
from reportminer.link.data import _load, read_words
from reportminer.parse.compose import Draft, Piece, compose
from reportminer.types import Finding, Report, Segment, Source

KINDS = {
    "#": (BlockKind.HEADING, None),
    "-": (BlockKind.LIST_ITEM, SegmentKind.LIST_ITEM),
    "": (BlockKind.PARAGRAPH, SegmentKind.SENTENCE),
}


def attributed(lines: Sequence[str], label: Label = Label.RECOMMENDATION) -> Finding:
    """The last line as a finding, with the lines before it as headings (#), points (-) or sentences."""
    kinds = [KINDS[line[0] if line[0] in "#-" else ""] for line in lines]
    texts = [line.lstrip("#- ") for line in lines]
    composed = compose(Draft(kind, (Piece(text),)) for (kind, _), text in zip(kinds, texts, strict=True))
    report = Report(Source("r", "r", "0" * 64, "text", 1), composed.text, (), composed.blocks, composed.lines)
    segments: list[Segment] = []
    for number, block in enumerate(composed.blocks):
        if kind := kinds[number][1]:
            segments.append(Segment(len(segments), kind, block.start, block.end, number, 0))
    last = segments[-1]
    finding = Finding(label, last.start, last.end, last.index, 0, 0.9, Method.RULE)
    return attribute(report, segments, [finding])[0]


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("The Ministry of Health should train its nurses.", "Ministry of Health"),
        ("In the coming year, the steering committee must meet each month.", "steering committee"),
        ("Donors need to fund running costs.", "Donors"),
        ("We recommend that the Government publish its accounts.", "Government"),
        ("It is recommended that all partners should agree on one form.", "all partners"),
        ("The review recommends that the city council, if it can, extend the scheme.", "city council"),
        ("District officers are encouraged to visit each clinic.", "District officers"),
        ("We urge the police to record each case.", "police"),
        ("It is essential for the two agencies to share one register.", "two agencies"),
        ("Recommendation 4: The Board of Trustees should appoint a treasurer.", "Board of Trustees"),
        ("3.2 The consortium and its partners should sign a memorandum.", "consortium and its partners"),
        (
            "Teachers, social workers and the police should meet weekly.",
            "Teachers, social workers and the police",
        ),
        ("The register should be kept by the lead agency.", "lead agency"),
        ("UNIDO could help with the tender.", "UNIDO"),
        ("On payment, the council should settle within a month.", "council"),
        ("The clinic should be required to open on Fridays.", "clinic"),
        ("The council would be wise to ask first.", "council"),
        ("Under the Harbours (Wales) Act the council must look over each boat.", "council"),
        ("The Friends of the Harbour should sign.", "Friends of the Harbour"),
        ("Organisations that run shelters should keep records.", "Organisations"),
        ("The lead agency, which has the staff, should chair the meetings.", "lead agency"),
        # nobody is named, or the one named does not act
        ("We should meet more often.", ""),
        ("They must agree on roles.", ""),
        ("It should be made clear who pays.", ""),
        ("More funding should be set aside.", ""),
        ("Staff should be trained in first aid.", ""),
        ("The action plan should set out deadlines.", ""),
        ("Training should cover first aid.", ""),
        ("Find a charity that could help.", ""),
        ("Forms should be aligned with the goals chosen by the ministry.", ""),
        ("Set clear goals.", ""),
    ],
)
def test_who_should_act(text: str, actor: str) -> None:
    assert attributed([text]).actor == actor


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("Partners must sign.", "must"),
        ("The board shall meet monthly.", "must"),
        ("Members need to agree on roles.", "should"),
        ("It is essential that roles are written down.", "must"),
        ("Partners should sign.", "should"),
        ("It is recommended that members meet.", "should"),
        ("We urge donors to pay on time.", "should"),
        ("Map all organisations before you begin.", "should"),
        ("Recommendation 2: Appoint a treasurer.", "should"),
        ("Do not promise what must be paid later.", "should"),
        ("Partners could share an office.", "could"),
        ("The board may wish to consider a reserve.", "could"),
        ("We suggest a shared office, which must be small.", "could"),
        ("A shared office can help.", "could"),
        ("The authors suggest that members should share an office.", "should"),
        ("The authors suggest that members share an office.", "could"),
        ("Report to the board where required.", "should"),
        ("Stronger links between schools.", "should"),
        ("Deploy no nurse without a contract.", "must"),
        ("No well may be dug before the survey.", "must"),
        ("Forms that could be merged should be merged.", "should"),
        ("We would like the clinic to open on Sundays.", "should"),
        ("The board is invited to consider a second term.", "could"),
        ("The drivers should be required to sign.", "should"),
        ("Meet again in May, all of you who may come.", "should"),
        ("Let the clerk keep one list before it can be lost.", "should"),
        ("Bakers whom nobody can reach need a bell, we think.", "should"),
        ("A town that wants a boat can hire one.", "could"),
        ("Perhaps the boats share a shed.", "could"),
        ("No rope is advisable on a wet deck.", "should"),
        ("The review sees scope for one shared office.", "could"),
        ("The sheds should be put in a position to open early.", "should"),
        ("A lock on the gate is non-negotiable.", "must"),
        ("A lock on the gate would be essential.", "should"),
        ("Equally important is a shed that could hold two boats.", "should"),
        ("This suggests the need for a second shed.", "should"),
        ("The ferry needs a second shed.", "should"),
        ("Plans for the boats that will be required next year.", "should"),
        ("A list of rules that must be kept.", "must"),
    ],
)
def test_how_strongly(text: str, modality: str) -> None:
    assert attributed([text]).modality == modality


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("The ferry needs a second shed.", "needs"),
        ("The ferry needs mending.", "needs"),
        ("Harbour needs change, and plans with them.", ""),
        ("A list of needs for each harbour.", ""),
        ("Their needs, and those of the crews, come first.", ""),
        ("A projection of needs figures.", ""),
        ("Harbour needs over time, and needs during storms.", ""),
        ("The ferry needs better ropes.", "needs"),
        ("Plans for the boats that will be required next year.", ""),
        ("The boats that will be required must be built.", "must"),
        ("Two boats will be required.", "will be required"),
        ("This suggests the need for a second shed.", "suggests the need"),
    ],
)
def test_words_that_do_not_ask_are_no_cue(text: str, cue: str) -> None:
    assert attributed([text]).modality_cue == cue


def test_what_a_point_describes_leaves_the_strength_to_its_lead_in() -> None:
    led = ["The county council should:", "- plans for the boats that will be required next year;"]
    assert attributed(led).modality == "should"


def test_a_point_takes_actor_and_strength_from_the_sentence_that_leads_in() -> None:
    found = attributed(["The county council must:", "- fund the shelter;", "- open it in winter."])
    assert (found.actor, found.modality) == ("county council", "must")


@pytest.mark.parametrize(
    ("before", "lead", "actor"),
    [
        ("The county council should adopt a plan.", "The plan should:", "county council"),
        (
            "The county council must publish reports.",
            "As a minimum, the reports should include:",
            "county council",
        ),
        ("The county council should adopt a plan.", "It should:", "county council"),
        ("A plan should be adopted by the county council.", "This should include:", "county council"),
        # another thing, somebody who can act, and a sentence that asks for nothing
        ("The county council should adopt a plan.", "The ferries should:", ""),
        (
            "The county council should set up a new board.",
            "The new board should be given responsibility for:",
            "",
        ),
        ("The county council could adopt a plan.", "The plan should:", ""),
        ("The county council adopted a plan.", "The plan should:", ""),
    ],
)
def test_who_is_charged_with_a_thing_acts_where_a_lead_in_speaks_of_it(
    before: str, lead: str, actor: str
) -> None:
    assert attributed([before, lead, "- set out dates;", "- be clear."]).actor == actor


def test_a_sentence_of_another_paragraph_of_points_charges_nobody() -> None:
    led = ["The county council should adopt a plan.", "- Boats are old.", "The plan should:", "- be clear."]
    assert attributed(led).actor == ""


def test_a_bare_possibility_does_not_weaken_what_leads_in() -> None:
    led = ["The county council must:", "- takes steps so that whoever is wet, on any day, can be dry;"]
    assert attributed(led).modality == "must"


def test_a_numbered_point_leads_in_to_points_of_its_own() -> None:
    found = attributed(["-R2 On ice, the county council must:", "- pay in advance;"])
    assert (found.actor, found.modality) == ("county council", "must")
    assert attributed(["The board must:", "-Ice and nets:", "- pay in advance;"]).actor == "board"


def test_a_bare_on_in_a_list_of_words_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reportminer.link.data.from_yaml", lambda _: {"small": [True]})
    _load.cache_clear()
    try:
        with pytest.raises(ValueError, match="quotation marks"):
            read_words("times.yaml", ["small"])
    finally:
        _load.cache_clear()


def test_a_point_with_an_actor_of_its_own_keeps_it() -> None:
    found = attributed(["The county council must:", "- Donors should fund the shelter."])
    assert (found.actor, found.modality) == ("Donors", "should")


def test_a_sentence_that_does_not_lead_in_gives_nothing() -> None:
    assert attributed(["The county council must pay.", "- Fund the shelter."]).actor == ""


def test_a_heading_that_addresses_someone_names_the_actor() -> None:
    assert (
        attributed(["# Recommendations for the Ministry of Justice", "- Fund legal aid."]).actor
        == "Ministry of Justice"
    )
    assert attributed(["# Recommendations for future work", "- Fund legal aid."]).actor == ""


def test_a_word_that_opens_a_sentence_is_a_name_where_the_report_writes_it_so() -> None:
    before = "We met Shelterhelp in May, and later Shelterhelp came to us."
    assert attributed([before, "Shelterhelp should chair the meetings."]).actor == "Shelterhelp"
    assert attributed(["Our consultation was short.", "Consultation should come first."]).actor == ""


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("The district hospital lacked beds.", "district hospital"),
        ("Smaller charities struggled to pay their staff.", "Smaller charities"),
        ("In the north, partners faced long delays.", "partners"),
        ("The coordination unit was unable to visit the camps.", "coordination unit"),
        ("There was a lack of beds.", ""),
        ("They struggled to pay.", ""),
        ("The forms lacked a place for the date.", ""),
        ("Funding was short.", ""),
    ],
)
def test_who_has_the_problem(text: str, actor: str) -> None:
    found = attributed([text], Label.CHALLENGE)
    assert (found.actor, found.modality) == (actor, "")


def test_a_lesson_is_left_as_it_is() -> None:
    found = attributed(["Partners should agree on roles first."], Label.LESSON)
    assert (found.actor, found.modality) == ("", "")


@given(st.text(alphabet="The council should be by to : , that who lead.\n\u2019()0", max_size=150))
def test_an_actor_stands_in_its_finding(text: str) -> None:
    line = "x" + "".join(text.split("\n")) + "."
    for label in (Label.RECOMMENDATION, Label.CHALLENGE):
        found = attributed([line], label)
        assert found.actor in line
        assert found.modality in ("", "must", "should", "could")


def test_a_sentence_without_end_takes_no_longer_than_any_other() -> None:
    found = attributed(["the council and " * 100_000 + "should act."])
    assert found.actor in ("", "council")
