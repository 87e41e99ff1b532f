"""Coded findings to learn themes from: the written corpus, real reports by key, examples written for it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

from reportminer.annotations import Document, load
from reportminer.annotations.records import Finding, Split
from reportminer.gather.codebook import Codebook
from reportminer.gather.features import Passage, definition_of
from reportminer.train.corpus import group_of
from reportminer.train.keyed import key_of

Bools = NDArray[np.bool_]
WRITTEN = "themes.yaml"
REAL = "real: "
"""How groups of real reports begin."""


@dataclass(frozen=True, slots=True)
class Coded:
    """Findings, their codes and where they are from."""

    passages: list[Passage]
    codes: Bools
    """Findings x codes."""
    groups: list[str]
    """Findings of one group are never on both sides of a fold."""

    def __add__(self, other: "Coded") -> "Coded":
        codes = np.concatenate([self.codes, other.codes])
        return Coded([*self.passages, *other.passages], codes, [*self.groups, *other.groups])


def _coded(book: Codebook, rows: Sequence[tuple[Passage, Sequence[str], str]]) -> Coded:
    place = {code.id: at for at, code in enumerate(book.codes)}
    codes = np.zeros((len(rows), len(place)), bool)
    for at, (_, given, _) in enumerate(rows):
        codes[at, [place[code] for code in given]] = True
    return Coded([passage for passage, _, _ in rows], codes, [group for _, _, group in rows])


def corpus(path: Path, texts: Path, splits: Sequence[Split], book: Codebook) -> Coded:
    """The findings of some parts of an annotation file; a group is a report."""
    rows = [
        (passage_of(document, finding), finding.codes, document.id)
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


def real(folders: Sequence[Path], keyed: Path, book: Codebook) -> Coded:
    """Findings of real reports that carry codes; a group is an organisation.

    `folders` hold annotated segments with their words, `keyed` has codes by report and key of the words:
    the words may not be handed on.
    """
    codes = json.loads(keyed.read_text("utf-8"))
    rows = []
    for path in sorted((p for folder in folders for p in folder.glob("*.json")), key=lambda p: (p.stem, p)):
        waiting, heading = dict(codes.get(path.stem, {})), ""
        for segment in json.loads(path.read_text("utf-8"))["segments"]:
            heading = segment["text"] if segment.get("heading") else heading
            given = waiting.pop(key_of(segment["text"]), None) if segment.get("labels") else None
            if given is not None:
                passage = Passage(segment["text"], heading, f"{path.stem} {heading}")
                rows.append((passage, given, f"{REAL}{group_of(path.stem)}"))
    return _coded(book, rows)


def written(book: Codebook) -> Coded:
    """The codebook's own examples, and sentences written to learn from."""
    examples = [(Passage(text), (code.id,), "") for code in book.codes for text in code.examples]
    told = yaml.safe_load((files(__package__) / WRITTEN).read_text("utf-8"))
    more = [(Passage(text), tuple(ids.split()), "") for ids, texts in told.items() for text in texts]
    return _coded(book, [*examples, *more])


def said_of(book: Codebook) -> list[str]:
    """What the codes say of themselves, as an encoder is given it."""
    texts = [text for c in book.codes for text in (definition_of(c), c.include, *c.examples)]
    return list(dict.fromkeys(text for text in texts if text))
