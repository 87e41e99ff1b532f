"""Word files that are broken, locked, hostile or something else."""

import io
import time
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportminer.config import Limits
from reportminer.errors import EncryptedError, InputError, LimitError, UnreadableError
from reportminer.section import outline

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "error", "words"),
    [
        (b"", UnreadableError, "empty"),
        (b"\x00" * 4096, UnreadableError, "empty"),
        (OLE + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 90, EncryptedError, "password"),
        (OLE + b"\x00" * (1 << 20) + "EncryptedPackage".encode("utf-16-le"), EncryptedError, "password"),
        (OLE + "WordDocument".encode("utf-16-le"), UnreadableError, r"\.doc"),
        (b"{\\rtf1\\ansi Hello}", UnreadableError, "RTF"),
        (b"%PDF-1.5", UnreadableError, "PDF"),
        (b"<!DOCTYPE html><p>x", UnreadableError, "web page"),
        (b"just some words", UnreadableError, "no Word file"),
        (b"PK\x03\x04 cut off", UnreadableError, "damaged"),
        (b"PK\x05\x06" + b"\x00" * 18, UnreadableError, "zip archive"),
        (zipped(xl__workbook_dot_xml=b"<a/>"), UnreadableError, "Excel"),
        (zipped(content_dot_xml=b"<a/>"), UnreadableError, "OpenDocument"),
        (zipped(word__document_dot_xml=b"no xml at all"), UnreadableError, ""),
        (zipped(word__document_dot_xml=b""), UnreadableError, "damaged"),
    ],
)
def test_what_is_no_word_file_is_refused_with_a_hint(parsed, data, error, words) -> None:
    with pytest.raises(error) as caught:
        parsed(data)
    assert type(caught.value) is error
    assert caught.value.hint
    assert "report.docx" in caught.value.message
    caught.match(words or "damaged|no text")


def test_a_file_cut_anywhere_gives_a_reason(parsed, word) -> None:
    data = word.Word(body=word.par("Some words to be read.") * 9).data()
    for end in range(0, len(data), 37):
        with pytest.raises(UnreadableError) as caught:
            parsed(data[:end])
        assert caught.value.hint


def test_a_document_part_cut_off_is_read_as_far_as_it_goes(parsed, word) -> None:
    whole = f"<w:document {word.SPACES}><w:body>{word.par('All of this.')}{word.par('And this')}"
    report = parsed(word.Word(whole=whole[:-30]))
    assert report.text.startswith("All of this.")
    assert any("damaged" in warning for warning in report.warnings)


@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml", "docProps/core.xml", "_rels/.rels"])
def test_entities_are_refused_in_every_part(parsed, word, tmp_path, part) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("treasure")
    grow = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    kind = f'<!DOCTYPE w [<!ENTITY l0 "lol">{grow}<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    made = word.Word(
        body=word.par("&l9; &x; words"), styles=word.style("a", "b"), core="<dc:title>t</dc:title>"
    )
    parts = made.parts()
    made.extra = {part: f"{kind}{parts[part]}"}
    with pytest.raises(UnreadableError, match="entities"):
        parsed(made)


def test_bombs_are_refused_before_they_are_unpacked(parsed, word) -> None:
    bomb = b"<a>" + b" " * 30_000_000 + b"</a>"
    with pytest.raises(LimitError, match="bomb"):
        parsed(word.Word(body=word.par("x"), extra={"word/styles.xml": bomb}))
    with pytest.raises(LimitError, match="unpacks"):
        parsed(word.Word(body=word.par("words ") * 2000), Limits(max_bytes=50_000))
    many = {f"word/p{n}.xml": b"" for n in range(20_001)}
    with pytest.raises(LimitError, match="parts"):
        parsed(word.Word(body=word.par("x"), extra=many))


def test_pictures_are_never_unpacked_and_so_never_counted(parsed, word) -> None:
    picture = {"word/media/image1.bmp": b"\xff" * 30_000_000}
    assert parsed(word.Word(body=word.par("Seen"), extra=picture), Limits(max_bytes=1 << 20)).text == "Seen"


def test_a_part_that_says_less_than_it_holds(parsed, word) -> None:
    """The sizes in the directory at the end of the zip are changed; what is read stays small."""
    data = bytearray(word.Word(body=word.par("words ") * 3000).data())
    at = data.rindex(b"PK\x01\x02")
    while True:
        data[at + 24 : at + 28] = (50).to_bytes(4, "little")
        at = data.rfind(b"PK\x01\x02", 0, at)
        if at < 0:
            break
    with pytest.raises(UnreadableError, match="damaged"):
        parsed(bytes(data))


def test_limits_hold(parsed, word) -> None:
    made = word.Word(body=word.par("many words here") * 50)
    with pytest.raises(LimitError, match="characters"):
        parsed(made, Limits(max_characters=100))
    with pytest.raises(LimitError, match="longer than"):
        parsed(made, Limits(max_seconds=1e-9))
    with pytest.raises(LimitError, match="bytes"):
        parsed(made, Limits(max_bytes=100))


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        ("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>"),
        ("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"),
        ("<w:p><w:r><w:pict><v:textbox><w:txbxContent>", "</w:txbxContent></v:textbox></w:pict></w:r></w:p>"),
        ("<w:p><w:ins>", "</w:ins></w:p>"),
    ],
)
@pytest.mark.parametrize("times", [30, 60, 5000])
def test_depth_is_no_danger(parsed, word, begin, end, times) -> None:
    made = word.Word(body=begin * times + word.par("deep words") + end * times + word.par("after"))
    try:
        text = parsed(made).text
    except UnreadableError as error:
        assert times > 30, error  # noqa: PT017 - a reason, but only for what no author nests
    else:
        assert "after" in text


def test_relations_that_lead_astray(parsed, word) -> None:
    target = 'Target="../../../../etc/passwd" TargetMode="External"'
    kind = 'Type="http://x/officeDocument"'
    wrong = f"<Relationship {kind} {target}/><Relationship {kind} Target='/../x.xml'/>"
    rels = f"<Relationships>{wrong}</Relationships>"
    made = word.Word(body=word.par("Read all the same"), extra={"_rels/.rels": rels.encode()})
    assert parsed(made).text == "Read all the same"


def test_embedded_documents_are_told_of(parsed, word) -> None:
    report = parsed(word.Word(body=word.par("Here") + '<w:altChunk r:id="r9"/>'))
    assert any("embedded" in warning for warning in report.warnings)


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_characters="<>&", exclude_categories=["Cc", "Cs"]), max_size=20
)
NODES = st.recursive(
    st.one_of(
        st.builds("<w:r><w:t>{}</w:t></w:r>".format, TEXTS),
        st.sampled_from(
            ["<w:r><w:br/></w:r>", BREAK := '<w:r><w:br w:type="page"/></w:r>', "<w:tab/>", "loose"]
        ),
        st.sampled_from(
            ["<w:pPr><w:numPr><w:ilvl w:val='1'/><w:numId w:val='1'/></w:numPr></w:pPr>", "<w:p/>"]
        ),
        st.sampled_from(["<w:r><w:footnoteReference w:id='2'/></w:r>", "<w:r><w:rPr><w:b/></w:rPr></w:r>"]),
    ),
    lambda inner: st.builds(
        lambda tag, parts: f"<w:{tag}>{''.join(parts)}</w:{tag}>",
        st.sampled_from(
            [
                "p",
                "r",
                "tbl",
                "tr",
                "tc",
                "sdt",
                "sdtContent",
                "ins",
                "del",
                "txbxContent",
                "hyperlink",
                "customXml",
                "moveFrom",
            ]
        ),
        st.lists(inner, max_size=4),
    ),
    max_leaves=25,
)


@settings(max_examples=200, deadline=None)
@given(st.lists(NODES, max_size=6))
def test_any_nesting_gives_sound_blocks_or_a_reason(parsed, word, nodes) -> None:
    notes = '<w:footnote w:id="2"><w:p><w:r><w:t>note</w:t></w:r></w:p></w:footnote>'
    numbering = word.lists(_1=word.levels(("decimal", "%1."), ("bullet", "-")))
    made = word.Word(body="".join(nodes), footnotes=notes, numbering=numbering)
    try:
        report = parsed(made)
    except InputError as error:
        refused = error
        assert refused.hint
        return
    at = 0
    for block in report.blocks:
        assert report.text[at : block.start] == ("\n\n" if at else "")
        text = report.text[block.start : block.end]
        assert text == text.strip() != ""
        assert text.startswith(block.marker)
        assert 1 <= block.page <= len(report.pages)
        at = block.end
    assert at == len(report.text)
    assert parsed(made) == report


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_flipped_bytes_give_a_report_or_a_reason(parsed, word, data) -> None:
    body = word.par("Some words.") + word.table(["a b", "c d"]) + word.item("x", 1)
    whole = bytearray(word.Word(body=body, numbering=word.lists(_1=word.levels(("decimal", "%1.")))).data())
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        parsed(bytes(whole))
    except InputError as error:
        assert error.hint  # noqa: PT017


def test_a_heading_without_end_is_short_to_all_that_repeat_it(parsed, word) -> None:
    heading = word.par("Lamps for the harbour " * 9000, style="Heading1")
    items = "".join(word.par(f"The crews of port {n} should light the lamps.") for n in range(60))
    made = word.Word(body=heading + items, styles=word.style("Heading1", "heading 1"))
    before = time.process_time()
    found = outline(parsed(made))
    assert max(len(section.heading) for section in found.sections) <= 300
    assert time.process_time() - before < 4
