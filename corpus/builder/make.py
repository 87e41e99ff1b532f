"""From sources to files: what `make corpus` writes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from builder.annotate import document
from builder.flow import flow
from builder.layout import layout
from builder.plain import place
from builder.source import Source, read_source
from builder.splits import Splits, read_splits
from builder.stats import counts, put_counts
from builder.typeset import open_press, typeset
from reportminer.annotations import Document, write_documents


@dataclass(frozen=True, slots=True)
class Folders:
    """Where the sources lie and where everything goes."""

    corpus: Path
    annotations: Path
    """The annotation file."""
    sketches: Path
    """That of the sketches."""

    @classmethod
    def under(cls, root: Path) -> "Folders":
        """As in the repository at `root`."""
        annotations = root / "annotations"
        return cls(root / "corpus", annotations / "corpus.jsonl", annotations / "sketches.jsonl")


def read_sources(folder: Path) -> list[Source]:
    """All sources, in the order of their names."""
    return [read_source(path) for path in sorted(folder.glob("*.report"))]


def records(sources: Sequence[Source], splits: Splits) -> list[Document]:
    """The annotations of all reports."""
    made = []
    for source in sources:
        text, placed = place(flow(source))
        made.append(document(source, text, placed, splits))
    return made


def build(inputs: Path, out: Folders) -> Iterator[str]:
    """Write text, PDF, layout and annotations of the sources in `inputs`; yields each id when done."""
    sources = read_sources(inputs / "source")
    splits = read_splits(inputs / "splits.yaml", sources)
    for folder in ("text", "pdf", "layout"):
        (out.corpus / folder).mkdir(parents=True, exist_ok=True)
        _remove_strangers(out.corpus / folder, {source.head.id for source in sources})
    out.annotations.parent.mkdir(parents=True, exist_ok=True)
    documents = records(sources, splits)
    write_documents(out.annotations, documents)
    if (out.corpus / "README.md").is_file():
        put_counts(out.corpus / "README.md", counts(documents))
    with open_press() as press:
        for source in sources:
            _write(source, out.corpus, press)
            yield source.head.id


def build_sketches(inputs: Path, out: Folders) -> int:
    """Write text and annotations of the sketches in `inputs`, short reports to learn from; how many.

    Raises SourceError where one names a partner that takes part in the test part of the corpus.
    """
    sketches, held = read_sources(inputs / "sketches" / "source"), read_sources(inputs / "source")
    splits = read_splits(inputs / "splits.yaml", held).with_trained(sketches)
    splits.check([*held, *sketches])
    folder = out.corpus / "sketches" / "text"
    folder.mkdir(parents=True, exist_ok=True)
    _remove_strangers(folder, {source.head.id for source in sketches})
    for source in sketches:
        text, _ = place(flow(source))
        (folder / f"{source.head.id}.txt").write_text(text, encoding="utf-8", newline="\n")
    out.sketches.parent.mkdir(parents=True, exist_ok=True)
    write_documents(out.sketches, records(sketches, splits))
    return len(sketches)


def _write(source: Source, corpus: Path, press: Path) -> None:
    blocks = flow(source)
    text, _ = place(blocks)
    printed = typeset(source, press)
    name = source.head.id
    (corpus / "text" / f"{name}.txt").write_text(text, encoding="utf-8", newline="\n")
    (corpus / "pdf" / f"{name}.pdf").write_bytes(printed.pdf)
    told = layout(source, blocks, printed)
    (corpus / "layout" / f"{name}.json").write_text(told, encoding="utf-8", newline="\n")


def _remove_strangers(folder: Path, ids: set[str]) -> None:
    """What was built of a source that is gone goes too."""
    for path in folder.iterdir():
        if path.stem not in ids and path.suffix in (".txt", ".pdf", ".json"):
            path.unlink()
