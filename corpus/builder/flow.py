"""A source as it runs in print: numbered, footnotes in their place, boxes opened."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from builder.body import Block
from builder.head import Head
from builder.inline import Mark, Rich
from builder.source import Source

_OWN_NUMBER = re.compile(r"(?:\d{1,3}(?:\.\d{1,3})*\.?|[A-Z]\.|[IVX]{1,5}\.)\s|(?:annex|appendix)\b", re.I)
_UNCOUNTED = frozenset({"annex", "references", "contents"})
_LABELLED = re.compile(
    r"(?:figure|fig|table|map|chart|diagram|photo|photograph|picture|plate|image|graph|exhibit|source)s?\b",
    re.I,
)
_TABLE = re.compile(r"tables?\b", re.I)


@dataclass(frozen=True, slots=True)
class Flowed:
    """A printed block: `text` as converted, `marks` in its offsets."""

    kind: str
    """cover heading paragraph list_item table_row caption footnote"""
    text: str
    at: int
    """Index of the block of the body that it comes from, -1 for the cover."""
    level: int = 0
    role: str = ""
    """Headings: the role given with it."""
    heading: str = ""
    """Headings: the text without number."""
    marks: tuple[Mark, ...] = ()
    boxed: bool = False
    """Stands in a box, is a pull quote or figure: may stand elsewhere on the page."""


@dataclass(slots=True)
class _Flow:
    numbers: dict[int, str]
    figures: dict[int, int]
    notes: list[Flowed] = field(default_factory=list)
    noted: int = 0


def flow(source: Source) -> list[Flowed]:
    """The report in reading order; footnotes stand at the end of their section."""
    state = _Flow(numbers(source.head, source.blocks), figure_numbers(source.blocks))
    out = [Flowed("cover", text, -1) for text in cover_lines(source.head)]
    for at, block in enumerate(source.blocks):
        if block.kind == "heading":
            out += _notes(state)
        out += _blocks(block, at, state, boxed=False)
    return out + _notes(state)


def cover_lines(head: Head) -> list[str]:
    """Title, subtitle, kind, and who published it when."""
    return [line for line in (head.title, head.subtitle, head.kind) if line] + [
        f"{head.organisation}, {head.year}"
    ]


def numbers(head: Head, blocks: Sequence[Block]) -> dict[int, str]:
    """The number printed before a block, by its index. Annexes and what numbers itself get none."""
    counts = [0, 0, 0]
    counting = False
    found: dict[int, str] = {}
    deepest = {"headings": 3, "paragraphs": 1}.get(head.numbered, 0)
    for at, block in enumerate(blocks):
        if block.kind == "heading" and block.level <= deepest:
            counting = _counts(block) and (counting or block.level == 1)
            if counting:
                counts[block.level - 1] += 1
                counts[block.level :] = [0] * (3 - block.level)
                found[at] = ".".join(str(n) for n in counts[: block.level])
        elif block.kind == "paragraph" and head.numbered == "paragraphs" and counting:
            counts[1] += 1
            found[at] = f"{counts[0]}.{counts[1]}"
    return found


def _counts(block: Block) -> bool:
    own = block.role in _UNCOUNTED or _OWN_NUMBER.match(block.rich.text)
    return not own


def caption_lead(block: Block, number: int) -> str:
    """What stands before a caption that does not say itself what it is of."""
    return f"Figure {number}: " if number and not _LABELLED.match(block.rich.text) else ""


def is_table_caption(block: Block) -> bool:
    """`!! Table 2. …`: no figure is drawn for it."""
    return block.kind == "figure" and bool(_TABLE.match(block.rich.text))


def figure_numbers(blocks: Sequence[Block]) -> dict[int, int]:
    """Running number of each figure whose caption gives none, by index in `blocks`."""
    unlabelled = [
        at for at, b in enumerate(blocks) if b.kind == "figure" and not _LABELLED.match(b.rich.text)
    ]
    return {at: number for number, at in enumerate(unlabelled, 1)}


def _notes(state: _Flow) -> list[Flowed]:
    held, state.notes = state.notes, []
    return held


def _blocks(block: Block, at: int, state: _Flow, *, boxed: bool) -> Iterator[Flowed]:
    number = "" if boxed else state.numbers.get(at, "")
    match block.kind:
        case "heading":
            text, marks = _laid(block.rich, state, at, f"{number} " if number else "")
            yield Flowed("heading", text, at, block.level, block.role, block.rich.text, marks)
        case "item":
            sign = block.marker if block.marker != "-" else "-" if block.level == 1 else "o"
            text, marks = _laid(block.rich, state, at, f"{sign} ")
            yield Flowed("list_item", text, at, block.level, marks=marks, boxed=boxed)
        case "row":
            yield _row(block, at, state, boxed=boxed)
        case "quote":
            yield _quote(block, at, state)
        case "figure":
            text, marks = _laid(block.rich, state, at, caption_lead(block, state.figures.get(at, 0)))
            yield Flowed("caption", text, at, marks=marks, boxed=boxed or not is_table_caption(block))
        case "box":
            yield from _box(block, at, state)
        case "break":
            return
        case _:
            text, marks = _laid(block.rich, state, at, f"{number} " if number else "")
            yield Flowed("paragraph", text, at, marks=marks, boxed=boxed)


def _box(block: Block, at: int, state: _Flow) -> Iterator[Flowed]:
    if block.rich.text:
        text, _ = _laid(block.rich, state, at, "")
        yield Flowed("heading", text, at, 0, heading=text, boxed=True)
    for inner in block.blocks:
        yield from _blocks(inner, at, state, boxed=True)


def _row(block: Block, at: int, state: _Flow, *, boxed: bool) -> Flowed:
    text = ""
    marks: list[Mark] = []
    for cell in block.cells:
        lead = f"{text} | " if text else ""
        text, own = _laid(cell, state, at, lead)
        if not cell.text:
            text = lead.removesuffix(" | ")
        marks += own
    return Flowed("table_row", text, at, marks=tuple(marks), boxed=boxed)


def _quote(block: Block, at: int, state: _Flow) -> Flowed:
    text, marks = _laid(block.rich, state, at, "")
    if block.speaker.text:
        text, _ = _laid(block.speaker, state, at, f"{text} — ")
    return Flowed("paragraph", text, at, marks=marks, boxed=True)


def _laid(rich: Rich, state: _Flow, at: int, lead: str) -> tuple[str, tuple[Mark, ...]]:
    """Text with `[1]` where footnotes hang, after `lead`, and the marks in its offsets."""
    places: list[tuple[int, str]] = []
    for offset, note in rich.notes:
        state.noted += 1
        sign = f"[{state.noted}]"
        places.append((offset, sign))
        text, marks = _laid(Rich(note.text, marks=note.marks), state, at, f"{sign} ")
        state.notes.append(Flowed("footnote", text, at, marks=marks))
    return lead + _with(rich.text, places), tuple(_shifted(m, places, len(lead)) for m in rich.marks)


def _with(text: str, places: list[tuple[int, str]]) -> str:
    for offset, sign in reversed(places):
        text = text[:offset] + sign + text[offset:]
    return text


def _shifted(mark: Mark, places: list[tuple[int, str]], lead: int) -> Mark:
    """A footnote's sign at the very end of a mark stays outside."""
    start = lead + mark.start + sum(len(sign) for offset, sign in places if offset <= mark.start)
    end = lead + mark.end + sum(len(sign) for offset, sign in places if offset < mark.end)
    return replace(mark, start=start, end=end)
