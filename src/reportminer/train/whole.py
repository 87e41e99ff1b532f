"""Everything trained anew: encoder, arbiter of findings, partners; written into a folder of models."""

import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from reportminer.annotations import load
from reportminer.config import models_dir
from reportminer.errors import SettingsError
from reportminer.manifest import NAME, write_manifest
from reportminer.tag.encoder.lower import LOWER
from reportminer.train import partners
from reportminer.train.corpus import Annotated, Sources, annotated, group_of
from reportminer.train.encoder.settings import Tuning
from reportminer.train.evaluation import recipes_of
from reportminer.train.findings import check, data_of, train_findings
from reportminer.train.fit import MORE
from reportminer.train.partner_cases import Case
from reportminer.train.partner_gold import cases, written_cases
from reportminer.train.reader.settings import ReaderTuning
from reportminer.train.settings import settings_of

ODDS = "encoder-odds.npz"
"""Kept beside the models: what the encoder says of reports that it did not learn from."""
READER_ODDS = "reader-odds.npz"
"""The same of the reader of partners."""
WRITTEN = "written: "
"""What the groups of a .jsonl begin with."""

Tell = Callable[[str], None]
TrainEncoder = Callable[[Iterable[Annotated], Path, Path, Tuning], None]
TrainReader = Callable[[Sequence[Case], Path, Path, Path, ReaderTuning], None]


@dataclass(frozen=True, slots=True)
class Order:
    """What is trained from what."""

    sources: tuple[Sources, ...]
    """Folders of annotations of real reports, of which figures are taken on the first, and .jsonl files.
    A .jsonl beside folders teaches encoder and partners, as the written corpus does; alone, it is all."""
    out: Path
    config: Path | None = None
    evaluate: bool = True


def train_whole(order: Order, tell: Tell = print) -> None:
    """Train and write all. Hours on a large collection; minutes on a small one.

    Raises SettingsError where `out` is in use, the `train` extra or a report is missing, or there is too
    little to learn from: before anything is trained or written.
    """
    train_encoder = _trainer()
    tuning, recipes = settings_of(order.config, "encoder", Tuning()), recipes_of(order.config)
    _check_free(order.out)
    tell("reading the annotated reports")
    found = _read(order.sources)
    real = [each for each in found if not each.example.group.startswith(WRITTEN)]
    check(data_of(real, None, recipes["both"]), recipes["both"], read=True)
    copy_models(order.out)
    tell("encoder")
    train_encoder(found, order.out / "encoder", order.out / ODDS, tuning)
    _unread(order.out, tell)
    tell("arbiter of findings")
    data = data_of(real, order.out / ODDS, recipes["both"])
    train_findings(data, order.out / "findings", order.out / "encoder", recipes, evaluate=order.evaluate)
    tell("partners")
    _partners(order, tell)
    write_manifest(order.out)


def _trainer() -> TrainEncoder:
    try:
        from reportminer.train.encoder.__main__ import train_encoder  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"training the encoder needs {error.name}", hint="pip install 'reportminer[train]'"
        ) from error
    return train_encoder


def _reader_trainer() -> TrainReader:
    from reportminer.train.reader.__main__ import train_reader  # noqa: PLC0415 - torch

    return train_reader


def _read(sources: Sequence[Sources]) -> list[Annotated]:
    found = [each for source in sources for each in annotated(source)]
    if not found:
        raise SettingsError("no annotated report found", hint="check --data and --part")
    if all(each.example.group.startswith(WRITTEN) for each in found):
        return list(map(_as_real, found))
    return found


def _as_real(each: Annotated) -> Annotated:
    """A report of a .jsonl that is all there is: it is held out in its turn, and measured."""
    example = each.example
    group = example.group.removeprefix(WRITTEN) or group_of(Path(example.name).stem)
    return replace(each, example=replace(example, group=group, test=True))


def _check_free(out: Path) -> None:
    if out.resolve() != models_dir().resolve() and out.exists() and any(out.iterdir()):
        raise SettingsError(f"{out} is not empty", hint="give --out a new folder")


def copy_models(out: Path) -> None:
    """The models of this installation, as a start, without their manifest: it is written at the end."""
    if out.resolve() == models_dir().resolve():
        (out / NAME).unlink(missing_ok=True)
        return
    shutil.copytree(
        models_dir(), out, dirs_exist_ok=True, ignore=shutil.ignore_patterns(ODDS, READER_ODDS, NAME)
    )


def _partners(order: Order, tell: Tell) -> None:
    """At last, partners; where too few are annotated, those models stay as they are."""
    try:
        found = _cases(order.sources)
        alone = partners.set_limit(found, tell=tell)
        tell("reader of partners")
        settings = settings_of(order.config, "reader", ReaderTuning())
        with TemporaryDirectory(dir=order.out) as made:  # all that is new, or nothing
            odds, new = order.out / READER_ODDS, Path(made)
            _reader_trainer()(found, order.out / "encoder", new, odds, settings)
            partners.train(found, new, partners.Limits(alone=alone), odds, tell)
            shutil.copytree(made, order.out / "partners", dirs_exist_ok=True)
    except ValueError as error:  # of the libraries: one class alone, no rows, no fold
        tell(f"the models of partners stay as they are: too little to learn from ({error}); {MORE}")
        _unheard(order.out)


def _unheard(models: Path) -> None:
    """Where the encoder's lower layers are new and partners are not: they do without their reader."""
    about = models / "partners" / "reader.json"
    if about.is_file() and _told(about)["lower_sha256"] != _lower_of(models):
        _tell(models / "partners" / "classifier.json", read=None)


def _unread(models: Path, tell: Tell) -> None:
    """The same of themes, whose reader is not trained here."""
    path = models / "themes" / "themes.json"
    reader = _told(path).get("reader") if path.is_file() else None
    if reader and reader["lower_sha256"] != _lower_of(models):
        _tell(path, reader=None)
        tell("themes are coded without their reader from now on: it stood on other lower layers")


def _lower_of(models: Path) -> str:
    return sha256((models / "encoder" / LOWER).read_bytes()).hexdigest()


def _told(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _tell(path: Path, **told: object) -> None:
    # never sorted: the order of codes in themes.json is that of columns
    path.write_text(json.dumps(_told(path) | told, ensure_ascii=False) + "\n", encoding="utf-8")


def _cases(sources: Sequence[Sources]) -> list[Case]:
    found = [case for source in sources for case in _cases_of(source)]
    return list(map(_as_real_case, found)) if all(case.written for case in found) else found


def _cases_of(source: Sources) -> Iterator[Case]:
    yield from cases(source.gold, source.reports)  # leaves out files that annotate no partners
    if source.written is None:
        return
    told = [
        document
        for document in load(source.written, source.texts)
        if not source.splits or document.about.split in source.splits
    ]
    if any(document.partners for document in told):  # else it would teach that nobody is one
        names = {document.source for document in told}
        found = written_cases(source.written, source.texts, source.reports)
        yield from (case for case in found if case.name in names)


def _as_real_case(case: Case) -> Case:
    return replace(case, written=False, group=group_of(Path(case.name).stem))
