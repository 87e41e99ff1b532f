"""Whatever comes in: no crash, and every offset holds."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportminer.errors import InputError
from reportminer.labels import BlockKind
from reportminer.section import outline

PARTS = st.sampled_from(
    [
        *[
            "# H",
            "---",
            "===",
            "| a | b |",
            "|--|--|",
            "a\tb\tc",
            "\t\t",
            "- item",
            "1. One",
            "(a) two",
            "iv. three",
        ],
        *[
            "Contents",
            "Intro ..... 4",
            "Challenges: money",
            "**Bold**",
            "**",
            "word-",
            "ing on",
            "\f",
            "\r",
            "",
            " ",
        ],
        *[
            "> quote",
            "```",
            "~~~",
            "Lesson 3. Ask",
            "ABC DEF",
            "12",
            "Page 3 of 9",
            "[a](b)",
            "&amp;",
            "\ufeff",
        ],
        *[
            "\x00",
            "é\u0301",
            "ﬁ",
            "•",
            "•x",
            "🙂",
            "العربية",
            "\u2028",
            "J. Smith",
            "A. One",
            "Why?",
            "- o two",
        ],
        "A sentence that is long enough to be taken for a full line of some wrapped text",
        "goes on in lower case here and there until it has come to its end.",
    ]
)
TEXTS = st.one_of(st.lists(PARTS, max_size=40).map("\n".join), st.text(max_size=400))


def attempt(reading):
    """The report, or nothing where the reader refuses with a hint."""
    try:
        return reading()
    except InputError as error:
        if not error.hint:
            raise
        return None


def check(report):
    assert not report.lines or report.lines[0].start == 0
    position = 0
    for block in report.blocks:
        assert position <= block.start < block.end <= len(report.text)
        held = report.text[block.start : block.end]
        assert held == held.strip()
        assert "\n" not in held
        assert 0 <= block.lead <= block.end - block.start
        if block.marker and block.kind in (BlockKind.LIST_ITEM, BlockKind.HEADING):
            assert held.startswith(block.marker)
        assert all(block.start <= start <= end <= block.end for start, end in block.cells)
        assert report.page_of(block.start) == block.page
        position = block.end
    for before, after in zip(report.lines, report.lines[1:], strict=False):
        assert before.end <= after.start
        assert before.page <= after.page or any(
            b.kind in (BlockKind.HEADER, BlockKind.FOOTER) for b in report.blocks
        )


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS, kind=st.sampled_from(["text", "markdown"]))
def test_any_text_holds_together(read, text, kind):
    report = attempt(lambda: read(text, kind))
    if report is not None:
        check(report)
        assert read(text, kind) == report


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=300))
def test_any_bytes_hold_together(read_bytes, data):
    report = attempt(lambda: read_bytes(data))
    if report is not None:
        check(report)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(st.from_regex(r"[a-z]{1,12}", fullmatch=True), min_size=1, max_size=120))
def test_no_word_is_lost(read, words):
    assert read(" ".join(words)).text.split() == words


@pytest.mark.parametrize(
    "text",
    [
        "*" * 20000 + "a",
        "**a " * 8000,
        "[" * 20000 + "a",
        "[a](" * 8000,
        "a\t" * 20000,
        "| a " * 8000,
        "- " * 15000 + "x",
        "1." * 12000 + " x",
        "." * 30000 + "a",
        ". . " * 10000 + "a",
        "a-\n" * 12000,
        "the words of a line that never comes to any end and goes on and on\n\n" * 6000,
        "&" * 20000 + "a",
        "<b " * 8000,
        "a\f" * 2500,
        "Title\n" * 12000,
        "1. 1"
        + "," * 60000
        + "a\n\nThe crews of the northern ports met to speak of the lamps that were lit.",
        "# a" + " " * 60000 + "b",
    ],
    ids=lambda text: repr(text[:8]),
)
def test_hostile_texts_take_no_time(read, text):
    before = time.process_time()
    read(text, "markdown")
    assert time.process_time() - before < 4


def test_a_heading_without_end_is_short_to_all_that_repeat_it(read):
    items = "".join(f"- The crews of port {n} should light the lamps.\n" for n in range(60))
    before = time.process_time()
    found = outline(read("# " + "Lamps for the harbour " * 9000 + "\n\n" + items, "markdown"))
    assert max(len(section.heading) for section in found.sections) <= 300
    assert time.process_time() - before < 4
