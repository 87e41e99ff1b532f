"""What large documents cost: four times the text takes about four times the work, nowhere sixteen times."""

import tracemalloc
from collections.abc import Callable
from time import process_time

import numpy as np
import pytest

from reportminer.parse.pdf.asides import find_asides
from reportminer.parse.pdf.course import Course
from reportminer.parse.pdf.document import LONGEST_ENTRY, Document
from reportminer.parse.pdf.fragments import Fragments
from reportminer.parse.pdf.grids import Lines
from reportminer.parse.pdf.join import join_over_breaks
from reportminer.parse.pdf.margins import narrow
from reportminer.parse.pdf.model import NO_EDGES, PageLayout, Rect, TextLine
from reportminer.parse.pdf.normal import Normal
from reportminer.parse.pdf.paragraphs import Block
from reportminer.parse.pdf.series import Series
from reportminer.parse.pdf.tallest import Tallest

NORMAL = Normal(10.0, 0, 400, 1.2)


def line(text, page=1, base=100.0, x1=500.0, size=10.0):
    edges = {"x0": 72.0, "x1": x1, "left": 72.0, "right": 500.0}
    height = {"top": base - 0.8 * size, "bottom": base + 0.2 * size, "base": base, "size": size}
    return TextLine(page=page, text=text, edges=NO_EDGES, style=0, strip=0, **edges, **height)


def counted(n) -> Callable[[], object]:
    """Evidence of the count of numbered blocks."""
    blocks = [Block([line(f"{k % 900 + 1}. Clean water for all", k // 30 + 1)]) for k in range(n)]
    course = Course.of(blocks)
    return lambda: [course.evidence(block, None, None) for block in blocks]


def joined(n):
    """A sentence that never ends, over pages; its halves begin with a capital."""
    pages = range(n // 40)
    blocks = [
        Block([line("Wells and roads and mills Kesra", p, 100 + 12 * k) for k in range(40)]) for p in pages
    ]
    return lambda: join_over_breaks(blocks)


def series(n):
    """Titles of many counts, each of which goes on far below."""
    keys = [f"{a}.{b}.{c}." for a in range(1, 90) for b in range(1, 90) for c in (1, 2)][: n // 2]
    blocks = [Block([line(f"{key}{number} Water point", size=12.0)]) for number in (1, 2) for key in keys]
    found = Series(blocks, [None] * len(blocks), [k < len(keys) for k in range(len(blocks))])
    return lambda: found.completed(NORMAL)


def beside(n):
    """Lines beside a box."""
    layout = PageLayout(1, 600, 800, asides=[Rect(300, 0, 500, 9999)])
    layout.lines = [line("wells", base=100 + k * 0.1, x1=280.0) for k in range(n)]
    return lambda: narrow(layout)


@pytest.mark.parametrize(("make", "n"), [(counted, 1_000), (joined, 4_000), (series, 1_500), (beside, 2_000)])
def test_four_times_the_text_takes_about_four_times_as_long(make, n):
    assert seconds(make, 4 * n) < 9 * seconds(make, n) + 0.02


def seconds(make, n):
    """The best of three, in time of this process."""
    found = []
    for _ in range(3):
        work = make(n)
        began = process_time()
        work()
        found.append(process_time() - began)
    return min(found)


def test_a_sentence_that_never_ends_is_one_block():
    assert len(joined(400)()) == 1


def stack(x0, base, width, size):
    base = np.asarray(base, float)
    x0 = np.full(len(base), float(x0))
    places = {"x0": x0, "x1": x0 + width, "base": base, "top": base - size, "bottom": base + 0.1 * size}
    return places | {"size": np.full(len(base), size)}


def margin(n):
    """Prose of a page and a note in its margin, as many lines each."""
    rows = np.arange(n) * 0.72
    prose, note = stack(100, rows, 60.0, 0.6), stack(80, rows + 0.3, 4.0, 0.6)
    count = np.arange(2 * n)
    both = {name: np.append(prose[name], note[name]) for name in prose}
    return Fragments(first=count, last=count + 1, **both), (count >= n).astype(int)


def test_a_long_note_beside_long_text_takes_little_room():
    pieces, looks = margin(2_000)
    none = Lines(np.zeros((0, 3)), np.zeros((0, 3)))
    tracemalloc.start()
    try:
        found = find_asides(pieces, looks, np.zeros((0, 4)), none, 0.6)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [len(aside.ids) for aside in found] == [2_000]
    assert most < 4_000_000


def test_titles_of_bookmarks_are_cut(tmp_path):
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(300, 300)
    for title in ("Water", "Wells " * 5_000):
        writer.add_outline_item(title=title, page_number=0)
    path = tmp_path / "marks.pdf"
    writer.write(path)
    document = Document(path.read_bytes(), path.name)
    titles = [mark.title for mark in document.bookmarks()]
    document.close()
    assert titles[0] == "Water"
    assert LONGEST_ENTRY - 2 <= len(titles[1]) <= LONGEST_ENTRY


@pytest.mark.parametrize("count", [0, 1, 2, 7])
def test_the_largest_between_two_places(count):
    sizes = [float(k * 5 % 7 + 1) for k in range(count)]
    tree = Tallest(sizes)
    if count > 2:
        tree.put(1, 20.0)
        sizes[1] = 20.0
    for first in range(count + 1):
        for end in range(first, count + 1):
            assert tree.between(first, end) == max(sizes[first:end], default=0.0)
