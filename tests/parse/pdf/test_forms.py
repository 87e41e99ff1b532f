"""What was typed onto a page: fields of a form, free text."""

import pytest
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from .conftest import read

ASKED = (
    "#text(14pt)[*What went wrong?*]\n#v(60pt)\n#text(14pt)[*What comes next?*]\n#v(60pt)\nSigned in June."
)


@pytest.fixture
def filled(typeset, tmp_path):
    """The questions above, with annotations: what each says, where it stands, and how it is made."""

    def make(*annotations):
        writer = PdfWriter(clone_from=typeset(ASKED))
        page, made = writer.pages[0], ArrayObject()
        for said, low, more in annotations:
            made.append(writer._add_object(annotation(writer, page, said, low, more)))
        page[NameObject("/Annots")] = made
        form = DictionaryObject({NameObject("/Fields"): made})
        writer.root_object[NameObject("/AcroForm")] = form
        path = tmp_path / "filled.pdf"
        writer.write(path)
        return read(path)

    return make


def annotation(writer, page, said, low, more):
    face = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    look = DecodedStreamObject()
    look.set_data(f"/Tx BMC q BT /F1 11 Tf 2 4 Td ({said}) Tj ET Q EMC".encode())
    look[NameObject("/Subtype")] = NameObject("/Form")
    look[NameObject("/BBox")] = ArrayObject(map(FloatObject, (0, 0, 440, 20)))
    fonts = DictionaryObject({NameObject("/Font"): DictionaryObject({NameObject("/F1"): face})})
    look[NameObject("/Resources")] = fonts
    place = ArrayObject(map(FloatObject, (72, low, 512, low + 20)))
    made = DictionaryObject({NameObject("/Type"): NameObject("/Annot"), NameObject("/Rect"): place})
    made[NameObject("/AP")] = DictionaryObject({NameObject("/N"): writer._add_object(look)})
    made.update({NameObject(key): value for key, value in more.items() if value is not None})
    if made.get("/AP") == "none":
        del made["/AP"]
    return made


def field(said, **more):
    return {
        "/Subtype": NameObject("/Widget"),
        "/FT": NameObject("/Tx"),
        "/T": TextStringObject(said[:9]),
        "/V": TextStringObject(said),
        "/DA": TextStringObject("/F1 11 Tf 0 g"),
    } | {f"/{key}": value for key, value in more.items()}


LATE = "The second ferry came eleven months late."
NEXT = "The harbour board should buy spare parts before winter."


def test_filled_fields_and_free_text_are_read_where_they_stand(filled):
    note = {"/Subtype": NameObject("/FreeText"), "/Contents": TextStringObject(NEXT)}
    report = filled((LATE, 720, field(LATE)), (NEXT, 635, note))
    text = [report.text[block.start : block.end] for block in report.blocks]
    assert text == ["What went wrong?", LATE, "What comes next?", NEXT, "Signed in June."]
    assert report.warnings == ()


def test_captions_of_buttons_and_hidden_fields_are_not_read(filled):
    button = field("Send the form", FT=NameObject("/Btn"), Ff=NumberObject(1 << 16))
    report = filled(
        (LATE, 720, field(LATE)),
        ("Send the form", 635, button),
        ("Not for print.", 560, field("Not for print.", F=NumberObject(2))),
    )
    assert LATE in report.text
    assert "Send the form" not in report.text
    assert "Not for print" not in report.text


def test_a_field_whose_looks_are_not_in_the_file_is_warned_of(filled):
    report = filled((LATE, 720, field(LATE, AP=NameObject("none"))), (NEXT, 635, field(NEXT)))
    assert NEXT in report.text
    assert LATE not in report.text
    assert report.warnings == ("page 1: filled form fields or notes that could not be read: 1",)
