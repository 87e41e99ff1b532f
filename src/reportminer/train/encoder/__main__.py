"""`python -m reportminer.train.encoder --gold DIR … --reports DIR … --out DIR --odds FILE`."""

import argparse
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from reportminer.tag.cues import LABELS
from reportminer.train.corpus import UNSURE, Annotated, Sources, add_again, annotated
from reportminer.train.encoder.data import Text, dealt, texts
from reportminer.train.encoder.denials import denials
from reportminer.train.encoder.export import export
from reportminer.train.encoder.settings import Tuning
from reportminer.train.encoder.tune import Floats, Tuner
from reportminer.train.written import add_written, written_of

PARTS = ("train", "development")
"""Of the written corpus: its test part is for measuring."""
NUMBERS = ("layers", "frozen", "epochs", "folds", "seed", "threads")


def train_encoder(reports: Iterable[Annotated], out: Path, odds: Path, settings: Tuning) -> None:
    """Tune on folds for log odds of reports never learnt from, then on all, and write both.

    Raises SettingsError where there are real reports of fewer than two organisations.
    """
    found = texts(reports, settings) + denials(settings.written, settings.seed)
    dealt(found, settings.folds)  # sooner known to fail
    tuner = Tuner(found, settings)
    print(f"{len(found)} reports, {len(tuner.lessons)} windows", flush=True)
    held_out = _held_out(tuner, found)
    graph = export(tuner, tuner.fit(set(range(len(found)))), out, _about(found, settings))
    _save(odds, found, held_out, graph)


def _save(path: Path, found: Sequence[Text], odds: dict[int, Floats], graph: str) -> None:
    """By report: where its segments stand (`spans/ID`), and their log odds (`odds/ID`); whose they are."""
    parts: dict[str, Any] = {"graph": np.array(graph)}
    parts |= {f"odds/{found[at].report_id}": rows for at, rows in odds.items()}
    parts |= {f"spans/{found[at].report_id}": found[at].spans for at in odds}
    np.savez_compressed(path, **parts)


def _held_out(tuner: Tuner, found: Sequence[Text]) -> dict[int, Floats]:
    """Log odds of each text by a model that saw no report of its group."""
    count, fold = dealt(found, tuner.settings.folds)
    odds: dict[int, Floats] = {}
    for number in range(count):
        own = {at for at, text in enumerate(found) if fold.get(text.group) == number}
        net = tuner.fit(set(range(len(found))) - own)
        odds |= {at: tuner.ask(net, at) for at in sorted(own)}
        print(f"fold {number}: {_best(odds, found, own)}", flush=True)
    return odds


def _best(odds: dict[int, Floats], found: Sequence[Text], own: set[int]) -> str:
    """The best F1 over thresholds, a label each: to watch the training by, no result."""
    said = np.concatenate([odds[at][found[at].judged] for at in sorted(own)])
    true = np.concatenate([found[at].labels[found[at].judged] > UNSURE for at in sorted(own)])
    parts = []
    for column, label in enumerate(LABELS):
        right = np.cumsum(true[np.argsort(-said[:, column], kind="stable"), column])
        f1 = 2 * right / (np.arange(1, len(right) + 1) + true[:, column].sum())
        parts.append(f"{label} {f1.max():.3f}")
    return ", ".join(parts)


def _about(found: Sequence[Text], settings: Tuning) -> dict[str, object]:
    return {
        "started_from": settings.package,
        "layers": settings.layers,
        "frozen": settings.frozen,
        "epochs": settings.epochs,
        "seed": settings.seed,
        "real_reports": sum(not text.is_written for text in found),
        "written_reports_and_denials": sum(text.is_written for text in found),
        "real_segments": int(sum(text.judged.sum() for text in found if not text.is_written)),
        "written_segments": int(sum(text.judged.sum() for text in found if text.is_written)),
    }


def main() -> None:
    """Read the arguments and train."""
    parser = argparse.ArgumentParser(description="Fine-tune the encoder of findings.")
    parser.add_argument("--gold", type=Path, action="append", required=True, help="folders of annotations")
    parser.add_argument("--reports", type=Path, action="append", required=True, help="the annotated reports")
    add_again(parser)
    parser.add_argument("--out", type=Path, default=Path("models/encoder"))
    parser.add_argument("--odds", type=Path, required=True, help="where the held-out log odds go (.npz)")
    for name in NUMBERS:
        parser.add_argument(f"--{name}", type=int, default=getattr(Tuning(), name))
    add_written(parser)
    args = parser.parse_args()
    chosen = {name: getattr(args, name) for name in NUMBERS}
    real = Sources(tuple(args.gold), tuple(args.reports), tuple(args.again))
    made = [Sources(written=path, texts=texts, splits=PARTS) for path, texts in written_of(parser, args)]
    found = chain.from_iterable(map(annotated, (real, *made)))
    train_encoder(found, args.out, args.odds, Tuning(**chosen))


if __name__ == "__main__":
    main()
