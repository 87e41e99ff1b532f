"""What speaks for the role of a section besides the rules: words, place, form and what stands below it.

Training and running use this one module, so that both see the same. Words are hashed with CRC-32;
no vocabulary is shipped.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from math import log1p
from zlib import crc32

from reportminer.labels import BlockKind, Role
from reportminer.ruledata import from_yaml
from reportminer.section.roles import normal, role_of
from reportminer.types import Block, Report, Section

COLUMNS = 2**13
"""Width of the hashed features."""
_LOOK = 4000
"""Characters below a heading that are looked at."""
_WORDS = 60
"""Words of them that count one by one."""
_MOST_HEADING = 24
_STEM = 5
_WORD = re.compile(r"[a-z]+|[%@©?]")
_DEEPEST = 12
_NEAR = {"before": 0.7, "since": 0.7, "after": 0.7, "last": 0.5}
_TITLES = 3
"""Headings at the beginning of a report that tell what kind of report it is."""

Row = dict[int, float]
"""Columns that hold something, and what."""


@dataclass(frozen=True, slots=True)
class _View:
    """The sections of a report that have headings of their own line, with what is asked of them often."""

    report: Report
    sections: Sequence[Section]
    own: tuple[Role | None, ...]
    """By the rules, from the heading's own words."""
    inner: tuple[tuple[Block, ...], ...]
    """Blocks between the heading and the next."""
    near: tuple[tuple[str, str, str, str], ...]
    held: tuple[Role, ...]
    """Every role that a heading of the report gives."""
    title: str
    kids: frozenset[int]


def described(report: Report, sections: Sequence[Section]) -> list[Row]:
    """For each section the columns that hold something, and what; empty for one without a heading.

    `sections` are those of `section.headed`: no run-in headings, the roles that the rules give.
    """
    view = _view(report, sections)
    return [_hashed(_features(view, section)) if section.heading else {} for section in sections]


def _view(report: Report, sections: Sequence[Section]) -> _View:
    own = tuple(role_of(s.heading) if s.heading else None for s in sections)
    titles = [s.heading for s in sections if s.heading][:_TITLES]
    return _View(
        report,
        sections,
        own,
        tuple(_inner(report, sections)),
        tuple(_near(sections, own)),
        tuple(sorted({role for role in own if role})),
        normal(" ".join(titles)),
        frozenset(s.parent for s in sections),
    )


def _inner(report: Report, sections: Sequence[Section]) -> Iterator[tuple[Block, ...]]:
    """Blocks that stand between each heading and the next one."""
    starts = [block.start for block in report.blocks]
    ends = [*(section.start for section in sections[1:]), len(report.text)]
    for section, end in zip(sections, ends, strict=True):
        first = bisect_left(starts, section.body)
        yield report.blocks[first : bisect_left(starts, end)]


def _features(view: _View, section: Section) -> Iterator[tuple[str, float]]:
    yield "bias", 1.0
    yield from _by_words(view, section)
    yield from _by_rules(view, section)
    yield from _by_place(view, section)
    yield from _by_text(view, section)


def _by_words(view: _View, section: Section) -> Iterator[tuple[str, float]]:
    """Words, pairs and beginnings of words of the heading, the one above, and the report's first ones."""
    words = normal(section.heading).split()[:_MOST_HEADING]
    yield from ((f"h:{word}", 1.0) for word in words)
    yield from ((f"s:{word[:_STEM]}", 0.7) for word in words)
    yield from ((f"h:{one} {two}", 0.7) for one, two in pairwise(words))
    if words:
        yield f"first:{words[0]}", 0.7
        yield f"last:{words[-1]}", 0.7
    if section.parent > 0:
        above = normal(view.sections[section.parent].heading).split()[:_MOST_HEADING]
        yield from ((f"p:{word[:_STEM]}", 0.5) for word in above)
    yield from ((f"t:{word[:_STEM]}", 0.3) for word in dict.fromkeys(view.title.split()[:40]))


def _by_rules(view: _View, section: Section) -> Iterator[tuple[str, float]]:
    """What the rules say of it, of those above and beside it, and of the whole report."""
    yield f"own:{view.own[section.index]}", 1.5
    yield f"rule:{section.role}", 1.5
    chain: list[Role | None] = []
    at = section.parent
    while at > 0 and len(chain) < _DEEPEST:
        chain.append(view.own[at])
        at = view.sections[at].parent
    yield f"above:{chain[0] if chain else 'top'}", 1.0
    yield from ((f"over:{role}", 1.0) for role in dict.fromkeys(role for role in chain if role))
    for (name, weight), role in zip(_NEAR.items(), view.near[section.index], strict=True):
        yield f"{name}:{role}", weight
    yield from ((f"holds:{role}", 0.3) for role in view.held)


def _near(sections: Sequence[Section], own: Sequence[Role | None]) -> Iterator[tuple[str, str, str, str]]:
    """What the rules say of the headings around each section.

    Of the one before it under the same one above, of the last there that has a role, of the one after
    it, and of the last of all that has a role.
    """
    after: dict[int, str] = {}
    following: list[str] = []
    for section, role in zip(reversed(sections), reversed(own), strict=True):
        following.append(after.get(section.parent, "none"))
        after[section.parent] = str(role)
    before: dict[int, str] = {}
    since: dict[int, str] = {}
    last = "None"
    for section, role, then in zip(sections, own, reversed(following), strict=True):
        yield before.get(section.parent, "none"), since.get(section.parent, "None"), then, last
        before[section.parent] = str(role)
        if role is not None:
            since[section.parent] = last = str(role)


def _numbering(section: Section) -> str:
    number = section.number.strip(".()")
    return "none" if not number else "digit" if number.isdigit() else "dotted" if "." in number else "letter"


def _by_place(view: _View, section: Section) -> Iterator[tuple[str, float]]:
    """Where it stands, and the form of its heading."""
    share = section.start / max(len(view.report.text), 1)
    yield "place", share
    yield f"place:{int(share * 5)}", 0.7
    yield "first", float(section.index <= 2)
    yield f"level:{min(section.level, 4)}", 0.5
    yield f"number:{_numbering(section)}", 0.5
    yield f"length:{min(len(section.heading.split()) // 3, 5)}", 0.5
    yield "question", float(section.heading.rstrip().endswith("?"))
    yield "shout", float(section.heading.isupper())
    yield "dash", float(section.heading[:1] in "-–—")
    yield "colon", float(":" in section.heading)
    yield f"kids:{section.index in view.kids}", 0.5
    yield f"of:{view.report.source.kind}", 0.3


def _by_text(view: _View, section: Section) -> Iterator[tuple[str, float]]:
    """How long it is, of what kinds of blocks, and the cues and first words of its text."""
    blocks = view.inner[section.index]
    size = sum(block.end - block.start for block in blocks)
    yield "size", log1p(size) / 5
    yield "empty", float(not size)
    for kind in (BlockKind.LIST_ITEM, BlockKind.TABLE_ROW, BlockKind.CONTENTS, BlockKind.CAPTION):
        part = sum(block.end - block.start for block in blocks if block.kind is kind)
        yield f"kind:{kind}", part / max(size, 1)
    text = " ".join(view.report.text[block.start : block.end] for block in blocks[:40])[:_LOOK]
    unit = max(len(text), 300) / 1000
    yield from ((f"cue:{name}", log1p(count / unit) / 2) for name, count in _cued(text).items())
    yield "digits", sum(map(str.isdigit, text)) / max(len(text), 1) * 5
    yield "capitals", sum(map(str.isupper, text)) / max(len(text), 1) * 5
    words = dict.fromkeys(normal(text[:600]).split()[:_WORDS])
    yield from ((f"b:{word[:_STEM]}", 0.25) for word in words)


def _cued(text: str) -> Counter[str]:
    """How many words of each list of cues.yaml `text` holds."""
    held: Counter[str] = Counter()
    cues = _cues()
    for word, count in Counter(_WORD.findall(text.casefold())).items():
        for name in cues.get(word) or cues.get(f"{word[:_STEM]}*") or cues.get(f"{word[: _STEM + 1]}*") or ():
            held[name] += count
    return held


def _hashed(named: Iterator[tuple[str, float]]) -> Row:
    row: Row = {}
    for name, value in named:
        if value:
            place = crc32(name.encode()) % COLUMNS
            row[place] = row.get(place, 0.0) + value
    return row


@cache
def _cues() -> dict[str, tuple[str, ...]]:
    """Names of the lists that each word stands in."""
    text = files("reportminer.section").joinpath("cues.yaml").read_text(encoding="utf-8")
    found: dict[str, tuple[str, ...]] = {}
    for name, words in from_yaml(text).items():
        for word in str(words).split():
            found[word] = (*found.get(word, ()), str(name))
    return found
