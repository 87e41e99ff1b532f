"""Fitting the arbiter's last word, on log odds of reports that neither of its sources had learnt from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from reportminer.errors import SettingsError
from reportminer.manifest import DAMAGED
from reportminer.tag.arbiter import SIZE, Floats, sigmoid
from reportminer.tag.encoder.model import BESIDE
from reportminer.tag.encoder.windows import runs_of
from reportminer.tag.joint import UNREAD, Joint, denials, inputs
from reportminer.train.corpus import Annotated
from reportminer.train.fit import Bools, Fitted, Recipe, Table, folds, held_out, thresholds

COST = 0.3
"""Inverse strength of the L2 penalty."""
FOLDS = 4
LOSS = 0.005
"""Share of the findings that would be found that the sieve may lose."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the encoder says of an example, by a model that saw no report of its group."""

    odds: Floats
    """One row a segment of the report; NaN where it was not read."""
    denied: Floats
    """segments x labels, as `denials` gives it."""
    inside: NDArray[np.int64]
    recut: int = 0
    """Segments inside that were cut differently when the encoder read the report: they have no odds."""


RECUT = 0.02
"""Share of such segments from which on figures and weights are in doubt."""


def recut_warning(read: Sequence[Reading]) -> str:
    """What the user must know of segments without log odds; empty where they are few."""
    lost, size = sum(each.recut for each in read), sum(len(each.inside) for each in read)
    if lost <= RECUT * size:
        return ""
    return (
        f"{lost} of {size} annotated segments ({lost / size:.1%}) are not among those whose log odds were "
        "kept: they are cut differently now, or their reports were not held out. They count as not read. "
        "Train the encoder again."
    )


Kept = Mapping[str, NDArray[np.float32]]
"""Of each report, where its segments stood (`spans/ID`) and their log odds (`odds/ID`)."""


def kept_odds(path: Path) -> Kept:
    """What the training of the encoder kept. Raises SettingsError where the file cannot be used."""
    try:
        with np.load(path, allow_pickle=False) as file:
            kept = {"graph": file["graph"], **{name: file[name] for name in file.files}}
        for name, found in kept.items():
            if name.startswith("spans/"):
                _check(name, found, kept[f"odds/{name.removeprefix('spans/')}"])
    except (*DAMAGED, AttributeError, TypeError) as error:  # an .npy has no parts
        raise SettingsError(f"{path} cannot be used: {error}", hint="train the encoder first") from error
    return kept


def _check(name: str, spans: NDArray[np.float32], odds: NDArray[np.float32]) -> None:
    if spans.ndim != 2 or spans.shape[1] != 2 or odds.shape != (len(spans), SIZE):
        raise ValueError(f"{name} does not fit its log odds")


def reading_of(kept: Kept, each: Annotated) -> Reading:
    """The log odds laid on today's segments; one that was cut differently then has none."""
    fired = ([_cue(name) for name in row.names if name[:4] in _KINDS] for row in each.example.signals)
    inside = each.example.inside
    return Reading(_laid(kept, each), denials(fired), inside, _recut(kept, each))


_KINDS = ("cue:", "not:")


def _cue(signal: str) -> tuple[str, bool]:
    return signal[4:], signal.startswith("not:")


def _places(kept: Kept, each: Annotated) -> dict[tuple[int, int], int]:
    """Row of each segment of the report as it was cut then, by where it stands."""
    spans = kept.get(f"spans/{each.report.report_id}", np.zeros((0, 2), np.int64)).tolist()
    return {(start, end): at for at, (start, end) in enumerate(spans)}


def _recut(kept: Kept, each: Annotated) -> int:
    places = _places(kept, each)
    inside = (each.segments[at] for at in each.example.inside)
    return sum((segment.start, segment.end) not in places for segment in inside)


def _laid(kept: Kept, each: Annotated) -> Floats:
    name = each.report.report_id
    rows = _places(kept, each)
    odds = np.full((len(each.segments), SIZE), np.nan, np.float32)
    for at, segment in enumerate(each.segments):
        row = rows.get((segment.start, segment.end))
        if row is not None:
            odds[at] = kept[f"odds/{name}"][row]
    return odds


@dataclass(frozen=True, slots=True)
class Stack:
    """What the second level learns from: rows of all examples one after the other."""

    rows: Floats
    labels: Bools
    groups: list[str]
    """Of each row."""
    base: Floats
    """The calibrated log odds of rules and words."""
    near: Floats
    """The highest of them of a segment and of those read along with it, whatever the label."""


def stack(
    base: Sequence[Floats], parts: Sequence[Table], read: Sequence[Reading], groups: Sequence[str]
) -> Stack:
    """Inputs of the second level; `base` is a table of log odds for the segments inside each example."""
    return Stack(
        rows=np.concatenate([rows_of(odds, each) for odds, each in zip(base, read, strict=True)]),
        labels=np.concatenate([part.labels for part in parts]),
        groups=[group for group, part in zip(groups, parts, strict=True) for _ in part.labels],
        base=np.concatenate(list(base)),
        near=np.concatenate([_near(odds, each.inside) for odds, each in zip(base, read, strict=True)]),
    )


def _near(base: Floats, inside: NDArray[np.int64]) -> Floats:
    """Of each segment inside one example: the highest log odds within `BESIDE` segments of the report."""
    whole = np.full(int(inside.max(initial=-1)) + 1 + 2 * BESIDE, -np.inf, np.float32)
    whole[inside + BESIDE] = base.max(axis=1, initial=-np.inf)
    found: Floats = np.lib.stride_tricks.sliding_window_view(whole, 2 * BESIDE + 1).max(axis=1)[inside]
    return found


def rows_of(base: Floats, read: Reading) -> Floats:
    """Inputs for the segments inside one example."""
    whole = np.zeros(read.odds.shape, np.float32)
    whole[read.inside] = base
    return inputs(whole, read.odds, read.denied)[read.inside]


def fit_joint(data: Stack, recall: float, encoder: str = "") -> Joint:
    """Fit on all rows; thresholds and sieve from rows of groups that were held out."""
    models = [_model(data.rows, data.labels[:, at]) for at in range(SIZE)]
    chance = _held_out(data)
    limits = [thresholds(chance[:, at], data.labels[:, at], recall) for at in range(SIZE)]
    best = np.array(limits, np.float32).T
    return Joint(
        weights=np.stack([m.coef_[0] for m in models], axis=1).astype(np.float32),
        bias=np.array([m.intercept_[0] for m in models], np.float32),
        thresholds=best,
        silent=(data.rows[:, SIZE : 2 * SIZE].mean(axis=0) + UNREAD).astype(np.float32),
        sieve=_sieve(data, chance >= best[0]),
        encoder=encoder,
    )


def _model(rows: Floats, labels: NDArray[np.bool_]) -> LogisticRegression:
    return LogisticRegression(C=COST, max_iter=500).fit(rows, labels)


def _held_out(data: Stack) -> Floats:
    """Probabilities of every row by a model that saw none of its group."""
    names = sorted(set(data.groups))
    sizes = [data.groups.count(name) for name in names]
    fold_of = folds(names, sizes, FOLDS)
    fold = np.array([fold_of[name] for name in data.groups])
    chance = np.zeros(data.labels.shape, np.float32)
    for number in sorted(set(fold.tolist())):
        rest = fold != number
        for at in range(SIZE):
            model = _model(data.rows[rest], data.labels[rest, at])
            chance[~rest, at] = model.predict_proba(data.rows[~rest])[:, 1]
    return chance


def _sieve(data: Stack, stands: Bools) -> float:
    """The highest log odds of rules and words that lose no more than the loss allowed.

    A segment is read where it passes itself or stands beside one that does.
    """
    strongest = np.sort(data.near[(stands & data.labels).any(axis=1)])
    return float(strongest[int(LOSS * len(strongest))]) if len(strongest) else -np.inf


@dataclass(frozen=True, slots=True)
class Pair:
    """Both levels fitted on the same examples."""

    first: Fitted
    joint: Joint
    recipe: Recipe
    passing: float
    """Share of the segments that the sieve lets through."""

    def probabilities(self, part: Table, read: Reading, *, all_read: bool = False) -> Floats:
        """Probabilities for the segments inside one example, as the program would give them.

        The encoder's word counts for what passes the sieve and the neighbours read along with it.
        """
        base = self.first.odds([part], self.recipe)
        if not all_read:
            read = replace(read, odds=_sieved(read, base, self.joint.sieve))
        return sigmoid(rows_of(base, read) @ self.joint.weights + self.joint.bias)


def _sieved(read: Reading, base: Floats, sieve: float) -> Floats:
    wanted = np.zeros(len(read.odds), bool)
    wanted[read.inside] = base.max(axis=1, initial=-np.inf) >= sieve
    seen = np.zeros(len(read.odds), bool)
    for run in runs_of(wanted.tolist(), BESIDE):
        seen[run.start : run.stop] = True
    return np.where(seen[:, None], read.odds, np.nan).astype(np.float32)


def fit_pair(
    parts: Sequence[Table], read: Sequence[Reading], groups: Sequence[str], recipe: Recipe, encoder: str = ""
) -> Pair:
    """Both levels; the second learns from what the first says of groups that it has not seen."""
    held = held_out(parts, groups, recipe)
    data = stack(held.odds(), parts, read, groups)
    joint = fit_joint(data, recipe.recall, encoder)
    return Pair(held.fitted, joint, recipe, float((data.base.max(axis=1) >= joint.sieve).mean()))
