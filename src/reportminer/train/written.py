"""Reports written for this project, made ready for training from their annotations."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from reportminer.annotations import Document, load
from reportminer.types import Source

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
    """Findings and what lies between them, in the order of the text."""
    pieces, done = [], 0
    for start, end, labels in _spans(document):
        pieces.append({"text": document.text[done:start], "labels": []})
        pieces.append({"text": document.text[start:end], "labels": labels})
        done = end
    pieces.append({"text": document.text[done:], "labels": []})
    about = {"source": document.source, "sha256": document.sha256, "genre": document.about.genre}
    return {**about, "segments": pieces}


def _spans(document: Document) -> Iterator[tuple[int, int, list[str]]]:
    """Labels by span; a span with two findings carries the labels of both."""
    spans: dict[tuple[int, int], list[str]] = {}
    for finding in document.findings:
        spans.setdefault((finding.start, finding.end), []).extend(map(str, finding.labels))
    for (start, end), labels in sorted(spans.items()):
        yield start, end, labels
