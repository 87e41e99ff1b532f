"""Reports written for this project, made ready for training from their annotations."""

import re
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from reportminer.annotations import Document, Unit, load
from reportminer.config import Limits
from reportminer.ingest.find import kind_of, source_of
from reportminer.labels import Label
from reportminer.parse import read
from reportminer.train.align import Gold, lay, letters
from reportminer.types import Report, Segment, Source, Span

TEXTS = Path("corpus/text")
OWN_ID = re.compile("r[0-9a-f]{12}")
"""Ids that the program makes of a report's bytes."""


def add_written(parser: ArgumentParser) -> None:
    """The options `--written FILE --texts DIR`, which may come several times."""
    parser.add_argument(
        "--written", type=Path, action="append", default=[], help="annotations of written reports; repeatable"
    )
    parser.add_argument(
        "--texts", type=Path, action="append", default=[],
        help=f"the folder of their texts, one for each --written (default: {TEXTS})",
    )  # fmt: skip


def written_of(parser: ArgumentParser, given: Namespace) -> tuple[tuple[Path, Path], ...]:
    """The annotation files of `--written`, each with the folder of its texts."""
    if given.texts and len(given.texts) != len(given.written):
        parser.error(f"{len(given.written)} --written, but {len(given.texts)} --texts: give one for each")
    texts = given.texts or [TEXTS] * len(given.written)
    return tuple(zip(given.written, texts, strict=True))


def written(
    path: Path, texts: Path, splits: Sequence[str] = (), reports: Sequence[Path] = ()
) -> Iterator[tuple[str, dict[str, Any], Source]]:
    """Each record of an annotation file: its organisation, the labelled pieces of its text, the report.

    `texts` is the folder of the texts; `splits` names the parts of the corpus that are wanted, empty for
    all; `reports` are folders in which the annotated files are looked for (see `reports_with`).
    """
    for document, source in reports_with(path, texts, reports):
        if not splits or document.about.split in splits:
            yield document.about.organisation, _data(document), source


def reports_with(path: Path, texts: Path, reports: Sequence[Path] = ()) -> Iterator[tuple[Document, Source]]:
    """Each record with the report to be read for it.

    That is the annotated file, where a folder of `reports` holds it: known by its bytes, of which our own
    ids are made, or by its name and text. Else it is the text beside the records, or in them; a file that
    is made for the latter is gone at the end.
    """
    originals = Originals(reports)
    with TemporaryDirectory(prefix="reportminer-") as folder:
        for document in load(path, texts):
            found = originals.of_id(document) or _beside(document, texts) or originals.of_text(document)
            yield document, found or _written_out(document, Path(folder))


class Originals:
    """The files in folders, found again from what records say of them."""

    def __init__(self, folders: Sequence[Path]) -> None:
        paths = (path for folder in folders for path in sorted(folder.rglob("*")))
        self._files = [path for path in paths if path.is_file() and kind_of(path)]
        self._by_id: dict[str, Source] | None = None

    def of_id(self, document: Document) -> Source | None:
        """The file whose bytes have the record's id, as those have that were annotated at the desk."""
        if not OWN_ID.fullmatch(document.id):
            return None
        if self._by_id is None:
            self._by_id = {source.report_id: source for source in map(source_of, self._files)}
        return self._by_id.get(document.id)

    def of_text(self, document: Document) -> Source | None:
        """The file of that name that reads as the annotated text."""
        same = (source_of(path) for path in self._files if path.name == document.source)
        return next((source for source in same if read(source, Limits()).text == document.text), None)


def _beside(document: Document, texts: Path) -> Source | None:
    path = texts / f"{document.id}.txt"
    if not path.is_file():
        return None
    return Source(str(path), path.name, document.sha256, "text", path.stat().st_size)


def _written_out(document: Document, folder: Path) -> Source:
    path = folder / f"{document.id}.txt"
    path.write_bytes(document.text.encode())
    return Source(str(path), document.source, document.sha256, "text", path.stat().st_size)


def _data(document: Document) -> dict[str, Any]:
    """The labelled pieces and what lies between them, in the order of the text.

    Where the record lists segments, they are what somebody looked at, and what lies between was not judged.
    Where it lists none, all was looked at: what lies between the findings carries no label.
    """
    pieces, done, listed = [], 0, bool(document.segments)
    for start, end, labels, optional in _units(document) if listed else _spans(document):
        pieces.append({"text": document.text[done:start], "labels": [], "judged": not listed})
        pieces.append({"text": document.text[start:end], "labels": labels, "optional": optional})
        done = end
    pieces.append({"text": document.text[done:], "labels": [], "judged": not listed})
    about = {"source": document.source, "sha256": document.sha256, "genre": document.about.genre}
    return {**about, "segments": pieces, "cut": not listed}


_Piece = tuple[int, int, list[str], list[str]]
"""Start, end, labels, and labels that are optional there."""


def judged_segments(document: Document, report: Report, units: Sequence[Segment]) -> frozenset[int]:
    """Which segments of a report were judged for partners: those listed, and those with a mark.

    Who marks a partner in a segment has looked at it, also where its labels were left open.
    """
    gold = Gold.of(_data(document))
    whole = replace(gold, judged=(True,) * len(gold.judged))
    starts = [0, *sorted(mention.start for mention in document.mentions)]
    marks = list(accumulate(len(letters(document.text[one:two])) for one, two in pairwise(starts)))
    laid = zip(lay(gold, report, units), lay(whole, report, units), strict=True)
    return frozenset(
        at for at, (listed, place) in enumerate(laid) if listed.spans or _marked(place.spans, marks)
    )


def _marked(spans: Sequence[Span], marks: Sequence[int]) -> bool:
    return any(start <= mark < end for start, end in spans for mark in marks)


def _spans(document: Document) -> Iterator[_Piece]:
    """Labels by span; a span with two findings carries the labels of both."""
    spans: dict[tuple[int, int], list[str]] = {}
    for finding in document.findings:
        spans.setdefault((finding.start, finding.end), []).extend(map(str, finding.labels))
    for (start, end), labels in sorted(spans.items()):
        yield start, end, labels, []


def _units(document: Document) -> Iterator[_Piece]:
    """The segments of a record, and findings that none of them touches: these were looked at too."""
    held = [_unit(document, unit) for unit in document.segments]
    alone = [piece for piece in _spans(document) if not any(_shared(piece[:2], other[:2]) for other in held)]
    yield from sorted(held + alone)


def _unit(document: Document, unit: Unit) -> _Piece:
    """A segment with the labels that cover half of it; an optional one is neither asked for nor refused."""
    here = (unit.start, unit.end)
    labels = [str(label) for label in Label if label not in unit.optional and _covered(document, here, label)]
    return *here, labels, list(map(str, unit.optional))


def _covered(document: Document, here: Span, label: str) -> bool:
    spans = [(f.start, f.end) for f in document.findings if label in f.labels]
    return 2 * sum(_shared(span, here) for span in set(spans)) >= here[1] - here[0]


def _shared(one: Span, two: Span) -> int:
    """How many characters two spans have in common."""
    return max(min(one[1], two[1]) - max(one[0], two[0]), 0)
