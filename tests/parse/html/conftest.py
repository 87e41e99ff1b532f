"""Reads HTML that a test writes."""

import hashlib
from collections.abc import Callable

import pytest

from reportminer.config import Limits
from reportminer.parse import read
from reportminer.types import Report, Source


@pytest.fixture(scope="session")
def parsed(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Report]:
    """Reads a page, given as text (UTF-8) or bytes."""
    path = tmp_path_factory.mktemp("html") / "page.html"

    def parse(page: str | bytes, limits: Limits | None = None) -> Report:
        data = page if isinstance(page, bytes) else page.encode("utf-8", "surrogatepass")
        path.write_bytes(data)
        source = Source(str(path), path.name, hashlib.sha256(data).hexdigest(), "html", len(data))
        return read(source, limits or Limits())

    return parse


@pytest.fixture(scope="session")
def seen() -> Callable[[Report], list[tuple[str, int, str]]]:
    """Kind, level and text of each block."""

    def blocks(report: Report) -> list[tuple[str, int, str]]:
        return [(str(b.kind), b.level, report.text[b.start : b.end]) for b in report.blocks]

    return blocks
