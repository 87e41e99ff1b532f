"""Numerals, marks and empty lines: what the small tests of text say of them."""

import pytest

from reportminer.parse.pdf.counting import follows
from reportminer.parse.pdf.course import number_of
from reportminer.parse.pdf.model import NO_EDGES, TextLine
from reportminer.parse.pdf.notes import raised
from reportminer.parse.pdf.paragraphs import Block
from reportminer.parse.roman import roman


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("I", 1),
        ("iv", 4),
        ("XIX", 19),
        ("xxxviii", 38),
        ("XC", 90),
        ("IIX", 0),
        ("VX", 0),
        ("Iv", 0),
        ("", 0),
    ],
)
def test_roman_numerals(text, number):
    assert roman(text) == number


@pytest.mark.parametrize(
    ("first", "second"), [("XV.", "XVI."), ("(xix)", "(xx)"), ("IX)", "X)"), ("h.", "i.")]
)
def test_markers_that_follow_each_other(first, second):
    assert follows(first, second)
    assert not follows(second, first)


@pytest.mark.parametrize(("text", "number"), [("IV. Wells", 4), ("IIX. Wells", None), ("VX. Wells", None)])
def test_what_is_no_numeral_counts_nothing(text, number):
    place = dict.fromkeys(("x0", "top", "x1", "bottom", "base", "left", "right"), 0.0)
    found = number_of(Block([TextLine(page=1, text=text, edges=NO_EDGES, size=9, style=0, strip=0, **place)]))
    assert (found and found[1]) == number


def test_an_empty_text_begins_with_no_raised_mark():
    assert raised("² The log.")
    assert not raised("")
