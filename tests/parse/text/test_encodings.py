"""Bytes that are text in many encodings, and bytes that are none."""

import pytest

from reportminer.config import Limits
from reportminer.errors import LimitError, UnreadableError

SENTENCE = "The ministry’s café project – “Sí, se puede” – cost £40."


@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_encodings_give_the_same_text(read_bytes, codec):
    report = read_bytes(SENTENCE.encode(codec))
    assert report.text == SENTENCE


def test_latin_text_is_told_of(read_bytes):
    assert any("1252" in w for w in read_bytes(SENTENCE.encode("cp1252")).warnings)


def test_a_few_broken_bytes_do_not_spoil_utf8(read_bytes):
    report = read_bytes(("é" * 200).encode() + b" and \x81 then")
    assert report.text.startswith("ééé")
    assert "\ufffd" in report.text
    assert report.warnings


def test_a_pasted_byte_is_read_as_windows_1252(read_bytes):
    report = read_bytes("The trusts’ boats and the crews’ nets: ".encode() + b"the ministry\x92s pier.")
    assert report.text == "The trusts’ boats and the crews’ nets: the ministry’s pier."
    assert any("1252" in warning for warning in report.warnings)


def test_what_is_left_of_a_cut_character_is_none(read_bytes):
    assert read_bytes("Nets – boats – piers".encode() + b" \xe2\x80 oars").text.endswith("piers \ufffd oars")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        (b"\x00" * 4096, "zero"),
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"PK\x03\x04rest", "zip"),
        (b"{\\rtf1\\ansi hello}", "RTF"),
        (bytes(range(256)) * 40, "binary"),
        (b"text and then \x00\x01\x02\x03\x00\x00\x07 noise" * 30, "binary"),
        (b"12 34 -- 56\n...\n", "no words"),
    ],
)
def test_what_is_no_text_is_refused_with_a_hint(read_bytes, data, says):
    with pytest.raises(UnreadableError) as error:
        read_bytes(data)
    assert says in error.value.message
    assert "report.txt" in error.value.message
    assert error.value.hint


def test_a_missing_file_is_unreadable(read_bytes, tmp_path):
    from reportminer.parse.text import read_text
    from reportminer.types import Source

    with pytest.raises(UnreadableError, match="gone"):
        read_text(Source(str(tmp_path / "gone.txt"), "gone.txt", "0" * 64, "text", 0), Limits())


@pytest.mark.parametrize(
    "limits",
    [Limits(max_bytes=10), Limits(max_characters=10), Limits(max_pages=1)],
    ids=["bytes", "chars", "pages"],
)
def test_limits_are_kept(read_bytes, limits):
    with pytest.raises(LimitError):
        read_bytes(b"One page of it.\fAnd another page.", limits=limits)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x0b", "\u2028"])
def test_any_line_end(shown, end):
    lines = ["Background", "", "The partners met in Gdansk.", "", "They met again in Oslo."]
    assert [kind for kind, _ in shown(end.join(lines))] == ["heading", "paragraph", "paragraph"]


def test_characters_nobody_sees_are_gone(read):
    report = read("The of\u00adfice\u200b of\ufb01ce\u00a0of the\x07 trust.\n")
    assert report.text == "The office office of the trust."
