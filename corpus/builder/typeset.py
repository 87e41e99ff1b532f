"""A source as Typst: texts as strings (nothing in them is markup), designs from corpus/designs."""

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

from builder.body import Block
from builder.flow import caption_lead, figure_numbers, is_table_caption, numbers
from builder.head import FOLDER
from builder.inline import Rich
from builder.source import Source

WIDE = {"two_columns": 5, "three_columns": 4, "newsletter": 4}
"""From so many columns on a table floats across the page, in designs of several columns."""
_MOST_WEIGHT = 60
_SHORT = 14
_CALLS = "report, at, sec, numbered, item, items, rows, pull, callout, picture, legend, small, turn"
"""What a design gives."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A typeset report: the PDF, where each block begins, and the running heads and feet."""

    pdf: bytes
    pages: dict[int, int]
    """Page by index of the block of the body."""
    furniture: tuple[tuple[str, int, tuple[str, ...]], ...]
    """(kind, page, parts)."""


def typeset(source: Source, press: Path) -> Printed:
    """Compile a report in the folder `press`: own fonts and a fixed date, so always the same bytes."""
    code = press / f"{source.head.id}.typ"
    code.write_text(markup(source), encoding="utf-8")
    compiler = typst.Compiler(
        code, root=press, font_paths=[press / "designs" / "fonts"], ignore_system_fonts=True
    )
    pdf = compiler.compile(format="pdf", timestamp=0)
    assert isinstance(pdf, bytes)
    pages: dict[int, int] = {}
    furniture: list[tuple[str, int, tuple[str, ...]]] = []
    for kind, page, value in json.loads(compiler.query("<seen>", field="value")):
        if kind == "block":  # headings stand in the contents page as well, before their own place
            pages[value] = max(page, pages.get(value, 0))
        else:
            furniture.append((kind, page, tuple(value)))
    return Printed(pdf, pages, tuple(furniture))


@contextmanager
def open_press() -> Iterator[Path]:
    """A folder with the designs in it, for `typeset`; it is gone afterwards."""
    with TemporaryDirectory() as folder:
        shutil.copytree(FOLDER, Path(folder) / "designs")
        yield Path(folder)


def markup(source: Source) -> str:
    """The Typst code of a report."""
    head = source.head
    meta = {
        key: getattr(head, key) for key in ("title", "subtitle", "kind", "organisation", "year", "contents")
    }
    meta |= {"header": head.running_header, "footer": head.running_footer}
    told = ", ".join(f"{key}: {_value(value)}" for key, value in meta.items())
    lines = [f'#import "/designs/{head.design}.typ": {_CALLS}', f"#show: report.with(({told}))"]
    return "\n\n".join([*lines, *_body(source)]) + "\n"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return _string(value) if isinstance(value, str) else str(value)


def _string(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@dataclass(slots=True)
class _Setter:
    """Counts footnotes in the order of the source, so that print and plain text agree."""

    source: Source
    notes: int = 0

    def content(self, rich: Rich, at: int = -1, lead: str = "") -> str:
        """`[…]` with styles and footnotes."""
        parts = [f"#at({at});"] if at >= 0 else []
        if lead:
            parts.append(f"#{_string(lead)};")
        hung = {offset: [note for o, note in rich.notes if o == offset] for offset, _ in rich.notes}
        cuts = rich.cuts()
        for number, start in enumerate(cuts):
            parts += [self._note(note) for note in hung.get(start, ())]
            end = cuts[number + 1] if number + 1 < len(cuts) else start
            if end > start:
                parts.append(_styled(rich, start, end))
        return "[" + "".join(parts) + "]"

    def _note(self, note: Rich) -> str:
        self.notes += 1
        number = str(self.notes)
        return f'#footnote(numbering: _ => "{number}", {self.content(note)});'


def _styled(rich: Rich, start: int, end: int) -> str:
    code = _string(rich.text[start:end])
    for spans, call in ((rich.italic, "emph"), (rich.bold, "strong")):
        if any(a <= start and end <= b for a, b in spans):
            code = f"{call}({code})"
    return f"#{code};"


def _body(source: Source) -> Iterator[str]:
    setter = _Setter(source)
    counted, figures = numbers(source.head, source.blocks), figure_numbers(source.blocks)
    at = 0
    while at < len(source.blocks):
        end = _table_end(source.blocks, at)
        if end > at:
            yield _table(setter, source.blocks[at:end], at)
            at = end
            continue
        end = _list_end(source.blocks, at)
        if end > at:
            yield _list(setter, source.blocks[at:end], at)
            at = end
            continue
        yield _element(setter, source.blocks[at], at, counted.get(at, ""), figures.get(at, 0))
        at += 1


def _table_end(blocks: Sequence[Block], at: int) -> int:
    """After the last row of the table that begins at `at`; `at` where none does."""
    end = at
    while end < len(blocks) and blocks[end].kind == "row" and (end == at or not blocks[end].head):
        end += 1
    return end


def _list_end(blocks: Sequence[Block], at: int) -> int:
    """After the last of the list items that begin at `at`; `at` where none does."""
    return at + sum(1 for _ in takewhile(lambda block: block.kind == "item", blocks[at:]))


def _list(setter: _Setter, items: Sequence[Block], at: int) -> str:
    return f"#items[{' '.join(_element(setter, item, at + n) for n, item in enumerate(items))}]"


def _element(setter: _Setter, block: Block, at: int, number: str = "", figure: int = 0) -> str:
    made: dict[str, Callable[[], str]] = {
        "heading": lambda: (
            f"#sec({block.level}, {setter.content(block.rich, at, f'{number} ' if number else '')})"
        ),
        "item": lambda: f"#item({block.level}, {_string(block.marker)}, {setter.content(block.rich, at)})",
        "quote": lambda: f"#pull({setter.content(block.rich, at)}, {_speaker(setter, block)})",
        "figure": lambda: _figure(setter, block, at, figure),
        "small": lambda: f"#small({setter.content(block.rich, at)})",
        "break": lambda: "#turn()",
        "box": lambda: _box(setter, block, at),
    }
    if block.kind in made:
        return made[block.kind]()
    if number:
        return f"#numbered({_string(number)}, {setter.content(block.rich, at)})"
    return setter.content(block.rich, at)[1:-1]


def _speaker(setter: _Setter, block: Block) -> str:
    return setter.content(block.speaker) if block.speaker.text else "none"


def _figure(setter: _Setter, block: Block, at: int, number: int) -> str:
    call = "legend" if is_table_caption(block) else "picture"
    return f"#{call}({setter.content(block.rich, at, caption_lead(block, number))})"


def _box(setter: _Setter, block: Block, at: int) -> str:
    """The title first: footnotes count in the order of print."""
    title = setter.content(block.rich, at) if block.rich.text else "none"
    words = sum(len(rich.text.split()) for inner in block.blocks for rich in inner.riches())
    parts = []
    place = 0
    while place < len(block.blocks):
        end = _table_end(block.blocks, place)
        if end > place:
            parts.append(_table(setter, block.blocks[place:end], at))
        elif (end := _list_end(block.blocks, place)) > place:
            inside = [_element(setter, item, at) for item in block.blocks[place:end]]
            parts.append(f"#items[{' '.join(inside)}]")
        else:
            parts.append(_element(setter, block.blocks[place], at))
            end = place + 1
        place = end
    return f"#callout({title}, {words}, [{chr(10).join(part + chr(10) for part in parts)}])"


def _table(setter: _Setter, rows: Sequence[Block], at: int) -> str:
    cells = [[setter.content(cell, at + n) for cell in row.cells] for n, row in enumerate(rows)]
    count = len(rows[0].cells)
    widths = ", ".join(_width(rows, column) for column in range(count))
    wide = "true" if is_wide(setter.source.head.design, count) else "false"
    body = ", ".join(cell for row in cells[1:] for cell in row)
    return f"#rows(({widths},), ({', '.join(cells[0])},), ({body}{',' if body else ''}), {wide})"


def is_wide(design: str, columns: int) -> bool:
    """Whether a table floats across the page."""
    return columns >= WIDE.get(design, 1000)


def _width(rows: Sequence[Block], column: int) -> str:
    """As wide as its text where that is short, else a share by the mean length of its texts."""
    lengths = [len(row.cells[column].text) for row in rows]
    if max(lengths) <= _SHORT:
        return "auto"
    return f"{max(_SHORT, min(sum(lengths) // len(lengths), _MOST_WEIGHT))}fr"
