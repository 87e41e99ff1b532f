"""Deadlines, numbers, speakers, denials, hedges, and difficulties that are over."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportminer.link.attributes import attribute
from reportminer.link.parties import Parties
from reportminer.link.speech import speaker_of
from reportminer.types import Outline


@pytest.mark.parametrize(
    ("text", "deadline"),
    [
        ("The council should sign the lease by March 2031.", "by March 2031"),
        ("Within six months the board should appoint a clerk.", "Within six months"),
        ("Boats should be checked before the next monsoon.", "before the next monsoon"),
        ("Count the nets before anyone sails.", "before anyone sails"),
        ("Pay the drivers from now on.", "from now on"),
        ("The two offices should merge their lists from 1 July.", "from 1 July"),
        ("The two offices should merge their lists.", ""),
        ("The two offices should merge the lists in this report.", ""),
        ("The two offices should merge their lists by the next review.", "by the next review"),
        ("Move the desk that has stood in the hall for years.", ""),
        ("Recruit staff who may march in step.", ""),
        ("Oil the gate ahead of time.", ""),
        ("Oil the gate ahead of the rains.", "ahead of the rains"),
    ],
)
def test_a_deadline_is_told_in_the_words_of_the_report(attributed, text, deadline):
    assert attributed([f"R: {text}"]).deadline == deadline


def test_only_a_recommendation_has_a_deadline_and_a_number(attributed):
    found = attributed(["# Recommendations", "- C: 4. The pump failed by March 2031."])
    assert (found.deadline, found.number) == ("", "")


@pytest.mark.parametrize(
    ("lines", "number"),
    [
        (["R: Recommendation 4(b): The board should meet."], "4(b)"),
        (["R: Rec. 12: The board should meet."], "12"),
        (["R3 The harbour board should:", "- R: buy a second boat"], "R3"),
        (["# Recommendation 6", "R: The board should meet."], "6"),
        (["# Recommendation 6: A board that meets", "The board should:", "- R: meet monthly"], "6"),
        (["# Recommendation 6", "It met once.", "R: The board should meet."], "6"),
        (["# RECOMMENDATION 6.", "It met once.", "- R: meet monthly"], "6"),
        (["# Recommendation No. 6", "It met once.", "- R: meet monthly"], "6"),
        (["# Recommendation 6 – A board that meets", "It met once.", "- R: meet monthly"], "6"),
        (["# Recommendation 6 A board that meets", "It met once.", "- R: meet monthly"], "6"),
        (["# Recommendation 6(a) (high priority)", "It met once.", "- R: meet monthly"], "6(a)"),
        (["# Recommendation 6: Meetings", "R3 The board should:", "- R: meet monthly"], "R3"),
        (["# Recommendation 6: Meetings", "R: Recommendation 6.2: Meet monthly."], "6.2"),
        (["# 4. Recommendations", "It met once.", "R: The board should meet."], ""),
        (["# Recommendations 1 to 5", "It met once.", "R: The board should meet."], ""),
        (["# Recommendation 1 to 5", "It met once.", "R: The board should meet."], ""),
        (["# Recommendation 1–5: Meetings", "It met once.", "R: The board should meet."], ""),
        (["# Recommendation 6 was dropped", "It met once.", "R: The board should meet."], ""),
        (["# Recommendations 6 to 9 were dropped", "R: The board should meet."], ""),
        (["R: The board should meet 12 times a year."], ""),
        (["See paragraph 7.", "R: The board should meet."], ""),
    ],
)
def test_the_report_s_own_number(attributed, lines, number):
    assert attributed(lines).number == number


def test_a_heading_further_up_numbers_what_stands_below_it(mined):
    lines = [
        "# Recommendation 6: Meetings",
        "It met once.",
        "# Dates",
        "It was cold.",
        "R: The board should meet.",
    ]
    report = mined(lines)
    upper, lower = report.outline.sections[1], replace(report.outline.sections[2], parent=1, level=2)
    outline = Outline((report.outline.sections[0], upper, lower))
    assert attribute(report.report, report.segments, report.findings, outline)[0].number == "6"
    assert attribute(report.report, report.segments, report.findings, None)[0].number == ""


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“We carried the ice by hand,” said Dora Vance, “and it melted.”", "Dora Vance"),
        ("“Nobody told us that the ferry had stopped,” a nurse told us.", "a nurse"),
        ("As Mr Oduya put it, the key was always somewhere else.", "Mr Oduya"),
        ("Nobody told us that the ferry had stopped.", ""),
        ("The plan called it a “pilot” for nine years.", ""),
        ("“They came, they counted and they left.”", ""),
    ],
)
def test_who_says_it(attributed, text, speaker):
    assert attributed([f"C: {text}"]).speaker == speaker


def test_a_line_of_attribution_names_the_speaker(attributed):
    text = (
        "It stood empty.\n\n“We had a roof and no door.” — Hana Brandt, Quay Tenants\n\nThe door came later."
    )
    start, end = text.index("“"), text.index("”") + 1
    assert speaker_of(text, start, end, Parties()) == "Hana Brandt"
    assert speaker_of(text.replace("Hana Brandt", "Report, page 4"), start, end, Parties()) == ""


@pytest.mark.parametrize(
    ("text", "denial", "hedge", "resolved"),
    [
        ("There was never a plan for the exit.", "never", "", ""),
        ("The clerks didn't sign.", "didn't", "", ""),
        ("The list was not only late, it was in Latin.", "", "", ""),
        ("The clerk, who was not asked, gave up.", "", "", ""),
        ("A clerk who does not sign cannot be paid.", "cannot", "", ""),
        ("The clerks found that nobody had signed.", "nobody", "", ""),
        ("The clerks count boats because nobody else does.", "", "", ""),
        ("In the two months since 2031 no clerk signed.", "no", "", ""),
        ("Pay clerks by the month and not by the day.", "", "", ""),
        ("The trouble is not the boat but the quay.", "", "", ""),
        ("A boat with no oars, without a rope, so that no crew is found.", "", "", ""),
        ("It counts boats rather than crews.", "", "", ""),
        ("It is a rather small boat.", "", "rather", ""),
        ("The fund appears to have run dry.", "", "appears to", ""),
        ("Late pay is no longer a problem.", "", "", "no longer"),
        ("The crew could no longer pay for oil.", "", "", ""),
        ("The leak has since been put right.", "", "", "has since been"),
        ("The leak should have been fixed.", "", "", ""),
    ],
)
def test_denial_hedge_and_what_is_over(attributed, text, denial, hedge, resolved):
    found = attributed([f"C: {text}"])
    assert (found.denial, found.hedge) == (denial, hedge)
    assert found.negated == bool(denial)
    assert found.resolved == resolved


@given(st.text(alphabet="ab “”\"'’—.,()|R1\n", max_size=120))
def test_any_text_can_be_read_and_what_is_told_stands_in_it(text):
    assert speaker_of(text, 0, len(text), Parties()) in text


@pytest.mark.parametrize(
    ("lines", "speaker"),
    [
        # whom `she says` means: the person named last, not the place or body next to it
        (
            ["Dora Vance keeps the lock at Lower Quay.", "C: “The gate was never oiled,” she says."],
            "Dora Vance",
        ),
        (["Mr Oduya runs the ferry.", "C: After that, he said, nobody came on Fridays."], "Mr Oduya"),
        (["C: “The gate was never oiled,” said the Quay Trust's warden, Dora Vance."], "Dora Vance"),
        (["C: “The gate was never oiled,” Dora Vance of the Quay Trust admits."], "Dora Vance"),
        (["C: Dora Vance has told us that the gate was never oiled."], "Dora Vance"),
        # words that begin a sentence, bodies and numbers of documents speak for nobody
        (["C: However, it also suggests that the gate was never oiled."], ""),
        (["C: The Inspectorate believes that the gate was never oiled."], ""),
        (["C: The gate was never oiled (INQ000123_0004)."], ""),
        (["C: The gate was never oiled for want of a budget (MTEF)."], ""),
        (["C: The gate was never oiled for want of goals (SDGs)."], ""),
        (["C: The gate was never oiled for want of papers (MoUs)."], ""),
        (["It joined the Royal Academy of Locks.", "C: “The gate was never oiled.”"], ""),
    ],
)
def test_a_speaker_is_a_person_and_not_a_body_nearby(attributed, lines, speaker):
    assert attributed(lines).speaker == speaker


@pytest.mark.parametrize(
    ("lines", "is_quoted"),
    [
        (["C: “The gate was never oiled,” she says."], True),
        (["C: “The gate was never oiled and nobody asked."], True),
        (["C: They called it a “pilot” for all of nine years and nobody asked them what it was."], False),
        (["C: Mr Oduya said that the gate was never oiled."], False),
    ],
)
def test_quoted_speech_is_marked_whether_or_not_a_speaker_is_named(attributed, lines, is_quoted):
    assert attributed(lines).quoted is is_quoted


@pytest.mark.parametrize(
    ("text", "deadline"),
    [
        # what is over, a stretch of time, an amount, an agent, a way
        ("The board should review the rule introduced in 2023.", ""),
        ("Ada Quill, warden from June 2010 to October 2019, asks for a second boat.", ""),
        ("The grant should be extended by six months.", ""),
        ("The plan should be adopted by the General Assembly.", ""),
        ("The harbour should save money by meeting on Fridays.", ""),
        ("The harbour should pay the Legal Aid Centre by the month, with a bonus for closed cases.", ""),
        ("The harbour should pay clerks by the day and the crews by the hour.", ""),
        ("The harbour should pay the clerks by the month of May.", "by the month of May"),
        ("The list should be read in this report.", ""),
        # a step of whoever acts, a place before somebody
        ("Phone the warden before you sail.", ""),
        ("Count the nets before signing.", ""),
        ("Bring the case before a judge.", ""),
        # what is yet to come, with what belongs to it
        ("The lease should be mended at its next renewal.", "at its next renewal"),
        ("The clerk should look at it at the end of every quarter.", "at the end of every quarter"),
        ("Publish the list before the end of this year.", "before the end of this year"),
        ("Publish the list within six months of the inquest.", "within six months of the inquest"),
        ("The board should sign, by 3 May 2031, one lease.", "by 3 May 2031"),
        ("Staff should be told as soon as practicable.", "as soon as practicable"),
        ("Make the nets whole before any more boats are bought.", "before any more boats are bought"),
    ],
)
def test_a_time_is_a_deadline_only_where_something_falls_due(attributed, text, deadline):
    assert attributed([f"R: {text}"]).deadline == deadline


@pytest.mark.parametrize(
    ("lines", "speaker"),
    [
        # words of its own before the quotation: the person named earlier did not say it
        (
            [
                "Dora Vance keeps the lock.",
                "C: The plan was late and “nobody had the key to the gate at all”.",
            ],
            "",
        ),
        (["C: Mr Oduya insisted that the gate was never oiled."], "Mr Oduya"),
        (["C: Lady Brandt emphasised that the gate was never oiled."], "Lady Brandt"),
    ],
)
def test_a_quotation_with_words_around_it(attributed, lines, speaker):
    assert attributed(lines).speaker == speaker


@pytest.mark.parametrize(
    ("text", "deadline"),
    [
        ("In March 2013 the inspectors wrote that boats should be counted.", ""),
        ("Whoever was ill prior to 1996 should be offered a bed by May 2026.", "by May 2026"),
        ("Boats should be counted by March 2025.", "by March 2025"),
        ("At the end of the day the boats should be ours.", ""),
        ("The board may decide, before Phase 2 is signed, on one fee.", "before Phase 2 is signed"),
    ],
)
def test_a_time_before_the_year_of_the_report_is_no_deadline(attributed, text, deadline):
    assert attributed(["# Boats in harbour", "# May 2025", f"R: {text}"]).deadline == deadline


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Orlo Fenn from Quay Tenants said that the door never came.", "Orlo Fenn"),
        ("The review of the work in Fenland noted that the door never came.", ""),
        ("“We had no door,” said the Tenants’ clerk, Orlo Fenn.", "Orlo Fenn"),
    ],
)
def test_a_body_or_place_behind_a_preposition_does_not_speak(attributed, text, speaker):
    assert attributed([f"C: {text}"]).speaker == speaker


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("3.7 Aasen. Was sorry to bring it up.", "Aasen"),
        ("3.7 Mend Locks: Was sorry to bring it up.\nWe mend old locks.", ""),
        ("3.7 Mend Lock-Gates: Was sorry to bring it up.\nWe mend each lock.", ""),
    ],
)
def test_minutes_name_who_spoke_and_titles_of_paragraphs_do_not(text, speaker):
    small = set(re.findall(r"\b[a-z]+", text))
    start = text.index("Was")
    found = speaker_of(
        text, start, text.index("up.") + 3, Parties(), is_small=lambda word: word.lower() in small
    )
    assert found == speaker
