import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportminer.tag.partners.kinds import kind_of
from reportminer.tag.partners.names import names
from reportminer.tag.partners.tokens import is_acronym


def found(text: str) -> list[str]:
    return [name.text for name in names(text, 0, len(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "We met the Ministry of Fisheries, Forests and Rural Roads, Oxfam and the World Bank.",
            ["Ministry of Fisheries, Forests and Rural Roads", "Oxfam", "World Bank"],
        ),
        (
            "the Ministry of Water and the Ministry of Works agreed",
            ["Ministry of Water", "Ministry of Works"],
        ),
        (
            "the Ministry of Social Welfare, Fishers & Children's Affairs met Oxfam",
            ["Ministry of Social Welfare, Fishers & Children's Affairs", "Oxfam"],
        ),
        (
            "the Lake Towns Technology Centre and Network met",
            ["Lake Towns Technology Centre and Network"],
        ),
        (
            "the Lake Towns Technology Centre and Network of Ferry Users met",
            ["Lake Towns Technology Centre", "Network of Ferry Users"],
        ),
        ("the Marsh Forum and the Council met", ["Marsh Forum", "Council"]),
        (
            "the Public Administration and Harbour Affairs Committee met",
            ["Public Administration and Harbour Affairs Committee"],
        ),
        ("the Department of Housing and UNICEF signed", ["Department of Housing", "UNICEF"]),
        ("with the River, Lake and Harbour Network of the north", ["River, Lake and Harbour Network"]),
        ("paid by Baltic Timber Co., Ltd. in May", ["Baltic Timber Co., Ltd.", "May"]),
        (
            "with TQB GovLab and Quarrel University Centre for Tides",
            ["TQB GovLab", "Quarrel University Centre for Tides"],
        ),
        ("the TB Care and Treatment Centre met", ["TB Care and Treatment Centre"]),
        # a body whose name begins as a known one does
        ("paid by the World Bank for Tide Mills", ["World Bank for Tide Mills"]),
        ("paid by the World Bank for Kenya", ["World Bank", "Kenya"]),
        ("paid by UNICEF for Tide Mills", ["UNICEF", "Tide Mills"]),
        ("the work of LASA/TIMO began", ["LASA", "TIMO"]),
        ("the work of LASA-TIMO began", ["LASA", "TIMO"]),
        ("a LASA-led review", ["LASA"]),
        ("the LASA’s Harbour Office opened", ["LASA", "Harbour Office"]),
        ("the Women’s Savings Board met", ["Women’s Savings Board"]),
        ("run by Save the Children and easyJet", ["Save the Children", "easyJet"]),
        ("an office of the Fundación Río Verde de la Costa there", ["Fundación Río Verde de la Costa"]),
        ("the Alliance Against Cold and Damp Homes grew", ["Alliance Against Cold and Damp Homes"]),
        ("thanks to the Governments of Norway and Ghana", ["Norway", "Ghana"]),
        ("the Network of Men Living with TB spoke", ["Network of Men Living with TB"]),
        ("However, Harbour Watch stayed.", ["Harbour Watch"]),
        ("the UK government agreed", ["UK government"]),
        ("staff of Harbour Watch12 came", ["Harbour Watch"]),
        # capitals before a name at the beginning of a sentence, an item, a note
        ("Invite QHAB to it", ["QHAB"]),
        ("Largest UNICEF offices", ["UNICEF"]),
        ("Eighty-eight UNICEF offices", ["UNICEF"]),
        ("Ahead of Kenya’s vote", ["Kenya"]),
        ("12 See Harbour Council minutes", ["Harbour Council"]),
        ("Participation in the Harbour Council is open", ["Harbour Council"]),
        ("WHO came", ["WHO"]),
        ("Start Network was founded", ["Start Network"]),
        # marks, numbers, months after a name
        ("paid by Harbour Aid.⁷¹ The rest", ["Harbour Aid"]),
        ("16Economic Harbour Council, minutes", ["Economic Harbour Council"]),
        ("the 10Boats fund", ["10Boats"]),
        ("HARBOUR COUNCIL FOR BOATS JANUARY 2031", ["HARBOUR COUNCIL FOR BOATS"]),
        ("the firm of Quarrel Goddard LLP.", ["Quarrel Goddard LLP"]),
        # names that go on, and two names
        ("the Ministry of Justice and Public Security met", ["Ministry of Justice and Public Security"]),
        ("with NHS Blood and Transplant there", ["NHS Blood and Transplant"]),
        (
            "the Foreign, Commonwealth and Fisheries Office came",
            ["Foreign, Commonwealth and Fisheries Office"],
        ),
        ("the United Nations Tide Mission in Haiti left", ["United Nations Tide Mission in Haiti"]),
        ("the United Nations Tide Office at Orrin left", ["United Nations Tide Office at Orrin"]),
        (
            "the Expert Group on Harbour, GIS and Tide Statistics met",
            ["Expert Group on Harbour, GIS and Tide Statistics"],
        ),
        (
            "between Orrinscale and Quarrel Tide Technologies Ltd",
            ["Orrinscale", "Quarrel Tide Technologies Ltd"],
        ),
        ("paid by Quarrel UK and Middle East LLP", ["Quarrel UK and Middle East LLP"]),
        ("a Tide Cluster with UNHCR Somalia", ["Tide Cluster", "UNHCR Somalia"]),
        ("the University of Orrin for Tides", ["University of Orrin", "Tides"]),
        ("the University of Northern Ireland for Tides", ["University of Northern Ireland", "Tides"]),
        ("the Council under the Orrin Deed", ["Council", "Orrin Deed"]),
        # side by side without a mark
        ("QHB Quarrel Harbour Board ODX Orrin data", ["QHB", "Quarrel Harbour Board", "ODX", "Orrin"]),
        ("UNICEF World Health Organization", ["UNICEF", "World Health Organization"]),
        ("University of Orrin Professor Ada Finch", ["University of Orrin", "Professor Ada Finch"]),
        ("Dr Ada Finch, Quarrel and Orrin Institute", ["Dr Ada Finch", "Quarrel and Orrin Institute"]),
        ("for His Majesty’s Harbour Office", ["His Majesty’s Harbour Office"]),
        # no names
        ("I’ve seen it and I’ll say so", []),
        ("as DP/FPA/2031/4 has it", []),
        ("no names here at all", []),
        ("", []),
    ],
)
def test_names_are_whole(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@given(st.text(alphabet=st.sampled_from("AaBb ofand,.’s-&/()1 \n"), max_size=120))
def test_names_stand_at_their_offsets_and_never_overlap(text: str) -> None:
    last = 0
    for name in names(text, 0, len(text)):
        assert text[name.start : name.end] == name.text
        assert name.text
        assert name.text == name.text.strip()
        assert name.text[0] not in "=+-@"
        assert name.start >= last
        last = name.end


def test_a_part_of_a_text_is_read_as_it_stands() -> None:
    text = "Oxfam helped. The Harbour Trust paid."
    assert [(n.text, n.start) for n in names(text, 14, len(text))] == [
        ("Harbour Trust", text.index("Harbour"))
    ]


@pytest.mark.parametrize("piece", ["Aa, ", "Aa and ", "Aa of ", "Ministry of A, ", "A’s ", "("])
def test_time_grows_in_line_with_the_text(piece: str) -> None:
    text = piece * 20_000
    began = time.process_time()
    names(text, 0, len(text))
    assert time.process_time() - began < 10


@pytest.mark.parametrize("word", ["NAC", "SAfAIDS", "ZNNP+", "UNICEF", "UN-Women"])
def test_acronyms(word: str) -> None:
    assert is_acronym(word) == (word != "UN-Women")


@pytest.mark.parametrize("word", ["Oxfam", "A", "12", "World Bank", "easyJet"])
def test_no_acronyms(word: str) -> None:
    assert not is_acronym(word)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Dr Ada Finch", "not_person"),
        ("Baroness Finch", "not_person"),
        ("Sir Orrin Finch Trust", "funder"),
        ("P-5", "not_code"),
        ("INQ000123", "not_code"),
        ("AC.51", "not_code"),
        ("XIV", "not_code"),
        ("Chief Executive", "not_post"),
        ("QHAB", ""),
        ("State Controller", ""),
        ("Coast Guard for Tidewater Act", "not_law"),
        ("Coast Guard for Tidewater Regulations", "not_law"),
        ("Ministry of Law", "government"),
        ("Coalition to Act", "network"),
        ("Churches ACT", "community"),
        ("C40", ""),
    ],
)
def test_what_names_no_organisation(name: str, kind: str) -> None:
    assert kind_of(name) == kind
