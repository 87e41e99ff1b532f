"""Title, organisation, year and country of a report."""

import time
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportminer.labels import BlockKind, Role
from reportminer.link.metadata import metadata_of
from reportminer.link.own_voice import own_voice
from reportminer.parse.compose import Draft, Piece, compose
from reportminer.types import Box, Metadata, Outline, Report, Section, Source

OUTLINE = Outline((Section(0, -1, 0, "", "", Role.OTHER, False, 0, 0, 0),))
BODY = "The team went from house to house and asked what had changed since the work began. " * 12


def read(
    lines: Sequence[tuple[float, str]], body: str = BODY, imprint: Sequence[str] = (), **properties: str
) -> Metadata:
    """Metadata of a report whose cover has lines of the given sizes; size 0 is text input.

    The body stands on the second page, the lines of the imprint on the third.
    """
    drafts = [
        Draft(
            BlockKind.HEADING if size > 14 else BlockKind.PARAGRAPH,
            (Piece(text, 1, Box(1, 50, 40.0 * row, 500, 40.0 * row + size) if size else None),),
        )
        for row, (size, text) in enumerate(lines)
    ]
    sized = any(size for size, _ in lines)
    drafts.append(Draft(BlockKind.PARAGRAPH, (Piece(body, 2, Box(2, 50, 50, 500, 60) if sized else None),)))
    drafts.extend(
        Draft(BlockKind.PARAGRAPH, (Piece(text, 3, Box(3, 50, 40.0 * row, 500, 40.0 * row + 9)),))
        for row, text in enumerate(imprint)
    )
    composed = compose(drafts)
    source = Source("r", "r", "0" * 64, "pdf", 1)
    report = Report(source, composed.text, (), composed.blocks, composed.lines, dict(properties))
    return metadata_of(report, OUTLINE, "en")


COVER = [
    (14.0, "Ministry of Justice"),
    (32.0, "Doors that open"),
    (31.0, "An evaluation of the resettlement partnership"),
    (12.0, "March 2019"),
    (11.0, "Prepared by the Riverside Institute for Social Research"),
]


def test_a_cover_tells_title_year_and_maker() -> None:
    found = read(COVER)
    assert found.title == "Doors that open: An evaluation of the resettlement partnership"
    assert found.year == "2019"
    assert found.organisation == "Riverside Institute for Social Research"
    assert found.language == "en"


def test_a_body_named_in_a_sentence_of_the_first_page_made_nothing() -> None:
    said = "The National Audit Office has looked at contracts of this kind before, and we leave that to it."
    assert read([(32.0, "Doors that open"), (11.0, said)]).organisation == ""
    assert read([(32.0, "Doors that open"), (11.0, "National Audit Office")]).organisation


@pytest.mark.parametrize("long", ["Ground Crews Forum", "GROUPE DE COORDINATION FORÊT"])
def test_an_acronym_that_a_report_explains_is_not_that_of_a_known_body(long: str) -> None:
    assert read([(32.0, "Doors that open"), (14.0, f"{long} (GCF)"), (10.0, "GCF notes")]).organisation != (
        "Green Climate Fund"
    )
    assert read([(32.0, "Doors that open"), (14.0, "Green Climate Fund (GCF)")]).organisation == (
        "Green Climate Fund"
    )


def test_properties_count_where_the_cover_bears_them_out() -> None:
    assert read(COVER, title="Doors that open").title == "Doors that open"


@pytest.mark.parametrize(
    "title",
    [
        "Microsoft Word - doors_v3.doc",
        "untitled",
        "Layout 1",
        "Doors.indd",
        "Annual Plan 2004 of a different body",
    ],
)
def test_properties_that_say_something_else_do_not_count(title: str) -> None:
    assert read(COVER, title=title).title.startswith("Doors that open:")


def test_a_masthead_is_no_title() -> None:
    found = read(
        [
            (30.0, "United Nations"),
            (30.0, "Economic and Social Council"),
            (18.0, "Work of the joint office in 2020"),
        ]
    )
    assert found.title == "Work of the joint office in 2020"


def test_a_title_that_says_too_little_takes_the_next_line() -> None:
    assert (
        read([(20.0, "Resettlement in three towns"), (40.0, "Final report")]).title
        == "Resettlement in three towns"
    )
    assert "Final report" in read([(20.0, "Doors open"), (40.0, "Final report")]).title


@pytest.mark.parametrize(
    ("printed", "body", "title"),
    [
        ("ANNUAL REPORT ON PARTNERSHIP WORK 2019", "", "Annual Report on Partnership Work 2019"),
        (
            "HIV AND TB IN PRISONS: THE WAY AHEAD",
            "HIV and TB spread on their way. ",
            "HIV and TB in Prisons: The Way Ahead",
        ),
        ("WHO CAME TO CHIPATA, PHASE II", "Who came? In Chipata all did. ", "Who Came to Chipata, Phase II"),
        (
            "WORKING WITH WHO IN CHIPATA",
            "WHO paid those who came to Chipata. ",
            "Working with WHO in Chipata",
        ),
        ("WOMEN'S WORK AT ELDERFORD", "Elderford's women work. ", "Women's Work at Elderford"),
        ("A REVIEW OF UNMIL SUPPORT", "UNMIL left. ", "A Review of UNMIL Support"),
        ("A review of UNMIL support", "UNMIL left. ", "A review of UNMIL support"),
    ],
)
def test_a_title_in_capitals_is_told_in_small_letters(printed: str, body: str, title: str) -> None:
    assert read([(30.0, printed)], body=BODY + body).title == title


def test_who_made_it_is_told_in_small_letters_too() -> None:
    lines = [(30.0, "A better way home"), (12.0, "Prepared by the RIVERSIDE INSTITUTE FOR SOCIAL RESEARCH")]
    assert read(lines).organisation == "Riverside Institute for Social Research"


def test_text_input_has_its_title_on_top() -> None:
    assert (
        read([(0, "A better way home"), (0, "Text of the report follows here.")]).title == "A better way home"
    )
    assert read([(0, "SERIES 4"), (0, "Title: A better way home")]).title == "A better way home"
    assert (
        read([(0, "it was then that the second group of volunteers came and went on with it.")]).title == ""
    )


def test_the_year_of_publication_beats_other_years() -> None:
    cover = [
        (30.0, "Plans for 2030 and beyond"),
        (12.0, "Ordered to be printed 3 May 2017 and published 9 June 2018"),
    ]
    assert read(cover).year == "2018"
    assert read([(30.0, "Plans for 2030 and beyond")], created="D:20160405101010Z").year == "2016"
    assert read([(30.0, "Plans for the town")], created="D:20160405101010Z").year == "2016"
    assert (
        read([(30.0, "Plans for the town")], body=BODY + "© Town Hall 2015. All rights reserved.").year
        == "2015"
    )


@pytest.mark.parametrize(
    ("lines", "year"),
    [
        (["Ferries for Vision 2030", "Lower Quay Trust"], ""),
        (["Ferries for Vision 2030", "Lower Quay Trust, 2018"], "2018"),
        (["Ferries", "Printed by the Lower Quay Trust in June 2019 towards Agenda 2040"], "2019"),
        (["Ferries", "© Lower Quay Trust 2014, 2016. Harbour charter of 2009"], "2016"),
        (["Ferries", "Harbour Strategy 2021–2030"], ""),
        (["Ferries and floods", "The pier should be open in March 2025"], ""),
        (["Ferries and floods", "Open the pier no later than 31 March 2025"], ""),
        (["Ferries", "May 2019"], "2019"),
    ],
)
def test_a_year_that_is_aimed_at_is_not_that_of_the_report(lines: list[str], year: str) -> None:
    assert read([(30.0 - 9 * row, line) for row, line in enumerate(lines)]).year == year


@pytest.mark.parametrize(
    ("told", "year"),
    [
        ("The pier reopened in 2018. The boats came in 2018. By 2030 there may be more.", "2018"),
        (
            "The pier serves the 2030 Agenda. By 2030 it is to be whole. By the end of May 2030 all is well.",
            "",
        ),
        ("By May 2018 the pier was open. It had closed in 2018.", "2018"),
    ],
)
def test_a_text_is_not_of_a_year_that_it_only_looks_forward_to(told: str, year: str) -> None:
    assert read([(30.0, "Ferries")], BODY + told).year == year


def test_no_report_is_of_a_later_year_than_its_file() -> None:
    cover = [(30.0, "Ferries"), (12.0, "Harbour plan, June 2034")]
    assert read(cover, created="D:20160405").year == "2016"
    assert read([(30.0, "Ferries"), (12.0, "January 2017")], created="D:20161224").year == "2017"
    assert read([(30.0, "Ferries"), (12.0, "June 2014")], created="D:19700101").year == "2014"


def test_a_file_s_date_overrules_no_publication_line() -> None:
    assert read([(30.0, "Ferries"), (12.0, "© 2019 Lower Quay Trust")], created="D:20090101").year == "2019"
    assert read([(30.0, "Ferries"), (12.0, "March 2019")], created="D:20090101").year == "2019"


@pytest.mark.parametrize(
    ("lines", "made", "year"),
    [
        (["A look back on the Harbour Strategy 2012"], "2018", "2012"),
        (["Harbour Goals 2015 report"], "2018", "2015"),
        (["Harbour Strategy 1998-2005"], "2009", "2009"),
        # still to come for the file, or for another year of the cover
        (["Harbour Strategy 2014-2020"], "2018", "2018"),
        (["Harbour Strategy 2014: the work of 2011"], "2018", "2011"),
    ],
)
def test_a_year_aimed_at_that_was_past_is_one_of_the_cover(lines: list[str], made: str, year: str) -> None:
    assert read([(30.0 - 9 * row, line) for row, line in enumerate(lines)], created=f"D:{made}").year == year


@pytest.mark.parametrize(
    ("line", "year"),
    [
        ("This report was written in March 2011 by the Lower Quay Trust.", "2011"),
        ("It is the final report of March 2011", "2011"),
        ("The pier was shut in March 2011", ""),
        ("The final report is to be ready in March 2011", ""),
        ("A new review will begin in March 2011", ""),
    ],
)
def test_a_sentence_of_the_cover_tells_the_year_of_the_report_alone(line: str, year: str) -> None:
    assert read([(0, "Doors that open"), (0, line)]).year == year


def test_dates_below_a_heading_that_asks_are_no_dates_of_the_report() -> None:
    drafts = [
        Draft(BlockKind.HEADING, (Piece("Ferries and floods"),)),
        Draft(BlockKind.HEADING, (Piece("Recommendations"),)),
        Draft(BlockKind.LIST_ITEM, (Piece("Mend the pier in March 2020"),)),
    ]
    composed = compose(drafts)
    source = Source("r", "r", "0" * 64, "text", 1)
    report = Report(source, composed.text, (), composed.blocks, composed.lines)
    assert metadata_of(report, OUTLINE, "en").year == "2020"
    begins = composed.blocks[1].start
    asking = Section(1, 0, 1, "Recommendations", "", Role.RECOMMENDATIONS, True, begins, 99, begins + 16)
    assert metadata_of(report, Outline((*OUTLINE.sections, asking)), "en").year == ""


def test_numbers_that_look_like_years_are_none() -> None:
    assert (
        read(
            [(30.0, "Plans for the town")],
            body=BODY + "It cost 2,015 pounds, see form 2015/44 and part 4.2014.",
        ).year
        == ""
    )


@pytest.mark.parametrize(
    ("title", "body", "country"),
    [
        ("Prison partnerships in Zambia", "", "Zambia"),
        ("Prison partnerships in Zambia and Malawi", "", "Malawi and Zambia"),
        ("Prison partnerships in Zambia, Peru and Malawi", "", ""),
        ("ZAMBIA COUNTRY REVIEW", "", "Zambia"),
        ("Prison partnerships", "Work in Kenya went on. Kenyan courts helped. " * 3, "Kenya"),
        ("Prison partnerships", "Kenya, Peru, Nepal, Chad and Ghana took part. " * 3, ""),
        (
            "Prison partnerships",
            "The Democratic Republic of the Congo and its courts. " * 3,
            "Democratic Republic of the Congo",
        ),
        ("Prison partnerships", "In New Mexico and in the Indian Ocean. " * 4, ""),
        ("Prison partnerships", "Trade grew in Nigeria. " * 4, "Nigeria"),
        ("Prison partnerships", "It was paid for by Ireland Aid. " * 6, ""),
        (
            "Prison partnerships",
            "The Norwegian Ministry of Foreign Affairs paid. " * 9 + "Zambia. " * 4,
            "Zambia",
        ),
        ("Prison partnerships", "Boats on the Niger Delta and the Senegal River. " * 6, ""),
        ("Sheep of Lebanon County", "", ""),
        ("Courts of Kenya County Governments", "", "Kenya"),
        # a county or township of the people's own
        ("Gaols of the Kenyan County Governments", "", "Kenya"),
        ("What Irish County Councils learnt", "", "Ireland"),
        ("Labour offices of Lithuania County by county", "", "Lithuania"),
        ("Readers for South African Township schools", "", "South Africa"),
        ("Wells of the Congo Basin", "", ""),
        ("Work with American Indian schools", "", ""),
        ("Turkey farming on the fen", "", ""),
        ("Guinea worm: the last mile", "", ""),
        ("Prison partnerships in Mexico City", "", "Mexico"),
        # a country and a part of another one by the same name
        ("Gaols of Georgia", "From Atlanta they drove through Fulton County. ", "United States"),
        (
            "Gaols of Georgia",
            "From Tbilisi they wrote to Atlanta and Savannah. Batumi and Kutaisi knew. ",
            "Georgia",
        ),
        ("Gaols of Georgia", "A laboratory in Atlanta helped. ", "Georgia"),
        ("Gaols of Georgia", "", "Georgia"),
        (
            "Prison partnerships",
            "The Georgia Bureau of Gaols is in Atlanta. Georgia pays. " * 6,
            "United States",
        ),
        ("Prison partnerships", "Translated from the Portuguese for the funder. " * 6, ""),
        ("Prison partnerships", "", ""),
    ],
)
def test_the_country_is_one_or_two_or_none(title: str, body: str, country: str) -> None:
    assert read([(30.0, title)], body=BODY + body).country == country


@pytest.mark.parametrize(
    ("lines", "body", "organisation"),
    [
        ([(30.0, "A better way home"), (12.0, "Blackhill City Council")], "", "Blackhill City Council"),
        ([(30.0, "A better way home"), (12.0, "© UNICEF 2020")], "", "United Nations Children's Fund"),
        ([(30.0, "A better way home")], "WaterAid dug wells. " * 12, "WaterAid"),
        ([(30.0, "A better way home")], "WaterAid dug one well. ", ""),
        ([(30.0, "A better way home")], "", ""),
    ],
)
def test_the_organisation_is_told_by_cover_or_text(
    lines: list[tuple[float, str]], body: str, organisation: str
) -> None:
    assert read(lines, body=BODY + body).organisation == organisation


def test_a_reply_of_a_government_is_its_own() -> None:
    found = read([(30.0, "Government Response to the Prisons Committee")], body=BODY + "Kenya agreed. " * 5)
    assert found.organisation == "Government of Kenya"


def test_an_author_property_counts_where_it_is_a_body() -> None:
    assert read([(30.0, "A better way home")], author="Oxfam GB").organisation == "Oxfam"
    assert read([(30.0, "A better way home")], author="J. Smith").organisation == ""


def test_a_report_without_words_has_no_metadata() -> None:
    empty = Report(Source("r", "r", "0" * 64, "pdf", 1), "", (), (), (), {"created": "D:20010101"})
    assert metadata_of(empty, OUTLINE, "") == Metadata()


@given(
    st.lists(st.tuples(st.sampled_from([0.0, 9.0, 20.0]), st.text(min_size=1, max_size=60)), max_size=8),
    st.text(max_size=40),
)
def test_any_cover_can_be_read_and_gives_the_same_twice(lines: list[tuple[float, str]], title: str) -> None:
    kept = [(size, " ".join(text.split())) for size, text in lines if text.split()]
    assert read(kept, title=title) == read(kept, title=title)


def test_each_field_says_where_it_was_found() -> None:
    found = dict(read(COVER, title="Doors that open", created="D:20190401").sources)
    assert found["title"] == "properties"
    assert (found["year"], found["organisation"], found["kind"]) == ("cover", "cover", "cover")
    assert "country" not in found
    assert dict(read([(30.0, "Doors that open")], created="D:20190401").sources)["year"] == "properties"


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Final evaluation of the ferry scheme", "evaluation"),
        ("Government response to the ferry inquiry", "government response"),
        ("Ferries: annual report of the harbour board", "annual report"),
        ("Lessons from nine ferries", "learning paper"),
        ("Ferries and floods", ""),
    ],
)
def test_the_kind_is_told_by_the_title(title: str, kind: str) -> None:
    assert read([(30.0, title)]).kind == kind


def test_an_imprint_tells_maker_and_year() -> None:
    cover = [
        (30.0, "Ferries and floods"),
        (11.0, "Lower Quay Research Trust, 2017"),
        (11.0, "Visits of May 2014"),
    ]
    found = read(cover)
    assert (found.organisation, found.year) == ("Lower Quay Research Trust", "2017")


def test_who_stands_above_the_title_made_it_if_the_report_speaks_of_it() -> None:
    body = BODY + " Lower Quay Friends met twice. Then Lower Quay Friends met again."
    cover = [(12.0, "LOWER QUAY FRIENDS"), (30.0, "Ferries and floods")]
    assert read(cover, body).organisation == "Lower Quay Friends"
    assert read([(12.0, "A GREAT MANY DOORS"), (30.0, "Ferries and floods")]).organisation == ""


def test_an_author_counts_where_cover_and_text_bear_it_out() -> None:
    cover = [(30.0, "Ferries and floods"), (12.0, "Anna Quill"), (12.0, "Lower Quay Friends")]
    body = BODY + " Lower Quay Friends met twice. Then Lower Quay Friends met again."
    assert read(cover, body, author="Lower Quay Friends").organisation == "Lower Quay Friends"
    assert read(cover, body, author="Anna Quill").organisation != "Anna Quill"


def test_places_and_money_show_the_country() -> None:
    told = "From Kumasi the lorry went to Tamale and back to Accra, and the hire was GH¢900. " * 3
    assert read([(30.0, "Lorries")], BODY + told).country == "Ghana"
    assert read([(30.0, "Lorries")], BODY + "The office stands in Accra. " * 40).country in ("", "Ghana")
    assert read([(30.0, "Lorries")], BODY).country == ""


def test_a_page_set_in_one_size_has_no_endless_title() -> None:
    rows = [(10.0, "LOWER QUAY FRIENDS"), (10.0, "FERRIES AND FLOODS")]
    rows += [(10.0, f"{n}. HEADING NUMBER {n}") for n in range(1, 9)]
    assert "HEADING" not in read(rows, BODY).title


def test_the_imprint_behind_the_title_page_tells_who_published() -> None:
    cover = [(32.0, "Doors that open"), (18.0, "Anna Quill and Ben Marsh")]
    found = read(cover, imprint=["Published by the Centre for Quayside Studies."])
    assert found.organisation == "Centre for Quayside Studies"
    assert read(cover, imprint=["The Centre for Quayside Studies lent a room."]).organisation == ""


def test_a_footnote_of_the_first_page_names_nobody_and_no_kind() -> None:
    cover = [(32.0, "Doors that open"), (8.0, "¹ National Health Service guidelines on doors")]
    assert (read(cover).organisation, read(cover).kind) == ("", "")
    plain = [(32.0, "Doors that open"), (12.0, "National Health Service"), (12.0, "Guidelines")]
    assert (read(plain).organisation, read(plain).kind) == ("National Health Service", "guidance")


def test_a_series_above_the_title_gives_way_to_a_body_below() -> None:
    cover = [(14.0, "Doors And Keys"), (32.0, "What the porters knew"), (12.0, "Lower Quay Porters Network")]
    body = BODY + "Doors And Keys is a series. Doors And Keys comes out in spring."
    assert read(cover, body).organisation == "Lower Quay Porters Network"
    assert read(cover[:2], body).organisation == "Doors And Keys"


def test_the_line_of_an_agenda_is_no_title() -> None:
    cover = [(22.0, "Ninth session, item 4 of the provisional agenda*"), (18.0, "The state of the sluices")]
    assert read(cover).title == "The state of the sluices"


def test_a_byline_below_the_title_is_no_part_of_it() -> None:
    cover = [(18.0, "The state of the sluices, 2019"), (18.0, "Report of the Warden, Fen Inspectorate")]
    assert read(cover).title == "The state of the sluices, 2019"
    assert read([(18.0, "Report of the Warden on the sluices of 2019")]).title.startswith(
        "Report of the Warden"
    )


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        (["Ferries and floods", "Response to the Harbour Ombudsman's investigation"], "government response"),
        (["The Government's new decision on ferries"], "government response"),
        (["Ferries and floods", "A response to high water by a town and its committee"], ""),
        (["Ferries and floods", "THINK", "BRIEF"], "research"),
    ],
)
def test_the_kind_is_told_by_words_that_stand_apart(lines: list[str], kind: str) -> None:
    assert read([(30.0 - 9 * row, line) for row, line in enumerate(lines)]).kind == kind


def test_a_line_that_only_says_prepared_by_has_the_maker_behind_it() -> None:
    cover = [(32.0, "Doors that open"), (12.0, "Prepared by:"), (12.0, "Lower Quay Learning Lab")]
    assert read(cover).organisation == "Lower Quay Learning Lab"
    form = [(0, "Prepared by (name of the team)"), (0, "Lower Quay Learning Lab"), (0, "What was tried?")]
    assert (read(form).title, read(form).organisation) == ("", "Lower Quay Learning Lab")


@pytest.mark.parametrize(
    ("text", "organisation"),
    [
        ("Here at Doorwise we never lock up.", "Doorwise"),
        ("At Quay Commons, we never lock up.", "Quay Commons"),
        ("In spring I joined the Foundation for Open Doors.", "Foundation for Open Doors"),
        (
            "Here at OSU we never lock up. Oldmoor State University has many doors.",
            "Oldmoor State University",
        ),
        ("They met us at the Doors and Keys Summit.", ""),
        ("We at Easter never lock up. Our friends at Doorwise do.", ""),
    ],
)
def test_a_text_without_a_cover_is_of_those_who_say_we(text: str, organisation: str) -> None:
    assert read([(0, "What the porters knew")], BODY + text).organisation == organisation


def test_who_owns_what_the_title_tells_of_counts_where_nothing_else_does() -> None:
    assert read([(0, "Quayside Council's year of open doors")]).organisation == "Quayside Council"
    assert read([(0, "The porter's year of open doors")]).organisation == ""


def test_a_text_that_speaks_of_copyright_has_no_copyright_line() -> None:
    assert read([(0, "Doors")], BODY + "Free of any copyright or patent (Quill, 2007).").year == ""
    assert read([(0, "Doors")], BODY + "Copyright Quay Commons 2007.").year == "2007"


def test_long_capitalised_names_take_no_time():
    name = " ".join(["A" + "bcdefghijklmno" * 2] * 8)
    before = time.process_time()
    assert own_voice(f"At {name} they said so. I once did work as a {name}.", "") == ""
    assert time.process_time() - before < 2
