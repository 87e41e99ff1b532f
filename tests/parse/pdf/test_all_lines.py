"""Every line that is read comes to stand in a block, whatever it stands beside or in."""

from itertools import chain

import pytest

from reportminer.parse.pdf import ocr, reader
from reportminer.parse.pdf.document import opened
from reportminer.parse.pdf.fonts import Faces
from reportminer.parse.pdf.margins import narrow, set_margins
from reportminer.parse.pdf.paragraphs import blocks_of
from reportminer.parse.pdf.spacing import Spacing

from .conftest import read, source_of

PROSE = (
    "The district partners met every month and shared what they had learnt about the water points. "
    "Trust grew slowly because budgets were late and staff changed often. "
)
NOTE = ("Small towns", "paid more than", "large ones for", "clean water in", "dry years")
PAGE = "#set page(width: 500pt, height: 500pt, margin: (left: 130pt, rest: 40pt))\n#set text(size: 11pt)\n"
BOX = "box(width: 70pt, text(size: 8pt)[Small towns paid more than large ones for water in dry years])"
MARGIN = f"#place(top + left, dx: -90pt, dy: 33pt, {BOX})"
FRAME = (
    "#place(top + right, rect(width: 170pt, height: 90pt)[Each well has a clerk of its own, and a key])\n"
    f"#box(width: 150pt)[{PROSE}]\n\n"
)
TABLE = "#table(columns: 3, [Well], [Depth], [Year], [Kesra], [12], [1999], [Lomo], [14], [2001])"


@pytest.fixture
def kept(monkeypatch):
    """The lines of the layouts and those of the blocks, each time that blocks are made."""
    found = []
    made = reader._blocks

    def spy(layouts, *rest):
        before = {id(line): line.text for layout in layouts for line in layout.lines}
        blocks = made(layouts, *rest)
        found.append((before, {id(line): line.text for block in blocks for line in block.lines}))
        return blocks

    monkeypatch.setattr(reader, "_blocks", spy)
    return found


@pytest.mark.parametrize(
    "markup",
    [
        f"{PAGE}{MARGIN}\n{PROSE * 4}",
        f"{PAGE}#set page(flipped: true)\n{MARGIN}\n{PROSE * 4}",
        f"{FRAME}{PROSE * 4}",
        f"= Wells\n{PROSE}\n\n{TABLE}\n\n{PROSE}\n\n+ Keep the key.\n+ Mend the lid.",
        f'#set page(columns: 2, numbering: "1")\n{PROSE * 4}#footnote[A note on wells.]\n\n{PROSE * 9}',
        f"*2*\n\n= Water\n{PROSE}\n#place(bottom)[#rotate(30deg)[Draft]]",
    ],
)
def test_every_line_of_a_page_is_in_a_block(typeset, kept, markup):
    read(typeset(markup))
    ((lines, held),) = kept
    assert lines == held
    assert lines


def put(text, x, base, size):
    """Words as character recognition tells of them."""
    for word in text.split():
        width = len(word) * 0.5 * size
        places = (place * ocr.DOTS for place in (x, x + width, base, size))
        yield ocr.Word(word, *places, sure=95)
        x += width + 0.3 * size


@pytest.fixture
def recognised(typeset, monkeypatch):
    """The layout of a page on which the engine found prose and a note in the margin."""
    prose = [
        put("The partners met every month and shared what they knew", 130, 100 + 14 * k, 11)
        for k in range(20)
    ]
    note = [put(text, 40, 118 + 9.7 * k, 8) for k, text in enumerate(NOTE)]
    monkeypatch.setattr(ocr, "_turned", lambda picture: 0)
    monkeypatch.setattr(ocr, "_words", lambda picture: chain(*prose, *note))
    path = typeset("#set page(width: 600pt, height: 800pt)\n#rect()")
    with opened(source_of(path), reader.Limits()) as document, document.page(0) as (page, _, box):
        return ocr.recognise(1, page, box, Faces())


def blocks_on(layout):
    set_margins(layout.lines)
    narrow(layout)
    return blocks_of(layout, Spacing(1.25))


def test_every_line_of_a_scan_is_in_a_block_notes_in_its_margin_too(recognised):
    blocks = blocks_on(recognised)
    assert len(recognised.asides) == 1
    assert " ".join(NOTE) in [block.text for block in blocks]
    assert {id(line) for block in blocks for line in block.lines} == set(map(id, recognised.lines))


def test_a_line_of_an_aside_without_a_place_stays_in_the_flow(recognised):
    recognised.asides.clear()
    held = [line for block in blocks_on(recognised) for line in block.lines]
    assert set(map(id, held)) == set(map(id, recognised.lines))
