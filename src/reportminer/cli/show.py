"""What a user sees while a run goes on, and at its end."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, TextIO, cast

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from reportminer.batch.run import Outcome, RunResult
from reportminer.cli.words import counted as told
from reportminer.ingest.addresses import public
from reportminer.ingest.find import DATASETS, LINKED

SHOWN_FAILURES = 10
SHOWN_COPIES = 3
STATUSES = {
    "failed": "  of them without one page that could be read",
    "partial": "  of them with pages that could not be read",
    "untagged": "  of them not in English: listed, not mined",
}
Hear = Callable[[Outcome], None]


class Shown:
    """A stream for as long as it takes anything: a run is worth more than what is shown of it.

    Whoever read it may be gone (`| head`), or the disk full that a log goes to.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """As a file does."""
        try:
            return self._stream.write(text)
        except OSError:
            self._close()
            return len(text)

    def flush(self) -> None:
        """As a file does."""
        try:
            self._stream.flush()
        except OSError:
            self._close()

    def _close(self) -> None:
        """What is left in memory goes nowhere either, or Python would complain of it at its end."""
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def _console(*, stderr: bool) -> Console:
    return Console(file=cast("TextIO", Shown(sys.stderr if stderr else sys.stdout)), highlight=False)


@contextmanager
def progress(*, quiet: bool) -> Iterator[Hear]:
    """A bar on a terminal, a plain line a report otherwise; on standard error either way."""
    console = _console(stderr=True)
    if quiet:
        yield lambda _: None
    elif console.is_terminal:
        with _bar(console) as hear:
            yield hear
    else:
        yield lambda outcome: console.print(_line(outcome), markup=False, soft_wrap=True)


@contextmanager
def counted(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """A bar for work on `what` ("coding findings"), told how many of `total` are done.

    On standard error, on a terminal alone.
    """
    console = _console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.update(task, completed=done)


@contextmanager
def _bar(console: Console) -> Iterator[Hear]:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("reports"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("reading", total=None)

        def hear(outcome: Outcome) -> None:
            bar.update(task, completed=outcome.done, total=outcome.total)
            if outcome.failure:
                bar.console.print(_line(outcome), markup=False, soft_wrap=True)

        yield hear


def _line(outcome: Outcome) -> str:
    what = f"FAILED  {outcome.failure.told}" if outcome.failure else outcome.source.name
    return f"[{outcome.done}/{outcome.total}] {what}"


def summary(result: RunResult) -> None:
    """The short table at the end, what failed, and where to look."""
    console = _console(stderr=False)
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_column()
    table.add_column(justify="right")
    for name, count in _counts(result):
        table.add_row(escape(name), f"{count:,}")
    console.print(table)
    for failure in result.failures[:SHOWN_FAILURES]:
        hint = f" ({failure.hint})" if failure.hint else ""
        console.print(f"  not read: {escape(failure.told + hint)}", soft_wrap=True)
    if len(result.failures) > SHOWN_FAILURES:
        console.print(f"  ... and {len(result.failures) - SHOWN_FAILURES} more: see failures.csv")
    for copy, of in result.found.copies[:SHOWN_COPIES]:
        console.print(f"  left out: {copy} is a copy of {of}", markup=False, soft_wrap=True)
    if result.unread:
        console.print(f"  {not_a_page(result.unread)}", markup=False, soft_wrap=True)
    for warning in result.unused:
        console.print(warning, markup=False, soft_wrap=True)
    if result.left:
        console.print(_left(result.left), markup=False, soft_wrap=True)
    console.print(f"{result.seconds:.1f} s. Look at {escape(_page(result))}", soft_wrap=True)


def first_of(names: Sequence[str], most: int = 3) -> str:
    """The first few names, and how many more there are."""
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def not_a_page(names: Sequence[str]) -> str:
    """Which reports have no page that could be read, and what helps, as a rule."""
    return f"not one page read of {first_of(names)}: for scans run again with --ocr, which needs Tesseract"


def _left(names: Sequence[str]) -> str:
    """What the tables held before and do not hold now: a second batch is easily taken for an addition."""
    many = len(names) > 1
    return (
        f"{told(len(names), 'report')} of the run before {'are' if many else 'is'} not among the inputs"
        f" and left the tables: name {'them' if many else 'it'} too, together with those of this run"
        f" ({first_of(names)})"
    )


def _page(result: RunResult) -> str:
    if result.address:
        return f"{public(result.address).rstrip('/')}/report.html"
    return str(result.out / "report.html")


def _passed_over(counts: dict[str, int]) -> Iterator[tuple[str, int]]:
    """Files that are no reports, and folders that were not entered."""
    folders = {name: counts.pop(name) for name in (LINKED, DATASETS) if name in counts}
    if counts:
        yield f"files passed over ({', '.join(list(counts)[:4])})", sum(counts.values())
    for name, count in folders.items():
        yield f"{name}, not read unless you name them", count


def _counts(result: RunResult) -> list[tuple[str, int]]:
    totals = result.totals
    rows = [("reports read", totals.counts["reports"])]
    rows += [(STATUSES.get(s, s), n) for s, n in sorted(totals.statuses.items()) if s != "ok"]
    if result.reused:
        rows.append(("  of them unchanged since last time", result.reused))
    if result.failed_before:
        rows.append(("failed before, not tried again (--retry-failed)", result.failed_before))
    if result.found.copies:
        rows.append(("copies of these, left out (run.json names all)", len(result.found.copies)))
    rows += [("could not be read", len(result.failures)), ("pages", totals.counts["pages"])]
    rows += _passed_over(dict(result.found.passed_over))
    rows += [
        (f"{label.lower()}s", totals.labels[label]) for label in ("CHALLENGE", "LESSON", "RECOMMENDATION")
    ]
    return [
        *rows,
        ("partners, counted in each report", totals.counts["partners"]),
        ("theme codings", totals.counts["theme_findings"]),
    ]
