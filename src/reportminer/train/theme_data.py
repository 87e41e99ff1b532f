"""Coded findings to learn themes from: written reports, real reports by key, examples written for it."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reportminer.annotations import Document, load
from reportminer.annotations.coders import ALONE, OPEN, Coders
from reportminer.annotations.records import Finding, Split
from reportminer.errors import SettingsError
from reportminer.gather.codebook import Codebook
from reportminer.gather.features import Passage
from reportminer.gather.words import Floats
from reportminer.ruledata import from_yaml
from reportminer.tag.context import contexts
from reportminer.train.corpus import Annotated, Sources, annotated, annotations, group_of
from reportminer.train.keyed import key_of

CODES = Path("annotations/report_codes.json")
AGAIN = Path("annotations/codes_again.json")
SENTENCES = Path("annotations/theme_sentences.tsv")
Bools = NDArray[np.bool_]
WRITTEN = "themes.yaml"
FOLDS = 3
Row = tuple[Passage, Mapping[str, float], str]
"""A finding, the share of its coders that gives each code, its group."""
REAL = "real: "
"""How groups of real reports begin."""


@dataclass(frozen=True, slots=True)
class Coded:
    """Findings, their codes and where they are from."""

    passages: list[Passage]
    shares: Floats
    """Findings x codes: the share of coders that gives it, a doubtful code counting half."""
    groups: list[str]
    """Findings of one group are never on both sides of a fold."""

    @property
    def codes(self) -> Bools:
        """Findings x codes: what most coders give."""
        found: Bools = self.shares > OPEN
        return found

    @property
    def decided(self) -> Bools:
        """Findings x codes: where coders are not of two minds."""
        found: Bools = self.shares != OPEN
        return found

    def __add__(self, other: "Coded") -> "Coded":
        shares = np.concatenate([self.shares, other.shares])
        return Coded([*self.passages, *other.passages], shares, [*self.groups, *other.groups])


def _coded(book: Codebook, rows: Sequence[Row]) -> Coded:
    place = {code.id: at for at, code in enumerate(book.codes)}
    shares = np.zeros((len(rows), len(place)), np.float32)
    for at, (_, given, _) in enumerate(rows):
        for code, share in given.items():
            shares[at, place[code]] = share
    return Coded([passage for passage, _, _ in rows], shares, [group for _, _, group in rows])


def corpus(path: Path, texts: Path, splits: Sequence[Split], book: Codebook, coders: Coders = ALONE) -> Coded:
    """The findings of some parts of an annotation file; a group is a report."""
    rows = [
        (passage_of(document, finding), coders.shares(document.id, finding.id, finding.codes), document.id)
        for document in load(path, texts)
        if document.about.split in splits
        for finding in document.findings
    ]
    return _coded(book, rows)


def passage_of(document: Document, finding: Finding) -> Passage:
    """The words of a finding under the nearest heading above."""
    above = [s for s in document.sections if s.start <= finding.start < s.end]
    heading = max(above, key=lambda s: s.start).heading if above else ""
    return Passage(finding.text, heading, f"{document.id} {heading}")


def real(folders: Sequence[Path], keyed: Path, book: Codebook, coders: Coders = ALONE) -> Coded:
    """Findings of real reports that carry codes; a group is an organisation.

    `folders` hold annotated segments with their words, `keyed` has codes by report and key of the words:
    the words may not be handed on. Raises SettingsError where a folder holds none.
    """
    codes = json.loads(keyed.read_text("utf-8"))
    rows = []
    for _, path, data in sorted(annotations(folders), key=lambda row: (row[1].stem, row[1])):
        waiting, heading = dict(codes.get(path.stem, {})), ""
        if any("text" not in segment for segment in data["segments"]):
            raise SettingsError(f"{path} holds keys and no words", hint="name its folder with --keyed")
        for segment in data["segments"]:
            heading = segment["text"] if segment.get("heading") else heading
            given = waiting.pop(key_of(segment["text"]), None) if segment.get("labels") else None
            if given is not None:
                passage = Passage(segment["text"], heading, f"{path.stem} {heading}")
                shares = coders.shares(path.stem, key_of(segment["text"]), given)
                rows.append((passage, shares, f"{REAL}{group_of(path.stem)}"))
    return _coded(book, rows)


def reread(
    folders: Sequence[Path], reports: Sequence[Path], keyed: Path, book: Codebook, coders: Coders = ALONE
) -> Coded:
    """The same where annotations hold no words (see `train.keyed`): the reports are read for them.

    Raises SettingsError where a report is missing or is not the one that was annotated.
    """
    codes = json.loads(keyed.read_text("utf-8"))
    found = (each for each in annotated(Sources(tuple(folders), tuple(reports))) if each.keyed)
    rows = (row for each in found for row in _reread(each, codes.get(each.example.name, {}), coders))
    return _coded(book, list(rows))


def _reread(each: Annotated, codes: dict[str, list[str]], coders: Coders) -> Iterator[Row]:
    inside = set(each.example.inside.tolist())
    told = contexts(each.report, each.outline, each.segments)
    for at, (segment, context) in enumerate(zip(each.segments, told, strict=True)):
        text = each.report.text[segment.start : segment.end]
        given = codes.get(key_of(text)) if at in inside and each.example.laid[at].labels else None
        if given is not None:
            heading = next((above for above in reversed(context.headings) if above), "")
            name = each.example.name
            shares = coders.shares(name, key_of(text), given)
            yield Passage(text, heading, f"{name} {heading}"), shares, f"{REAL}{group_of(name)}"


def written(book: Codebook) -> Coded:
    """The codebook's own examples, and sentences written to learn from."""
    examples = [(Passage(text), {code.id: 1.0}, "") for code in book.codes for text in code.examples]
    told = from_yaml((files(__package__) / WRITTEN).read_text("utf-8"))
    more = [
        (Passage(text), dict.fromkeys(ids.split(), 1.0), "") for ids, texts in told.items() for text in texts
    ]
    return _coded(book, [*examples, *more])


def sentences(path: Path, book: Codebook) -> Coded:
    """Findings written one by one for their codes: lines of codes, heading and words, with tabs between.

    Raises SettingsError where the file cannot be read, or a line is none or has no code of the codebook.
    """
    try:
        lines = path.read_text("utf-8").removesuffix("\n").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} cannot be read: {error}", hint="name it with --sentences") from error
    known = {code.id for code in book.codes}
    return _coded(book, [_sentence(f"{path}: line {at}", line, known) for at, line in enumerate(lines, 1)])


def _sentence(where: str, line: str, known: Set[str]) -> Row:
    ids, *rest = line.split("\t")
    codes = ids.split()
    if len(rest) != len(("heading", "words")) or not codes or not known >= set(codes):
        raise SettingsError(
            f"{where} is not codes, heading and words",
            hint="put a tab between them, and codes of the codebook",
        )
    return Passage(rest[1], rest[0]), dict.fromkeys(codes, 1.0), ""


def folds_of(groups: Sequence[str]) -> NDArray[np.int64]:
    """A fold for each finding: groups are dealt out, the largest first, to the fold that has least."""
    names, sizes = np.unique(np.array(groups), return_counts=True)
    full, fold = [0] * FOLDS, {}
    for at in sorted(range(len(names)), key=lambda at: (-sizes[at], names[at])):
        fold[str(names[at])] = least = full.index(min(full))
        full[least] += int(sizes[at])
    return np.array([fold[group] for group in groups], np.int64)


@dataclass(frozen=True, slots=True)
class Lessons:
    """All that there is to learn from."""

    coded: Coded
    """Findings of reports: on these, those of groups held out, blends are fitted and figures are taken."""
    extra: Coded
    """Examples, and findings of sketches: learnt from, never held out."""

    @property
    def all(self) -> Coded:
        """Both, in this order."""
        return self.coded + self.extra

    @property
    def key(self) -> str:
        """A digest of everything: whether two trainings learnt from the same."""
        told = [(p.text, p.heading, p.near) for p in self.all.passages]
        parts = json.dumps([told, self.all.groups], ensure_ascii=False)
        return sha256(parts.encode() + self.all.shares.tobytes()).hexdigest()


FOLDERS = {
    "gold": "folder of annotated real segments",
    "keyed": "the same, without their words",
    "reports": "folder of the reports of --keyed",
}


def add_sources(parser: ArgumentParser) -> None:
    """The options that name what is learnt from."""
    parser.add_argument("--annotations", type=Path, default=Path("annotations/corpus.jsonl"))
    parser.add_argument("--texts", type=Path, default=Path("corpus/text"))
    parser.add_argument("--sentences", type=Path, default=SENTENCES, help="findings written for their codes")
    parser.add_argument("--sketches", type=Path, default=Path("annotations/sketches.jsonl"))
    parser.add_argument("--sketch-texts", type=Path, default=Path("corpus/sketches/text"))
    for name, told in FOLDERS.items():
        parser.add_argument(f"--{name}", type=Path, action="append", default=[], help=f"{told}; repeatable")
    parser.add_argument("--codes", type=Path, default=CODES, help="codes of real findings, by key")
    parser.add_argument("--codes-again", type=Path, default=AGAIN, help="what further coders gave, by key")


def lessons_of(given: Namespace, book: Codebook) -> Lessons:
    """Everything that the options name, read."""
    coders = Coders(given.codes_again)
    coded = corpus(given.annotations, given.texts, (Split.TRAIN, Split.DEVELOPMENT), book, coders)
    coded = coded + real(given.gold, given.codes, book, coders)
    if given.keyed:
        coded = coded + reread(given.keyed, given.reports, given.codes, book, coders)
    sketches = corpus(given.sketches, given.sketch_texts, (Split.TRAIN,), book)
    return Lessons(coded, written(book) + sentences(given.sentences, book) + sketches)
