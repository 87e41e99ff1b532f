"""What is known of a body over the whole report, as named numbers for the classifier."""

import math
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from reportminer.labels import BlockKind, Role
from reportminer.tag.partners.company import Company
from reportminer.tag.partners.context import Context
from reportminer.tag.partners.joining import LEADS
from reportminer.tag.partners.kinds import is_code, is_short_form, kind_of
from reportminer.tag.partners.records import Body, Place
from reportminer.tag.partners.rules import countries, known, words
from reportminer.tag.partners.tokens import is_acronym

_SMALL = re.compile(r"\b[a-z][a-z-]+\b")
_ELSE = ("PERSON", "GPE", "LOC", "NORP", "part_PERSON", "EVENT", "LAW", "WORK_OF_ART", "LANGUAGE")
_ABOUT = frozenset({"of", "for", "on", "to", "against"})
_OFTENER = 3
"""How many times more often the shorter of two names must stand to be the usual one."""
_WE = re.compile(r"\b(?:[Ww]e|[Oo]ur|us)\b")
_HEADED = frozenset({"of", "for", "on", "to", "against", "in", "and"})
"""Words that come after the noun that says what a body is."""
_SPACE = re.compile(" ")
_OPENING = 1500
"""Characters that stand for cover and title where the file has no pages."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A report as the classifier sees it: its places, bodies, and each mention's context and score."""

    places: Sequence[Place]
    bodies: Sequence[Body]
    contexts: dict[int, Context]
    """By start of the mention."""
    company: dict[int, Company]
    """The names near each mention, by its start."""
    scores: dict[int, float]
    """What the mention classifier says of it, by start of the mention."""
    pages: dict[int, int]
    """The page of each mention, by its start."""
    small_words: frozenset[str]
    """Words that stand in small letters somewhere in the report."""
    text: str

    @property
    def length(self) -> int:
        """Characters of the report."""
        return len(self.text)


def small_words(text: str) -> frozenset[str]:
    """Words of the report written in small letters."""
    return frozenset(_SMALL.findall(text))


def name_of(body: Body) -> str:
    """The fullest of its usual names: no short form, no country office, small letters before capitals."""
    counts = body.names
    usual = [
        n for n in counts if counts[n] * 12 >= len(body.mentions) or n in body.full or n in known().number
    ]
    candidates = usual or list(counts)
    plain = [n for n in candidates if n in body.full or not _runs_on(n, counts)]
    return max(plain or candidates, key=fullness)


def _runs_on(name: str, counts: dict[str, int]) -> bool:
    """Whether it begins or ends with another full name of the body that is much more frequent."""
    return any(
        counts[other] >= _OFTENER * counts[name] and _is_full(other) and _hangs_on(name, other)
        for other in counts
    )


def _is_full(name: str) -> bool:
    """A name that needs no more words: a known one, or two words of which one says what it is."""
    kind = kind_of(name)
    return name in known().number or (" " in name and bool(kind) and not kind.startswith("not_"))


def _hangs_on(name: str, other: str) -> bool:
    """Whether a name is another with words before or after that are not those of a fuller name.

    A country or the like before it ("United Nations Security Council") is, and so is what it is about.
    """
    if name in known().number:
        return False
    before, found, after = f" {name} ".partition(f" {other} ")
    if not found or (before and after):
        return False
    if before:
        return before.strip() not in countries() and before.strip().lower() not in LEADS
    first, _, rest = after.strip().partition(" ")
    return first not in _ABOUT or rest in countries()


def fullness(name: str) -> tuple[bool, bool, bool, bool, int, str]:
    """The greater, the more a name is that of a body in full: a well-known one first, then the longest."""
    office = name.split(maxsplit=1)[0] in known().number and " ".join(name.split()[1:]) in countries()
    full = name in known().number and " " in name
    return not is_short_form(name), not (name.isupper() and " " in name), not office, full, len(name), name


def kind_of_body(body: Body) -> str:
    """The kind its names speak for; `acronym` or `word` where they say nothing."""
    if body.known:
        return body.known
    kinds = [
        kind_of(name) for name in sorted(body.names, key=lambda n: (-len(n), n)) if not is_short_form(name)
    ]
    said = [kind for kind in kinds if kind]
    if said:
        return said[0]
    single = all(" " not in name for name in body.names)
    return "acronym" if any(is_acronym(n) for n in body.names) else "word" if single else "phrase"


def lead_of(bodies: Sequence[Body], small: frozenset[str]) -> int:
    """Index of the body that is named most often and may be an organisation; -1 where there is none."""
    counts = [len(body.mentions) if _likely(body, small) else 0 for body in bodies]
    return counts.index(max(counts)) if any(counts) else -1


def features(reading: Reading) -> list[dict[str, float]]:
    """One mapping of feature → value for each body; zeros are left out."""
    most = max(
        (len(body.mentions) for body in reading.bodies if _likely(body, reading.small_words)), default=1
    )
    common = _in_report(reading)
    bests = sorted(max(reading.scores[m.name.start] for m in body.mentions) for body in reading.bodies)
    chief = _names_of_most(reading, most)
    rows = []
    for body in reading.bodies:
        row: dict[str, float] = dict(common)
        for part in (_counts, _name, _head, _votes, _where, _around):
            row.update(part(reading, body))
        row["share of most"] = min(len(body.mentions) / most, 1.0)
        row["the most named"] = float(len(body.mentions) >= most and _likely(body, reading.small_words))
        row.update(_among(row, reading, bests))
        row["unit of the most named"] = float(_belongs(body, chief))
        row["we and most named"] = row["we"] * row["the most named"]
        row["we and cover"] = row["we"] * row.get("on cover", 0.0)
        rows.append({key: round(value, 6) for key, value in row.items() if value})
    return rows


def _likely(body: Body, small: frozenset[str]) -> bool:
    """It may be the organisation that the report is about: no place, person or ordinary word."""
    kind, name = kind_of_body(body), name_of(body)
    if kind in ("country", "place") or kind.startswith("not_") or name.lower() in small:
        return False
    asked = max(sum(body.votes.values()), 1)
    return sum(body.votes.get(label, 0) for label in _ELSE) * 2 < asked


def _in_report(reading: Reading) -> dict[str, float]:
    cued = sum("partner" in c.cues_before for c in reading.contexts.values())
    return {
        "log length": math.log10(max(reading.length, 1000)) - 4,
        "partner cues a name": cued / max(len(reading.contexts), 1),
        "we": min(len(_WE.findall(reading.text)) / max(len(reading.text), 1000) * 1000, 5.0) / 2,
    }


def _names_of_most(reading: Reading, most: int) -> frozenset[str]:
    """Names of the bodies that are named most; none where no body is named twice."""
    if most < 2:
        return frozenset()
    chief = (b for b in reading.bodies if len(b.mentions) >= most and _likely(b, reading.small_words))
    return frozenset(name for body in chief for name in body.names)


def _among(row: dict[str, float], reading: Reading, bests: Sequence[float]) -> dict[str, float]:
    """How a body stands among the others of the report."""
    best = row["best mention"]
    return {
        "rank of best": bisect_left(bests, best) / max(len(bests), 1),
        "below the best": min(bests[-1] - best, 10.0) / 5,
        "above the middle": (best - bests[len(bests) // 2]) / 5,
        "log bodies": math.log10(len(bests)),
    }


def _belongs(body: Body, chief: frozenset[str]) -> bool:
    """Whether a name begins with that of the body that is named most: "UNEP Evaluation Office"."""
    starts = {name[: at.start()] for name in body.names for at in _SPACE.finditer(name)}
    owners = {start[:-2] for start in starts if start.endswith(("’s", "'s"))}
    return not chief.isdisjoint(starts | owners)


def _head(_: Reading, body: Body) -> Iterator[tuple[str, float]]:
    """The noun that says what it is: "bureau" of "Regional Bureau for Africa"."""
    parts = [w.removesuffix("'s").removesuffix("’s") for w in name_of(body).lower().replace(",", "").split()]
    at = next((n for n, word in enumerate(parts) if n and word in _HEADED), len(parts))
    head = parts[at - 1] if parts else ""
    units = words().units
    if len(parts) > 1 and head in units | words().heads:
        yield f"head={head}", 1.0
        yield "unit", float(head in units)


def _counts(reading: Reading, body: Body) -> Iterator[tuple[str, float]]:
    pages = {reading.pages[m.name.start] for m in body.mentions}
    yield "log mentions", math.log2(len(body.mentions))
    yield "named once", float(len(body.mentions) == 1)
    yield "log pages", math.log2(len(pages))
    yield "per 10,000", min(len(body.mentions) / max(reading.length, 2000) * 10_000, 5.0)
    yield "first third", float(body.mentions[0].name.start < reading.length / 3)


def _name(reading: Reading, body: Body) -> Iterator[tuple[str, float]]:
    names = list(body.names)
    name = name_of(body)
    parts = name.split()
    yield f"kind={kind_of_body(body)}", 1.0
    yield "known", float(bool(body.known))
    yield "acronym defined", float(body.defined)
    yield "acronym", float(is_acronym(name))
    yield "has acronym", float(any(is_acronym(n) for n in names))
    yield "words", min(len(parts), 8) / 4
    yield "one word", float(len(parts) == 1)
    yield "spellings", min(len(names), 4) / 4
    yield "code", float(is_code(name))
    yield "digit", float(any(c.isdigit() for c in name))
    yield "short form", float(any(is_short_form(n) for n in names))
    yield "ordinary word", float(len(parts) == 1 and name.lower() in reading.small_words)
    yield "ordinary words", sum(p.lower() in reading.small_words for p in parts) / len(parts)
    yield "in capitals", float(all(reading.places[m.place].capitals for m in body.mentions))
    yield "opening", sum(m.name.opening for m in body.mentions) / len(body.mentions)


def _votes(_: Reading, body: Body) -> Iterator[tuple[str, float]]:
    asked = max(sum(body.votes.values()), 1)
    for label, count in sorted(body.votes.items()):
        yield f"vote={label}", count / asked
    yield "any ORG", float(body.votes.get("ORG", 0) > 0)


def _where(reading: Reading, body: Body) -> Iterator[tuple[str, float]]:
    found = [reading.places[m.place] for m in body.mentions]
    for role in Role:
        yield f"role={role.value}", _share(found, lambda place, role=role: place.role is role)  # type: ignore[misc]
    for kind in (
        BlockKind.LIST_ITEM,
        BlockKind.TABLE_ROW,
        BlockKind.HEADING,
        BlockKind.CAPTION,
        BlockKind.FOOTNOTE,
    ):
        yield f"block={kind.value}", _share(found, lambda place, kind=kind: place.kind is kind)  # type: ignore[misc]
    yield "any heading", float(any(place.kind is BlockKind.HEADING for place in found))
    yield "any partners section", float(any(place.role is Role.PARTNERS for place in found))
    yield (
        "on cover",
        float(
            found[0].start < _OPENING
            or (reading.pages[body.mentions[0].name.start] == 1 and reading.length > 20_000)
        ),
    )


def on_first_page(reading: Reading, body: Body) -> bool:
    """Whether it is named on the first of several pages, or where the cover of a text without pages is."""
    first = body.mentions[0].name.start
    paged = max(reading.pages.values(), default=1) > 1
    return first < _OPENING or (paged and reading.pages[first] == 1)


def _share(found: Sequence[Place], test: Callable[[Place], bool]) -> float:
    return sum(map(test, found)) / len(found)


def _around(reading: Reading, body: Body) -> Iterator[tuple[str, float]]:
    around = [reading.contexts[m.name.start] for m in body.mentions]
    scores = sorted((reading.scores[m.name.start] for m in body.mentions), reverse=True)
    for side in ("before", "after"):
        seen = [cue for c in around for cue in getattr(c, f"cues_{side}")]
        for cue in sorted(set(seen)):
            yield f"{side}={cue}", seen.count(cue) / len(around)
            yield f"any {side}={cue}", 1.0
    for name in ("partners", "funding", "cited"):
        framed = [name in reading.places[m.place].frame for m in body.mentions]
        yield f"frame={name}", sum(framed) / len(framed)
        whole = [yes and c.whole for yes, c in zip(framed, around, strict=True)]
        yield f"any whole frame={name}", float(any(whole))
    gives = any("funding" in c.cues_before for c in around)
    listed = any(
        c.whole and "funding" in reading.places[m.place].frame
        for m, c in zip(body.mentions, around, strict=True)
    )
    if kind_of_body(body) == "country":
        yield "country that gives", float(gives)
        yield "country among donors", float(listed)
    yield "whole", sum(c.whole for c in around) / len(around)
    yield "any whole", float(any(c.whole for c in around))
    yield "row", min(max(c.row for c in around), 6) / 3
    yield "in rows", sum(c.row > 1 for c in around) / len(around)
    yield "year", sum(c.year for c in around) / len(around)
    yield "best mention", scores[0]
    yield "mean mention", sum(scores) / len(scores)
    yield "third mention", scores[min(2, len(scores) - 1)]
    yield "sum of mentions", math.log1p(sum(math.exp(s) for s in scores[:50]))
