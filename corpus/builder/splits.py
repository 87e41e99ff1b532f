"""Which report belongs to which part: the file corpus/splits.yaml, checked against the reports."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from builder.faults import Place, SourceError
from builder.source import Source
from builder.yamls import Data, load, refuse_unknown
from reportminer.evaluate.names import is_generic, name_key

PARTS = ("train", "development", "test")
SHARED, GENRES, ANNOTATED = "shared", "test_genres", "annotated"
"""Bodies of the real world that may take part in reports of several parts; genres that the test part
has for itself; the day from which the labels are as they stand."""


@dataclass(frozen=True, slots=True)
class Splits:
    """What the file says."""

    parts: Mapping[str, str]
    """Part by report id."""
    annotated: str
    """Day of the annotation, ISO 8601."""
    shared: frozenset[str] = frozenset()
    """Keys of the names of bodies of the real world that may stand in all parts."""

    def with_trained(self, sources: Sequence[Source]) -> "Splits":
        """The same with further reports, all of which are there to learn from."""
        return replace(self, parts={**self.parts, **{source.head.id: "train" for source in sources}})

    def check(self, sources: Sequence[Source]) -> None:
        """Organisations of the test part do not take part in, or publish, any other report, by no name.

        Raises SourceError where one does.
        """
        owners = {
            name_key(name): source.head.id
            for source in sources
            if self.parts[source.head.id] != "test"
            for name, _ in _names(source)
        }
        for source in sources:
            if self.parts[source.head.id] == "test":
                self._check_names(source, owners)

    def _check_names(self, source: Source, owners: Mapping[str, str]) -> None:
        for name, line in _names(source):
            key = name_key(name)
            if key in owners and key not in self.shared and not is_generic(name):
                raise SourceError(
                    Place(source.path, line),
                    f"{name!r} also takes part in {owners[key]}: the test part leaks (or is it `shared`?)",
                )


def read_splits(path: Path, sources: Sequence[Source]) -> Splits:
    """The parts. Raises SourceError where a report has none or two, or the test part leaks."""
    data = load(path.read_text(encoding="utf-8"), Place(path, 1))
    refuse_unknown(data, (), data.value, (*PARTS, SHARED, GENRES, ANNOTATED))
    parts = _parts(data)
    genres = _list(data, GENRES)
    for source in sources:
        if source.head.id not in parts:
            raise SourceError(data.place, f"{source.head.id} belongs to no part")
        if (parts[source.head.id] == "test") != (source.head.genre in genres):
            raise SourceError(data.place, f"{source.head.id}: genre {source.head.genre} and part do not fit")
    found = Splits(parts, _day(data), frozenset(map(name_key, _list(data, SHARED))))
    found.check(sources)
    return found


def _list(data: Data, key: str) -> list[str]:
    names = data.value.get(key) or []
    if not isinstance(names, list):
        raise SourceError(data.at(key), f"{key} is no list")
    return [str(name) for name in names]


def _day(data: Data) -> str:
    day = data.value.get(ANNOTATED)
    if not isinstance(day, date):
        raise SourceError(data.at(ANNOTATED), f"{ANNOTATED} is a day: 2026-11-22")
    return day.isoformat()


def _parts(data: Data) -> dict[str, str]:
    parts: dict[str, str] = {}
    for part in PARTS:
        for at, name in enumerate(_list(data, part)):
            if name in parts:
                raise SourceError(data.at(part, at), f"{name} is already in {parts[name]}")
            parts[name] = part
    return parts


def _names(source: Source) -> Iterator[tuple[str, int]]:
    """Names and aliases of the publisher and the partners, each with its line."""
    yield source.head.organisation, 1
    for partner in source.tail.partners:
        for name in (partner.name, *partner.aliases):
            yield name, partner.line
