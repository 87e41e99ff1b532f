"""Measures of agreement, over values that coders gave to the same units.

A value is anything that can be compared and hashed. All are undefined (None) where there is nothing
to agree on: no unit, or one value only throughout.
"""

from collections import Counter
from collections.abc import Hashable, Sequence


def cohen_kappa(first: Sequence[Hashable], second: Sequence[Hashable]) -> float | None:
    """Cohen's kappa of two coders: agreement beyond what their own habits would give by chance.

    Cohen (1960), A coefficient of agreement for nominal scales, Educational and Psychological
    Measurement 20(1), 37-46.
    """
    total = len(first)
    if not total:
        return None
    agreed = sum(a == b for a, b in zip(first, second, strict=True)) / total
    ones, others = Counter(first), Counter(second)
    chance = sum(count * others[value] for value, count in ones.items()) / total**2
    return None if chance == 1 else (agreed - chance) / (1 - chance)


def krippendorff_alpha(units: Sequence[Sequence[Hashable]]) -> float | None:
    """Krippendorff's alpha for nominal values: any number of coders, some of whom may be missing.

    `units` are the values that each unit was given; a unit with one value alone does not count.
    Krippendorff (2011), Computing Krippendorff's alpha-reliability, University of Pennsylvania:
    alpha = 1 - observed / expected disagreement, from the matrix of coincidences.
    """
    paired = [values for values in units if len(values) > 1]
    totals: Counter[Hashable] = Counter(value for values in paired for value in values)
    size = sum(totals.values())
    observed = sum(_differing(values) for values in paired)
    expected = size**2 - sum(count**2 for count in totals.values())
    return 1 - (size - 1) * observed / expected if expected else None


def _differing(values: Sequence[Hashable]) -> float:
    """Ordered pairs of unlike values in a unit, over the number of values less one."""
    unlike = len(values) ** 2 - sum(count**2 for count in Counter(values).values())
    return unlike / (len(values) - 1)


def f1(right: int, wrong: int, missed: int) -> float | None:
    """Harmonic mean of precision and recall."""
    return 2 * right / (2 * right + wrong + missed) if right + wrong + missed else None


def overlap_f1(found: tuple[int, int], wanted: tuple[int, int]) -> float | None:
    """F1 where both sides are counted apart: (matched, all) of what was found and of what was wanted."""
    if not found[1] + wanted[1]:
        return None
    precision = found[0] / found[1] if found[1] else 0.0
    recall = wanted[0] / wanted[1] if wanted[1] else 0.0
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def mean(values: Sequence[float | None]) -> float | None:
    """The mean of those that are defined."""
    defined = [value for value in values if value is not None]
    return sum(defined) / len(defined) if defined else None
