"""REFI-QDA: valid by the schema's rules, read back as it was written, safe with hostile files."""

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from reportminer.errors import AnnotationError, CodebookError
from reportminer.gather.codebook import load_codebook
from reportminer.refi import (
    Code,
    Limits,
    Link,
    Project,
    Selection,
    Text,
    as_codes,
    as_rows,
    guid,
    read_codebook,
    read_project,
    write_codebook,
    write_project,
)
from reportminer.refi.records import User

HERE = Path(__file__).parent
FISH = "Weekly calls kept 🐟 crews in step.\n\nFunds came late,\nby four 𝒎onths."


def schema(name: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(HERE / name))


def small(text: str = FISH) -> Project:
    late = Code(guid("code", "late"), 'Late <funds> & "more"', "Funds come late.", color="#A63D2F")
    folder = Code(guid("folder", "x"), "Findings", codable=False, children=(late,))
    start = text.find("Funds") if "Funds" in text else 0
    one = Selection(guid("s", "1"), start, len(text), (late.guid,), "a name", "said\nof it")
    two = Selection(guid("s", "2"), 0, 1, (late.guid,))
    values = {"year": "2019", "title": "Tide & time"}
    source = Text(guid("t"), "tide.pdf", text, (two, one), "what it is", values)
    return Project("p", (folder,), (source,), (Link(guid("l"), "answers", one.guid, two.guid),))


def test_a_project_is_valid_and_comes_back_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.qdpx"
    write_project(path, small())
    with zipfile.ZipFile(path) as package:
        document = etree.fromstring(package.read("project.qde"))
        assert package.read(f"sources/{guid('t')}.txt") == FISH.encode()
        assert {entry.date_time for entry in package.infolist()} == {(2000, 1, 1, 0, 0, 0)}
    schema("project.xsd").assertValid(document)
    found, passed = read_project(path)
    assert found == small()
    assert not passed
    again = tmp_path / "b.qdpx"
    write_project(again, found)
    assert again.read_bytes() == path.read_bytes()


def test_positions_count_code_points_and_lines_as_stored(tmp_path: Path) -> None:
    for text in (FISH, FISH.replace("\n", "\r\n"), "\x0c" + FISH):
        path = tmp_path / "a.qdpx"
        write_project(path, small(text))
        source = read_project(path)[0].texts[0]
        assert source.text == text
        chosen = source.selections[1]
        assert source.text[chosen.start : chosen.end].startswith("Funds came late,")
        assert source.text[chosen.start : chosen.end].endswith("𝒎onths.")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(min_size=1), data=st.data())
def test_any_text_and_span_come_back(tmp_path: Path, text: str, data: st.DataObject) -> None:
    text = text.encode("utf-8", "replace").decode().removeprefix("\ufeff") or "x"
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    code = Code(guid("c"), "c")
    chosen = Selection(guid("s"), start, end, (code.guid,))
    write_project(tmp_path / "a.qdpx", Project("p", (code,), (Text(guid("t"), "t", text, (chosen,)),)))
    found = read_project(tmp_path / "a.qdpx")[0].texts[0]
    assert found.text == text
    assert found.selections == (chosen,)


def test_what_xml_cannot_hold_does_not_break_the_file(tmp_path: Path) -> None:
    odd = replace(small(), name="a\x00b\ud800c", user=User(guid("u"), "x\x0by"))
    write_project(tmp_path / "a.qdpx", odd)
    assert read_project(tmp_path / "a.qdpx")[0].name == "a\ufffdb\ufffdc"


def test_the_schema_refuses_what_is_wrong() -> None:
    # Else the tests above could not fail.
    wrong = etree.fromstring(
        b'<Project xmlns="urn:QDA-XML:project:1.0" name="x"><Sources/><Users/></Project>'
    )
    assert not schema("project.xsd").validate(wrong)
    codes = b'<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes><Code guid="1" name="a"/></Codes></CodeBook>'
    assert not schema("codebook.xsd").validate(etree.fromstring(codes))


def package(path: Path, document: str, members: dict[str, bytes] | None = None) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("project.qde", document)
        for name, data in (members or {}).items():
            made.writestr(name, data)
    return path


PROJECT = """<?xml version="1.0"?>{head}
<Project xmlns="urn:QDA-XML:project:1.0" name="n">
 <CodeBook><Codes>
  <Code guid="{{AAAAAAAA-0000-0000-0000-000000000001}}" name="Barrier" isCodable="true"/>
 </Codes></CodeBook>
 <Sources>{sources}</Sources><Notes><Note guid="aaaaaaaa-0000-0000-0000-000000000009"/></Notes>
</Project>"""
SELECTION = """<PlainTextSelection guid="aaaaaaaa-0000-0000-0000-00000000000{n}"
 startPosition="{a}" endPosition="{b}"><Coding guid="aaaaaaaa-0000-0000-0000-00000000001{n}">
 <CodeRef targetGUID="aaaaaaaa-0000-0000-0000-000000000001"/></Coding></PlainTextSelection>"""


def source(path: str, inside: str = "") -> str:
    own = 'guid="aaaaaaaa-0000-0000-0000-000000000002"'
    return f'<TextSource {own} plainTextPath="{path}">{inside}</TextSource>'


def test_files_of_other_programs_are_read(tmp_path: Path) -> None:
    """GUIDs in braces and capitals, a byte order mark, PDFs by their text, other spellings."""
    inside = (
        SELECTION.format(n=3, a=0, b=5) + SELECTION.format(n=4, a=9, b=99) + SELECTION.format(n=5, a="x", b=1)
    )
    pdf = (
        '<PDFSource guid="aaaaaaaa-0000-0000-0000-000000000006" name="b.pdf"><PDFSelection page="0"/>'
        '<Representation guid="aaaaaaaa-0000-0000-0000-000000000007" plainTextPath="internal://b.txt">'
        f"{SELECTION.format(n=8, a=0, b=4)}"
        "</Representation></PDFSource><PictureSource guid='aaaaaaaa-0000-0000-0000-000000000005'/>"
    )
    document = PROJECT.format(head="", sources=source("internal://A.txt", inside) + pdf)
    texts = {"Sources/a.TXT": b"\xef\xbb\xbfFunds came", "Sources/b.txt": b"late"}
    found, passed = read_project(package(tmp_path / "a.qdpx", document, texts))
    assert [text.text for text in found.texts] == ["Funds came", "late"]
    assert [[(s.start, s.end) for s in text.selections] for text in found.texts] == [[(0, 5)], [(0, 4)]]
    assert found.texts[1].name == "b.pdf"
    assert passed == {
        "selections that are empty or outside their text": 2,
        "selections on the pages of a PDF": 1,
        "pictures": 1,
        "notes": 1,
    }


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("internal://../secret.txt", "no name of a text"),
        ("internal://..\\secret.txt", "no name of a text"),
        ("internal://", "no name of a text"),
        ("relative:///secret.txt", "outside the file"),
        ("file:///etc/passwd", "outside the file"),
        ("/etc/passwd", "outside the file"),
        ("internal://gone.txt", "no sources/gone.txt"),
    ],
)
def test_no_path_leads_out_of_the_file(tmp_path: Path, path: str, said: str) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    document = PROJECT.format(head="", sources=source(path))
    with pytest.raises(AnnotationError, match=said):
        read_project(package(tmp_path / "a.qdpx", document, {"../secret.txt": b"x", "sources/x.txt": b""}))


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE a [<!ENTITY x "lol">]>',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE a SYSTEM "http://a.example/a.dtd">',
    ],
)
def test_nothing_is_expanded(tmp_path: Path, head: str) -> None:
    document = PROJECT.format(head=head, sources="").replace('name="n"', 'name="n"')
    with pytest.raises(AnnotationError, match="document type"):
        read_project(package(tmp_path / "a.qdpx", document))
    (tmp_path / "a.qdc").write_text(f'<?xml version="1.0"?>{head}<CodeBook/>')
    with pytest.raises(CodebookError, match="document type"):
        read_codebook(tmp_path / "a.qdc")


def test_bombs_are_not_set_off(tmp_path: Path) -> None:
    document = PROJECT.format(head="", sources=source("internal://a.txt"))
    bomb = package(tmp_path / "a.qdpx", document, {"sources/a.txt": b"\0" * 40_000_000})
    with pytest.raises(AnnotationError, match="too large"):
        read_project(bomb)
    large = package(tmp_path / "b.qdpx", document, {"sources/a.txt": b"ab" * 600})
    for limits in (Limits(text=1000), Limits(total=1500), Limits(members=1), Limits(xml=100)):
        with pytest.raises(AnnotationError):
            read_project(large, limits)
    read_project(large, Limits(text=1200))
    twins = tmp_path / "c.qdpx"
    package(twins, document, {"sources/a.txt": b"a", "Sources/A.txt": b"b"})
    with pytest.raises(AnnotationError, match="two files"):
        read_project(twins)


def test_codes_too_deep_are_passed_over(tmp_path: Path) -> None:
    one = '<Code guid="aaaaaaaa-0000-0000-0000-000000000001" name="a" isCodable="true">'
    document = f'<Project name="n"><CodeBook><Codes>{one * 150}{"</Code>" * 150}</Codes></CodeBook></Project>'
    _, passed = read_project(package(tmp_path / "a.qdpx", document))
    assert passed == {"codes without GUID or name, or too deep": 1}
    deeper = document.replace(one * 150, one * 5000).replace("</Code>" * 150, "</Code>" * 5000)
    with pytest.raises(AnnotationError):
        read_project(package(tmp_path / "b.qdpx", deeper))


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x03\x04" + b"\0" * 30])
def test_what_is_no_project_is_refused_with_a_hint(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.qdpx").write_bytes(data)
    with pytest.raises(AnnotationError) as caught:
        read_project(tmp_path / "a.qdpx")
    assert "a.qdpx" in caught.value.message
    assert caught.value.hint


def test_damage_is_an_error_of_ours(tmp_path: Path) -> None:
    path = tmp_path / "a.qdpx"
    write_project(path, small())
    whole, before = path.read_bytes(), read_project(path)
    refused = 0
    for at in range(30, len(whole), 37):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        try:
            assert read_project(path) == before, "damage that is not noticed changes nothing"
        except AnnotationError:
            refused += 1
    assert refused


def test_a_codebook_comes_back_field_by_field(tmp_path: Path) -> None:
    book = load_codebook()
    rows = [
        {
            field: list(value) if isinstance(value, tuple) else value
            for field in code.__slots__
            if (value := getattr(code, field))
        }
        for code in book.codes
    ]
    path = tmp_path / "a.qdc"
    write_codebook(path, as_codes(rows))
    schema("codebook.xsd").assertValid(etree.parse(path))
    flat = {row["id"]: row for row in as_rows(read_codebook(path))}
    squeezed = {
        row["id"]: {
            key: [" ".join(v.split()) for v in value] if key == "examples" else value
            for key, value in row.items()
        }
        for row in rows
    }
    assert flat == squeezed


def test_codes_of_other_programs_become_rows_that_can_be_used(tmp_path: Path) -> None:
    below = Code(guid("2"), "Late funds!", "When money\ncomes late.")
    codes = (Code(guid("1"), "Money", children=(below,)), Code(guid("3"), "money"), Code(guid("4"), "錢"))
    write_codebook(tmp_path / "a.qdc", codes)
    assert as_rows(read_codebook(tmp_path / "a.qdc")) == [
        {"id": "money", "name": "Money", "definition": "Money"},
        {
            "id": "late_funds",
            "name": "Late funds!",
            "definition": "When money\ncomes late.",
            "terms": ["late funds"],
            "parent": "money",
        },
        {"id": "money_2", "name": "money", "definition": "money", "terms": ["money"]},
        {"id": "code", "name": "錢", "definition": "錢", "terms": ["錢"]},
    ]


@pytest.mark.parametrize("data", [b"", b"<a/>", b"<CodeBook><Codes/></CodeBook>", b"name: x"])
def test_what_is_no_codebook_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.qdc").write_bytes(data)
    with pytest.raises(CodebookError) as caught:
        read_codebook(tmp_path / "a.qdc")
    assert "a.qdc" in caught.value.message
    assert caught.value.hint
    with pytest.raises(CodebookError):
        read_codebook(tmp_path / "gone.qdc")
