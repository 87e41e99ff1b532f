"""Marked lines that are titles together: each stands over text of its own, whatever its mark says."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from reportminer.labels import BlockKind
from reportminer.parse.text.chunks import DECIMAL, Chunk
from reportminer.parse.text.titles import is_spoken, names_nothing

_MOST_WORDS_LONE = 15
_LONGEST_LONE = 260
_MOST_WORDS_COUNTED = 25
_ENOUGH = 2
_BODY_CHARACTERS = 60
_ENDS = (".", "!", "?", ":", "”", '"')
_OPEN_ENDS = (",", ";", ":", "…", "—", "–")


def settle_series(chunks: Sequence[Chunk]) -> list[Chunk]:
    """Make headings of the marked lines whose sisters are, and of those that stand alone over paragraphs."""
    heads = {at for held in _counts(chunks) if _stand_apart(chunks, held) for at in held}
    lone = {at: mark.scheme for at, chunk in enumerate(chunks) if (mark := chunk.mark) and _lone(chunks, at)}
    # A single one may be a list that was cut short; a custom shows in two, under one kind of mark.
    customs = Counter(lone.values())
    heads |= {at for at, scheme in lone.items() if customs[scheme] >= _ENOUGH}
    return [replace(c, kind=BlockKind.HEADING) if at in heads else c for at, c in enumerate(chunks)]


def _counts(chunks: Sequence[Chunk]) -> Iterator[list[int]]:
    """Places of marked lines that count 1, 2, 3 under one kind of number."""
    running: dict[str, list[int]] = {}
    for at, chunk in enumerate(chunks):
        mark = chunk.mark
        if mark is None or not mark.order or DECIMAL in mark.scheme or not _judged(chunk):
            continue
        held = running.get(mark.scheme, [])
        if held and mark.order == _order(chunks[held[-1]]) + 1:
            held.append(at)
            continue
        yield held
        running[mark.scheme] = [at]
    yield from running.values()


def _judged(chunk: Chunk) -> bool:
    return chunk.kind in (BlockKind.LIST_ITEM, BlockKind.HEADING) and not chunk.sure


def _order(chunk: Chunk) -> int:
    return chunk.mark.order if chunk.mark else 0


def _stand_apart(chunks: Sequence[Chunk], held: Sequence[int]) -> bool:
    """Whether other text stands between any two, all are brief, and one at least is a heading already."""
    headed = [at for at in held if chunks[at].kind is BlockKind.HEADING]
    if not headed or len(headed) == len(held) or any(b - a == 1 for a, b in pairwise(held)):
        return False
    if held[-1] + 1 == len(chunks):
        return False
    return all(
        chunks[at].words <= _MOST_WORDS_COUNTED and not chunks[at].text.endswith((".", *_OPEN_ENDS))
        for at in held
    )


def _lone(chunks: Sequence[Chunk], at: int) -> bool:
    """A brief marked line over a paragraph, with no item of a list before or after it."""
    chunk = chunks[at]
    before, after = chunks[at - 1] if at else None, chunks[at + 1] if at + 1 < len(chunks) else None
    if chunk.mark is None or not _judged(chunk) or chunk.words > _MOST_WORDS_LONE or after is None:
        return False
    if before is not None and (before.kind is BlockKind.LIST_ITEM or before.text.endswith(":")):
        return False
    if len(chunk.text) > _LONGEST_LONE or is_spoken(chunk) or is_spoken(after):
        return False
    named = chunk.text.endswith(_OPEN_ENDS) or names_nothing(chunk.body) or not chunk.body[:1].isupper()
    return not named and after.kind is BlockKind.PARAGRAPH and after.mark is None and _is_body(after)


def _is_body(after: Chunk) -> bool:
    return len(after.text) >= _BODY_CHARACTERS or after.text.endswith(_ENDS)
