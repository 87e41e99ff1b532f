"""Annotated reports made ready for training: the real pipeline's segments with their gold labels."""

import json
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reportminer.config import Limits
from reportminer.errors import SettingsError
from reportminer.parse import read
from reportminer.ruledata import from_yaml
from reportminer.section import outline
from reportminer.tag.cues import LABELS
from reportminer.tag.features import Signals
from reportminer.tag.findings import FindingTagger, tells
from reportminer.tag.segment import items, segments
from reportminer.train.align import Gold, Laid, lay
from reportminer.train.keyed import matched, unlocked
from reportminer.train.written import written
from reportminer.types import Outline, Report, Segment, Source

UNSURE = 0.5
"""The mean where annotators say opposite things of a label, or all are in doubt."""
AGREED = 0.66
"""The mean from which on annotators agree on a label: of two one is sure and the other at least in doubt, of
three two are sure or one is and nobody denies it."""
KINDS = {".pdf": "pdf", ".txt": "text", ".md": "markdown"}


@dataclass(frozen=True, slots=True)
class Example:
    """One annotated report (or the pages of it that are annotated)."""

    name: str
    group: str
    """Reports of one group are never on both sides of a fold."""
    gold: Gold
    laid: tuple[Laid, ...]
    """One a segment of the report."""
    signals: tuple[Signals, ...]
    """One a segment of the report."""
    test: bool
    """Part of the set that figures are taken on."""
    items: tuple[range, ...] = ()
    """Segments that are told as one."""
    silent: frozenset[int] = frozenset()
    """Segments that are never told: a word or two, lead-ins."""
    again: Mapping[int, tuple[Laid, ...]] = field(default_factory=dict)
    """What further annotators, who did not see the first one's labels, say of segments, by index."""

    @property
    def inside(self) -> NDArray[np.int64]:
        """Indices of the segments that the annotation covers and that may be told.

        What is never told is not learnt from either: "Accordingly, I recommend:" is no finding, and would
        teach that what begins so is none.
        """
        covered = (at for at, place in enumerate(self.laid) if place.spans)
        return np.array([at for at in covered if at not in self.silent], dtype=np.int64)

    def told(self, said: NDArray[Any]) -> NDArray[Any]:
        """What is said of the segments inside; of those of an item, the most that is said of one."""
        whole = np.zeros((len(self.laid), said.shape[1]), said.dtype)
        whole[self.inside] = said
        whole[list(self.silent)] = 0
        for item in self.items:
            whole[item.start : item.stop] = whole[item.start : item.stop].max(axis=0)
        return whole[self.inside]

    def labels(self) -> NDArray[np.bool_]:
        """Segments inside x labels."""
        rows = [[label in self.laid[at].labels for label in LABELS] for at in self.inside]
        return np.array(rows, dtype=bool).reshape(-1, len(LABELS))

    def opinions(self, at: int) -> NDArray[np.float64]:
        """Of each label the mean of what annotators say of a segment: 1 yes, a half in doubt, 0 no."""
        said = [self.laid[at], *self.again.get(at, ())]
        return np.array([sum(each.says(label) for each in said) / len(said) for label in LABELS])

    def taught(self) -> NDArray[np.bool_]:
        """Segments inside x labels, as they are learnt from: of one annotator, or what several agree on."""
        found = self.labels()
        for row, at in enumerate(self.inside):
            if at in self.again:
                found[row] = self.opinions(at) >= AGREED
        return found


@dataclass(frozen=True, slots=True)
class Annotated:
    """An example and the report that it was made of."""

    example: Example
    report: Report
    outline: Outline
    segments: tuple[Segment, ...]
    origin: Path
    """The folder or the file that the annotation came from."""
    genre: str = ""
    """As the annotation tells it; empty where it does not."""
    keyed: bool = False
    """Labelled segment by segment, by key, and not page by page."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Where annotated reports come from."""

    gold: tuple[Path, ...] = ()
    """Folders of annotation files (with text, or with keys: see `keyed`); the first is the test set."""
    reports: tuple[Path, ...] = ()
    """Folders that hold the annotated reports."""
    again: tuple[Path, ...] = ()
    """Folders of further annotations, by key, of segments that the others cover: one folder an annotator."""
    written: Path | None = None
    """The annotation file of the written corpus."""
    texts: Path = Path()
    """The folder of its texts."""
    splits: tuple[str, ...] = ()
    """Parts of the written corpus; empty for all."""


def add_again(parser: ArgumentParser) -> None:
    """The option that names folders of second annotations."""
    about = "folders of further annotations, by key, one an annotator"
    parser.add_argument("--again", type=Path, action="append", default=[], help=about)


def examples(sources: Sources) -> list[Example]:
    """Read every annotation with its report.

    Raises SettingsError where a report is missing or is not the one that was annotated.
    """
    return [each.example for each in annotated(sources)]


def annotated(sources: Sources) -> Iterator[Annotated]:
    """Every annotation with its example and its report, one after the other; raises as `examples`."""
    tagger = FindingTagger(trained=False)
    yield from _real(sources, tagger)
    yield from _written(sources, tagger)


def _real(sources: Sources, tagger: FindingTagger) -> Iterator[Annotated]:
    reports = reports_of(sources.reports)
    again = _by_report(sources.again)
    mined: dict[str, _Mined] = {}
    for number, path, data in annotations(sources.gold):
        source = source_of(data, reports, path)
        if source.sha256 not in mined:
            mined[source.sha256] = mine(source, tagger)
        report, units, signals, sections = mined[source.sha256]
        gold = Gold.of(unlocked(data, report, units) if _is_locked(data) else data)
        laid = tuple(lay(gold, report, units))
        example = Example(
            path.stem,
            group_of(path.stem),
            gold,
            laid,
            signals,
            number == 0,
            tuple(items(report, units)),
            _silent(report, units),
            _further(again[source.sha256], report, units),
        )
        genre = str(data.get("genre", ""))
        yield Annotated(example, report, sections, units, path.parent, genre, _is_locked(data))


def _by_report(folders: Sequence[Path]) -> defaultdict[str, list[dict[str, Any]]]:
    """Annotations by the digest of the report."""
    found = defaultdict(list)
    for _, _, data in annotations(folders):
        found[data["sha256"]].append(data)
    return found


def _further(
    found: Sequence[dict[str, Any]], report: Report, units: Sequence[Segment]
) -> dict[int, tuple[Laid, ...]]:
    """What each further annotator says of segments, by index."""
    said: defaultdict[int, list[Laid]] = defaultdict(list)
    for data in found:
        for unit, own in matched(data, report, units):
            said[unit.index].append(
                Laid((), frozenset(own.get("labels", ())), frozenset(own.get("optional", ())))
            )
    return {at: tuple(laid) for at, laid in said.items()}


def _written(sources: Sources, tagger: FindingTagger) -> Iterator[Annotated]:
    if sources.written is None:
        return
    for group, data, source in written(sources.written, sources.texts, sources.splits, sources.reports):
        report, units, signals, sections = mine(source, tagger)
        gold = Gold.of(data)
        laid = tuple(lay(gold, report, units))
        example = Example(
            source.name,
            f"written: {group or group_of(Path(data['source']).stem)}",
            gold,
            laid,
            signals,
            False,
            tuple(items(report, units)),
            _silent(report, units),
        )
        yield Annotated(example, report, sections, units, sources.written, str(data.get("genre", "")))


def _silent(report: Report, units: Sequence[Segment]) -> frozenset[int]:
    return frozenset(at for at, unit in enumerate(units) if not tells(report.text[unit.start : unit.end]))


def _is_locked(data: dict[str, Any]) -> bool:
    return any("key" in segment for segment in data["segments"])


_Mined = tuple[Report, tuple[Segment, ...], tuple[Signals, ...], Outline]


def mine(source: Source, tagger: FindingTagger) -> _Mined:
    """A report, its segments, the signals of each, and its sections."""
    report = read(source, Limits())
    sections = outline(report)
    units = segments(report, sections)
    return report, units, tuple(tagger.signals(report, sections, units)), sections


def reports_of(folders: Sequence[Path]) -> dict[str, Path]:
    """Every file in the folders by its name."""
    paths = (path for folder in folders for path in sorted(folder.rglob("*")))
    return {path.name: path for path in paths if path.is_file()}


def annotations(folders: Sequence[Path]) -> Iterator[tuple[int, Path, dict[str, Any]]]:
    """Annotation files with the number of their folder. Raises SettingsError where a folder holds none."""
    for number, folder in enumerate(folders):
        paths = sorted(folder.glob("*.json"))
        if not paths:
            raise SettingsError(
                f"no annotation files in {folder}", hint="give a folder of .json or .jsonl files"
            )
        for path in paths:
            yield number, path, json.loads(path.read_text(encoding="utf-8"))


def source_of(data: dict[str, Any], reports: dict[str, Path], annotation: Path) -> Source:
    """The report that was annotated. Raises SettingsError where it is missing or has changed."""
    name = str(data["source"])
    path = reports.get(name)
    if path is None:
        raise SettingsError(f"{annotation.name}: no report {name}", hint="give the folder that holds it")
    content = path.read_bytes()
    digest = sha256(content).hexdigest()
    if data.get("sha256") not in (None, digest):
        raise SettingsError(f"{name} is not the file that was annotated", hint="restore the annotated file")
    return Source(str(path), name, digest, KINDS[path.suffix.lower()], len(content))


def group_of(name: str) -> str:
    """The organisation (or the matter) a file belongs to, by its name and `groups.yaml`."""
    text = files("reportminer.train").joinpath("groups.yaml").read_text(encoding="utf-8")
    for group, patterns in from_yaml(text).items():
        for pattern in patterns:
            if name.endswith(pattern[1:]) if pattern.startswith("*") else name.startswith(pattern):
                return str(group)
    return name.split("_", maxsplit=1)[0]
