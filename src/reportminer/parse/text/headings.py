"""Which chunks of a text are headings, where no markup says so: their shape and what stands around."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from reportminer.labels import BlockKind
from reportminer.parse.text.chunks import DECIMAL, Chunk
from reportminer.parse.text.series import settle_series
from reportminer.parse.text.titles import (
    has_speaker,
    is_division,
    is_named,
    is_question,
    is_spoken,
    is_stock,
    is_title_like,
)

_MOST_WORDS_NUMBERED = 14
_MOST_WORDS_BULLET = 10
_MOST_WORDS_ISOLATED = 16
_TITLE_WORDS = 4
"""The first line of a text is its title if it is title-like and has this many words."""
_BODY_CHARACTERS = 60
"""What follows a heading is at least this long, or a list, or another heading."""
_LONG_BODY = 120
_ISOLATED = 3
_RUN = 4
"""So many title-like lines in a row are a list, an address or a cover, not headings."""
_BODY = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.TABLE_ROW)
_PASSED = (BlockKind.HEADER, BlockKind.FOOTER, BlockKind.CAPTION, BlockKind.FIGURE)


@dataclass(frozen=True, slots=True)
class _Place:
    """A chunk, its neighbours, and what is known of the whole text."""

    chunk: Chunk
    before: Chunk | None
    after: Chunk | None
    run: int
    """How many title-like chunks stand in a row around it, counted up to the limit."""
    last_of_run: bool
    isolated: bool
    """Bullets and numbers of this text stand over paragraphs, not in lists."""


def mark_headings(chunks: Sequence[Chunk]) -> list[Chunk]:
    """Give the chunks that are headings their kind. What markup told stays as it is."""
    judged = list(chunks)
    visible = [at for at, chunk in enumerate(chunks) if chunk.kind not in _PASSED]
    for n, place in enumerate(_places([chunks[at] for at in visible])):
        if place.chunk.sure:
            continue
        before = judged[visible[n - 1]] if n else None
        if _is_heading(replace(place, before=before)):
            judged[visible[n]] = replace(place.chunk, kind=BlockKind.HEADING)
    for at, chunk in zip(visible, settle_series([judged[at] for at in visible]), strict=True):
        judged[at] = chunk
    return judged


def _places(chunks: list[Chunk]) -> Iterator[_Place]:
    titles = [is_title_like(chunk) for chunk in chunks]
    isolated = _marks_isolated(chunks)
    for n, chunk in enumerate(chunks):
        after = chunks[n + 1] if n + 1 < len(chunks) else None
        last = after is None or not titles[n + 1]
        yield _Place(chunk, None, after, _run_length(titles, n), last, isolated)


def _run_length(titles: list[bool], at: int) -> int:
    first = at
    while first > 0 and titles[first - 1] and at - first < _RUN:
        first -= 1
    last = at
    while last + 1 < len(titles) and titles[last + 1] and last - at < _RUN:
        last += 1
    return last - first + 1


def _marks_isolated(chunks: list[Chunk]) -> bool:
    """Whether short marked lines over long paragraphs are the custom of this text, lists are not."""
    alone = listed = 0
    for before, chunk, after in zip([None, *chunks], chunks, [*chunks[1:], None], strict=False):
        if chunk.mark is None or chunk.sure:
            continue
        if any(held is not None and held.mark is not None for held in (before, after)):
            listed += 1
        elif chunk.words <= _MOST_WORDS_ISOLATED and after is not None and len(after.text) >= _LONG_BODY:
            alone += 1
    return alone >= _ISOLATED and alone > listed


def _is_heading(place: _Place) -> bool:
    chunk, after = place.chunk, place.after
    if after is None:
        return is_title_like(chunk) and is_division(chunk.body)
    if is_question(chunk):
        return not is_question(after)
    alone = chunk.mark is not None and place.isolated and chunk.words <= _MOST_WORDS_ISOLATED
    if alone and len(after.text) >= _LONG_BODY and after.mark is None and not has_speaker(chunk):
        return True
    if chunk.mark is not None and is_spoken(chunk):
        return False
    return is_title_like(chunk) and _is_title(place, chunk, after)


def _is_title(place: _Place, chunk: Chunk, after: Chunk) -> bool:
    """Of a title-like chunk: by its own words, or by what stands around it."""
    if is_division(chunk.body):
        return True
    if chunk.mark is not None:
        return _numbered(place, chunk, after)
    return is_named(chunk.text) or chunk.bold or _plain(place, after)


def _plain(place: _Place, after: Chunk) -> bool:
    """A title-like line without number or stock name: what stands around it decides."""
    if place.before is None and place.chunk.words >= _TITLE_WORDS:
        return True
    if _answers(place.before) and not _has_long_body(after):
        return False
    if not _opens_body(after) or (_ends_with_colon(place.before) and not _has_long_body(after)):
        return False
    return place.run < _RUN or (place.last_of_run and _has_body(after))


def _numbered(place: _Place, chunk: Chunk, after: Chunk) -> bool:
    """A number or bullet before a title: a heading unless its neighbours are items of the same list."""
    before = place.before
    if chunk.mark is not None and DECIMAL in chunk.mark.scheme:
        return chunk.words <= _MOST_WORDS_NUMBERED
    same_before = before is not None and before.kind is BlockKind.LIST_ITEM and _same(before, chunk)
    if same_before or _same(after, chunk):
        return is_stock(chunk.body) and not chunk.is_bullet
    if _ends_with_colon(before):
        return False
    if chunk.is_bullet:
        if before is not None and before.kind is BlockKind.LIST_ITEM and before.is_bullet:
            return False
        return chunk.words <= _MOST_WORDS_BULLET and _has_body(after)
    return chunk.words <= _MOST_WORDS_NUMBERED and _opens_body(after)


def _same(one: Chunk, other: Chunk) -> bool:
    return one.mark is not None and other.mark is not None and one.mark.scheme == other.mark.scheme


def _answers(before: Chunk | None) -> bool:
    """Whether what follows `before` is the short answer of a form."""
    return before is not None and before.kind is BlockKind.HEADING and is_question(before)


def _ends_with_colon(chunk: Chunk | None) -> bool:
    return chunk is not None and chunk.kind is not BlockKind.HEADING and chunk.text.endswith(":")


def _opens_body(after: Chunk) -> bool:
    """Something follows that a heading can stand over."""
    if after.kind is BlockKind.HEADING or is_title_like(after):
        return True
    return after.kind in _BODY and (after.mark is not None or _has_body(after))


def _has_body(after: Chunk) -> bool:
    """A list, a table, or a paragraph that is long or a sentence."""
    if after.kind is not BlockKind.PARAGRAPH:
        return after.kind in (BlockKind.LIST_ITEM, BlockKind.TABLE_ROW)
    return len(after.text) >= _BODY_CHARACTERS or after.text.endswith((".", "!", "?", ":", "”", '"'))


def _has_long_body(after: Chunk) -> bool:
    return after.kind is BlockKind.PARAGRAPH and len(after.text) >= _LONG_BODY
