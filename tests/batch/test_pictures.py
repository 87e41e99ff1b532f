"""Page pictures of a run: which reports get them, and which not."""

from hashlib import sha256

import pytest

from reportminer.batch.pictures import draw_pictures
from reportminer.batch.store import Store, open_out
from reportminer.config import Limits
from reportminer.export.pictures import FOLDER, PictureSettings, drawn
from reportminer.types import Source


def pdf():
    import io

    import pypdfium2

    document = pypdfium2.PdfDocument.new()
    document.new_page(300, 200)
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


@pytest.fixture
def kept(tmp_path):
    """Keeps a file as a mined report with one finding on page 1: `kept(name, bytes)`."""
    out = tmp_path / "out"
    open_out(out, force=False)
    store = Store(out, "0" * 12)

    def keep(name, data):
        path = tmp_path / name
        path.write_bytes(data)
        source = Source(str(path), name, sha256(data).hexdigest(), "pdf", len(data))
        rows = {"findings": [{"label": "LESSON", "boxes": [[1, 20.0, 20.0, 90.0, 30.0]]}]}
        store.write(source.report_id, rows, "text")
        return source

    return store, keep


def test_a_file_that_is_gone_changed_or_broken_is_left_out(kept, tmp_path):
    store, keep = kept
    good, gone = keep("good.pdf", pdf()), keep("gone.pdf", pdf() + b"\n%")
    changed, broken = keep("changed.pdf", pdf() + b"\n%%"), keep("broken.pdf", b"%PDF-1.7 no")
    (tmp_path / "gone.pdf").unlink()
    (tmp_path / "changed.pdf").write_bytes(pdf())
    told = draw_pictures(store, [good, gone, changed, broken], Limits(), 1)
    assert told.reports == 1
    assert told.left_out == ("broken.pdf", "changed.pdf", "gone.pdf")
    assert drawn(store.out) == {good.report_id: [1]}
    # Out of the run, out of the folder.
    assert draw_pictures(store, [], Limits(), 1).reports == 0
    assert list((store.out / FOLDER).iterdir()) == []


def test_there_is_an_end_to_the_room(kept):
    store, keep = kept
    sources = [keep(f"{at}.pdf", pdf() + b"\n%" * at) for at in range(3)]
    told = draw_pictures(store, sources, Limits(), 1, PictureSettings(bytes=1))
    assert 1 <= told.reports < 3
    assert told.reports + len(told.left_out) == 3
