"""How well a reader gives back a page whose layout is known: order, headings, furniture, whole blocks.

All comparisons are between letters and digits only, so that hyphens at line ends, bullets and quotes
do not count.
"""

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz.distance import LCSseq

from reportminer.labels import BlockKind
from reportminer.types import Report

_FURNITURE = (BlockKind.HEADER, BlockKind.FOOTER)
_LOST = (*_FURNITURE, BlockKind.CONTENTS, BlockKind.FIGURE)
"""What a reader makes of text that is not to be mined."""
_EDGE = 0.13
"""Running heads and feet stand in this part of the page's height, at its top and bottom."""
_OF_DESIGNS = frozenset({"contents", "inthisreport", "inthisissue", "whatsinside", "agenda", "memorandum"})
"""Headings that the designs put in."""
_BODY = ("heading", "paragraph", "list_item", "table_row", "caption")


@dataclass(frozen=True, slots=True)
class Score:
    """Figures of one report, each between 0 and 1."""

    design: str
    order: float
    """Share of the body's words that come in the right order. What may stand elsewhere on the page
    (boxes, pull quotes, figures, floating tables), footnotes and the cover are left out."""
    precision: float
    recall: float
    f1: float
    """Headings by their letters; titles of boxes and the cover's lines are neither wanted nor wrong."""
    leak: float
    """Share of the printed running heads and feet that stand in other blocks."""
    whole: float
    """Share of paragraphs and list items (those in boxes aside) that come back as exactly one block."""
    words: float
    """Share of all printed words of the body, boxes and notes included, that come back to be mined."""


def truth_of(path: Path) -> dict[str, object]:
    """The layout truth of a report."""
    held: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    return held


def score(truth: dict[str, object], report: Report) -> Score:
    """Compare what a reader made with the truth."""
    blocks: list[dict[str, object]] = truth["blocks"]  # type: ignore[assignment]
    precision, recall = _headings(blocks, report)
    total = precision + recall
    return Score(
        design=str(truth["design"]),
        order=_order(blocks, report),
        precision=precision,
        recall=recall,
        f1=2 * precision * recall / total if total else 0.0,
        leak=_leak(blocks, report),
        whole=_whole(blocks, report),
        words=_words_found(blocks, report),
    )


def letters(text: object) -> str:
    """What of a text is compared."""
    return "".join(c for c in str(text).casefold() if c.isalnum())


def _words(text: object) -> list[str]:
    return [word for word in map(letters, str(text).split()) if word]


def _read_words(report: Report) -> list[str]:
    return [
        word
        for block in report.blocks
        if block.kind not in _LOST
        for word in _words(report.text[block.start : block.end])
    ]


def _order(blocks: list[dict[str, object]], report: Report) -> float:
    wanted = [
        word
        for block in blocks
        if block["kind"] in _BODY and not block.get("moves")
        for word in _words(_unnumbered(block))
    ]
    return LCSseq.similarity(wanted, _read_words(report)) / len(wanted)


def _unnumbered(block: dict[str, object]) -> str:
    """Footnote signs are raised in print and `[1]` in the truth: not compared."""
    text = str(block["text"])
    return "".join(
        part.split("]", 1)[-1] if part[:1].isdigit() and "]" in part else part for part in text.split("[")
    )


def _headings(blocks: list[dict[str, object]], report: Report) -> tuple[float, float]:
    wanted = Counter(letters(_unnumbered(b)) for b in blocks if b["kind"] == "heading" and b.get("level"))
    boxes = {letters(b["text"]) for b in blocks if b["kind"] == "heading" and not b.get("level")}
    cover = {word for b in blocks if b["kind"] == "cover" for word in _words(b["text"])}
    found = [report.text[b.start : b.end] for b in report.blocks if b.kind is BlockKind.HEADING]
    counted = Counter(
        letters(text)
        for text in found
        if letters(text) in wanted
        or not (letters(text) in boxes or letters(text) in _OF_DESIGNS or cover.issuperset(_words(text)))
    )
    right = sum((counted & wanted).values())
    return right / max(sum(counted.values()), 1), right / sum(wanted.values())


def _leak(blocks: list[dict[str, object]], report: Report) -> float:
    """Lines at the edge of a page that are furniture in truth and something else for the reader.

    A title that says the same as the running head of its page is none, nor a number in a table.
    """
    printed = [b for b in blocks if b["kind"] in ("header", "footer")]
    places = [(b["page"], {letters(b["text"]), *map(letters, b["parts"])}) for b in printed]  # type: ignore[call-overload]
    heights = {page.number: page.height for page in report.pages}
    seen = Counter(
        (line.page, letters(report.text[line.start : line.end]))
        for block in report.blocks
        if block.kind not in (*_FURNITURE, BlockKind.TABLE_ROW)
        for line in report.lines_of(block.start, block.end)
        if line.box and not _EDGE < (line.box.top + line.box.bottom) / 2 / heights[line.page] < 1 - _EDGE
    )
    titles = Counter((b.get("page", 1), letters(b["text"])) for b in blocks if b["kind"] == "cover")
    leaks = sum(any(seen[page, text] > titles[page, text] for text in texts) for page, texts in places)
    return leaks / max(len(places), 1)


def _whole(blocks: list[dict[str, object]], report: Report) -> float:
    wanted = Counter(
        _plain(_unnumbered(b), str(b["text"]).split()[0] if b["kind"] == "list_item" else "")
        for b in blocks
        if b["kind"] in ("paragraph", "list_item") and not b.get("moves")
    )
    found = Counter(_plain(report.text[block.start : block.end], block.marker) for block in report.blocks)
    return sum((wanted & found).values()) / sum(wanted.values())


def _plain(text: str, marker: str) -> str:
    """Letters without bullet, numbers and the signs of footnotes."""
    return "".join(c for c in letters(text.removeprefix(marker)) if not c.isdigit())


def _words_found(blocks: list[dict[str, object]], report: Report) -> float:
    kinds = (*_BODY, "footnote")
    wanted = Counter(word for b in blocks if b["kind"] in kinds for word in _words(_unnumbered(b)))
    found = Counter(_read_words(report))
    return sum((wanted & found).values()) / sum(wanted.values())
