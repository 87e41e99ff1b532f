"""Blocks of a page: headings, lists with their numbers, tables, notes, as a reader sees them."""

import pytest


def test_headings_keep_their_levels_and_stay_whole(parsed, seen) -> None:
    page = "<h1>Harbour report</h1><h3><div>2.1</div><div>Main <b>barriers</b></div></h3><p>Text follows.</p>"
    assert seen(parsed(page)) == [
        ("heading", 1, "Harbour report"),
        ("heading", 3, "2.1 Main barriers"),
        ("paragraph", 0, "Text follows."),
    ]


def test_pages_that_leave_out_optional_tags(parsed, seen) -> None:
    page = "<title>t</title><main><h1>The report<section><h2>Barriers</h2>Storms came.</section>Then calm."
    assert seen(parsed(page)) == [
        ("heading", 1, "The report"),
        ("heading", 2, "Barriers"),
        ("paragraph", 0, "Storms came."),
        ("heading", 1, "Then calm."),
    ]


def test_aria_headings_count(parsed, seen) -> None:
    page = (
        '<div role="heading" aria-level="4">Risks</div><div>Storms.</div><div role=heading>Answers</div>x y'
    )
    assert seen(parsed(page))[0] == ("heading", 4, "Risks")
    assert seen(parsed(page))[2] == ("heading", 2, "Answers")


def test_a_heading_element_that_holds_a_whole_paragraph_is_a_paragraph(parsed, seen) -> None:
    long = "The crews waited at the gate and nobody came to open it for them. " * 5
    assert seen(parsed(f"<h2>{long}</h2>"))[0][0] == "paragraph"


@pytest.mark.parametrize(
    ("attributes", "markers"),
    [
        ("", ["1.", "2."]),
        ('start="4"', ["4.", "5."]),
        ("reversed", ["2.", "1."]),
        ('type="a" start="26"', ["z.", "aa."]),
        ('type="I" start="9"', ["IX.", "X."]),
        ('style="list-style-type: lower-roman"', ["i.", "ii."]),
        ('style="list-style: none"', ["", ""]),
        ('start="-1"', ["-1.", "0."]),
        ('start="99999999999999999999"', ["1.", "2."]),
        ('start="x"', ["1.", "2."]),
        ('type="I" start="5000"', ["5000.", "5001."]),
    ],
)
def test_numbers_of_ordered_lists_are_those_that_a_browser_shows(parsed, attributes, markers) -> None:
    report = parsed(f"<ol {attributes}><li>Boats</li><li>Crews</li></ol>")
    assert [block.marker for block in report.blocks] == markers
    texts = [report.text[b.start : b.end] for b in report.blocks]
    assert texts == [f"{m} {t}".strip() for m, t in zip(markers, ("Boats", "Crews"), strict=True)]


def test_a_value_sets_the_count_anew(parsed) -> None:
    report = parsed("<ol><li>a b</li><li value=7>c d</li><li>e f</li></ol>")
    assert [block.marker for block in report.blocks] == ["1.", "7.", "8."]


def test_lists_nest_and_items_of_several_paragraphs_have_one_marker(parsed, seen) -> None:
    page = "<ul><li><p>First.</p><p>More.</p><ol><li>Inner<ul><li>Deep</ul></ol>After</ul>"
    assert seen(parsed(page)) == [
        ("list_item", 1, "• First."),
        ("list_item", 1, "More."),
        ("list_item", 2, "1. Inner"),
        ("list_item", 3, "▪ Deep"),
        ("list_item", 1, "After"),
    ]


def test_a_typed_bullet_or_number_is_not_doubled(parsed) -> None:
    report = parsed(
        "<ul><li>– Fund boats</ul><p>• Train crews</p><p>3. Keep the pier open all year round.</p>"
    )
    assert [b.marker for b in report.blocks] == ["–", "•", "3."]
    assert report.text == "– Fund boats\n\n• Train crews\n\n3. Keep the pier open all year round."


def test_items_without_a_list_and_lists_without_items(parsed, seen) -> None:
    assert seen(parsed("<li>Alone<li>Too</li><ul>Loose words<ul><li>Deep</ul></ul>")) == [
        ("list_item", 1, "• Alone"),
        ("list_item", 1, "• Too"),
        ("paragraph", 0, "Loose words"),
        ("list_item", 2, "◦ Deep"),
    ]


def test_a_data_table_gives_rows_with_cells(parsed) -> None:
    page = (
        "<table><caption>Table 1: Risks</caption><thead><tr><th>Risk<th>Answer</thead>"
        "<tr><td>Flood<td><p>Keep boats.</p><ul><li>two<li>three</ul></table>"
    )
    report = parsed(page)
    assert [str(b.kind) for b in report.blocks] == ["caption", "table_row", "table_row"]
    cells = [[report.text[a:b] for a, b in block.cells] for block in report.blocks[1:]]
    assert cells == [["Risk", "Answer"], ["Flood", "Keep boats. • two • three"]]
    assert report.blocks[1].bold


def test_tables_for_layout_are_read_as_what_is_in_them(parsed, seen) -> None:
    page = (
        "<table><tr><td>Side words</td><td><h2>Barriers</h2><p>No boats.</p>"
        "<table><tr><td>a b<td>c d</table></td></tr></table>"
        "<table role=presentation><tr><td>One<td>Two</table><table><tr><td>In a box</table>"
    )
    assert seen(parsed(page)) == [
        ("paragraph", 0, "Side words"),
        ("heading", 2, "Barriers"),
        ("paragraph", 0, "No boats."),
        ("table_row", 0, "a b | c d"),
        ("paragraph", 0, "One"),
        ("paragraph", 0, "Two"),
        ("paragraph", 0, "In a box"),
    ]


def test_text_that_stands_in_a_table_outside_its_cells_is_not_lost(parsed) -> None:
    text = parsed("<table>loose <tr>lost <td>cell</td><td>cell two</td></tr><p>par</p></table>").text
    assert all(word in text for word in ("loose", "lost", "cell", "cell two", "par"))


def test_line_breaks_and_paragraphs_of_breaks(parsed, seen) -> None:
    report = parsed("<p>Line one<br>line two<br>\n<br/>Next paragraph</p><p>a<hr>b")
    assert seen(report)[:2] == [("paragraph", 0, "Line one line two"), ("paragraph", 0, "Next paragraph")]
    assert [report.text[line.start : line.end] for line in report.lines][:2] == ["Line one", "line two"]


def test_captions_quotations_and_terms(parsed, seen) -> None:
    page = (
        "<figure><img src=x alt=unseen><figcaption>Figure 1: The pier</figcaption></figure>"
        "<blockquote><p>Nobody asked us.</p><footer>— A sailor</footer></blockquote>"
        "<p>He said <q>come in</q>.</p><dl><dt>Pier</dt><dd>A place to land.</dd></dl>"
    )
    assert seen(parsed(page)) == [
        ("caption", 0, "Figure 1: The pier"),
        ("paragraph", 0, "Nobody asked us."),
        ("paragraph", 0, "— A sailor"),
        ("paragraph", 0, "He said “come in”."),
        ("heading", 0, "Pier"),
        ("paragraph", 0, "A place to land."),
    ]


@pytest.mark.parametrize(
    "notes",
    [
        '<section role=doc-endnotes><ol><li>Minutes of 2015. <a href="#r" role=doc-backlink>up</a></section>',
        '<div class="footnotes"><hr><ol><li><p>Minutes of 2015. <a href="#r">↩︎</a></p></li></ol></div>',
        '<ol class="footnotes"><li>Minutes of 2015.</ol>',
    ],
)
def test_footnotes_are_told_by_their_markup(parsed, seen, notes) -> None:
    report = parsed(f'<p>It worked.<sup><a href="#fn1">1</a></sup> We stayed.</p>{notes}')
    assert seen(report) == [
        ("paragraph", 0, "It worked.¹ We stayed."),
        ("footnote", 0, "1. Minutes of 2015."),
    ]
    assert report.blocks[1].marker == "1."


def test_raised_numbers_only(parsed) -> None:
    page = "<p>10<sup>2</sup> m; trust.<sup>1,&nbsp;2</sup> the 1<sup>st</sup> of May[3]; H<sub>2</sub>O</p>"
    assert parsed(page).text == "10² m; trust.¹, ² the 1st of May[3]; H2O"


def test_what_is_set_off_at_the_beginning(parsed) -> None:
    report = parsed(
        "<p><strong>Challenges:</strong> Money was short.</p><p><b>All of it</b> <b>bold</b>.</p>"
        "<p>Plain <b>then</b> bold</p><ul><li><em>Trust</em> grew slowly</ul>"
        '<p><span style="font-weight:700">Lessons.</span> Go early.</p>'
    )
    leads = [report.text[b.start : b.start + b.lead] for b in report.blocks]
    assert leads == ["Challenges:", "", "", "• Trust", "Lessons."]
    assert [b.bold for b in report.blocks] == [False, True, False, False, False]


def test_bold_lines_over_text_are_headings_of_unknown_level(parsed, seen) -> None:
    page = (
        "<p><b>What went wrong</b></p><p>The boats leaked.</p><p><b>We will not go back.</b></p><p>Ever.</p>"
    )
    assert [kind for kind, _, _ in seen(parsed(page))] == ["heading", "paragraph", "paragraph", "paragraph"]


def test_a_block_of_bold_names_is_no_row_of_headings(parsed, seen) -> None:
    page = (
        "".join(f"<p><b>{name}</b></p>" for name in ("Ada Bo", "Cy Do", "Ed Fu", "Gi Ho"))
        + "<p>wrote this.</p>"
    )
    assert {kind for kind, _, _ in seen(parsed(page))} == {"paragraph"}


def test_pages_saved_by_word(parsed, seen) -> None:
    page = (
        "<p class=MsoTitle>Harbour report</p><p class=MsoToc1>Risks 3</p>"
        "<p class=MsoListParagraph style='margin-left:36pt;mso-list:l0 level2 lfo1'><![if !supportLists]>"
        "<span style='font:7.0pt \"Symbol\"'>·<span>&nbsp;&nbsp; </span></span><![endif]>Keep boats ready</p>"
        "<p class=MsoCaption>Figure 2: Boats</p><o:p>&nbsp;</o:p>"
    )
    assert seen(parsed(page)) == [
        ("heading", 1, "Harbour report"),
        ("contents", 0, "Risks 3"),
        ("list_item", 2, "· Keep boats ready"),
        ("caption", 0, "Figure 2: Boats"),
    ]


def test_preformatted_text_keeps_its_paragraphs(parsed, seen) -> None:
    assert seen(parsed("<pre>One line\nand more\n\nNext one</pre>")) == [
        ("paragraph", 0, "One line and more"),
        ("paragraph", 0, "Next one"),
    ]


def test_spaces_entities_and_what_nobody_sees(parsed) -> None:
    page = "<p>a&nbsp;\u2003b\u200b\u00adc&#8203;d &amp; &eacute; &lt;b&gt; \ufb01ve\r\n\tsix&bogus; &#x2014;"
    assert parsed(page).text == "a bcd & é <b> five six&bogus; —"


def test_properties_come_from_the_most_telling_tags(parsed) -> None:
    page = (
        "<title>Report | Trust</title><meta property=og:title content='Harbour &amp; pier'>"
        "<meta name=DC.creator content='Sea Trust'><meta name=date content='2014-05-01'><p>Text here"
    )
    assert parsed(page).properties == {
        "title": "Harbour & pier",
        "author": "Sea Trust",
        "created": "2014-05-01",
    }


def test_it_is_one_page_with_its_words_counted(parsed) -> None:
    report = parsed("<p>one two three</p><p>four</p>")
    assert [(page.number, str(page.status), page.words) for page in report.pages] == [(1, "ok", 4)]
