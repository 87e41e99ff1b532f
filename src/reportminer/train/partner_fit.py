"""The partner models fitted: mentions, bodies, roles.

The model of bodies learns from what the model of mentions says of reports that it did not see.
"""

import random
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from reportminer.tag.partners.classifier import Blend, Linear, Models
from reportminer.tag.partners.features import features
from reportminer.tag.partners.roles import role_features
from reportminer.train.partner_cases import Case, Example, MentionRow, examples, mention_rows

SEED = 20
MENTION_C, BODY_C, ROLE_C = 0.3, 0.3, 1.0
BLEND_C = 1.0
LOSS = 0.09
"""Share of the partners that the reader is not asked about: so unlikely that its word would not lift them."""
FOLDS = 4
FIRM = (0.0, 1.0)
"""What is said of mentions where nobody is in doubt."""
MUTE = 0.7
"""Weight of a mention that does not show that its body is a partner, beside one that does."""
SEEN_IN_GROUPS = 3
"""A feature of mentions or roles counts only where it occurs in reports of so many organisations."""
WRITTEN = 0.5
"""Weight of a written report beside a real one."""

Rows = list[dict[str, float]]
Mask = NDArray[np.bool_]
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Table:
    """Cases with the features of their mentions counted once, for many fits."""

    cases: tuple[Case, ...]
    examples: tuple[tuple[Example, ...], ...]
    mentions: tuple[tuple[MentionRow, ...], ...]
    matrix: csr_matrix
    """Mentions of all cases x features."""
    names: tuple[str, ...]
    case: NDArray[np.int64]
    """Index of the case of each mention."""
    right: Mask
    """Whether each mention shows that its body is a partner, as far as is known."""
    weight: Numbers
    """Weight of each mention; 0 for those that no annotator judged."""
    group: NDArray[np.int64]
    """Number of the organisation of each mention."""


def table(cases: Sequence[Case]) -> Table:
    """The cases as one matrix of mentions."""
    found = [list(mention_rows(case)) for case in cases]
    judged = [tuple(examples(case)) for case in cases]
    vectors = DictVectorizer()
    matrix = vectors.fit_transform(dict.fromkeys(row.names, 1.0) for rows in found for row in rows)
    # the names are in the matrix now: keeping them twice would take gigabytes
    slim = tuple(tuple(replace(row, names=[]) for row in rows) for rows in found)
    groups = {group: n for n, group in enumerate(sorted({case.group for case in cases}))}
    return Table(
        cases=tuple(cases),
        examples=tuple(judged),
        mentions=slim,
        matrix=csr_matrix(matrix),
        names=tuple(vectors.feature_names_),
        case=np.repeat(np.arange(len(cases)), [len(rows) for rows in slim]),
        right=np.concatenate([_right(rows, own) for rows, own in zip(slim, judged, strict=True)]),
        weight=np.concatenate(list(map(mention_weights, cases, slim, judged))),
        group=np.repeat([groups[case.group] for case in cases], [len(rows) for rows in slim]),
    )


def _right(rows: Sequence[MentionRow], own: Sequence[Example]) -> Mask:
    return np.array([_shown(row, own) for row in rows], dtype=bool)


def _shown(row: MentionRow, own: Sequence[Example]) -> bool:
    """Whether a mention is taken to show a partner: as was said of it, or as its body is one."""
    return row.example >= 0 and own[row.example].right and row.shows != 0


def mention_weights(case: Case, rows: Sequence[MentionRow], own: Sequence[Example]) -> Numbers:
    """A body named often counts more than one named once, yet not so many times more.

    Of a partner of whose mentions somebody said which show it, the others do not count, nor those that hint
    at it.
    """
    told = {row.example for row in rows if row.judged and row.shows in FIRM}
    of_partner = {n for n in told if n >= 0 and own[n].right}
    shares = [_share(row, of_partner) for row in rows]
    counts = Counter(row.example for row, share in zip(rows, shares, strict=True) if share)
    found = [share * max(counts[row.example], 1) ** -0.5 for row, share in zip(rows, shares, strict=True)]
    return np.array(found) * (WRITTEN if case.written else 1.0)


def _share(row: MentionRow, told: Set[int]) -> float:
    """What a mention counts beside the others of its body; `told`: partners of whom it was said."""
    if not row.judged or row.example < 0:
        return 0.0
    if row.example not in told:
        return 1.0
    if row.shows not in FIRM:
        return 0.0
    return 1.0 if row.shows else MUTE


def folds(cases: Sequence[Case], count: int) -> list[int]:
    """The fold of each case; reports of one organisation share one."""
    groups = sorted({case.group for case in cases})
    random.Random(SEED).shuffle(groups)
    fold = {group: number % count for number, group in enumerate(groups)}
    return [fold[case.group] for case in cases]


def fit(data: Table, chosen: Sequence[int], threshold: float, heard: "Heard | None" = None) -> Models:
    """All models, from the cases whose indices are `chosen`; `heard`: with what the reader says."""
    own = folds([data.cases[n] for n in chosen], FOLDS)
    parts = [[n for n, fold in zip(chosen, own, strict=True) if fold != k] for k in range(FOLDS)]
    mentions = [fit_mentions(data, part) for part in parts]
    scored = {n: scored_case(data, n, mentions[fold]) for n, fold in zip(chosen, own, strict=True)}
    rows = {n: features(scored[n].reading) for n in chosen}
    return Models(
        mention=fit_mentions(data, chosen),
        body=_fit_bodies(data, rows, chosen),
        roles=_fit_roles(data, rows, chosen),
        threshold=threshold,
        read=_blend(data, rows, (chosen, own), heard) if heard else None,
    )


@dataclass(frozen=True, slots=True)
class Heard:
    """What the reader says of judged bodies of organisations that it did not learn from."""

    odds: Sequence[NDArray[np.float32]]
    """Of each case: examples x (partner, roles)."""
    reader: str
    """SHA-256 of the reader."""
    threshold: float = 0.5


def _blend(
    data: Table, rows: dict[int, Rows], dealt: tuple[Sequence[int], Sequence[int]], heard: Heard
) -> Blend:
    """The last word, from what models of bodies say of cases that they did not see."""
    chosen, fold = dealt
    body: list[float] = []
    reader: list[float] = []
    order: list[int] = []
    for k in sorted(set(fold)):
        own = [n for n, at in zip(chosen, fold, strict=True) if at == k]
        model = _fit_bodies(data, rows, [n for n, at in zip(chosen, fold, strict=True) if at != k])
        body += [model.of_numbers(rows[n][e.body]) for n in own for e in data.examples[n]]
        reader += [odds for n in own for odds in heard.odds[n][:, 0].tolist()]
        order += own
    right, weights = _answers(data, order)
    sieve = _sieve(body, right)
    read = [at for at, odds in enumerate(body) if odds >= sieve]
    numbers = [{"body": body[at], "reader": reader[at]} for at in read]
    model = linear(numbers, [right[at] for at in read], [weights[at] for at in read], BLEND_C)
    told = {name: model.weights.get(name, 0.0) for name in ("body", "reader")}
    return Blend(model.intercept, told["body"], told["reader"], _short(sieve), heard.threshold, heard.reader)


def _sieve(body: Sequence[float], right: Sequence[bool]) -> float:
    """Log odds that few partners are below; all are read where else nothing would tell them apart."""
    pairs = list(zip(body, right, strict=True))
    found = sorted(odds for odds, yes in pairs if yes)
    least = found[int(LOSS * len(found))]
    return least if any(odds >= least and not yes for odds, yes in pairs) else min(body)


def fit_mentions(data: Table, chosen: Sequence[int]) -> Linear:
    """A logistic regression over the surroundings of single mentions."""
    mask = np.isin(data.case, chosen) & (data.weight > 0)
    part = data.matrix[mask]
    columns = _seen(part, data.group[mask])
    model = LogisticRegression(C=MENTION_C, max_iter=300)
    model.fit(part[:, columns], data.right[mask], sample_weight=data.weight[mask])
    return _plain(model, [data.names[n] for n in columns])


def _seen(part: csr_matrix, group: NDArray[np.int64]) -> NDArray[np.int64]:
    """Columns that occur in enough groups."""
    shape = (int(group.max()) + 1, len(group))
    by_group = csr_matrix((np.ones(len(group)), (group, np.arange(len(group)))), shape=shape) @ part
    by_group.data[:] = 1
    return np.flatnonzero(np.asarray(by_group.sum(axis=0)).ravel() >= SEEN_IN_GROUPS)


def scored_case(data: Table, number: int, model: Linear) -> Case:
    """A case with every mention scored by `model`."""
    weights = np.array([model.weights.get(name, 0.0) for name in data.names])
    scores = data.matrix[data.case == number] @ weights + model.intercept
    starts = [row.start for row in data.mentions[number]]
    case = data.cases[number]
    return replace(
        case, reading=replace(case.reading, scores=dict(zip(starts, map(float, scores), strict=True)))
    )


def _fit_bodies(data: Table, rows: dict[int, Rows], chosen: Sequence[int]) -> Linear:
    own = [rows[n][example.body] for n in chosen for example in data.examples[n]]
    return linear(own, *_answers(data, chosen), BODY_C)


def _answers(data: Table, chosen: Sequence[int]) -> tuple[list[bool], list[float]]:
    """Whether each example is a partner, and its weight."""
    pairs = [(example.right, data.cases[n].written) for n in chosen for example in data.examples[n]]
    return [right for right, _ in pairs], [WRITTEN if written else 1.0 for _, written in pairs]


def _fit_roles(data: Table, rows: dict[int, Rows], chosen: Sequence[int]) -> dict[str, Linear]:
    found: Rows = []
    given: list[frozenset[str]] = []
    weights: list[float] = []
    for n in chosen:
        case = data.cases[n]
        for example in data.examples[n]:
            roles = roles_of(case, example)
            if roles:
                body = case.reading.bodies[example.body]
                found.append(role_features(body, case.reading, rows[n][example.body]))
                given.append(roles)
                weights.append(WRITTEN if case.written else 1.0)
    counts: dict[str, int] = {}
    for name in (name for row in found for name in row):
        counts[name] = counts.get(name, 0) + 1
    kept = [{k: v for k, v in row.items() if counts[k] >= SEEN_IN_GROUPS} for row in found]
    names = sorted({role for roles in given for role in roles} - {"unknown"})
    return {name: linear(kept, [name in roles for roles in given], weights, ROLE_C) for name in names}


def roles_of(case: Case, example: Example) -> frozenset[str]:
    """The roles given to the partner that an example is; empty for what is no partner."""
    return case.roles[min(example.matched)] if example.matched else frozenset()


def linear(rows: Rows, right: Sequence[bool], weights: Sequence[float], strength: float) -> Linear:
    """A logistic regression over named numbers."""
    vectors = DictVectorizer()
    model = LogisticRegression(C=strength, max_iter=1000)
    model.fit(vectors.fit_transform(rows), right, sample_weight=weights)
    return _plain(model, vectors.feature_names_)


def _plain(model: LogisticRegression, names: Sequence[str]) -> Linear:
    weights = {name: _short(w) for name, w in zip(names, model.coef_[0], strict=True) if abs(w) >= 1e-3}
    return Linear(_short(model.intercept_[0]), weights)


def _short(value: float) -> float:
    return float(f"{float(value):.4g}")
