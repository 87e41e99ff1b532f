"""Annotations without a word of the text: locked, laid over the report again, and of no use without it."""

import json
from hashlib import sha256

import pytest

from reportminer.train.corpus import Sources, examples
from reportminer.train.keyed import key_of
from reportminer.train.lock import lock

TEXT = """# The ferry scheme

## What went on

The two ports signed in May. The winch broke in the first week and nobody had a spare.

The ferrymen asked for a second rope.

Ports that share a mechanic should share his wages too.
"""
LABELS = {"The winch broke": ["CHALLENGE"], "Ports that share": ["RECOMMENDATION"]}


@pytest.fixture
def folders(tmp_path):
    reports, gold = tmp_path / "reports", tmp_path / "gold"
    for folder in (reports, gold):
        folder.mkdir()
    path = reports / "ferry_scheme.txt"
    path.write_text(TEXT, encoding="utf-8")
    sentences = [
        "The two ports signed in May.",
        "The winch broke in the first week and nobody had a spare.",
        "The ferrymen asked for a second rope.",
        "Ports that share a mechanic should share his wages too.",
    ]
    segments = [
        {"page": 1, "text": s, "labels": next((v for k, v in LABELS.items() if s.startswith(k)), [])}
        for s in sentences
    ]
    data = {"source": path.name, "sha256": sha256(path.read_bytes()).hexdigest(), "segments": segments}
    (gold / "ferry_scheme.json").write_text(json.dumps(data), encoding="utf-8")
    return reports, gold


def _labelled(gold, reports):
    (example,) = examples(Sources((gold,), (reports,)))
    return example, [sorted(example.laid[at].labels) for at in example.inside]


def test_keys_give_the_labels_back_and_hold_no_word(folders, tmp_path):
    reports, gold = folders
    lock(gold, reports, tmp_path / "keyed")
    text = (tmp_path / "keyed" / "ferry_scheme.json").read_text(encoding="utf-8")
    assert "winch" not in text
    assert "rope" not in text
    assert _labelled(tmp_path / "keyed", reports)[1] == _labelled(gold, reports)[1]
    assert _labelled(gold, reports)[1] == [[], ["CHALLENGE"], [], ["RECOMMENDATION"]]


def test_a_segment_that_is_cut_otherwise_drops_out(folders, tmp_path):
    reports, gold = folders
    lock(gold, reports, tmp_path / "keyed")
    path = tmp_path / "keyed" / "ferry_scheme.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    data["segments"][1]["key"] = key_of("The winch broke in the first week")
    path.write_text(json.dumps(data), encoding="utf-8")
    assert _labelled(tmp_path / "keyed", reports)[1] == [[], [], ["RECOMMENDATION"]]


def test_a_key_knows_letters_and_digits_alone():
    assert key_of("The winch\nbroke - twice!") == key_of("the WINCH broke twice")
    assert key_of("The winch broke once") != key_of("The winch broke twice")


def _further(folder, gold, reports, said):
    """The same segments as another annotator labels them: by their beginning, `optional` with a `?`."""
    lock(gold, reports, folder)
    path = folder / "ferry_scheme.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    for segment, told in zip(data["segments"], said, strict=True):
        segment.pop("labels", None)
        if told:
            segment["optional" if told.endswith("?") else "labels"] = [told.rstrip("?")]
    path.write_text(json.dumps(data), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("said", "opinion", "taught"),
    [
        ((["", "CHALLENGE?", "", ""],), 0.75, True),
        ((["", "", "", ""],), 0.5, False),
        ((["", "", "", ""], ["", "CHALLENGE", "", ""]), 2 / 3, True),
        ((["", "", "", ""], ["", "CHALLENGE?", "", ""]), 0.5, False),
        ((["", "CHALLENGE?", "", ""], ["", "CHALLENGE?", "", ""]), 2 / 3, True),
        ((["", "", "", ""], ["", "", "", ""]), 1 / 3, False),
    ],
)
def test_what_several_annotators_say_is_weighed_together(folders, tmp_path, said, opinion, taught):
    reports, gold = folders
    more = tuple(_further(tmp_path / f"more{n}", gold, reports, own) for n, own in enumerate(said))
    (example,) = examples(Sources((gold,), (reports,), more))
    assert example.opinions(example.inside[1])[0] == pytest.approx(opinion)
    assert bool(example.taught()[1, 0]) is taught
    assert example.taught()[3].tolist() == [False, False, all("RECOMMENDATION" in own for own in said)]
