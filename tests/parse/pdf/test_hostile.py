"""Files that cannot be read, and files that try to do harm."""

import random
import re
import zlib

import pytest
from pypdf import PdfReader, PdfWriter

from reportminer.config import Limits
from reportminer.errors import EncryptedError, InputError, LimitError, UnreadableError
from reportminer.labels import PageStatus
from reportminer.parse.pdf.damage import contents_damaged
from reportminer.parse.pdf.ledger import garbled
from reportminer.types import Report

from .conftest import read


@pytest.fixture
def plain(typeset):
    return typeset("= Lessons\nPartners met often and trusted each other.\n#pagebreak()\nSecond page.")


def outcome_of(path):
    try:
        return read(path)
    except InputError as error:
        return error


def test_password(plain, tmp_path):
    writer = PdfWriter(clone_from=PdfReader(plain))
    writer.encrypt("secret")
    locked = tmp_path / "locked.pdf"
    writer.write(locked)
    with pytest.raises(EncryptedError, match="locked with a password") as caught:
        read(locked)
    assert "save a copy" in caught.value.hint


def test_owner_password_alone_does_not_matter(plain, tmp_path):
    writer = PdfWriter(clone_from=PdfReader(plain))
    writer.encrypt("", "owner")
    open_to_read = tmp_path / "open.pdf"
    writer.write(open_to_read)
    assert "trusted each other" in read(open_to_read).text


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"<!doctype html><html><body>Sign in</body></html>", "not a PDF"),
        (b"\x00\x01\x02" * 300, "not a PDF"),
        (b"%PDF-1.7\nnothing else", "cut off"),
    ],
)
def test_no_pdf(tmp_path, content, reason):
    path = tmp_path / "odd.pdf"
    path.write_bytes(content)
    with pytest.raises(UnreadableError, match=reason) as caught:
        read(path)
    assert caught.value.hint


def test_cut_off(plain, tmp_path):
    path = tmp_path / "cut.pdf"
    path.write_bytes(plain.read_bytes()[:600])
    with pytest.raises(UnreadableError, match="cut off"):
        read(path)


def test_limits(plain):
    with pytest.raises(LimitError, match="bytes"):
        read(plain, Limits(max_bytes=10))
    with pytest.raises(LimitError, match="pages"):
        read(plain, Limits(max_pages=1))
    with pytest.raises(LimitError, match="characters"):
        read(plain, Limits(max_characters=5))
    with pytest.raises(LimitError, match="longer than"):
        read(plain, Limits(max_seconds=1e-9))


def test_a_page_that_fails_does_not_take_the_report_with_it(plain, monkeypatch):
    from reportminer.parse.pdf import reader

    real = reader.lay_out

    def broken(number, *rest):
        if number == 1:
            raise ValueError("bad page")
        return real(number, *rest)

    monkeypatch.setattr(reader, "lay_out", broken)
    report = read(plain)
    assert [page.status for page in report.pages] == [PageStatus.FAILED, PageStatus.OK]
    assert "Second page." in report.text
    assert "page 1" in report.warnings[0]


def test_flipped_bytes_end_in_a_report_or_a_reason(plain, tmp_path):
    whole = plain.read_bytes()
    chance = random.Random(7)
    path = tmp_path / "bent.pdf"
    for _ in range(120):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 30)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        path.write_bytes(data[: chance.randrange(len(data))] if chance.random() < 0.3 else data)
        outcome = outcome_of(path)
        assert isinstance(outcome, Report) or (outcome.message and outcome.hint)


def test_garbled_text_is_told_from_language():
    assert garbled("qxz kjh wrt bcd fgh " * 30)
    assert garbled("\ufffd\ufffd\ufffda b" * 100)
    assert not garbled("The partners met every month and shared what they had learnt. " * 10)
    assert not garbled("Les partenaires se sont réunis chaque mois pour partager leurs leçons. " * 10)
    assert not garbled("Introduction ........................................ 12 " * 20)
    assert not garbled("short")


def test_page_whose_contents_are_destroyed_is_no_blank_page(typeset, tmp_path):
    path = typeset("First page.\n#pagebreak()\n#pagebreak()\nThird page.")
    assert [page.status for page in read(path).pages][1] is PageStatus.BLANK
    data = bytearray(path.read_bytes())
    starts = [found.end() for found in re.finditer(rb"(?<!end)stream\n", data)]
    start = next(at for at in starts if b"BT" in zlib.decompressobj().decompress(data[at:]))
    data[start + 2 : start + 12] = b"\x07" * 10
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(data)
    report = read(broken)
    assert report.pages[0].status is PageStatus.FAILED
    assert "page 1" in report.warnings[0]
    assert str(tmp_path) not in " ".join(report.warnings)


def test_wrong_checksum_alone_is_no_damage():
    packed = zlib.compress(b"BT (Third page.) Tj ET " * 40)
    stream = b"1 0 obj <</Filter/FlateDecode/Length 99>> stream\n%s\nendstream endobj"
    assert not contents_damaged(stream % packed)
    assert not contents_damaged(stream % (packed[:-4] + b"\0\0\0\0"))
    assert contents_damaged(stream % (packed[:2] + b"\x07" * 40))
    assert not contents_damaged(b"/Encrypt " + stream % (packed[:2] + b"\x07" * 40))
