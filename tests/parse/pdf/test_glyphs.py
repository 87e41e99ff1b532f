"""Faults of single characters: how print is set, and what the text should read."""

import pytest

from reportminer.labels import BlockKind

from .conftest import read

PROSE = "The partners met every month and shared what they had learnt about the wells. "


def texts(report, *kinds):
    return [report.text[b.start : b.end] for b in report.blocks if not kinds or b.kind in kinds]


@pytest.mark.parametrize(
    ("markup", "wanted"),
    [
        ("C O N C L U S I O N S", "CONCLUSIONS"),
        ("#text(tracking: 5pt)[LESSONS LEARNT]", "LESSONS LEARNT"),
        ("#text(tracking: 4pt)[Lessons for partners]", "Lessons for partners"),
        ("Figures A B C D E F are shown.", "Figures A B C D E F are shown."),
        ("Rows 1 2 3 4 5 6 as well.", "Rows 1 2 3 4 5 6 as well."),
        ("I a m not spaced out.", "I a m not spaced out."),
    ],
)
def test_letter_spaced_words_are_closed_up_and_lists_of_letters_are_not(typeset, markup, wanted):
    assert read(typeset(markup)).text == wanted


@pytest.mark.parametrize("rise", ["size: 7pt, baseline: -4pt", "baseline: -4pt"])
def test_raised_digits_are_marks_however_large(typeset, rise):
    report = read(
        typeset(f"#set text(11pt)\nCosts rose#text({rise})[12] in that year, and then they fell again.")
    )
    assert report.text == "Costs rose¹² in that year, and then they fell again."


def test_ligatures_and_soft_hyphens(typeset):
    words = "office efficient staff five flows affected different first conflict influence significant"
    soft = words.replace("efficient", "effi\u00adcient")
    for font in ("Libertinus Serif", "New Computer Modern"):
        for style in ("normal", "italic"):
            report = read(typeset(f'#set text(font: "{font}", style: "{style}", hyphenate: false)\n{soft}'))
            assert report.text == words


def test_spaces_of_the_file_that_do_not_show_are_none(typeset):
    """A word set in parts: a space, and then back over it."""
    report = read(typeset("#set text(11pt)\nSuccess#h(0pt) and S #h(-2.75pt)uccess."))
    assert report.text == "Success and Success."


def test_watermark_is_kept_out_of_the_narrative(typeset):
    mark = "#place(center + horizon, rotate(-45deg, text(60pt, fill: luma(220))[DRAFT COPY]))"
    report = read(typeset(f"#set page(background: [{mark}])\n" + PROSE * 20))
    assert texts(report, BlockKind.PARAGRAPH) == [(PROSE * 20).strip()]
    assert "DRAFT COPY" in texts(report, BlockKind.FIGURE)


def test_shadows_are_read_once(typeset):
    shadow = "#place(dx: 0.6pt, dy: 0.6pt, text(fill: gray)[Lessons from the field])Lessons from the field"
    assert read(typeset(shadow)).text == "Lessons from the field"


def test_what_is_off_the_page_or_unseen_is_left_out(typeset):
    report = read(
        typeset(f"{PROSE}#place(dx: 2000pt)[far away] #place(text(fill: rgb(0, 0, 0, 0%))[unseen])")
    )
    assert report.text == PROSE.strip()
