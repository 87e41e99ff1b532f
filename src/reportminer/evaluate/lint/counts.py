"""How much of what a corpus holds: by split, by genre, by label."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from reportminer.annotations import Document, Split
from reportminer.evaluate.lint.corpus import outside, words_of


@dataclass(frozen=True, slots=True)
class Row:
    """Counts of some reports; one finding with two labels counts under both."""

    name: str
    reports: int
    words: int
    labels: tuple[tuple[str, int], ...]
    near_misses: int
    partners: int
    relations: int
    outside: float | None
    """Share of the labels that stand outside sections that declare them."""


def tables(documents: Sequence[Document]) -> dict[str, list[Row]]:
    """A table by split and one by genre, each in the order of names, and the whole."""
    return {
        "split": _by(documents, lambda d: str(d.about.split) or "(none)"),
        "genre": _by(documents, lambda d: d.about.genre or "(none)"),
        "all": [row("all", documents)],
    }


def _by(documents: Sequence[Document], key: Callable[[Document], str]) -> list[Row]:
    names = sorted({key(document) for document in documents})
    return [row(name, [d for d in documents if key(d) == name]) for name in names]


def row(name: str, documents: Iterable[Document]) -> Row:
    """The counts of these reports together."""
    kept = list(documents)
    labels = Counter(str(label) for d in kept for f in d.findings for label in f.labels)
    out, given = (sum(values) for values in zip(*map(outside, kept), strict=True))
    return Row(
        name,
        len(kept),
        sum(len(words_of(d.text)) for d in kept),
        tuple(sorted(labels.items())),
        sum(len(d.near_misses) for d in kept),
        sum(len(d.partners) for d in kept),
        sum(len(d.relations) for d in kept),
        out / given if given else None,
    )


def leaking_splits(documents: Sequence[Document]) -> list[str]:
    """Organisations and genres of the test part that occur in another part too."""
    test = [d for d in documents if d.about.split is Split.TEST]
    others = [d for d in documents if d.about.split in (Split.TRAIN, Split.DEVELOPMENT)]
    shared = [f"organisation {name}" for name in _both(test, others, lambda d: d.about.organisation)]
    return shared + [f"genre {name}" for name in _both(test, others, lambda d: d.about.genre)]


def _both(one: Iterable[Document], two: Iterable[Document], key: Callable[[Document], str]) -> list[str]:
    return sorted({key(d) for d in one} & {key(d) for d in two} - {""})
