"""Trains the arbiter of findings, and measures it on reports of organisations that it has not seen."""

import argparse
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np

from reportminer.tag.arbiter import SIZE, save
from reportminer.tag.cues import FILES, LABELS
from reportminer.tag.data import rule_text
from reportminer.train.align import Count, count
from reportminer.train.corpus import Example, Sources, examples
from reportminer.train.fit import Fitted, Recipe, Table, fit, tables, weights_of

VARIANTS = {
    "rules alone": Recipe(words=False),
    "words alone": Recipe(signals=False, word_scale=6.0),
    "both": Recipe(),
}
Counts = list[Count]
"""One a label."""


def train_findings(sources: Sources, out: Path, *, evaluate: bool = True) -> None:
    """Train on all annotated reports and write the model to `out`.

    With `evaluate`, first leave out one organisation at a time and print what is reached on the
    test set by rules alone, by words alone and by both.
    """
    found = examples(sources)
    names, prior, parts = tables(found, Recipe())
    groups = [example.group for example in found]
    figures = leave_one_out(found, parts) if evaluate else {}
    recipe = VARIANTS["both"]
    fitted = fit(parts, groups, recipe)
    save(weights_of(fitted, names, prior, parts, recipe), out, _about(found, parts, figures))
    print(f"written to {out}: {len(names)} signals, thresholds {fitted.thresholds.round(3).tolist()}")


def leave_one_out(found: Sequence[Example], parts: Sequence[Table]) -> dict[str, dict[str, list[float]]]:
    """Precision, recall and F1 on the test set, every report judged by a model that saw none of its group."""
    figures = {}
    for name, recipe in VARIANTS.items():
        totals: dict[str, Counts] = {"best": [Count()] * SIZE, "recall": [Count()] * SIZE}
        for group in sorted({example.group for example in found if example.test}):
            rest = [at for at, example in enumerate(found) if example.group != group]
            model = fit([parts[at] for at in rest], [found[at].group for at in rest], recipe)
            for at, example in enumerate(found):
                if example.test and example.group == group:
                    for row, way in enumerate(totals):
                        counts = counts_of(example, parts[at], model, recipe, row)
                        totals[way] = [a + b for a, b in zip(totals[way], counts, strict=True)]
        for way, counts in totals.items():
            figures[f"{name}, {way}"] = show(f"{name}, {way}", counts)
    return figures


def counts_of(example: Example, part: Table, model: Fitted, recipe: Recipe, row: int) -> Counts:
    """Right, wrong and missed of one example, a label each; `row` says which thresholds (best, recall)."""
    hits = np.zeros((len(example.laid), SIZE), dtype=bool)
    hits[example.inside] = model.probabilities([part], recipe) >= model.thresholds[row]
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
    text = "".join(rule_text(name) for name in (*FILES, "words.yaml"))
    return {
        "annotation_files": len(found),
        "groups": len({example.group for example in found}),
        "segments": len(labels),
        "positives": {label: int(labels[:, at].sum()) for at, label in enumerate(LABELS)},
        "rules_sha256": sha256(text.encode()).hexdigest(),
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
    parser.add_argument("--no-evaluation", action="store_true", help="train only")
    parser.add_argument("--written", type=Path, help="annotations of written reports, to learn from as well")
    parser.add_argument("--texts", type=Path, help="the folder of their texts")
    args = parser.parse_args()
    sources = Sources(tuple(args.gold), tuple(args.reports), args.written, args.texts or Path())
    train_findings(sources, args.out, evaluate=not args.no_evaluation)


if __name__ == "__main__":
    main()
