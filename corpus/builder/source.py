"""A .report file read whole and checked: head, body, tail, and that they fit together."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from builder.body import Block, read_body, walk
from builder.faults import Place, SourceError
from builder.head import Head, read_head
from builder.tail import Tail, read_tail
from builder.yamls import load

_RULE = "---"
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Source:
    """One written report."""

    path: Path
    head: Head
    blocks: tuple[Block, ...]
    tail: Tail


def read_source(path: Path) -> Source:
    """Read `path`; raises SourceError with file and line for whatever FORMAT.md does not name."""
    try:
        lines = path.read_bytes().decode("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(Place(path, 1), f"cannot be read: {error}") from error
    rules = _rules(lines, path)
    parts = [lines[one + 1 : two] for one, two in pairwise(rules)]
    head = read_head(load("\n".join(parts[0]), Place(path, rules[0] + 2)))
    blocks = read_body(parts[1], Place(path, rules[1] + 2))
    tail = read_tail(load("\n".join(parts[2]), Place(path, rules[2] + 2)))
    source = Source(path, head, blocks, tail)
    _check_marks(source)
    _check_words(source)
    return source


def _rules(lines: list[str], path: Path) -> list[int]:
    found = [at for at, line in enumerate(lines) if line.rstrip() == _RULE]
    if len(found) != 4 or found[0] != 0 or any(line.strip() for line in lines[found[-1] + 1 :]):
        line = (found[4] if len(found) > 4 else found[-1] if found else 0) + 1
        raise SourceError(
            Place(path, line),
            "expected `---`, head, `---`, body, `---`, tail, `---` and nothing else: four lines `---`",
        )
    return found


def sentences_marked(blocks: tuple[Block, ...]) -> Iterator[tuple[Block, str, tuple[str, ...], int]]:
    """(block, text, names, line) of every mark, near misses with no names."""
    for block in walk(blocks):
        for rich in block.riches():
            for mark in rich.marks:
                yield block, rich.text[mark.start : mark.end], mark.names, mark.line


def _check_marks(source: Source) -> None:
    """Every mark has its line in the tail and the other way round."""
    seen: dict[str, int] = {}
    for _, _, names, line in sentences_marked(source.blocks):
        for name in names:
            if name in seen:
                raise SourceError(Place(source.path, line), f"{name} already stands in line {seen[name]}")
            if name not in source.tail.notes:
                raise SourceError(Place(source.path, line), f"{name} is missing in the tail")
            seen[name] = line
    for name, note in source.tail.notes.items():
        if name not in seen:
            raise SourceError(Place(source.path, note.line), f"{name} marks nothing in the body")


def _check_words(source: Source) -> None:
    """What the tail says in words of the text does stand in the text."""
    text = "\n".join(_texts(source))
    for partner in source.tail.partners:
        for name in (partner.name, *partner.aliases):
            _must_stand(name, text, Place(source.path, partner.line), "partner")
    for name, line in source.tail.mentioned:
        _must_stand(name, text, Place(source.path, line), "mentioned")
    names = {n for p in source.tail.partners for n in (p.name, *p.aliases)}
    for note in source.tail.notes.values():
        for key in ("actor", "deadline", "speaker"):
            value = getattr(note, key)
            if value and value not in names:
                _must_stand(value, text, Place(source.path, note.line), f"{note.name}: {key}")


def _must_stand(words: str, text: str, place: Place, what: str) -> None:
    if words not in text:
        raise SourceError(place, f"{what} {words!r} does not stand in the text")


def _texts(source: Source) -> Iterator[str]:
    head = source.head
    yield from (head.title, head.subtitle, head.kind, head.organisation)
    for block in walk(source.blocks):
        yield from (rich.text for rich in block.riches())
