"""Suggested themes: what no code covers, clustered, where it recurs in several reports.

Average linkage (Sokal and Michener 1958) over the likeness of passages; a cluster is cut off where its
passages are no longer alike, and suggested where they share a term (`gather.suggest_terms`). How far to
trust it is measured by drawing reports anew with replacement and clustering again: the grouping by the
adjusted Rand index (Hubert and Arabie 1985), each theme by how much of it comes out again (Jaccard's
coefficient; Hennig 2007). No random numbers but seeded ones: the same findings give the same bytes.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import zip_longest

import numpy as np

from reportminer.gather.clusters import Draw, Ints, Space, clusters, draws, found_again, rand
from reportminer.gather.suggest_terms import terms_of
from reportminer.gather.words import words_of

SAME = 20
"""Words in which passages of a report begin alike that are said twice, as in its summary."""
REPEATED = 0.8
"""Likeness from which one quote says what another one says."""


@dataclass(frozen=True, slots=True)
class Uncoded:
    """A finding that no code covers, or none surely."""

    finding_id: str
    report_id: str
    text: str
    coded: bool = False
    """It carries a code, which is more likely wrong than right."""


@dataclass(frozen=True, slots=True)
class SuggestSettings:
    """What counts as a theme worth suggesting."""

    alike: float = 0.26
    """Mean likeness (0 to 1) of passages from which clusters are joined."""
    findings: int = 3
    """Passages of a suggestion, at least."""
    reports: int = 2
    """Reports that it recurs in, at least."""
    most: int = 3000
    """Passages that are clustered; of more, those with the lowest hash are taken, and the others join
    the cluster that they are like."""
    draws: int = 20
    """Bootstrap samples of reports; 0 for no stability."""
    steady: float = 0.7
    """How much of a suggestion comes out again of other samples of the reports, at least, from 0 to 1."""
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
    """How much of it comes out again where reports are drawn anew, from 0 to 1."""

    @property
    def reports(self) -> int:
        """How many reports it recurs in."""
        return len(self.in_reports)


@dataclass(frozen=True, slots=True)
class Suggestions:
    """All suggestions, those of most reports first."""

    themes: tuple[Suggestion, ...]
    uncoded: int
    """Findings without a code."""
    covered: int
    """Findings that a suggestion holds."""
    stability: float | None
    """Adjusted Rand index over the passages of suggestions, mean of the draws."""
    loose: int = 0
    """Findings looked at beside the uncoded, since their codes are more likely wrong than right."""


@dataclass(frozen=True, slots=True)
class _Passage:
    """Words of a report, and the findings that they are: two where they have two labels or are said again."""

    text: str
    report_id: str
    findings: tuple[str, ...]


def suggest(
    uncoded: Iterable[Uncoded], settings: SuggestSettings | None = None, told: Iterable[str] = ()
) -> Suggestions:
    """Cluster what is uncoded. The order in which it comes does not matter.

    `told` are the words of all findings, from which terms are told apart; without them, those of the uncoded.
    """
    settings = settings or SuggestSettings()
    everything = list(uncoded)
    loose = sum(one.coded for one in everything)
    passages = _passages(everything)
    themes, stability = _themes(passages, settings, told) if passages else ([], None)
    covered = sum(len(theme.findings) for theme in themes)
    return Suggestions(tuple(themes), len(everything) - loose, covered, stability, loose)


def _passages(found: Iterable[Uncoded]) -> list[_Passage]:
    """Each passage of a report once, in an order that does not change where others are added."""
    owned: dict[tuple[str, ...], list[Uncoded]] = defaultdict(list)
    for one in sorted(found, key=lambda one: one.finding_id):
        owned[one.report_id, *words_of(one.text)[:SAME]].append(one)
    passages = [
        _Passage(own[0].text, own[0].report_id, tuple(one.finding_id for one in own))
        for own in owned.values()
    ]
    return sorted(passages, key=lambda said: (_order(said.findings[0]), said.findings))


def _order(finding_id: str) -> str:
    return sha256(finding_id.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Found:
    """A clustering of passages; what belongs to each cluster worth a theme, and how steady it is."""

    passages: Sequence[_Passage]
    space: Space
    labels: Ints
    members: dict[int, list[_Passage]]
    steady: dict[int, float | None]


def _themes(
    passages: Sequence[_Passage], settings: SuggestSettings, told: Iterable[str]
) -> tuple[list[Suggestion], float | None]:
    """The suggestions in their order, and the stability of the grouping."""
    taken, others = passages[: settings.most], passages[settings.most :]
    space = Space([said.text for said in taken])
    labels = clusters(space.alike, settings.alike)
    members = _joined(space, labels, _worth(taken, labels, settings), (taken, others), settings)
    spoken = {c: [(said.report_id, said.text) for said in own] for c, own in members.items()}
    everything = told or [said.text for said in passages]
    terms = terms_of(spoken, everything, settings.terms, min(settings.reports, 2))
    named = [c for c in members if terms[c]]
    reports = [said.report_id for said in taken]
    drawn = draws(reports, space.alike, settings.alike, settings.draws) if named else []
    steady = {c: found_again(labels == c, drawn) for c in named}
    kept = [c for c in named if (told_of := steady[c]) is None or told_of >= settings.steady]
    found = _Found(taken, space, labels, members, steady)
    themes = [_suggestion(found, c, terms[c], settings.quotes) for c in kept]
    themes.sort(key=lambda t: (-t.reports, -len(t.findings), t.theme_id))
    return themes, _agreement(labels, kept, drawn)


def _worth(passages: Sequence[_Passage], labels: Ints, settings: SuggestSettings) -> list[int]:
    """Clusters that are large enough and recur in enough reports."""
    reports: dict[int, list[str]] = defaultdict(list)
    for said, label in zip(passages, labels.tolist(), strict=True):
        reports[label].append(said.report_id)
    return sorted(
        c for c, own in reports.items() if len(own) >= settings.findings and len(set(own)) >= settings.reports
    )


def _joined(
    space: Space,
    labels: Ints,
    worth: Sequence[int],
    passages: tuple[Sequence[_Passage], Sequence[_Passage]],
    settings: SuggestSettings,
) -> dict[int, list[_Passage]]:
    """Passages by cluster: those that were clustered, and others that are as alike to one."""
    taken, others = passages
    groups = [np.flatnonzero(labels == c) for c in worth]
    members = {c: [taken[at] for at in group.tolist()] for c, group in zip(worth, groups, strict=True)}
    for begin in range(0, len(others) if groups else 0, 512):
        batch = others[begin : begin + 512]
        alike = space.to([said.text for said in batch])
        means = np.stack([alike[:, group].mean(axis=1) for group in groups], axis=1)
        for row, said in zip(means, batch, strict=True):
            if row.max() >= settings.alike:
                members[worth[int(row.argmax())]].append(said)
    return members


def _agreement(labels: Ints, kept: Sequence[int], drawn: Sequence[Draw]) -> float | None:
    """Adjusted Rand index over the passages of suggestions, mean of the draws."""
    inside = np.isin(labels, kept)
    index = [rand(labels[draw.seen & inside], draw.labels[draw.seen & inside]) for draw in drawn]
    return round(float(np.mean(index)), 3) if index and kept else None


def _suggestion(found: _Found, cluster: int, terms: tuple[str, ...], quotes: int) -> Suggestion:
    own = np.flatnonzero(found.labels == cluster)
    central = own[np.argsort(-found.space.alike[np.ix_(own, own)].sum(axis=1), kind="stable")].tolist()
    members = found.members[cluster]
    return Suggestion(
        theme_id=f"s_{_order(found.passages[central[0]].findings[0])[:8]}",
        terms=terms,
        findings=tuple(sorted(finding for said in members for finding in said.findings)),
        in_reports=tuple(sorted({said.report_id for said in members})),
        quotes=tuple(found.passages[at].text for at in _telling(found, central, quotes)),
        stability=found.steady[cluster],
    )


def _telling(found: _Found, central: Sequence[int], most: int) -> list[int]:
    """The most central passages, first those of different reports; none says again what another one says."""
    reports = [found.passages[at].report_id for at in central]
    ranks = [reports[:at].count(report) for at, report in enumerate(reports)]
    chosen: list[int] = []
    for _, at in sorted(zip(ranks, range(len(central)), strict=True)):
        if all(found.space.alike[central[at], other] < REPEATED for other in chosen):
            chosen.append(central[at])
    return chosen[:most]


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
