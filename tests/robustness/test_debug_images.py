"""`parse --debug-images`: what the reader saw, outlined where it stands."""

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from reportminer.config import Limits
from reportminer.errors import OutputError
from reportminer.ingest.find import source_of
from reportminer.labels import BlockKind
from reportminer.parse import read
from reportminer.parse.debug import COLOURS, LEGEND, draw_pages, outlines, parts
from reportminer.types import Box, Line, Report


def call(*words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from reportminer.cli import main; main()", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture
def report(good_pdf: Path) -> Report:
    return read(source_of(good_pdf), Limits())


def test_every_kind_has_a_colour_of_its_own() -> None:
    assert set(COLOURS) == set(BlockKind)
    assert len(set(COLOURS.values())) == len(COLOURS)


def test_each_block_is_framed_in_the_colour_of_its_kind(report: Report, tmp_path: Path) -> None:
    paths = list(draw_pages(report, tmp_path / "new" / "folder"))
    assert [p.name for p in paths] == [f"{report.report_id}-p000{n}.png" for n in (1, 2)]
    picture = Image.open(paths[0]).convert("RGB")
    page = report.pages[0]
    scale = (picture.height - LEGEND) / page.height
    for mark in outlines(report)[1]:
        middle, edge = round((mark.box.x0 + mark.box.x1) / 2 * scale), round(mark.box.bottom * scale)
        near = {picture.getpixel((middle, edge + shift)) for shift in range(-3, 4)}
        assert tuple(bytes.fromhex(COLOURS[mark.kind][1:])) in near


def test_blocks_are_numbered_in_reading_order_from_1_on_each_page(report: Report) -> None:
    for marks in outlines(report).values():
        numbers = [mark.number for mark in marks]
        assert numbers == sorted(numbers)
        assert set(numbers) == set(range(1, numbers[-1] + 1))


def test_only_the_pages_asked_for_are_drawn(report: Report, tmp_path: Path) -> None:
    assert [p.stem[-4:] for p in draw_pages(report, tmp_path, range(2, 9))] == ["0002"]


def test_a_block_that_goes_on_in_the_next_column_has_two_frames() -> None:
    def line(page: int, x: float, top: float) -> Line:
        return Line(0, 1, page, Box(page, x, top, x + 100, top + 10))

    column = [line(1, 50, 700), line(1, 50, 712), line(1, 200, 80), line(1, 200, 92), line(2, 50, 80)]
    assert [(b.page, b.x0, b.top, b.bottom) for b in parts(column)] == [
        (1, 50, 700, 722),
        (1, 200, 80, 102),
        (2, 50, 80, 90),
    ]
    row = [line(1, 50, 300), line(1, 200, 300), line(1, 350, 301)]
    assert [(b.x0, b.x1) for b in parts(row)] == [(50, 450)]


def test_a_folder_that_cannot_be_written_is_a_wrong_call(report: Report, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot write"):
        list(draw_pages(report, tmp_path / "file" / "below"))


def test_the_command_prints_the_paths_of_the_pictures(good_pdf: Path, tmp_path: Path) -> None:
    (tmp_path / "plain.txt").write_text("Challenges\n\nThe boat was late by a year, as all boats are.\n")
    ended = call("parse", tmp_path, "--debug-images", tmp_path / "out", "--pages", "1")
    assert ended.returncode == 0, ended.stderr
    assert [Path(line).parent.name for line in ended.stdout.splitlines()] == ["out"]
    both = call("parse", good_pdf, "--debug-images", tmp_path / "out", "--format", "text")
    assert "inspector at each port" in both.stdout
    assert ".png" not in both.stdout


@pytest.mark.parametrize("pages", ["0", "5-2", "x", "1-2-3", "-3", "99999999999999999999"])
def test_a_range_that_is_none_is_a_wrong_call(good_pdf: Path, tmp_path: Path, pages: str) -> None:
    ended = call("parse", good_pdf, "--debug-images", tmp_path, "--pages", pages)
    assert ended.returncode == 2
    assert "range of pages" in ended.stderr
