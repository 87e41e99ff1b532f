"""Speed, as ratios taken in one run on one machine: `make bench`, or `make bench REPORTS=folder`.

Prints pages a second on one core for parsing and for the whole road, beside pdfplumber's
`extract_words` and pypdfium2's plain text on the same files.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pdfplumber
import pypdfium2

from reportminer.config import Limits, Settings
from reportminer.errors import InputError
from reportminer.export.rows import rows_of
from reportminer.ingest import find
from reportminer.parse import read
from reportminer.pipeline import Pipeline
from reportminer.types import Source

PLUMBER_PAGES = 60
"""pdfplumber is slow: it reads the first pages of each file, and the ratio is by page."""


def plain_text(source: Source) -> int:
    """Pages read by pypdfium2 as plain text."""
    document = pypdfium2.PdfDocument(source.path)
    for page in document:
        page.get_textpage().get_text_bounded()
    return len(document)


def plumber_words(source: Source) -> int:
    """Pages read by pdfplumber as words."""
    with pdfplumber.open(source.path) as document:
        pages = document.pages[:PLUMBER_PAGES]
        for page in pages:
            page.extract_words()
            page.close()
    return len(pages)


def parsed(source: Source) -> int:
    """Pages parsed, layout included."""
    return len(read(source, Limits()).pages)


def whole_road(pipeline: Pipeline) -> Callable[[Source], int]:
    """Pages mined from PDF to rows, models loaded before the clock starts."""

    def mine(source: Source) -> int:
        mined = pipeline.mine(source)
        rows_of(mined)
        return len(mined.report.pages)

    return mine


def pages_a_second(work: Callable[[Source], int], sources: list[Source]) -> float:
    """Pages by seconds over all files; files that cannot be read are passed over."""
    pages, begin = 0, time.perf_counter()
    for source in sources:
        try:
            pages += work(source)
        except (InputError, pypdfium2.PdfiumError):
            print(f"  passed over: {source.name}", file=sys.stderr)
    return pages / (time.perf_counter() - begin)


def warmed(pipeline: Pipeline) -> Pipeline:
    """Load every model by mining a short text."""
    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder, "warm.txt")
        text.write_text(
            "The partners met in May. Delays in funding were a serious challenge for all of them.\n"
        )
        pipeline.mine(find([str(text)]).sources[0])
    return pipeline


def main() -> None:
    """Print one row a measure."""
    sources = [s for s in find(sys.argv[1:] or ["corpus"]).sources if s.kind == "pdf"]
    measures = {
        "pypdfium2 plain text": plain_text,
        "pdfplumber extract_words": plumber_words,
        "reportminer parse": parsed,
        "reportminer whole road": whole_road(warmed(Pipeline(Settings()))),
    }
    speeds = {name: pages_a_second(work, sources) for name, work in measures.items()}
    base = speeds["pdfplumber extract_words"]
    print(f"{len(sources)} PDF files, one core")
    for name, speed in speeds.items():
        print(f"{name:28s}{speed:9.1f} pages/s{speed / base:9.1f} x pdfplumber words")


if __name__ == "__main__":
    main()
