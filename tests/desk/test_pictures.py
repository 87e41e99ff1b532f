"""Pages as pictures: of the file that was mined, and of no other."""

import shutil
from pathlib import Path

import pytest

from reportminer.desk.pictures import Pictures
from reportminer.errors import UnreadableError
from reportminer.ingest.find import source_of

PDF = Path(__file__).parents[2] / "corpus" / "pdf" / "block_grants_candid_notes.pdf"


@pytest.mark.skipif(not PDF.is_file(), reason="the written corpus is not at hand")
def test_a_page_is_drawn_and_a_changed_file_is_not(tmp_path):
    path = tmp_path / "a.pdf"
    shutil.copyfile(PDF, path)
    report = source_of(path).report_id
    pictures = Pictures()
    try:
        picture = pictures.page(path, report, 1)
        assert picture.startswith(b"\x89PNG")
        assert pictures.page(path, report, 1) is picture  # kept
        with pytest.raises(UnreadableError):
            pictures.page(path, report, 10_000)
        path.write_bytes(PDF.read_bytes() + b"\n")
        with pytest.raises(UnreadableError, match="not the file"):
            pictures.page(path, report, 1)
        path.unlink()
        with pytest.raises(UnreadableError, match="not there"):
            pictures.page(path, report, 1)
    finally:
        pictures.close()
