"""Build the corpus (see FORMAT.md), or print what is in it.

python corpus/build.py          write text/, pdf/, layout/ and annotations/corpus.jsonl, then the sketches
python corpus/build.py sketches write sketches/text/ and annotations/sketches.jsonl only
python corpus/build.py check    read the sources only (or those named after it): every fault, by file and line
python corpus/build.py stats    counts per genre, label, split, design, decade, country
"""

import sys
from pathlib import Path

from builder.faults import SourceError
from builder.make import Folders, build, build_sketches, read_sources, records
from builder.source import read_source
from builder.splits import read_splits
from builder.stats import counts

HERE = Path(__file__).resolve().parent


def main(words: list[str]) -> int:
    """Do what the first word says; 1 where a source breaks the rules."""
    try:
        if words[:1] == ["stats"]:
            sources = read_sources(HERE / "source")
            print(counts(records(sources, read_splits(HERE / "splits.yaml", sources))), end="")
        elif words[:1] == ["check"]:
            return _check([Path(word) for word in words[1:]] or sorted(HERE.rglob("source/*.report")))
        elif words not in ([], ["sketches"]):
            print(__doc__)
            return 2
        else:
            _build(Folders.under(HERE.parent), whole=not words)
    except SourceError as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


def _build(out: Folders, *, whole: bool) -> None:
    if whole:
        made = list(build(HERE, out))
        print(f"{len(made)} reports: corpus/text, corpus/pdf, corpus/layout, annotations/corpus.jsonl")
    print(f"{build_sketches(HERE, out)} sketches: corpus/sketches/text, annotations/sketches.jsonl")


def _check(paths: list[Path]) -> int:
    faults = 0
    for path in paths:
        try:
            read_source(path)
        except SourceError as fault:
            faults += 1
            print(fault, file=sys.stderr)
    print(f"{len(paths)} sources, {faults} with a fault")
    return min(faults, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
