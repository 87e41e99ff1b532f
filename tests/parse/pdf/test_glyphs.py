"""Faults of single characters: how print is set, and what the text should read."""

import numpy as np
import pytest

from reportminer.labels import BlockKind
from reportminer.parse.pdf.model import Style
from reportminer.parse.pdf.paragraphs import BULLET
from reportminer.parse.pdf.symbols import translate

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


@pytest.mark.parametrize(
    ("letter", "rest", "wanted"),
    [
        ("T", "he partners of the well", "The partners of the well"),
        ("A", "fter the rains the wells", "After the rains the wells"),
        ("A", "well in every village", "A well in every village"),
    ],
)
def test_drop_capitals_join_their_words(typeset, letter, rest, wanted):
    prose = (PROSE + "They paid for the well themselves and were proud of it. ") * 4
    cap = f"#place(dy: -3pt, text(34pt)[{letter}])#h(30pt)"
    lines = f"{cap}{rest} were kept by#linebreak()#h(30pt)women of the district for years,#linebreak()"
    report = read(typeset(f"#set page(width: 260pt, height: 700pt, margin: 20pt)\n{lines}{prose}"))
    assert report.text.startswith(f"{wanted} were kept by women of the district for years, The partners")


def test_signs_of_symbol_fonts_are_list_marks():
    styles = [Style(face, 400, False, 0) for face in ("Wingdings-Regular", "SymbolMT", "OddSigns", "Deva")]
    code = np.array([0xF0A7, 0xF0B7, 0xF07D, 0xF0FF, 0xF061, 0xE8A6, 0x95, 0x41], np.uint32)
    shown = translate(code, np.array([0, 1, 0, 2, 1, 3, 2, 2]), styles)
    assert "".join(map(chr, shown.tolist())) == "▪•►▪α\ufffd•A"
    assert all(BULLET.match(chr(sign) + " Pay on time.") for sign in shown.tolist()[:4])


def test_letters_under_shifted_codes_are_letters():
    word = "Partnersmeteverymonthandsharedwhattheylearnt"
    code = np.array([0xF000 + ord(letter) for letter in word], np.uint32)
    shown = translate(code, np.zeros(len(code), np.int64), [Style("Garamond", 400, False, 0)])
    assert "".join(map(chr, shown.tolist())) == word
