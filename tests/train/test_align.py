import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportminer.labels import BlockKind
from reportminer.parse.compose import Draft, Piece, compose
from reportminer.section import outline
from reportminer.tag.segment import segments
from reportminer.train.align import Count, Gold, count, lay
from reportminer.types import Report, Source

SENTENCES = [
    "The boats came late in the first year.",
    "Nets should be shared by all the crews.",
    "Trust between the crews takes many seasons.",
]
LABELS = [["CHALLENGE"], ["RECOMMENDATION"], ["LESSON", "CHALLENGE"]]


def _report(*paragraphs):
    made = compose([Draft(BlockKind.PARAGRAPH, (Piece(text),)) for text in paragraphs])
    return Report(Source("x", "x", "0" * 64, "text", 1), made.text, (), made.blocks, made.lines)


def _gold(texts, labels, **more):
    rows = [{"text": text, "labels": own} for text, own in zip(texts, labels, strict=True)]
    return Gold.of({"segments": rows, **more})


def _laid(gold, report):
    return lay(gold, report, segments(report, outline(report)))


def test_segments_take_the_labels_that_cover_them():
    laid = _laid(_gold(SENTENCES, LABELS), _report(" ".join(SENTENCES)))
    assert [set(place.labels) for place in laid] == [set(labels) for labels in LABELS]


def test_line_breaks_hyphens_and_bullets_do_not_matter():
    torn = [text.replace("first", "fi-\nrst").replace("The", "• The") for text in SENTENCES]
    laid = _laid(_gold(torn, LABELS), _report(" ".join(SENTENCES)))
    assert [set(place.labels) for place in laid] == [set(labels) for labels in LABELS]


def test_what_is_not_annotated_is_outside():
    laid = _laid(
        _gold(SENTENCES, LABELS), _report(" ".join(SENTENCES), "Whales were seen off the northern cape.")
    )
    assert [bool(place.spans) for place in laid] == [True, True, True, False]


def test_other_pages_are_outside():
    assert not any(p.spans for p in _laid(_gold(SENTENCES, LABELS, pages=[2]), _report(" ".join(SENTENCES))))


def test_a_segment_found_counts_once_whatever_our_cuts():
    gold = _gold(SENTENCES, LABELS)
    laid = _laid(gold, _report(SENTENCES[0][:20], SENTENCES[0][20:], *SENTENCES[1:]))
    assert count(gold, laid, [True] * len(laid), "CHALLENGE") == Count(right=2, wrong=1, missed=0)
    assert count(gold, laid, [False] * len(laid), "CHALLENGE") == Count(missed=2)


def test_labels_on_which_annotators_differed_are_held_against_nobody():
    rows = [{"text": SENTENCES[0], "labels": [], "optional": ["CHALLENGE"]}]
    gold = Gold.of({"segments": rows})
    laid = _laid(gold, _report(SENTENCES[0]))
    assert count(gold, laid, [True], "CHALLENGE") == count(gold, laid, [False], "CHALLENGE") == Count()


@given(st.integers(0, 20), st.integers(0, 20), st.integers(0, 20))
def test_figures_stay_between_none_and_all(right, wrong, missed):
    found = Count(right, wrong, missed)
    for figure in (found.precision, found.recall, found.f1):
        assert 0 <= figure <= 1
    if right:
        assert found.f1 == pytest.approx(2 * right / (2 * right + wrong + missed))
