"""Pull quotes and the labels of figures: on the page, but no part of what it tells."""

from types import SimpleNamespace

import pytest

from reportminer.labels import BlockKind
from reportminer.parse.pdf.echoes import mark_echoes, mark_labels
from reportminer.parse.pdf.model import Area
from reportminer.parse.pdf.normal import Normal

from .conftest import read

NORMAL = Normal(10.0, 0, 400, 1.2)
TEXT = (
    "The pilots of both harbours could improve the safety of crews by lighting detailed charts and by "
    "publishing every collision. They had asked for lamps since the spring."
)
ECHO = "Pilots could improve safety by publishing detailed charts of every collision"


def block(text, size=10.0, aside=0, page=1, kind=BlockKind.PARAGRAPH):
    line = SimpleNamespace(aside=aside, area=Area.FLOW, kind=None)
    return SimpleNamespace(text=text, size=size, page=page, kind=kind, marker="", lines=[line])


@pytest.mark.parametrize(
    ("quote", "marked"),
    [
        (block(ECHO, aside=1), True),
        (block(ECHO, size=14.0), False),
        (block(ECHO), False),
        (block(ECHO, aside=1, page=2), False),
        (block("Owners of boats should repair their nets and bring enough oil on shore", aside=1), False),
        (block("Pilots, crews", aside=1), False),
    ],
)
def test_a_box_that_repeats_the_text_is_a_pull_quote(quote, marked):
    mark_echoes([block(TEXT), quote])
    assert (quote.kind is BlockKind.CAPTION) is marked


def test_a_title_of_a_box_is_no_pull_quote():
    title, inside = block(ECHO, aside=1), block("Light every chart, and tell of each collision.", aside=1)
    mark_echoes([block(TEXT), title, inside])
    assert title.kind is inside.kind is BlockKind.PARAGRAPH


def test_labels_between_a_caption_and_its_source_are_of_the_figure():
    caption = block("Figure 14 How collisions are told of", kind=BlockKind.CAPTION)
    labels = [block("Lamps of the quay", size=8.0), block("Oil", size=8.0)]
    prose, source, after = block(TEXT), block("Source: harbour office", size=8.0), block("Nets", size=8.0)
    mark_labels([caption, *labels, prose, source, after], NORMAL)
    assert [label.kind for label in labels] == [BlockKind.FIGURE] * 2
    assert prose.kind is source.kind is after.kind is BlockKind.PARAGRAPH


def test_labels_of_a_figure_without_a_source_are_left():
    caption = block("Figure 14 How collisions are told of", kind=BlockKind.CAPTION)
    label = block("Lamps of the quay", size=8.0)
    mark_labels([caption, label, block("Source: harbour office", page=2)], NORMAL)
    assert label.kind is BlockKind.PARAGRAPH


def test_a_sentence_set_flush_right_is_one_block(typeset):
    lines = ("Plans for", "harbours should light", "quays", "while old pilots", "wait", "for oil and lamps")
    quote = " \\\n".join(lines)
    report = read(typeset(f"{TEXT * 3}\n\n#v(3em)\n#block(width: 30%)[#align(right)[*{quote}*]]"))
    assert " ".join(lines) in [report.text[b.start : b.end] for b in report.blocks]
