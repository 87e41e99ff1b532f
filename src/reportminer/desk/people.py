"""Who was given what: everybody a part, and some parts to everybody, so that agreement can be told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from re import fullmatch

from reportminer.desk.store import Store
from reportminer.errors import AnnotationError

NAME = r"^[^\x00-\x1f/\\<>\"]{1,60}$"
"""A person's name, which is a layer's too: it stands in addresses, on the page, in names of files."""
CHUNK = 30
"""Segments that are given together: enough to read what stands around each."""


@dataclass(frozen=True, slots=True)
class Share:
    """Segments `first` to `last` (left out) of a report, and who has them."""

    report: str
    first: int
    last: int
    who: str
    shared: bool
    """Everybody has it: the overlap set."""


def check_name(name: str) -> None:
    """Raises AnnotationError where nobody can be named like this."""
    told = name.encode("utf-8", "backslashreplace").decode("utf-8")  # half a letter gets a backslash
    if not fullmatch(NAME, told):
        raise AnnotationError(
            f"nobody can be named {name!r}",
            hint="give at most 60 characters without slashes, quotes and angle brackets "
            "(--layer names whoever a file is by)",
        )


def divide(sizes: Mapping[str, int], people: Sequence[str], overlap: float) -> list[Share]:
    """Reports (segments of each) cut into chunks and given out: `overlap` (0 to 1) of them to all.

    Chunks are drawn by hash, so that the same reports are always divided in the same way.
    """
    if not people or len(set(people)) < len(people):
        raise AnnotationError("name each annotator once", hint="give two names or more")
    if not 0 <= overlap <= 1:
        raise AnnotationError(f"an overlap of {overlap} is none", hint="give a share between 0 and 1")
    chunks = [
        (report, first, min(first + CHUNK, size))
        for report, size in sizes.items()
        for first in range(0, size, CHUNK)
    ]
    drawn = sorted(chunks, key=lambda c: sha256(f"{c[0]}:{c[1]}".encode()).digest())
    together = round(overlap * len(drawn))
    common = [Share(*chunk, who, True) for chunk in drawn[:together] for who in people]
    alone = [
        Share(*chunk, people[number % len(people)], False) for number, chunk in enumerate(drawn[together:])
    ]
    return sorted([*common, *alone], key=lambda share: (share.report, share.first, share.who))


def give(store: Store, given: Sequence[Share]) -> None:
    """Put these shares in the place of those that were given before."""
    with store.writing() as db:
        db.execute("DELETE FROM assignments")
        rows = [(s.report, s.first, s.last, s.who, int(s.shared)) for s in given]
        db.executemany("INSERT INTO assignments VALUES (?, ?, ?, ?, ?)", rows)


def shares(store: Store) -> list[Share]:
    """What is given out now."""
    rows = store.all("SELECT report, first, last, who, shared FROM assignments ORDER BY report, first, who")
    return [Share(r["report"], r["first"], r["last"], r["who"], bool(r["shared"])) for r in rows]


def spans_of(given: Sequence[Share], who: str) -> dict[str, set[int]]:
    """The segments that somebody has, by report."""
    found: dict[str, set[int]] = {}
    for share in given:
        if share.who == who:
            found.setdefault(share.report, set()).update(range(share.first, share.last))
    return found


def overlap_of(given: Sequence[Share]) -> dict[str, set[int]]:
    """The segments that everybody has, by report."""
    found: dict[str, set[int]] = {}
    for share in given:
        if share.shared:
            found.setdefault(share.report, set()).update(range(share.first, share.last))
    return found
