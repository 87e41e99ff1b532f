"""Pictures of pages with their findings outlined."""

import pypdfium2
import pytest
from PIL import Image

from reportminer.errors import UnreadableError
from reportminer.export.page import write_page
from reportminer.export.pictures import COLOURS, FOLDER, PictureSettings, draw, drawn, marks_of, prune

REPORT = "rabababababab"


def pdf(pages=3, width=300, height=200, rotation=0):
    """Blank pages."""
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(width, height).set_rotation(rotation)
    import io

    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def finding(label, *boxes):
    return {"label": label, "boxes": [list(box) for box in boxes]}


ONE = marks_of([finding("CHALLENGE", (2, 50.0, 40.0, 250.0, 60.0), (2, 50.0, 62.0, 120.0, 80.0))])


def test_only_pages_with_findings_are_drawn_and_each_box_in_its_place(tmp_path):
    size = draw(pdf(), ONE, tmp_path, PictureSettings(dots=2.0, quality=95))
    (path,) = tmp_path.iterdir()
    assert (path.name, path.stat().st_size) == ("2.jpg", size)
    with Image.open(path) as picture:
        assert picture.size == (600, 400)
        inside, outside = picture.getpixel((300, 100)), picture.getpixel((300, 200))
        edge = picture.getpixel((300, 121))
    assert outside == pytest.approx((255, 255, 255), abs=3)
    assert inside[0] > inside[2] + 10  # washed with the red of challenges
    assert edge == pytest.approx(COLOURS["CHALLENGE"], abs=80)


def test_a_page_on_its_side_is_drawn_as_it_is_shown(tmp_path):
    draw(
        pdf(rotation=90),
        marks_of([finding("LESSON", (1, 20.0, 250.0, 180.0, 270.0))]),
        tmp_path,
        PictureSettings(dots=1.0),
    )
    with Image.open(tmp_path / "1.jpg") as picture:
        assert picture.size == (200, 300)
        assert picture.getpixel((100, 260))[2] > picture.getpixel((100, 260))[0] + 10


def test_what_shows_the_same_stays_and_what_changed_is_drawn_anew(tmp_path):
    settings = PictureSettings()
    data = pdf()
    draw(data, ONE, tmp_path, settings)
    before = (tmp_path / "2.jpg").stat().st_mtime_ns
    draw(data, ONE, tmp_path, settings)
    assert (tmp_path / "2.jpg").stat().st_mtime_ns == before
    draw(data, marks_of([finding("LESSON", (2, 50.0, 40.0, 250.0, 60.0))]), tmp_path, settings)
    assert (tmp_path / "2.jpg").stat().st_mtime_ns != before
    draw(data, marks_of([finding("LESSON", (3, 50.0, 40.0, 250.0, 60.0))]), tmp_path, settings)
    assert [path.name for path in tmp_path.iterdir()] == ["3.jpg"]


def test_a_broken_picture_is_drawn_anew(tmp_path):
    (tmp_path / "2.jpg").write_bytes(b"not a picture")
    size = draw(pdf(), ONE, tmp_path, PictureSettings())
    assert (tmp_path / "2.jpg").stat().st_size == size
    with Image.open(tmp_path / "2.jpg") as picture:
        picture.load()  # raises where it is broken still
        assert picture.width / picture.height == pytest.approx(300 / 200, abs=0.01)


def test_a_full_disk_leaves_no_half_picture(tmp_path, monkeypatch):
    def write(path, data):
        path.open("wb").close()
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr("pathlib.Path.write_bytes", write)
    with pytest.raises(OSError, match="No space"):
        draw(pdf(), ONE, tmp_path, PictureSettings())
    assert not list(tmp_path.iterdir())


def test_pictures_are_bounded(tmp_path):
    marks = marks_of([finding("LESSON", (page, 0.0, 0.0, 9.0, 9.0)) for page in (1, 2, 3)])
    draw(pdf(), marks, tmp_path, PictureSettings(pages=2))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["1.jpg", "2.jpg"]
    draw(pdf(width=14_000, height=14_000), marks, tmp_path, PictureSettings(pages=1, most_dots=10_000))
    with Image.open(tmp_path / "1.jpg") as picture:
        assert picture.width * picture.height <= 10_500


@pytest.mark.parametrize(
    "box", [(2, -90.0, -90.0, 9e9, 9e9), (2, 250.0, 60.0, 50.0, 40.0), (2, 10.0, 10.0, 10.0, 10.0)]
)
def test_boxes_that_lie_outside_or_the_wrong_way_round_harm_nothing(tmp_path, box):
    assert draw(pdf(), marks_of([finding("RECOMMENDATION", box)]), tmp_path, PictureSettings()) > 0


def test_pages_that_are_not_there_are_left_out(tmp_path):
    assert draw(pdf(pages=1), ONE, tmp_path, PictureSettings()) == 0
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_pdf_is_refused(tmp_path):
    with pytest.raises(UnreadableError):
        draw(b"%PDF-1.7 and nothing else", ONE, tmp_path, PictureSettings())


def test_only_what_is_ours_is_seen_and_taken_away(tmp_path):
    ours = tmp_path / FOLDER / REPORT
    draw(pdf(), ONE, ours, PictureSettings())
    (tmp_path / FOLDER / "holiday").mkdir()
    (tmp_path / FOLDER / "holiday" / "2.jpg").write_bytes(b"mine")
    (ours / "notes.txt").write_text("mine")
    assert drawn(tmp_path) == {REPORT: [2]}
    prune(tmp_path, [])
    assert drawn(tmp_path) == {}
    assert (ours / "notes.txt").exists()
    assert (tmp_path / FOLDER / "holiday" / "2.jpg").exists()


def test_the_page_may_load_pictures_only_where_there_are_some(out):
    assert "img-src" not in write_page(out).read_text(encoding="utf-8")
    draw(pdf(), ONE, out / FOLDER / REPORT, PictureSettings())
    text = write_page(out).read_text(encoding="utf-8")
    assert "img-src &#39;self&#39;;" in text
    assert '"pictures":{"0":[2]}' in text
