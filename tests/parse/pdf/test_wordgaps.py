"""Spaces between words: those that the file does not tell of, and those that stand inside a word."""

from time import process_time
from types import SimpleNamespace

import pytest

from reportminer.parse.pdf.wordgaps import _parts

from .conftest import read

PROSE = "We met the partners and however late the road was the grant came. "


def one_after_the_other(sentence, gap):
    """Words with a gap between them that is no space of the file."""
    return f"#set text(11pt)\n{f'#h({gap})'.join(f'#box[{word}]' for word in sentence.split())}"


@pytest.mark.parametrize("gap", ["1.3pt", "1.8pt"])
def test_gaps_of_a_tight_line_part_its_words(typeset, gap):
    sentence = "The partners shall publish a short note on the wells and the roads"
    assert read(typeset(one_after_the_other(sentence, gap))).text == sentence


@pytest.mark.parametrize("gap", ["0pt", "0.3pt"])
def test_words_without_a_gap_are_not_parted(typeset, gap):
    sentence = "The partners shall publish a short note on the wells and the roads"
    assert read(typeset(one_after_the_other(sentence, gap))).text == sentence.replace(" ", "")


def test_one_wide_gap_in_a_line_is_not_between_words(typeset):
    report = read(typeset("#set text(11pt)\nThe partners shall publish a short no#h(1pt)te on the wells."))
    assert "note" in report.text


@pytest.mark.parametrize(
    ("broken", "whole"),
    [("W#h(0pt) #h(-3.4pt)e met", "We met"), ("H#h(0pt) #h(-3.2pt)owever, it", "However, it")],
)
def test_space_under_a_slanted_letter_is_none_inside_a_word(typeset, broken, whole):
    slanted = f'#text(style: "italic")[{broken} came to pass.]'
    report = read(typeset(f"#set text(11pt)\n{PROSE * 3}\n\n3. {slanted}"))
    assert f"3. {whole} came to pass." in report.text


def test_space_under_a_slanted_letter_stays_between_two_words(typeset):
    leaning = '#text(style: "italic")[part of#h(0pt) #h(-3.4pt)the grant]'
    assert "part of the grant" in read(typeset(f"#set text(11pt)\n{PROSE}\n\n{leaning}")).text


def test_two_words_that_the_whole_is_seldom_written_for_stay_two(typeset):
    leaning = '#text(style: "italic")[put in#h(0pt) #h(-3.4pt)formal terms]'
    prose = f"{PROSE} Their talks were informal."
    assert "put in formal terms" in read(typeset(f"#set text(11pt)\n{prose}\n\n{leaning}")).text


def test_long_lines_with_many_spaces_in_doubt_are_read_in_no_time():
    line = SimpleNamespace(text="a" * 20_000 + " b" * 2_000, unsure=tuple(range(20_000, 24_000, 2)))
    began = process_time()
    assert len(_parts(line)) == 2_000
    assert process_time() - began < 1
