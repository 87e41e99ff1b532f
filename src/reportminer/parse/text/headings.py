"""Which chunks of a text are headings, where no markup says so: shape, neighbours, stock names."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files

from reportminer.labels import BlockKind
from reportminer.parse.text.chunks import Chunk

_LONGEST = 130
_MOST_WORDS = 16
_MOST_WORDS_NUMBERED = 14
_MOST_WORDS_COLON = 6
_MOST_WORDS_BULLET = 10
_BODY_CHARACTERS = 60
"""What follows a heading is at least this long, or a list, or another heading."""
_RUN = 3
"""So many title-like lines in a row are a list, an address or a cover, not headings."""
_DIVISION = re.compile(
    r"^(?:chapter|part|section|annex(?:ure)?|appendix|schedule|module|volume|unit|case study|box)\s+"
    r"(?:\d{1,3}|[ivxlc]{1,6}|[a-z])\b(?!\s+of\b)",
    re.IGNORECASE,
)
_NUMBERED_NAME = re.compile(
    r"^(?:recommendation|finding|lesson|challenge|conclusion|objective|outcome|output|goal|theme|principle|step|"
    r"phase|pillar|priority|action|key (?:finding|message|lesson|recommendation))\s+(?:no\.?\s*)?\d{1,3}[a-z]?\b",
    re.IGNORECASE,
)
_NO_HEADING = re.compile(
    r"https?://|www\.|@\w|\.(?:org|com|net|gov|pdf)\b|^\W*$|^(?:tel|phone|fax|email|e-mail|isbn|doi|date|signed|"
    r"by|name|to|from|cc|re|subject|author|authors|published|contact|copyright|last edited)\b\s*[:.]|©|"
    r"^\W*\d[\d\s,./:%-]*\W*$",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(
    r"\b(?:include|includes|included|including|are|were|is|was|following|follows|below|should|must|can|has|have|"
    r"by|to|that|such as|e\.g|for example)\s*:$|^(?:these|this|they|it|we|i|he|she|to|in|for|among|as|when|where|"
    r"the following|some|our|all|both|each)\b.*:$",
    re.IGNORECASE,
)
_STARTS = re.compile(r"^[\"'“‘(\[]?[A-Z0-9À-ÖØ-ÞĀ-Ž¿¡]")
_ENDS_TEXT = (".", ",", ";", "…", "—", "–", "-", "&", "/", "|", "=")
_HANGING = re.compile(
    r"\b(?:and|or|of|the|a|an|to|for|with|in|on|at|by|from|that|which|is|are|as)$", re.IGNORECASE
)
_BODY = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.TABLE_ROW)
_PASSED = (BlockKind.HEADER, BlockKind.FOOTER, BlockKind.CAPTION, BlockKind.FIGURE)


@cache
def stock_names() -> frozenset[str]:
    """Headings of reports of all kinds, in lower case without punctuation."""
    text = files("reportminer.parse.text").joinpath("stock.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


def is_stock(text: str) -> bool:
    """Whether a text is a stock heading, its number and punctuation aside."""
    words = re.sub(r"[^\w\s']", " ", text.casefold().replace("’", "'"))
    return " ".join(words.split()) in stock_names()


def mark_headings(chunks: Sequence[Chunk]) -> list[Chunk]:
    """Give the chunks that are headings their kind. What markup told stays as it is."""
    judged = list(chunks)
    visible = [at for at, chunk in enumerate(chunks) if chunk.kind not in _PASSED]
    titles = [_title_like(chunks[at]) for at in visible]
    for n, at in enumerate(visible):
        if chunks[at].sure:
            continue
        before = judged[visible[n - 1]] if n else None
        after = chunks[visible[n + 1]] if n + 1 < len(visible) else None
        run = _run_length(titles, n)
        if _is_heading(
            chunks[at], before, after, run, last_of_run=not titles[n + 1 : n + 2] or not titles[n + 1]
        ):
            judged[at] = replace(chunks[at], kind=BlockKind.HEADING)
    return judged


def _run_length(titles: list[bool], at: int) -> int:
    """How many title-like chunks stand in a row around `at`, counted up to the limit."""
    first = at
    while first > 0 and titles[first - 1] and at - first < _RUN:
        first -= 1
    last = at
    while last + 1 < len(titles) and titles[last + 1] and last - at < _RUN:
        last += 1
    return last - first + 1


def _title_like(chunk: Chunk) -> bool:
    """Short, begins like a title, does not end like a sentence."""
    if chunk.kind not in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM) or chunk.quoted:
        return False
    text = chunk.body
    if len(text) > _LONGEST or chunk.words > _MOST_WORDS or not _STARTS.match(text):
        return False
    if _NO_HEADING.search(text) or not any(c.isalpha() for c in text):
        return False
    if text.endswith(_ENDS_TEXT) and not chunk.bold:
        return False
    return not _HANGING.search(text) and not (text.endswith(":") and not _colon_title(text))


def _colon_title(text: str) -> bool:
    """`Lessons learned:` but not `These include:`."""
    if is_stock(text):
        return True
    short = len(text.split()) <= _MOST_WORDS_COLON
    return short and not _LEAD_IN.search(text) and not _HANGING.search(text.rstrip(": "))


def _is_heading(
    chunk: Chunk, before: Chunk | None, after: Chunk | None, run: int, *, last_of_run: bool
) -> bool:
    if not _title_like(chunk):
        return False
    if _DIVISION.match(chunk.text) or (chunk.mark and _DIVISION.match(chunk.body)):
        return True
    if chunk.mark is not None:
        return _numbered(chunk, before, after)
    if is_stock(chunk.text) or _NUMBERED_NAME.match(chunk.text) or chunk.bold:
        return after is not None
    if after is None or not _opens_body(after) or _ends_with_colon(before):
        return False
    return run < _RUN or (last_of_run and _has_body(after))


def _numbered(chunk: Chunk, before: Chunk | None, after: Chunk | None) -> bool:
    """A number or bullet before a title: a heading unless its neighbours are items of the same list."""
    mark = chunk.mark
    if mark is None or after is None:
        return False
    if "1.1" in mark.scheme:
        return chunk.words <= _MOST_WORDS_NUMBERED
    same_before = before is not None and before.kind is BlockKind.LIST_ITEM and _same(before, chunk)
    if same_before or _same(after, chunk):
        return is_stock(chunk.body) and not chunk.is_bullet
    if chunk.is_bullet:
        return chunk.words <= _MOST_WORDS_BULLET and _has_body(after) and not _ends_with_colon(before)
    return chunk.words <= _MOST_WORDS_NUMBERED and _opens_body(after) and not _ends_with_colon(before)


def _same(one: Chunk, other: Chunk) -> bool:
    return one.mark is not None and other.mark is not None and one.mark.scheme == other.mark.scheme


def _ends_with_colon(chunk: Chunk | None) -> bool:
    return chunk is not None and chunk.kind is not BlockKind.HEADING and chunk.text.endswith(":")


def _opens_body(after: Chunk) -> bool:
    """Something follows that a heading can stand over."""
    if after.kind is BlockKind.HEADING or _title_like(after):
        return True
    return after.kind in _BODY and (
        after.mark is not None or after.kind is BlockKind.TABLE_ROW or _has_body(after)
    )


def _has_body(after: Chunk) -> bool:
    """A paragraph follows: long, or a sentence."""
    if after.kind is not BlockKind.PARAGRAPH:
        return after.kind in (BlockKind.LIST_ITEM, BlockKind.TABLE_ROW)
    return len(after.text) >= _BODY_CHARACTERS or after.text.endswith((".", "!", "?", ":", "”", '"'))
