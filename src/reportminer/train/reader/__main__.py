"""`python -m reportminer.train.reader --gold DIR … --reports DIR … --odds FILE`: the reader of partners."""

import argparse
import json
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from reportminer.tag.encoder.lower import LOWER
from reportminer.tag.partners.reader import ABOUT, GRAPH, ROLES
from reportminer.train.encoder.export import export_upper
from reportminer.train.encoder.network import start
from reportminer.train.encoder.pooled import Floats, check_lower
from reportminer.train.encoder.tune import tokenizer_of
from reportminer.train.partner_cases import Case
from reportminer.train.partner_odds import HeldOut, save
from reportminer.train.partners import Sources, cases
from reportminer.train.reader.data import Shown, shown
from reportminer.train.reader.settings import ReaderTuning
from reportminer.train.reader.tune import ReaderTuner
from reportminer.train.written import add_written, written_of

NUMBERS = ("epochs", "folds", "seed", "threads")


def train_reader(found: Sequence[Case], encoder: Path, out: Path, odds: Path, settings: ReaderTuning) -> None:
    """Tune on folds for log odds of bodies never learnt from, then on all.

    Writes the reader into `out`, and `odds`. The reader is bound to the lower layers that lie in the folder
    `encoder`: raises SettingsError where those are others than it is trained on.
    """
    check_lower(encoder, settings)
    network, folder = start(settings)
    rows = shown(found, tokenizer_of(folder), settings.folds)
    tuner = ReaderTuner(network, rows, settings)
    print(f"{len(found)} reports, {len(rows)} bodies", flush=True)
    held_out = _held_out(tuner)
    net = tuner.fit(range(len(rows)))
    out.mkdir(parents=True, exist_ok=True)
    export_upper(net, tuner.width, out / GRAPH)
    about = _about(out / GRAPH, encoder / LOWER, rows, settings)
    (out / ABOUT).write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    own = np.array([row.case for row in rows])
    parts = tuple(held_out[own == number] for number in range(len(found)))
    save(odds, found, HeldOut(parts, about["sha256"]))


def _held_out(tuner: ReaderTuner) -> Floats:
    """Log odds of each body by a reader that saw none of its organisation."""
    odds = np.zeros((len(tuner.found), 1 + len(ROLES)), np.float32)
    for number in range(tuner.settings.folds):
        own = [at for at, row in enumerate(tuner.found) if row.fold == number]
        net = tuner.fit([at for at, row in enumerate(tuner.found) if row.fold != number])
        odds[own] = tuner.ask(net, own)
        print(
            f"fold {number}: best F1 {_best(odds[own, 0], [tuner.found[at] for at in own]):.3f}", flush=True
        )
    return odds


def _best(said: Floats, rows: Sequence[Shown]) -> float:
    """The best F1 over thresholds: to watch the training by, no result."""
    right = np.array([row.right for row in rows])
    hits = np.cumsum(right[np.argsort(-said, kind="stable")])
    return float((2 * hits / (np.arange(1, len(hits) + 1) + right.sum())).max())


def _about(graph: Path, lower: Path, rows: Sequence[Shown], settings: ReaderTuning) -> dict[str, Any]:
    return {
        "version": 1,
        "roles": list(ROLES),
        "sha256": sha256(graph.read_bytes()).hexdigest(),
        "lower_sha256": sha256(lower.read_bytes()).hexdigest(),
        "started_from": settings.package,
        "frozen": settings.frozen,
        "epochs": settings.epochs,
        "seed": settings.seed,
        "bodies": len(rows),
        "partners": sum(row.right for row in rows),
    }


def main() -> None:
    """Read the arguments and train."""
    parser = argparse.ArgumentParser(description="Fine-tune the reader of partners.")
    parser.add_argument("--gold", type=Path, action="append", default=[], help="folder of annotation files")
    parser.add_argument("--reports", type=Path, action="append", default=[], help="folder of their reports")
    add_written(parser)
    parser.add_argument("--encoder", type=Path, default=Path("models/encoder"), help="the encoder's folder")
    parser.add_argument("--out", type=Path, default=Path("models/partners"), help="where the reader goes")
    parser.add_argument("--odds", type=Path, required=True, help="where the held-out log odds go (.npz)")
    for name in NUMBERS:
        parser.add_argument(f"--{name}", type=int, default=getattr(ReaderTuning(), name))
    args = parser.parse_args()
    sources = Sources(tuple(args.gold), tuple(args.reports), written_of(parser, args))
    settings = ReaderTuning(**{name: getattr(args, name) for name in NUMBERS})
    train_reader(cases(sources), args.encoder, args.out, args.odds, settings)


if __name__ == "__main__":
    main()
