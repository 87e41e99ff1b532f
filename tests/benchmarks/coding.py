"""Time and memory of coding findings: `python tests/benchmarks/coding.py [FINDINGS] [CODEBOOK] [--fast]`.

Findings are made by drawing those of the written corpus again and again, each with one word more, so that
no two are the same; they are coded as `reportminer themes recode` does it, one by one from a stream. Prints
findings a second of CPU time, and peak memory at a tenth of them and at the end: the two should be alike.
"""

import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from reportminer.annotations import load
from reportminer.gather.codebook import load_codebook
from reportminer.gather.coding import Coder, Passage

ROOT = Path(__file__).parents[2]
A_REPORT = 40
"""Findings of one report."""


def drawn(number: int) -> Iterator[Passage]:
    """Passages, report by report, under headings as the corpus has them."""
    documents = list(load(ROOT / "annotations" / "corpus.jsonl"))
    pool = [
        (f.text, max((s for s in d.sections if s.start <= f.start), key=lambda s: s.start).heading)
        for d in documents
        for f in d.findings
        if any(s.start <= f.start for s in d.sections)
    ]
    draw = random.Random(0)
    for at in range(number):
        text, heading = pool[draw.randrange(len(pool))]
        yield Passage(
            f"{text} (no. {at} word{draw.randrange(10**6)})", heading, f"{at // A_REPORT} {heading}"
        )


def peak() -> int:
    """Most memory held so far, in MiB."""
    if sys.platform == "linux":
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmHWM"))
    import resource

    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return held // (2**20 if sys.platform == "darwin" else 1024)


def main(words: list[str]) -> None:
    """Code, and print."""
    fast, words = "--fast" in words, [word for word in words if word != "--fast"]
    number = int(words[0]) if words else 10_000
    coder = Coder(load_codebook(Path(words[1]) if words[1:] else None), fast=fast)
    begin, cpu, coded = time.perf_counter(), time.process_time(), 0
    for at, scores in enumerate(coder.stream(drawn(number)), 1):
        coded += bool(scores)
        if at in (max(number // 10, 1), number):
            spent, wall = time.process_time() - cpu, time.perf_counter() - begin
            print(
                f"{at:>9,} findings: {spent:8.1f} s of CPU ({at / spent:,.0f} a second), "
                f"{wall:8.1f} s in all, peak memory {peak()} MiB, {coded / at:.0%} carry a code",
                flush=True,
            )


if __name__ == "__main__":
    main(sys.argv[1:])
