"""`reportminer parse`: what the parser makes of a file, to look at."""

import json
import sys
from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from reportminer.config import Limits
from reportminer.errors import InputError

if TYPE_CHECKING:
    from reportminer.types import Block, Report


class View(StrEnum):
    """Forms in which parsed blocks are printed."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSONL = "jsonl"


def parse(
    files: Annotated[list[str], typer.Argument(help="Files, folders or quoted patterns.")],
    view: Annotated[
        View,
        typer.Option(
            "--format", help="text: as read. markdown: headings and lists. jsonl: one block a line."
        ),
    ] = View.TEXT,
) -> None:
    """Print what the parser makes of FILES: the text and its blocks in reading order.

    With --format jsonl each line is one block: source, page, kind, level, text, box [x0, top, x1, bottom].
    Exit status: 0 all was read; 3 some files could not be read; 2 wrong call.
    """
    from reportminer.ingest import find
    from reportminer.parse import read

    found = find(files)
    failed = [refused.error for refused in found.refused]
    for source in found.sources:
        try:
            report = read(source, Limits())
        except InputError as error:
            failed.append(error)
            continue
        for line in VIEWS[view](report):
            sys.stdout.write(line + "\n")
    for fault in failed:
        typer.echo(f"reportminer: {fault.message}" + (f" ({fault.hint})" if fault.hint else ""), err=True)
    raise typer.Exit(3 if failed else 0)


def _text(report: "Report") -> Iterator[str]:
    yield report.text


def _markdown(report: "Report") -> Iterator[str]:
    """Narrative and tables; what stands at the page's edge is left out."""
    for block in report.blocks:
        line = _as_markdown(block, report.text[block.start : block.end])
        if line:
            yield line + "\n"


def _as_markdown(block: "Block", text: str) -> str:
    if block.kind == "heading":
        return "#" * min(max(block.level, 1), 6) + " " + text
    if block.kind == "list_item":
        bare = text.removeprefix(block.marker).lstrip()
        return "  " * (max(block.level, 1) - 1) + f"- {bare}"
    if block.kind in ("header", "footer"):
        return ""
    return f"| {text} |" if block.kind == "table_row" else text


def _jsonl(report: "Report") -> Iterator[str]:
    for block in report.blocks:
        boxes = [box[1:] for box in report.boxes_of(block.start, block.end) if box[0] == block.page]
        yield json.dumps(
            {
                "source": report.source.name,
                "page": block.page,
                "kind": block.kind,
                "level": block.level or None,
                "text": report.text[block.start : block.end],
                "box": _around(boxes),
            },
            ensure_ascii=False,
        )


def _around(boxes: list[list[float]]) -> list[float] | None:
    if not boxes:
        return None
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return [min(lefts), min(tops), max(rights), max(bottoms)]


VIEWS = {View.TEXT: _text, View.MARKDOWN: _markdown, View.JSONL: _jsonl}
