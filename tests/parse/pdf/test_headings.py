"""Which blocks of a PDF are headings: by their place, their numbers and the contents page."""

import json
from collections.abc import Sequence
from dataclasses import replace
from importlib.resources import files
from time import process_time
from types import SimpleNamespace

import numpy as np
import pytest

from reportminer.labels import BlockKind
from reportminer.parse.pdf.document import Bookmark
from reportminer.parse.pdf.headings import _with_numbers, fitted, judged_by
from reportminer.parse.pdf.model import NO_EDGES, TextLine
from reportminer.parse.pdf.normal import Normal
from reportminer.parse.pdf.paragraphs import Block
from reportminer.parse.pdf.series import Series
from reportminer.parse.pdf.titles import Bookmarks
from reportminer.parse.pdf.trees import Trees
from reportminer.parse.pdf.unfit import is_amount, is_date, unfit

from .conftest import read

PROSE = (
    "The district partners met every month and shared what they had learnt about the water points. "
    "Trust grew slowly because budgets were late and staff changed often. "
    "In the second year the council took over the records and kept them well. "
)
UNLISTED = "#set heading(bookmarked: false)\n"


def headings(report):
    return [report.text[b.start : b.end] for b in report.blocks if b.kind is BlockKind.HEADING]


def test_plain_large_centred_titles_are_headings_and_bold_words_in_text_are_not(typeset):
    report = read(
        typeset(
            "#align(center)[#text(18pt)[Water for the valley]]\n#v(2em)\n"
            f"{PROSE} *Pay on time* {PROSE}\n\n{PROSE}"
        )
    )
    assert headings(report) == ["Water for the valley"]


def test_numbered_headings_are_headings_and_numbered_items_in_a_row_are_not(typeset):
    body = "\n\n".join(
        f"*{n}\\. {title}*\n\n{PROSE}{PROSE}" for n, title in enumerate(["Water", "Roads", "Schools"], 1)
    )
    items = "\n".join(f"+ {word} the pumps each week." for word in ("Check", "Clean", "Count"))
    report = read(typeset(f"{body}\n\n{items}"))
    assert headings(report) == ["1. Water", "2. Roads", "3. Schools"]


def test_caption_without_a_number_is_no_heading(typeset):
    report = read(typeset(f"= Water\n{PROSE}\n\n#v(1em)\n*Table: Pumps by district*\n\n{PROSE}"))
    assert headings(report) == ["Water"]


def test_contents_page_tells_levels_of_titles_of_one_look(typeset):
    parts = "".join(
        f"#pagebreak()\n*{part}*\n\n{PROSE}{PROSE}\n\n#v(1em)\n_{below}_\n\n{PROSE}{PROSE}\n"
        for part, below in (("WATER", "Wells of the valley"), ("ROADS", "Bridges of the valley"))
    )
    entries = "\n".join(
        f"#pad(left: {indent}pt)[{title} #box(width: 1fr, repeat[.]) {page}]"
        for indent, title, page in (
            (0, "WATER", 2),
            (20, "Wells of the valley", 2),
            (0, "ROADS", 3),
            (20, "Bridges of the valley", 3),
        )
    )
    report = read(typeset(f"Contents\n\n{entries}\n{parts}"))
    levels = {report.text[b.start : b.end]: b.level for b in report.blocks if b.kind is BlockKind.HEADING}
    assert levels["WATER"] == levels["ROADS"] == 1
    assert levels["Wells of the valley"] == levels["Bridges of the valley"] == 2


def test_another_judge_may_decide(typeset):
    class Nobody:
        def heads(self, blocks: Sequence[object], values: Sequence[object], pages: object) -> list[bool]:
            return [False] * len(blocks)

    path = typeset(f"= Water\n{PROSE}")
    with judged_by(Nobody()):
        assert headings(read(path)) == []
    assert headings(read(path)) == ["Water"]


def test_trees_add_up():
    trees = Trees.of(
        {
            "features": ["a", "b"],
            "start": 0.5,
            "depth": 2,
            "trees": [[[0, 1.0, 1, 2], [-1.0], [1, 0.0, 3, 4], [2.0], [3.0]], [[0.25]]],
        }
    )
    rows = [{"a": 1.0}, {"a": 2.0}, {"a": 2.0, "b": 1.0}]
    assert trees.log_odds(rows).tolist() == [-0.25, 2.75, 3.75]
    assert trees.log_odds([]).tolist() == []


def test_shipped_trees_are_sound():
    data = json.loads(files("reportminer.parse.pdf").joinpath("headings.json").read_text("utf-8"))
    trees = fitted(data).trees
    assert (trees.left < len(trees.value)).all()
    assert (trees.right < len(trees.value)).all()
    node = trees.roots
    for _ in range(trees.depth):
        node = np.maximum(trees.left[node], trees.right[node])
    assert np.isinf(trees.threshold[node]).all()


def test_bookmarks_tell_levels_of_titles_of_one_look(typeset):
    look = "#show heading: it => block(above: 2em, below: 1em, text(12pt, weight: 700, it.body))\n"
    body = "".join(
        f"= {part}\n{PROSE}{PROSE}\n== {below}\n{PROSE}{PROSE}\n"
        for part, below in (("Water", "Wells of the valley"), ("Roads", "Bridges of the valley"))
    )
    report = read(typeset(look + body))
    levels = {report.text[b.start : b.end]: b.level for b in report.blocks if b.kind is BlockKind.HEADING}
    assert levels == {"Water": 1, "Wells of the valley": 2, "Roads": 1, "Bridges of the valley": 2}


def test_heading_without_space_below_is_no_part_of_its_paragraph(typeset):
    report = read(
        typeset(
            f"#set par(spacing: 0.65em)\n{PROSE}\n\n#v(1.5em)\n#text(fill: rgb(0, 90, 40))[*Water*]\n\n"
            f"*1. Pumps by the river.* {PROSE}"
        )
    )
    assert "Water" in headings(report)
    assert all("Water 1." not in report.text[b.start : b.end] for b in report.blocks)


def test_contents_page_without_page_numbers(typeset):
    entries = "\n\n".join(
        f"{n}. The {word} of the valley" for n, word in enumerate(["wells", "roads"] * 3, 1)
    )
    report = read(typeset(f"#text(24pt)[Contents]\n\n{entries}\n#pagebreak()\n{PROSE}{PROSE}"))
    kinds = [b.kind for b in report.blocks if b.page == 1]
    assert kinds == [BlockKind.HEADING] + [BlockKind.CONTENTS] * 6


def test_caption_whose_title_follows_its_number_without_a_stop(typeset):
    report = read(typeset(f"{PROSE}\n\n#v(1em)\n*Figure 3 Pumps by district*\n\n{PROSE}"))
    assert headings(report) == []
    assert BlockKind.CAPTION in [b.kind for b in report.blocks]


def test_headings_of_a_typescript_are_found_by_capitals_numbers_and_space(typeset):
    prose = (
        "The ferry ran from the upper to the lower landing every hour, and in the season every half hour. "
        * 3
    )
    parts = ["1. THE FERRY", "2. THE ROWERS", "3. WHAT IT COST"]
    body = "\n".join(f"#v(1.4em)\n#[{part[0]}.] {part[3:]}\n\n{prose}\n\n{prose}" for part in parts)
    face = '#set text(font: "DejaVu Sans Mono", size: 9pt)\n#set par(spacing: 1.5em)\n'
    report = read(typeset(f"{face}{prose}\n\n{body}"))
    found = [report.text[b.start : b.end] for b in report.blocks if b.kind is BlockKind.HEADING]
    assert found == parts


def test_pull_quote_over_its_speaker_is_no_heading(typeset):
    prose = (
        "The ferry ran from the upper to the lower landing every hour, and in the season every half hour. "
        * 3
    )
    quote = "#text(14pt, weight: 700)[“We rowed, and nobody counted.”]\\\n\n#text(8pt)[A rower]"
    report = read(typeset(f"= The ferry\n\n{prose}\n\n{quote}\n\n{prose}\n\n= The rowers\n\n{prose}"))
    found = [report.text[b.start : b.end] for b in report.blocks if b.kind is BlockKind.HEADING]
    assert found == ["The ferry", "The rowers"]


def kinds(report):
    return {report.text[b.start : b.end]: (b.kind, b.level) for b in report.blocks}


def test_short_title_under_a_long_number_is_a_heading_like_its_sisters(typeset):
    titles = ("4.1. Wells of the valley", "4.2. Sex", "4.3. Roads and bridges", "4.4. Age", "4.5. Schools")
    body = "".join(
        f"#v(1em)\n*{title.replace('.', chr(92) + '.')}*\n\n{PROSE}{PROSE}\n\n" for title in titles
    )
    assert headings(read(typeset(body))) == list(titles)


def test_second_title_of_a_series_is_a_heading_even_after_a_list(typeset):
    parts = "".join(
        f"#v(1em)\n#text(14pt)[*The {place} valley*]\n\n{PROSE}\n\n"
        f"#v(1em)\n_1\\. Village committees_\n\n{PROSE}\n\n"
        f"- the pumps;\n- the pipes;\n- the tanks.\n\n_2\\. District offices_\n\n{PROSE}\n\n"
        for place in ("upper", "middle", "lower")
    )
    found = headings(read(typeset(parts)))
    assert found.count("1. Village committees") == found.count("2. District offices") == 3


def test_numbered_items_in_the_face_of_the_text_do_not_count_on_from_a_heading(typeset):
    items = "\n\n".join(f"{n}\\. Check the pump house" for n in (2, 3))
    report = read(typeset(f"*1\\. Water*\n\n{PROSE}{PROSE}\n\n{items}\n\n{PROSE}"))
    assert "2. Check the pump house" not in headings(report)


def test_contents_page_lists_the_largest_of_titles_that_come_again(typeset):
    entries = "\n".join(
        f"#pad(left: {indent}pt)[{title} #box(width: 1fr, repeat[.]) {page}]"
        for indent, title, page in (
            (0, "The system", 2),
            (20, "Northland", 2),
            (20, "Southland", 3),
            (0, "The end", 4),
        )
    )
    lands = "".join(
        f"#text(18pt)[*{land}*]\n\n{PROSE}\n\n#text(15pt)[*Plans of the {land[:5]}*]\n\n{PROSE}\n\n"
        f"#text(13pt)[*{other}*]\n\n{PROSE}\n\n"
        for land, other in (("Northland", "Southland"), ("Southland", "Northland"))
    )
    body = f"#pagebreak()\n#text(24pt)[*The system*]\n\n{PROSE}\n\n{lands}#text(24pt)[*The end*]\n\n{PROSE}"
    report = read(typeset(f"Contents\n\n{entries}\n{body}"))
    levels = [(report.text[b.start : b.end], b.level) for b in report.blocks if b.kind is BlockKind.HEADING]
    smaller = [level for title, level in levels if title in ("Northland", "Southland")]
    plans = [level for title, level in levels if title.startswith("Plans")]
    assert [smaller[0], smaller[2]] == [2, 2]
    assert min(smaller[1], smaller[3]) > max(plans) > 2


def test_bold_entries_of_a_contents_page_stand_above_plain_ones_of_the_same_indent(typeset):
    chapters = (
        ("Chapter 1: Water", "Wells of the valley"),
        ("Chapter 2: Roads", "Bridges of the valley"),
        ("Chapter 3: Schools", "Teachers of the valley"),
    )
    entries = "\n\n".join(
        f"{mark}{title} #box(width: 1fr, repeat[.]) {page}{mark}"
        for page, pair in enumerate(chapters, 2)
        for mark, title in zip("*_", pair, strict=True)
    ).replace("_", "")
    body = "".join(
        f"#pagebreak()\n*{title}*\n\n{PROSE}{PROSE}\n\n#v(1em)\n*{below}*\n\n{PROSE}{PROSE}\n"
        for title, below in chapters
    )
    levels = kinds(read(typeset(f"#v(9em)\nContents\n\n{entries}\n{body}")))
    for title, below in chapters:
        assert levels[title] == (BlockKind.HEADING, 1)
        assert levels[below] == (BlockKind.HEADING, 2)


def test_label_of_a_chapter_is_one_heading_with_its_title(typeset):
    body = "".join(
        f"#pagebreak(weak: true)\n#v(9em)\n#text(16pt)[*CHAPTER {n}*]\n\n"
        f"#text(26pt)[*{title}*]\n\n{PROSE}{PROSE}\n\n"
        f"#text(13pt)[*{below}*]\n\n{PROSE}{PROSE}\n"
        for n, title, below in ((1, "Water", "Wells"), (2, "Roads", "Bridges"))
    )
    found = headings(read(typeset(body)))
    assert found == ["CHAPTER 1 Water", "Wells", "CHAPTER 2 Roads", "Bridges"]


@pytest.mark.parametrize("text", ["March 2023", "6 July 2021", "1er mars 2019", "May 3, 1998"])
def test_dates(text):
    assert is_date(text)


@pytest.mark.parametrize("text", ["2023", "March of the miners", "Plans for March 2023", "Lessons"])
def test_no_dates(text):
    assert not is_date(text)


@pytest.mark.parametrize("text", ["10 per cent", "$4.2 million", "€ 300", "12 km", "1,200 USD", "35%"])
def test_amounts(text):
    assert is_amount(text)


@pytest.mark.parametrize(
    "text",
    [
        *("12", "10 per cent more boats", "4 Money", "3 mistakes", "2.1 Milk"),
        *("SDG 4", "COP26", "IDA19", "3.2 FAO", "2.1 WHO", "1.4 KM"),
    ],
)
def test_no_amounts(text):
    assert not is_amount(text)


def test_dates_head_the_sections_of_a_chronicle_only(typeset):
    days = "".join(f"= {day} September 2011\n{PROSE}\n\n" for day in (3, 9, 21))
    assert headings(read(typeset(days))) == [
        "3 September 2011",
        "9 September 2011",
        "21 September 2011",
    ]
    lone = f"{UNLISTED}= 3 September 2011\n{PROSE}\n\n= Water\n{PROSE}"
    assert headings(read(typeset(lone))) == ["Water"]


def test_formulas_and_open_quotations_are_no_headings(typeset):
    titles = ("The Assembly of the Valley,", "“Agreed in part", "Water")
    report = read(typeset(UNLISTED + "\n\n".join(f"= {title}\n{PROSE}" for title in titles)))
    assert headings(report) == ["Water"]


@pytest.mark.parametrize(
    "text",
    [
        "wholly free of the risk of storms”",
        "to put out to sea without a lamp.”³⁴",
        'which the pilots had asked for".',
        "(ii) those who have no boat",
        "de la mer», a dit le pilote, la mer»",
    ],
)
def test_parts_of_quotations_and_of_sentences_are_no_headings(text):
    assert unfit(SimpleNamespace(text=text))


@pytest.mark.parametrize(
    "text",
    ["The “other harbour”", 'Pilots and "pilots"', "2. what we learnt", "(a) eHealth now", "„Der Hafen”"],
)
def test_titles_with_quotations_may_be_headings(text):
    assert not unfit(SimpleNamespace(text=text))


def test_headings_that_the_document_lists_or_numbers_are_kept_whatever_their_words(typeset):
    body = f"= Bread, milk,\n{PROSE}\n\n= 12 million\n{PROSE}\n\n= Water\n{PROSE}"
    assert headings(read(typeset(body))) == ["Bread, milk,", "12 million", "Water"]
    body = f"= 3.1 Water\n{PROSE}\n\n= 3.2 FAO\n{PROSE}"
    assert headings(read(typeset(f"{UNLISTED}{body}"))) == ["3.1 Water", "3.2 FAO"]
    assert not unfit(SimpleNamespace(text="3.2 Wells, roads,"))


def test_bookmarks_of_one_repeated_title_are_followed_in_no_time():
    blocks = [SimpleNamespace(text="Background", page=n, size=12.0) for n in range(1, 4_001)]
    marks = Bookmarks.of([Bookmark("Background", n, 1 + n % 2) for n in range(1, 4_001)])
    began = process_time()
    assert marks.levels(blocks) == {n - 1: 1 + n % 2 for n in range(1, 4_001)}
    assert [marks.level(block) for block in blocks] == [1 + n % 2 for n in range(1, 4_001)]
    assert process_time() - began < 1


def test_bookmarks_lead_to_the_nearest_title_or_else_to_the_largest():
    blocks = [
        SimpleNamespace(text="Background", page=p, size=s) for p, s in ((3, 9), (3, 12), (4, 9), (9, 20))
    ]
    marks = Bookmarks.of(
        [Bookmark("Background", page, level) for page, level in ((3, 1), (3, 2), (3, 3), (0, 4))]
    )
    assert marks.levels(blocks) == {1: 1, 0: 2, 2: 3, 3: 4}


def test_formulas_that_recur_are_no_headings_though_bookmarks_lead_to_them(typeset):
    body = "".join(
        f"= The Assembly of the Valley,\n{PROSE}\n\n= {title}\n{PROSE}\n\n" for title in ("Water", "Roads")
    )
    assert headings(read(typeset(body))) == ["Water", "Roads"]


FERRY = (
    "The ferry ran from the upper to the lower landing every hour, and in the season every half hour. " * 3
)
TYPED = '#set text(font: "DejaVu Sans Mono", size: 9pt)\n#set par(spacing: 1.5em)\n'
DUTIES = (
    "Pay the crew on time.",
    "Mend the landing before winter.",
    "Count the passengers each day.",
    "Share the log with the council each month.",
    "Buy two new boats for the lower landing.",
)


def typed_chapters(titles):
    return "\n".join(f"#v(1.4em)\n#[{n}.] {title}\n\n{FERRY}\n\n{FERRY}" for n, title in enumerate(titles, 1))


@pytest.mark.parametrize("stop", [".", ""])
def test_items_that_count_on_past_the_headings_of_a_typescript_stay_items(typeset, stop):
    titles = ("THE FERRY", "THE ROWERS", "WHAT IT COST")
    items = "\n\n".join(f"#[{n}.] {text.rstrip('.')}{stop}" for n, text in enumerate(DUTIES, 1))
    ask = "The council should do the following in the next year, as was agreed at its last meeting in spring:"
    report = read(typeset(f"{TYPED}{FERRY}\n\n{typed_chapters(titles)}\n\n{ask}\n\n{items}\n\n{FERRY}"))
    assert headings(report) == [f"{n}. {title}" for n, title in enumerate(titles, 1)]
    assert sum(b.kind is BlockKind.LIST_ITEM for b in report.blocks) == len(DUTIES)


def test_bold_rules_numbered_like_the_headings_stay_items(typeset):
    body = "\n\n".join(f"*{n}\\. {title}*\n\n{PROSE}{PROSE}" for n, title in ((2, "Water"), (3, "Roads")))
    rules = (
        "Nobody may take water after dark, and whoever does shall pay the council a fee of two.",
        "The pump is locked by the warden, who keeps the key in his own house, at all times.",
    )
    items = "\n\n".join(f"*{n}\\. {text}*" for n, text in zip((1, 4), rules, strict=True))
    lead = "The rules are these, and each of them was agreed upon by the council:"
    report = read(typeset(f"{body}\n\n{lead}\n\n{items}\n\n{PROSE}"))
    assert headings(report) == ["2. Water", "3. Roads"]


NORMAL = Normal(10.0, 0, 400, 1.2)


def numbered(numbers, heads, word=""):
    """Candidates of a document and those of them that are headings already."""
    place = {"x0": 72.0, "x1": 300.0, "left": 72.0, "right": 500.0, "strip": 0, "style": 1, "page": 1}
    height = {"top": 40.0, "bottom": 50.0, "base": 48.0, "size": 12.0}
    blocks = [
        Block([TextLine(text=f"{word}{number}. Clean water", edges=NO_EDGES, **place, **height)])
        for number in numbers
    ]
    return Series(blocks, [None, *blocks[:-1]], list(heads))


def filled(numbers, heads):
    """The numbers of those that are headings once gaps are filled."""
    series = numbered(numbers, heads)
    for held in series._numbered(NORMAL, words=True):
        series._fill_gaps(held)
    return [number for number, head in zip(numbers, series.heads, strict=True) if head]


def test_gaps_in_a_series_are_filled_but_not_with_items_of_a_list():
    assert filled([2, 3, 7, 1], [True, True, False, False]) == [2, 3, 1]
    assert filled([2, 3, 4, 5], [True, True, False, False]) == [2, 3]
    assert filled([2, 3, 7, 0, 1], [True, True, False, False, False]) == [2, 3]
    assert filled([2, 9, 3, 9, 4], [True, False, False, False, True]) == [2, 3, 4]


@pytest.mark.parametrize(
    ("word", "numbers", "heads", "found"),
    [("Finding ", [1, 2, 3], [True, True, False], 3), ("", [1, 2, 3], [True, True, False], 2)],
)
def test_labels_with_a_word_count_on_over_the_chapters_that_they_stand_in(word, numbers, heads, found):
    blocks = numbered(numbers, heads, word).blocks
    blocks.insert(2, Block([replace(blocks[0].lines[0], text="Water", size=20.0)]))
    heads = [*heads[:2], True, *heads[2:]]
    assert len(Series(blocks, [None] * 4, heads).completed(NORMAL)) == found + 1


def test_page_number_right_above_a_title_is_no_part_of_it(typeset):
    titles = ("Challenges", "Lessons learned", "Recommendations", "Conclusions")
    pages = "\n#pagebreak()\n".join(f"#v(-6pt)\n*{title}*\n\n{PROSE * 3}Place {title}" for title in titles)
    head = "header: context align(left)[*#counter(page).display()*], header-ascent: 4pt"
    report = read(typeset(f"#set page({head})\n#set text(11pt)\n{pages}"))
    assert headings(report) == list(titles)
    assert sum(b.kind is BlockKind.HEADER for b in report.blocks) == 4


@pytest.mark.parametrize("kind", [None, BlockKind.HEADER, BlockKind.FOOTNOTE, BlockKind.TABLE_ROW])
def test_only_a_number_in_the_flow_of_text_is_the_first_line_of_a_title(kind):
    number, title = numbered([1, 2], [True, True]).blocks
    number.lines[0].text, title.lines[0].text, title.kind = "12", "Challenges", BlockKind.HEADING
    number.kind = kind or number.kind
    blocks = [number, title]
    _with_numbers(blocks)
    assert len(blocks) == (2 if kind else 1)
