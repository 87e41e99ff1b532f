"""What stands around a quote in its report: "They must share it" says little without the sentence before."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from reportminer.errors import OutputError
from reportminer.export.quotes.choose import Quote
from reportminer.tag.segment import sentences

LONGEST = 320
"""Characters of context on each side, at most."""
_APART = "\n\n"
"""Between two blocks of a text."""
_COLON = ":"
ITEMS = 20
"""Of a list, at most, that are gone over to what leads in to it."""
_ITEM = re.compile(r"[^\w\s“\"'‘(\[]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)](?=\s|$)")
"""A bullet, or the number or letter of an item."""


def in_context(out: Path, quotes: Sequence[Quote]) -> list[Quote]:
    """The quotes with the sentence before and the one after each, of the same paragraph.

    A quote that opens its paragraph, or is an item of a list, has before it what leads in to it, if that
    ends with a colon.
    Raises OutputError where a report's text is missing.
    """
    found: dict[int, Quote] = {}
    numbered = sorted(enumerate(quotes), key=lambda pair: pair[1].report_id)
    for report_id, group in groupby(numbered, key=lambda pair: pair[1].report_id):
        text = _text(out, report_id)
        found |= {place: _placed(text, quote) for place, quote in group}
    return [found[place] for place in range(len(quotes))]


def _text(out: Path, report_id: str) -> str:
    path = out / "texts" / f"{report_id}.txt"
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise OutputError(f"{path} cannot be read: {error}", hint="run `reportminer run` again") from error


def _placed(text: str, quote: Quote) -> Quote:
    start = quote.order[1]
    return replace(quote, before=_before(text, start), after=_after(text, start + len(quote.text)))


def _before(text: str, start: int) -> str:
    edge = text.rfind(_APART, 0, start)
    begin = 0 if edge < 0 else edge + len(_APART)
    marker = text[begin:start].strip()
    if marker and not _ITEM.fullmatch(marker) and _says(marker):
        return _last(text, begin, start)
    return _lead(text, edge, ITEMS if marker else 1)


def _lead(text: str, edge: int, most: int) -> str:
    """What leads in to what follows `edge`, over the items of a list in between: among so many blocks."""
    for _ in range(most):
        above = text.rfind(_APART, 0, max(edge, 0))
        block = text[max(above, 0) : max(edge, 0)].strip()
        if block.endswith(_COLON):
            return _last(text, max(above, 0), edge)
        if not _ITEM.match(block):
            return ""
        edge = above
    return ""


def _last(text: str, begin: int, end: int) -> str:
    begin = max(begin, end - 4 * LONGEST)
    told = [" ".join(text[a:b].split()) for a, b in sentences(text, begin, end)]
    return _shortened(told[-1], keep_end=True) if told and _says(told[-1]) else ""


def _after(text: str, end: int) -> str:
    edge = text.find(_APART, end)
    stop = min(len(text) if edge < 0 else edge, end + 4 * LONGEST)
    first = next(iter(sentences(text, end, stop)), None)
    told = " ".join(text[first[0] : first[1]].split()) if first else ""
    return _shortened(told, keep_end=False) if _says(told) else ""


def _says(words: str) -> bool:
    """More than the number of a paragraph, or marks."""
    return any(map(str.isalpha, words))


def _shortened(words: str, *, keep_end: bool) -> str:
    if len(words) <= LONGEST:
        return words
    return f"…{words[-LONGEST:].partition(' ')[2]}" if keep_end else f"{words[:LONGEST].rpartition(' ')[0]}…"
