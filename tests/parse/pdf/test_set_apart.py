"""Boxes, notes in the margin and large numerals in seldom places: turned pages, columns, page ends."""

import pytest

from reportminer.labels import BlockKind

from .conftest import read
from .test_reading import BOXED, PROSE, check, texts, varied

NOTE = "Small towns paid more than large ones for clean water in dry years"
MARGIN = (
    "#place(top + left, dx: -90pt, dy: 33pt, box(width: 70pt, text(size: 9pt, fill: blue)[" + NOTE + "]))\n"
)
PAGE = "#set page(width: 500pt, height: 500pt, margin: (left: 130pt, rest: 40pt))\n#set text(size: 11pt)\n"


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_note_in_the_margin_of_a_turned_page_is_read_on_its_own(typeset, tmp_path, turn):
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(typeset(f"{PAGE}{MARGIN}{PROSE * 3}")))
    writer.pages[0].rotate(turn)
    path = tmp_path / "turned.pdf"
    writer.write(path)
    report = read(path)
    check(report)
    assert NOTE in texts(report, BlockKind.PARAGRAPH)
    assert " ".join(PROSE.split()) in texts(report, BlockKind.PARAGRAPH)[0]


def boxed(box, lines=20):
    """A page of lines of which seven make room for a box."""
    words, rows, at = varied(40).split(), [], 0
    for row in range(lines):
        wide = 5 if 5 <= row < 12 else 11
        rows.append(f"#box(width: {150 if wide == 5 else 300}pt)[{' '.join(words[at : at + wide])}]")
        at += wide
    head, _, rest = BOXED.partition("  *In brief*")
    return head + box + rest[rest.index("\n])") :].replace("{lines}", " \\\n".join(rows)), " ".join(
        words[:at]
    )


def test_a_heading_in_a_box_does_not_part_the_text_around_it(typeset):
    markup, whole = boxed("#text(13pt)[*Wells in brief*]\n\nOld roads in the south were mended.\n")
    report = read(typeset(markup))
    check(report)
    assert texts(report, BlockKind.PARAGRAPH)[0] == whole
    assert "Wells in brief" in [report.text[b.start : b.end] for b in report.blocks]


def test_a_table_in_a_box_does_not_part_the_text_around_it(typeset):
    markup, whole = boxed(
        "#table(columns: 3, [Well], [Deep], [Year], [Lomo], [12], [1999], [Kesra], [14], [2001])\n"
    )
    report = read(typeset(markup))
    check(report)
    assert "Kesra" in report.text
    assert texts(report, BlockKind.PARAGRAPH) == [whole]


def test_a_note_beside_two_columns_keeps_them_apart(typeset):
    left, right = "Every village kept its own records. ", "Our second year brought new staff. "
    columns = f"#columns(2)[{left * 14} #colbreak() {right * 14}]"
    report = read(typeset(f"{PAGE}#set page(width: 640pt)\n{MARGIN}{columns}"))
    check(report)
    assert sum(text == NOTE for text in texts(report, BlockKind.PARAGRAPH)) == 1
    assert report.text.index("second year") > report.text.rindex("Every village")


def test_nothing_is_lost_where_two_frames_overlap(typeset):
    markup, _ = boxed("Old roads in the south were mended.\n")
    other = "#place(top + left, dy: 110pt, dx: 200pt, rect(width: 100pt, height: 60pt)[])\n"
    report = read(typeset(markup.replace("#place(", other + "#place(", 1)))
    check(report)
    for word in varied(20).split():
        assert word in report.text
    assert "Old roads" in report.text


def numbered(number, task):
    """An item whose number is set for show."""
    digit = f"#place(top + left, dx: -18pt, dy: -4pt, text(size: 34pt, fill: aqua)[{number}])"
    return f"#box(width: 300pt)[{task * 4}{digit}]\n\n#v(14pt)\n"


TASKS = ("Mend the pumps of every village ", "Count the wells of each district ")


def pages_of_tasks(*groups):
    return f"#set text(size: 10pt)\n{PROSE}\n\n#v(14pt)\n" + "#pagebreak()\n".join(groups)


def test_a_large_numeral_alone_on_its_page_is_no_item_but_is_kept(typeset):
    report = read(typeset(pages_of_tasks(numbered(1, TASKS[0]))))
    check(report)
    assert texts(report, BlockKind.LIST_ITEM) == []
    assert "1" in report.text


@pytest.mark.xfail(
    strict=True, reason="a numeral without a neighbour on its page stays among the words beside it"
)
def test_a_large_numeral_alone_on_its_page_does_not_part_the_words_beside_it(typeset):
    report = read(typeset(pages_of_tasks(numbered(1, TASKS[0]))))
    assert " ".join((TASKS[0] * 4).split()) in " ".join(report.text.split())


def test_large_numerals_count_on_the_pages_where_two_stand(typeset):
    first = "".join(numbered(n, task) for n, task in enumerate(TASKS, 1))
    report = read(typeset(pages_of_tasks(first, numbered(3, "Pay the crews of both the ports on time "))))
    check(report)
    items = texts(report, BlockKind.LIST_ITEM)
    assert [item[:6] for item in items[:2]] == ["1 Mend", "2 Coun"]
    assert "Pay the crews" in report.text
