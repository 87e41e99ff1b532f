"""How much of what a corpus holds: by split, by genre, by label."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from reportminer.annotations import Document, Split
from reportminer.evaluate.lint.corpus import outside, words_of
from reportminer.evaluate.names import is_generic, name_key


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


def leaking_splits(documents: Sequence[Document], shared: Iterable[str] = ()) -> list[str]:
    """Organisations (publishers, partners, by any name) and genres of the test part that others have too.

    Bodies of the real world that may be `shared` do not count, nor short forms such as "the Council".
    """
    test = [d for d in documents if d.about.split is Split.TEST]
    others = [d for d in documents if d.about.split in (Split.TRAIN, Split.DEVELOPMENT)]
    theirs, known = _organisations(others), frozenset(map(name_key, shared))
    leaking = {name for key, name in _organisations(test).items() if key in theirs and key not in known}
    genres = {d.about.genre for d in test} & {d.about.genre for d in others} - {""}
    return [f"organisation {name}" for name in sorted(leaking)] + [f"genre {name}" for name in sorted(genres)]


def _organisations(documents: Iterable[Document]) -> dict[str, str]:
    """Every name of a publisher or a partner, by the form in which names are compared."""
    names = [
        name
        for document in documents
        for name in (
            document.about.organisation,
            *(form for partner in document.partners for form in (partner.name, *partner.aliases)),
        )
    ]
    return {name_key(name): name for name in sorted(names) if not is_generic(name)}
