"""What the PDF reader makes of pages: order, blocks, furniture, tables, offsets."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportminer.labels import BlockKind, PageStatus

from .conftest import read

PROSE = (
    "The district partners met every month and shared what they had learnt about the water points. "
    "Trust grew slowly because budgets were late and staff changed often. "
    "In the second year the council took over the records and kept them well. "
)


NOUNS = [
    "wells",
    "roads",
    "clinics",
    "schools",
    "markets",
    "bridges",
    "farms",
    "courts",
    "ports",
    "parks",
    "mills",
]
VERBS = ["grew", "closed", "opened", "moved", "failed", "changed", "improved"]


def varied(count):
    """Sentences of which no two are alike, without numbers."""
    return " ".join(
        f"In the {NOUNS[n % 11]} near the {NOUNS[(n // 11 + 3) % 11]} much {VERBS[n % 7]} while staff waited."
        for n in range(count)
    )


def texts(report, *kinds):
    return [report.text[b.start : b.end] for b in report.blocks if b.kind in kinds]


def check(report):
    """What holds for every report."""
    at = 0
    for line in report.lines:
        assert line.start >= at
        assert line.end > line.start
        assert len(line.edges) in (0, line.end - line.start + 1)
        at = line.end
    for block in report.blocks:
        own = report.lines_of(block.start, block.end)
        assert own[0].start == block.start
        assert own[-1].end == block.end
        assert report.text[block.start : block.end].strip()
        for cell in block.cells:
            assert block.start <= cell[0] <= cell[1] <= block.end
    assert [page.number for page in report.pages] == list(range(1, len(report.pages) + 1))


def test_two_columns_are_read_one_after_the_other(typeset):
    words = (
        " ".join(f"left{n}" for n in range(150)) + " #colbreak() " + " ".join(f"right{n}" for n in range(150))
    )
    report = read(typeset(f"#set page(columns: 2)\n{words}"))
    check(report)
    body = " ".join(texts(report, BlockKind.PARAGRAPH))
    assert re.findall(r"(?:left|right)\d+", body) == [f"left{n}" for n in range(150)] + [
        f"right{n}" for n in range(150)
    ]


def test_heading_over_columns_comes_first(typeset):
    title = '#text(20pt, weight: "bold")[What we learnt together]'
    place = f'#place(top + center, scope: "parent", float: true)[{title}]'
    report = read(typeset(f"#set page(columns: 2)\n{place}\n{PROSE * 8}"))
    check(report)
    assert texts(report, BlockKind.HEADING) == ["What we learnt together"]
    assert report.blocks[0].kind is BlockKind.HEADING


def test_paragraph_over_a_page_break_is_one_block(typeset):
    long = " ".join(f"word{n}" for n in range(900)) + " end."
    report = read(typeset("#set par(justify: true)\n" + long))
    check(report)
    assert len(report.pages) > 1
    (paragraph,) = [b for b in report.blocks if b.kind is BlockKind.PARAGRAPH]
    pages = {line.page for line in report.lines_of(paragraph.start, paragraph.end)}
    assert pages == set(range(1, len(report.pages) + 1))


def test_words_cut_at_line_ends_are_joined_and_compounds_kept(typeset):
    report = read(
        typeset(
            '#set page(width: 150pt)\n#set text(lang: "en", hyphenate: true)\n#set par(justify: true)\n'
            "International organisations strengthened accountability mechanisms. "
            "The implementation of recommendations required extraordinary collaboration. "
            "The community-based approach worked: a community-based partnership.\n"
        )
    )
    check(report)
    words = set(re.findall(r"[\w-]+", " ".join(texts(report, BlockKind.PARAGRAPH))))
    assert {"organisations", "accountability", "implementation", "recommendations", "extraordinary"} <= words
    assert "community-based" in words
    assert not any(re.search(r"-$|^-", word) for word in words)


def test_headers_footers_and_page_numbers_are_furniture(typeset):
    report = read(
        typeset(
            "#set page(header: [Annual partnership review], footer: context [Prepared by the secretariat "
            "#h(1fr) #counter(page).display()])\n" + varied(200)
        )
    )
    check(report)
    assert len(report.pages) >= 3
    headers, footers = texts(report, BlockKind.HEADER), texts(report, BlockKind.FOOTER)
    assert headers == ["Annual partnership review"] * len(report.pages)
    assert len(footers) == len(report.pages)
    narrative = " ".join(texts(report, BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.LIST_ITEM))
    assert "secretariat" not in narrative
    assert "Annual partnership" not in narrative


def test_headings_have_levels(typeset):
    report = read(
        typeset(
            '#set heading(numbering: "1.1")\n= Background\n'
            + PROSE
            + "\n\n== How the partners were chosen\n"
            + PROSE
            + "\n\n= Challenges\n"
            + PROSE
        )
    )
    check(report)
    found = [(report.text[b.start : b.end], b.level) for b in report.blocks if b.kind is BlockKind.HEADING]
    assert [text for text, _ in found] == ["1 Background", "1.1 How the partners were chosen", "2 Challenges"]
    assert found[0][1] == found[2][1] < found[1][1]


def test_list_items_keep_their_markers(typeset):
    report = read(
        typeset(
            PROSE + "\n\n- Agree on roles early.\n- Pay on time.\n\n" + PROSE + "\n+ Meet.\n+ Write it down."
        )
    )
    check(report)
    items = [b for b in report.blocks if b.kind is BlockKind.LIST_ITEM]
    assert [b.marker for b in items] == ["•", "•", "1.", "2."]
    assert report.text[items[0].start : items[0].end] == "• Agree on roles early."


def test_nested_items_have_levels_and_numbered_paragraphs_are_paragraphs(typeset):
    report = read(
        typeset(f"12. {PROSE}\n\n- Outer thing.\n  - Inner thing.\n- Outer again.\n".replace("12.", "12\\."))
    )
    check(report)
    items = [(b.level, report.text[b.start : b.end]) for b in report.blocks if b.kind is BlockKind.LIST_ITEM]
    assert [level for level, _ in items] == [1, 2, 1]
    (paragraph,) = [b for b in report.blocks if b.kind is BlockKind.PARAGRAPH]
    assert paragraph.marker == "12."


def test_table_rows_have_cells(typeset):
    report = read(
        typeset(
            PROSE + "\n#table(columns: 3, [Partner], [Role], [Since], [Lwazi Trust], [lead], [2019], "
            "[Ministry of Works], [roads], [2020], [Kesra Bank], [funder], [2021])\n\n" + PROSE
        )
    )
    check(report)
    rows = [b for b in report.blocks if b.kind is BlockKind.TABLE_ROW]
    assert [report.text[b.start : b.end] for b in rows] == [
        "Partner | Role | Since",
        "Lwazi Trust | lead | 2019",
        "Ministry of Works | roads | 2020",
        "Kesra Bank | funder | 2021",
    ]
    assert [[report.text[a:b] for a, b in row.cells] for row in rows][1] == ["Lwazi Trust", "lead", "2019"]


def test_table_without_lines_is_found_by_alignment(typeset):
    rows = ", ".join(f"[District {n}], [{n * 13}], [{n * 7}], [{n} per cent]" for n in range(1, 7))
    report = read(
        typeset(f"{PROSE}\n#table(columns: 4, stroke: none, column-gutter: 20pt, {rows})\n\n{PROSE}")
    )
    check(report)
    assert "District 3 | 39 | 21 | 3 per cent" in texts(report, BlockKind.TABLE_ROW)


def shaded(*rows):
    """Rows of two cells in columns, with a shade behind those whose second begins with `!`."""
    shades = ", ".join(str(n) for n, (_, text) in enumerate(rows) if text.startswith("!"))
    cells = ", ".join(f"[{mark}], [{text.lstrip('!')}]" for mark, text in rows)
    fill = f"(x, y) => if y in ({shades},) {{ rgb(210, 220, 240) }}"
    return f"#table(columns: (30pt, 1fr), stroke: none, fill: {fill}, {cells})"


def test_a_list_under_shaded_headings_is_no_table(typeset):
    rows = [("2.1.6", "!Strengths"), ("•", "The boats are cheap."), ("•", "Crews know the quay.")]
    rows += [("2.1.7", "!Limitations"), ("•", "Oil is scarce in spring."), ("•", "Nets tear on the rocks.")]
    rows += [("2.1.8", "!Prices"), ("•", "A net costs a day of work.")]
    report = read(typeset(f"{PROSE}\n{shaded(*rows)}\n\n{PROSE}"))
    check(report)
    assert not texts(report, BlockKind.TABLE_ROW)
    assert "• Oil is scarce in spring." in texts(report, BlockKind.LIST_ITEM)


def test_a_table_that_counts_its_rows_is_one(typeset):
    rows = [("No.", "!Port"), ("1.", "Ostrova"), ("2.", "!Kesra"), ("3.", "Lwazi"), ("4.", "!Brandt")]
    report = read(typeset(f"{PROSE}\n{shaded(*rows)}\n\n{PROSE}"))
    assert "2. | Kesra" in texts(report, BlockKind.TABLE_ROW)


def test_a_label_in_the_margin_is_read_on_its_own(typeset):
    label = "#place(dx: -90pt, dy: 0pt)[#text(8pt, fill: green)[Lending banks:]]"
    body = "#set page(margin: (left: 140pt))\n= Harbours\n" + label + PROSE + "\n\n" + PROSE
    report = read(typeset(body))
    check(report)
    assert "Lending banks:" in texts(report, BlockKind.PARAGRAPH)
    assert any(text.startswith("The district partners") for text in texts(report, BlockKind.PARAGRAPH))


def test_labels_beside_the_lines_that_they_name_stay_with_them(typeset):
    label = "#place(dx: -90pt, dy: 0pt)[#text(8pt)[{}]]"
    body = "".join(f"{label.format(name)}{PROSE}\n\n" for name in ("Lamps", "Nets and oil", "Crews"))
    report = read(typeset("#set page(margin: (left: 140pt))\n" + body))
    whole = report.text
    assert whole.index("Lamps") < whole.index("Nets and oil") < whole.index("Crews")


def test_footnotes_and_their_marks(typeset):
    report = read(
        typeset(
            "#set super(typographic: false)\n"
            + (PROSE * 3 + "\n\n") * 3
            + "Costs rose.#footnote[Figures of the district office.]\n"
        )
    )
    check(report)
    (note,) = [b for b in report.blocks if b.kind is BlockKind.FOOTNOTE]
    assert note.marker == "¹"
    assert "Costs rose.¹" in report.text


def test_rows_of_underscores_are_rules(typeset):
    report = read(typeset(f"{PROSE}\n\n\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\n\n{PROSE}"))
    check(report)
    assert "_" not in report.text
    assert texts(report, BlockKind.PARAGRAPH) == [PROSE.strip()] * 2


def test_page_numbers_stay_with_their_entries_beside_a_column(typeset):
    entries = "\\ ".join(f"Work of partners {n} #h(1fr) {n + 2}" for n in range(1, 9))
    body = " ".join(f"word{n}" for n in range(90))
    report = read(typeset(f"#grid(columns: (150pt, 1fr), column-gutter: 24pt, [{entries}], [{body}])"))
    check(report)
    assert re.findall(r"word\d+", report.text) == [f"word{n}" for n in range(90)]
    assert "Work of partners 3 5" in report.text


def test_number_at_a_line_start_within_a_sentence_begins_no_item(typeset):
    line = "Seats held by women rose in the first of the three years by a share of about"
    report = read(
        typeset(
            f"#set text(9pt)\n12. {line}#linebreak()23.3 per cent, and then no more.".replace("12.", "12\\.")
        )
    )
    assert len(report.blocks) == 1


def test_contents_page_is_not_narrative(typeset):
    chapters = "\n\n".join(f"= Chapter about topic {n}\n{PROSE}" for n in range(8))
    report = read(typeset(f"#outline()\n#pagebreak()\n{chapters}"))
    check(report)
    assert len(texts(report, BlockKind.CONTENTS)) == 8
    assert len(texts(report, BlockKind.HEADING)) == 9


def test_blank_page_and_picture_page(typeset):
    report = read(
        typeset(f"{PROSE}\n#pagebreak()\n#pagebreak()\n#rect(width: 100%, height: 50%, fill: gray)")
    )
    assert [page.status for page in report.pages] == [PageStatus.OK, PageStatus.BLANK, PageStatus.NO_TEXT]
    assert any("3" in warning for warning in report.warnings)


def test_rotated_page_is_read_upright(typeset, tmp_path):
    from pypdf import PdfReader, PdfWriter

    plain = typeset(PROSE)
    writer = PdfWriter()
    for turn in (0, 90, 180, 270):
        page = PdfReader(plain).pages[0]
        writer.add_page(page).rotate(turn)
    turned = tmp_path / "turned.pdf"
    writer.write(turned)
    report = read(turned)
    check(report)
    found = texts(report, BlockKind.PARAGRAPH)
    assert len(found) == 4
    assert len(set(found)) == 1
    for page, line in zip(
        report.pages, (report.lines_of(b.start, b.end)[0] for b in report.blocks), strict=True
    ):
        assert 0 <= line.box.x0 < line.box.x1 <= page.width
        assert 0 <= line.box.top < line.box.bottom <= page.height


def test_quote_box_is_clipped_to_its_words(typeset):
    report = read(typeset("#set page(width: 500pt)\nFirst words, then the quoted part, then more."))
    start = report.text.index("the quoted part")
    ((page, x0, top, x1, bottom),) = report.boxes_of(start, start + len("the quoted part"))
    ((_, left, _, right, _),) = report.boxes_of(0, len(report.text))
    assert page == 1
    assert left < x0 < x1 < right
    assert 0 < bottom - top < 30


def test_title_and_author_are_kept(typeset):
    report = read(typeset('#set document(title: "Joint review", author: "A. Writer")\n' + PROSE))
    assert report.properties["title"] == "Joint review"
    assert report.properties["author"] == "A. Writer"


def test_reading_twice_gives_the_same(typeset):
    path = typeset(f"= Lessons\n{PROSE * 5}\n- one thing\n- another")
    assert read(path) == read(path)


@pytest.mark.slow
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    columns=st.integers(1, 3),
    size=st.sampled_from([8, 10, 12]),
    words=st.lists(
        st.sampled_from(["alpha", "beta", "gamma", "delta", "epsilon", "zeta"]), min_size=5, max_size=200
    ),
)
def test_no_word_is_lost(typeset, columns, size, words):
    body = " ".join(words)
    report = read(typeset(f"#set page(columns: {columns})\n#set text({size}pt, hyphenate: false)\n{body}"))
    check(report)
    assert sorted(re.findall(r"[a-z]+", report.text)) == sorted(words)


def paragraphs_of(report):
    kinds = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)
    return [report.text[b.start : b.end] for b in report.blocks if b.kind in kinds]


def test_paragraphs_a_little_apart_are_told_by_the_spacing_of_the_document(typeset):
    full = "The ferry ran from the upper landing to the lower one, and in the season twice an hour, "
    ends = ("for a penny.", "for two pence, and for nothing where the passenger had an oar of his own.")
    texts = [full * n + ends[n % 2] for n in (2, 3, 4, 2, 3, 5, 2, 4)]
    setting = "#set page(width: 12cm)\n#set par(justify: true, leading: 0.65em, spacing: 0.8em)\n"
    assert paragraphs_of(read(typeset(setting + "\n\n".join(texts)))) == texts


def test_tabbed_letter_bullets_and_dashes_begin_items(typeset):
    items = ["two oars were bought", "Six ropes", "19 rings, of which four are brass"]
    rows = "\n".join(f"#grid(columns: (1.2em, 1fr), [{sign}], [{text}])" for text in items for sign in ("o",))
    report = read(typeset(f"Bought this year, and paid for at once by the landing committee:\n{rows}"))
    found = [b for b in report.blocks if b.kind is BlockKind.LIST_ITEM]
    assert [report.text[b.start : b.end] for b in found] == [f"o {text}" for text in items]


def test_sentence_cut_by_a_page_before_a_name_goes_on(typeset):
    words = (
        "The ferry ran from the upper landing to the lower one under the eyes of the old harbour master of"
    )
    markup = (
        f"#set page(height: 6cm, width: 11cm)\n#set par(justify: true)\n{words} #linebreak(justify: true)"
    )
    report = read(typeset(f"{markup}\n#pagebreak()\nKilbrannan, who counted heads. She was paid for it."))
    assert any("harbour master of Kilbrannan" in text for text in paragraphs_of(report))


BOXED = """
#set page(width: 400pt, height: 500pt, margin: 50pt)
#set text(size: 10pt)
#set par(justify: true)
#place(top + left, dy: 80pt, dx: 170pt, rect(width: 130pt, height: 74pt, stroke: 1pt)[
  *In brief*
  - New pumps for the north
  - Old roads in the south mended
  - Fees kept low
])
{lines}
"""


def test_box_that_text_flows_around_is_read_after_the_paragraph(typeset):
    words = varied(40).split()
    rows, at = [], 0
    for row in range(20):
        wide = 5 if 5 <= row < 12 else 11
        rows.append(f"#box(width: {150 if wide == 5 else 300}pt)[{' '.join(words[at : at + wide])}]")
        at += wide
    report = read(typeset(BOXED.replace("{lines}", " \\\n".join(rows))))
    check(report)
    found = texts(report, BlockKind.PARAGRAPH)
    assert found[0] == " ".join(words[:at])
    assert texts(report, BlockKind.LIST_ITEM)[-1].endswith("Fees kept low")
    assert not texts(report, BlockKind.TABLE_ROW, BlockKind.HEADING)


def test_note_in_the_margin_on_other_baselines_is_read_on_its_own(typeset):
    report = read(
        typeset(
            "#set page(width: 500pt, height: 500pt, margin: (left: 130pt, rest: 40pt))\n"
            "#set text(size: 11pt)\n"
            "#place(top + left, dx: -90pt, dy: 33pt, box(width: 70pt, text(size: 9pt, fill: blue)["
            "Small towns paid more than large ones for clean water in dry years]))\n" + PROSE * 3
        )
    )
    check(report)
    found = texts(report, BlockKind.PARAGRAPH)
    assert " ".join(PROSE.split()) in found[0]
    assert "Small towns paid more than large ones for clean water in dry years" in found


def test_large_digits_behind_lines_begin_items(typeset):
    digit = "#place(top + left, dx: -18pt, dy: -4pt, text(size: 34pt, fill: aqua)[{1}])"
    item = "#box(width: 300pt)[{0}" + digit + "]\n\n"
    tasks = ["Mend the pumps of every village " * 4, "Count the wells of each district " * 4]
    markup = f"#set text(size: 10pt)\n{PROSE}\n\n#v(14pt)\n" + "#v(14pt)\n".join(
        item.format(task.strip(), number) for number, task in enumerate(tasks, 1)
    )
    report = read(typeset(markup))
    check(report)
    assert texts(report, BlockKind.LIST_ITEM) == [f"{n} {task.strip()}" for n, task in enumerate(tasks, 1)]


def test_drawings_that_paint_nothing_make_no_figure(typeset):
    ghosts = "".join(
        f"#place(top + left, dx: {20 * k}pt, dy: {9 * k}pt, rect(width: 120pt, height: 50pt, "
        "fill: none, stroke: 1pt + rgb(0, 0, 0, 0)))\n"
        for k in range(8)
    )
    report = read(typeset(ghosts + "= Wells and roads\n\nShort lines.\n\n" + PROSE))
    assert texts(report, BlockKind.HEADING) == ["Wells and roads"]
    assert not texts(report, BlockKind.FIGURE)
