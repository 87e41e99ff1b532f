"""The truth about headings, and how the reader's headings are held against it."""

import json
from collections import Counter

from reportminer.train.heading_trees import boosted, written
from reportminer.train.heading_truth import (
    Truth,
    gold_truth,
    is_heading,
    score,
    tag_truth,
    trusted,
    written_truth,
)


def segment(text, *, page=1, heading=False):
    return {"page": page, "text": text, "heading": heading, "labels": []}


def test_number_alone_belongs_to_the_heading_after_it():
    data = {"pages": [1], "segments": [segment("II.", heading=True), segment("Water", heading=True)]}
    assert gold_truth(data).headings == {1: ["II. Water"]}


def test_tags_of_contents_captions_and_sources_are_no_headings(tmp_path):
    rows = [
        {"page": 2, "tag": "H1", "text": f"Part {word} {n}"}
        for n, word in enumerate(["one", "two", "six", "ten"])
    ]
    rows += [
        {"page": 3, "tag": "H2", "text": text}
        for text in ("Figure II", "Pumps by district", "Source: the council", "Roads", "\x02")
    ]
    path = tmp_path / "tags.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert tag_truth(path).headings == {2: [], 3: ["Roads"]}


def test_headings_cut_otherwise_match_and_glued_ones_do_not_count():
    assert score(["WATER FOR", "THE VALLEY"], ["Water for the valley"]) == Counter(right=1)
    assert score(["Water for the valley"], ["Water for", "the valley"]) == Counter(right=1)
    assert score(["2. Water"], ["Roads", "Water"]) == Counter(right=1, wrong=1)
    assert score([], ["Water"], ["watertheteammet"]) == Counter()
    assert score(["Roads"], []) == Counter(missed=1)


def test_lines_and_sums_of_headings_are_headings():
    assert is_heading("3. Water for the valley", ["Water for the valley"])
    assert is_heading("Water for the", ["Water for the valley"])
    assert is_heading("Water Roads", ["Water", "Roads"])
    assert not is_heading("The team met every month.", ["Water", "Roads"])


def test_tags_that_disagree_with_annotators_are_not_trusted():
    gold = Truth({1: ["Water", "Roads"]})
    assert trusted(Truth({1: ["Water", "Roads"]}), gold)
    assert not trusted(Truth({1: ["Schools"]}), gold)


def test_same_rows_give_the_same_trees_to_the_byte():
    rows = [({"bold": float(n % 2), "stop": float(n % 3 == 0)}, n % 2 == 1, 1.0) for n in range(120)]
    first, second = written(boosted(rows)), written(boosted(rows))
    assert first == second
    assert json.loads(first)["features"] == ["bold"]


def test_cover_and_titles_of_boxes_are_not_judged(tmp_path):
    blocks = [
        {"kind": "cover", "text": "A Year on the Ferry"},
        {"kind": "heading", "text": "1 Oars", "page": 1, "level": 1},
        {"kind": "heading", "text": "In a box", "page": 2},
        {"kind": "paragraph", "text": "Six were bought.", "page": 2},
    ]
    path = tmp_path / "one.json"
    path.write_text(json.dumps({"design": "plain", "blocks": blocks}), encoding="utf-8")
    truth, design = written_truth(path)
    assert (truth.headings, design) == ({1: ["1 Oars"], 2: []}, "plain")
    assert {"ayearontheferry", "inabox", "contents"} <= truth.unjudged
