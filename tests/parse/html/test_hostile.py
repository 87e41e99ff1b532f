"""Pages that are broken, hostile or no pages at all."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportminer.config import Limits
from reportminer.errors import InputError, LimitError, UnreadableError
from reportminer.section import outline


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 10_000 + "deep words" + "</div>" * 10_000,
        "<div>" * 10_000 + "deep words",
        "<table><tr><td>" * 3_000 + "deep words",
        "<table><tr><th>x<td>" * 300 + "deep words",
        "<ul><li>" * 5_000 + "deep words",
        "<b><i><a href=x>" * 3_000 + "deep words",
        "<section><nav class=menu>" * 2 + "</nav></section>" * 2 + "<blockquote>" * 9_000 + "deep words",
        "<h1>" * 3_000 + "deep words",
    ],
)
def test_depth_is_no_danger(parsed, page) -> None:
    began = time.process_time()
    assert "deep words" in parsed(page).text
    assert time.process_time() - began < 20


@pytest.mark.parametrize(
    "page",
    [
        '<p title="' + "x" * 3_000_000 + '">short words</p>',
        "<p " + " ".join(f"a{n}=1" for n in range(20_000)) + ">short words</p>",
        '<p style="' + "display:" * 100_000 + '">short words</p>',
        '<p class="' + "nov-" * 100_000 + '">short words</p>',
        "<!--" + "<!-- " * 50_000 + "--><p>short words</p>",
        "</x>" * 5_000 + "<p>short words</p>" + "</p>" * 5_000,
        "<p>short words<![CDATA[ x ]]><? php ?><!x>",
        "<p>short words<a href=",
        "<p>short words</p><script>never closed",
        "<frameset><frame src=x></frameset><noframes>no</noframes><p>short words",
        "<p>short words\x00\x08</p>",
    ],
)
def test_odd_markup_is_read_over(parsed, page) -> None:
    began = time.process_time()
    assert "short words" in parsed(page).text
    assert time.process_time() - began < 20


def test_entities_of_a_document_type_are_inert(parsed, tmp_path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("treasure")
    grow = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    fetch = f'<!ENTITY x SYSTEM "{secret.as_uri()}">'
    kind = f'<!DOCTYPE html [<!ENTITY l0 "lol">{grow}{fetch}]>'
    page = f'<?xml version="1.0"?>{kind}<html><body><p>Kept words &l9; &x;</p></body></html>'
    text = parsed(page).text
    assert "Kept words" in text
    assert "treasure" not in text
    assert len(text) < 2000


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
        (b"\x00" * 90, "zero bytes"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04....", "zip"),
        (b"\xd0\xcf\x11\xe0....", "Office"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "PNG"),
        (b"<html><body><script>draw()</script><noscript>Turn on scripts</noscript></body>", "scripts"),
        (b"<html><frameset><frame src=a><frame src=b></frameset></html>", "frame"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<p>x", "web archive"),
        (bytes(range(256)) * 9, "text file|words|zip|page"),
    ],
)
def test_what_is_no_page_is_refused_with_a_hint(parsed, data, word) -> None:
    with pytest.raises(UnreadableError, match=word) as caught:
        parsed(data)
    assert caught.value.hint
    assert "page.html" in caught.value.message


def test_limits_hold(parsed) -> None:
    with pytest.raises(LimitError, match="bytes"):
        parsed("<p>many words</p>", Limits(max_bytes=5))
    with pytest.raises(LimitError, match="characters"):
        parsed("<p>" + "many words" * 20 + "</p>", Limits(max_characters=100))
    with pytest.raises(LimitError, match="elements"):
        parsed("<p>a<b></b></p>" * 20, Limits(max_characters=100))
    with pytest.raises(LimitError, match="longer than"):
        parsed("<p>many words</p>" * 20, Limits(max_seconds=1e-9))


TAGS = st.sampled_from(
    "p div span b sup h1 h2 ul ol li table tr td th caption br nav main header footer a article section pre "  # noqa: SIM905
    "blockquote dl dt dd q figure figcaption form button details summary script style svg aside".split()
)
ATTRIBUTES = st.sampled_from(
    [
        "",
        " hidden",
        ' class="menu toc"',
        ' href="#x"',
        " href=x",
        ' role="main"',
        ' style="display:none"',
        " start=3",
        ' id="footer"',
        ' class="footnotes"',
        ' aria-level="2" role=heading',
        " reversed",
        ' style="font-weight:bold"',
    ]
)
PARTS = st.one_of(
    st.builds("<{}{}>".format, TAGS, ATTRIBUTES),
    st.builds("</{}>".format, TAGS),
    st.text(max_size=12),
    st.sampled_from(
        ["word ", "two words. ", "&amp;", "&nbsp;", "1. ", "• ", "<!-- x -->", "<![CDATA[y]]>", "<"]
    ),
)


def read_or_reason(parsed, page):
    """The report, or None where a page is refused with a reason and a hint."""
    try:
        return parsed(page)
    except InputError as error:
        refused = error
    assert refused.message
    assert refused.hint
    return None


def sound(report) -> None:
    """Lines and blocks lie in order, cover all text but what joins them, and hold clean text."""
    at = 0
    for block in report.blocks:
        assert report.text[at : block.start] == ("\n\n" if at else "")
        text = report.text[block.start : block.end]
        assert text
        assert text == text.strip()
        assert block.lead <= len(text)
        assert all(block.start <= a < b <= block.end for a, b in block.cells)
        assert text.startswith(block.marker)
        at = block.end
    assert at == len(report.text)
    starts = [line.start for line in report.lines]
    assert starts == sorted(starts)
    covered = "".join(report.text[line.start : line.end] for line in report.lines)
    joined = "".join(report.text.split()).replace("|", "")
    assert "".join(covered.split()).replace("|", "") == joined


@settings(max_examples=300, deadline=None)
@given(st.lists(PARTS, max_size=60))
def test_any_markup_gives_sound_blocks_or_a_reason(parsed, parts) -> None:
    page = "".join(parts)
    report = read_or_reason(parsed, page)
    if report:
        sound(report)
    assert read_or_reason(parsed, page) == report


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_give_a_report_or_a_reason(parsed, data) -> None:
    report = read_or_reason(parsed, b"<p>words " + data)
    if report:
        sound(report)
        # Where there are zero bytes, the whole may be taken for UTF-16.
        assert report.text.startswith("words") or 0 in data


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.from_regex(r"[a-z]{2,8}( [a-z]{2,8}){0,5}", fullmatch=True), min_size=1, max_size=8),
    st.data(),
)
def test_no_word_of_plain_content_is_lost_or_made(parsed, texts, data) -> None:
    """Whatever visible elements words stand in, they come out once each, in order."""
    wraps = [
        "<p>{}</p>",
        "<h2>{}</h2>",
        "<ul><li>{}</ul>",
        "<div><span>{}</span></div>",
        "<blockquote>{}</blockquote>",
    ]
    wraps += [
        "<table><tr><td>{}</table>",
        "<table><tr><th>longerthaneight<td>{}</table>",
        "<section><p>{}<br></section>",
    ]
    page = "".join(data.draw(st.sampled_from(wraps)).format(text) for text in texts)
    found = [w for w in parsed(f"<main>{page}</main>").text.split() if w.isalpha() and w != "longerthaneight"]
    assert found == " ".join(texts).split()


def test_a_heading_without_end_is_short_to_all_that_repeat_it(parsed) -> None:
    words = "Lamps for the harbour " * 9000
    items = "".join(f"<li>The crews of port {n} should light the lamps." for n in range(60))
    before = time.process_time()
    found = outline(parsed(f"<main><h1>{words}</h1><ul>{items}</ul><h2>{words}</h2><p>Lamps.</main>"))
    assert max(len(section.heading) for section in found.sections) <= 300
    assert time.process_time() - before < 4
