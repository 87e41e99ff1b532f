"""Blocks of a Word file: headings by style, tables, boxes, notes, what is printed and what is not."""

import pytest

BODY_STYLE = "<w:rPr><w:sz w:val='22'/></w:rPr>"


def outline(level: int) -> str:
    return f'<w:pPr><w:outlineLvl w:val="{level}"/></w:pPr>'


@pytest.mark.parametrize(
    ("styles", "level"),
    [
        ([("x1", "heading 2", "", "")], 2),
        ([("x1", "Heading 3", "", "")], 3),
        ([("x1", "heading 1", outline(0), "")], 1),
        ([("x1", "Überschrift 2", "", "")], 2),
        ([("x1", "Titre 4", "", "")], 4),
        ([("x1", "House Style Big", outline(1), "")], 2),
        ([("x1", "House Style Big", "", "b"), ("b", "heading 2", "", "")], 2),
        ([("x1", "Ours", "", "b"), ("b", "Theirs", "", "c"), ("c", "Base", outline(4), "")], 5),
        ([("x1", "Title", "", "")], 1),
        ([("x1", "Titel", "", "")], 1),
        ([("Heading2", "", "", "")], 0),
        ([("x1", "Not a heading", outline(9), "b"), ("b", "heading 2", outline(1), "")], 0),
        ([("x1", "Body Text 2", "", "")], 0),
        ([("x1", "Round", "", "b"), ("b", "And round", "", "x1")], 0),
    ],
)
def test_headings_are_told_by_style_however_it_is_named(parsed, seen, word, styles, level) -> None:
    made = "".join(word.style(name, shown, inner, base) for name, shown, inner, base in styles)
    report = parsed(word.Word(styles=made, body=word.par("What we saw", style="x1") + word.par("Text here.")))
    assert seen(report)[0] == ("heading" if level else "paragraph", level, "What we saw")


def test_a_style_without_a_name_goes_by_its_id(parsed, seen, word) -> None:
    styles = '<w:style w:type="paragraph" w:styleId="Heading 2"/>'
    assert seen(parsed(word.Word(styles=styles, body=word.par("Seen", style="Heading 2"))))[0][:2] == (
        "heading",
        2,
    )


def test_the_paragraphs_own_outline_level_goes_over_its_style(parsed, seen, word) -> None:
    styles = word.style("h", "heading 2", outline(1))
    body = word.par("Up", properties='<w:outlineLvl w:val="0"/>')
    body += word.par("No heading", style="h", properties='<w:outlineLvl w:val="9"/>')
    assert [b[:2] for b in seen(parsed(word.Word(styles=styles, body=body)))] == [
        ("heading", 1),
        ("paragraph", 0),
    ]


def test_numbered_paragraphs_in_a_headings_style_stay_paragraphs(parsed, seen, word) -> None:
    long = "The crews waited at the gate and nobody came to open it for them again. " * 4
    made = word.Word(styles=word.style("h", "heading 2"), body=word.par(long, style="h"))
    assert seen(parsed(made))[0][0] == "paragraph"


def test_bold_and_large_lines_over_text_are_headings(parsed, seen, word) -> None:
    styles = word.style("Normal", "Normal", BODY_STYLE, default=True)
    body = "".join(
        word.par(line) + word.par("Text goes here and there.")
        for line in (
            word.run("Bold line", "<w:b/>"),
            word.run("Large line", '<w:sz w:val="32"/>'),
            "MAIN BARRIERS",
            word.run("Not bold", '<w:b w:val="0"/>'),
            word.run("Only ", "<w:b/>") + word.run("partly"),
        )
    )
    kinds = [kind for kind, _, _ in seen(parsed(word.Word(styles=styles, body=body)))]
    assert kinds[::2] == ["heading", "heading", "heading", "paragraph", "paragraph"]


def test_contents_captions_and_their_styles(parsed, seen, word) -> None:
    styles = word.style("a", "toc 1") + word.style("b", "caption") + word.style("c", "TOC Heading")
    body = word.par("Contents", style="c") + word.par("Risks<w:tab/>3", style="a")
    body = body.replace("Risks<w:tab/>3", "Risks</w:t><w:tab/><w:t>3") + word.par("Figure 1: Pier", style="b")
    assert seen(parsed(word.Word(styles=styles, body=body))) == [
        ("heading", 1, "Contents"),
        ("contents", 0, "Risks 3"),
        ("caption", 0, "Figure 1: Pier"),
    ]


def test_an_automatic_contents_page_without_styles(parsed, seen, word) -> None:
    gallery = '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>'
    body = f"<w:sdt><w:sdtPr>{gallery}</w:sdtPr><w:sdtContent>{word.par('Risks 3')}</w:sdtContent></w:sdt>"
    assert seen(parsed(word.Word(body=body + word.par("After it.")))) == [
        ("contents", 0, "Risks 3"),
        ("paragraph", 0, "After it."),
    ]


def test_tables_give_rows_and_boxes_give_blocks(parsed, seen, word) -> None:
    cell = word.par("Keep boats.") + word.par("Train crews.")
    data = word.table(["Risk", "Answer"], ["Flood", cell], ["", "Alone"])
    box = word.table([word.par("Case study", style="h") + word.par("Two crews sailed.")])
    report = parsed(word.Word(styles=word.style("h", "heading 3"), body=data + box))
    assert seen(report) == [
        ("table_row", 0, "Risk | Answer"),
        ("table_row", 0, "Flood | Keep boats. Train crews."),
        ("table_row", 0, "Alone"),
        ("heading", 3, "Case study"),
        ("paragraph", 0, "Two crews sailed."),
    ]
    assert [report.text[a:b] for a, b in report.blocks[1].cells] == ["Flood", "Keep boats. Train crews."]


def test_cells_joined_downwards_are_read_once_and_deleted_rows_not_at_all(parsed, seen, word) -> None:
    joined = "<w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc>"
    body = (
        "<w:tbl><w:tr><w:tc><w:tcPr><w:vMerge w:val='restart'/></w:tcPr>"
        + word.par("Flood")
        + "</w:tc><w:tc>"
        f"{word.par('one')}</w:tc></w:tr><w:tr>{joined}<w:tc>{word.par('two')}</w:tc></w:tr>"
        f"<w:tr><w:trPr><w:del w:id='1'/></w:trPr><w:tc>{word.par('gone')}</w:tc></w:tr></w:tbl>"
    )
    assert [text for _, _, text in seen(parsed(word.Word(body=body)))] == ["Flood | one", "two"]


def test_what_was_deleted_moved_away_hidden_or_struck_is_left_out(parsed, word) -> None:
    body = word.par(
        "Kept ",
        f'<w:del w:id="1"><w:r><w:delText>out</w:delText></w:r>{word.run("out")}</w:del>',
        f'<w:ins w:id="2">{word.run("added ")}</w:ins>',
        f"<w:moveFrom>{word.run('out')}</w:moveFrom><w:moveTo>{word.run('moved ')}</w:moveTo>",
        word.run("out", "<w:vanish/>"),
        word.run("out", "<w:strike/>"),
        word.run("out", "<w:dstrike/>"),
        word.run("shown", '<w:vanish w:val="false"/>'),
        "<w:r><w:instrText>HYPERLINK out</w:instrText></w:r><w:r><w:commentReference w:id='1'/></w:r>",
    )
    body += f"<w:del>{word.par('out')}</w:del>"
    styles = word.style("hid", "Hidden", "<w:rPr><w:vanish/></w:rPr>")
    body += word.par("out", style="hid")
    assert parsed(word.Word(styles=styles, body=body)).text == "Kept added moved shown"


def test_paragraphs_whose_end_was_deleted_are_one(parsed, seen, word) -> None:
    gone = '<w:rPr><w:del w:id="1"/></w:rPr>'
    body = word.par("One ", properties=gone) + word.par("two ", properties=gone) + word.par("three.")
    assert seen(parsed(word.Word(body=body))) == [("paragraph", 0, "One two three.")]
    assert parsed(word.Word(body=word.par("Last words", properties=gone))).text == "Last words"


def test_text_boxes_are_read_once_after_their_paragraph(parsed, seen, word) -> None:
    inner = f"<w:txbxContent>{word.par('Boxed words.')}</w:txbxContent>"
    both = (
        f"<w:r><mc:AlternateContent><mc:Choice><wps:txbx>{inner}</wps:txbx></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{inner}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    old = f"<w:r><w:pict><v:textbox>{inner.replace('Boxed', 'Old')}</v:textbox></w:pict></w:r>"
    body = word.par(both, "Anchor text.") + word.par(old, "More.")
    texts = [text for _, _, text in seen(parsed(word.Word(body=body)))]
    assert texts == ["Anchor text.", "Boxed words.", "More.", "Old words."]


def test_form_fields_links_and_wrappers(parsed, word) -> None:
    hint = "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    body = hint.format(word.par("Click here to enter text"))
    body += word.par("A ", f"<w:sdt><w:sdtContent>{word.run('filled')}</w:sdtContent></w:sdt>")
    body += word.par("See ", f"<w:hyperlink>{word.run('the site')}</w:hyperlink>", " now")
    body += f"<w:customXml>{word.par('Wrapped')}</w:customXml>"
    body += f"<w:sdt><w:sdtContent>{word.table(['a b', 'c d'])}</w:sdtContent></w:sdt>"
    assert parsed(word.Word(body=body)).text == "A filled\n\nSee the site now\n\nWrapped\n\na b | c d"


def test_signs_breaks_and_spaces(parsed, seen, word) -> None:
    body = word.par(
        "one",
        "<w:r><w:tab/><w:t>two</w:t><w:noBreakHyphen/><w:t>fold so</w:t><w:softHyphen/><w:t>ft</w:t></w:r>",
        "<w:r><w:br/><w:t>next\u00a0line</w:t></w:r>",
        '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>',
        "<m:oMath><m:r><m:t>x+y</m:t></m:r></m:oMath>",
    )
    report = parsed(word.Word(body=body))
    assert report.text == "one two-fold soft next line✓x+y"
    assert len(report.lines) == 2


def test_what_is_set_off_at_the_beginning(parsed, word) -> None:
    body = word.par(word.run("Challenges: ", "<w:b/>"), "money was short.") + word.par(
        word.run("All.", "<w:b/>")
    )
    report = parsed(word.Word(body=body))
    assert [(b.bold, b.lead) for b in report.blocks] == [(False, len("Challenges:")), (True, 0)]


def test_properties(parsed, word) -> None:
    core = "<dc:title>Harbour</dc:title><dc:creator> Sea Trust </dc:creator><dc:subject/>"
    core += "<dcterms:created>2014-05-01T00:00:00Z</dcterms:created>"
    found = parsed(word.Word(body=word.par("x y"), core=core)).properties
    assert found == {"title": "Harbour", "author": "Sea Trust", "created": "2014-05-01T00:00:00Z"}


def test_strict_files_and_main_parts_of_other_names(parsed, word) -> None:
    strict = word.SPACES.replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    whole = f"<w:document {strict}><w:body>{word.par('Strict words')}</w:body></w:document>"
    assert parsed(word.Word(whole=whole, main="word/document7.xml")).text == "Strict words"


def test_what_python_docx_writes(parsed, seen, tmp_path) -> None:
    docx = pytest.importorskip("docx")
    path = tmp_path / "made.docx"
    made = docx.Document()
    made.add_heading("Harbour report", 0)
    made.add_heading("Barriers", 2)
    made.add_paragraph("The boats leaked.")
    made.add_paragraph("Fund boats", style="List Bullet")
    made.add_paragraph("Train crews", style="List Number")
    made.add_paragraph("Then sail", style="List Number")
    made.add_paragraph("Deeper", style="List Bullet 2")
    table = made.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Risk", "Answer"
    made.add_page_break()
    made.add_paragraph("On page two.")
    made.core_properties.author = "Sea Trust"
    made.save(path)
    report = parsed(path.read_bytes())
    assert seen(report) == [
        ("heading", 1, "Harbour report"),
        ("heading", 2, "Barriers"),
        ("paragraph", 0, "The boats leaked."),
        ("list_item", 1, "• Fund boats"),
        ("list_item", 1, "1. Train crews"),
        ("list_item", 1, "2. Then sail"),
        ("list_item", 1, "• Deeper"),
        ("table_row", 0, "Risk | Answer"),
        ("paragraph", 0, "On page two."),
    ]
    assert report.blocks[-1].page == 2
    assert report.properties["author"] == "Sea Trust"


DIAGRAM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"


def drawing(name: str) -> str:
    inner = f'<dgm:relIds xmlns:dgm="{DIAGRAM}" r:dm="{name}"/>'
    return f"<w:r><w:drawing><graphicData>{inner}</graphicData></w:drawing></w:r>"


def diagram(*points: str) -> dict[str, bytes]:
    """The part of a diagram and the relation that leads to it."""
    spaces = f'xmlns:dgm="{DIAGRAM}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    model = f"<dgm:dataModel {spaces}><dgm:ptLst>{''.join(points)}</dgm:ptLst></dgm:dataModel>"
    relation = '<Relationship Id="d1" Type="http://x/diagramData" Target="diagrams/data1.xml"/>'
    rels = f"<Relationships>{relation}</Relationships>"
    return {"word/diagrams/data1.xml": model.encode(), "word/_rels/document.xml.rels": rels.encode()}


def point(text: str, kind: str = "", inner: str = "") -> str:
    words = f"<dgm:t><a:p><a:r><a:t>{text}</a:t></a:r><a:br/><a:r><a:t>now</a:t></a:r></a:p></dgm:t>"
    return f'<dgm:pt type="{kind}">{inner}{words}</dgm:pt>'


def test_the_texts_of_a_diagram_are_items_after_its_paragraph(parsed, seen, word) -> None:
    parts = diagram(
        point("Mend the quay"), point("", "parTrans"), point("[Text]", inner='<dgm:prSet phldr="1"/>')
    )
    body = word.par("Next steps:", drawing("d1")) + word.par("So it stands.", drawing("d1"))
    report = parsed(word.Word(body=body, extra=parts))
    assert seen(report) == [
        ("paragraph", 0, "Next steps:"),
        ("list_item", 1, "Mend the quay now"),
        ("paragraph", 0, "So it stands."),
    ]
    assert not report.warnings


@pytest.mark.parametrize(
    ("drawn", "says"),
    [
        (drawing("d9"), "diagram"),
        (
            '<w:r><c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" r:id="c"/></w:r>',
            "chart",
        ),
    ],
)
def test_drawings_that_are_not_read_are_told_of(parsed, word, drawn, says) -> None:
    report = parsed(word.Word(body=word.par("Here", drawn), extra=diagram()))
    assert report.text == "Here"
    assert says in report.warnings[0]
