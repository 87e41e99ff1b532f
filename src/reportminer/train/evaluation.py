"""What trained models say of annotated reports of organisations that they did not see, fold by fold.

This gives probabilities and thresholds and nothing else; figures are made of them in `evaluate`.
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from reportminer.errors import SettingsError
from reportminer.tag.cues import LABELS
from reportminer.tag.partners.classifier import load
from reportminer.train.corpus import Example
from reportminer.train.enough import named
from reportminer.train.findings import VARIANTS, WITH_ENCODER
from reportminer.train.fit import LEAST_GROUPS, Fitted, Recipe, Table, check_teaches, fit, folds, tables
from reportminer.train.joint import Reading, fit_pair
from reportminer.train.partner_gold import cases
from reportminer.train.partners import counts, held_out, role_accuracy
from reportminer.train.said import Said
from reportminer.train.settings import told_of

MORE = "give more annotated reports with --data or --train-on, more --folds, or --model shipped"

Hear = Callable[[int, int, str], None]
"""Told before each step and at the end: how many are done, of how many, and what is being done."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Who judges whom."""

    folds: int = 5
    """Parts that the organisations are dealt into; 0 leaves out one organisation at a time."""
    recipes: Mapping[str, Recipe] = field(default_factory=lambda: dict(VARIANTS))
    """Variants by name; the last is the one that the program uses."""
    share: float = 1.0
    """Share of the organisations that teach (for a learning curve)."""
    seed: int = 0
    """Which organisations these are."""
    read: tuple[Reading, ...] = ()
    """What the encoder says of every example, by a model that did not see its group; empty without one."""


@dataclass(frozen=True, slots=True)
class _Fold:
    number: int
    inside: list[int]
    """Examples that are judged."""
    rest: list[int]
    """Examples that teach."""


def out_of_fold(
    found: Sequence[Example], test: Sequence[int], taught: Sequence[int], plan: Plan, hear: Hear
) -> list[Said]:
    """One a test example, in their order; `test` and `taught` are indices into `found`.

    Raises SettingsError where what is left to learn from has too few organisations, or none that carries
    one of the labels.
    """
    _, _, parts = tables(found, list(plan.recipes.values())[-1])
    cut = list(_folds(found, test, taught, plan))
    said: dict[int, Said] = {}
    for fold in cut:  # all first: better at once than after the others were learnt
        _teachable(found, parts, fold, plan)
    for done, fold in enumerate(cut):
        hear(done, len(cut), f"fold {done + 1}, judging {_judged(found, fold)}")
        said |= dict(zip(fold.inside, _judge(found, parts, fold, plan), strict=True))
    hear(len(cut), len(cut), "")
    return [said[at] for at in test]


def _folds(
    found: Sequence[Example], test: Sequence[int], taught: Sequence[int], plan: Plan
) -> Iterator[_Fold]:
    number_of = _numbers(found, test, taught, plan.folds)
    for number in sorted(set(number_of.values())):
        groups = {group for group, own in number_of.items() if own == number}
        inside = [at for at in test if found[at].group in groups]
        yield _Fold(number, inside, _rest(found, taught, groups, plan))


def _numbers(
    found: Sequence[Example], test: Sequence[int], taught: Sequence[int], count: int
) -> dict[str, int]:
    """Fold of each group tested; one for all where none of them teaches."""
    groups = [found[at].group for at in test]
    if not {found[at].group for at in taught} & set(groups):
        return dict.fromkeys(groups, 0)
    if not count:
        return {group: number for number, group in enumerate(sorted(set(groups)))}
    return folds(groups, [len(found[at].inside) for at in test], count)


def _rest(found: Sequence[Example], taught: Sequence[int], groups: set[str], plan: Plan) -> list[int]:
    """What teaches: the same organisations come in the same order for every share, so that shares nest."""
    names = sorted({found[at].group for at in taught})
    random.Random(plan.seed).shuffle(names)
    left = [name for name in names if name not in groups]
    kept = set(left[: max(LEAST_GROUPS, round(plan.share * len(left)))])
    return [at for at in taught if found[at].group in kept]


def _judged(found: Sequence[Example], fold: _Fold) -> str:
    return named({found[at].group for at in fold.inside})


def _teachable(found: Sequence[Example], parts: Sequence[Table], fold: _Fold, plan: Plan) -> None:
    """Whether a fold leaves enough to learn from, and to choose thresholds on."""
    groups = [found[at].group for at in fold.rest]
    where = f"to judge {_judged(found, fold)}"
    if len(set(groups)) < LEAST_GROUPS:
        raise SettingsError(
            f"{where}, two organisations are needed to learn from, and there is {len(set(groups))}", hint=MORE
        )
    labels = np.concatenate([parts[at].labels for at in fold.rest])
    for at, label in enumerate(LABELS):
        if not labels[:, at].any():
            raise SettingsError(f"{where}, nothing is left to learn {label} from", hint=MORE)
    try:
        check_teaches([parts[at] for at in fold.rest], groups, [own.folds for own in plan.recipes.values()])
    except SettingsError as error:
        raise SettingsError(
            f"{where}, thresholds are chosen on the rest: {error.message}", hint=MORE
        ) from error


def _judge(found: Sequence[Example], parts: Sequence[Table], fold: _Fold, plan: Plan) -> Iterator[Said]:
    """Models fitted on what teaches, and what they say of the rest."""
    groups = [found[at].group for at in fold.rest]
    taught = [parts[at] for at in fold.rest]
    fitted = {name: _fitted(taught, groups, recipe) for name, recipe in plan.recipes.items()}
    limits = {name: model.thresholds for name, model in fitted.items()}
    pair = (
        fit_pair(taught, [plan.read[at] for at in fold.rest], groups, plan.recipes["both"])
        if plan.read
        else None
    )
    if pair:
        limits[WITH_ENCODER] = pair.joint.thresholds
    segments = sum(len(part.labels) for part in taught)
    for at in fold.inside:
        chances = {
            name: model.probabilities([parts[at]], plan.recipes[name]) for name, model in fitted.items()
        }
        if pair:
            chances[WITH_ENCODER] = pair.probabilities(parts[at], plan.read[at])
        chances = {name: found[at].told(own) for name, own in chances.items()}
        yield Said(fold.number, chances, limits, len(set(groups)), segments)


def _fitted(parts: Sequence[Table], groups: Sequence[str], recipe: Recipe) -> Fitted:
    try:
        return fit(parts, groups, recipe)
    except ValueError as error:  # an organisation without one of the labels, where there are two or three
        raise SettingsError(f"too little to learn from: {error}", hint=MORE) from error


@dataclass(frozen=True, slots=True)
class PartnersSaid:
    """Partners of real reports, judged by models that did not see their organisation."""

    threshold: float
    counts: tuple[tuple[str, int, int, int], ...]
    """Report, partners found, bodies wrongly taken for partners, partners missed."""
    role_accuracy: float


def partners(gold: Sequence[Path], reports: Sequence[Path], count: int) -> PartnersSaid:
    """Fold by fold, by the classifier alone (as with `--fast`), at its threshold. Takes minutes.

    Raises SettingsError where the annotated partners are of fewer than two organisations.
    """
    found = cases(gold, reports)
    groups = len({case.group for case in found})
    if groups < LEAST_GROUPS:
        raise SettingsError("annotated partners of one organisation alone", hint="leave --partners out")
    threshold = load().threshold
    try:
        judged = held_out(found, min(count or groups, groups))
    except ValueError as error:  # nothing is alike in the reports of so few organisations
        raise SettingsError(f"too few annotated partners to learn from: {error}", hint=MORE) from error
    told = tuple((each.case.name, *counts([each], threshold)) for each in judged)
    return PartnersSaid(threshold, told, role_accuracy(judged, threshold))


def recipes_of(path: Path | None) -> dict[str, Recipe]:
    """The variants with the settings of section `[findings]` of a configuration (default.cfg without one).

    What makes a variant what it is (words left out, say) stays. Raises SettingsError at a setting that is
    unknown or not of its kind.
    """
    told, known = told_of(path, "findings", Recipe()), Recipe()
    return {
        variant: replace(recipe, **{k: v for k, v in told.items() if getattr(recipe, k) == getattr(known, k)})
        for variant, recipe in VARIANTS.items()
    }
