"""Scanned pages: told from others, and read by the engine where it is asked for and there."""

import shutil
import sys
from importlib.util import find_spec

import pytest

from reportminer.config import Limits
from reportminer.errors import UsageError
from reportminer.labels import BlockKind, PageStatus
from reportminer.parse.pdf import read_pdf

from .conftest import read, source_of

needs_engine = pytest.mark.skipif(
    not (shutil.which("tesseract") and find_spec("pytesseract")),
    reason="needs Tesseract and pytesseract (the ocr extra)",
)
PROSE = (
    "The district partners met every month and shared what they had learnt about the water points. "
    "Trust grew slowly because budgets were late and staff changed often. "
)


@pytest.fixture
def scan(typeset, tmp_path):
    """A page typeset, photographed, turned, and put into a PDF as a picture alone."""

    def make(markup, turn=0):
        import pypdfium2

        with pypdfium2.PdfDocument(typeset(markup)) as document:
            picture = document[0].render(scale=200 / 72, grayscale=True).to_pil()
        path = tmp_path / "scan.pdf"
        picture.rotate(turn, expand=True, fillcolor=255).convert("L").save(path, "PDF", resolution=200)
        return path

    return make


def recognised(path):
    return read_pdf(source_of(path), Limits(), ocr=True)


def test_without_ocr_a_scan_is_told_to_be_one(scan):
    report = read(scan(PROSE * 3))
    assert [page.status for page in report.pages] == [PageStatus.NO_TEXT]
    assert report.text == ""
    assert "without text" in report.warnings[0]


@needs_engine
def test_a_scan_becomes_headings_and_paragraphs_with_boxes(scan):
    report = recognised(scan(f"#set text(12pt)\n#text(24pt)[What was learnt]\n\n{PROSE * 3}\n\n{PROSE}"))
    assert [page.status for page in report.pages] == [PageStatus.OCR]
    assert report.pages[0].words > 80
    assert any("character recognition: 1" in warning for warning in report.warnings)
    kinds = [block.kind for block in report.blocks]
    assert kinds == [BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.PARAGRAPH]
    start = report.text.index("Trust grew slowly")
    for page, x0, top, x1, bottom in report.boxes_of(start, start + len("Trust grew slowly")):
        assert page == 1
        assert 0 < x0 < x1 < report.pages[0].width
        assert 0 < top < bottom < report.pages[0].height
        assert x1 - x0 < 0.5 * report.pages[0].width


@needs_engine
def test_columns_of_a_scan_are_read_one_after_the_other(scan):
    left, right = (
        "Every village kept its own records of the wells. ",
        "Our second year brought new staff and habits. ",
    )
    report = recognised(scan(f"#set page(columns: 2)\n{left * 12} #colbreak() {right * 12}"))
    assert report.text.index("second year") > report.text.rindex("Every village")


@needs_engine
@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_scan_that_lies_on_its_side_is_read_upright(scan, turn):
    report = recognised(scan(PROSE * 6, turn))
    assert "Trust grew slowly because budgets were late" in report.text
    page = report.pages[0]
    for line in report.lines:
        assert 0 <= line.box.x0 < line.box.x1 <= page.width
        assert 0 <= line.box.top < line.box.bottom <= page.height


@needs_engine
def test_a_page_that_takes_too_long_is_given_up_alone(scan, monkeypatch):
    monkeypatch.setattr("reportminer.parse.ocr.PAGE_SECONDS", 0.01)
    report = recognised(scan(PROSE))
    assert [page.status for page in report.pages] == [PageStatus.NO_TEXT]
    assert any("given up" in warning for warning in report.warnings)


@needs_engine
def test_pages_with_text_are_left_alone(typeset):
    path = typeset(PROSE * 3)
    assert recognised(path) == read(path)


@needs_engine
def test_text_without_a_character_map_is_garbled_and_read_from_its_picture(typeset, tmp_path):
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(typeset(PROSE * 8)))
    for item in writer._objects:
        if isinstance(item, dict) and "/ToUnicode" in item:
            del item["/ToUnicode"]
    path = tmp_path / "unmapped.pdf"
    writer.write(path)
    assert [page.status for page in read(path).pages] == [PageStatus.GARBLED]
    assert "Trust grew slowly" in recognised(path).text


def test_without_the_engine_the_call_is_wrong_and_the_hint_says_what_to_install(monkeypatch):
    from reportminer.parse import ocr

    monkeypatch.setitem(sys.modules, "pytesseract", None)
    with pytest.raises(UsageError, match="pytesseract") as caught:
        ocr.engine()
    assert "apt-get install tesseract-ocr" in caught.value.hint


def test_run_without_the_engine_stops_before_it_begins(typeset, tmp_path, monkeypatch):
    from reportminer.batch.run import Job, run
    from reportminer.config import Settings

    monkeypatch.setitem(sys.modules, "pytesseract", None)
    with pytest.raises(UsageError, match="--ocr"):
        run(Job((str(typeset(PROSE)),), tmp_path / "out", Settings(ocr=True)))
    assert not (tmp_path / "out" / "reports.csv").exists()
