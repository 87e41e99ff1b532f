"""Boxes and notes in the margin: how many there may be, and how long they are looked for."""

from time import process_time

import numpy as np

from reportminer.parse.pdf.asides import _stacks, find_asides
from reportminer.parse.pdf.fragments import Fragments
from reportminer.parse.pdf.grids import Lines

SIZE = 6.0


def pieces(x0, base, width):
    x0, base = np.asarray(x0, float), np.asarray(base, float)
    places = {"x0": x0, "x1": x0 + width, "base": base, "top": base - SIZE, "bottom": base + 1}
    count = np.arange(len(x0))
    return Fragments(first=count, last=count + 1, size=np.full(len(x0), SIZE), **places)


def test_stacks_are_found_among_thousands_of_labels_in_no_time():
    across, down = np.meshgrid(np.arange(20) * 30.0, np.arange(400) * 7.5)
    held = pieces(across.ravel(), down.ravel(), 20.0)
    began = process_time()
    found = _stacks(held, np.zeros(len(held), int), np.arange(len(held)))
    assert process_time() - began < 1
    assert sorted(map(len, found)) == [400] * 20


def test_stacks_end_where_the_next_line_stands_far_below():
    held = pieces([0, 0, 50, 0, 0], [10, 18, 20, 60, 68], 20.0)
    assert _stacks(held, np.zeros(5, int), np.arange(5)) == [[0, 1], [2], [3, 4]]


def test_a_page_has_no_more_than_a_few_asides():
    prose = pieces(np.full(300, 100.0), np.arange(300) * 9.0, 300.0)
    tops = np.add.outer(np.arange(50) * 54.0 + 3, np.arange(4) * 8.0).ravel()
    notes = pieces(np.full(len(tops), 10.0), tops, 40.0)
    names = ("x0", "x1", "base", "top", "bottom", "size")
    both = {name: np.append(getattr(prose, name), getattr(notes, name)) for name in names}
    count = np.arange(300 + len(tops))
    none = Lines(np.zeros((0, 3)), np.zeros((0, 3)))
    held = Fragments(first=count, last=count + 1, **both)
    found = find_asides(held, (count >= 300).astype(int), np.zeros((0, 4)), none, SIZE)
    assert len(found) == 24
