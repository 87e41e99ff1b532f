"""Terms of suggested themes: words, and pairs of words, that its passages share and others seldom have.

They are weighed as by class-based TF-IDF (Grootendorst 2022): the more passages of a theme hold a term, and
the fewer of all other findings, the more it tells. A theme without a term that half of its passages
share is none: what holds it together cannot be said.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import log

from reportminer.gather.learnt import learnt
from reportminer.gather.terms import forms, singular
from reportminer.gather.words import stem, words_of
from reportminer.ruledata import from_yaml

FREQUENT = 250
"""The most frequent words of English say nothing of a theme."""
USUAL = "beside another word"
"""Name of the list of words that are a term only together with another."""
COMMON = 0.5
"""Share of a theme's passages that hold one term, at least."""
TELLING = 4.0
"""How many times as often a term stands in the theme as in other findings, at least."""
SWALLOWED = 0.9
"""Share of a word's passages that hold it in one pair, from which the pair says it all."""


@dataclass(frozen=True, slots=True)
class _Group:
    """A cluster: how many of its passages hold each key, and of how many."""

    held: Counter[str]
    reports: Counter[str]
    """How many reports hold each key."""
    size: int


Said = tuple[str, str]
"""A report and words of it."""


def terms_of(
    groups: Mapping[int, Sequence[Said]], told: Iterable[str], most: int, reports: int = 2
) -> dict[int, tuple[str, ...]]:
    """The terms of each cluster, in their commonest form; none for one that has no term in common.

    A term stands in so many `reports` of the cluster. `told` are all findings, those of the clusters too.
    """
    spoken: dict[str, Counter[str]] = defaultdict(Counter)
    counted = {c: _count(said, spoken) for c, said in groups.items()}
    wanted = {key for group in counted.values() for key, n in group.reports.items() if n >= reports}
    everywhere, total = _all(told, wanted)
    found = {}
    for cluster, group in counted.items():
        weights = _weights(group, everywhere, total, reports)
        best = sorted(weights, key=lambda key: (-weights[key], key))[:most]
        common = any(group.held[key] >= COMMON * group.size for key in best)
        found[cluster] = tuple(_commonest(spoken[key]) for key in best) if common else ()
    return found


def _count(said: Sequence[Said], spoken: dict[str, Counter[str]]) -> _Group:
    held: Counter[str] = Counter()
    pairs: set[tuple[str, str]] = set()
    for report, text in said:
        keys = _keys(text)
        held.update(keys.keys())
        pairs.update((key, report) for key in keys)
        for key, form in keys.items():
            spoken[key][form] += 1
    return _Group(held, Counter(key for key, _ in pairs), len(said))


def _all(told: Iterable[str], wanted: set[str]) -> tuple[Counter[str], int]:
    """In how many of all findings each key stands, and how many they are."""
    everywhere: Counter[str] = Counter()
    total = 0
    for text in told:
        total += 1
        everywhere.update(_keys(text).keys() & wanted)
    return everywhere, total


def _weights(group: _Group, everywhere: Counter[str], total: int, reports: int) -> dict[str, float]:
    """Keys that tell the group from other findings, with their weights, without parts of telling pairs."""
    found = {}
    for key, n in group.held.items():
        others, rest = max(everywhere[key] - n, 0), max(total - group.size, 0)
        share = n / group.size
        if n > 1 and group.reports[key] >= reports and share * rest >= TELLING * others:
            found[key] = round(n * log(share * (rest + 1) / (others + 0.5)), 6)
    pairs = [key for key in found if " " in key]
    part = {word for key in pairs for word in key.split() if group.held[key] >= SWALLOWED * group.held[word]}
    return {key: weight for key, weight in found.items() if key not in part}


def _keys(text: str) -> dict[str, str]:
    """Stems of the words that tell something and of pairs of them, each with its words as they stand."""
    numbers = learnt().meanings.number
    keys: dict[str, str] = {}
    before = ""
    for word in words_of(text):
        if len(word) < 3 or not word.isalpha() or word in _words() or numbers.get(word, FREQUENT) < FREQUENT:
            before = ""
            continue
        if word not in _words(USUAL):
            keys.setdefault(_stem(word), word)
        if before and not (before in _words(USUAL) and word in _words(USUAL)):
            keys.setdefault(f"{_stem(before)} {_stem(word)}", f"{before} {word}")
        before = word
    return keys


def _stem(word: str) -> str:
    return stem(singular(word))


def _commonest(spoken: Counter[str]) -> str:
    return min(spoken, key=lambda form: (-spoken[form], form))


@cache
def _words(which: str = "") -> frozenset[str]:
    """Words of one list of `bland.yaml`, or of all but `USUAL`, with their inflected forms."""
    held = from_yaml((files(__package__) / "bland.yaml").read_text("utf-8"))
    lists = [held[which]] if which else [words for name, words in held.items() if name != USUAL]
    return frozenset(form for words in lists for word in words for form in forms(word))
