"""The organisation that made a report: told by cover, properties, furniture and text."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from reportminer.labels import BlockKind
from reportminer.link.cover import (
    CoverLine,
    Told,
    begins_with,
    is_aside,
    is_masthead,
    labels_next,
    plain_words,
    words,
)
from reportminer.link.names import Names, read_names
from reportminer.link.own_voice import own_voice, owner
from reportminer.link.year import imprint_of
from reportminer.types import Report

_ON_COVER = 2.0
_MADE_BY = 6.0
_TOLD = 3.0
_AUTHOR = 3.0
_MASTHEAD = 3.0
_IMPRINT = 3.0
"""Who published it, on a page behind the title page."""
_NAMED = 2
"""Times a report names who made it, at the least: persons who wrote it are named once."""
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
_TITLE_PAGES = 2
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


def organisation_of(report: Report, cover: Sequence[CoverLine], title: str, country: str) -> Told:
    """The name for which most speaks, with the place that speaks for it most; or nothing."""
    author = report.properties.get("author", "")
    if _RESPONSE.match(title):
        named = known_in(author)
        return Told(named[0], "properties") if named else Told(_government(country), "cover")
    scores: defaultdict[str, float] = defaultdict(float)
    places: dict[str, tuple[float, str]] = {}
    for name, weight, place in _evidence(report, cover, title):
        scores[name] += weight
        places[name] = max(places.get(name, (0.0, "")), (weight, place))
    for name, weight in _often(report.text, set(scores)):
        scores[name] += weight
        places[name] = max(places.get(name, (0.0, "")), (weight, "text"))
    for name in _WIDE & set(scores):
        scores[name] = min(scores[name], _WIDE_MOST)
    for name in _told_otherwise(report.text):
        scores.pop(name, None)
    best = min(scores.items(), key=lambda entry: (-entry[1], entry[0]), default=("", 0.0))
    if best[1] >= _LEAST:
        return Told(_as_written(best[0], report.text), places[best[0]][1])
    return _of_itself(report.text, title)


def _of_itself(text: str, title: str) -> Told:
    """Where nothing names a maker: whom the writers call theirs, or who owns what the title speaks of."""
    if own := own_voice(text, title):
        return Told(next(iter(known_in(own)), own), "text")
    owning = body_of(owner(title))
    return Told(owning, "cover") if owning else Told()


def _as_written(name: str, text: str) -> str:
    """A name set in capitals, as the text writes it elsewhere."""
    if not name.isupper() or len(name.split()) < 2:
        return name
    low, folded = name.casefold(), text.casefold()
    at = folded.find(low) if len(folded) == len(text) else -1
    while at >= 0:
        if not text[at : at + len(name)].isupper():
            return text[at : at + len(name)]
        at = folded.find(low, at + 1)
    return name


def _government(country: str) -> str:
    if not country:
        return "Government"
    return f"Government of {'the ' if country.startswith('United') else ''}{country}"


def _evidence(report: Report, cover: Sequence[CoverLine], title: str) -> Iterator[tuple[str, float, str]]:
    """Names with what each place is worth: the best line of the cover, the author, the furniture."""
    author = report.properties.get("author", "").strip()
    best: dict[str, float] = {}
    for name in _labelled(cover):
        best[name] = _MADE_BY
    for line in cover:
        if line.page > _TITLE_PAGES:
            yield from ((name, _IMPRINT, "cover") for name in sorted(_published_by(line)))
            continue
        if is_aside(line):
            continue
        made = set(_made_by(line.text))
        prose = line.long or (line.text.endswith(".") and len(line.text.split()) >= _SENTENCE)
        body = "" if is_masthead(line.text) else body_of(line.text)
        named = set() if prose else {*known_in(line.text), body} - {""}
        for name in made | named:
            best[name] = max(best.get(name, 0.0), _weight(line, made=name in made))
    yield from ((name, weight, "cover") for name, weight in sorted(best.items()))
    yield from ((name, weight, "cover") for name, weight in _imprints(cover, title, report.text))
    yield from (
        (name, _AUTHOR, "properties") for name in dict.fromkeys((*known_in(author), body_of(author))) if name
    )
    if _is_maker(author, cover, report.text):
        yield author, _MADE_BY, "properties"
    yield from ((name, _FURNITURE, "furniture") for name in sorted(_of_furniture(report)))


def _labelled(cover: Sequence[CoverLine]) -> Iterator[str]:
    """Bodies on the line behind one that says no more than `Prepared by`."""
    for line, behind in pairwise(cover):
        if line.page <= _TITLE_PAGES and labels_next(line.text) and not behind.long:
            yield from [*known_in(behind.text), *filter(None, [body_of(behind.text)])][:1]


def _published_by(line: CoverLine) -> set[str]:
    """Who an imprint says published the report."""
    short = len(line.text.split()) <= _SENTENCE
    return set(_made_by(line.text)) if short and begins_with(line.text, words("imprint")) else set()


def _imprints(cover: Sequence[CoverLine], title: str, text: str) -> Iterator[tuple[str, float]]:
    """`Riverside Trust, 2009` on the first page, and a name that stands above the title."""
    first = [line for line in cover if line.page == 1]
    for line in first:
        name = imprint_of(line.text)
        if name and not is_masthead(name) and _is_name(name):
            yield name, _MADE_BY
    above = first[:1] if first and not _same(first[0].text, title) else []
    others = any(body_of(line.text) for line in first if not (line.long or is_aside(line)))
    for line in above:
        if others and not _holds_body(line.text):
            continue  # a series or a matter: the body stands elsewhere on the page
        told = _count(line.text, text) >= _NAMED or _holds_body(line.text)
        if _is_name(line.text) and told and not (known_in(line.text) or body_of(line.text)):
            yield line.text, _MASTHEAD


def _is_maker(author: str, cover: Sequence[CoverLine], text: str) -> bool:
    """An author that the cover bears out and the text names: an organisation, not who typed it."""
    on_cover = any(author.casefold() in line.text.casefold() for line in cover if line.page <= 2)
    return bool(author) and on_cover and _is_name(author) and _count(author, text) >= _NAMED


def _is_name(text: str) -> bool:
    parts = [part for part in text.split() if part.lower() not in words("small")]
    if (
        not 1 < len(text.split()) <= _MAX_NAME
        or any(mark in text for mark in ':;!?|/@“"')
        or text.endswith(".")
    ):
        return False
    if any(part[0].isdigit() for part in parts) or begins_with(text, words("not_title")):
        return False
    return not set(plain_words(text)) & set(words("kinds")) and all(
        part[0].isupper() or part[0] == "(" for part in parts
    )


def _holds_body(text: str) -> bool:
    """Whether a word of bodies (`centre`, `inspectorates`) stands in it, and not as the first of a matter."""
    found = [word.removesuffix("s") in words("bodies") for word in plain_words(text)]
    return any(found[1:]) or (found[0] and _COMPLEMENT.search(text) is not None)


def _same(one: str, other: str) -> bool:
    return (
        plain_words(one) == plain_words(other)
        or plain_words(one) == plain_words(other)[: len(plain_words(one))]
    )


def _count(name: str, text: str) -> int:
    return text.casefold().count(name.casefold())


def _told_otherwise(text: str) -> set[str]:
    """Known organisations whose acronym stands for something else here, and that are not named in full.

    A report that writes `Ground Crews Forum (GCF)` speaks of no climate fund.
    """
    found: set[str] = set()
    for match in _GLOSS.finditer(text):
        before = text[max(0, match.start() - _BEFORE_GLOSS) : match.start()]
        if _spells(before, match[1]):
            found.update(name for name in known_in(match[1]) if not _part_of(before, match[1], name))
    return {name for name in found if name.casefold() not in text.casefold()}


def _part_of(before: str, acronym: str, name: str) -> bool:
    """Whether the words behind the acronym are those of the name, its first ones perhaps left out."""
    told = [word for word in plain_words(before) if word not in words("small")][-len(acronym) :]
    return set(told) <= set(plain_words(name))


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
            whole = rest.removeprefix("the ")
            yield from (
                named or [name for name in (body_of(whole), body_of(whole.split(" and ")[0])) if name][:1]
            )


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
