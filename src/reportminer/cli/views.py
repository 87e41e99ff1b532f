"""Forms in which `reportminer parse` shows a report."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from reportminer.config import Limits

if TYPE_CHECKING:
    from reportminer.types import Block, Report, Source


class View(StrEnum):
    """What is printed of a report."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSONL = "jsonl"


@dataclass(frozen=True, slots=True)
class Order:
    """What `parse` was asked for. Sent to its workers."""

    keep: Path
    """Folder in which a worker leaves what is to be printed, one file a report."""
    limits: Limits
    view: View | None
    images: Path | None = None
    pages: range | None = None
    ocr: bool = False

    def printed(self, source: "Source") -> Path:
        """Where that of one report lies."""
        return self.keep / f"{source.report_id}.out"


class Viewer:
    """What a worker of `parse` does: read a report, and leave behind what is to be printed of it."""

    def __init__(self, order: Order) -> None:
        self.order = order

    def __call__(self, source: "Source") -> None:
        """Read one report. Raises InputError where it cannot be read."""
        from reportminer.batch.store import writing
        from reportminer.parse import read

        report = read(source, self.order.limits, ocr=self.order.ocr)
        with (
            writing(self.order.keep),
            self.order.printed(source).open("w", encoding="utf-8", newline="", errors="replace") as file,
        ):
            for line in self._lines(report):
                file.write(line + "\n")

    def _lines(self, report: "Report") -> Iterator[str]:
        """The view; the paths of the pictures where no view was asked for."""
        if self.order.images:
            from reportminer.parse.debug import draw_pages

            for path in draw_pages(report, self.order.images, self.order.pages):
                if self.order.view is None:
                    yield str(path)
        if self.order.view:
            yield from VIEWS[self.order.view](report)


def text(report: "Report") -> Iterator[str]:
    """The document text, as all offsets count it."""
    yield report.text


def markdown(report: "Report") -> Iterator[str]:
    """Narrative and tables; what stands at the page's edge is left out."""
    for block in report.blocks:
        line = _as_markdown(block, report.text[block.start : block.end])
        if line:
            yield line + "\n"


def _as_markdown(block: "Block", text: str) -> str:
    if block.kind == "heading":
        return "#" * min(max(block.level, 1), 6) + " " + text
    if block.kind == "list_item":
        return "  " * (max(block.level, 1) - 1) + _item(block.marker, text)
    if block.kind in ("header", "footer"):
        return ""
    return f"| {text} |" if block.kind == "table_row" else text


def _item(marker: str, text: str) -> str:
    """A list item: bullets become dashes, numbers and letters stay as they are."""
    if any(map(str.isalnum, marker)) and len(marker) > 1:
        return text if text.startswith(marker) else f"{marker} {text}"
    return f"- {text.removeprefix(marker).lstrip()}"


def jsonl(report: "Report") -> Iterator[str]:
    """One block a line."""
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


VIEWS: dict[View, Callable[["Report"], Iterator[str]]] = {
    View.TEXT: text,
    View.MARKDOWN: markdown,
    View.JSONL: jsonl,
}
