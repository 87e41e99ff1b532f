"""Paragraphs, lists, tables, pages and contents of texts as converters leave them."""

from time import process_time

import pytest

from reportminer.labels import BlockKind, PageStatus

WRAPPED = """The consortium was formed in the spring of 2009 by four housing charities that
had until then bid against one another. Its first year was spent on a shared
waiting list, which none of the four had thought possible before the merger of
their databases. Tenants noticed the change only when letters began to carry
four names in place of one.

Boards met every quarter. A well-
known solicitor drew up the agree-
ment and the cost was met by the
county.
"""


def test_wrapped_lines_become_paragraphs(shown):
    blocks = shown(WRAPPED)
    assert [kind for kind, _ in blocks] == ["paragraph", "paragraph"]
    assert "charities that had until then" in blocks[0][1]


def test_words_cut_at_line_ends_are_mended(shown):
    second = shown(WRAPPED)[1][1]
    assert "A well-known solicitor" in second
    assert "the agreement and" in second


def test_the_text_itself_tells_how_a_cut_word_is_spelt(read):
    text = (
        WRAPPED.replace("A well-\nknown", "A cooper-\native")
        + "\nThe co-operative sector and a cooperative.\n"
    )
    assert "A cooperative" in read(text).text


def test_one_line_one_paragraph(shown):
    long = "The alliance published its accounts and nobody read them, so it read them aloud. " * 4
    blocks = shown(f"{long}\n{long}\nShort remark.\n")
    assert [kind for kind, _ in blocks] == ["paragraph"] * 3


def test_a_paragraph_cut_by_a_page_is_one_block(read):
    first = "The three agencies agreed to share one database of households and to keep it until the end of"
    report = read(f"{first}\fthe second phase of the programme.")
    assert len(report.blocks) == 1
    assert report.text == f"{first} the second phase of the programme."
    assert [report.page_of(0), report.page_of(len(report.text) - 1)] == [1, 2]


@pytest.mark.parametrize(
    "mark",
    [
        "•",
        "-",
        "*",
        "–",
        "—",
        "o",
        "\uf0b7",
        "▪",
        "➢",
        "+",
        "- •",
        "- o",
        "1.",
        "(a)",
        "a)",
        "(iv)",
        "ii.",
        "A.",
        "1)",
    ],
)
def test_marks_of_list_items(read, mark):
    report = read(
        f"Partners agreed on two things:\n\n{mark} share the van on Fridays;\n{mark} share the costs.\n"
    )
    items = [block for block in report.blocks if block.kind is BlockKind.LIST_ITEM]
    assert [item.marker for item in items] == [mark, mark]
    assert report.text[items[0].start :].startswith(f"{mark} share the van")


@pytest.mark.parametrize(
    "line",
    [
        "J. Okello and his team visited the sites in the north of the country twice.",
        "2014 was the year in which the last of the four offices closed its doors.",
        "3.5 per cent of households had heard of the service before the campaign.",
        "I. think this is how the volunteers would have put it in their own words.",
        "-5 degrees were measured on the morning of the visit to the depot.",
        "o'Brien Trust staff took part in every one of the meetings of the board.",
    ],
)
def test_what_only_looks_like_a_mark(read, line):
    report = read(f"{line}\n\nAnother paragraph follows it here, and it is long enough to be one.\n")
    if not line.startswith("I."):
        assert report.blocks[0].kind is BlockKind.PARAGRAPH


def test_lists_nest_by_indent(read):
    report = read("What we did:\n\n- trained\n    - nurses\n    - porters\n- paid\n")
    assert [b.level for b in report.blocks if b.kind is BlockKind.LIST_ITEM] == [1, 2, 2, 1]


def test_tabs_make_table_rows(read):
    report = read("Partner\tRole\tSince\nRiver Trust\tlead\t2011\nCity Council\tfunder\t\n")
    rows = [b for b in report.blocks if b.kind is BlockKind.TABLE_ROW]
    assert len(rows) == 3
    assert [report.text[s:e] for s, e in rows[1].cells] == ["River Trust", "lead", "2011"]
    assert [report.text[s:e] for s, e in rows[2].cells] == ["City Council", "funder"]


def test_pipes_make_table_rows(read):
    report = read("| Partner | Role |\n|---|:--:|\n| **River Trust** | lead |\n", kind="markdown")
    rows = [b for b in report.blocks if b.kind is BlockKind.TABLE_ROW]
    assert [report.text[b.start : b.end] for b in rows] == ["Partner | Role", "River Trust | lead"]


def test_a_stray_tab_is_no_table(shown):
    line = "The harbour board had promised a second pontoon before the season began,\tbut it never came."
    assert shown(line)[0] == ("paragraph", line.replace("\t", " "))


def test_contents_page(read):
    text = (
        "Table of Contents\n\nSummary\t3\nBackground ........ 4\n2.\tWhat was\tdone\t7\n\nSummary\n\n"
        "The lifeboat crews and the coastguard trained together for the first time in twenty years.\n"
    )
    report = read(text)
    kinds = [block.kind for block in report.blocks]
    assert kinds == [BlockKind.HEADING, *[BlockKind.CONTENTS] * 3, BlockKind.HEADING, BlockKind.PARAGRAPH]


def test_contents_without_page_numbers_are_known_by_their_headings(shown):
    body = "The lifeboat crews and the coastguard trained together for the first time in twenty years."
    text = f"Contents\n\nHow it began\nWhat it cost\n\nHow it began\n\n{body}\n\nWhat it cost\n\n{body}\n"
    kinds = [kind for kind, _ in shown(text)]
    assert kinds == ["heading", "contents", "contents", "heading", "paragraph", "heading", "paragraph"]


def kinds_of(shown, text):
    return [kind for kind, _ in shown(text)]


def test_rows_of_a_table_that_end_in_numbers_are_no_contents(shown):
    rows = [
        "Boats in need of repair\t{}",
        "Crews without radios\t{}",
        "Piers without light\t{}",
        "Lost oars\t{}",
    ]
    for counts in ((12, 9, 7, 5), (2011, 2011, 2014, 2016), (3, 4, 8, 11)):
        table = "\n".join(row.format(count) for row, count in zip(rows, counts, strict=True))
        text = (
            f"What the crews told us, and how often.\n\n{table}\n\nNone of it was new to the harbour board.\n"
        )
        assert kinds_of(shown, text) == ["paragraph", *["table_row"] * 4, "paragraph"]


def test_contents_without_a_title_are_told_by_dots_or_headings(shown):
    titles = ["Boats in need", "Crews and radios", "Piers and lamps", "What comes next"]
    body = "The lifeboat crews and the coastguard trained together for the first time in twenty years."
    for led in ("\t", " ... "):
        listed = "\n".join(f"{title}{led}{page}" for title, page in zip(titles, ("ii", 1, 8, 8), strict=True))
        headed = "" if led != "\t" else "\n\n".join(f"{title}\n\n{body}" for title in titles)
        assert kinds_of(shown, f"{listed}\n\n{headed or body}\n")[:4] == ["contents"] * 4


def test_long_tables_of_numbers_are_read_in_no_time(shown):
    began = process_time()
    piers = ["".join(chr(97 + int(digit)) for digit in str(n)) for n in range(4_000)]
    shown("\n".join(f"Log of pier {pier}\t{n}" for n, pier in enumerate(piers)))
    assert process_time() - began < 5


BODIES = [
    "Wells were dug in the dry season and the pumps broke down early.",
    "Villages kept a log of repairs and showed it to the mechanic who came by on market days.",
    "A committee of women held the keys to the store in which the parts were kept.",
    "Rain came late and the second team could not cross the river.",
    "Nobody had asked the herders where their animals drank.",
    "The price of cement doubled within a month of the signing.",
]


def page(number: int) -> str:
    first, second = BODIES[number % 6], BODIES[(number + 2) % 6]
    return f"Wells for All – Annual Report\n\n{first}\n\n{second}\n\n{number}\n"


def test_running_heads_and_page_numbers_are_furniture(read):
    report = read("\f".join(page(n) for n in range(1, 7)))
    furniture = [b for b in report.blocks if b.kind in (BlockKind.HEADER, BlockKind.FOOTER)]
    assert len(furniture) == 12
    assert len(report.pages) == 6
    text = " ".join(report.text[b.start : b.end] for b in report.blocks if b not in furniture)
    assert "Annual Report" not in text
    assert "mechanic who came by" in text


def furniture_of(shown, pages):
    return [text for kind, text in shown("\f".join(pages)) if kind in ("header", "footer")]


def test_numbered_headings_at_the_tops_of_pages_are_no_furniture(shown):
    for counted in ("Lesson", "Key finding", "Well", "Case study"):
        pages = [f"{counted} {n}\n\n{body}\n\n{n}\n" for n, body in enumerate(BODIES, 1)]
        assert furniture_of(shown, pages) == list("123456")


def test_sentences_that_differ_in_a_number_are_no_furniture(shown):
    told = "Site {0}\nPump {0} of the plain was mended in the year 200{0}.\n{1}\nIts keeper came in 200{0}\n"
    assert furniture_of(shown, [told.format(n, body) for n, body in enumerate(BODIES, 1)]) == []


def test_running_heads_with_the_number_of_the_page_are_furniture(shown):
    heads = (
        "Wells for All | {}",
        "{} Wells for All",
        "Chapter 2 Pumps {}",
        "Wells | Page {} of 40",
        "Wells   {}",
    )
    for head in heads:
        pages = [f"{head.format(n + 6)}\n\n{body}\n" for n, body in enumerate(BODIES)]
        assert len(furniture_of(shown, pages)) == 6


def test_pages_that_recur_whole_are_no_furniture(shown):
    form = f"Log of a visit to a well, to be signed by both keepers of its store of parts\n{BODIES[0]}"
    pages = [f"{form}\nMended: {word}\n{BODIES[2]}\n" for word in ("yes", "no", "in part", "not yet")]
    assert furniture_of(shown, pages) == []


def test_short_pages_keep_the_furniture_of_the_others(shown):
    head = "Board of Wells and Springs | Second review of the programme for the villages of the upper plain"
    foot = "Written by a team of four for the board and those who gave the money for the wells"
    bodies = [*BODIES, *BODIES]
    bodies = ["Part Two" if n in (3, 6) else f"{body}\n\n{BODIES[n % 5]}" for n, body in enumerate(bodies)]
    pages = [f"{head}\n\n{body}\n\n{foot}\n" for body in bodies]
    assert furniture_of(shown, pages) == [head, foot] * 12


def test_numbers_of_pages_stand_between_dashes(shown):
    for foot in ("Wells for All - {} -", "Wells for All — {} —", "– {} – Wells for All"):
        pages = [f"{body}\n\n{foot.format(n + 3)}\n" for n, body in enumerate(BODIES)]
        assert len(furniture_of(shown, pages)) == 6


def test_numbers_of_pages_rise_where_pages_are_missing(shown):
    numbers = (3, 5, 6, 10, 14, 15)
    for head in ("{} Wells for All", "Wells for All | {}", "Wells\t{}", "Wells for All, page {} of 40"):
        pages = [f"{head.format(n)}\n\n{body}\n" for n, body in zip(numbers, BODIES, strict=True)]
        assert len(furniture_of(shown, pages)) == 6


def test_what_is_counted_with_gaps_is_no_furniture(shown):
    for head, numbers in (("Health centre {}", (3, 5, 6, 10, 14, 15)), ("Wells | {}", (3, 9, 5, 10, 14, 15))):
        pages = [f"{head.format(n)}\n\n{body}\n" for n, body in zip(numbers, BODIES, strict=True)]
        assert furniture_of(shown, pages) == []


def test_page_numbers_without_form_feeds(read):
    report = read("\n".join(page(n) for n in range(3, 9)))
    kinds = [b.kind for b in report.blocks]
    assert kinds.count(BlockKind.FOOTER) == 6
    assert "Annual Report" not in " ".join(
        report.text[b.start : b.end]
        for b in report.blocks[1:]
        if b.kind in (BlockKind.PARAGRAPH, BlockKind.HEADING)
    )


def test_a_repeated_heading_is_no_furniture(shown):
    body = "Each of the clinics opened two evenings a week and was staffed by volunteers of the parish."
    text = "\n\n".join(f"Lessons learned\n\n{body} This was number {n}." for n in range(5))
    assert [kind for kind, _ in shown(text)].count("heading") == 5


def test_blank_pages_stand_in_the_ledger(read):
    report = read("First page of the note.\f\n\f  \nLast page of the note.\f")
    assert [p.status for p in report.pages] == [PageStatus.OK, PageStatus.BLANK, PageStatus.OK]
    assert report.pages[0].words == 5


def test_rows_without_bars_at_their_ends_are_table_rows(read):
    for gap in ("\n", "\n\n"):
        report = read(
            gap.join(["Visits by year.", "Depot | Opened", "Upper lane | 2009", "We counted twice."])
        )
        rows = [block for block in report.blocks if block.kind is BlockKind.TABLE_ROW]
        cells = [[report.text[start:end] for start, end in row.cells] for row in rows]
        assert cells == [["Depot", "Opened"], ["Upper lane", "2009"]]


def test_one_bar_in_a_line_of_its_own_makes_no_row(shown):
    blocks = shown(
        "Chapter 4 | What the ferrymen said\n\nThe ferrymen were asked in May, and answered in July."
    )
    assert blocks[0] == ("heading", "Chapter 4 | What the ferrymen said")


def test_numbered_paragraph_is_no_item_and_keeps_its_number(read):
    report = read("3.1.2 The ferry was late. Nobody was told of it.\n\n1. Oars\n\n2. Ropes\n")
    kinds = [(block.kind, block.marker) for block in report.blocks]
    item = BlockKind.LIST_ITEM
    assert kinds == [(BlockKind.PARAGRAPH, "3.1.2"), (item, "1."), (item, "2.")]
