"""Which names of a report are one partner."""

import pytest

from reportminer.tag.partners.features import name_of
from reportminer.tag.partners.identity import bodies
from reportminer.tag.partners.joining import loose_key
from reportminer.tag.partners.names import names
from reportminer.tag.partners.places import read_names
from reportminer.tag.partners.records import Place


def place(text: str) -> Place:
    from reportminer.labels import BlockKind, Role

    return Place(0, len(text), BlockKind.PARAGRAPH, Role.OTHER, "", 0, False, frozenset(), False)


def told(text: str) -> list[set[str]]:
    """Spellings of each body of a text."""
    found = [place(text)]
    named, defined = read_names(text, found)
    return [set(body.names) for body in bodies(named, found, defined)]


def body_of(text: str, name: str) -> set[str]:
    return next(names for names in told(text) if name in names)


@pytest.mark.parametrize(
    ("text", "one", "other"),
    [
        # what a body is stands for it once it has been named
        (
            "We met the Quarrel Bay Harbour Council. Later the Harbour Council paid.",
            "Harbour Council",
            "Quarrel Bay Harbour Council",
        ),
        ("We met the Bishop Orrin Relief Desk. Later the Desk paid.", "Desk", "Bishop Orrin Relief Desk"),
        (
            "We met the Ministry of Fish and Forests. Later the Ministry paid.",
            "Ministry",
            "Ministry of Fish and Forests",
        ),
        # short for long
        ("With Quarrel Trust we built it. Then Quarrel left.", "Quarrel", "Quarrel Trust"),
        (
            "With Kirk en Zee of Utrecht we built it. Then Kirk en Zee left.",
            "Kirk en Zee",
            "Kirk en Zee of Utrecht",
        ),
        (
            "With Quarrel Ferries Ltd we built it. Then Quarrel Ferries left.",
            "Quarrel Ferries",
            "Quarrel Ferries Ltd",
        ),
        (
            "Coastal Secretariat for Ferry Service met. By the Coastal Secretariat for Ferry Service Act it "
            "must report. Then Coastal Secretariat paid.",
            "Coastal Secretariat",
            "Coastal Secretariat for Ferry Service",
        ),
        # a law is neither the body nor something of it
        (
            "With Kirk en Zee of Utrecht we built it. It kept the Kirk en Zee of Utrecht Act. "
            "Then Kirk en Zee left.",
            "Kirk en Zee",
            "Kirk en Zee of Utrecht",
        ),
        # acronyms: of all words, of all but the place, of another language
        (
            "With Quarrel Harbour Safety Committee we built it. Then QHSC left.",
            "QHSC",
            "Quarrel Harbour Safety Committee",
        ),
        (
            "With Quarrel Harbour Safety Committee we built it. Then HSC left.",
            "HSC",
            "Quarrel Harbour Safety Committee",
        ),
        (
            "The National Institute of Ports (INAP) came. Later INAP left.",
            "INAP",
            "National Institute of Ports",
        ),
        (
            "The Inter-harbour Coordination Group met. Later the IHCG left.",
            "IHCG",
            "Inter-harbour Coordination Group",
        ),
        ("The UK Tide Agency met. Then UKTA left.", "UKTA", "UK Tide Agency"),
        ("The AIDS Ferry Fund met. Then AFF left.", "AFF", "AIDS Ferry Fund"),
        ("The UK Statutory Ferry Bodies (SFBs) met. Then came the UK SFBs.", "UK SFBs", "SFBs"),
        (
            "The Quarrel Inquiry Oversight and Safety Group (OSG) met. The Oversight and Safety Group left.",
            "Quarrel Inquiry Oversight and Safety Group",
            "Oversight and Safety Group",
        ),
        # a lead in full or short, an office of a known body
        (
            "The UN Harbour Desk met. Then the United Nations Harbour Desk left.",
            "UN Harbour Desk",
            "United Nations Harbour Desk",
        ),
        ("The UN Children's Fund met. Then UNICEF left.", "UNICEF", "UN Children's Fund"),
        (
            "The UN Global Compact met. The UN Global Compact Office left.",
            "UN Global Compact",
            "UN Global Compact Office",
        ),
        ("Sida paid. Then SIDA-Sweden left.", "Sida", "SIDA-Sweden"),
        # the possessive inside, with a lead and an acronym that fits both names
        (
            "The Harbour Women Office met. The UN Harbour Women’s Office paid. Then HWO left.",
            "UN Harbour Women’s Office",
            "HWO",
        ),
        (
            "The Harbour Fisher Union met. Then the Harbour Fishers Union left.",
            "Harbour Fisher Union",
            "Harbour Fishers Union",
        ),
        (
            "The UK Tide Agency met. The United Kingdom Tide Agency paid. Then UKTA left.",
            "UKTA",
            "United Kingdom Tide Agency",
        ),
        # case, possessive, spelling, what character recognition reads wrongly
        (
            "With Quarrel Harbour Organisation we built it. Quarrel Harbor Organization left.",
            "Quarrel Harbour Organisation",
            "Quarrel Harbor Organization",
        ),
        (
            "With Quarrel Institute we built it. Then Quarrel Instltute left.",
            "Quarrel Institute",
            "Quarrel Instltute",
        ),
        (
            "With Quarrel Harbour Trust we built it. Then Quarrel Harbour Trust's boats left.",
            "Quarrel Harbour Trust",
            "Quarrel Harbour Trust",
        ),
    ],
)
def test_names_of_one_body(text: str, one: str, other: str) -> None:
    assert other in body_of(text, one)


@pytest.mark.parametrize(
    ("text", "one", "other"),
    [
        ("The Quarrel Council and the Orrin Council met.", "Quarrel Council", "Orrin Council"),
        (
            "The Ministry of Health met. The Ministry of Wealth left.",
            "Ministry of Health",
            "Ministry of Wealth",
        ),
        ("The Quarrel Trust came. We had lived in Quarrel.", "Quarrel Trust", "Quarrel"),
        ("The White Ribbon Society came. White is a colour.", "White Ribbon Society", "White"),
        ("The Government Tide Service met. The Government paid.", "Government Tide Service", "Government"),
        ("Oxfam/UNICEF paid for it.", "Oxfam", "UNICEF"),
        # what is of a part of a state is not that of the whole
        ("The QHS met. Then QHS Wales left.", "QHS", "QHS Wales"),
        ("The UK Tide Agency met. Then UTA left.", "UK Tide Agency", "UTA"),
        ("The Quarrel Tide Agency met. The Quay Trade Agency paid. QTA left.", "Quarrel Tide Agency", "QTA"),
        (
            "The Department of Ports and Lights met. In Wales, the Department of Ports left.",
            "Department of Ports and Lights",
            "Department of Ports",
        ),
        ("The Japanese Tide Agency met. It was a Japanese boat.", "Japanese Tide Agency", "Japanese"),
        # "the Government" is none of several
        (
            "The Welsh Government met. The Scottish Government came. The Welsh Government left. "
            "The Government paid.",
            "Welsh Government",
            "Government",
        ),
        ("The National Secretariat met. It is a National matter.", "National Secretariat", "National"),
        ("The Quarrel Trust and the Quarrel Bank met. Then Quarrel left.", "Quarrel Trust", "Quarrel"),
        (
            "Region 7 Harbour Board and Region 8 Harbour Board met.",
            "Region 7 Harbour Board",
            "Region 8 Harbour Board",
        ),
        (
            "The Ministry of Ports met. Its Department of Boats left.",
            "Ministry of Ports",
            "Department of Boats",
        ),
    ],
)
def test_names_of_two_bodies(text: str, one: str, other: str) -> None:
    assert other not in next((names for names in told(text) if one in names), set())


def starts_of(text: str) -> list[list[int]]:
    found = [place(text)]
    named, defined = read_names(text, found)
    return [[m.name.start for m in body.mentions] for body in bodies(named, found, defined)]


def test_the_council_is_the_only_one_named_so_far() -> None:
    text = "The Quarrel Council met. The Council paid. The Orrin Council met."
    assert starts_of(text) == [[text.index("Quarrel"), text.index("Council paid")], [text.index("Orrin")]]


def test_the_committee_of_a_committee_is_none_of_those_it_names() -> None:
    text = "The Quarrel Committee met. The Orrin Committee met. " + "The Committee agreed to it. " * 12
    assert not any("Committee" in names for names in told(text))


def test_a_branch_is_not_the_body_named_all_through() -> None:
    text = "The Orrin Ferry Office met. The Quarrel Ferry Office met. " + "Then the Ferry Office paid. " * 12
    assert {"Ferry Office"} in told(text)


def test_the_government_is_the_one_mostly_named() -> None:
    text = "The Welsh Government met. " * 4 + "The Government paid."
    assert body_of(text, "Welsh Government") == {"Welsh Government", "Government"}


def test_the_council_is_nobody_where_two_are_meant_alike() -> None:
    text = "The Quarrel Council met. The Orrin Council met. The Council left."
    assert starts_of(text) == [[text.index("Quarrel")], [text.index("Orrin")]]


def test_the_council_is_the_one_named_near_where_the_other_is_far() -> None:
    text = (
        "The Quarrel Council met. " + "It rained all day. " * 60 + "The Orrin Council met. The Council left."
    )
    assert starts_of(text) == [[text.index("Quarrel")], [text.index("Orrin"), text.index("Council left")]]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        # more frequent and whole: what hangs on is another thing or a slip
        ("UN Women came. UN Women paid. UN Women left. Later UN Women Joint Tides spoke.", "UN Women"),
        ("The Quarrel Port Agency met. Orrin left Quarrel Port Agency Accelerator.", "Quarrel Port Agency"),
        # the full name, though the shorter one is usual
        (
            "United Nations Tide Council. The Tide Council met. The Tide Council paid. The Tide Council won.",
            "United Nations Tide Council",
        ),
        (
            "The Tide Trust for Orrin came. The Tide Trust met. The Tide Trust paid. The Tide Trust left.",
            "Tide Trust for Orrin",
        ),
    ],
)
def test_the_name_of_a_body_is_its_plain_full_name(text: str, name: str) -> None:
    found = [place(text)]
    named, defined = read_names(text, found)
    assert name in [name_of(body) for body in bodies(named, found, defined)]


def test_a_run_on_name_is_no_alias_of_the_shorter_body() -> None:
    assert body_of(
        "With the Quarrel Port Agency. Its Quarrel Port Agency Accelerator.", "Quarrel Port Agency"
    ) == {"Quarrel Port Agency"}


def test_a_list_of_abbreviations_gives_two_names_of_one_body() -> None:
    text = "QHAB Quarrel Harbour Advice Board"
    assert told(text) == [{"QHAB", "Quarrel Harbour Advice Board"}]


def test_an_acronym_is_that_of_what_it_spells_not_of_a_body_of_it() -> None:
    text = "The Committee of the Quarrel Tide Council (QTC) met. The Quarrel Tide Council paid."
    assert told(text) == [{"Committee of the Quarrel Tide Council"}, {"QTC", "Quarrel Tide Council"}]


def test_what_a_bracket_spells_out_is_whole_everywhere() -> None:
    text = "Orrin Tide and Thaw (OTT) came. We met Orrin Tide and Thaw."
    assert told(text) == [{"Orrin Tide and Thaw", "OTT"}]


def test_no_long_form_runs_over_a_bracket_or_a_clause() -> None:
    text = "The Orrin Fund (OF) and the Quarrel there is also Nets (OQN) of it."
    assert not any(")" in name or " is " in name for names in told(text) for name in names)


def test_a_name_after_a_word_of_place_is_marked() -> None:
    text = "They met in Quarrel. Quarrel paid."
    assert [name.placed for name in names(text, 0, len(text))] == [True, False]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("harbour centre", "harbor center", True),
        ("médecins du bord", "medecins du bord", True),
        ("health care trust", "healthcare trust", True),
        ("north trust", "south trust", False),
        ("modern trust", "modem trust", True),
        ("un harbour desk", "united nations harbour desk", True),
        ("department of ports and lights", "department for ports and lights", True),
        ("centre for ports", "centre of ports", False),
        ("harbour coordinator s office", "harbour coordinator office", True),
        ("harbour coordinators office", "harbour coordinator office", True),
        ("st orrin s hospital", "st orrin hospital", True),
        ("basis harbour trust", "basi harbour trust", False),
    ],
)
def test_names_that_look_alike(one: str, other: str, same: bool) -> None:
    assert (loose_key(one) == loose_key(other)) is same
