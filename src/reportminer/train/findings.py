"""Trains the arbiter of findings, and measures it on reports of organisations that it has not seen."""

import argparse
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import numpy as np

from reportminer.errors import SettingsError
from reportminer.tag import joint
from reportminer.tag.arbiter import SIZE, Floats, save
from reportminer.tag.cues import LABELS, rules_hash
from reportminer.tag.encoder.model import GRAPH
from reportminer.train.align import Count, count
from reportminer.train.corpus import Annotated, Example, Sources, add_again, annotated
from reportminer.train.fit import Bools, Recipe, Table, check_teaches, fit, tables, weights_of
from reportminer.train.joint import FOLDS, Reading, fit_pair, kept_odds, reading_of, recut_warning

VARIANTS = {
    "rules alone": Recipe(words=False),
    "words alone": Recipe(signals=False, word_scale=6.0),
    "both": Recipe(),
}
Counts = list[Count]
"""One a label."""


WITH_ENCODER = "with encoder"
"""The variant that the program uses where an encoder is installed."""


@dataclass(frozen=True, slots=True)
class Data:
    """Annotated reports as everything that is fitted here wants them: one entry an example."""

    found: list[Example]
    parts: list[Table]
    read: list[Reading]
    """Empty where no log odds of the encoder are given."""
    names: tuple[str, ...]
    prior: Floats
    graph: str = ""
    """SHA-256 of the encoder that the log odds belong to."""

    @property
    def groups(self) -> list[str]:
        """The organisation of each example."""
        return [example.group for example in self.found]


def data_of(reports: Iterable[Annotated], odds: Path | None, recipe: Recipe | None = None) -> Data:
    """Matrices of annotated reports; raises SettingsError where the log odds cannot be used."""
    kept = kept_odds(odds) if odds else None
    found, read = [], []
    for each in reports:
        found.append(each.example)
        if kept is not None:
            read.append(reading_of(kept, each))
    if warning := recut_warning(read):
        print(f"warning: {warning}", flush=True)
    names, prior, parts = tables(found, recipe or Recipe())
    return Data(found, parts, read, names, prior, str(kept["graph"]) if kept is not None else "")


def check(data: Data, recipe: Recipe, *, read: bool) -> None:
    """Raises SettingsError where there is too little to learn from; `read`: with what the encoder says."""
    check_teaches(data.parts, data.groups, (recipe.folds, FOLDS) if read else (recipe.folds,))


def train_findings(
    data: Data, out: Path, encoder: Path, recipes: Mapping[str, Recipe] = VARIANTS, *, evaluate: bool = True
) -> None:
    """Train on all annotated reports and write the model to `out`.

    With `evaluate`, first leave out one organisation at a time and print what is reached on the test set
    by rules alone, by words alone, by both, and with what the encoder read; where too few organisations
    would be left, that is told instead. Raises SettingsError where there are too few to learn from.
    """
    recipe = recipes["both"]
    check(data, recipe, read=bool(data.read))
    figures = _figures(data, recipes) if evaluate else {}
    fitted = fit(data.parts, data.groups, recipe)
    about = _about(data.found, data.parts, figures)
    save(weights_of(fitted, data.names, data.prior, data.parts, recipe), out, about)
    print(f"written to {out}: {len(data.names)} signals, thresholds {fitted.thresholds.round(3).tolist()}")
    if data.read:
        _write_joint(data, recipe, out, encoder)


def _write_joint(data: Data, recipe: Recipe, out: Path, encoder: Path) -> None:
    graph = sha256((encoder / GRAPH).read_bytes()).hexdigest()
    if data.graph != graph:
        raise SettingsError(
            "the log odds were not kept by the training of this encoder", hint="train the encoder again"
        )
    pair = fit_pair(data.parts, data.read, data.groups, recipe, graph)
    joint.save(pair.joint, out, {"segments_that_pass_the_sieve": round(pair.passing, 3)})
    print(f"thresholds with the encoder {pair.joint.thresholds.round(3).tolist()}; pass {pair.passing:.3f}")


def _figures(data: Data, recipes: Mapping[str, Recipe]) -> dict[str, dict[str, list[float]]]:
    try:
        for group in _tested(data):
            check(_without(data, group), recipes["both"], read=bool(data.read))
    except SettingsError as error:
        print(f"no figures on organisations left out: {error}", flush=True)
        return {}
    return leave_one_out(data, recipes)


def _tested(data: Data) -> list[str]:
    return sorted({example.group for example in data.found if example.test})


def _without(data: Data, group: str) -> Data:
    rest = [at for at, example in enumerate(data.found) if example.group != group]
    found, parts = [data.found[at] for at in rest], [data.parts[at] for at in rest]
    read = [data.read[at] for at in rest] if data.read else []
    return replace(data, found=found, parts=parts, read=read)


def leave_one_out(data: Data, recipes: Mapping[str, Recipe]) -> dict[str, dict[str, list[float]]]:
    """Precision, recall and F1 on the test set, every report judged by a model that saw none of its group."""
    figures = {}
    for name in (*recipes, *([WITH_ENCODER] if data.read else [])):
        totals: dict[str, Counts] = {"best": [Count()] * SIZE, "recall": [Count()] * SIZE}
        for group in _tested(data):
            for at, chances, limits in _left_out(data, group, name, recipes):
                for row, way in enumerate(totals):
                    counts = counts_of(data.found[at], chances[row] >= limits[row])
                    totals[way] = [a + b for a, b in zip(totals[way], counts, strict=True)]
        for way, counts in totals.items():
            figures[f"{name}, {way}"] = show(f"{name}, {way}", counts)
    return figures


def _left_out(
    data: Data, group: str, name: str, recipes: Mapping[str, Recipe]
) -> Iterator[tuple[int, tuple[Floats, Floats], Floats]]:
    """Index, probabilities (for the best F1, for recall) and thresholds of each test example of a group.

    By a model of all others. With `--recall` the program reads what the sieve would hold back.
    """
    rest = _without(data, group)
    test = [at for at, example in enumerate(data.found) if example.test and example.group == group]
    if name == WITH_ENCODER:
        pair = fit_pair(rest.parts, rest.read, rest.groups, recipes["both"])
        for at in test:
            part, read = data.parts[at], data.read[at]
            chances = pair.probabilities(part, read), pair.probabilities(part, read, all_read=True)
            yield at, chances, pair.joint.thresholds
        return
    model, recipe = fit(rest.parts, rest.groups, recipes[name]), recipes[name]
    for at in test:
        chance = model.probabilities([data.parts[at]], recipe)
        yield at, (chance, chance), model.thresholds


def counts_of(example: Example, stands: Bools) -> Counts:
    """Right, wrong and missed of one example, a label each; `stands` is segments inside x labels.

    What stands for a part of an item stands for all of it, as the program tells it.
    """
    hits = np.zeros((len(example.laid), SIZE), dtype=bool)
    hits[example.inside] = example.told(stands)
    return [count(example.gold, example.laid, hits[:, at].tolist(), label) for at, label in enumerate(LABELS)]


def show(name: str, counts: Counts) -> dict[str, list[float]]:
    """Print a line of precision, recall and F1 a label, and give them back."""
    rows = dict(zip(LABELS, counts, strict=True)) | {"micro": sum(counts, Count())}
    figures = {key: [round(v, 3) for v in (c.precision, c.recall, c.f1)] for key, c in rows.items()}
    line = "  ".join(f"{key} {p:.3f} {r:.3f} {f:.3f}" for key, (p, r, f) in figures.items())
    print(f"{name:22s} {line}", flush=True)
    return figures


def _about(
    found: Sequence[Example], parts: Sequence[Table], figures: dict[str, object] | object
) -> dict[str, object]:
    """What the model learnt from and what it reached: written beside the weights."""
    labels = np.concatenate([part.labels for part in parts])
    return {
        "annotation_files": len(found),
        "groups": len({example.group for example in found}),
        "segments": len(labels),
        "positives": {label: int(labels[:, at].sum()) for at, label in enumerate(LABELS)},
        "rules_sha256": rules_hash(),
        "leave_one_organisation_out": figures,
    }


def main() -> None:
    """`python -m reportminer.train.findings --gold DIR --gold DIR --reports DIR --out DIR`."""
    parser = argparse.ArgumentParser(description="Train the arbiter of findings.")
    parser.add_argument(
        "--gold", type=Path, action="append", required=True, help="annotations; the first are the test set"
    )
    parser.add_argument("--reports", type=Path, action="append", required=True, help="the annotated reports")
    parser.add_argument("--out", type=Path, required=True, help="where the model goes")
    parser.add_argument("--odds", type=Path, help="held-out log odds of the encoder (see train.encoder)")
    parser.add_argument("--encoder", type=Path, default=Path("models/encoder"), help="the encoder's folder")
    parser.add_argument("--no-evaluation", action="store_true", help="train only")
    parser.add_argument("--written", type=Path, help="annotations of written reports, to learn from as well")
    parser.add_argument("--texts", type=Path, help="the folder of their texts")
    add_again(parser)
    args = parser.parse_args()
    folders = (tuple(args.gold), tuple(args.reports), tuple(args.again))
    sources = Sources(*folders, written=args.written, texts=args.texts or Path())
    data = data_of(annotated(sources), args.odds)
    train_findings(data, args.out, args.encoder, evaluate=not args.no_evaluation)


if __name__ == "__main__":
    main()
