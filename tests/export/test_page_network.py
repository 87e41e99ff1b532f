"""The picture of the partner network: places, what is drawn and what is left out."""

import json
import re
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from reportminer.export.csvs import TableWriter, read_table
from reportminer.export.page import PageLimits, write_page
from reportminer.export.page.layout import Frame, lay_out
from reportminer.export.page.ties import EDGES, NODES, picture
from reportminer.export.tables import tables

FRAME = Frame(1000.0, 620.0)


def over(one, other):
    return (
        abs(one.x - other.x) < one.half_width + other.half_width
        and abs(one.y - other.y) < one.half_height + other.half_height
    )


@settings(max_examples=5, deadline=None)
@given(st.integers(1, 16), st.data())
def test_no_label_lies_over_another_or_off_the_sheet(count, data):
    ties = data.draw(st.lists(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)), max_size=30))
    sizes = [(130.0, 40.0)] * count
    places = lay_out(sizes, [(a, b, 0.5) for a, b in ties if a != b], FRAME)
    assert not [pair for pair in combinations(places, 2) if over(*pair)]
    for place in places:
        assert place.half_width <= place.x <= FRAME.width - place.half_width
        assert place.half_height <= place.y <= FRAME.height - place.half_height


def test_what_is_tied_stands_closer_than_what_is_not():
    places = lay_out([(20.0, 20.0)] * 6, [(0, 1, 1.0), (1, 2, 1.0), (3, 4, 1.0), (4, 5, 1.0)], FRAME)

    def far(i, j):
        return abs(places[i].x - places[j].x) + abs(places[i].y - places[j].y)

    tied = (far(0, 1) + far(1, 2) + far(3, 4) + far(4, 5)) / 4
    apart = sum(far(i, j) for i in range(3) for j in range(3, 6)) / 9
    assert tied < apart


def partner(number):
    return dict.fromkeys(tables()["partners"].header, "") | {
        "report_id": "r0",
        "partner_id": f"p{number:012}",
        "name": f"Partner number {number}",
        "aliases": [],
        "role": "funder" if number == 0 else "unknown",
        "mentions": 3,
        "pages": [1],
        "evidence": "Named.",
    }


def tie(one, other, weight):
    return {
        "report_id": "r0",
        "partner_id": f"p{one:012}",
        "with_partner_id": f"p{other:012}",
        "name": f"Partner number {one}",
        "with_name": f"Partner number {other}",
        "passages": 1,
        "sentences": 1,
        "weight": weight,
        "evidence": "Named.",
        "page": 1,
        "char_start": 0,
        "char_end": 6,
    }


@pytest.fixture
def many(tmp_path):
    """One report with 60 partners, each tied to all before it."""
    with TableWriter(tmp_path) as writer:
        writer.write("partners", [partner(number) for number in range(60)])
        writer.write("partnerships", [tie(a, b, 1 / (1 + a + b)) for a, b in combinations(range(60), 2)])
    return tmp_path


def test_the_picture_is_bounded_and_says_so(many):
    drawn = picture(many, [{"id": f"p{n:012}", "name": f"Partner {n}", "aliases": []} for n in range(60)])
    assert len(drawn.spots) == NODES
    assert len(drawn.ties) == EDGES
    assert (drawn.partners, drawn.pairs) == (60, 60 * 59 // 2)
    assert {spot.at for spot in drawn.spots} == set(range(NODES))  # those with the closest ties
    assert next(spot.shape for spot in drawn.spots if spot.at == 0) == "diamond"


def test_a_long_name_gives_way_to_its_acronym(many):
    long = {
        "id": "p000000000000",
        "name": "The Very Long Name of an Organisation",
        "aliases": ["VLNO", "Very"],
    }
    rest = [
        {"id": f"p{n:012}", "name": "A name of several words that goes on " * 3, "aliases": []}
        for n in range(1, 60)
    ]
    drawn = picture(many, [long, *rest])
    lines = {spot.at: [line for _, line in spot.lines] for spot in drawn.spots}
    assert lines[0] == ["VLNO"]
    assert len(lines[1]) == 2
    assert lines[1][1].endswith("…")


def test_the_page_draws_the_network(out):
    page = write_page(out)
    root = html.fromstring(page.read_text(encoding="utf-8"))
    (drawn,) = root.xpath("//*[@id='network-picture']")
    assert drawn.xpath("title/text()") == ["Partners that are named together"]
    assert "table below" in drawn.xpath("desc/text()")[0]
    assert sorted(drawn.xpath(".//*[@role='button']/@aria-label")) == [
        "Harbour Trust: lead, in 2 reports",
        "Tidewater Agency: funder, in 2 reports",
    ]
    assert drawn.xpath(".//line/title/text()") == [
        "Harbour Trust and Tidewater Agency: 2 passages in 2 reports"
    ] or drawn.xpath(".//line/title/text()") == [
        "Tidewater Agency and Harbour Trust: 2 passages in 2 reports"
    ]
    assert "All 2 organisations" in " ".join(root.xpath("//*[@id='network']//text()"))


def test_the_pairs_are_those_of_the_table(out):
    text = write_page(out).read_text(encoding="utf-8")
    data = json.loads(re.search(r'id="data">(.*?)</script>', text, re.S)[1])
    pairs = data["pairs"]
    assert pairs["report"] == [0, 1]
    assert [pairs["quotes"][at] for at in pairs["words"]] == [
        row["evidence"] for row in read_table(out / "partnerships.csv")
    ]
    assert {data["partners"][pairs["a"][0]]["name"], data["partners"][pairs["b"][0]]["name"]} == {
        "Harbour Trust",
        "Tidewater Agency",
    }
    few = write_page(out, PageLimits(pairs=1)).read_text(encoding="utf-8")
    assert json.loads(re.search(r'id="data">(.*?)</script>', few, re.S)[1])["pairs"]["report"] == [0]


def test_without_ties_there_is_no_picture(tmp_path, write):
    text = write_page(write(tmp_path / "none", [])).read_text(encoding="utf-8")
    assert "network-picture" not in text.split("<script", 1)[0]
    assert 'href="#network"' not in text


def test_names_in_the_picture_are_escaped(evil):
    text = write_page(evil).read_text(encoding="utf-8")
    drawn = text[
        text.index('id="network-picture"') : text.index("</svg>", text.index('id="network-picture"'))
    ]
    assert "onerror" in drawn
    assert "<img" not in drawn
    assert "</script" not in drawn
