"""The graph that ships, at work: every row where it belongs, and the same whatever else is read."""

import json
from hashlib import sha256

import numpy as np
import pytest

from reportminer.config import models_dir
from reportminer.errors import ModelError
from reportminer.tag.cues import LABELS
from reportminer.tag.encoder.lower import ABOUT, LOWER, TOKENIZER
from reportminer.tag.encoder.model import BESIDE, GRAPH, load, pool_of
from reportminer.tag.encoder.windows import LONGEST, MARKS, Passage, Window

SAID = [
    "The boats arrived two months late and the nets were torn.",
    "Every port should keep a list of its crews.",
    "We learned that visits at dawn reach more people.",
    "The committee met in Ostrava.",
    "Fuel was dear.",
    "- lamps, oars and hooks were counted again, since the first count of the spring had been lost at sea",
]


@pytest.fixture(scope="module")
def encoder():
    found = load(models_dir() / "encoder")
    if found is None:
        pytest.skip("these models have no encoder")
    return found


def _passages(count):
    """Alike by sixes, never the same; a new heading every ten."""
    return [
        Passage(f"{SAID[at % len(SAID)]} Item {at}.", headings=("Report", f"Part {at // 10}"))
        for at in range(count)
    ]


def _only(count, *wanted):
    return [at in wanted for at in range(count)]


def test_each_row_is_what_the_passage_is_given_alone(encoder):
    """Far apart in a report, among windows of all lengths: nothing moves a row, or a value."""
    found = _passages(60)
    places = (3, 16, 17, 44, 58)
    odds = encoder.read(found, _only(60, *places)).odds
    for place in (3, 44, 58):
        near = found[place - BESIDE : place + BESIDE + 1]
        alone = encoder.read(near, _only(len(near), BESIDE)).odds
        np.testing.assert_allclose(odds[place - BESIDE : place + BESIDE + 1], alone, atol=1e-3)
    spread = np.abs(odds[3] - odds[44])
    assert spread.max() > 0.05  # rows that were swapped would be seen


def test_what_is_not_read_has_no_odds(encoder):
    found = _passages(30)
    odds = encoder.read(found, _only(30, 0, 12)).odds
    assert odds.shape == (30, len(LABELS))
    read = np.flatnonzero(~np.isnan(odds).any(axis=1)).tolist()
    assert read == [*range(BESIDE + 1), *range(12 - BESIDE, 12 + BESIDE + 1)]
    assert np.isnan(np.delete(odds, read, axis=0)).all()


def test_nothing_to_read_is_no_error(encoder):
    assert encoder.read([], []).odds.shape == (0, len(LABELS))
    assert np.isnan(encoder.read(_passages(3), [False] * 3).odds).all()
    blank = encoder.read([Passage(""), Passage(" \n ", headings=("",))], [True, True]).odds
    assert np.isfinite(blank).all()


def test_one_very_long_segment_is_read_to_its_limit_and_no_further(encoder):
    words = " ".join(f"boat {number}" for number in range(20_000))
    found = [Passage("Fuel was dear."), Passage(words), Passage("Crews left.")]
    odds = encoder.read(found, [True] * 3).odds
    assert np.isfinite(odds).all()
    cut = [found[0], Passage(words[:LONGEST]), found[2]]
    np.testing.assert_array_equal(odds, encoder.read(cut, [True] * 3).odds)


def test_a_heading_at_the_end_of_a_window_is_no_segment(encoder):
    """Passages that fill a window, each under a heading of its own."""
    found = [Passage("boat " * 100, headings=(f"Part {at}",)) for at in range(5)]
    assert np.isfinite(encoder.read(found, [True] * 5).odds).all()


def test_a_segment_is_made_of_its_own_tokens_and_no_others():
    pool = pool_of(Window((101, 7, 8, 102, 9, 102), ((4, 1, 3), (5, 4, 5))))
    assert pool.tolist() == [[[0, 0.5, 0.5, 0, 0, 0], [0, 0, 0, 0, 1, 0]]]


@pytest.fixture
def folder(encoder, tmp_path):
    """The shipped encoder's files, the graph by a link."""
    source, target = models_dir() / "encoder", tmp_path / "encoder"
    target.mkdir()
    for name in (ABOUT, TOKENIZER):
        (target / name).write_bytes((source / name).read_bytes())
    for name in (LOWER, GRAPH):
        (target / name).symlink_to((source / name).resolve())
    return target


def _told(folder, content):
    (folder / TOKENIZER).write_text(content, encoding="utf-8")
    about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
    about["sha256"][TOKENIZER] = sha256(content.encode()).hexdigest()
    (folder / ABOUT).write_text(json.dumps(about), encoding="utf-8")


@pytest.mark.parametrize("word", sorted(MARKS))
def test_a_tokenizer_of_another_vocabulary_is_refused(folder, word):
    told = json.loads((folder / TOKENIZER).read_text(encoding="utf-8"))
    vocabulary = told["model"]["vocab"]
    vocabulary[word], vocabulary["the"] = vocabulary["the"], vocabulary[word]
    told["added_tokens"] = []  # or [CLS] and [SEP] would be told twice
    _told(folder, json.dumps(told))
    with pytest.raises(ModelError) as caught:
        load(folder)
    assert word in str(caught.value)
    assert TOKENIZER in str(caught.value)
    assert caught.value.hint


def test_what_is_no_tokenizer_or_was_changed_is_refused(folder):
    _told(folder, "{}")
    with pytest.raises(ModelError, match="cannot be read"):
        load(folder)
    (folder / TOKENIZER).write_text("[]")
    with pytest.raises(ModelError, match="not the file that was trained"):
        load(folder)


def test_a_folder_without_an_encoder_has_none(tmp_path):
    assert load(tmp_path) is None
