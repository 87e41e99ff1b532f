"""A whole run over many reports: pages a second, memory over time, size of results, and the second run.

`python tests/benchmarks/scale.py FOLDER OUT [--jobs N] [--seconds S]`; FOLDER as `load.py` makes it.
With --seconds the run is stopped by Ctrl-C after so long, and the figures are those of the part done.
Reads /proc, so it works on Linux alone.
"""

import argparse
import csv
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
EVERY = 5.0
RUN = [sys.executable, "-c", "from reportminer.cli import main; main()", "run"]


def children(pid: int) -> list[int]:
    """A process and all below it."""
    found = [pid]
    for one in found:
        try:
            for task in Path(f"/proc/{one}/task").iterdir():
                found += map(int, (task / "children").read_text().split())
        except OSError:
            continue
    return found


def memory(pid: int) -> int:
    """Memory of a process in KiB, what it shares with others counted in part (PSS)."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def seconds(pid: int) -> float:
    """Computing time of a process so far."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(told[11]) + int(told[12])) / TICK


@dataclass
class Watch:
    """Samples of a run: seconds, results, MiB of the parent, of the largest worker, of all."""

    out: Path
    rows: list[tuple[float, int, float, float, float]] = field(default_factory=list)
    spent: dict[int, float] = field(default_factory=dict)

    def sample(self, pid: int, since: float) -> None:
        family = children(pid)
        self.spent |= {one: max(seconds(one), self.spent.get(one, 0.0)) for one in family}
        sizes = [memory(one) / 1024 for one in family]
        results = self.out / ".reportminer" / "results"
        done = sum(1 for _ in os.scandir(results)) if results.is_dir() else 0
        biggest = max(sizes[1:], default=0.0)
        self.rows.append((time.monotonic() - since, done, sizes[0], biggest, sum(sizes)))

    def write(self, path: Path) -> None:
        with path.open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["seconds", "results", "parent_mib", "largest_worker_mib", "all_mib"])
            writer.writerows([f"{value:.1f}" for value in row] for row in self.rows)


def watched(words: list[str], out: Path, limit: float = 0.0) -> tuple[Watch, float]:
    """Run the program, and look at it every few seconds; gives what was seen and the seconds it took."""
    watch, begin = Watch(out), time.monotonic()
    process = subprocess.Popen([*RUN, *words, "--quiet"])
    stopped = False
    while process.poll() is None:
        watch.sample(process.pid, begin)
        if limit and not stopped and time.monotonic() - begin > limit:
            process.send_signal(signal.SIGINT)
            stopped = True
        try:
            process.wait(EVERY)
        except subprocess.TimeoutExpired:
            continue
    return watch, time.monotonic() - begin


def pages_of(out: Path) -> int:
    """Pages in the results on disk, whether there are tables of them or not."""
    import json

    found = (out / ".reportminer" / "results").glob("*.json")
    return sum(len(json.loads(path.read_text("utf-8"))["pages"]) for path in found)


def size_of(out: Path) -> float:
    """MiB of all that a run leaves."""
    return sum(path.stat().st_size for path in out.rglob("*") if path.is_file()) / 2**20


def main() -> None:
    """First run, then the second; one line a figure."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("folder", type=Path)
    words.add_argument("out", type=Path)
    words.add_argument("--jobs", type=int, default=2)
    words.add_argument("--seconds", type=float, default=0.0)
    told = words.parse_args()
    call = [str(told.folder), "--out", str(told.out), "--jobs", str(told.jobs)]
    watch, first = watched(call, told.out, told.seconds)
    pages, computing = pages_of(told.out), sum(watch.spent.values())
    watch.write(told.out.with_suffix(".samples.csv"))
    reports = max(row[1] for row in watch.rows)
    print(f"{reports:,} reports, {pages:,} pages in {first:.0f} s, {computing:.0f} s of computing")
    print(f"{pages / first:.1f} pages/s, {pages / computing:.1f} pages/s of computing")
    print(f"results: {size_of(told.out):.1f} MiB")
    for row in watch.rows[:: max(len(watch.rows) // 10, 1)]:
        print("  after {:6.0f} s {:6d} results: parent {:6.1f}, worker {:6.1f}, all {:7.1f} MiB".format(*row))
    if not told.seconds:
        again, second = watched(call, told.out)
        more = sum(again.spent.values())
        print(f"second run: {second:.1f} s ({first / second:.0f} x), {more:.1f} s of computing")


if __name__ == "__main__":
    main()
