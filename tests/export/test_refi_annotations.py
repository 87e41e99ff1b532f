"""The REFI-QDA project of an output folder, read as annotations."""

from reportminer.annotate.formats import guess
from reportminer.export.formats import write_format


def test_it_is_read_as_annotations(out):
    write_format(out, "refi")
    path = out / "reportminer.qdpx"
    found = guess(path).read(path, {})
    assert [len(document.findings) for document in found.documents] == [4, 4]
    first = found.documents[0]
    assert first.about.title == "Tidewater: a year on"
    assert first.findings[0].codes == ("trust", "funding")
    assert {partner.name for partner in first.partners} == {"Tidewater Agency", "Harbour Trust"}
    assert len(first.mentions) == 5
