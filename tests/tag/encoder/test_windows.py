"""Passages cut into windows: nothing lost, nothing twice, headings where they stand."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from reportminer.tag.encoder.windows import (
    CLOSE,
    CLS,
    EMPTY,
    HEAD,
    OPEN,
    SEP,
    SIZE,
    TAIL,
    Cutter,
    Passage,
    runs_of,
)

WORDS = [f"w{number}" for number in range(50)]


@pytest.fixture(scope="module")
def cutter() -> Cutter:
    vocabulary = {"?": 0} | {word: 2000 + number for number, word in enumerate(WORDS)}
    tokenizer = Tokenizer(WordLevel(vocabulary, unk_token="?"))
    tokenizer.pre_tokenizer = Whitespace()
    return Cutter(tokenizer)


passages = st.lists(
    st.builds(
        Passage,
        st.lists(st.sampled_from(WORDS), max_size=70).map(" ".join),
        st.sampled_from(["sentence", "list_item", "table_row"]),
        st.sampled_from([(), ("w1",), ("w1", "w2"), ("w1", "w2", "w3 w4", "w5")]),
    ),
    max_size=25,
)


@given(passages, st.integers(1, SIZE))
@settings(deadline=None, max_examples=60)
def test_every_passage_stands_in_one_window_with_its_own_tokens(cutter, found, first):
    windows = list(cutter.cut(found, [range(len(found))], first))
    assert [number for window in windows for number, _, _ in window.spans] == list(range(len(found)))
    for window in windows:
        assert window.ids[0] == CLS
        for number, start, end in window.spans:
            words = [2000 + WORDS.index(word) for word in found[number].text.split()]
            own = [token for token in window.ids[start:end] if token >= 2000]
            kept = words if len(own) == len(words) else words[: HEAD - 1] + words[-TAIL:]
            assert own == kept or own == words[:HEAD] + words[-TAIL:]
            assert window.ids[end] == SEP


@given(passages)
@settings(deadline=None, max_examples=60)
def test_a_window_is_too_long_only_for_one_passage(cutter, found):
    for window in cutter.cut(found, [range(len(found))]):
        assert len(window.ids) <= SIZE or len(window.spans) <= 1


def test_a_new_heading_stands_before_its_first_passage(cutter):
    found = [
        Passage("w7", headings=("w1",)),
        Passage("w8", headings=("w1",)),
        Passage("w9", headings=("w2",)),
    ]
    (window,) = cutter.cut(found, [range(3)])
    ids = list(window.ids)
    assert ids.count(OPEN) == ids.count(CLOSE) == 2
    assert ids.index(2007) < ids.index(2008) < ids.index(2002) < ids.index(2009)


def test_a_passage_without_words_is_still_there(cutter):
    (window,) = cutter.cut([Passage("")], [range(1)])
    (_, start, end) = window.spans[0]
    assert window.ids[start:end] == (EMPTY,)


def test_runs_hold_the_wanted_and_their_neighbours():
    wanted = [False] * 12
    wanted[2] = wanted[5] = wanted[11] = True
    assert runs_of(wanted, 2) == [range(0, 8), range(9, 12)]
    assert runs_of([False] * 3, 2) == []
    assert runs_of([True], 2) == [range(0, 1)]
