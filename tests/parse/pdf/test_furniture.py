"""What recurs at the edges of pages, and what only seems to."""

from time import process_time

import pytest

from reportminer.labels import BlockKind
from reportminer.parse.pdf.furniture import _mark_beginnings, _Place, _shifts
from reportminer.parse.pdf.model import NO_EDGES, TextLine

from .conftest import read

PROSE = (
    "The harbour board met the boat owners each spring and noted what the winter had broken. "
    "Repairs were shared out by lot, and nobody paid twice for the same mooring. "
)


def texts(report, kind):
    return [report.text[b.start : b.end] for b in report.blocks if b.kind is kind]


def test_numbered_titles_at_the_head_of_pages_are_no_page_numbers(typeset):
    pages = "\n#pagebreak()\n".join(
        f"#text(14pt)[*RECOMMENDATION {n}.*]\n\n{PROSE * 4}Quay {'abcdef'[n]} waits." for n in range(1, 6)
    )
    foot = "footer: context [Harbours of the bay #(here().page() + 40)]"
    report = read(typeset(f"#set page({foot})\n{pages}"))
    assert texts(report, BlockKind.HEADER) == []
    assert texts(report, BlockKind.FOOTER) == [f"Harbours of the bay {n}" for n in range(41, 46)]


@pytest.mark.parametrize("again", [1, 3])
def test_numbered_titles_of_which_one_comes_again_are_no_page_heads(typeset, again):
    pages = "\n#pagebreak()\n".join(
        f"#text(14pt)[*RECOMMENDATION {n}.*]\n\n{PROSE * 4}Quay {letter} waits."
        for n, letter in zip((1, 2, 3, 4, 5, again), "abcdef", strict=True)
    )
    foot = "footer: context [Harbours of the bay #(here().page() + 40)]"
    report = read(typeset(f"#set page({foot})\n{pages}"))
    assert texts(report, BlockKind.HEADER) == []
    assert len(texts(report, BlockKind.HEADING)) == 6


def test_volumes_of_one_name_count_their_own_pages(typeset):
    head = "header: context [Harbours | #(calc.rem(here().page() - 1, 10) + 1)]"
    pages = "\n#pagebreak()\n".join(f"{PROSE * 4}Quay {letter} waits." for letter in "abcdefghijklmnop")
    report = read(typeset(f"#set page({head})\n{pages}"))
    assert texts(report, BlockKind.HEADER) == [f"Harbours | {n % 10 + 1}" for n in range(16)]


def test_a_page_has_one_counter(typeset):
    pages = "\n#pagebreak()\n".join(
        f"*Winter {n} of the bay*\n\n{PROSE * 4}Quay {'abcdef'[n]} waits." for n in range(1, 6)
    )
    foot = "footer: context [Harbours of the bay #(here().page() + 40)]"
    report = read(typeset(f"#set page({foot})\n{pages}"))
    assert texts(report, BlockKind.HEADER) == []


def test_a_line_that_other_footers_go_on_from_is_a_footer(typeset):
    foot = "footer: context align(right, if here().page() == 1 [June 2019] else [June 2019June 2018])"
    pages = "\n#pagebreak()\n".join(f"{PROSE * 4}Quay {letter} waits." for letter in "abcde")
    report = read(typeset(f"#set page({foot})\n{pages}"))
    assert texts(report, BlockKind.FOOTER) == ["June 2019"] + ["June 2019June 2018"] * 4


def test_volumes_of_one_file_count_their_own_pages(typeset):
    letters = "abcdefghijklmnop"
    head = (
        "header: context { let p = here().page(); "
        "if p > 10 [Technical volume | #(p - 10)] else [Main report | #p] }"
    )
    pages = "\n#pagebreak()\n".join(f"{PROSE * 4}Quay {letter} waits." for letter in letters)
    report = read(typeset(f"#set page({head})\n{pages}"))
    found = [f"Main report | {n}" for n in range(1, 11)] + [f"Technical volume | {n}" for n in range(1, 7)]
    assert texts(report, BlockKind.HEADER) == found


def line(page, text, kind=None):
    place = dict.fromkeys(("x0", "left"), 72.0) | dict.fromkeys(("x1", "right"), 300.0)
    height = {"top": 40.0, "bottom": 50.0, "base": 48.0, "size": 10.0}
    return TextLine(page=page, text=text, edges=NO_EDGES, style=0, strip=0, kind=kind, **place, **height)


def test_beginnings_of_many_lines_are_found_in_no_time():
    places = [_Place(line(n, f"Report {n:05}", BlockKind.HEADER), BlockKind.HEADER) for n in range(8_000)]
    places += [_Place(line(n, f"Report of {n}"), BlockKind.HEADER) for n in range(8_000)]
    places.append(_Place(line(1, "Report"), BlockKind.HEADER))
    began = process_time()
    _mark_beginnings(places)
    assert process_time() - began < 1
    assert [place.line.text for place in places[8_000:] if place.line.kind] == ["Report"]


def test_numbers_of_thousands_of_digits_count_no_pages():
    assert _shifts([_Place(line(n, f"Page {'7' * 5_000}"), BlockKind.HEADER) for n in range(4)]) == {}
