"""Chunks to drafts: pieces a line each, markup taken out, words cut at line ends joined."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files

from reportminer.labels import BlockKind
from reportminer.parse.compose import Draft, Piece
from reportminer.parse.text.chunks import Chunk
from reportminer.parse.text.inline import lead_of, plain, squeeze
from reportminer.parse.text.lines import BAR, LineKind
from reportminer.parse.text.shapes import mark_of, pipe_cells, tab_cells

_CUT = re.compile(r"(?<![^\W\d_])([^\W\d_]+)[-‐¬]$")
_GOES_ON = re.compile(r"^([^\W\d_]+)")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_MOST_DEPTH = 6


def drafts_of(chunks: Sequence[Chunk], *, markdown: bool) -> Iterator[Draft]:
    """One draft for each chunk, list items with their depth."""
    words = _vocabulary(chunks)
    indents: list[int] = []
    for chunk in chunks:
        indents = _indents(indents, chunk)
        level = chunk.level if chunk.kind is BlockKind.HEADING else 0
        if chunk.kind is BlockKind.LIST_ITEM:
            level = min(len(indents), _MOST_DEPTH)
        yield _draft(chunk, level, words, markdown=markdown)


def _draft(chunk: Chunk, level: int, words: Counter[str], *, markdown: bool) -> Draft:
    if chunk.kind is BlockKind.TABLE_ROW:
        return Draft(chunk.kind, tuple(_cells(chunk, markdown=markdown)))
    pieces = tuple(_pieces(chunk, words, markdown=markdown))
    numbered = chunk.kind is BlockKind.PARAGRAPH and chunk.mark is not None
    marked = pieces and (numbered or chunk.kind in (BlockKind.LIST_ITEM, BlockKind.HEADING))
    mark = mark_of(pieces[0].text) if marked else None
    marker = mark.text if mark else ""
    lead = _lead(chunk, pieces, markdown=markdown)
    return Draft(chunk.kind, pieces, level=level, marker=marker, bold=chunk.bold, lead=lead)


def _lead(chunk: Chunk, pieces: Sequence[Piece], *, markdown: bool) -> int:
    """How far the strong words at the beginning of a paragraph or list item reach in its first piece."""
    raw = chunk.lines[0].text
    if chunk.bold or chunk.kind not in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM):
        return 0
    mark = mark_of(raw)
    words = squeeze(plain(lead_of(mark.rest if mark else raw), markdown=markdown))
    at = pieces[0].text.find(words) if words and pieces else -1
    return at + len(words) if at >= 0 else 0


def _cells(chunk: Chunk, *, markdown: bool) -> Iterator[Piece]:
    line = chunk.lines[0]
    bars = line.text.split(BAR) if line.kind is LineKind.ROW else None
    cells = bars or pipe_cells(line.text) or tab_cells(line.text)
    for number, cell in enumerate(cells):
        yield Piece(squeeze(plain(cell, markdown=markdown)), line.page, cell=number)


def _pieces(chunk: Chunk, words: Counter[str], *, markdown: bool) -> Iterator[Piece]:
    raw = "\n".join(line.text for line in chunk.lines)
    marked = chunk.kind not in (BlockKind.FIGURE, BlockKind.HEADER, BlockKind.FOOTER)
    text = plain(raw, markdown=markdown) if marked else raw
    lines = [squeeze(line) for line in text.split("\n")]
    for at, line in enumerate(lines):
        after = next((held for held in lines[at + 1 :] if held), "")
        kept, glue = _join(line, after, words)
        yield Piece(kept, chunk.lines[at].page, glue=glue)


def _join(line: str, after: str, words: Counter[str]) -> tuple[str, str]:
    """The line as it is kept, and what stands between it and the next: mends words cut at the end."""
    cut, rest = _CUT.search(line), _GOES_ON.match(after)
    if not cut or not rest or not rest[1][0].islower():
        return line, "" if cut and rest and line.endswith("-") else " "
    whole, hyphened = f"{cut[1]}{rest[1]}".casefold(), f"{cut[1]}-{rest[1]}".casefold()
    if line.endswith("-"):
        keeps = words[hyphened] > words[whole] or (not words[whole] and cut[1].casefold() in _compounding())
        if keeps:
            return line, ""
    return line[:-1], ""


@cache
def _compounding() -> frozenset[str]:
    """First parts of words that keep their hyphen (`well-known`, `long-term`)."""
    text = files("reportminer.parse.text").joinpath("compounding.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if line[:1] != "#" for word in line.split())


def _vocabulary(chunks: Sequence[Chunk]) -> Counter[str]:
    """Words of the text, only where some line ends in a hyphen: they tell how a cut word is spelt."""
    cut = any(line.text.endswith(("-", "‐", "¬")) for chunk in chunks for line in chunk.lines)
    if not cut:
        return Counter()
    return Counter(
        word for chunk in chunks for line in chunk.lines for word in _WORD.findall(line.text.casefold())
    )


def _indents(held: list[int], chunk: Chunk) -> list[int]:
    """The indents of the list items that a chunk stands in; empty outside lists."""
    if chunk.kind is not BlockKind.LIST_ITEM:
        return [] if chunk.kind is BlockKind.HEADING else held
    indent = chunk.lines[0].indent
    return [*(above for above in held if above < indent), indent]
