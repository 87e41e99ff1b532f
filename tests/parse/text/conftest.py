"""Reading of texts that the tests wrote."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from reportminer.config import Limits
from reportminer.parse.text import read_text
from reportminer.types import Report, Source


@pytest.fixture(scope="session")
def read_bytes(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Report]:
    folder = tmp_path_factory.mktemp("texts")

    def read(data: bytes, kind: str = "text", limits: Limits | None = None) -> Report:
        path: Path = folder / "report.txt"
        path.write_bytes(data)
        source = Source(str(path), path.name, hashlib.sha256(data).hexdigest(), kind, len(data))
        return read_text(source, limits or Limits())

    return read


@pytest.fixture(scope="session")
def read(read_bytes: Callable[..., Report]) -> Callable[..., Report]:
    def from_text(text: str, kind: str = "text") -> Report:
        return read_bytes(text.encode("utf-8", "surrogatepass"), kind)

    return from_text


@pytest.fixture(scope="session")
def shown(read: Callable[..., Report]) -> Callable[..., list[tuple[str, str]]]:
    """Kind and text of each block of a text."""

    def blocks(text: str, kind: str = "text") -> list[tuple[str, str]]:
        report = read(text, kind)
        return [(block.kind.value, report.text[block.start : block.end]) for block in report.blocks]

    return blocks
