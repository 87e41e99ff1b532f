"""Notes at the foot of a page: where they begin and end."""

from time import process_time

from reportminer.labels import BlockKind
from reportminer.parse.pdf.model import NO_EDGES, PageLayout, TextLine
from reportminer.parse.pdf.notes import mark_footnotes, number_of_mark

from .conftest import read

PROSE = "The ferry crews kept one log for all three piers, and the council read it every month. " * 3
MORE = f"\n#pagebreak()\n{PROSE}" * 3


def texts(report, kind):
    return [report.text[b.start : b.end] for b in report.blocks if b.kind is kind]


def foot(*notes, rule=""):
    """Four pages, so that what recurs at their feet can be told from notes; the first has notes."""
    lines = " \\\n".join(f"#text(8pt)[{note}]" for note in notes)
    return f"{PROSE}\n\n{PROSE}\n#place(bottom)[#set par(leading: 4pt)\n{rule}\n{lines}]" + MORE


def test_bold_notes_are_notes_where_they_are_in_the_count(typeset):
    report = read(typeset(foot("6 Log of the north pier.", "*7 [FERRY0042].*", "8 Log of the south pier.")))
    assert texts(report, BlockKind.FOOTNOTE) == [
        "6 Log of the north pier.",
        "7 [FERRY0042].",
        "8 Log of the south pier.",
    ]


def test_a_bold_note_under_a_rule_as_wide_as_the_column_is_one(typeset):
    rule = "#line(length: 100%, stroke: 0.4pt)\n#v(-6pt)"
    report = read(typeset(foot("*17 [FERRY0042].*", rule=rule)))
    assert texts(report, BlockKind.FOOTNOTE) == ["17 [FERRY0042]."]


def test_numbers_and_days_within_a_note_begin_none(typeset):
    first = "#super(typographic: false)[7] The crews were paid for passages that they logged on the night of"
    report = read(
        typeset(foot(first, "6 July 2011, and for those after, which came to", "70 crossings more."))
    )
    (note,) = texts(report, BlockKind.FOOTNOTE)
    assert note.endswith("night of 6 July 2011, and for those after, which came to 70 crossings more.")


def test_text_in_smaller_type_that_begins_with_a_number_is_no_note(typeset):
    small = "The boats were many. " * 6 + "They came to more than" + " \\\n500 in the first year. "
    report = read(typeset(f"#text(14pt)[{PROSE * 4}]\n#place(bottom)[#text(10pt)[{small * 2}]]{MORE}"))
    assert texts(report, BlockKind.FOOTNOTE) == []


def test_a_source_ends_where_larger_type_begins(typeset):
    below = f"#text(10pt)[{PROSE}]"
    source = "#line(length: 20%, stroke: 0.4pt)\n#v(-8pt)\n#text(8pt)[Source: the crews.]"
    report = read(typeset(f"#text(14pt)[{PROSE * 3}]\n#place(bottom)[{source}\n\n{below}]{MORE}"))
    assert texts(report, BlockKind.FOOTNOTE) == ["Source: the crews."]


def test_a_small_line_that_begins_with_a_number_is_no_note_where_none_came_before(typeset):
    report = read(typeset(foot("3 million passengers were carried in the year,", "more than ever before.")))
    assert texts(report, BlockKind.FOOTNOTE) == []


LISTED = ["Buy two boats before winter.", "Keep one log for all piers.", "Meet the crews each month."]


def test_a_list_in_smaller_type_at_the_foot_is_no_note(typeset):
    items = [f"{n}. {text}" for n, text in enumerate(LISTED, 1)]
    report = read(typeset(foot(*items)))
    assert texts(report, BlockKind.FOOTNOTE) == []
    assert texts(report, BlockKind.LIST_ITEM) == items


def test_a_list_under_a_heading_at_the_foot_is_no_note(typeset):
    items = [f"{n} {text}" for n, text in enumerate(LISTED, 1)]
    report = read(typeset(foot(*items, rule="#text(11pt)[*What to do next*]\n#v(-4pt)\n")))
    assert texts(report, BlockKind.FOOTNOTE) == []


def test_a_list_that_the_page_refers_to_is_notes(typeset):
    sign = "The crews met.#super(typographic: false)[2] "
    items = [f"{n}. {text}" for n, text in enumerate(LISTED, 1)]
    report = read(typeset(sign + foot(*items)))
    assert texts(report, BlockKind.FOOTNOTE) == items


def test_marks_of_thousands_of_digits_are_no_numbers():
    assert number_of_mark("⁹" * 5_000) == 0
    assert number_of_mark("²¹") == 21


def test_pages_of_small_numbered_print_are_read_in_no_time():
    made = [small(k, f"{5 + 2 * k % 900} boats were mended at pier {k}") for k in range(4_000)]
    began = process_time()
    mark_footnotes(PageLayout(1, 600.0, 800.0, lines=made), 11.0)
    assert process_time() - began < 2


def small(k, text):
    top = 400 + k / 20
    place = {"x0": 72.0, "x1": 300.0, "left": 72.0, "right": 300.0}
    height = {"top": top, "bottom": top + 8, "base": top + 6, "size": 8.0}
    return TextLine(page=1, text=text, edges=NO_EDGES, style=0, strip=0, **place, **height)
