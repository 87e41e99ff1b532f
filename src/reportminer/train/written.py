"""Reports written for this project, made ready for training from their annotations."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from reportminer.annotations import Document, Unit, load
from reportminer.labels import Label
from reportminer.types import Source, Span

TEXTS = Path("corpus/text")


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
    path: Path, texts: Path, splits: Sequence[str] = ()
) -> Iterator[tuple[str, dict[str, Any], Source]]:
    """Each record of an annotation file: its organisation, the labelled pieces of its text, the text.

    `texts` is the folder of the texts; `splits` names the parts of the corpus that are wanted, empty for all.
    """
    for document in load(path, texts):
        if not splits or document.about.split in splits:
            yield document.about.organisation, _data(document), _source(document, texts)


def _source(document: Document, texts: Path) -> Source:
    path = texts / f"{document.id}.txt"
    return Source(str(path), path.name, document.sha256, "text", path.stat().st_size)


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
