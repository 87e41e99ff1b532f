"""How far written text carries to real text: a bag of words, learnt from either, scored on real reports.

Both classifiers are the arbiter's word part alone, a logistic regression over hashed words and pairs
of words, with thresholds chosen on what it was trained on. One learns from the written corpus; the
other from the annotated real reports, leaving out the organisation that it is scored on.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

from reportminer.tag.arbiter import SIZE
from reportminer.train.align import Count
from reportminer.train.corpus import Example, Sources, examples
from reportminer.train.findings import VARIANTS, counts_of, show
from reportminer.train.fit import Table, fit, tables

WORDS = VARIANTS["words alone"]


def compare(sources: Sources) -> None:
    """Print precision, recall and F1 a label on the test set for both."""
    found = examples(sources)
    _, _, parts = tables(found, WORDS)
    written = [at for at, e in enumerate(found) if e.group.startswith("written")]
    show("written corpus", _scored(found, parts, [e.group for e in found if e.test], written))
    real = [at for at, example in enumerate(found) if example.test]
    groups = sorted({found[at].group for at in real})
    totals = [Count()] * SIZE
    for group in groups:
        rest = [at for at in real if found[at].group != group]
        counts = _scored(found, parts, [group], rest)
        totals = [a + b for a, b in zip(totals, counts, strict=True)]
    show("real reports, one organisation left out", totals)


def _scored(
    found: Sequence[Example], parts: Sequence[Table], groups: Sequence[str], learnt: Sequence[int]
) -> list[Count]:
    """Counts on the test reports of `groups` of a classifier that learnt from the examples `learnt`."""
    model = fit([parts[at] for at in learnt], [found[at].group for at in learnt], WORDS)
    totals = [Count()] * SIZE
    for example, part in zip(found, parts, strict=True):
        if example.test and example.group in groups:
            stands = model.probabilities([part], WORDS) >= model.thresholds[0]
            counts = counts_of(example, stands)
            totals = [a + b for a, b in zip(totals, counts, strict=True)]
    return totals


def main() -> None:
    """`python -m reportminer.train.transfer --gold DIR --reports DIR --written FILE --texts DIR`."""
    parser = argparse.ArgumentParser(description="How far the written corpus carries to real reports.")
    parser.add_argument("--gold", type=Path, required=True, help="annotations of real reports: the test set")
    parser.add_argument("--reports", type=Path, required=True, help="the annotated real reports")
    parser.add_argument("--written", type=Path, required=True, help="annotations of the written corpus")
    parser.add_argument("--texts", type=Path, required=True, help="the folder of its texts")
    args = parser.parse_args()
    compare(
        Sources(
            (args.gold,),
            (args.reports,),
            written=args.written,
            texts=args.texts,
            splits=("train", "development"),
        )
    )


if __name__ == "__main__":
    main()
