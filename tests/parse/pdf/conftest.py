"""PDFs made for the tests: typeset with typst, bent with pypdf."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
import typst

from reportminer.config import Limits
from reportminer.parse.pdf import read_pdf
from reportminer.types import Report, Source


def source_of(path: Path) -> Source:
    data = path.read_bytes()
    return Source(str(path), path.name, hashlib.sha256(data).hexdigest(), "pdf", len(data))


def read(path: Path, limits: Limits | None = None) -> Report:
    return read_pdf(source_of(path), limits or Limits())


@pytest.fixture
def typeset(tmp_path: Path) -> Callable[[str], Path]:
    """Typst source in, the path of a PDF out."""

    def make(markup: str, name: str = "made.pdf") -> Path:
        place = tmp_path / f"{name}.typ"
        place.write_text(markup, encoding="utf-8")
        out = tmp_path / name
        typst.compile(str(place), output=str(out))
        return out

    return make
