"""Small files that ask for gigabytes, hours or endless depth end in a row, within their limits."""

import json
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

SECONDS, MEMORY = 8, 768
MEASURED = """
import resource, sys
from reportminer.cli import main
try:
    main()
finally:
    print("PEAK", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
"""


@dataclass
class Shown:
    blocks: dict[str, int]
    """Blocks by name of file."""
    said: dict[str, str]
    """What was said of files that could not be read."""
    status: int
    peak: int
    """Of the largest worker, in KiB."""
    errors: str


def parse(folder: Path, *words: str) -> Shown:
    command = [sys.executable, "-c", MEASURED, "parse", str(folder), *words]
    command += ["--max-seconds", str(SECONDS), "--max-memory-mb", str(MEMORY), "--jobs", "2"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=400, check=False)
    blocks: dict[str, int] = {}
    for line in ended.stdout.splitlines():
        name = Path(json.loads(line)["source"]).stem if line.startswith("{") else Path(line).stem
        blocks[name] = blocks.get(name, 0) + 1
    said = {Path(m[1]).stem: m[2] for m in re.finditer(r"reportminer: (\S+\.pdf): (.+)", ended.stderr)}
    peak = int(re.findall(r"PEAK (\d+)", ended.stderr)[0])
    return Shown(blocks, said, ended.returncode, peak, ended.stderr)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded on Linux only")
def test_bombs_end_in_time_and_memory_and_harm_nobody(bombs: Path) -> None:
    begin = time.monotonic()
    shown = parse(bombs, "--format", "jsonl")
    count = len(list(bombs.glob("*.pdf")))
    assert time.monotonic() - begin < count * (SECONDS + 4) / 2 + 30
    assert shown.status == 3
    assert "Traceback" not in shown.errors
    assert "fault of reportminer" not in shown.errors
    assert all(re.search(r" \(.+\)$", said) for said in shown.said.values())
    assert shown.peak < MEMORY * 1024
    assert shown.blocks["good"] >= 4
    assert not shown.blocks.keys() & shown.said.keys()


@pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded on Linux only")
def test_what_can_be_read_of_a_bomb_is_read(bombs: Path, tmp_path: Path) -> None:
    harmless = ["looping_page_tree", "boasting_page_count", "recursive_form", "looping_bookmarks"]
    harmless += ["looping_xref", "zero_mediabox", "absurd_mediabox", "huge_user_unit", "tiny_tiles"]
    for name in [*harmless, "pages_5000"]:
        (tmp_path / f"{name}.pdf").write_bytes((bombs / f"{name}.pdf").read_bytes())
    shown = parse(tmp_path, "--format", "jsonl")
    assert set(shown.blocks) == set(harmless), shown.errors
    assert "5,000 pages" in shown.said["pages_5000"]


@pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded on Linux only")
def test_bombs_are_drawn_within_the_limits_too(bombs: Path, tmp_path: Path) -> None:
    for name in ("huge_image", "huge_mediabox", "zero_mediabox", "absurd_mediabox", "tiny_tiles", "good"):
        (tmp_path / f"{name}.pdf").write_bytes((bombs / f"{name}.pdf").read_bytes())
    shown = parse(tmp_path, "--debug-images", str(tmp_path / "pictures"))
    assert "Traceback" not in shown.errors
    assert "fault of reportminer" not in shown.errors
    pictures = sorted((tmp_path / "pictures").iterdir())
    assert len(pictures) + len(shown.said) >= 7
    assert all(re.fullmatch(r"r[0-9a-f]{12}-p\d{4}\.png", path.name) for path in pictures)
    assert max(path.stat().st_size for path in pictures) < 20 * 2**20
