"""A large corpus out of the small one, for load alone: `python tests/benchmarks/load.py 10000 FOLDER`.

Each report is a new PDF of pages taken from three PDFs of corpus/pdf, decided by its number alone. What they
say makes no sense, so nothing about findings can be measured on them; pages and words are as in real ones.
"""

import argparse
import random
from functools import cache
from pathlib import Path

import pypdfium2

CORPUS = Path(__file__).parents[2] / "corpus" / "pdf"
PARTS, LEAST, MOST = 3, 2, 8
"""PDFs that a report is made of; pages taken from each."""
BIG, BIG_PARTS = 250, 40
"""One report in so many is a thick one, of so many parts."""
IN_FOLDER = 1000


@cache
def _opened(path: Path) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(path)


def made(number: int, path: Path, parts: int = PARTS) -> int:
    """Write the report of a number; gives its pages. With no parts it is a single page."""
    dice = random.Random(number)
    originals = sorted(CORPUS.glob("*.pdf"))
    report = pypdfium2.PdfDocument.new()
    for _ in range((parts or 1) if number % BIG else BIG_PARTS):
        part = _opened(dice.choice(originals))
        first = dice.randrange(len(part))
        count = dice.randint(LEAST, MOST) if parts else 1
        report.import_pages(part, list(range(first, min(first + count, len(part)))))
    pages = len(report)
    report.save(str(path))
    report.close()
    return pages


def corpus(count: int, folder: Path, parts: int = PARTS) -> int:
    """Write so many reports, a thousand a folder; gives their pages. Those that are there stay."""
    pages = 0
    for number in range(1, count + 1):
        path = folder / f"{number // IN_FOLDER:04d}" / f"report-{number:07d}.pdf"
        path.parent.mkdir(parents=True, exist_ok=True)
        pages += made(number, path, parts)
    return pages


def main() -> None:
    """From the command line."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("count", type=int)
    words.add_argument("folder", type=Path)
    words.add_argument("--thin", action="store_true", help="reports of a single page, but for the thick ones")
    told = words.parse_args()
    pages = corpus(told.count, told.folder, 0 if told.thin else PARTS)
    print(f"{told.count:,} reports, {pages:,} pages in {told.folder}")


if __name__ == "__main__":
    main()
