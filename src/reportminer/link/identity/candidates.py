"""Bases that may be one organisation: of one name as it looks, of one other name, with a slip in one word.

Blocks come from indexed tables, so that only names that share much are compared; words and names are
compared by rapidfuzz. Bodies of different countries are never joined: `same_place` stands before every link.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from itertools import combinations, groupby, pairwise
from operator import itemgetter

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from reportminer.link.identity.base import words_of
from reportminer.link.identity.keys import normal_name
from reportminer.link.identity.records import Link
from reportminer.tag.partners.rules import is_plain
from reportminer.tag.partners.tokens import is_acronym

_MOST = 40
"""Bases of one block that are compared with each other."""
_ALIKE = 90.0
"""How alike (0 to 100) two names of one acronym and country are to be one."""
_LETTERS = 5
"""Letters of a word in which a slip can be told from another word."""

_Row = tuple[str, str, int, str]
"""Id, name, bound, country."""

_SHARED = """SELECT f.form, b.id, b.name, b.bound, b.country FROM form f JOIN base b ON b.id = f.base
WHERE f.short = ? AND f.form IN
(SELECT form FROM form WHERE short = ? GROUP BY form HAVING count(DISTINCT base) > 1)
GROUP BY f.form, b.id ORDER BY f.form, b.id"""
_BLOCKS = """SELECT k.block, b.id, b.name, b.bound, b.country, k.word
FROM block k JOIN base b ON b.id = k.base
WHERE k.block IN (SELECT block FROM block GROUP BY block HAVING count(*) > 1)
ORDER BY k.block, b.id, k.word"""
_LONE = """SELECT s.id, l.base FROM base s JOIN form a ON a.base = s.id AND a.short = 1
JOIN form l ON l.short = 1 AND l.form = a.form AND l.country = s.country AND l.base <> s.id
JOIN form f ON f.base = l.base AND f.short = 0
WHERE s.country <> '' AND NOT EXISTS (SELECT 1 FROM form n WHERE n.base = s.id AND n.short = 0)
GROUP BY s.id, l.base ORDER BY s.id, l.base"""


def candidates(db: sqlite3.Connection) -> Iterator[Link]:
    """Links by names; not in order."""
    yield from _of_one_form(db)
    yield from _of_one_acronym(db)
    yield from _with_a_slip(db)


def lone_acronyms(db: sqlite3.Connection) -> Iterator[tuple[str, list[str]]]:
    """Bases that are known by an acronym alone, with those of their country whose acronym it is."""
    for short, rows in groupby(db.execute(_LONE), itemgetter(0)):
        yield short, [long for _, long in rows]


def same_place(one: _Row, other: _Row) -> bool:
    """Whether nothing speaks against two being one: neither is of a country that the other is not of."""
    _, _, bound, country = one
    _, _, other_bound, other_country = other
    if not bound and not other_bound:
        return True
    return country == other_country or not country or not other_country


def _of_one_form(db: sqlite3.Connection) -> Iterator[Link]:
    for _, rows in groupby(db.execute(_SHARED, (0, 0)), itemgetter(0)):
        group = [(own, name, bound, country) for _, own, name, bound, country in rows]
        placed = {row[3] for row in group if row[2] and row[3]}
        for one, other in _pairs(group):
            # One without a country, beside bodies of two: nobody can say of which it is.
            if same_place(one, other) and (len(placed) < 2 or one[3] == other[3]):
                yield _by_name(one, other)


def _pairs(group: Sequence[_Row]) -> Iterator[tuple[_Row, _Row]]:
    """All pairs of a small block; of a large one each with the next of its country and with the first."""
    if len(group) <= _MOST:
        yield from combinations(group, 2)
        return
    for _, rows in groupby(sorted(group, key=lambda row: (row[3], row[0])), itemgetter(3)):
        own = list(rows)
        yield from pairwise(own)
    yield from ((group[0], row) for row in group[1:])


def _by_name(one: _Row, other: _Row) -> Link:
    names = normal_name(one[1]), normal_name(other[1])
    if names[0] == names[1]:
        return Link(one[0], other[0], "the same name", 0.98)
    alike = fuzz.ratio(*names)
    if alike >= _ALIKE:
        return Link(one[0], other[0], "the same name, spelt otherwise", 0.97)
    return Link(one[0], other[0], "a name that the other is also called by", 0.95)


def _of_one_acronym(db: sqlite3.Connection) -> Iterator[Link]:
    for _, rows in groupby(db.execute(_SHARED, (1, 1)), itemgetter(0)):
        group = [(own, name, bound, country) for _, own, name, bound, country in rows]
        for one, other in _pairs(group):
            if is_acronym(one[1]) or is_acronym(other[1]):
                continue  # nothing but letters: see `lone_acronyms`
            if one[3] == other[3] and _alike(one[1], other[1]):
                score = round(fuzz.token_sort_ratio(normal_name(one[1]), normal_name(other[1])) / 100, 4)
                yield Link(one[0], other[0], "one acronym and names alike", score)


def _alike(one: str, other: str) -> bool:
    """Whether two names say the same in nearly the same words, each word of its own included."""
    if fuzz.token_sort_ratio(normal_name(one), normal_name(other)) < _ALIKE:
        return False
    mine, theirs = words_of(one).proper, words_of(other).proper
    return all(any(_slip(word, own) for own in theirs) or word in theirs for word in mine) and all(
        any(_slip(word, own) for own in mine) or word in mine for word in theirs
    )


def _with_a_slip(db: sqlite3.Connection) -> Iterator[Link]:
    for _, rows in groupby(db.execute(_BLOCKS), itemgetter(0)):
        for one, other in combinations(list(rows)[:_MOST], 2):
            if one[1] == other[1] or not same_place(one[1:5], other[1:5]) or not _slip(one[5], other[5]):
                continue
            if one[3] and not (is_plain(one[5]) or is_plain(other[5])):
                continue  # two councils: the word is a place, and another letter another place
            score = round(fuzz.ratio(normal_name(one[2]), normal_name(other[2])) / 100, 4)
            yield Link(one[1], other[1], f"alike but for {one[5]} and {other[5]}", score)


def _slip(one: str, other: str) -> bool:
    """Whether two words are one with a slip of the pen: a letter, or two in a long one, and no other word."""
    if one == other or min(len(one), len(other)) < _LETTERS or any(c.isdigit() for c in one + other):
        return False
    if is_plain(one) and is_plain(other):
        return False
    allowed = 1 if min(len(one), len(other)) < 2 * _LETTERS else 2
    return int(OSA.distance(one, other, score_cutoff=allowed)) <= allowed
