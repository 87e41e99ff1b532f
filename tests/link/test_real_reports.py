"""The year of real reports, whose files carry it in their names."""

import re
from hashlib import sha256
from pathlib import Path

import pytest

from reportminer.config import Limits
from reportminer.link.metadata import metadata_of
from reportminer.parse import read
from reportminer.section import outline
from reportminer.types import Source

SMALL = 800_000
"""Bytes: the larger files would take minutes."""


def year_read(path: Path) -> str:
    content = path.read_bytes()
    source = Source(str(path), path.name, sha256(content).hexdigest(), "pdf", len(content))
    report = read(source, Limits())
    return metadata_of(report, outline(report), "en").year


@pytest.mark.shared
@pytest.mark.slow
def test_the_year_is_right_for_nearly_all(shared: Path) -> None:
    files = [path for path in sorted((shared / "reports").glob("pdf*/*.pdf")) if path.stat().st_size < SMALL]
    named = {path: found[1] for path in files if (found := re.search(r"_((?:19|20)\d\d)\b", path.stem))}
    right = [year_read(path) == year for path, year in named.items()]
    assert sum(right) >= 0.9 * len(right)
