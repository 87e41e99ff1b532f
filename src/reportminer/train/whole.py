"""Everything trained anew: encoder, arbiter of findings, partners; written into a folder of models."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from reportminer.config import models_dir
from reportminer.errors import SettingsError
from reportminer.train import partners
from reportminer.train.corpus import Sources
from reportminer.train.encoder.settings import Tuning
from reportminer.train.findings import VARIANTS, data_of, train_findings
from reportminer.train.settings import settings_of

ODDS = "encoder-odds.npz"
"""Kept beside the models: what the encoder says of reports that it did not learn from."""

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Order:
    """What is trained from what."""

    gold: tuple[Path, ...]
    """Folders of annotations of real reports; figures are taken on the first."""
    reports: tuple[Path, ...]
    out: Path
    config: Path | None = None
    written: Path | None = None
    """Annotations of written reports: partners learn from them too."""
    texts: Path = Path()
    evaluate: bool = True


def copy_models(out: Path) -> None:
    """The models of this installation, as a start. Raises SettingsError where `out` is in use."""
    if out.resolve() == models_dir().resolve():
        return
    if out.exists() and any(out.iterdir()):
        raise SettingsError(f"{out} is not empty", hint="give --out a new folder")
    shutil.copytree(models_dir(), out, dirs_exist_ok=True, ignore=shutil.ignore_patterns(ODDS))


def train_whole(order: Order, tell: Tell = print) -> None:
    """Train and write all. Hours on a large collection; minutes on a small one.

    Raises SettingsError where the `train` extra is missing, or a report that was annotated.
    """
    sources = Sources(order.gold, order.reports)
    train_encoder = _trainer()
    tuning = settings_of(order.config, "encoder", Tuning())
    recipe = settings_of(order.config, "findings", VARIANTS["both"])
    copy_models(order.out)
    tell("encoder")
    train_encoder(sources, order.out / "encoder", order.out / ODDS, tuning)
    tell("arbiter of findings")
    VARIANTS["both"] = recipe
    data = data_of(sources, order.out / ODDS)
    train_findings(data, order.out / "findings", order.out / "encoder", evaluate=order.evaluate)
    tell("partners")
    _partners(order)


def _trainer() -> Callable[[Sources, Path, Path, Tuning], None]:
    try:
        from reportminer.train.encoder.__main__ import train_encoder  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"training the encoder needs {error.name}", hint="pip install 'reportminer[train]'"
        ) from error
    return train_encoder


def _partners(order: Order) -> None:
    found = partners.Sources(_with_partners(order.gold), order.reports, order.written, order.texts)
    partners.make(found, order.out / "partners")


def _with_partners(folders: Sequence[Path]) -> tuple[Path, ...]:
    """Folders that annotate partners: those of segments alone would teach that nobody is one."""
    return tuple(
        folder
        for folder in folders
        if any('"partners"' in p.read_text("utf-8") for p in folder.glob("*.json"))
    )
