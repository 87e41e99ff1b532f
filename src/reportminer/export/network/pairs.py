"""Pairs of partners in one report, with the words that name both."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from reportminer.parse.compose import BETWEEN_BLOCKS
from reportminer.tag.segment import sentences

Typed = dict[str, Any]
Span = tuple[int, int]
ROLL_CALL = 40
"""Partners in one passage beyond which it ties nobody to anybody."""
LONGEST = 1_200
"""Characters of a quote; words that name both further apart are no evidence to read."""
_TRIMMED = " \t\n|=+-@•●▪■*#>"


@dataclass(slots=True)
class _Passage:
    """A paragraph, list item or table row, with the partners that it names."""

    start: int
    end: int
    mentions: list[Typed] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Evidence:
    """Words that name both; the best is what `order` puts first."""

    apart: int
    """Sentences from the one name to the other, less one."""
    start: int
    end: int
    name: int
    """Where the first of the two names begins."""
    page: int
    """Page of that name."""

    @property
    def order(self) -> tuple[int, int, int]:
        return self.apart, self.end - self.start, self.start


@dataclass(slots=True)
class _Pair:
    """What is counted of a pair."""

    passages: int = 0
    sentences: int = 0
    weight: float = 0.0
    best: _Evidence | None = None


def pair_rows(partners: Sequence[Typed], mentions: Sequence[Typed], text: str) -> list[dict[str, object]]:
    """Rows of partnerships.csv for one report, the weightiest first.

    `partners` and `mentions` are its rows of partners.csv and partner_mentions.csv, `text` its text.
    """
    names = {row["partner_id"]: str(row["name"]) for row in partners}
    told = [m for m in mentions if m["partner_id"] in names and m["char_end"] <= len(text)]
    pairs: dict[tuple[str, str], _Pair] = {}
    for passage in _passages(told, text):
        _count(pairs, passage, text)
    rows = [_row(partners[0], key, pair, (names, text)) for key, pair in pairs.items()]
    return sorted(rows, key=_weightiest)


def _weightiest(row: dict[str, object]) -> tuple[float, str, str]:
    weight = row["weight"]
    assert isinstance(weight, float)
    return -weight, str(row["partner_id"]), str(row["with_partner_id"])


def _passages(mentions: Sequence[Typed], text: str) -> Iterator[_Passage]:
    """Passages that name anybody, in the order of the text."""
    now: _Passage | None = None
    for mention in sorted(mentions, key=lambda m: (m["char_start"], -m["char_end"], m["partner_id"])):
        if now is None or mention["char_start"] >= now.end:
            if now is not None:
                yield now
            now = _passage_at(text, mention["char_start"])
        now.mentions.append(mention)
    if now is not None:
        yield now


def _passage_at(text: str, at: int) -> _Passage:
    before, after = text.rfind(BETWEEN_BLOCKS, 0, at), text.find(BETWEEN_BLOCKS, at)
    return _Passage(before + len(BETWEEN_BLOCKS) if before >= 0 else 0, after if after >= 0 else len(text))


def _count(pairs: dict[tuple[str, str], _Pair], passage: _Passage, text: str) -> None:
    """Add what one passage tells of its pairs."""
    if not 2 <= len({mention["partner_id"] for mention in passage.mentions}) <= ROLL_CALL:
        return
    named: dict[str, list[tuple[int, Typed]]] = {}
    spans = list(sentences(text, passage.start, passage.end))
    for mention in passage.mentions:
        named.setdefault(mention["partner_id"], []).append((_sentence(spans, mention["char_start"]), mention))
    for key in combinations(sorted(named), 2):
        best = _nearest(named[key[0]], named[key[1]], spans)
        if best is None:
            continue
        pair = pairs.setdefault(key, _Pair())
        pair.passages += 1
        pair.sentences += len({at for at, _ in named[key[0]]} & {at for at, _ in named[key[1]]})
        pair.weight += 1 / (len(named) - 1)
        if pair.best is None or best.order < pair.best.order:
            pair.best = best


def _sentence(spans: Sequence[Span], at: int) -> int:
    """The sentence that holds the character at `at`."""
    return max(bisect_right(spans, at, key=lambda span: span[0]) - 1, 0)


def _nearest(
    mine: Sequence[tuple[int, Typed]], theirs: Sequence[tuple[int, Typed]], spans: Sequence[Span]
) -> _Evidence | None:
    """The shortest run of whole sentences that names both; None where there is none to read.

    One name inside the other is no second name. Each is held against the last of the other before it,
    which is the nearest, so that the time is that of reading them once.
    """
    best: _Evidence | None = None
    last: dict[str, tuple[int, Typed]] = {}
    for at, one in sorted((*mine, *theirs), key=lambda told: (told[1]["char_start"], told[1]["char_end"])):
        for own, (other_at, other) in last.items():
            if own == one["partner_id"] or one["char_start"] < other["char_end"]:
                continue
            end = max(spans[at][1], one["char_end"])
            found = _Evidence(at - other_at, spans[other_at][0], end, other["char_start"], other["page"])
            if end - found.start <= LONGEST and (best is None or found.order < best.order):
                best = found
        last[one["partner_id"]] = at, one
    return best


def _row(
    partner: Typed, key: tuple[str, str], pair: _Pair, told: tuple[dict[str, str], str]
) -> dict[str, object]:
    names, text = told
    assert pair.best is not None
    start, end = _trimmed(text, pair.best)
    return {
        "report_id": partner["report_id"],
        "partner_id": key[0],
        "with_partner_id": key[1],
        "name": names[key[0]],
        "with_name": names[key[1]],
        "passages": pair.passages,
        "sentences": pair.sentences,
        "weight": round(pair.weight, 4),
        "evidence": text[start:end],
        "page": pair.best.page,
        "char_start": start,
        "char_end": end,
    }


def _trimmed(text: str, found: _Evidence) -> Span:
    """Without white space, bullets and what a spreadsheet would run, so that the cell is verbatim."""
    start, end = found.start, found.end
    while start < found.name and text[start] in _TRIMMED:
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
