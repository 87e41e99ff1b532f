"""The marked-up text of a source: its lines to blocks."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from builder.faults import Place, SourceError
from builder.inline import Rich, read
from reportminer.labels import Role

_HEADING = re.compile(r"(#{2,4}) +(?P<text>.+?)(?: +@(?P<role>\w+))?\s*")
_ITEM = re.compile(r"(?P<indent> *)(?P<marker>-|\d{1,3}\.) +(?P<text>\S.*)")
_SIGNS = ("#", "|", ">", "!!", "++", ":::", "~~~")
ROLES = frozenset(str(role) for role in Role)


@dataclass(frozen=True, slots=True)
class Block:
    """One block of the body. `kind`: heading paragraph item row quote figure small break box."""

    kind: str
    place: Place
    rich: Rich = Rich("")  # noqa: RUF009
    level: int = 0
    """Headings: 1 for `##`. Items: depth from 1."""
    role: str = ""
    """Headings: the role given with it, if any."""
    marker: str = ""
    """Items: `-` or the number with its dot."""
    cells: tuple[Rich, ...] = ()
    head: bool = False
    """The first row of a table."""
    speaker: Rich = Rich("")  # noqa: RUF009
    """Quotes: who says it."""
    blocks: tuple["Block", ...] = ()
    """What stands in a box; `rich` is its title."""

    def riches(self) -> Iterator[Rich]:
        """All texts of the block itself, in order of print, footnotes after what they hang on."""
        for rich in (self.rich, *self.cells, self.speaker):
            yield rich
            yield from (note for _, note in rich.notes)


def read_body(lines: Sequence[str], place: Place) -> tuple[Block, ...]:
    """Blocks of the body, whose first line stands at `place`."""
    blocks: list[Block] = []
    at = 0
    while at < len(lines):
        here = place.at(place.line + at)
        if not lines[at].strip():
            at += 1
        elif lines[at].startswith(":::"):
            block, at = _box(lines, at, here)
            blocks.append(block)
        else:
            end = _end(lines, at)
            blocks.append(_block(lines[at:end], here, blocks[-1] if at and lines[at - 1].strip() else None))
            at = end
    return tuple(blocks)


def _end(lines: Sequence[str], at: int) -> int:
    """Where the block that begins at `at` ends: quotes and paragraphs run on, all else is one line."""
    end = at + 1
    if lines[at].startswith(">"):
        while end < len(lines) and lines[end].startswith(">"):
            end += 1
    elif not _opens(lines[at]):
        while end < len(lines) and lines[end].strip() and not _opens(lines[end]):
            end += 1
    return end


def _opens(line: str) -> bool:
    return line.startswith(_SIGNS) or bool(_ITEM.match(line))


def _block(lines: Sequence[str], here: Place, before: Block | None) -> Block:  # noqa: PLR0911
    first = lines[0]
    if first.startswith("#"):
        return _heading(first, here)
    if first.startswith("|"):
        return _row(first, here, before)
    if first.startswith(">"):
        return _quote(lines, here)
    if item := _ITEM.match(first):
        return _item(item, here)
    for sign, kind in (("!!", "figure"), ("++", "small")):
        if first.startswith(sign):
            return Block(kind, here, _filled(first[len(sign) :].strip(), here))
    if first.startswith("~~~"):
        if first.strip() != "~~~":
            raise SourceError(here, "a page break is `~~~` alone")
        return Block("break", here)
    if first[0].isspace():
        raise SourceError(here, "a line that begins with a space and is no list item")
    return Block("paragraph", here, _filled("\n".join(lines), here))


def _filled(raw: str, here: Place) -> Rich:
    rich = read(raw, here)
    if not rich.text:
        raise SourceError(here, "nothing in it")
    return rich


def _heading(line: str, here: Place) -> Block:
    found = _HEADING.fullmatch(line)
    if not found:
        raise SourceError(here, "a heading is `## Text`, `### Text` or `#### Text`, perhaps with ` @role`")
    role = found["role"] or ""
    if role and role not in ROLES:
        raise SourceError(here, f"unknown role @{role}")
    rich = _filled(found["text"], here)
    if rich.marks:
        raise SourceError(here, "a mark in a heading")
    return Block("heading", here, rich, level=len(found[1]) - 1, role=role)


def _item(found: re.Match[str], here: Place) -> Block:
    indent = len(found["indent"])
    if indent % 2:
        raise SourceError(here, "list items are indented by two spaces for each level")
    return Block("item", here, _filled(found["text"], here), level=indent // 2 + 1, marker=found["marker"])


def _row(line: str, here: Place, before: Block | None) -> Block:
    if len(line.strip()) < 2 or not line.rstrip().endswith("|"):
        raise SourceError(here, "a table row ends with `|`")
    cells = tuple(read(cell.strip(), here) for cell in line.strip()[1:-1].split("|"))
    in_table = before is not None and before.kind == "row"
    if in_table and before is not None and len(before.cells) != len(cells):
        raise SourceError(here, f"{len(cells)} cells where the row before has {len(before.cells)}")
    if cells[0].text and not any(c.text.strip("-: ") for c in cells):
        raise SourceError(here, "no `|---|` line under the head of a table")
    return Block("row", here, cells=cells, head=not in_table)


def _quote(lines: Sequence[str], here: Place) -> Block:
    held = [line[1:].strip() for line in lines]
    speaker = Rich("")
    if held[-1].startswith("--"):
        speaker = _filled(held[-1].lstrip("-– ").strip(), here.at(here.line + len(held) - 1))
        held = held[:-1]
    return Block("quote", here, _filled("\n".join(held), here), speaker=speaker)


def _box(lines: Sequence[str], at: int, here: Place) -> tuple[Block, int]:
    if not re.match(r":::box( |$)", lines[at]):
        raise SourceError(here, "`:::` that closes no box; a box opens with `:::box Title`")
    end = next((n for n in range(at + 1, len(lines)) if lines[n].startswith(":::")), len(lines))
    if end == len(lines) or lines[end].strip() != ":::":
        raise SourceError(here, "a box without its closing `:::` (boxes do not nest)")
    inside = read_body(lines[at + 1 : end], here.at(here.line + 1))
    for block in inside:
        if block.kind in ("heading", "break"):
            raise SourceError(block.place, f"a {block.kind} inside a box")
    title = lines[at][len(":::box") :].strip()
    box = Block("box", here, read(title, here), blocks=inside)
    return box, end + 1


def walk(blocks: Sequence[Block]) -> Iterator[Block]:
    """All blocks in order, those in boxes after the box itself."""
    for block in blocks:
        yield block
        yield from walk(block.blocks)
