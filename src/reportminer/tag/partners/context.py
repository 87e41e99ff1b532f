"""What stands around a mention: cue words, neighbours in a list, section, kind of block.

Names in a row ("with A, B and C") share what stands before the first and after the last.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from reportminer.labels import BlockKind
from reportminer.tag.partners.company import Company
from reportminer.tag.partners.records import Named, Place
from reportminer.tag.partners.rules import cues

_WORD = re.compile(r"\w+(?:[-'’]\w+)*|[^\w\s]")
_BETWEEN = re.compile(r"[\s,;&/]*(?:(?:and|or|as well as|with)\b)?[\s,]*(?:the\b|both\b)?\s*$")
_LETTERS = re.compile(r"[^\W\d_]{2}")
_BRACKETED = re.compile(r"\([^()]{0,40}\)")
_YEAR = re.compile(r"\s*(?:\(|,\s*)(?:19|20)\d\d\b")
_LONG_WORD = re.compile(r"\b[a-z][a-z'’-]{3,5}")
_WIDE = 200
_REACH = 160
"""Characters before and after a name that are looked at."""

Trie = dict[str, "Trie | str"]


@dataclass(frozen=True, slots=True)
class Context:
    """A mention's surroundings."""

    before: tuple[str, ...]
    """Words before, nearest first, in lower case."""
    after: tuple[str, ...]
    cues_before: frozenset[str]
    cues_after: frozenset[str]
    row: int
    """Names in the row in which it stands."""
    whole: bool
    """It fills its place, or a cell of it."""
    year: bool
    """A year follows, as in a citation."""
    words_before: frozenset[str]
    """Beginnings of the longer words up to 200 characters before it in its place."""
    words_after: frozenset[str]


def contexts(text: str, named: Sequence[Named], found: Sequence[Place]) -> list[Context]:
    """The context of each mention, in the order given (that of the text)."""
    result: list[Context] = []
    for row in _rows(text, named):
        place = found[row[0].place]
        first, last = row[0].name, row[-1].name
        before = _words(text[max(place.start, first.start - _REACH) : first.start])[::-1]
        after = _words(text[last.end : min(place.end, last.end + _REACH)])
        shared = (
            tuple(before[:8]),
            tuple(after[:8]),
            _hits(before, "before"),
            _hits(after, "after"),
            len(row),
        )
        for item in row:
            year = bool(_YEAR.match(text, item.name.end, min(place.end, item.name.end + 12)))
            wide = _wide(text, item, place)
            result.append(Context(*shared, _fills(text, item, place), year, *wide))
    return result


def _wide(text: str, item: Named, place: Place) -> tuple[frozenset[str], frozenset[str]]:
    before = _LONG_WORD.findall(text[max(place.start, item.name.start - _WIDE) : item.name.start].lower())
    after = _LONG_WORD.findall(text[item.name.end : min(place.end, item.name.end + _WIDE)].lower())
    return frozenset(before), frozenset(after)


def _rows(text: str, named: Sequence[Named]) -> Iterator[list[Named]]:
    """Mentions that stand in one enumeration."""
    row: list[Named] = []
    for item in named:
        if row and (item.place != row[-1].place or not adjoin(text[row[-1].name.end : item.name.start])):
            yield row
            row = []
        row.append(item)
    if row:
        yield row


def _fills(text: str, item: Named, place: Place) -> bool:
    """Nothing but figures, marks and cell walls beside it on both sides."""
    before = text[max(place.start, item.name.start - 60) : item.name.start].rpartition("|")[2]
    after = text[item.name.end : min(place.end, item.name.end + 60)].partition("|")[0]
    return not _LETTERS.search(before) and not _LETTERS.search(after)


def adjoin(between: str) -> bool:
    """Whether what stands between two names makes them neighbours in one enumeration."""
    if len(between) > 60:
        return False
    return bool(_BETWEEN.match(_BRACKETED.sub("", between))) or between.strip() in {
        "(",
        ") and",
        "),",
        "), and",
        "’s",
        "'s",
    }


def _words(text: str) -> list[str]:
    return [m.group().lower() for m in _WORD.finditer(text)]


@lru_cache(maxsize=2)
def _trie(side: str) -> Trie:
    root: Trie = {}
    for name, phrases in getattr(cues(), side).items():
        for phrase in phrases:
            node = root
            parts = _words(phrase)
            for part in parts[::-1] if side == "before" else parts:
                node = node.setdefault(part, {})  # type: ignore[assignment]
            node[""] = name
    return root


def _hits(around: list[str], side: str) -> frozenset[str]:
    """Classes of the cues that begin (read away from the name) within reach."""
    found: set[str] = set()
    for at in range(min(len(around), cues().reach)):
        if around[at] in {".", ";"}:
            break
        found.update(_match(around, at, _trie(side)))
    return frozenset(found)


def _match(around: list[str], at: int, node: Trie) -> Iterator[str]:
    while at < len(around) and around[at] in node:
        node = node[around[at]]  # type: ignore[assignment]
        if "" in node:
            yield str(node[""])
        at += 1


def mention_features(context: Context, company: Company, place: Place, kind: str) -> Iterator[str]:
    """Names of the binary features of a mention, for the mention classifier."""
    yield from (f"lead={company.lead}", f"others={company.others}")
    yield from _phrases(context)
    yield from (f"wide before={word}" for word in sorted(context.words_before))
    yield from (f"wide after={word}" for word in sorted(context.words_after))
    yield from (f"kind={kind}", f"role={place.role.value}", f"block={place.kind.value}")
    yield from (f"before={cue}" for cue in sorted(context.cues_before))
    yield from (f"after={cue}" for cue in sorted(context.cues_after))
    yield from (f"b{n}={word}" for n, word in enumerate(context.before[:2]))
    yield from (f"a{n}={word}" for n, word in enumerate(context.after[:2]))
    yield from (
        f"near={word}" for word in sorted(set(context.before[:6]) | set(context.after[:6])) if len(word) > 2
    )
    yield f"row={min(context.row, 4)}"
    yield from (f"heading={word}" for word in sorted(set(_words(place.heading))) if len(word) > 3)
    for name in sorted(place.frame):
        yield f"frame={name}"
        if context.whole:
            yield f"whole frame={name}"
    if context.whole:
        yield "whole"
        yield f"whole {place.kind.value}"
    if place.amount and place.kind is BlockKind.TABLE_ROW:
        yield "amount"
    if context.year:
        yield "year"
    if place.kind is BlockKind.HEADING:
        yield "in heading"


def _phrases(context: Context) -> Iterator[str]:
    """The two words before, the two after, and the nearest of both."""
    before, after = context.before, context.after
    if len(before) > 1:
        yield f"b01={before[1]} {before[0]}"
    if len(after) > 1:
        yield f"a01={after[0]} {after[1]}"
    if before and after:
        yield f"ba={before[0]} {after[0]}"
