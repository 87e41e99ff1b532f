"""The organisation that made a report: told by cover, properties, furniture and text."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cache

from reportminer.labels import BlockKind
from reportminer.link.cover import CoverLine, begins_with, plain_words, words
from reportminer.link.names import Names, read_names
from reportminer.types import Report

_ON_COVER = 2.0
_MADE_BY = 6.0
_TOLD = 3.0
_AUTHOR = 3.0
_FURNITURE = 1.0
_OFTEN = 3.0
"""For the share of all mentions of known organisations in the text."""
_ALONE = (10, 0.6)
"""Mentions, and share of mentions, from which the text alone is enough."""
_LEAST = 2.0
_WIDE_MOST = 2.0
_MAX_NAME = 12
_FURNITURE_BLOCKS = 400
_AFTER_CUE = 90
_WIDE = frozenset({"United Nations", "European Union", "House of Lords", "House of Commons"})
"""Bodies whose name stands on the covers of others within them."""
_COMPLEMENT = re.compile(r"\s(?:of|for|on|to)\s", re.IGNORECASE)
_GLOSS = re.compile(r"\(([A-Z]{2,8})\)")
_BEFORE_GLOSS = 120
_SENTENCE = 12
"""Words from which a block that ends as a sentence does is running text: whom it names made nothing."""
_DATE = re.compile(r"\s(?:[^\W\d_]+\s)?(?:19|20)\d\d$")
_RESPONSE = re.compile(
    r"(?:the\s)?government(?:'s|’s)?\s(?:\w+\s)?(?:response|reply|decision)\b", re.IGNORECASE
)


@cache
def _known() -> Names:
    """Well-known publishers of reports, by name and acronym."""
    rows = read_names("organisations.csv")
    return Names(
        {
            name: row["name"]
            for row in rows
            for name in (row["name"], *filter(None, row["aliases"].split(";")))
        }
    )


def known_in(text: str) -> list[str]:
    """Known organisations of a text, in order, as often as they are named."""
    return [known for _, known in _known().find(text)]


def is_known(text: str) -> bool:
    """Whether the text is the name of a known organisation and nothing else."""
    return any(name == " ".join(text.split()) for name, _ in _known().find(text))


def organisation_of(report: Report, cover: Sequence[CoverLine], title: str, country: str) -> str:
    """The name for which most speaks, or nothing."""
    author = report.properties.get("author", "")
    if _RESPONSE.match(title):
        named = known_in(author)
        return named[0] if named else _government(country)
    scores: defaultdict[str, float] = defaultdict(float)
    for name, weight in _evidence(report, cover, author):
        scores[name] += weight
    for name, weight in _often(report.text, set(scores)):
        scores[name] += weight
    for name in _WIDE & set(scores):
        scores[name] = min(scores[name], _WIDE_MOST)
    for name in _told_otherwise(report.text):
        scores.pop(name, None)
    best = min(scores.items(), key=lambda entry: (-entry[1], entry[0]), default=("", 0.0))
    return best[0] if best[1] >= _LEAST else ""


def _government(country: str) -> str:
    if not country:
        return "Government"
    return f"Government of {'the ' if country.startswith('United') else ''}{country}"


def _evidence(report: Report, cover: Sequence[CoverLine], author: str) -> Iterator[tuple[str, float]]:
    """Names with what each place is worth: the best line of the cover, the author, the furniture."""
    best: dict[str, float] = {}
    for line in cover:
        if line.page > 2:
            break
        made = set(_made_by(line.text))
        prose = line.long or (line.text.endswith(".") and len(line.text.split()) >= _SENTENCE)
        named = set() if prose else {*known_in(line.text), body_of(line.text)} - {""}
        for name in made | named:
            best[name] = max(best.get(name, 0.0), _weight(line, made=name in made))
    yield from sorted(best.items())
    yield from ((name, _AUTHOR) for name in dict.fromkeys((*known_in(author), body_of(author))) if name)
    yield from ((name, _FURNITURE) for name in sorted(_of_furniture(report)))


def _told_otherwise(text: str) -> set[str]:
    """Known organisations whose acronym stands for something else here, and that are not named in full.

    A report that writes `Ground Crews Forum (GCF)` speaks of no climate fund.
    """
    found = set()
    for match in _GLOSS.finditer(text):
        before = text[max(0, match.start() - _BEFORE_GLOSS) : match.start()]
        if _spells(before, match[1]):
            found.update(known_in(match[1]))
    return {name for name in found if name.casefold() not in text.casefold()}


def _spells(before: str, acronym: str) -> bool:
    """Whether the last words of `before`, small ones left out, begin with the letters of the acronym."""
    initials = [word[0].upper() for word in plain_words(before) if word not in words("small")]
    return "".join(initials).endswith(acronym)


def _weight(line: CoverLine, *, made: bool) -> float:
    """Running text tells of other makers as well: its word counts for less."""
    if made:
        return _TOLD if line.long else _MADE_BY
    return _ON_COVER / line.page


def _made_by(text: str) -> Iterator[str]:
    """Who stands right after `prepared by`, `report of the`, `©` and the like."""
    low = text.lower()
    for cue in words("made_by"):
        at = low.find(cue)
        if at >= 0:
            rest = text[at + len(cue) : at + len(cue) + _AFTER_CUE].strip(" ,:0123456789")
            named = known_in(rest)[:1]
            yield from named or filter(None, [body_of(rest.removeprefix("the "))])


def _of_furniture(report: Report) -> set[str]:
    """Known organisations in running headers and footers."""
    kinds = (BlockKind.HEADER, BlockKind.FOOTER)
    blocks = [block for block in report.blocks[:_FURNITURE_BLOCKS] if block.kind in kinds]
    texts = {report.text[block.start : block.end] for block in blocks}
    return {name for text in texts for name in known_in(text)}


def _often(text: str, on_cover: set[str]) -> Iterator[tuple[str, float]]:
    """What the text speaks of most; an organisation that no cover names must dominate."""
    often = Counter(name for name in known_in(text) if name not in _WIDE)
    total = often.total()
    for name, count in sorted(often.items()):
        alone = count >= _ALONE[0] and count >= _ALONE[1] * total
        if alone or name in on_cover:
            yield name, _OFTEN * count / total


def body_of(line: str) -> str:
    """The line, if it reads as the name of a body: `Ministry of Health`, `Blackpool Council`."""
    name = _DATE.sub("", line).strip(" .,")
    parts = name.split()
    if not 1 < len(parts) <= _MAX_NAME or any(mark in name for mark in '.:;!?()|@/"“,') or name[0].isdigit():
        return ""
    if begins_with(name, words("not_title")) or set(plain_words(name)) & set(words("not_body")):
        return ""
    head = _COMPLEMENT.split(name, maxsplit=1)[0].split()
    if head[-1].lower() not in words("bodies") and parts[-1].lower() not in words("bodies"):
        return ""
    large = [part for part in parts if part[0].isupper()]
    return name if len(large) >= 0.5 * len(parts) and parts[0][0].isupper() else ""
