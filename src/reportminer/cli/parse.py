"""`reportminer parse`: what the parser makes of a file, to look at."""

import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from reportminer.cli.options import LIMITS, MaxMb, MaxMemoryMb, MaxPages, MaxSeconds, Ocr, limits_of
from reportminer.cli.views import Order, View, Viewer

if TYPE_CHECKING:
    from reportminer.batch.failures import Failure
    from reportminer.types import Source

ALL_PAGES = 10**9


def parse(
    files: Annotated[list[str], typer.Argument(help="Files, folders or quoted patterns.")],
    view: Annotated[
        View | None,
        typer.Option(
            "--format",
            show_default=False,
            help="text: as read (the default). markdown: headings and lists. jsonl: one block a line.",
        ),
    ] = None,
    debug_images: Annotated[
        Path | None,
        typer.Option(
            file_okay=False,
            help="Draw the pages of PDFs into this folder, each block outlined, numbered in reading order"
            " and coloured by kind. Prints their paths, unless --format asks for the text as well.",
        ),
    ] = None,
    pages: Annotated[
        str, typer.Option(show_default=False, help="Pages to draw: 7, 1-5 or 10- (default: all).")
    ] = "",
    ocr: Ocr = False,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="Worker processes.")] = 1,
    max_mb: MaxMb = LIMITS.max_bytes // 2**20,
    max_pages: MaxPages = LIMITS.max_pages,
    max_seconds: MaxSeconds = LIMITS.max_seconds,
    max_memory_mb: MaxMemoryMb = LIMITS.max_memory_mb,
) -> None:
    """Print what the parser makes of FILES: the text and its blocks in reading order.

    With --format jsonl each line is one block: source, page, kind, level, text, box [x0, top, x1, bottom].
    Exit status: 0 all was read; 3 some files could not be read; 2 wrong call.
    """
    shown = view or (None if debug_images else View.TEXT)
    if ocr:
        from reportminer.parse.ocr import engine

        engine()
    with TemporaryDirectory(prefix="reportminer-") as keep:
        limits = limits_of(max_mb, max_pages, max_seconds, max_memory_mb)
        order = Order(Path(keep), limits, shown, debug_images, _range(pages), ocr)
        failed = 0
        for failed, failure in enumerate(_show(files, order, jobs), 1):  # noqa: B007 - the count is the point
            _tell(failure)
    raise typer.Exit(3 if failed else 0)


def _range(text: str) -> range | None:
    """`7`, `1-5`, `10-` as page numbers; nothing for all of them."""
    if not text:
        return None
    found = re.fullmatch(r"([0-9]{1,9})(-([0-9]{0,9}))?", text)
    first = int(found[1]) if found else 0
    last = first if found and found[2] is None else int((found and found[3]) or ALL_PAGES)
    if not 1 <= first <= last:
        raise typer.BadParameter(f"{text!r} is no range of pages", param_hint="'--pages' (7, 1-5 or 10-)")
    return range(first, last + 1)


def _show(files: list[str], order: Order, jobs: int) -> Iterator["Failure"]:
    """Print report after report in the order of their names; gives those that could not be read."""
    from reportminer.batch.crew import each, in_order
    from reportminer.batch.failures import of_refused
    from reportminer.batch.serve import Work
    from reportminer.ingest import find

    found = find(files, max_bytes=order.limits.max_bytes)
    for refused in found.refused:
        yield of_refused(refused.name, refused.error)
    work = Work(partial(Viewer, order), min(jobs, max(len(found.sources), 1)), order.limits)
    with closing(each(work, found.sources)) as answers:
        for source, failure in in_order(found.sources, answers):
            if failure:
                yield failure
            else:
                _print(order, source)


def _print(order: Order, source: "Source") -> None:
    """Copy what the worker left to standard output, as UTF-8 wherever we are."""
    path = order.printed(source)
    try:
        with path.open("rb") as file:
            shutil.copyfileobj(file, sys.stdout.buffer)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read it has seen enough, as `head` has
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from None
    path.unlink()


def _tell(failure: "Failure") -> None:
    typer.echo(f"reportminer: {failure.told}" + (f" ({failure.hint})" if failure.hint else ""), err=True)
