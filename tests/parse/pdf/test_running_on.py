"""Sentences that run on: over a page's end, a change of weight, and numbers that count within them."""

import pytest

from reportminer.labels import BlockKind

from .conftest import read
from .test_reading import PROSE, check, texts

SET = "#set page(width: 320pt, height: 230pt, margin: 30pt)\n#set text(11pt, hyphenate: false)\n"
REASONS = "The owners of the wells gave three reasons for that:"
FIRST = "The clerks of the district kept the books of the wells in"
SECOND = "order so that the ports may learn from them and the"
NARRATIVE = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)


def lines(held):
    return " \\\n".join(held)


def pages(first, second):
    """Two pages: one that ends with some lines, and one that begins with others."""
    return f"{SET}#v(1fr)\n{lines(first)}\n#pagebreak()\n{lines(second)}"


@pytest.mark.parametrize(
    ("last", "following", "wanted"),
    [
        ("We ask the owners of all the wells in the district that", ["*clerks keep the books dry.*"], 1),
        (
            "roads, and are then of use to all of the Union of",
            ["*Wells and of Roads, in which the ports*", "sit."],
            1,
        ),
        ("roads, and are then of use to all of the ports.", ["*Clerks keep the books dry.*"], 2),
        ("roads, and have been mended in time.", ["clerks keep the books dry."], 2),
        (
            "roads as well, as is told in the books of the Kesra",
            ["Bank and of the ports, which the", "clerks hold."],
            1,
        ),
        ("roads as well, as is told in the annex (see paragraph", ["4.41)."], 1),
        (
            "roads as well, which the clerks told the Kesra Bank.",
            ["Bank clerks hold the books and", "keys."],
            2,
        ),
        (
            "roads as well, says a book of the Kesra Bank.#super[7]",
            ["Bank clerks hold the books and", "keys."],
            2,
        ),
    ],
)
def test_sentence_that_is_not_over_goes_on_at_the_top_of_the_next_page(typeset, last, following, wanted):
    report = read(typeset(pages([FIRST, SECOND, last], following)))
    check(report)
    assert len(texts(report, BlockKind.PARAGRAPH)) == wanted


def test_names_of_a_list_do_not_go_on_over_the_page(typeset):
    report = read(typeset(pages(["Lwazi Trust", "Kesra Bank of Works"], ["Hanna Port", "Ministry of Wells"])))
    assert "Works Hanna" not in report.text.replace("\n", "|")
    assert len(texts(report, BlockKind.PARAGRAPH)) == 2


def test_bold_sentence_that_begins_with_a_line_stays_in_its_paragraph(typeset):
    even = (
        "#set page(width: 320pt, margin: 30pt)\n#set text(11pt, hyphenate: false)\n#set par(justify: true)\n"
    )
    rows = [
        "The clerks of the district kept the books of the wells",
        "and of the roads in their hands, and so they are dry.",
        "*The owners of all the wells should share with us all*",
        "*that they know.*",
    ]
    report = read(typeset(f"{even}{PROSE}\n\n{' #linebreak(justify: true)'.join(rows)}\n\n{PROSE}"))
    check(report)
    assert len(texts(report, BlockKind.PARAGRAPH, BlockKind.HEADING)) == 3


@pytest.mark.parametrize(
    ("bold", "wanted"), [("*877,280 children* with the wells", 2), ("*9 October.* The clerks went home", 3)]
)
def test_figure_in_bold_on_the_second_line_of_an_item_is_no_lead_in(typeset, bold, wanted):
    item = f"- In the ports they all supported nearly \\\n  {bold} and roads, and came back.\n"
    report = read(typeset(f"{SET}{item}- The clerks kept books.\n"))
    assert len(texts(report, *NARRATIVE)) == wanted


@pytest.mark.parametrize(
    ("held", "wanted"),
    [
        ([REASONS, "(a) the rain of that year; (b) the state of roads; and", "(c) the price."], 1),
        ([REASONS, "(i) the rain was late; and (ii) the roads were bad."], 1),
        (["The owners of the wells gave two reasons: (i) rain;", "(ii) roads that were washed away."], 1),
        ([REASONS, "(a) the rain;", "(b) the roads."], 3),
        ([REASONS, "(a) the rain told of in article 5 (b) of that;", "(b) roads."], 3),
    ],
)
def test_numbers_that_count_within_a_sentence_begin_no_items(typeset, held, wanted):
    report = read(typeset(SET + lines(held)))
    check(report)
    assert len(texts(report, *NARRATIVE)) == wanted


def test_numbers_count_within_a_sentence_over_the_page(typeset):
    first = [
        FIRST,
        "order. The owners gave two reasons for that to them:",
        "(a) the rain of that year and of the",
    ]
    report = read(typeset(pages(first, ["next one, which was late; and (b) the", "roads."])))
    assert len(texts(report, *NARRATIVE)) == 1


@pytest.mark.parametrize("number", ["4.10.", "24."])
def test_number_set_close_before_its_text_stands_off_from_it(typeset, number):
    report = read(typeset(f"{SET}#box[{number}]#h(1.2pt)#box[Should] the owners pay, they will be told."))
    assert report.text == f"{number} Should the owners pay, they will be told."
