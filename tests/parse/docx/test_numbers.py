"""Numbers of lists and headings as Word counts them; page numbers; notes."""

import time

import pytest

from reportminer.config import Limits
from reportminer.errors import LimitError
from reportminer.parse.markup.numbers import written


def markers(report) -> list[str]:
    return [block.marker for block in report.blocks]


def test_levels_count_on_and_are_set_back_by_those_above(parsed, word) -> None:
    numbering = word.lists(
        _1=word.levels(("decimal", "%1."), ("lowerLetter", "(%2)"), ("lowerRoman", "%1.%2.%3"))
    )
    order = [0, 1, 1, 2, 2, 0, 1, 2, 1]
    report = parsed(word.Word(numbering=numbering, body="".join(word.item("Item", 1, at) for at in order)))
    assert markers(report) == ["1.", "(a)", "(b)", "1.b.i", "1.b.ii", "2.", "(a)", "2.a.i", "(b)"]
    assert [b.level for b in report.blocks] == [at + 1 for at in order]
    assert report.text.startswith("1. Item\n\n(a) Item")


def test_text_between_items_does_not_set_the_count_back(parsed, word) -> None:
    numbering = word.lists(_1=word.levels(("decimal", "%1)")))
    report = parsed(
        word.Word(numbering=numbering, body=word.item("a", 1) + word.par("Words.") + word.item("b", 1))
    )
    assert markers(report) == ["1)", "", "2)"]


def test_two_lists_of_one_scheme_count_together_unless_one_starts_anew(parsed, word) -> None:
    scheme = f'<w:abstractNum w:abstractNumId="5">{word.levels(("decimal", "%1."))}</w:abstractNum>'
    num = '<w:num w:numId="{}"><w:abstractNumId w:val="5"/>{}</w:num>'
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="4"/></w:lvlOverride>'
    numbering = scheme + num.format(1, "") + num.format(2, "") + num.format(3, anew)
    body = "".join(word.item("x", n) for n in (1, 1, 2, 3, 3))
    assert markers(parsed(word.Word(numbering=numbering, body=body))) == ["1.", "2.", "3.", "4.", "5."]


def test_numbers_of_headings_stand_in_their_text(parsed, seen, word) -> None:
    levels = word.levels(("decimal", "%1"), ("decimal", "%1.%2"))
    levels = levels.replace('w:ilvl="0">', 'w:ilvl="0"><w:pStyle w:val="h1"/>')
    levels = levels.replace('w:ilvl="1">', 'w:ilvl="1"><w:pStyle w:val="h2"/>')
    listed = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
    styles = word.style("h1", "heading 1", listed) + word.style("h2", "heading 2", listed)
    body = word.par("Start", style="h1") + word.par("First", style="h2") + word.par("Second", style="h2")
    body += word.par("Bare", style="h1", properties='<w:numPr><w:numId w:val="0"/></w:numPr>')
    report = parsed(word.Word(styles=styles, numbering=word.lists(_1=levels), body=body))
    assert seen(report) == [
        ("heading", 1, "1 Start"),
        ("heading", 2, "1.1 First"),
        ("heading", 2, "1.2 Second"),
        ("heading", 1, "Bare"),
    ]
    assert markers(report) == ["1", "1.1", "1.2", ""]


@pytest.mark.parametrize(
    ("form", "text", "marker"),
    [
        ("bullet", "\uf0b7", "•"),
        ("bullet", "o", "•"),
        ("bullet", "–", "–"),
        ("bullet", "", "•"),
        ("none", "", ""),
        ("none", "Lesson:", "Lesson:"),
        ("decimal", "Lesson %1:", "Lesson 1:"),
        ("decimalZero", "%1", "01"),
        ("ordinal", "%1", "1st"),
        ("chineseCounting", "%1.", "1."),
    ],
)
def test_signs_and_forms(parsed, word, form, text, marker) -> None:
    report = parsed(word.Word(numbering=word.lists(_1=word.levels((form, text))), body=word.item("Go", 1)))
    assert (report.text, report.blocks[0].marker) == (f"{marker} Go".strip(), marker)
    assert report.blocks[0].kind == "list_item"


def test_lists_that_are_not_there(parsed, seen, word) -> None:
    assert seen(parsed(word.Word(body=word.item("Item", 9, 12)))) == [("paragraph", 0, "Item")]


def test_empty_items_count_and_deleted_ones_do_not(parsed, word) -> None:
    gone = word.item("out", 1).replace("</w:numPr>", '</w:numPr><w:rPr><w:del w:id="1"/></w:rPr>')
    gone = gone.replace("<w:r>", "<w:del><w:r>").replace("</w:r>", "</w:r></w:del>")
    numbering = word.lists(_1=word.levels(("decimal", "%1.")))
    body = word.item("a", 1) + gone + word.item("", 1) + word.item("b", 1)
    assert markers(parsed(word.Word(numbering=numbering, body=body))) == ["1.", "3."]


@pytest.mark.parametrize(
    ("number", "form", "text"),
    [
        (27, "lowerLetter", "aa"),
        (28, "lowerLetter", "ab"),
        (1994, "upperRoman", "MCMXCIV"),
        (4000, "lowerRoman", "4000"),
        (0, "upperLetter", "0"),
        (-3, "lowerRoman", "-3"),
        (112, "ordinal", "112th"),
        (23, "ordinal", "23rd"),
    ],
)
def test_numbers_are_written(number, form, text) -> None:
    assert written(number, form) == text


def test_word_repeats_letters_after_z() -> None:
    assert written(28, "upperLetter", repeat=True) == "BB"


BREAK = '<w:r><w:br w:type="page"/></w:r>'
RENDERED = "<w:r><w:lastRenderedPageBreak/></w:r>"


def pages(report) -> list[int]:
    return [block.page for block in report.blocks]


def test_pages_by_the_authors_breaks(parsed, word) -> None:
    body = word.par("One") + word.par(BREAK, "Two") + word.par("Three", properties="<w:pageBreakBefore/>")
    body += word.par("Still", properties="<w:sectPr/>") + word.par("Four")
    body += word.par("Same", properties='<w:sectPr><w:type w:val="continuous"/></w:sectPr>') + word.par(
        "Four too"
    )
    report = parsed(word.Word(body=body))
    assert pages(report) == [1, 2, 3, 3, 4, 4, 4]
    assert [(p.number, p.words) for p in report.pages] == [(1, 1), (2, 1), (3, 2), (4, 4)]


def test_pages_by_the_last_layout_count_each_break_once(parsed, word) -> None:
    body = (
        word.par("One", BREAK)
        + word.par(RENDERED, "Two starts and ", RENDERED, "goes on")
        + word.par("Three")
    )
    report = parsed(word.Word(body=body))
    assert pages(report) == [1, 2, 3]
    at = report.text.index("goes on")
    assert report.page_of(at) == 3
    assert "Two starts and goes on" in report.text


def test_a_word_cut_by_a_page_break_stays_whole(parsed, word) -> None:
    report = parsed(word.Word(body=word.par("har", RENDERED, "bour lights")))
    assert report.text == "harbour lights"
    assert [line.page for line in report.lines] == [1, 2]


def test_cells_that_run_over_a_page_count_it_once(parsed, word) -> None:
    cell = word.par("begins", RENDERED, " ends")
    report = parsed(word.Word(body=word.table([cell, cell], ["c", "d"]) + word.par("After.")))
    assert pages(report) == [1, 2, 2]


def test_too_many_pages(parsed, word) -> None:
    with pytest.raises(LimitError, match="pages"):
        parsed(word.Word(body=word.par("x", *([BREAK] * 9))), Limits(max_pages=5))


def note(name: int, text: str, kind: str = "footnote") -> str:
    run = f'<w:r><w:{kind}Ref/><w:t xml:space="preserve"> {text}</w:t></w:r>'
    return f'<w:{kind} w:id="{name}"><w:p>{run}</w:p></w:{kind}>'


def reference(name: int, kind: str = "footnote", more: str = "") -> str:
    return f'<w:r><w:{kind}Reference w:id="{name}"{more}/></w:r>'


def test_footnotes_stand_at_the_end_of_their_page_with_their_mark(parsed, seen, word) -> None:
    body = word.par("It worked.", reference(7), " We stayed.", reference(3)) + word.par("More.")
    body += word.par(BREAK, "Next page.", reference(5))
    notes = f'<w:footnote w:id="-1" w:type="separator">{word.par("no")}</w:footnote>'
    notes += note(3, "Second.") + note(5, "Third.") + note(7, "First.") + note(9, "Never named.")
    report = parsed(word.Word(body=body, footnotes=notes))
    assert [(kind, text) for kind, _, text in seen(report)] == [
        ("paragraph", "It worked.¹ We stayed.²"),
        ("paragraph", "More."),
        ("footnote", "1 First."),
        ("footnote", "2 Second."),
        ("paragraph", "Next page.³"),
        ("footnote", "3 Third."),
    ]
    assert pages(report) == [1, 1, 1, 1, 2, 2]
    assert report.blocks[2].marker == "1"


def test_endnotes_stand_at_the_end_in_their_own_numbers(parsed, seen, word) -> None:
    body = word.par("Trust", reference(1, "endnote"), " grew.") + word.par(BREAK, "End.")
    report = parsed(word.Word(body=body, endnotes=note(1, "See it.", "endnote")))
    assert [text for _, _, text in seen(report)] == ["Trust[i] grew.", "End.", "i See it."]
    plain = "<w:endnotePr><w:numFmt w:val='decimal'/></w:endnotePr>"
    report = parsed(word.Word(body=body, endnotes=note(1, "See it.", "endnote"), settings=plain))
    assert report.text.startswith("Trust¹ grew.")


def test_notes_with_marks_of_their_own_and_notes_that_are_missing(parsed, word) -> None:
    star = reference(1, more=' w:customMarkFollows="1"').replace("</w:r>", "<w:t>*</w:t></w:r>")
    body = word.par("Trust", star, " grew", reference(99), ".")
    assert parsed(word.Word(body=body, footnotes=note(1, "So."))).text.startswith("Trust* grew.")


def test_notes_of_cells_stand_in_the_order_of_their_pages_and_once(parsed, word) -> None:
    cell = word.par("Left", reference(1), BREAK, " on", reference(2))
    body = word.table([cell, word.par("Right", reference(3), reference(1))]) + word.par(BREAK, "End.")
    notes = note(1, "One.") + note(2, "Two.") + note(3, "Three.")
    report = parsed(word.Word(body=body, footnotes=notes))
    assert [b.marker for b in report.blocks if b.marker] == ["1", "3", "2"]
    assert pages(report) == sorted(pages(report))


def test_many_endnotes_take_no_longer_than_they_are_many(parsed, word) -> None:
    def seconds(count: int) -> float:
        body = "".join(word.par("Trust", reference(n, "endnote")) for n in range(count))
        made = word.Word(body=body, endnotes="".join(note(n, "So.", "endnote") for n in range(count)))
        begun = time.process_time()
        parsed(made)
        return time.process_time() - begun

    # six times as many: six times as long, or thirty-six where each looks at all
    assert min(seconds(6000), seconds(6000)) < 20 * seconds(1000)
