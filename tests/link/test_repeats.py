"""What a report tells twice."""

import pytest

from reportminer.link.repeats import with_repeats

FIRST = "The county should pay small charities in advance, before the year begins."


def repeats(mined, lines):
    report = mined(lines)
    return [finding.repeats for finding in with_repeats(report.report, report.findings)]


@pytest.mark.parametrize(
    "again",
    [
        FIRST,
        "The county should pay small charities¹² in advance before the year  begins",
        "Therefore the county should pay small charities in advance, before the year begins.",
    ],
)
def test_what_is_said_again_names_the_first_of_its_kind(mined, again):
    told = ["# Summary", f"R: {FIRST}", "# What was hard", f"C: {FIRST}", f"R: {again}", f"- R: {again}"]
    assert repeats(mined, told) == [-1, -1, 0, 0]


@pytest.mark.parametrize(
    "other",
    [
        "The county should not pay small charities in advance, before the year begins.",
        "The county should ask small charities each spring what they need from it.",
    ],
)
def test_what_says_something_else_is_no_repeat(mined, other):
    assert repeats(mined, [f"R: {FIRST}", f"R: {other}"]) == [-1, -1]


def test_another_number_is_another_statement(mined):
    told = [f"C: In 20{year} the crews of the harbour waited for their grants." for year in (11, 12, 11)]
    assert repeats(mined, told) == [-1, -1, 0]


def test_few_words_that_are_alike_may_speak_of_two_things(mined):
    assert repeats(mined, ["C: It took too long.", "C: It took too long."]) == [-1, -1]


def test_a_report_that_tells_one_thing_a_thousand_times_is_done_soon(mined):
    assert repeats(mined, [f"R: {FIRST}"] * 1000)[1:] == [0] * 999
