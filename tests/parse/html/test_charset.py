"""Encodings of pages: byte order mark, declaration, trial."""

import codecs

import pytest


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (codecs.BOM_UTF8 + b"<meta charset=koi8-r><p>caf\xc3\xa9", "café"),
        ("\ufeff<meta charset=utf-8><p>café".encode("utf-16-le"), "café"),
        (codecs.BOM_UTF16_BE + "<p>café".encode("utf-16-be"), "café"),
        (b"<meta charset='iso-8859-1'><p>caf\xe9 \x93so\x94", "café “so”"),
        (b'<META HTTP-EQUIV=Content-Type CONTENT="text/html; charset=windows-1250"><p>\x8ai\x9ema', "Šižma"),
        (b'<?xml version="1.0" encoding="ISO-8859-15"?><html><p>\xa4 due', "€ due"),
        ("<meta charset=shift_jis><p>港の報告".encode("cp932"), "港の報告"),
        ("<meta charset=gb2312><p>港口报告".encode("gb18030"), "港口报告"),
        ("<p>café".encode(), "café"),
        (b"<p>caf\xe9 late", "café late"),
        ("<meta charset=latin1><p>café, saved anew".encode(), "café, saved anew"),
        (b"<!-- <meta charset=koi8-r> --><p>caf\xe9 late", "café late"),
        (b"<meta charset=zlib><p>plain", "plain"),
        (b"<meta charset=unicode_escape><p>a\\u0041b", "a\\u0041b"),
        (b"<meta charset=utf-7><p>+ADw-b+AD4-", "+ADw-b+AD4-"),
    ],
)
def test_the_words_come_out_right(parsed, data, text) -> None:
    assert parsed(data).text == text


def test_bytes_that_do_not_fit_the_declaration_are_told_of(parsed) -> None:
    report = parsed(b"<meta charset=euc-jp><p>good " + b"\xff\xff words")
    assert "\ufffd" in report.text
    assert any("euc-jp" in warning for warning in report.warnings)
