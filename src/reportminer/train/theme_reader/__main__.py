"""`python -m reportminer.train.theme_reader --gold DIR … --odds FILE`: the reader of themes."""

import argparse
import json
from hashlib import sha256
from pathlib import Path
from typing import Any

from reportminer.gather.codebook import load_codebook
from reportminer.gather.reader import GRAPH
from reportminer.tag.encoder.lower import ABOUT, LOWER
from reportminer.train.encoder.export import export_upper
from reportminer.train.encoder.pooled import check_lower
from reportminer.train.theme_data import Lessons, add_sources, lessons_of
from reportminer.train.theme_odds import ThemeOdds, check_path, held_out, save_odds
from reportminer.train.theme_reader.settings import ThemeTuning
from reportminer.train.theme_reader.tune import ThemeTuner

NUMBERS = ("epochs", "seed", "threads")


def train_theme_reader(lessons: Lessons, encoder: Path, out: Path, settings: ThemeTuning) -> ThemeOdds:
    """Tune on folds for log odds of findings never learnt from, then on all; writes the reader into `out`.

    It is bound to the lower layers in the folder `encoder`: raises SettingsError where those are others than
    it is trained on.
    """
    check_lower(encoder, settings)
    tuner = ThemeTuner(lessons.all, settings)
    odds = held_out(tuner, lessons, lambda line: print(line, flush=True))
    net = tuner.fit(range(len(lessons.all.groups)))
    out.mkdir(parents=True, exist_ok=True)
    export_upper(net, tuner.width, out / GRAPH)
    return ThemeOdds(odds, about(out / GRAPH, encoder, lessons, settings))


def about(graph: Path, encoder: Path, lessons: Lessons, settings: ThemeTuning) -> dict[str, Any]:
    """Which reader it is, what it stands on, and how it was trained."""
    lower = json.loads((encoder / ABOUT).read_text(encoding="utf-8"))["sha256"][LOWER]
    return {
        "sha256": sha256(graph.read_bytes()).hexdigest(),
        "lower_sha256": lower,
        "started_from": settings.package,
        "frozen": settings.frozen,
        **{name: getattr(settings, name) for name in NUMBERS},
        "findings": len(lessons.all.groups),
    }


def main() -> None:
    """Read the arguments and train."""
    parser = argparse.ArgumentParser(description="Fine-tune the reader of themes.")
    add_sources(parser)
    parser.add_argument("--encoder", type=Path, default=Path("models/encoder"), help="the encoder's folder")
    parser.add_argument("--out", type=Path, default=Path("models/themes"), help="where the reader goes")
    parser.add_argument("--odds", type=Path, required=True, help="where the held-out log odds go (.npz)")
    for name in NUMBERS:
        parser.add_argument(f"--{name}", type=int, default=getattr(ThemeTuning(), name))
    given = parser.parse_args()
    check_path(given.odds)
    settings = ThemeTuning(**{name: getattr(given, name) for name in NUMBERS})
    lessons = lessons_of(given, load_codebook())
    print(f"{len(lessons.coded.groups)} coded findings, {len(lessons.extra.groups)} further", flush=True)
    save_odds(given.odds, lessons, train_theme_reader(lessons, given.encoder, given.out, settings))


if __name__ == "__main__":
    main()
