"""Suggested themes: what no code covers, clustered, where it recurs in several reports.

Average linkage (Sokal and Michener 1958) over the likeness of passages, half by word meanings and half
by the stems that they share; a cluster is cut off where its passages are no longer alike. Terms are
those that tell a cluster from the rest (class-based TF-IDF, Grootendorst 2022). How far to trust a
grouping is measured by drawing reports anew with replacement, clustering again, and comparing by the
adjusted Rand index (Hubert and Arabie 1985). No random numbers but seeded ones: the same findings
give the same bytes.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import zip_longest

import numpy as np
from numpy.typing import NDArray

from reportminer.gather.learnt import learnt
from reportminer.gather.words import STEMS, Floats, counts, stem, unit, weighed, words_of

Ints = NDArray[np.int64]
FREQUENT = 250
"""The most frequent words of English say nothing of a theme."""


@dataclass(frozen=True, slots=True)
class Uncoded:
    """A finding that no code covers."""

    finding_id: str
    report_id: str
    text: str


@dataclass(frozen=True, slots=True)
class SuggestSettings:
    """What counts as a theme worth suggesting."""

    alike: float = 0.26
    """Mean likeness (0 to 1) of passages from which clusters are joined."""
    findings: int = 3
    """Findings of a suggestion, at least."""
    reports: int = 2
    """Reports that it recurs in, at least."""
    most: int = 3000
    """Findings that are clustered; of more, those with the lowest hash are taken, and the others join
    the cluster that they are like."""
    draws: int = 20
    """Bootstrap samples of reports; 0 for no stability."""
    terms: int = 6
    quotes: int = 3


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A theme that the codebook lacks."""

    theme_id: str
    terms: tuple[str, ...]
    findings: tuple[str, ...]
    """Ids, sorted."""
    in_reports: tuple[str, ...]
    """Ids of the reports that it recurs in, sorted."""
    quotes: tuple[str, ...]
    """Its most central passages."""
    stability: float | None
    """Mean share of its pairs of passages that stay together where reports are drawn anew."""

    @property
    def reports(self) -> int:
        """How many reports it recurs in."""
        return len(self.in_reports)


@dataclass(frozen=True, slots=True)
class Suggestions:
    """All suggestions, those of most reports first."""

    themes: tuple[Suggestion, ...]
    uncoded: int
    covered: int
    """Uncoded findings that a suggestion holds."""
    stability: float | None
    """Adjusted Rand index over the passages of suggestions, mean of the draws."""


def suggest(uncoded: Iterable[Uncoded], settings: SuggestSettings | None = None) -> Suggestions:
    """Cluster what is uncoded. The order in which it comes does not matter."""
    settings = settings or SuggestSettings()
    everything = sorted(uncoded, key=lambda found: (_order(found.finding_id), found.finding_id))
    taken, others = everything[: settings.most], everything[settings.most :]
    if not taken:
        return Suggestions((), 0, 0, None)
    space = _Space(taken)
    labels = _clusters(space.alike, settings.alike)
    kept = _worth(taken, labels, settings)
    drawn = _draws(taken, space, settings) if kept else []
    members = _joined(space, labels, kept, others, settings)
    words = _Terms(everything, members)
    grouped = _Found(space, labels, members, drawn)
    themes = [_suggestion(grouped, c, words, settings) for c in kept]
    themes.sort(key=lambda t: (-t.reports, -len(t.findings), t.theme_id))
    covered = sum(len(theme.findings) for theme in themes)
    inside = np.isin(labels, kept)
    index = [_rand(labels[seen & inside], found[seen & inside]) for seen, found in drawn]
    stability = round(float(np.mean(index)), 3) if index else None
    return Suggestions(tuple(themes), len(everything), covered, stability)


def _order(finding_id: str) -> str:
    return sha256(finding_id.encode()).hexdigest()


class _Space:
    """Passages, and how alike they are."""

    def __init__(self, found: Sequence[Uncoded]) -> None:
        self.found = found
        self.words, self.vectors = self._of(found)
        self.alike = self._likeness(self.words, self.vectors)

    def _of(self, found: Sequence[Uncoded]) -> tuple[object, Floats]:
        texts = [one.text for one in found]
        model = learnt()
        words = weighed(counts(texts), model.idf)[:, :STEMS]
        return words, unit(model.meanings.of(texts) - model.usual)

    def _likeness(self, words: object, vectors: Floats) -> Floats:
        shared = np.asarray((words @ self.words.T).todense(), np.float32)  # type: ignore[attr-defined]
        found: Floats = 0.5 * shared + 0.5 * np.clip(vectors @ self.vectors.T, 0, 1)
        return found

    def to(self, others: Sequence[Uncoded]) -> Floats:
        """Others x passages of this space: how alike."""
        return self._likeness(*self._of(others))


def _clusters(alike: Floats, least: float) -> Ints:
    """A cluster's number for each passage, in the order of its first one."""
    if len(alike) < 2:
        return np.zeros(len(alike), np.int64)
    from scipy.cluster.hierarchy import fcluster, linkage  # noqa: PLC0415 - half a second to load

    upper = np.triu_indices(len(alike), 1)
    apart = np.clip(1.0 - alike[upper].astype(np.float64), 0.0, None)
    raw = fcluster(linkage(np.round(apart, 6), "average"), 1.0 - least, "distance")
    _, first, numbers = np.unique(raw, return_index=True, return_inverse=True)
    return np.asarray(np.argsort(np.argsort(first))[numbers], np.int64)


def _worth(found: Sequence[Uncoded], labels: Ints, settings: SuggestSettings) -> list[int]:
    reports: dict[int, set[str]] = defaultdict(set)
    for one, label in zip(found, labels.tolist(), strict=True):
        reports[label].add(one.report_id)
    sizes = Counter(labels.tolist())
    return sorted(c for c in sizes if sizes[c] >= settings.findings and len(reports[c]) >= settings.reports)


Draw = tuple[NDArray[np.bool_], Ints]
"""Which passages were drawn, and the cluster of each (-1 for the rest)."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A clustering, and others of reports drawn anew."""

    space: _Space
    labels: Ints
    members: dict[int, list[Uncoded]]
    drawn: list[Draw]


def _draws(found: Sequence[Uncoded], space: _Space, settings: SuggestSettings) -> list[Draw]:
    """Clusterings of reports drawn with replacement; one drawn twice counts once."""
    names = sorted({one.report_id for one in found})
    place = {name: at for at, name in enumerate(names)}
    own = np.array([place[one.report_id] for one in found])
    random = np.random.default_rng(7)
    drawn = []
    for _ in range(settings.draws):
        seen = np.isin(own, random.integers(0, len(names), len(names)))
        labels = np.full(len(found), -1, np.int64)
        labels[seen] = _clusters(space.alike[np.ix_(seen, seen)], settings.alike)
        drawn.append((seen, labels))
    return drawn


def _rand(first: Ints, second: Ints) -> float:
    """Adjusted Rand index of two labellings."""

    def pairs(sizes: Iterable[int]) -> float:
        return sum(n * (n - 1) / 2 for n in sizes)

    if len(first) < 2:
        return 1.0
    both = pairs(Counter(zip(first.tolist(), second.tolist(), strict=True)).values())
    a, b = pairs(Counter(first.tolist()).values()), pairs(Counter(second.tolist()).values())
    chance = a * b / pairs([len(first)])
    top = (a + b) / 2
    return 1.0 if top == chance else (both - chance) / (top - chance)


def _joined(
    space: _Space, labels: Ints, kept: Sequence[int], others: Sequence[Uncoded], settings: SuggestSettings
) -> dict[int, list[Uncoded]]:
    """Passages by cluster: those that were clustered, and others that are as alike to one."""
    members = {c: [space.found[at] for at in np.flatnonzero(labels == c).tolist()] for c in kept}
    groups = [np.flatnonzero(labels == c) for c in kept]
    for begin in range(0, len(others) if kept else 0, 512):
        batch = others[begin : begin + 512]
        alike = space.to(batch)
        means = np.stack([alike[:, group].mean(axis=1) for group in groups], axis=1)
        for row, one in zip(means, batch, strict=True):
            if row.max() >= settings.alike:
                members[kept[int(row.argmax())]].append(one)
    return members


class _Terms:
    """Words and pairs of words that tell clusters from the rest."""

    def __init__(self, everything: Sequence[Uncoded], members: dict[int, list[Uncoded]]) -> None:
        self._forms: dict[str, Counter[str]] = defaultdict(Counter)
        self._all: Counter[str] = Counter()
        for one in everything:
            self._all.update(self._keys(one.text))
        self._mean = sum(self._all.values()) / (len(members) + 1)

    def _keys(self, text: str) -> list[str]:
        numbers = learnt().meanings.number
        keys, before = [], ""
        for word in words_of(text):
            if len(word) < 3 or numbers.get(word, FREQUENT) < FREQUENT:
                before = ""
                continue
            key = stem(word)
            self._forms[key][word] += 1
            keys.append(key)
            if before:
                keys.append(f"{before} {key}")
            before = key
        return keys

    def top(self, found: Sequence[Uncoded], most: int) -> tuple[str, ...]:
        """The terms of a cluster, in their commonest form; each is in two of its passages or more."""
        seen: Counter[str] = Counter()
        within: Counter[str] = Counter()
        for one in found:
            keys = self._keys(one.text)
            within.update(keys)
            seen.update(set(keys))
        weights = {k: n * np.log(1 + self._mean / self._all[k]) for k, n in within.items() if seen[k] > 1}
        best = sorted(weights, key=lambda key: (-round(float(weights[key]), 6), key))
        return tuple(" ".join(self._form(part) for part in key.split()) for key in best[:most])

    def _form(self, key: str) -> str:
        return min(self._forms[key], key=lambda word: (-self._forms[key][word], word))


def _suggestion(found: _Found, cluster: int, words: _Terms, settings: SuggestSettings) -> Suggestion:
    space, members = found.space, found.members[cluster]
    own = np.flatnonzero(found.labels == cluster)
    central = own[np.argsort(-space.alike[np.ix_(own, own)].sum(axis=1), kind="stable")]
    return Suggestion(
        theme_id=f"s_{_order(space.found[int(central[0])].finding_id)[:8]}",
        terms=words.top(members, settings.terms),
        findings=tuple(sorted(one.finding_id for one in members)),
        in_reports=tuple(sorted({one.report_id for one in members})),
        quotes=tuple(space.found[int(at)].text for at in central[: settings.quotes]),
        stability=_together(own, found.drawn),
    )


def _together(own: Ints, drawn: Sequence[Draw]) -> float | None:
    shares = []
    for seen, labels in drawn:
        sizes = Counter(labels[own[seen[own]]].tolist())
        total = sum(sizes.values())
        if total > 1:
            shares.append(sum(n * (n - 1) for n in sizes.values()) / (total * (total - 1)))
    return round(float(np.mean(shares)), 3) if shares else None


def kept_ids(fresh: Suggestions, before: Mapping[str, Sequence[str]]) -> Suggestions:
    """The same suggestions with the ids they had before.

    A theme that holds over half of the findings of an earlier one is that one. `before` is the findings of
    each earlier suggestion by its id.
    """
    taken: dict[int, str] = {}
    for old, findings in sorted(before.items(), key=lambda item: (-len(item[1]), item[0])):
        shares = [(-len(set(findings) & set(t.findings)), at) for at, t in enumerate(fresh.themes)]
        for minus, at in sorted(shares):
            if at not in taken and -minus * 2 > len(findings):
                taken[at] = old
                break
    free = set(before)
    themes = []
    for at, theme in enumerate(fresh.themes):
        own = taken.get(at, theme.theme_id)
        while at not in taken and own in free:
            own = f"s_{_order(own)[:8]}"
        free.add(own)
        themes.append(replace(theme, theme_id=own))
    return replace(fresh, themes=tuple(themes))


def merged(parts: Sequence[Suggestion]) -> Suggestion:
    """One suggestion of several: the id of the first, terms and quotes of each in turn."""
    terms = [t for row in zip_longest(*(part.terms for part in parts)) for t in row if t]
    quotes = [q for row in zip_longest(*(part.quotes for part in parts)) for q in row if q]
    findings = sorted({finding for part in parts for finding in part.findings})
    reports = sorted({report for part in parts for report in part.in_reports})
    return Suggestion(
        parts[0].theme_id, tuple(dict.fromkeys(terms)), tuple(findings), tuple(reports),
        tuple(dict.fromkeys(quotes)), None,
    )  # fmt: skip
