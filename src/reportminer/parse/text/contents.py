"""Contents pages: which chunks are entries of a table of contents."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

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
_STRONG_END = re.compile(r"(?P<led>\t\s*|\.{3,}\s*|…\s*|\s{3,})(?:(?P<page>\d{1,4})|[ivxl]{1,6})\s*$")
_YEAR = re.compile(r"(?:19|20)\d\d")
_FEWEST = 4
_TOLD, _TOLD_SHARE = 2, 0.25
"""Entries of a list without a title that are told to be some by more than a number, at least."""
_MISSES = 2
_LONGEST = 160
_TAIL = 60


@dataclass(slots=True)
class _Run:
    """Chunks that may be the entries of a list of contents."""

    titled: bool
    end: int
    """Behind the last entry."""
    entries: int = 0
    paged: int = 0
    """Entries that end in a page number."""
    page: int = 0
    """The last page number."""
    told: int = 0
    """Entries that are led to their page by dots, or that stand in the text once more, as headings."""

    @property
    def is_contents(self) -> bool:
        """Under a title one entry will do; without one the rows of a table may end in numbers as well."""
        told = self.told >= max(_TOLD, _TOLD_SHARE * self.entries)
        return self.entries > 0 if self.titled else self.paged >= _FEWEST and told

    def add(self, at: int, page: int, *, told: bool) -> None:
        """Take the chunk at `at` in as an entry."""
        self.end, self.entries, self.told = at + 1, self.entries + 1, self.told + told
        self.paged += page >= 0
        self.page = max(self.page, page)


def mark_contents(chunks: Sequence[Chunk]) -> list[Chunk]:
    """Give the entries of contents pages, titled or not, the kind `contents`."""
    out = list(chunks)
    held = Counter(_key(chunk.text) for chunk in chunks if len(chunk.text) <= _LONGEST)
    at = 0
    while at < len(out):
        titled = bool(_TITLE.match(out[at].text))
        run = _run(out, at + titled, held, titled=titled)
        if run.is_contents:
            for place in range(at + titled, run.end):
                out[place] = replace(out[place], kind=BlockKind.CONTENTS, sure=True)
        if titled:
            out[at] = replace(out[at], kind=BlockKind.HEADING, sure=True)
        at = max(run.end, at + 1)
    return out


def _key(text: str) -> str:
    """An entry and the heading it leads to have the same key."""
    return re.sub(r"\W|\d", "", _ENDS_IN_PAGE.sub("", text)).casefold()


def _run(chunks: list[Chunk], start: int, held: Counter[str], *, titled: bool) -> _Run:
    """The entries that begin at `start`; where there is no title, up to a page number that falls."""
    run, seen, misses = _Run(titled, start), set[str](), 0
    for at in range(start, len(chunks)):
        chunk = chunks[at]
        page = _page_of(chunk, years=titled)
        if _bars(chunk, page, run) or _key(chunk.text) in seen:
            break
        repeated = _repeated(chunk, held)
        if page >= 0 or _leads(chunk) or (titled and repeated):
            seen.add(_key(chunk.text))
            misses = 0
            run.add(at, page, told=repeated or _dotted(chunk))
            continue
        misses += 1
        if misses > _MISSES or not (titled or run.entries):
            break
    return run


def _bars(chunk: Chunk, page: int, run: _Run) -> bool:
    """Whether a chunk cannot stand in the list."""
    if (chunk.sure and chunk.kind is not BlockKind.TABLE_ROW) or len(chunk.text) > _LONGEST:
        return True
    return not run.titled and (0 < page < run.page or bool(_TITLE.match(chunk.text)))


def _page_of(chunk: Chunk, *, years: bool) -> int:
    """The page number after a tab, leaders or a wide gap: 0 for a Roman one, -1 where there is none."""
    found = _STRONG_END.search(_tail(chunk))
    number = (found["page"] or "0") if found else "-1"
    return int(number) if years or not _YEAR.fullmatch(number) else -1


def _dotted(chunk: Chunk) -> bool:
    found = _STRONG_END.search(_tail(chunk))
    return bool(found and found["led"].strip())


def _leads(chunk: Chunk) -> bool:
    line = _tail(chunk)
    return bool(_LEADERS.search(line) or _ENDS_IN_PAGE.search(line))


def _tail(chunk: Chunk) -> str:
    """The end of its last line: leaders and page number stand there, and patterns stay quick."""
    return chunk.lines[-1].text[-_TAIL:]


def _repeated(chunk: Chunk, held: Counter[str]) -> bool:
    key = _key(chunk.text)
    return len(key) > 3 and held[key] > 1
