"""Contents pages: which chunks are entries of a table of contents."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from reportminer.labels import BlockKind
from reportminer.parse.text.chunks import Chunk
from reportminer.parse.text.words import any_of

_TITLE = re.compile(
    rf"^(?:table of )?contents?(?: page)?:?$|^list of (?:{any_of('listed')}):?$|"
    rf"^what.s (?:inside|in this (?:{any_of('papers')})):?$|^in this (?:{any_of('papers')}):?$",
    re.IGNORECASE,
)
_LEADERS = re.compile(r"(?:\.\s?){4,400}|(?:…\s?){2,200}|_{4,200}")
_ENDS_IN_PAGE = re.compile(
    r"(?:\s{2,}|\t\s*|\.{3,}\s*|…\s*|\s\|\s*)(\d{1,4}|[ivxl]{1,6})\s*$|\s(\d{1,4})\s*$"
)
_STRONG_END = re.compile(r"(?:\t\s*|\.{3,}\s*|…\s*|\s{3,})(?:\d{1,4}|[ivxl]{1,6})\s*$")
_FEWEST = 4
_MISSES = 2
_LONGEST = 160
_TAIL = 60


def mark_contents(chunks: Sequence[Chunk]) -> list[Chunk]:
    """Give the entries of contents pages, titled or not, the kind `contents`."""
    out = list(chunks)
    held = Counter(_key(chunk.text) for chunk in chunks if len(chunk.text) <= _LONGEST)
    at = 0
    while at < len(out):
        titled = bool(_TITLE.match(out[at].text))
        end = _run(out, at + titled, held, titled=titled)
        if end > at + titled:
            for place in range(at + titled, end):
                out[place] = replace(out[place], kind=BlockKind.CONTENTS, sure=True)
        if titled:
            out[at] = replace(out[at], kind=BlockKind.HEADING, sure=True)
        at = max(end, at + 1)
    return out


def _key(text: str) -> str:
    """An entry and the heading it leads to have the same key."""
    return re.sub(r"\W|\d", "", _ENDS_IN_PAGE.sub("", text)).casefold()


def _run(chunks: list[Chunk], start: int, held: Counter[str], *, titled: bool) -> int:
    """Where the run of entries that begins at `start` ends; `start` where there is none."""
    end, hits, misses, rising = start, 0, 0, 0
    seen: set[str] = set()
    for at in range(start, len(chunks)):
        chunk = chunks[at]
        if chunk.sure and chunk.kind is not BlockKind.TABLE_ROW:
            break
        if len(chunk.text) > _LONGEST or _key(chunk.text) in seen:
            break
        page = _ends_in_page(chunk)
        if page or _leads(chunk) or (titled and _repeated(chunk, held)):
            seen.add(_key(chunk.text))
            hits, misses, end = hits + 1, 0, at + 1
            rising += page
        else:
            misses += 1
            if misses > _MISSES or not (titled or hits):
                break
    needed = 1 if titled else _FEWEST
    return end if hits >= needed and (titled or rising >= _FEWEST) else start


def _ends_in_page(chunk: Chunk) -> bool:
    """An entry that ends in a page number after a tab, leaders or a wide gap."""
    return bool(_STRONG_END.search(_tail(chunk)))


def _leads(chunk: Chunk) -> bool:
    line = _tail(chunk)
    return bool(_LEADERS.search(line) or _ENDS_IN_PAGE.search(line))


def _tail(chunk: Chunk) -> str:
    """The end of its last line: leaders and page number stand there, and patterns stay quick."""
    return chunk.lines[-1].text[-_TAIL:]


def _repeated(chunk: Chunk, held: Counter[str]) -> bool:
    key = _key(chunk.text)
    return len(key) > 3 and held[key] > 1
